/**
 * The learners' copies of a course: `releaseCourse(course, folder)`. Answers and hidden checks are left out, and cells that are
 * not to be changed are locked. A course for nbgrader is
 * `nbgrader-course.ts`.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { stringify } from 'yaml';
import { KubelabError } from '../errors.js';
import { parseRubric } from '../grader/parse-rubric.js';
import { statNamed } from '../named-file.js';
import { type Cell, type Notebook, readNotebook } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import type { Course, Lesson } from './course.js';
import { releasedRubric } from './released-rubric.js';
import { readRubric, rubricFile } from './rubrics.js';
import { withoutAnswers } from './solution.js';
import { hasTag } from './tasks.js';

/** The files that a release wrote. */
export interface Release {
  folder: string;
  notebooks: string[];
  rubrics: string[];
  /** How many checks and deductions learners do not get. */
  hidden: number;
}

/**
 * Writes the copies into `folder`, which is made and must be new or empty; a new one is whole or not there. Throws
 * ARGUMENT_INVALID for a folder that holds something, NOTEBOOK_INVALID, what `parseRubric` throws, and FILE_UNREADABLE
 * when the folder cannot be written.
 */
export function releaseCourse(course: Course, folder: string): Release {
  const target = newFolder(folder);
  const { texts, hidden } = releasedFiles(course);
  writeFolder(target, texts);
  const names = [...texts.keys()];
  return {
    folder: target,
    notebooks: names.filter((name) => name.endsWith('.ipynb')),
    rubrics: names.filter((name) => dirname(name) === 'rubrics'),
    hidden,
  };
}

/**
 * The path of a folder to write a release into. Throws ARGUMENT_INVALID for a folder that is not empty, and for a file,
 * FILE_UNREADABLE for a folder of another user.
 */
export function newFolder(folder: string): string {
  const target = resolve(folder);
  const stats = statNamed(target);
  if (!stats) return target;
  const [name] = stats.isDirectory() ? namesIn(target) : [];
  if (stats.isDirectory() && name === undefined) return target;
  // by its name a file is found that `ls` does not show, such as what a release left behind that was killed
  const fault = name === undefined ? 'is a file' : `is not empty: it holds ${name}`;
  throw new KubelabError('ARGUMENT_INVALID', `the folder for the release ${fault}`, {
    hint: 'name a new folder, or one without anything in it',
    place: { file: target },
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw notWritten(folder, cause, 'name a folder that is yours');
  }
}

function notWritten(file: string, cause: unknown, hint: string): KubelabError {
  const message = `the release cannot be written: ${(cause as Error).message}`;
  return new KubelabError('FILE_UNREADABLE', message, { hint, place: { file }, cause });
}

/**
 * Writes the texts by their paths below `target`, a new folder or an empty one, which stays the folder that it is. They are written
 * aside and put there at the end. Throws FILE_UNREADABLE.
 */
export function writeFolder(target: string, texts: ReadonlyMap<string, string>): void {
  try {
    const isNew = !existsSync(target);
    if (isNew) mkdirSync(dirname(target), { recursive: true });
    const draft = mkdtempSync(isNew ? `${target}.part-` : join(target, '.part-'));
    try {
      // others may read the release, and not a folder that `mkdtemp` makes
      const release = join(draft, 'release');
      for (const [name, text] of texts) {
        const file = join(release, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      if (isNew) renameSync(release, target);
      else for (const name of readdirSync(release)) renameSync(join(release, name), join(target, name));
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch (cause) {
    throw notWritten(target, cause, 'name a folder in one that you may write');
  }
}

function releasedFiles(course: Course): { texts: Map<string, string>; hidden: number } {
  const texts = new Map([['course.yaml', courseText(course)]]);
  let hidden = 0;
  for (const lesson of course.lessons) {
    const rubric = readRubric(course, lesson);
    texts.set(relative(course.folder, lesson.file), formatNotebook(releasedNotebook(lesson)));
    if (!rubric) continue;
    const released = releasedRubric(readFileSync(rubric.file, 'utf8'));
    const kept = parseRubric(released, rubric.file);
    hidden += rubric.checks.length + rubric.deductions.length - kept.checks.length - kept.deductions.length;
    texts.set(relative(course.folder, rubricFile(course, lesson)), released);
  }
  return { texts, hidden };
}

/** The list without solutions; an exercise is a lesson like any other for a learner without a solution to run. */
function courseText({ title, folder, lessons }: Course): string {
  return stringify({
    title,
    released: true,
    lessons: lessons.map(({ id, title, file, minutes, summary, needs, makes }) => ({
      id,
      title,
      file: relative(folder, file),
      minutes,
      summary,
      ...(needs.length > 0 ? { needs } : {}),
      ...(makes ? { makes } : {}),
    })),
  });
}

/** A lesson's notebook as learners get it. Throws NOTEBOOK_INVALID. */
export function releasedNotebook(lesson: Lesson): Notebook {
  const notebook = withoutAnswers(readNotebook(lesson.file), lesson.file);
  const cells = notebook.cells.map((cell): Cell => {
    const clean: Cell = cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
    return { ...clean, metadata: { ...cell.metadata, ...lockedMetadata(cell, lesson.exercise) } };
  });
  return { ...notebook, cells };
}

/**
 * The metadata that Jupyter reads. In an exercise all cells but the tasks are locked; a lesson's own cells are there to play
 * with, and only its checks are locked.
 */
export function lockedMetadata(cell: Cell, exercise: boolean): Record<string, unknown> {
  const task = hasTag(cell, 'task');
  const locked = !task && (exercise || hasTag(cell, 'check'));
  return { ...(task || locked ? { deletable: false } : {}), ...(locked ? { editable: false } : {}) };
}
