import assert from 'node:assert/strict';
import type { Cell, Notebook } from '../../src/notebook/document.js';
import { idOf, stepsOf, taskPlaces } from '../../src/session/steps.js';
import { code, text } from '../helpers/small-course.js';

const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const placesIn = (...cells: Cell[]) => taskPlaces(notebook(...cells), stepsOf(notebook(...cells)));

describe('the places of tasks', () => {
  it('are found where the lesson begins with a task', () => {
    assert.deepEqual(placesIn(code('a', '', 'task'), code('a-check', '', 'check')), [
      { name: 'a', opening: 0, step: 0, checkStep: 1 },
    ]);
  });

  it('begin at the opening cell of the task', () => {
    const cells = [code('a-open', ''), text('t', ''), code('a', '', 'task'), code('a-check', '', 'check')];
    assert.deepEqual(placesIn(...cells), [{ name: 'a', opening: 0, step: 1, checkStep: 2 }]);
  });

  it('are without a check where none stands behind the task', () => {
    assert.deepEqual(placesIn(code('first', ''), code('a', '', 'task'), code('other', '')), [
      { name: 'a', opening: 1, step: 1, checkStep: undefined },
    ]);
  });

  it('are at the check where the task is answered by a text, and nowhere without one', () => {
    const answer: Cell = { ...text('a', 'Because …'), metadata: { tags: ['task'] } };
    assert.deepEqual(placesIn(code('first', ''), answer, code('a-check', '', 'check')), [
      { name: 'a', opening: 1, step: 1, checkStep: 1 },
    ]);
    assert.deepEqual(placesIn(code('first', ''), answer), []);
  });
});

describe('the steps of a notebook', () => {
  it('leave out raw cells, and go by their code, or their first text', () => {
    const raw: Cell = { cell_type: 'raw', id: 'raw', source: '', metadata: {} };
    const steps = stepsOf(notebook(text('t1', ''), raw, text('t2', ''), code('c', ''), text('t3', ''), text('t4', '')));
    assert.deepEqual(steps.map(idOf), ['c', 't3']);
    assert.deepEqual(
      steps.map((step) => step.text.map(({ id }) => id)),
      [
        ['t1', 't2'],
        ['t3', 't4'],
      ],
    );
  });
});
