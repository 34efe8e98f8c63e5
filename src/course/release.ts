/**
 * The learners' copies of a course: `releaseCourse(course, folder)`. Answers and hidden checks are left out, cells that are
 * not to be changed are locked, and nbgrader's metadata is written, so that its commands can take the files, too.
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
import { parse, stringify } from 'yaml';
import { KubelabError } from '../errors.js';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Rubric } from '../grader/rubric.js';
import { type Cell, type Notebook, readNotebook } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import type { Course, Lesson } from './course.js';
import { readRubric, rubricFile } from './rubrics.js';
import { withoutAnswers } from './solution.js';
import { hasTag, tasksOf } from './tasks.js';

/** What was written. */
export interface Release {
  folder: string;
  notebooks: string[];
  rubrics: string[];
  /** How many checks and deductions learners do not get. */
  hidden: number;
}

/**
 * Writes the copies into `folder`, which is made and must be new or empty; it is whole or not there. Throws
 * ARGUMENT_INVALID for a folder that holds something, NOTEBOOK_INVALID, what `parseRubric` throws, and FILE_UNREADABLE
 * when the folder cannot be written.
 */
export function releaseCourse(course: Course, folder: string): Release {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw new KubelabError('ARGUMENT_INVALID', 'the folder for the release is not empty', {
      hint: 'name a new folder, or remove what is in this one',
      place: { file: target },
    });
  }
  const files = releasedFiles(course);
  try {
    mkdirSync(dirname(target), { recursive: true });
    const draft = mkdtempSync(`${target}.part-`);
    try {
      for (const [name, text] of files.texts) {
        const file = join(draft, name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      renameSync(draft, target);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch (cause) {
    throw new KubelabError('FILE_UNREADABLE', `the release cannot be written: ${(cause as Error).message}`, {
      hint: 'name a folder in one that you may write',
      place: { file: target },
      cause,
    });
  }
  const names = [...files.texts.keys()];
  return {
    folder: target,
    notebooks: names.filter((name) => name.endsWith('.ipynb')),
    rubrics: names.filter((name) => name.startsWith('rubrics/')),
    hidden: files.hidden,
  };
}

function releasedFiles(course: Course): { texts: Map<string, string>; hidden: number } {
  const texts = new Map([['course.yaml', courseText(course)]]);
  let hidden = 0;
  for (const lesson of course.lessons) {
    const rubric = readRubric(course, lesson);
    texts.set(relative(course.folder, lesson.file), formatNotebook(releasedNotebook(lesson, rubric)));
    if (!rubric) continue;
    const released = releasedRubric(readFileSync(rubric.file, 'utf8'));
    const kept = parseRubric(released, rubric.file);
    hidden += rubric.checks.length + rubric.deductions.length - kept.checks.length - kept.deductions.length;
    texts.set(relative(course.folder, rubricFile(course, lesson)), released);
  }
  return { texts, hidden };
}

/** The list without solutions; an exercise is a lesson like any other for whoever has no solution to run. */
function courseText({ title, folder, lessons }: Course): string {
  return stringify({
    title,
    released: true,
    lessons: lessons.map(({ id, title, file, minutes, summary, needs }) => ({
      id,
      title,
      file: relative(folder, file),
      minutes,
      summary,
      ...(needs.length > 0 ? { needs } : {}),
    })),
  });
}

/** The text of a rubric without its hidden checks and deductions, and without what waits for them or speaks of them. */
function releasedRubric(text: string): string {
  // the text has been parsed by parseRubric before
  const rubric = parse(text) as { checks?: RawCheck[]; deductions?: RawCheck[] };
  const shown = (list: readonly RawCheck[] = []): RawCheck[] =>
    list.filter(({ visibility }) => visibility !== 'hidden');
  const checks = shown(rubric.checks);
  const ids = checks.map(({ id }) => id);
  const deductions = shown(rubric.deductions);
  return stringify({
    ...rubric,
    checks: checks.map(({ requires, ...check }) => {
      const kept = [requires ?? []].flat().filter((id) => ids.includes(id));
      return kept.length > 0 ? { ...check, requires: kept } : check;
    }),
    deductions: deductions.length > 0 ? deductions : undefined,
  });
}

interface RawCheck {
  id: string;
  visibility?: string;
  requires?: string | string[];
}

/** A lesson's notebook as learners get it; `rubric` gives the points of its tasks. Throws NOTEBOOK_INVALID. */
export function releasedNotebook(lesson: Lesson, rubric: Rubric | undefined): Notebook {
  const notebook = withoutAnswers(readNotebook(lesson.file), lesson.file);
  const tasks = tasksOf(notebook);
  const cells = notebook.cells.map((cell): Cell => {
    const task = tasks.find(({ check }) => check === cell);
    const points = rubric?.checks.filter((check) => check.task === task?.name).reduce((sum, c) => sum + c.points, 0);
    const clean: Cell = cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
    return { ...clean, metadata: { ...cell.metadata, ...lockedMetadata(cell, lesson.exercise, points ?? 0) } };
  });
  return { ...notebook, cells };
}

/**
 * What Jupyter and nbgrader read. In an exercise all is locked but the tasks; a lesson's own cells are there to play with,
 * and only its checks are locked. https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
 */
function lockedMetadata(cell: Cell, exercise: boolean, points: number): Record<string, unknown> {
  const solution = hasTag(cell, 'task');
  const locked = !solution && (exercise || hasTag(cell, 'check'));
  // a cell is graded when it has points: nbgrader wants them of such a cell, and of no other
  const grade = locked && points > 0;
  const nbgrader = { schema_version: 3, grade, solution, locked, task: false, grade_id: cell.id };
  return {
    ...(solution || locked ? { deletable: false } : {}),
    ...(locked ? { editable: false } : {}),
    ...(solution || locked ? { nbgrader: grade ? { ...nbgrader, points } : nbgrader } : {}),
  };
}
