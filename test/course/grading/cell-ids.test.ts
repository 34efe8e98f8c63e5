import assert from 'node:assert/strict';
import { withReleaseIds } from '../../../src/course/grading/cell-ids.js';
import { openCells, restoreCells } from '../../../src/course/grading/restore-cells.js';
import type { Cell, Notebook } from '../../../src/notebook/document.js';
import { parseNotebook } from '../../../src/notebook/document.js';

const code = (id: string, source: string, metadata: Cell['metadata'] = {}): Cell => ({
  ...{ cell_type: 'code', id, metadata, source, execution_count: null, outputs: [] },
});
const text = (id: string, source: string): Cell => ({ cell_type: 'markdown', id, metadata: {}, source });
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const task = { tags: ['task'] };

describe('course/grading/cell-ids', () => {
  const release = notebook(
    text('title', '# Two steps'),
    code('connect', 'const admin = 1;'),
    text('step-1', 'Make it.'),
    code('make', '// TODO: your code here', task),
    code('make-check', "await check('a/make')"),
    text('step-2', 'Read it.'),
    code('read', '// TODO: your code here', task),
    code('read-check', "await check('a/read')"),
  );
  /** The cells as nbformat 4.4 has them: without ids, so that the reader makes some up. */
  const withoutIds = (...cells: Cell[]): Notebook =>
    parseNotebook(
      JSON.stringify({
        ...{ nbformat: 4, nbformat_minor: 4, metadata: {} },
        cells: cells.map(({ id: _, ...cell }) => cell),
      }),
      'x.ipynb',
    );
  const run = (handedIn: Notebook): { sources: string[]; note: string | undefined } => {
    const { notebook: known, note } = withReleaseIds(handedIn, release, openCells(release));
    const { cells } = restoreCells(known, release, 'x.ipynb');
    return { sources: cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => source), note };
  };
  const all = (make: string, read: string): Cell[] =>
    release.cells.map((cell) => ({ ...cell, source: { make, read }[cell.id] ?? cell.source }));

  it('leaves a notebook with its ids as it is', () => {
    const handedIn = notebook(...all('made', 'read'));
    assert.deepEqual(withReleaseIds(handedIn, release, openCells(release)), { notebook: handedIn });
  });

  it('G12: knows cells without ids by the text around them, and says so', () => {
    const { sources, note } = run(withoutIds(...all('made', 'read')));
    assert.deepEqual(sources, ['const admin = 1;', 'made', 'read']);
    assert.equal(note, 'Cells had lost their ids and were known again: 6 by their text, 2 by their place.');
  });

  it("G12: knows cells by nbgrader's grade_id", () => {
    const cells = [...all('made', 'read')].map((cell) => ({ ...cell, metadata: { nbgrader: { grade_id: cell.id } } }));
    const { sources, note } = run(withoutIds(...cells.reverse()));
    assert.deepEqual(sources, ['const admin = 1;', 'made', 'read']);
    assert.match(note ?? '', /8 by nbgrader's grade_id/);
  });

  it('G12: takes code in new cells, where a task was left as it was or removed', () => {
    const [title, connect, step1, make, makeCheck, step2, , readCheck] = release.cells as [
      Cell,
      Cell,
      Cell,
      Cell,
      Cell,
      Cell,
      Cell,
      Cell,
    ];
    const handedIn = withoutIds(
      ...[title, connect, step1, make, code('x', 'first'), code('y', 'made'), makeCheck],
      ...[step2, code('z', 'read'), readCheck],
    );
    assert.deepEqual(run(handedIn).sources, ['const admin = 1;', '// TODO: your code here', 'first', 'made', 'read']);
  });

  it('does not run a locked cell a second time that was changed and lost its id', () => {
    const cells = all('made', 'read').map((cell) =>
      cell.id === 'connect' ? { ...cell, source: 'const admin = 2;' } : cell,
    );
    assert.deepEqual(run(withoutIds(...cells)).sources, ['const admin = 1;', 'made', 'read']);
  });

  it('mends only what is lost: one task without its id among cells that have theirs', () => {
    const cells = all('made', 'read').map((cell) => (cell.id === 'read' ? { ...cell, id: 'a1b2c3' } : cell));
    const { sources, note } = run(notebook(...cells));
    assert.deepEqual(sources, ['const admin = 1;', 'made', 'read']);
    assert.match(note ?? '', /1 by their place/);
  });

  it('does not take a notebook of another exercise for this one', () => {
    const other = withoutIds(text('a', '# Another'), code('b', 'const admin = 1;'), code('c', 'made'));
    assert.throws(() => run(other), { code: 'NOTEBOOK_INVALID', message: /none of the cells/ });
    // lessons call their first cells alike
    const alike = notebook(text('title', '# Another'), code('connect', 'const admin = 1;'), code('task', 'made'));
    assert.throws(() => run(alike), { code: 'NOTEBOOK_INVALID', message: /none of the cells/ });
  });

  it('takes no time for a thousand cells alike', () => {
    const many = withoutIds(...all('made', 'read'), ...Array.from({ length: 990 }, (_, i) => code(`c${i}`, 'x')));
    assert.equal(run(many).sources.length, 993);
  });
});
