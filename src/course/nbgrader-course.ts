/**
 * A course for nbgrader: `releaseForNbgrader(course, folder)`. Each exercise is an assignment in `source/`, beside it `nbgrader_config.py`
 * and the whole rubrics. nbgrader runs a submission and reads the points off its grade cells, which stand at the notebook's
 * end: `check()` judges there by all that the submission did, as `kubelab grade` does.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KubelabError } from '../errors.js';
import { parseRubric } from '../grader/parse-rubric.js';
import type { Rubric } from '../grader/rubric.js';
import { type Cell, type Notebook, readNotebook } from '../notebook/document.js';
import { formatNotebook } from '../notebook/format.js';
import { packageRoot } from '../package-root.js';
import type { Course, Lesson } from './course.js';
import { nbgraderConfig } from './nbgrader-config.js';
import { lockedMetadata, newFolder, writeFolder } from './release.js';
import { releasedRubric } from './released-rubric.js';
import { rubricFile } from './rubrics.js';
import { BEGIN_SOLUTION, END_SOLUTION, TODO, withoutAnswers } from './solution.js';
import { hasTag, tasksOf } from './tasks.js';

/**
 * Writes the course into `folder`, which must be new or empty, and returns its path and the names of the assignments. Throws
 * ARGUMENT_INVALID for a folder that holds something and for a course without an exercise, NOTEBOOK_INVALID, what
 * `parseRubric` throws, and FILE_UNREADABLE when the folder cannot be written.
 */
export function releaseForNbgrader(course: Course, folder: string): { folder: string; assignments: string[] } {
  const target = newFolder(folder);
  writeFolder(target, nbgraderFiles(course));
  return { folder: target, assignments: course.lessons.filter(({ exercise }) => exercise).map(({ id }) => id) };
}

/** The texts of the files by their paths below the course's folder. */
function nbgraderFiles(course: Course): Map<string, string> {
  const exercises = course.lessons.filter(({ exercise }) => exercise);
  if (exercises.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', 'the course has no exercise for nbgrader', {
      hint: 'say "exercise: true" of a lesson in course.yaml, with its whole solved notebook as its solution',
      place: { file: join(course.folder, 'course.yaml') },
    });
  }
  const bin = join(packageRoot(), 'dist', 'bin.js');
  const texts = new Map([['nbgrader_config.py', nbgraderConfig(bin)]]);
  for (const lesson of exercises) {
    const file = rubricFile(course, lesson);
    const text = readFileSync(file, 'utf8');
    const name = basename(file);
    const folder = `source/${lesson.id}`;
    texts.set(`rubrics/${name}`, text);
    texts.set(`${folder}/rubrics/${name}`, releasedRubric(text));
    texts.set(`${folder}/${basename(lesson.file)}`, formatNotebook(assignment(lesson, parseRubric(text, file))));
  }
  return texts;
}

/** An exercise's notebook for nbgrader's `source` folder. Throws NOTEBOOK_INVALID. */
function assignment(lesson: Lesson, rubric: Rubric): Notebook {
  const notebook = withoutAnswers(readNotebook(lesson.file), lesson.file);
  const cells = [...notebook.cells.map(asTask), ...gradeCells(notebook, lesson, rubric)];
  return {
    ...notebook,
    cells: cells.map((cell) => {
      const clean: Cell = cell.cell_type === 'code' ? { ...cell, outputs: [], execution_count: null } : cell;
      return { ...clean, metadata: { ...cell.metadata, ...lockedMetadata(cell, true), ...nbgrader(cell, rubric) } };
    }),
  };
}

/** The cell with marks around its TODO: nbgrader puts its stub between two marks, and over all of a task's cell without marks. */
function asTask(cell: Cell): Cell {
  if (!hasTag(cell, 'task')) return cell;
  const lines = cell.source.split('\n').flatMap((line) => {
    if (line.trim() !== TODO) return [line];
    const indent = line.slice(0, line.indexOf(TODO));
    return [`${indent}${BEGIN_SOLUTION}`, line, `${indent}${END_SOLUTION}`];
  });
  return { ...cell, source: lines.join('\n') };
}

/** The grade cells. Each has the import, so that a name which the learner's own cells declared is not called in its place. */
function gradeCells(notebook: Notebook, lesson: Lesson, rubric: Rubric): Cell[] {
  const source =
    '## Points\n\nThe cells below tell nbgrader what each step has earned. They fail for a step that is not done.';
  const graded = tasksOf(notebook).filter(({ name }) => pointsOf(rubric, name) > 0);
  return [
    { cell_type: 'markdown', id: 'points', metadata: {}, source },
    ...graded.map(
      ({ name }): Cell => ({
        cell_type: 'code',
        id: gradeId(name),
        metadata: {},
        source: `import { check as points } from 'kubelab';\nawait points('${lesson.id}/${name}', { nbgrader: true })`,
        outputs: [],
        execution_count: null,
      }),
    ),
  ];
}

/** The id of the cell that gives a task its points. */
const gradeId = (task: string): string => `${task}-points`;

/** https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html */
function nbgrader(cell: Cell, rubric: Rubric): Record<string, unknown> {
  const solution = hasTag(cell, 'task');
  const task = rubric.checks.find((check) => gradeId(check.task) === cell.id)?.task;
  const about = { schema_version: 3, grade: false, solution, locked: !solution, task: false, grade_id: cell.id };
  return { nbgrader: task === undefined ? about : { ...about, grade: true, points: pointsOf(rubric, task) } };
}

/** The points of a task by the rubric. */
function pointsOf({ checks }: Rubric, task: string): number {
  return checks.filter((check) => check.task === task).reduce((sum, { points }) => sum + points, 0);
}
