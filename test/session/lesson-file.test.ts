import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import { type CodeCell, type Notebook, type Output, readNotebook } from '../../src/notebook/document.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { type LessonFile, openLessonFile } from '../../src/session/lesson-file.js';

const given = readCourse(resolve('test/fixtures/lessons/course.yaml'));
const printed = (text: string): Output[] => [{ output_type: 'stream', name: 'stdout', text }];

describe('session/lesson-file', () => {
  let folder = '';
  let lesson: Lesson;
  let file: LessonFile;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-lesson-file-'));
    const [first] = openLearnerCopy(given, join(folder, 'copy')).course.lessons;
    assert.ok(first);
    lesson = first;
    file = openLessonFile(lesson, join(folder, 'copy'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const codeIn = ({ cells }: Notebook): CodeCell[] => cells.filter((cell) => cell.cell_type === 'code');
  const code = (at: number): CodeCell => codeIn(file.notebook)[at] ?? assert.fail(`no code cell ${at}`);
  const onDisk = (): Notebook => readNotebook(lesson.file);
  const sourcesOnDisk = (): string[] => codeIn(onDisk()).map(({ source }) => source);
  /** Another program changes the file. */
  const elsewhere = (change: (cells: CodeCell[], notebook: Notebook) => void): void => {
    const notebook = onDisk();
    change(codeIn(notebook), notebook);
    writeNotebook(lesson.file, notebook);
  };
  const none = { cells: 0, outputs: 0, unreadable: false };
  const change = (cell: CodeCell | undefined, changes: Partial<CodeCell>): void => {
    assert.ok(cell);
    Object.assign(cell, changes);
  };

  it('counts what another program changed: cells, and outputs alone', () => {
    assert.deepEqual(file.changesElsewhere(), none);
    elsewhere(([first, second]) => {
      change(first, { source: 'other()' });
      change(second, { outputs: printed('1') });
    });
    assert.deepEqual(file.changesElsewhere(), { cells: 1, outputs: 1, unreadable: false });
    elsewhere((_code, { cells }) => cells.pop());
    assert.deepEqual(file.changesElsewhere(), { cells: 2, outputs: 1, unreadable: false });
    writeFileSync(lesson.file, '{"cells":');
    assert.deepEqual(file.changesElsewhere(), { cells: 0, outputs: 0, unreadable: true });
    rmSync(lesson.file);
    assert.deepEqual(file.changesElsewhere(), none, 'a file that is gone comes back with the next change');
  });

  it('writes code that could not be written with the next change of another cell', () => {
    // the draft of the file leads nowhere, once; no mode of a folder stops root
    symlinkSync(join(folder, 'nowhere', 'draft'), `${lesson.file}.${process.pid}.part`);
    assert.throws(() => file.setSource(code(0), 'typed on a full disk'), /cannot be written/);
    file.setOutputs([{ cell: code(1), outputs: printed('1'), executionCount: 1 }]);
    assert.deepEqual(sourcesOnDisk()[0], 'typed on a full disk');
  });

  it('takes the outputs of another program, and leaves the code', () => {
    const [first, second] = [code(0), code(1)];
    const { source } = first;
    elsewhere(([one, two]) => {
      change(one, { source: 'other()', outputs: printed('other') });
      change(two, { outputs: printed('2') });
    });
    assert.deepEqual(file.take('outputs'), []);
    assert.deepEqual([code(0).source, code(0).outputs], [source, []]);
    assert.deepEqual(code(1).outputs, printed('2'));
    assert.ok(code(0) === first && code(1) === second, 'cells stay the objects that they were');
  });

  it('adds no cell of another program when it takes its outputs, and forgets no code that could not be written', () => {
    const ids = file.notebook.cells.map(({ id }) => id);
    elsewhere((_code, { cells }) => cells.push({ cell_type: 'markdown', id: 'new', source: 'more', metadata: {} }));
    symlinkSync(join(folder, 'nowhere', 'draft'), `${lesson.file}.${process.pid}.part`);
    assert.throws(() => file.setSource(code(0), 'typed on a full disk'), /cannot be written/);
    file.take('outputs');
    assert.deepEqual(
      file.notebook.cells.map(({ id }) => id),
      ids,
    );
    file.setOutputs([{ cell: code(1), outputs: printed('1'), executionCount: 1 }]);
    assert.deepEqual(sourcesOnDisk()[0], 'typed on a full disk');
  });

  it('takes all of it, and tells which cells have other code', () => {
    const [first, count] = [code(0), file.notebook.cells.length];
    elsewhere(([one, two], { cells }) => {
      change(one, { source: 'other()' });
      change(two, { outputs: printed('2') });
      cells.push({ cell_type: 'markdown', id: 'new', source: 'more', metadata: {} });
    });
    assert.deepEqual(file.take('all'), [first]);
    assert.ok(code(0) === first);
    assert.deepEqual([first.source, code(1).outputs], ['other()', printed('2')]);
    assert.deepEqual([file.notebook.cells.length, file.notebook.cells.at(-1)?.id], [count + 1, 'new']);
    assert.deepEqual(file.changesElsewhere(), none);
  });

  it('takes nothing of a file that is being written by halves, or is gone', () => {
    const cells = [...file.notebook.cells];
    writeFileSync(lesson.file, '{"cells":');
    assert.deepEqual(file.take('all'), []);
    assert.deepEqual(file.notebook.cells, cells);
    rmSync(lesson.file);
    assert.deepEqual([file.take('outputs'), file.take('all')], [[], []]);
    assert.deepEqual(file.notebook.cells, cells);
    file.setSource(code(0), 'mine()');
    assert.deepEqual(onDisk().cells.length, cells.length);
  });

  it('keeps a file that holds no notebook beside the one that takes its place', () => {
    code(0).source = 'mine()';
    assert.equal(file.write(), undefined);
    for (const [text, aside] of [
      ['{"cells":', `${lesson.file}.broken`],
      ['', `${lesson.file}.broken-2`],
    ] as const) {
      writeFileSync(lesson.file, text);
      assert.throws(() => file.setSource(code(1), `typed over ${aside}`), /NOTEBOOK_INVALID|not JSON|empty/);
      assert.equal(file.write(), aside);
      assert.equal(readFileSync(aside, 'utf8'), text);
      assert.deepEqual(sourcesOnDisk().slice(0, 2), ['mine()', `typed over ${aside}`]);
    }
    assert.deepEqual(file.changesElsewhere(), none);
  });

  it('writes a cell beside what another program wrote into others', () => {
    elsewhere(([one]) => change(one, { source: 'theirs()' }));
    file.setSource(code(1), 'mine()');
    assert.deepEqual(sourcesOnDisk().slice(0, 2), ['theirs()', 'mine()']);
    file.setOutputs([{ cell: code(1), outputs: printed('3'), executionCount: 4 }]);
    const written = codeIn(onDisk())[1];
    assert.deepEqual([written?.source, written?.outputs, written?.execution_count], ['mine()', printed('3'), 4]);
  });

  it('brings a cell back that another program took out, with all that is known here', () => {
    const ids = file.notebook.cells.map(({ id }) => id);
    const lost = code(1);
    elsewhere((_code, { cells }) => {
      cells.splice(
        cells.findIndex(({ id }) => id === lost.id),
        1,
      );
    });
    file.setSource(lost, 'mine()');
    assert.deepEqual(
      onDisk().cells.map(({ id }) => id),
      ids,
    );
    assert.equal(sourcesOnDisk()[1], 'mine()');
  });

  it('knows the code of a cell as it was handed out', () => {
    const { source } = code(0);
    file.setSource(code(0), 'mine()');
    assert.equal(file.originalOf(code(0)), source);
    assert.equal(file.originalOf({ ...code(0), id: 'added' }), undefined);
    const alone = openLessonFile({ ...lesson, id: 'alone' }, join(folder, 'elsewhere'));
    assert.equal(alone.originalOf(code(0)), undefined);
  });
});
