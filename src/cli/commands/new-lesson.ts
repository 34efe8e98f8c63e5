/** `kubelab new-lesson`: begins a lesson of a course. */
import { relative } from 'node:path';
import { addLesson } from '../../course/new-lesson.js';
import { shellWord } from '../../shell.js';
import { courseFile } from '../course-file.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { sanitise } from '../terminal/sanitise.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** The options of `new-lesson`. */
export interface NewLessonOptions {
  title?: string;
  course?: string;
}

/** Writes the files and says what comes next. Always 0; throws what `addLesson` throws. */
export async function newLesson(id: string, options: NewLessonOptions, io: Io): Promise<ExitCode> {
  const file = courseFile(options.course);
  const { title } = options;
  for (const written of addLesson(file, { id, ...(title === undefined ? {} : { title }) })) {
    io.out.line(`  ${sanitise(shortest(written))}`);
  }
  const course = options.course === undefined ? '' : ` ${sanitise(shellWord(options.course))}`;
  io.out.line('The lesson is small and whole. Write yours over it, and prove it after each step:');
  io.out.line(`  ${commandHere(`check-course${course} --lesson ${id}`, io)}`);
  io.out.line('"Adding one" in the README of the lessons has the ten steps.');
  return EXIT.ok;
}

const shortest = (path: string): string => {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
};
