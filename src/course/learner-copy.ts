/**
 * The learner's copy of a course: the notebooks that lessons are taken in, in a folder of the learner's own. The course
 * itself is never written to. Answers and rubrics are not in the copy; beside each notebook lies its first state, in
 * `.originals`. A course that `release` wrote is the learner's copy already.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { isKubelabError, KubelabError } from '../errors.js';
import { type Notebook, parseNotebook, readNotebook } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import type { Course, Lesson } from './course.js';
import { lessonName } from './find-lesson.js';
import { withoutAnswers } from './solution.js';

/** The copy. */
export interface LearnerCopy {
  folder: string;
  /** The course with the lessons' files in the copy; rubrics and solutions are still those of the course. */
  course: Course;
  /** The changes that opening it made or found, lesson by lesson; lessons without an entry are as they were. */
  changes: CopyChange[];
}

/**
 * `made`: the copy was not there; `renewed`: a newer notebook took its place; `kept`: there is a newer notebook, and the
 * learner's edits stay.
 */
export interface CopyChange {
  lesson: Lesson;
  what: 'made' | 'renewed' | 'kept';
}

/** The state of a lesson's copy, against the lesson as it is handed out. */
export interface CopyState {
  state: 'as handed out' | 'edited' | 'missing' | 'unreadable';
  /** True when the course has a newer notebook, which the learner's edits keep out. */
  newer: boolean;
}

/**
 * Brings the copy in `folder` up to date and gives it. A notebook whose cells are as they were handed out is replaced by a
 * newer one; an edited one is kept. Throws ARGUMENT_INVALID for the folder of the course itself and for a folder with notebooks of
 * these names that are not copies, FILE_UNREADABLE when it cannot be written, NOTEBOOK_INVALID for a lesson.
 */
export function openLearnerCopy(course: Course, folder: string): LearnerCopy {
  const target = resolve(folder);
  if (isOwn(course, target)) return openReleased(course, target);
  if (target === resolve(course.folder)) {
    throw new KubelabError('ARGUMENT_INVALID', 'the copy of the lessons cannot lie in the folder of the lessons', {
      hint: 'name another folder after --folder',
      place: { file: target },
    });
  }
  for (const lesson of course.lessons) checkIsCopy(course, lesson, target);
  const changes = course.lessons.flatMap((lesson): CopyChange[] => {
    const what = update(course, lesson, target);
    return what ? [{ lesson: copied(course, lesson, target), what }] : [];
  });
  return { folder: target, course: copiedCourse(course, target), changes };
}

/** Puts the copy of a lesson back: as it is handed out now. True when the learner's cells were others. */
export function resetLesson(course: Course, lesson: Lesson, folder: string): boolean {
  checkIsCopy(course, lesson, folder);
  const { file, original } = paths(course, lesson, folder);
  const before = stateOf(course, lesson, folder).state;
  write(file, original, isOwn(course, folder) ? readFileSync(original, 'utf8') : handedOut(lesson));
  return before !== 'as handed out';
}

/** The state of each lesson's copy. Reads only. */
export function copyStates(course: Course, folder: string): { lesson: Lesson; state: CopyState }[] {
  return course.lessons.map((lesson) => ({ lesson, state: stateOf(course, lesson, folder) }));
}

/** The notebook of a copied lesson as it was handed out; undefined for a lesson that is no copy. */
export function originalNotebook(lesson: Lesson, folder: string): Notebook | undefined {
  const file = join(folder, '.originals', relative(folder, lesson.file));
  return existsSync(file) ? readNotebook(file) : undefined;
}

/** True for cells of equal texts and kinds in one order; outputs and metadata are no edits. */
function sameCells(a: Notebook, b: Notebook): boolean {
  return (
    a.cells.length === b.cells.length &&
    a.cells.every((cell, index) => {
      const other = b.cells[index];
      return cell.cell_type === other?.cell_type && cell.source === other.source;
    })
  );
}

/** A released course in its own folder: only the first state of each notebook is kept beside it. */
function openReleased(course: Course, folder: string): LearnerCopy {
  for (const lesson of course.lessons) {
    const { file, original } = paths(course, lesson, folder);
    if (!existsSync(original)) writeFileAtomically(original, readFileSync(file, 'utf8'));
  }
  return { folder, course, changes: [] };
}

function isOwn(course: Course, folder: string): boolean {
  return course.released === true && resolve(folder) === resolve(course.folder);
}

function copiedCourse(course: Course, folder: string): Course {
  return { ...course, lessons: course.lessons.map((lesson) => copied(course, lesson, folder)) };
}

function copied(course: Course, lesson: Lesson, folder: string): Lesson {
  return { ...lesson, file: paths(course, lesson, folder).file };
}

function paths(course: Course, lesson: Lesson, folder: string): { file: string; original: string } {
  const name = relative(course.folder, lesson.file);
  return { file: join(folder, name), original: join(folder, '.originals', name) };
}

/** A lesson as learners get it. */
function handedOut(lesson: Lesson): string {
  const notebook = withoutAnswers(readNotebook(lesson.file), lesson.file);
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return formatNotebook({ ...notebook, cells });
}

function update(course: Course, lesson: Lesson, folder: string): CopyChange['what'] | undefined {
  const { file, original } = paths(course, lesson, folder);
  const given = handedOut(lesson);
  const { state, newer } = stateOf(course, lesson, folder, given);
  if (state === 'missing') {
    write(file, original, given);
    return 'made';
  }
  if (!newer) return undefined;
  if (state !== 'as handed out') return 'kept';
  write(file, original, given);
  return 'renewed';
}

function stateOf(course: Course, lesson: Lesson, folder: string, given?: string): CopyState {
  const { file, original } = paths(course, lesson, folder);
  if (!existsSync(file) || !existsSync(original)) return { state: 'missing', newer: false };
  const first = readFileSync(original, 'utf8');
  const newer = !isOwn(course, folder) && first !== (given ?? handedOut(lesson));
  try {
    const own = parseNotebook(readFileSync(file, 'utf8'), file);
    return { state: sameCells(own, parseNotebook(first, original)) ? 'as handed out' : 'edited', newer };
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    return { state: 'unreadable', newer };
  }
}

/** Writes the notebook first: were the process ended between the two, the next would find an edited lesson and lose nothing. */
function write(file: string, original: string, text: string): void {
  writeFileAtomically(file, text);
  writeFileAtomically(original, text);
}

/** Refuses a notebook of that name without an original beside it: it is somebody's own. */
function checkIsCopy(course: Course, lesson: Lesson, folder: string): void {
  const { file, original } = paths(course, lesson, folder);
  if (!existsSync(file) || existsSync(original) || isOwn(course, folder)) return;
  throw new KubelabError(
    'ARGUMENT_INVALID',
    `there is a notebook ${lessonName(lesson)} that is no copy of the lesson`,
    {
      hint: 'name another folder after --folder, or move that notebook away',
      place: { file },
    },
  );
}
