import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { readLessonTests } from '../../src/course/lesson-tests.js';
import { readRubric } from '../../src/course/rubrics.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import { conditionKeys } from '../../src/grader/rubric-schema.js';
import { type Cell, parseNotebook } from '../../src/notebook/document.js';
import { cellFaults, topLevelNames } from './cell-lint.js';

const folder = resolve(import.meta.dirname, '../../notebooks');
const course = readCourse(join(folder, 'course.yaml'));
const whole = course.lessons.flatMap(({ file, exercise, solution }) =>
  exercise && solution ? [file, solution] : [file],
);

const cellsOf = (file: string): Cell[] => parseNotebook(readFileSync(file, 'utf8'), file).cells;
const hasTag = (cell: Cell, tag: string): boolean => (cell.metadata.tags ?? []).includes(tag);

describe('the folder of the lessons', () => {
  it('holds what course.yaml lists, and nothing else', () => {
    const known = [
      'README.md',
      'course.yaml',
      'images',
      'rubrics',
      'solutions',
      'tests',
      ...course.lessons.map(({ file }) => basename(file)),
    ];
    const files = readdirSync(folder).filter((name) => name !== '.ipynb_checkpoints');
    assert.deepEqual(files.sort(), known.sort());
  });

  it('has three hints for each check: a nudge, where to look, nearly there', () => {
    for (const lesson of course.lessons) {
      for (const { id, hints } of readRubric(course, lesson)?.checks ?? []) {
        assert.equal(hints.length, 3, `${lesson.id}: ${id}`);
      }
    }
  });

  it('G19: has a wrong answer for each task of each lesson', () => {
    for (const lesson of course.lessons) {
      // two have tests of their own: test/grader/ways.test.ts, and debugging-access.test.ts beside this
      if (lesson.exercise || lesson.id === 'debugging-access') continue;
      const answers = readLessonTests(course, lesson).wrong.flatMap((round) => Object.keys(round));
      const tasks = cellsOf(lesson.file).filter((cell) => hasTag(cell, 'task'));
      assert.deepEqual([...new Set(answers)].sort(), tasks.map(({ id }) => id).sort(), lesson.id);
    }
  });

  it('has the lessons in the table of its README, with their minutes', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { file, minutes } of course.lessons) {
      assert.match(readme, new RegExp(`\\]\\(${basename(file)}\\) \\| ${minutes} \\|`), basename(file));
    }
  });
});

describe('the README of the lessons', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const exampleIn = (section: string): string =>
    /```yaml\n([\s\S]*?)```/.exec(readme.slice(readme.indexOf(section)))?.[1] ?? '';

  it('shows a rubric that is one', () => {
    const { checks, deductions } = parseRubric(exampleIn('## Rubrics'), 'README.md');
    assert.deepEqual([checks.length, deductions.length], [1, 1]);
  });

  it('G19: shows tests of a lesson that are some', () => {
    const temporary = mkdtempSync(join(tmpdir(), 'kubelab-readme-'));
    try {
      mkdirSync(join(temporary, 'tests'));
      writeFileSync(join(temporary, 'tests', '03-rbac.yaml'), exampleIn('### Tests of a lesson'));
      const [lesson] = course.lessons.filter(({ id }) => id === 'rbac');
      assert.ok(lesson);
      const { requests, wrong } = readLessonTests({ ...course, folder: temporary }, lesson);
      assert.deepEqual([requests.length, wrong.length], [3, 1]);
    } finally {
      rmSync(temporary, { recursive: true });
    }
  });

  it('tells of every entry of a check and of every condition', () => {
    const rubrics = readme.slice(readme.indexOf('## Rubrics'), readme.indexOf('## For teachers'));
    const entries = ['id', 'title', 'task', 'points', 'hints', 'visibility', 'requires', 'count', ...conditionKeys];
    for (const entry of entries) assert.match(rubrics, new RegExp(`\\b${entry}\\b`), entry);
  });
});

for (const file of whole) {
  describe(relative(folder, file), () => {
    const cells = cellsOf(file);

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
      const attached = new Set(
        cells.flatMap((cell) => (cell.cell_type === 'code' ? [] : Object.keys(cell.attachments ?? {}))),
      );
      for (const link of links) {
        if (/^https?:/.test(link)) assert.match(link, /^https:\/\/kubernetes\.io\/docs\//);
        else if (link.startsWith('attachment:')) assert.ok(attached.has(link.slice('attachment:'.length)), link);
        else assert.ok(existsSync(join(dirname(file), link)), `${link} is not there`);
      }
    });

    it('T15: asks for predictions with options, tells the true one later, and begins the text behind with its letter', () => {
      for (const [index, cell] of cells.entries()) {
        if (cell.cell_type !== 'markdown') continue;
        assert.doesNotMatch(cell.source.replaceAll(/^>.*$/gm, ''), /\bPredict\b/, cell.id);
        const quotes = [
          ...cell.source.matchAll(
            /^> \*\*Predict:\*\* .+\n((?:> - [a-f]\) .+\n?)+)(?:> <!-- answer: ([a-f]\) .+) -->)?/gm,
          ),
        ];
        assert.equal(quotes.length, cell.source.split('**Predict').length - 1, cell.id);
        for (const [, options = '', answer] of quotes) {
          const choices = options
            .trim()
            .split('\n')
            .map((line) => line.replace('> - ', ''));
          assert.ok(choices.length >= 2, cell.id);
          assert.ok(answer && choices.includes(answer), `${cell.id}: ${answer}`);
          const later = cells.slice(index + 1).filter((one) => one.cell_type === 'markdown');
          const told = later.find(({ source }) =>
            source.split('\n').some((line) => line.startsWith(`${answer.slice(0, 2)} `)),
          );
          assert.ok(
            told && later.indexOf(told) <= 3,
            `${cell.id}: no text behind it begins with ${answer.slice(0, 2)}`,
          );
        }
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
        assert.match(check.source, /Not yet|await check\('[a-z-]+\/[a-z0-9-]+'(?:, \{ hint: 0 \})?\)$/);
      }
      assert.equal(cells.filter((cell) => hasTag(cell, 'check')).length, tasks.length);
    });
  });
}

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
