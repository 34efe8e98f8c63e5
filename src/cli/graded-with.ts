/** What a folder of results keeps of the command line, so that the class can be graded or judged again without it. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ClassBook, GradedWith } from '../course/grading/class-book.js';
import { KubelabError } from '../errors.js';
import type { GradeOptions } from './commands/grade.js';

/**
 * The roster and marks of the last grading into the same folder, where none are named: without its roster each learner would
 * stand in the folder a second time, under the name of a file. Throws
 * FILE_MISSING when a file of that grading has gone.
 */
export function filesAsBefore(
  named: GradeOptions,
  book: ClassBook | undefined,
): Pick<GradeOptions, 'roster' | 'marks'> {
  const of = (option: 'roster' | 'marks'): string | undefined => {
    const before = book?.with[option];
    if (named[option] !== undefined || before === undefined || existsSync(before)) return named[option] ?? before;
    throw new KubelabError(
      'FILE_MISSING',
      `the file of the ${option} that this folder was graded with is no longer there`,
      {
        hint: `name a file after --${option}, or another folder after --out`,
        place: { file: before },
      },
    );
  };
  const [roster, marks] = [of('roster'), of('marks')];
  return { ...(roster === undefined ? {} : { roster }), ...(marks === undefined ? {} : { marks }) };
}

/** What the folder keeps of the command line. */
export function gradedWith({ course, roster, marks, anonymous }: GradeOptions): GradedWith {
  return {
    ...(course === undefined ? {} : { course: resolve(course) }),
    ...(roster === undefined ? {} : { roster: resolve(roster) }),
    ...(marks === undefined ? {} : { marks: resolve(marks) }),
    ...(anonymous ? { anonymous } : {}),
  };
}
