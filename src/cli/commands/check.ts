/** `kubelab check`: runs a notebook and says which of its tasks are done, by what the API server saw. */
import { basename, dirname, join, resolve } from 'node:path';
import { rubricFile, rubricFolders } from '../../check/rubric-files.js';
import { cellsOfTask } from '../../course/tasks.js';
import { KubelabError } from '../../errors.js';
import { readNotebook } from '../../notebook/document.js';
import { lessonEnvironment } from '../../session/environment.js';
import { shellWord } from '../../shell.js';
import { checkOnOwn, checkOnPractice, type NotebookToCheck } from '../check-notebook.js';
import { type ClusterOptions, chooseCluster, enterOwnCluster, ownEnvironment } from '../chosen-cluster.js';
import { withCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type CopyOptions, copyArguments, courseOf, namedNotebook, withTask } from '../lesson-copy.js';
import { casesUnderWay } from '../lesson-session.js';
import { runsOf } from '../made-there.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `check`. */
export interface CheckCommandOptions extends ClusterOptions, CopyOptions {
  /** The lesson's id, when the file is not called as the lesson. */
  lesson?: string;
  /** The one task to check, with the cells that it needs. */
  task?: string;
  /** The level of the hints. */
  hint?: number;
}

/** The runner's name, as it is kept with a solved task. */
const BY = 'kubelab check';

/**
 * Checks a notebook, which is named by its file or as a lesson of the learner's copy. 0 when every task is done, 1 when not
 * or when the reader did not want to go to a cluster of their own, 130 or 143 after a signal. Throws ARGUMENT_INVALID for a
 * notebook without tasks, and the errors of `runNotebooks`.
 */
export async function checkNotebook(name: string, options: CheckCommandOptions, io: Io): Promise<ExitCode> {
  const named = withTask(namedNotebook(name, options, io), options.task);
  const { file, copy } = named;
  const lesson = options.lesson ?? basename(file, '.ipynb');
  // both are looked at before a cluster is started for nothing
  const notebook = readNotebook(file);
  if (named.task !== undefined) cellsOfTask(notebook, named.task);
  const folder = dirname(resolve(file));
  const folders = [...(copy ? [join(copy.course.folder, 'rubrics')] : []), ...foldersAround(folder)];
  const rubric = rubricFile(lesson, folders);
  if (rubric === undefined) throw noRubrics(folders);
  const wanted: NotebookToCheck = {
    named,
    rubric,
    hint: options.hint ?? 1,
    by: BY,
    again: `check ${shellWord(name)}${optionsAgain(options)}`,
  };
  const course = copy?.course ?? courseOf({});
  const kept = named.lesson ? { by: BY, cases: casesUnderWay(named.lesson, io) } : {};
  const environment = (env: Record<string, string | undefined>): typeof env => ({
    ...lessonEnvironment({ course, env, ...kept }),
    KUBELAB_RUBRICS: dirname(rubric),
  });
  const chosen = chooseCluster(io.env, options);
  if (chosen.kind === 'own') {
    if (!(await enterOwnCluster(chosen, runsOf([named]), options, io))) return EXIT.failed;
    return checkOnOwn(wanted, environment(ownEnvironment(chosen, io)), io);
  }
  return withCluster(io, ({ record }) => checkOnPractice(wanted, record, environment, io));
}

/** The options that the next hint is asked for with, too. */
function optionsAgain(options: CheckCommandOptions): string {
  const { lesson, task, practice } = options;
  const named = Object.entries({ lesson, task }).flatMap(([key, value]) =>
    value === undefined ? [] : [` --${key} ${shellWord(value)}`],
  );
  return `${named.join('')}${copyArguments(options)}${practice ? ' --practice' : ''}`;
}

function foldersAround(folder: string): string[] {
  return [...rubricFolders(folder), ...rubricFolders(join(folder, '..'))];
}

function noRubrics(folders: readonly string[]): KubelabError {
  return new KubelabError('FILE_MISSING', 'there are no rubrics to check by', {
    hint: 'put the folder "rubrics" beside the notebook, or install kubelab again',
    place: { file: folders[0] ?? '' },
  });
}
