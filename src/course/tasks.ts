/** The tasks of a notebook: the cells that a learner fills in, the cells that check them, and the name of each task. */
import { KubelabError } from '../errors.js';
import type { Cell, Notebook } from '../notebook/document.js';

/** One task. */
export interface Task {
  /** The name in rubrics and in `check('LESSON/TASK')`. */
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

/**
 * The cell that sets a task up, and is called after it: `TASK-open`. A task with such a cell stands alone: it needs the cells
 * before the first task of the notebook, and nothing of the other tasks.
 */
export function openingOf({ cells }: Notebook, task: string): Cell | undefined {
  return cells.find(({ id }) => id === `${task}-open`);
}

/**
 * The ids of the code cells that one task needs: all up to its check, without those of other tasks where it stands alone.
 * Throws ARGUMENT_INVALID when there is no such task.
 */
export function cellsOfTask(notebook: Notebook, name: string): ReadonlySet<string> {
  const tasks = tasksOf(notebook);
  const wanted = tasks.find((task) => task.name === name);
  if (!wanted) {
    const names = tasks.map((task) => task.name);
    throw new KubelabError('ARGUMENT_INVALID', `there is no task ${JSON.stringify(name)} in this notebook`, {
      hint: names.length > 0 ? `choose from ${names.join(', ')}` : 'leave the task out: the notebook has none',
    });
  }
  const end = notebook.cells.indexOf(wanted.check ?? wanted.cell);
  const others = openingOf(notebook, name) ? tasks.filter((task) => task !== wanted) : [];
  const leftOut = new Set(others.flatMap((task) => [openingOf(notebook, task.name), task.cell, task.check]));
  const needed = notebook.cells.slice(0, end + 1).filter((cell) => cell.cell_type === 'code' && !leftOut.has(cell));
  return new Set(needed.map(({ id }) => id));
}

/** Whether the cell has a tag. */
export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) === true;
}
