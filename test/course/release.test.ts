import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type Course, readCourse } from '../../src/course/course.js';
import { openCells } from '../../src/course/grading/restore-cells.js';
import { releaseCourse, writeFolder } from '../../src/course/release.js';
import { readRubric } from '../../src/course/rubrics.js';
import { withoutAnswers } from '../../src/course/solution.js';
import { tasksOf } from '../../src/course/tasks.js';
import { type Cell, type Notebook, readNotebook } from '../../src/notebook/document.js';
import { formatNotebook } from '../../src/notebook/format.js';
import { smallCourse, twoTasks, twoTasksRubric } from '../helpers/small-course.js';

const course = readCourse(resolve('notebooks/course.yaml'));

function codeCell(id: string, source: string, tags: string[] = []): Cell {
  return { cell_type: 'code', id, source, metadata: { tags }, execution_count: 3, outputs: [] };
}

describe('a release', () => {
  let folder: string;
  let target: string;
  let released: Course;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-release-'));
    target = join(folder, 'course');
    releaseCourse(course, target);
    released = readCourse(join(target, 'course.yaml'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is a course of the same lessons, without solutions', () => {
    const facts = ({ id, title, file, minutes, summary }: Course['lessons'][number]): unknown[] => [
      ...[id, title, basename(file), minutes, summary],
    ];
    assert.deepEqual(released.lessons.map(facts), course.lessons.map(facts));
    assert.deepEqual(readdirSync(target).sort(), [
      ...course.lessons.map(({ file }) => basename(file)),
      'course.yaml',
      'rubrics',
    ]);
    assert.ok(!readFileSync(join(target, '04-activity.ipynb'), 'utf8').includes('SOLUTION'));
  });

  it('keeps the cells and their ids', () => {
    for (const [index, lesson] of course.lessons.entries()) {
      const sources = ({ cells }: Notebook): string[][] => cells.map(({ id, source }) => [id, source]);
      const copy = released.lessons[index]?.file ?? '';
      assert.deepEqual(sources(readNotebook(copy)), sources(readNotebook(lesson.file)));
      assert.equal(readFileSync(copy, 'utf8'), formatNotebook(readNotebook(copy)));
    }
  });

  it('is a folder that others may read as far as this user lets them', () => {
    const usual = join(folder, 'usual');
    mkdirSync(usual);
    const mode = (path: string): number => statSync(path).mode & 0o777;
    assert.deepEqual([mode(target), mode(join(target, 'rubrics'))], [mode(usual), mode(usual)]);
  });

  it('counts what learners do not get, deductions too, and names none of it', () => {
    const forbidden = { verb: 'delete', resource: 'configmaps' };
    const deductions = [
      { id: 'told', title: 'Nothing is deleted', points: 1, request: forbidden },
      { id: 'kept-back', title: 'No secret is read', points: 1, visibility: 'hidden', request: forbidden },
    ];
    const [first, second] = (twoTasksRubric as { checks: [object, object] }).checks;
    const checks = [{ ...first, visibility: 'hidden' }, second];
    const small = readCourse(smallCourse(join(folder, 'small'), twoTasks, { ...twoTasksRubric, checks, deductions }));
    const { folder: made, hidden, rubrics } = releaseCourse(small, join(folder, 'small-release'));
    assert.deepEqual([hidden, rubrics], [2, ['rubrics/00-small.yaml']]);
    const text = readFileSync(join(made, 'rubrics', '00-small.yaml'), 'utf8');
    assert.match(text, /second-made[\s\S]*told/);
    assert.doesNotMatch(text, /first-made|kept-back|hidden/);
  });

  it('is whole or not there, and leaves nothing beside it', () => {
    const parent = join(folder, 'parent');
    const texts = new Map([
      ['name', 'a file'],
      ['name/below', 'another'],
    ]);
    assert.throws(() => writeFolder(join(parent, 'release'), texts), { code: 'FILE_UNREADABLE' });
    assert.deepEqual(readdirSync(parent), []);
    mkdirSync(join(parent, 'empty'));
    assert.throws(() => writeFolder(join(parent, 'empty'), texts), { code: 'FILE_UNREADABLE' });
    assert.deepEqual(readdirSync(join(parent, 'empty')), []);
    rmdirSync(join(parent, 'empty'));
    writeFolder(join(parent, 'release'), new Map([['a/b', 'text']]));
    assert.deepEqual(readdirSync(parent), ['release']);
    assert.equal(readFileSync(join(parent, 'release', 'a', 'b'), 'utf8'), 'text');
  });

  it('locks all of an exercise but its tasks, and of a lesson its checks', () => {
    for (const { id, file } of released.lessons) {
      const notebook = readNotebook(file);
      const tasks = tasksOf(notebook);
      for (const cell of notebook.cells) {
        const isTask = tasks.some((task) => task.cell === cell);
        const locked = !isTask && (id === 'activity' || tasks.some((task) => task.check === cell));
        assert.equal(cell.metadata.editable, locked ? false : undefined, `${id} ${cell.id}`);
        assert.equal(cell.metadata.deletable, locked || isTask ? false : undefined, `${id} ${cell.id}`);
      }
      // and so the grader restores the locked ones
      for (const { cell } of tasks) assert.ok(openCells(notebook).has(cell.id));
    }
  });

  it('G1: claims nothing that nbgrader would read', () => {
    for (const { file } of released.lessons) assert.ok(!readFileSync(file, 'utf8').includes('nbgrader'), file);
  });

  it('leaves hidden checks out, by id, title, hint and condition', () => {
    for (const [index, lesson] of course.lessons.entries()) {
      const whole = readRubric(course, lesson);
      const copy = readRubric(released, released.lessons[index] ?? lesson);
      assert.ok(whole && copy);
      assert.deepEqual(
        copy.checks,
        whole.checks.filter(({ visibility }) => visibility === 'shown'),
      );
      const text = readFileSync(copy.file, 'utf8');
      for (const { id, title, hints } of whole.checks.filter(({ visibility }) => visibility === 'hidden')) {
        for (const secret of [id, title, ...hints]) assert.ok(!text.includes(secret), `${lesson.id}: ${secret}`);
      }
    }
    assert.ok(
      course.lessons.some((lesson) => readRubric(course, lesson)?.checks.some((c) => c.visibility === 'hidden')),
    );
  });

  it('leaves a folder alone that holds something, and makes one that is empty', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty, { mode: 0o710 });
    const facts = (): number[] => [statSync(empty).ino, statSync(empty).mode & 0o777];
    const before = facts();
    releaseCourse(course, empty);
    assert.deepEqual(readdirSync(empty).sort(), readdirSync(target).sort());
    // a shell stands in it, or a class reads it
    assert.deepEqual(facts(), before);
    const full = join(folder, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'mine'), 'mine');
    assert.throws(() => releaseCourse(course, full), {
      code: 'ARGUMENT_INVALID',
      message: 'the folder for the release is not empty: it holds mine',
    });
    const file = join(full, 'mine');
    assert.throws(() => releaseCourse(course, file), {
      code: 'ARGUMENT_INVALID',
      message: 'the folder for the release is a file',
    });
    assert.deepEqual(readdirSync(full), ['mine']);
    assert.throws(() => releaseCourse(course, join(full, 'mine', 'course')), { code: 'FILE_UNREADABLE' });
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.part')),
      [],
    );
  });
});

describe('answers', () => {
  const taken = (source: string): string => {
    const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [codeCell('a', source)] };
    return withoutAnswers(notebook, 'n.ipynb').cells[0]?.source ?? '';
  };

  it('are replaced by a TODO, as deep as they were indented', () => {
    const source =
      'if (a) {\n  // BEGIN SOLUTION\n  b();\n  // END SOLUTION\n}\n// BEGIN SOLUTION\n// END SOLUTION\nc();';
    assert.equal(taken(source), 'if (a) {\n  // TODO: your code here\n}\n// TODO: your code here\nc();');
    assert.equal(taken("const a = '// BEGIN SOLUTION';"), "const a = '// BEGIN SOLUTION';");
  });

  for (const [what, source] of [
    ['a beginning without an end', '// BEGIN SOLUTION\na();'],
    ['an end without a beginning', 'a();\n// END SOLUTION'],
    ['a beginning within an answer', '// BEGIN SOLUTION\n// BEGIN SOLUTION\n// END SOLUTION'],
  ] as const) {
    it(`are refused for ${what}, with the place`, () => {
      assert.throws(() => taken(source), { code: 'NOTEBOOK_INVALID', place: { file: 'n.ipynb', cell: 1 } });
    });
  }
});
