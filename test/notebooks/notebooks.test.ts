import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { type Cell, parseNotebook } from '../../src/notebook/document.js';
import { formatNotebook } from '../../src/notebook/format.js';
import { cellFaults, topLevelNames } from './cell-lint.js';

const folder = resolve(import.meta.dirname, '../../notebooks');
const course = readCourse(join(folder, 'course.yaml'));
const listed = course.lessons.flatMap(({ file, solution }) => (solution ? [file, solution] : [file]));

const cellsOf = (file: string): Cell[] => parseNotebook(readFileSync(file, 'utf8'), file).cells;
const hasTag = (cell: Cell, tag: string): boolean => (cell.metadata.tags ?? []).includes(tag);

describe('the folder of the lessons', () => {
  it('holds what course.yaml lists, and nothing else', () => {
    const known = [...listed.map((file) => relative(folder, file)), 'README.md', 'course.yaml'];
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((file) => !file.startsWith('images/') && !file.includes('.ipynb_checkpoints'));
    assert.deepEqual(files.sort(), known.sort());
  });

  it('has the lessons in the table of its README, with their minutes', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { file, minutes } of course.lessons) {
      assert.match(readme, new RegExp(`\\]\\(${basename(file)}\\) \\| ${minutes} \\|`), basename(file));
    }
  });
});

for (const file of listed) {
  describe(relative(folder, file), () => {
    const text = readFileSync(file, 'utf8');
    const raw = JSON.parse(text);
    const cells = cellsOf(file);

    it('is nbformat 4.5 for the kernel tslab, written as Jupyter writes it', () => {
      assert.deepEqual([raw.nbformat, raw.nbformat_minor], [4, 5]);
      assert.deepEqual(raw.metadata.kernelspec, { display_name: 'TypeScript', language: 'typescript', name: 'tslab' });
      assert.equal(raw.metadata.language_info.name, 'typescript');
      assert.equal(text, formatNotebook(parseNotebook(text, file)));
    });

    it('holds no outputs and no execution counts', () => {
      const run = cells.filter((cell) => cell.cell_type === 'code' && (cell.outputs.length || cell.execution_count));
      assert.deepEqual(
        run.map(({ id }) => id),
        [],
      );
    });

    it('has unique cell ids that are words', () => {
      const ids: string[] = raw.cells.map(({ id }: { id: string }) => id);
      assert.equal(new Set(ids).size, ids.length);
      for (const id of ids) assert.match(id, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      // an id that Jupyter made up is 8 hexadecimal digits
      for (const id of ids) assert.doesNotMatch(id, /^(?=.*\d)[0-9a-f]{8}$/);
    });

    it('has cells that the kernel can run', () => {
      const faults = cells.flatMap((cell) =>
        cell.cell_type === 'code' ? cellFaults(cell.source).map((fault) => `${cell.id}: ${fault}`) : [],
      );
      assert.deepEqual(faults, []);
    });

    it('declares no name twice', () => {
      const names = cells.flatMap((cell) => (cell.cell_type === 'code' ? topLevelNames(cell.source) : []));
      const twice = names.filter((name, index) => names.indexOf(name) !== index);
      assert.deepEqual(twice, []);
    });

    it('begins with its own import of the helper', () => {
      assert.match(cells.find(({ cell_type: type }) => type === 'code')?.source ?? '', /from 'kubelab';/);
    });

    it('has links that lead somewhere', () => {
      const sources = cells.flatMap((cell) => (cell.cell_type === 'markdown' ? [cell.source] : []));
      const links = sources.flatMap((source) => [
        ...[...source.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? ''),
        ...[...source.matchAll(/<(https?:[^>\s]+)>/g)].map((match) => match[1] ?? ''),
      ]);
      for (const link of links) {
        if (/^https?:/.test(link)) assert.match(link, /^https:\/\/kubernetes\.io\/docs\//);
        else assert.ok(existsSync(join(dirname(file), link)), `${link} is not there`);
      }
    });

    it('tells the time that course.yaml tells', () => {
      const lesson = course.lessons.find((one) => one.file === file);
      if (lesson) assert.match(cells[0]?.source ?? '', new RegExp(`\\*\\*Time:\\*\\* ${lesson.minutes} minutes`));
      assert.match(cells[0]?.source ?? '', /^# /);
    });

    it('has a check for each task, right behind it', () => {
      const tasks = cells.filter((cell) => hasTag(cell, 'task'));
      assert.ok(tasks.length >= 2, `${tasks.length} tasks`);
      for (const task of tasks) {
        const check = cells[cells.indexOf(task) + 1];
        assert.equal(check?.id, `${task.id}-check`);
        assert.ok(check && hasTag(check, 'check'), check?.id);
        assert.match(check.source, /Not yet/);
      }
      assert.equal(cells.filter((cell) => hasTag(cell, 'check')).length, tasks.length);
    });
  });
}

describe('an exercise', () => {
  for (const { file, solution } of course.lessons.filter(({ exercise }) => exercise)) {
    it(`${basename(file)} is its solution with the answers taken out`, () => {
      assert.ok(solution);
      const emptied = cellsOf(solution).map((cell) => ({
        ...cell,
        source: cell.source.replace(
          /^[ \t]*\/\/ BEGIN SOLUTION\n[\s\S]*?^[ \t]*\/\/ END SOLUTION$/gm,
          '// TODO: your code here',
        ),
      }));
      const bare = (cell: Cell): object => ({ ...cell, metadata: {}, source: cell.id === 'title' ? '' : cell.source });
      assert.deepEqual(cellsOf(file).map(bare), emptied.map(bare));
      assert.ok(cellsOf(file).filter(({ source }) => source.includes('// TODO: your code here')).length >= 6);
    });
  }
});

describe('the lint of cells', () => {
  it("finds a short form of another cell's variable, also inside a function", () => {
    assert.equal(cellFaults('const a = { token };').length, 1);
    assert.equal(cellFaults('const f = () => ({ token });').length, 1);
    assert.deepEqual(cellFaults('const token = 1; const a = { token };'), []);
    assert.deepEqual(cellFaults('const { token } = { token: 1 }; f(({ name }) => ({ name }));'), []);
  });

  it('finds a lonely for await, and an export', () => {
    assert.equal(cellFaults('for await (const x of xs) {}').length, 1);
    assert.deepEqual(cellFaults('await y; for await (const x of xs) {}'), []);
    assert.deepEqual(cellFaults('async function f() { for await (const x of xs) {} }'), []);
    assert.ok(cellFaults('export const a = 1;').length > 0);
  });

  it('knows what a cell declares for others', () => {
    const source =
      "import { a } from 'x'; const { b } = a; function c() { const no = 1 } { const no = 2 } let d = (no) => no;";
    assert.deepEqual(topLevelNames(source), ['a', 'b', 'c', 'd']);
  });
});
