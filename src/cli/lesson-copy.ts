/**
 * The learner's copy of the lessons, as commands find it: its folder, opening it, and a notebook that is named by its lesson.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { type Course, type Lesson, readCourse } from '../course/course.js';
import { findLesson, lessonName, lessonNumber } from '../course/find-lesson.js';
import { type LearnerCopy, openLearnerCopy } from '../course/learner-copy.js';
import { isKubelabError, KubelabError } from '../errors.js';
import { type Home, kubelabHome } from '../home.js';
import { readNotebook } from '../notebook/document.js';
import { shellWord } from '../shell.js';
import { courseFile } from './course-file.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { commandHere } from './words.js';

/** The options by which the copy is named. */
export interface CopyOptions {
  /** The folder of the copy; it is remembered for the commands that come. */
  folder?: string;
  /** Another course than the package's: a course.yaml, or its folder. */
  course?: string;
}

/** The learner's copy, as a command opened it. */
export interface NamedCopy extends LearnerCopy {
  /** The options that name it in another command, as `copyArguments` gives them. */
  namedBy: string;
}

/** The options by which another command finds the same copy, quoted and good in any folder: ` --course FILE --folder DIR`, or nothing. */
export function copyArguments({ course, folder }: CopyOptions): string {
  const named = [
    ...(course === undefined ? [] : ['--course', courseFile(course)]),
    ...(folder === undefined ? [] : ['--folder', resolve(folder)]),
  ];
  return named.map((word) => ` ${shellWord(word)}`).join('');
}

/** The command that puts a lesson of the copy back; `lesson` is its number. */
export function resetCommand(lesson: string, namedBy: string, io: Io): string {
  return commandHere(`lessons reset ${lesson}${namedBy}`, io);
}

/** The course that is meant. Throws what `readCourse` throws. */
export function courseOf({ course }: CopyOptions): Course {
  return readCourse(courseFile(course));
}

/**
 * The folder of the copy: the one that is named, else (for the package's lessons) the one that was named last, else one in
 * kubelab's own folder, for each course its own. A course that `release` wrote is worked on where it is.
 */
export function copyFolder(home: Home, options: CopyOptions, course: Course = courseOf(options)): string {
  if (options.folder !== undefined) return resolve(options.folder);
  if (options.course !== undefined) {
    if (course.released) return course.folder;
    const file = courseFile(options.course);
    const name = `${basename(dirname(file))}-${createHash('sha256').update(file).digest('hex').slice(0, 8)}`;
    return join(home.courses, name);
  }
  return rememberedFolder(home) ?? home.lessons;
}

/** Opens the copy and remembers a folder that was named. Throws what `openLearnerCopy` throws. */
export function openCopy(course: Course, options: CopyOptions, io: Io): NamedCopy {
  const home = kubelabHome(io.env);
  const copy = openLearnerCopy(course, copyFolder(home, options, course));
  const named = options.folder !== undefined && options.course === undefined;
  if (named && copy.folder !== rememberedFolder(home)) writeFileAtomically(home.lessonsFolder, `${copy.folder}\n`);
  return { ...copy, namedBy: copyArguments(options) };
}

/** Says where the copy is, and which lessons were renewed or kept. */
export function tellOfCopy({ folder, course, changes, namedBy }: NamedCopy, io: Io): void {
  const { out } = io;
  out.line(out.style.dim(`Your copy of the lessons is in ${sanitise(folder)}`));
  for (const { lesson, what } of changes) {
    const name = lessonName(lesson);
    if (what === 'renewed')
      out.line(`  ${name}: a newer version took the place of the old one, which you had not changed.`);
    if (what === 'kept') {
      const command = resetCommand(lessonNumber(course, lesson), namedBy, io);
      out.line(`  ${name}: there is a newer version; yours is edited and stays. To take the new one: ${command}`);
    }
  }
}

/** A notebook that was named on the command line. */
export interface NamedNotebook {
  file: string;
  /** The lesson that it is, when it lies in the copy. */
  lesson?: Lesson;
  copy?: NamedCopy;
  /** The one task of it that is meant. */
  task?: string;
}

/**
 * The notebook that is meant: a file by its path, or a lesson of the copy by its number, id or name, with one of its tasks
 * (`07/case-05`) or without. Throws ARGUMENT_INVALID for a lesson that does not exist, and what `openLearnerCopy` throws.
 */
export function namedNotebook(name: string, options: CopyOptions, io: Io): NamedNotebook {
  const [, ofLesson, task] = /^([^/\\]+)\/([\w-]+)$/.exec(name) ?? [];
  if (ofLesson && task && !existsSync(name) && isLessonName(courseOf(options), ofLesson)) {
    return { ...namedNotebook(ofLesson, options, io), task };
  }
  const isPath = /[/\\]|\.ipynb$/.test(name) || existsSync(name);
  const folder = copyFolder(kubelabHome(io.env), options);
  if (isPath) {
    if (dirname(resolve(name)) !== folder) return { file: name };
    const copy = openCopy(courseOf(options), options, io);
    const lesson = copy.course.lessons.find(({ file }) => file === resolve(name));
    return lesson ? { file: name, lesson, copy } : { file: name };
  }
  const course = courseOf(options);
  const wanted = findLesson(course, name);
  const copy = openCopy(course, options, io);
  const lesson = copy.course.lessons[course.lessons.indexOf(wanted)];
  if (!lesson) return { file: name };
  try {
    readNotebook(lesson.file);
  } catch (cause) {
    throw unreadableCopy(cause, { course, lesson, namedBy: copy.namedBy }, io);
  }
  return { file: lesson.file, lesson, copy };
}

/** The notebook with the task that an option names; the one that its own name brought stays without it. */
export function withTask(named: NamedNotebook, task: string | undefined): NamedNotebook {
  return task === undefined ? named : { ...named, task };
}

/** The error for a copy that cannot be read, with the command that puts it back; any other error as it is. */
export function unreadableCopy(
  cause: unknown,
  { course, lesson, namedBy }: { course: Course; lesson: Lesson; namedBy: string },
  io: Io,
): unknown {
  if (!isKubelabError(cause) || !['NOTEBOOK_INVALID', 'FILE_MISSING'].includes(cause.code)) return cause;
  const { code, message, place = { file: lesson.file } } = cause;
  const command = resetCommand(lessonNumber(course, lesson), namedBy, io);
  return new KubelabError(code, `your copy of the lesson cannot be read: ${message}`, {
    hint: `mend the file, or put the lesson back: ${command}`,
    place,
    cause,
  });
}

/** The paths; the name of a lesson that is no file becomes its file in the copy. Throws as `openLearnerCopy` does. */
export function namedPaths(names: readonly string[], options: CopyOptions, io: Io): string[] {
  const course = courseOf(options);
  return names.map((name) =>
    !existsSync(name) && isLessonName(course, name) ? namedNotebook(name, options, io).file : name,
  );
}

function isLessonName(course: Course, name: string): boolean {
  try {
    return !/[/\\]/.test(name) && findLesson(course, name) !== undefined;
  } catch {
    return false;
  }
}

/** The folder that was chosen for the copy of the package's lessons; undefined where none was. */
export function rememberedFolder(home: Home): string | undefined {
  try {
    return readFileSync(home.lessonsFolder, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
