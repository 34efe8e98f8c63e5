import assert from 'node:assert/strict';
import { openCells, restoreCells } from '../../../src/course/grading/restore-cells.js';
import type { Cell, Notebook } from '../../../src/notebook/document.js';

const code = (id: string, source: string, metadata: Cell['metadata'] = {}): Cell => ({
  cell_type: 'code',
  id,
  metadata,
  source,
  execution_count: 7,
  outputs: [{ output_type: 'stream', name: 'stdout', text: 'old' }],
});
const notebook = (...cells: Cell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const locked = { editable: false };

describe('restoring the cells of a submission', () => {
  const release = notebook(
    code('connect', 'const admin = 1;', locked),
    code('task', '// TODO', { tags: ['task'] }),
    code('check', 'check()', { nbgrader: { locked: true } }),
  );
  const sources = ({ cells }: Notebook): string[] => cells.map(({ id, source }) => `${id}: ${source}`);

  it('takes the open cell of the learner, and everything that is locked from the release', () => {
    const handedIn = notebook(code('connect', 'hacked'), code('task', 'answer'), code('check', 'console.log("Done")'));
    const restored = restoreCells(handedIn, release, 'a.ipynb');
    assert.deepEqual(sources(restored), ['connect: const admin = 1;', 'task: answer', 'check: check()']);
  });

  it('G1: leaves out the cells that give nbgrader its points', () => {
    const points = "import { check as points } from 'kubelab';\nawait points('lab/task', { nbgrader: true })";
    const handedIn = notebook(code('task', 'answer'), code('task-points', points), code('mine', '1'));
    assert.deepEqual(sources(restoreCells(handedIn, release, 'a.ipynb')), [
      'connect: const admin = 1;',
      'task: answer',
      'mine: 1',
      'check: check()',
    ]);
  });

  it('goes by id: order, lock marks and missing cells of the submission do not count', () => {
    const handedIn = notebook(code('check', 'x'), code('task', 'answer', locked));
    assert.deepEqual(sources(restoreCells(handedIn, release, 'a.ipynb')), [
      'connect: const admin = 1;',
      'task: answer',
      'check: check()',
    ]);
  });

  it('keeps cells of the learner where they were', () => {
    const handedIn = notebook(
      code('mine-0', '0'),
      code('connect', ''),
      code('task', 'a'),
      code('mine-1', '1'),
      code('mine-2', '2'),
    );
    assert.deepEqual(
      restoreCells(handedIn, release, 'a.ipynb').cells.map(({ id }) => id),
      ['mine-0', 'connect', 'task', 'mine-1', 'mine-2', 'check'],
    );
  });

  it('does not let a cell become another kind of cell', () => {
    const text: Cell = { cell_type: 'markdown', id: 'task', metadata: {}, source: 'my answer' };
    assert.match(sources(restoreCells(notebook(text), release, 'a.ipynb'))[1] ?? '', /TODO/);
  });

  it('leaves out self-checks of the release, after which cells of the learner stay', () => {
    const given = notebook(code('task', '', { tags: ['task'] }), code('check', "await check('a/task')", locked));
    const handedIn = notebook(code('task', 'answer'), code('check', ''), code('mine', '1'));
    assert.deepEqual(sources(restoreCells(handedIn, given, 'a.ipynb')), ['task: answer', 'mine: 1']);
  });

  it('forgets outputs', () => {
    const restored = restoreCells(notebook(code('task', 'a')), release, 'a.ipynb');
    assert.ok(restored.cells.every((cell) => cell.cell_type !== 'code' || cell.outputs.length === 0));
  });

  it('forgets outputs of code alone, since text has none', () => {
    const text: Cell = { cell_type: 'markdown', id: 'words', metadata: {}, source: 'x' };
    const { cells } = restoreCells(notebook(code('task', 'a'), text), release, 'a.ipynb');
    assert.deepEqual(
      cells.find(({ id }) => id === 'words'),
      text,
    );
  });

  it('runs a notebook of which one task is left, and one without tasks', () => {
    const two = notebook(code('task', '', { tags: ['task'] }), code('other', '// TODO', { tags: ['task'] }));
    assert.deepEqual(sources(restoreCells(notebook(code('task', 'a')), two, 'a.ipynb')), ['task: a', 'other: // TODO']);
    const none = notebook(code('show', '1', locked));
    assert.deepEqual(sources(restoreCells(notebook(code('mine', '2')), none, 'a.ipynb')), ['mine: 2', 'show: 1']);
  });

  it('takes for a self-check what calls check alone, with spaces around it', () => {
    const given = notebook(
      code('task', '', { tags: ['task'] }),
      code('a', " check('x');\n", locked),
      code('b', "check('x'); more()", locked),
      { cell_type: 'markdown', id: 'c', metadata: {}, source: "check('x')" },
    );
    const points = "\nimport { check as points } from 'kubelab';\nawait points('lab/task', { nbgrader: true })\n";
    const restored = restoreCells(notebook(code('task', '1'), code('p', points)), given, 'a.ipynb');
    assert.deepEqual(sources(restored), ['task: 1', "b: check('x'); more()", "c: check('x')"]);
  });

  it('knows what is not locked as open where something is locked, whether it is a task or not', () => {
    assert.deepEqual([...openCells(notebook(code('a', '', locked), code('b', ''), code('c', '')))], ['b', 'c']);
  });

  it('has no text among the open cells', () => {
    const text: Cell = { cell_type: 'markdown', id: 'words', metadata: {}, source: 'x' };
    assert.deepEqual([...openCells(notebook(text, ...release.cells))], ['task']);
  });

  it('knows the tasks as the open cells where nothing is locked', () => {
    assert.deepEqual([...openCells(notebook(code('a', ''), code('b', '', { tags: ['task'] })))], ['b']);
  });

  it('refuses a notebook that is not of this exercise, and one with too many cells', () => {
    assert.throws(() => restoreCells(notebook(code('connect', '')), release, 'a.ipynb'), { code: 'NOTEBOOK_INVALID' });
    const named = notebook(...['a', 'b', 'c', 'd'].map((id) => code(id, '', { tags: ['task'] })));
    assert.throws(() => restoreCells(notebook(), named, 'a.ipynb'), { hint: /\(a, b, c, …\)$/ });
    const many = notebook(code('task', ''), ...Array.from({ length: 1000 }, (_, i) => code(`c${i}`, '')));
    assert.equal(restoreCells(notebook(...many.cells.slice(0, 1000)), release, 'a.ipynb').cells.length, 1002);
    assert.throws(() => restoreCells(many, release, 'a.ipynb'), { code: 'NOTEBOOK_INVALID', message: /1001 cells/ });
  });
});
