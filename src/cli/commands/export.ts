/** `kubelab export`: the grades of a class as the files that learning platforms take. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeFileAtomically } from '../../atomic-file.js';
import { count } from '../../count.js';
import { readBookIfThere } from '../../course/grading/class-book.js';
import { type Learner, readRoster } from '../../course/grading/roster.js';
import { fillGradebook } from '../../course/lms/canvas-gradebook.js';
import { type GradedWork, readGradedWork } from '../../course/lms/graded-work.js';
import { feedbackFiles } from '../../course/lms/moodle-feedback.js';
import { fillWorksheet } from '../../course/lms/moodle-worksheet.js';
import { formatNbgraderGrades } from '../../course/lms/nbgrader-grades.js';
import { isKubelabError, KubelabError } from '../../errors.js';
import { readNamedFile } from '../../named-file.js';
import { writeZip } from '../../zip-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { warnOfRowsAhead } from '../results-ahead.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';

/** The options of `export`: files of platforms, and the files to write. */
export interface ExportOptions {
  moodleWorksheet?: string;
  canvasGradebook?: string;
  nbgrader?: boolean;
  /** The name or number of the assignment in Canvas. */
  assignment?: string;
  exercise?: string;
  roster?: string;
  /** The folder to write to; `upload` in the folder of results unless told. */
  to?: string;
}

/**
 * Writes the files for each platform that is asked for. 0, and 1 when learners of the results are in none of the rows.
 * Throws ARGUMENT_INVALID, FILE_MISSING and FILE_UNREADABLE for faulty files; nothing is written then but the files
 * of an earlier platform.
 */
export async function exportGrades(results: string, options: ExportOptions, io: Io): Promise<ExitCode> {
  const { moodleWorksheet, canvasGradebook, nbgrader } = options;
  if (moodleWorksheet === undefined && canvasGradebook === undefined && !nbgrader) {
    throw new KubelabError('ARGUMENT_INVALID', 'which platform the grades are for is not said', {
      hint: 'add --moodle-worksheet FILE, --canvas-gradebook FILE or --nbgrader',
    });
  }
  warnOfRowsAhead(results, io);
  const works = readGradedWork(results, options.exercise);
  const roster = rosterOf(results, options.roster, io);
  const folder = options.to ?? join(results, 'upload');
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    notOver(file, [moodleWorksheet, canvasGradebook, options.roster]);
    writeFileAtomically(file, text, 0o600);
    return sanitise(file);
  };
  const say = (line: string): void => io.out.line(sanitise(line));
  let missed = 0;
  const tell = (notes: readonly string[]): void => {
    for (const note of notes) io.err.line(io.err.style.yellow(sanitise(`note: ${note}`)));
  };
  if (moodleWorksheet !== undefined) {
    const sheet = fillWorksheet(readGiven(moodleWorksheet, 'the worksheet'), moodleWorksheet, works, roster);
    tell(sheet.notes);
    missed += works.length - sheet.participants.length;
    say(
      `${write('moodle-worksheet.csv', sheet.text)}: ${count(sheet.filled.length, 'grade')}; Moodle: Upload grading worksheet`,
    );
    const withPages = sheet.participants.filter(({ work }) => work.page !== undefined);
    if (withPages.length > 0) {
      const file = join(folder, 'moodle-feedback.zip');
      writeZip(file, feedbackFiles(withPages));
      say(`${file}: ${count(withPages.length, 'page')}; Moodle: Upload multiple feedback files in a zip`);
    }
  }
  if (canvasGradebook !== undefined) {
    const { assignment } = options;
    const given = readGiven(canvasGradebook, 'the gradebook');
    const book = fillGradebook(given, canvasGradebook, works, { roster, ...(assignment ? { assignment } : {}) });
    tell(book.notes);
    missed += works.filter(({ result }) => result.status === 'graded').length - book.filled;
    say(
      `${write('canvas-gradebook.csv', book.text)}: ${count(book.filled, 'grade')} for ${book.assignment}; Canvas: Import`,
    );
  }
  if (nbgrader) {
    const text = formatNbgraderGrades(
      works.map(({ result }: GradedWork) => result),
      roster,
    );
    say(`${write('nbgrader-grades.csv', text)}: ${count(works.length, 'row')}`);
  }
  return missed > 0 ? EXIT.failed : EXIT.ok;
}

/** The roster that is named, else the one that the class was graded with; without it rows are found by ids alone. */
function rosterOf(results: string, named: string | undefined, io: Io): Learner[] {
  if (named !== undefined) return readRoster(named);
  const graded = readBookIfThere(results)?.with.roster;
  if (graded === undefined) return [];
  try {
    return readRoster(graded);
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    const why = `note: the roster that was graded with finds no rows: ${error.message} (${graded}); --roster names another`;
    io.err.line(io.err.style.yellow(sanitise(why)));
    return [];
  }
}

function readGiven(file: string, what: string): string {
  return readNamedFile(file, what, 'name the file that the platform gave');
}

/** A platform's file stays as it was: it is the only copy. */
function notOver(file: string, given: readonly (string | undefined)[]): void {
  if (!existsSync(file) || !given.some((name) => name !== undefined && resolve(name) === resolve(file))) return;
  throw new KubelabError('ARGUMENT_INVALID', 'this file was given, and would be written over', {
    hint: 'name another folder after --to',
    place: { file },
  });
}
