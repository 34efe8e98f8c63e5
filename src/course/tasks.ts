/** The tasks of a notebook: which cells a learner fills in, which cells check them, and what each task is called. */
import type { Cell, Notebook } from '../notebook/document.js';

/** One task. */
export interface Task {
  /** What rubrics and `check('LESSON/TASK')` call it. */
  name: string;
  /** The cell to fill in, tagged `task`. */
  cell: Cell;
  /** The cell right behind it, tagged `check`; undefined when there is none. */
  check: Cell | undefined;
}

/** The tasks in the order of the notebook; a task is called by the id of its cell. */
export function tasksOf({ cells }: Notebook): Task[] {
  return cells.flatMap((cell, index) => {
    if (!hasTag(cell, 'task')) return [];
    const next = cells[index + 1];
    return [{ name: cell.id, cell, check: next && hasTag(next, 'check') ? next : undefined }];
  });
}

/** Whether the cell has a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) === true;
}
