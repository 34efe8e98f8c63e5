/** `kubelab check`: runs a notebook on the practice cluster and says which of its tasks are done. */
import { basename, dirname, join, resolve } from 'node:path';
import { gatherEvidence, listObjects } from '../../check/gather-evidence.js';
import { checkResult } from '../../check/result.js';
import { rubricFile, rubricFolders } from '../../check/rubric-files.js';
import { readShownRubric } from '../../check/shown-rubric.js';
import { runNotebooks } from '../../course/run-notebooks.js';
import { KubelabError } from '../../errors.js';
import { judge } from '../../grader/judge.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { readNotebook } from '../../notebook/document.js';
import { ownView } from '../../print/shows-itself.js';
import { renderText } from '../../print/text.js';
import { connect } from '../../request/connect.js';
import { withCluster } from '../cluster-process.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from '../exit-codes.js';
import { summaryOf } from '../run-report.js';
import { startProgress } from '../terminal/progress.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `check`. */
export interface CheckCommandOptions {
  /** The lesson's id, when the file is not called as the lesson. */
  lesson?: string;
  /** The level of the hints. */
  hint?: number;
}

/**
 * Checks a notebook. 0 when every task is done, 1 when not, 130 or 143 after a signal. Throws ARGUMENT_INVALID for a
 * notebook that has no tasks, and what `runNotebooks` throws.
 */
export async function checkNotebook(file: string, options: CheckCommandOptions, io: Io): Promise<ExitCode> {
  const name = options.lesson ?? basename(file, '.ipynb');
  // both are looked at before a cluster is started for nothing
  readNotebook(file);
  const folder = dirname(resolve(file));
  const folders = [...rubricFolders(folder), ...rubricFolders(join(folder, '..'))];
  const ofLesson = rubricFile(name, folders);
  if (ofLesson === undefined) throw noRubrics(folders);
  const rubric = readShownRubric(ofLesson);
  return withCluster(io, async (record) => {
    const client = await connect({ kubeconfig: record.kubeconfig });
    const progress = startProgress(io.out, 'running the notebook', { lineWithoutTerminal: true });
    try {
      const before = await listObjects(client, rubric);
      const since = Date.now();
      const result = await runNotebooks({
        files: [file],
        keepGoing: true,
        env: environment(record, io),
        signal: io.signals.interruption,
        onEvent: (event) => {
          if (event.type === 'cell-started') progress.say(`cell ${event.number} of ${event.total}`);
        },
      });
      if (result.status === 'interrupted') return exitCodeOfSignal(io.signals.interruption.reason);
      if (result.status === 'no-kernel') throw result.error;
      const { auditLog } = record;
      const evidence = await gatherEvidence({ client, rubric, since, before, auditLog });
      const checked = checkResult(judge(rubric, evidence), undefined, options.hint ?? 1);
      progress.stop();
      report(checked, result.notebooks, io);
      return checked.done ? EXIT.ok : EXIT.failed;
    } finally {
      progress.stop();
      await client.close();
    }
  });
}

function noRubrics(folders: readonly string[]): KubelabError {
  return new KubelabError('FILE_MISSING', 'there are no rubrics to check by', {
    hint: 'put the folder "rubrics" beside the notebook, or install kubelab again',
    place: { file: folders[0] ?? '' },
  });
}

function report(
  checked: ReturnType<typeof checkResult>,
  notebooks: Awaited<ReturnType<typeof runNotebooks>>['notebooks'],
  { out }: Io,
): void {
  for (const { file, run } of notebooks) {
    if (run.status !== 'ok') out.line(`${summaryOf(file, run, out.style).join('\n')}\n`);
  }
  out.line(renderText(ownView(checked) ?? [], { color: out.style.enabled, width: out.columns }));
}

function environment(record: RunningCluster, io: Io): Record<string, string | undefined> {
  return { ...io.env, KUBECONFIG: record.kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root };
}
