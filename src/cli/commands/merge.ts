/** `kubelab merge`: joins the results of several graders in one folder. */
import { resolve } from 'node:path';
import { count } from '../../count.js';
import { readCourse } from '../../course/course.js';
import { bookToGoOn, type GradedWith, readBook } from '../../course/grading/class-book.js';
import { checkFolderFree, lockFolder } from '../../course/grading/folder-lock.js';
import { groupBy } from '../../course/grading/group-by.js';
import { knownRubrics } from '../../course/grading/known-rubrics.js';
import { machineKey } from '../../course/grading/machine-key.js';
import { writeMerged } from '../../course/grading/merge-results.js';
import { type ChosenRow, mergeMarks, mergeRows, type Party } from '../../course/grading/merge-rows.js';
import { readRoster } from '../../course/grading/roster.js';
import { openWorkProcesses } from '../../course/grading/work-processes.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome } from '../../home.js';
import { courseFile } from '../course-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { makeResultsFolder } from '../grading-files.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `merge`. */
export interface MergeCommandOptions {
  /** The folder whose marks count where two differ. */
  prefer?: string;
  roster?: string;
  course?: string;
}

/**
 * Joins the results in the folders with those in `out`, if there are any. Roster and course are those of the gradings, where no
 * others are named. 0 when it is done. Rejects for faults of the command line, for marks that conflict, and
 * RESULTS_IN_USE while a grading writes to one of the folders.
 */
export async function merge(
  out: string,
  from: readonly string[],
  options: MergeCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const into = resolve(out);
  const preferred = preferredFolder(options.prefer, [out, ...from]);
  for (const folder of from) if (resolve(folder) !== into) checkFolderFree(resolve(folder));
  makeResultsFolder(into, 'name a folder that you may write');
  const release = lockFolder(into);
  const work = openWorkProcesses({ processes: 1, signal: io.signals.interruption });
  try {
    const parties = partiesOf(out, from);
    const chosen = mergeRows(parties, preferred);
    const gradedWith = withOf(parties, options);
    const course = readCourse(courseFile(gradedWith.course));
    const roster = gradedWith.roster === undefined ? [] : readRoster(gradedWith.roster);
    const rubrics = knownRubrics(
      course,
      chosen.map(({ result }) => result.exercise),
    );
    const marks = mergeMarks(chosen, parties);
    const lessons = course.lessons.filter(({ id }) => rubrics.has(id));
    const ownKey = machineKey(kubelabHome(io.env));
    const facts = { chosen, marks, roster, rubrics, lessons };
    const results = await writeMerged({ out: into, ...facts, with: gradedWith, work, machineKey: ownKey });
    tell(results.length, chosen, out, io);
    return EXIT.ok;
  } finally {
    await work.close();
    release();
  }
}

/** The files that the joined results go by: those that are named, else those of the first folder that had one. */
function withOf(parties: readonly Party[], options: MergeCommandOptions): GradedWith {
  const course = options.course ?? parties.map(({ book }) => book.with.course).find(Boolean);
  const roster = options.roster ?? parties.map(({ book }) => book.with.roster).find(Boolean);
  return {
    ...(course === undefined ? {} : { course: resolve(course) }),
    ...(roster === undefined ? {} : { roster: resolve(roster) }),
  };
}

function preferredFolder(prefer: string | undefined, all: readonly string[]): string | undefined {
  if (prefer === undefined) return undefined;
  if (all.some((folder) => resolve(folder) === resolve(prefer))) return resolve(prefer);
  throw new KubelabError('ARGUMENT_INVALID', `${prefer} is none of the folders that are joined`, {
    hint: `name one of ${all.join(', ')} after --prefer`,
  });
}

function partiesOf(out: string, from: readonly string[]): Party[] {
  const own = bookToGoOn(resolve(out));
  const others = from.filter((name) => resolve(name) !== resolve(out));
  const parties = others.map((name): Party => ({ folder: resolve(name), name, book: readBook(resolve(name)) }));
  return own ? [{ folder: resolve(out), name: out, book: own }, ...parties] : parties;
}

const MOST_NAMED = 8;

function tell(rows: number, chosen: readonly ChosenRow[], out: string, io: Io): void {
  const parts = [...groupBy(chosen, ({ party }) => party.name)].map(([name, own]) => `${own.length} of ${name}`);
  io.out.line(sanitise(`${count(rows, 'row')} in ${out}: ${parts.join(', ')}`));
  const replaced = chosen.flatMap(({ result, insteadOf }) =>
    insteadOf ? [`${result.learner} (${insteadOf.name})`] : [],
  );
  if (replaced.length === 0) return;
  const more = replaced.length > MOST_NAMED ? ` and ${replaced.length - MOST_NAMED} more` : '';
  const shown = `Graded in one folder and not gradable in the other: ${replaced.slice(0, MOST_NAMED).join(', ')}${more}`;
  io.out.line(sanitise(shown));
}
