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
    assert.equal(note, "Cells had lost their ids and were known again: 8 by nbgrader's grade_id.");
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

  const known = (handedIn: Notebook, of = release): { ids: string[]; note: string | undefined } => {
    const { notebook: found, note } = withReleaseIds(handedIn, of, openCells(of));
    return { ids: found.cells.map(({ id }) => id), note };
  };
  const lost = (cells: Cell[], ...ids: string[]): Cell[] =>
    cells.map((cell) => (ids.includes(cell.id) ? { ...cell, id: `lost-${cell.id}` } : cell));
  const again = (ways: string): string => `Cells had lost their ids and were known again: ${ways}.`;

  it('needs no other cell where all tasks have their ids', () => {
    const handedIn = notebook(...lost(all('made', 'read'), 'connect'));
    assert.deepEqual(known(handedIn), { ids: handedIn.cells.map(({ id }) => id), note: undefined });
  });

  it('says nothing where a task was removed, and nothing is known again', () => {
    const handedIn = notebook(...all('made', 'read').filter(({ id }) => id !== 'read'));
    assert.deepEqual(withReleaseIds(handedIn, release, openCells(release)), { notebook: handedIn });
  });

  it('matches no cells of a notebook that is refused for its length', () => {
    const long = (count: number): Notebook => {
      const cells = lost(all('made', 'read'), 'read');
      return notebook(...cells, ...Array.from({ length: count - cells.length }, (_, i) => code(`c${i}`, `${i}`)));
    };
    assert.ok(known(long(1000)).ids.includes('read'));
    assert.deepEqual(known(long(1001)), { ids: long(1001).cells.map(({ id }) => id), note: undefined });
  });

  it('gives no id twice, and leaves a cell with an id its own', () => {
    const graded = (cell: Cell): Cell => ({ ...cell, metadata: { nbgrader: { grade_id: 'read' } } });
    const cells = lost(all('made', 'read'), 'read').map((cell) => (cell.id === 'make' ? graded(cell) : cell));
    const { ids, note } = known(notebook(...cells, code('make', 'twice'), code('mine', 'own')));
    assert.deepEqual(ids, [...release.cells.map(({ id }) => id), 'make-8', 'mine']);
    assert.equal(note, again('1 by their place'));
    const one = known(
      notebook(...lost(cells, 'step-2').map((cell) => (cell.id === 'lost-read' ? graded(cell) : cell))),
    );
    assert.equal(one.note, again("1 by nbgrader's grade_id, 1 by their text"));
  });

  it('knows a text that stands there once, whatever spaces are around it, and no text of which there are two', () => {
    const spaced = lost(all('made', 'read'), 'title', 'read').map((cell) =>
      cell.id === 'lost-title' ? { ...cell, source: '\n # Two  steps\n' } : cell,
    );
    assert.equal(known(notebook(...spaced)).note, again('1 by their text, 1 by their place'));
    // what a learner copied into a task does not make it unsure
    const copied = lost(all('const admin = 1;', 'read'), 'connect', 'read');
    assert.equal(known(notebook(...copied)).note, again('1 by their text, 1 by their place'));
    const twice = [...lost(all('made', 'read'), 'title', 'read'), text('x', '# Two steps')];
    assert.deepEqual(known(notebook(...twice)).note, again('1 by their place'));
    // the second of two equal tasks was left as it was
    assert.deepEqual(run(withoutIds(...all('made', '// TODO: your code here'))).sources, [
      ...['const admin = 1;', 'made', '// TODO: your code here'],
    ]);
  });

  it('knows no text that stands before one that comes first', () => {
    const [title, connect, step1, ...rest] = lost(all('made', 'read'), 'step-1', 'step-2', 'read') as [
      Cell,
      Cell,
      Cell,
    ];
    const step2 = (rest as Cell[]).splice(2, 1);
    const { note } = known(notebook(title, connect, ...step2, ...rest, step1));
    assert.equal(note, again('1 by their text'));
  });

  it('knows the texts before the copy of a cell that has its id', () => {
    const copied = [...lost(all('made', 'read'), 'connect', 'read'), text('x', '# Two steps')];
    assert.equal(known(notebook(...copied)).note, again('1 by their text, 1 by their place'));
  });

  it('goes on from one task that has its id, though nothing else is left', () => {
    const handedIn = notebook(code('make', 'made'), code('x', 'read it'));
    assert.deepEqual(known(handedIn), { ids: ['make', 'read'], note: again('1 by their place') });
  });

  it('takes three equal cells for a sign of this exercise, or all of a shorter one', () => {
    const [title, connect, step1] = release.cells as [Cell, Cell, Cell];
    const code1 = code('x', 'made');
    assert.deepEqual(known(notebook(title, connect, step1, code1)).ids.at(-1), 'make');
    assert.deepEqual(known(notebook({ ...title, source: '# Another' }, connect, step1, code1)).ids.at(-1), 'x');
    const short = notebook(text('a', 'A'), text('b', 'B'), code('t', '// TODO', task));
    assert.deepEqual(known(withoutIds(text('', 'A'), text('', 'B'), code('', 'made')), short).ids, ['a', 'b', 't']);
    const open = notebook(code('t', '// TODO', task));
    assert.deepEqual(known(notebook(code('x', 'made')), open), { ids: ['x'], note: undefined });
  });

  describe('between two cells that are known', () => {
    const gap = (...cells: Cell[]): Notebook =>
      notebook(text('a', 'A'), text('b', 'B'), text('c', 'C'), ...cells, text('end', 'The end'));
    const locked = code('setup', 'const a = 1;');
    const first = code('t1', '// first', task);
    const second = code('t2', '// second', task);
    const ids = (of: Notebook, ...cells: Cell[]): string[] => known(gap(...cells), of).ids.slice(3, -1);
    const own = (source: string): Cell => code(`own-${source}`, source);

    it('a task is known by its text before its place', () => {
      // each text stands there twice, so that it does not tell by itself
      const twice = (...cells: Cell[]): Notebook =>
        gap(...cells, text('middle', 'M'), code('t3', '// first', task), code('t4', '// second', task));
      const of = twice(first, second);
      const between = (...cells: Cell[]): string[] => known(twice(...cells), of).ids.slice(3, 3 + cells.length);
      assert.deepEqual(between(own('x'), own('// first'), own('y')), ['t2', 't1', 'own-y']);
      assert.deepEqual(between(own('// second'), own('made')), ['t2', 't1']);
      assert.deepEqual(between(own('made'), own('// first')), ['t2', 't1']);
      const both = twice(first, { ...second, source: first.source });
      const left = known(twice(code('x', first.source), own('y'), code('z', first.source)), both).ids;
      assert.deepEqual(left.slice(3, 6), ['t1', 'own-y', 't2']);
    });

    it('code of the learner is a task before it is a locked cell that was removed', () => {
      assert.deepEqual(ids(gap(locked, first), own('made')), ['t1']);
      assert.deepEqual(ids(gap(locked, first), own('changed'), own('made')), ['setup', 't1']);
      assert.deepEqual(ids(gap(locked, first), own('x'), own('made'), own('y')), ['t1', 'own-made', 'own-y']);
    });

    it('a text is no code, of the release or of the learner', () => {
      assert.deepEqual(ids(gap(text('hint', 'A hint'), first), own('x'), own('made')), ['t1', 'own-made']);
      assert.deepEqual(ids(gap(first), text('mine', 'I think'), own('made')), ['mine', 't1']);
    });

    it('code stays between its two cells: a task was removed, or code of the learner stands beside it', () => {
      const [hint, middle] = [text('hint', 'H'), text('middle', 'M')];
      const removed = ids(gap(hint, first, middle, second), hint, middle, own('made'));
      assert.deepEqual(removed, ['hint', 'middle', 't2']);
      const beside = ids(gap(first, middle, second), own('made'), own('x'), middle, own('read'));
      assert.deepEqual(beside, ['t1', 'own-x', 'middle', 't2']);
    });

    it('a task that is not there is not counted', () => {
      assert.equal(known(gap(own('made')), gap(first, second)).note, again('1 by their place'));
    });
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
