/** Checking a notebook: on the practice cluster by its audit log, on a reader's cluster by its kernel's requests. */
import { dirname, resolve } from 'node:path';
import { gatherEvidence, listObjects } from '../check/gather-evidence.js';
import { keptRecord } from '../check/kept-record.js';
import { checkResult } from '../check/result.js';
import { readShownRubric } from '../check/shown-rubric.js';
import { runInFolder, runNotebooks } from '../course/run-notebooks.js';
import { cellsOfTask } from '../course/tasks.js';
import { judge } from '../grader/judge.js';
import { kubelabHome, type RunningCluster } from '../home.js';
import { readLessonRecord, type SolvedTask } from '../lesson-record.js';
import { type CodeCell, readNotebook } from '../notebook/document.js';
import type { NotebookRun } from '../notebook/execute.js';
import { plainText } from '../notebook/plain-text.js';
import { ownView } from '../print/shows-itself.js';
import { renderText } from '../print/text.js';
import { connect } from '../request/connect.js';
import { EXIT, type ExitCode, exitCodeOfSignal } from './exit-codes.js';
import type { NamedNotebook } from './lesson-copy.js';
import { casesUnderWay, keepRun } from './lesson-session.js';
import { summaryOf } from './run-report.js';
import { type Progress, startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

type Environment = Record<string, string | undefined>;

/** Check options. */
export interface NotebookToCheck {
  named: NamedNotebook;
  /** The file of the rubric. */
  rubric: string;
  /** The level of the hints. */
  hint: number;
  /** The runner's name, kept with a solved task. */
  by: string;
  /** The arguments of the command that checks it again. */
  again: string;
}

/** Checks by the audit log of the practice cluster. 0 when every task is done, 1 when not, 130 or 143 after a signal. */
export async function checkOnPractice(
  { named, rubric: file, hint, by, again }: NotebookToCheck,
  record: RunningCluster,
  environmentOf: (env: Environment) => Environment,
  io: Io,
): Promise<ExitCode> {
  const env = environmentOf({ ...io.env, KUBECONFIG: record.kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root });
  const rubric = readShownRubric(file, env);
  const client = await connect({ kubeconfig: record.kubeconfig });
  const progress = startProgress(io.out, 'running the notebook', { lineWithoutTerminal: true });
  try {
    const before = await listObjects(client, rubric);
    const now = Date.now();
    const kept = keptRecord(rubric.exercise, now, env);
    const result = await runNotebooks({
      files: [named.file],
      ...(named.task === undefined ? {} : { tasks: new Map([[named.file, named.task]]) }),
      keepGoing: true,
      env,
      signal: io.signals.interruption,
      onEvent: (event) => {
        if (event.type === 'cell-started') progress.say(`cell ${event.number} of ${event.total}`);
      },
    });
    keepRuns(named, result.notebooks, by, io);
    if (result.status === 'interrupted') return interrupted(progress, io);
    if (result.status === 'no-kernel') throw result.error;
    // of a lesson that was begun earlier, what was made since then counts, too
    const { auditLog } = record;
    const since = kept.since < now ? { since: kept.since } : { since: now, before };
    const evidence = await gatherEvidence({ client, rubric, auditLog, ...since });
    const checked = checkResult(judge(kept.relieved(rubric), evidence), named.task, hint, (level) =>
      commandHere(`${again} --hint ${level}`, io),
    );
    kept.keep(checked);
    progress.stop();
    reportFailures(result.notebooks, io);
    io.out.line(renderText(ownView(checked) ?? [], { color: io.out.style.enabled, width: io.out.columns }));
    const open = checked.checks.filter(({ status }) => status !== 'passed').map(({ task }) => task);
    return verdict(open, solvedBefore(rubric.exercise, named, io), io);
  } finally {
    progress.stop();
    await client.close();
  }
}

/**
 * Checks by the requests of the notebook's kernel, as no audit log of a reader's cluster is in reach: the kernel itself is
 * asked behind the last cell. Exit codes as for the practice cluster.
 */
export async function checkOnOwn(
  { named, rubric: file, hint, by, again }: NotebookToCheck,
  env: Environment,
  io: Io,
): Promise<ExitCode> {
  const { exercise, checks } = readShownRubric(file, env);
  const notebook = readNotebook(named.file);
  const only = named.task === undefined ? undefined : cellsOfTask(notebook, named.task);
  const asked = named.task === undefined ? exercise : `${exercise}/${named.task}`;
  const ask: CodeCell = {
    ...{ cell_type: 'code', id: 'kubelab-check', metadata: {}, execution_count: null, outputs: [] },
    source: `await (await import('kubelab')).check(${JSON.stringify(asked)}, { hint: ${hint} })`,
  };
  const progress = startProgress(io.out, 'running the notebook', { lineWithoutTerminal: true });
  try {
    const run = await runInFolder({ ...notebook, cells: [...notebook.cells, ask] }, dirname(resolve(named.file)), {
      env,
      keepGoing: true,
      only: only && new Set([...only, ask.id]),
      signal: io.signals.interruption,
      onEvent: (event) => {
        if (event.type === 'cell-started') progress.say(`cell ${event.number} of ${event.total}`);
      },
    });
    const cells = run.cells.filter(({ id }) => id !== ask.id);
    const own = [{ file: named.file, run: { ...run, cells } }];
    keepRuns(named, own, by, io);
    if (run.status === 'interrupted') return interrupted(progress, io);
    if (run.status === 'no-kernel') throw run.error;
    progress.stop();
    reportFailures(own, io);
    const said = run.cells.at(-1)?.outputs.map(plainText).join('\n') ?? '';
    // the kernel names the call in a cell; here a command asks for the next hint
    const more = `More help: ${commandHere(`${again} --hint ${hint + 1}`, io)}`;
    io.out.line(sanitise(said.replace(/^More help: await check\(.*$/m, () => more)));
    const tasks = named.task === undefined ? checks.map(({ task }) => task) : [named.task];
    const open = said.startsWith('Done') ? [] : tasks;
    return verdict(open, solvedBefore(exercise, named, io), io);
  } finally {
    progress.stop();
  }
}

function interrupted(progress: Progress, { out, signals }: Io): ExitCode {
  progress.stop();
  out.line(out.style.yellow('The check was interrupted, and nothing was judged.'));
  return exitCodeOfSignal(signals.interruption.reason);
}

/** Tasks that were solved once are solved, whatever this run shows. */
function verdict(open: readonly string[], solved: readonly SolvedTask[], { out }: Io): ExitCode {
  const names = [...new Set(open)];
  const stay = solved.filter(({ task }) => names.includes(task));
  for (const { task, at, by } of stay) {
    out.line(out.style.dim(`${sanitise(task)} was solved on ${at.slice(0, 10)} (${sanitise(by)}), and stays solved.`));
  }
  return names.every((name) => stay.some(({ task }) => task === name)) ? EXIT.ok : EXIT.failed;
}

/** The record counts for the learner's copy alone: any other notebook stands for itself. */
function solvedBefore(lesson: string, { lesson: copied }: NamedNotebook, io: Io): SolvedTask[] {
  if (!copied) return [];
  return readLessonRecord(kubelabHome(io.env).solved, { lesson, cases: casesUnderWay(copied, io) }).solved;
}

function keepRuns(
  { lesson, copy }: NamedNotebook,
  notebooks: readonly { run: NotebookRun }[],
  by: string,
  io: Io,
): void {
  if (!lesson || !copy) return;
  for (const { run } of notebooks) keepRun(copy, lesson, run, by, io);
}

function reportFailures(notebooks: readonly { file: string; run: NotebookRun }[], { out }: Io): void {
  for (const { file, run } of notebooks) {
    if (run.cells.some(({ passed }) => !passed)) out.line(`${summaryOf(file, run, out.style).join('\n')}\n`);
  }
}
