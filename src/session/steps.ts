/** A notebook as the steps in which it is taken, and where its tasks are among them. */
import { hasTag, openingOf, tasksOf } from '../course/tasks.js';
import type { SolvedTask } from '../lesson-record.js';
import type { Cell, CodeCell, Notebook, TextCell } from '../notebook/document.js';

/** One step of a lesson: the text before a code cell, and that cell; the last step may be text alone. */
export interface Step {
  text: TextCell[];
  cell?: CodeCell;
}

/** Where a task stands. Numbers of steps begin at 0. */
export interface TaskPlace {
  /** The task's name, as in `check('LESSON/TASK')`. */
  name: string;
  /** The step where the task begins: that of its opening cell (`TASK-open`) if it has one, else `step`. */
  opening: number;
  /** The step with the cell to fill in. */
  step: number;
  /** The step with the cell that checks it; undefined for a task that nothing checks. */
  checkStep: number | undefined;
}

/** A task of the lesson, and whether it is solved. */
export interface TaskState extends TaskPlace {
  /** When it was solved first and by what; undefined for an open one. */
  solved: SolvedTask | undefined;
}

/** The steps of a notebook. The cells are the notebook's own, not copies. */
export function stepsOf(notebook: Notebook): Step[] {
  const steps: Step[] = [];
  let text: TextCell[] = [];
  for (const cell of notebook.cells) {
    if (isCode(cell)) {
      steps.push({ text, cell });
      text = [];
    } else if (cell.cell_type === 'markdown') {
      text.push(cell);
    }
  }
  if (text.length > 0) steps.push({ text });
  return steps;
}

/** The tasks, in the order of the notebook. A task whose cell is a text has no step of its own and stands at its check. */
export function taskPlaces(notebook: Notebook, steps: readonly Step[]): TaskPlace[] {
  const stepWith = (cell: Cell | undefined): number => steps.findIndex((step) => step.cell === cell && cell);
  return tasksOf(notebook).flatMap(({ name, cell, check }) => {
    const checkStep = stepWith(check);
    const step = stepWith(cell) >= 0 ? stepWith(cell) : checkStep;
    if (step < 0) return [];
    const opening = stepWith(openingOf(notebook, name));
    return [{ name, opening: opening < 0 ? step : opening, step, checkStep: checkStep < 0 ? undefined : checkStep }];
  });
}

/** The id of a step from one time to the next. */
export function idOf({ cell, text }: Step): string | undefined {
  return cell?.id ?? text[0]?.id;
}

/** Whether a cell checks a task. */
export function isCheck(cell: CodeCell): boolean {
  return hasTag(cell, 'check');
}

function isCode(cell: Cell): cell is CodeCell {
  return cell.cell_type === 'code';
}
