import assert from 'node:assert/strict';
import { cellsOfTask } from '../../src/course/tasks.js';
import type { Notebook } from '../../src/notebook/document.js';
import { code, text, twoTasks } from '../helpers/small-course.js';

const notebook = (cells: Notebook['cells']): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });

describe('the cells that a task needs', () => {
  it('are all up to its check, the earlier tasks too', () => {
    assert.deepEqual([...cellsOfTask(notebook(twoTasks), 'task-1')], ['connect', 'task-1', 'task-1-check']);
    assert.equal(cellsOfTask(notebook(twoTasks), 'task-2').size, 5);
  });

  it('are no cells of other tasks where it has an opening cell of its own', () => {
    const cases = ['case-01', 'case-02'].flatMap((id) => [
      text(`${id}-text`, id),
      code(`${id}-open`, '1'),
      code(id, '2', 'task'),
      code(`${id}-check`, '3', 'check'),
    ]);
    const ids = cellsOfTask(notebook([code('connect', '0'), ...cases, code('clean-up', '4')]), 'case-02');
    assert.deepEqual([...ids], ['connect', 'case-02-open', 'case-02', 'case-02-check']);
  });

  it('are told not to be there, with the tasks that are', () => {
    assert.throws(() => cellsOfTask(notebook(twoTasks), 'task-3'), {
      code: 'ARGUMENT_INVALID',
      hint: 'choose from task-1, task-2',
    });
  });
});
