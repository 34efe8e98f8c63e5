/** The options that a folder of results keeps, so that the class can be graded or judged again without them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { bookToGoOn, type GradedWith } from '../course/grading/class-book.js';
import { KubelabError } from '../errors.js';
import type { GradeOptions } from './commands/grade.js';

/** Options that a grading keeps for the next one in the same folder. */
const kept = ['course', 'roster', 'marks'] as const;

/**
 * The options with course, roster and marks of the last grading into the same folder, where none are named: without its roster
 * each learner would stand in the folder a second time, under the name of a file. Throws FILE_MISSING when one of them has gone,
 * and errors of `bookToGoOn`.
 */
export function asBefore(options: GradeOptions): GradeOptions {
  const book = bookToGoOn(resolve(options.out));
  const files = kept.flatMap((name) => {
    const before = book?.with[name];
    if (before === undefined || options[name] !== undefined) return [];
    if (existsSync(before)) return [[name, before]];
    throw new KubelabError('FILE_MISSING', `the ${name} that this folder was graded with cannot be found`, {
      hint: `name it after --${name}, or another folder after --out`,
      place: { file: before },
    });
  });
  return { ...options, ...Object.fromEntries(files) };
}

/** The options that the folder keeps. */
export function gradedWith({ course, roster, marks, anonymous }: GradeOptions): GradedWith {
  return {
    ...(course === undefined ? {} : { course: resolve(course) }),
    ...(roster === undefined ? {} : { roster: resolve(roster) }),
    ...(marks === undefined ? {} : { marks: resolve(marks) }),
    ...(anonymous ? { anonymous } : {}),
  };
}
