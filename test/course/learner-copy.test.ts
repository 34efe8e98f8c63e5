/** J23: lessons are worked on in a copy. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Course, readCourse } from '../../src/course/course.js';
import { copyStates, openLearnerCopy, resetLesson } from '../../src/course/learner-copy.js';
import { releaseCourse } from '../../src/course/release.js';
import { readRubric } from '../../src/course/rubrics.js';
import { type Cell, readNotebook } from '../../src/notebook/document.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { code, smallCourse } from '../helpers/small-course.js';

describe("the learner's copy of a course", () => {
  let folder = '';
  let copy = '';
  let file = '';
  let given: Course;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-copy-'));
    copy = join(folder, 'copy');
    file = join(copy, '00-small.ipynb');
    given = handOut('"one"');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function handOut(source: string): Course {
    return readCourse(smallCourse(join(folder, 'course'), [code('cell', source), code('rest', '2')]));
  }
  function edit(source: string): void {
    const notebook = readNotebook(file);
    Object.assign(notebook.cells[0] ?? {}, { source });
    writeNotebook(file, notebook);
  }
  const source = (): string | undefined => readNotebook(file).cells[0]?.source;
  const changes = (): string[] =>
    openLearnerCopy(given, copy).changes.map(({ lesson, what }) => `${lesson.id} ${what}`);

  it('J23: holds the lessons of the package, and neither rubrics nor solutions nor answers', () => {
    const course = readCourse(resolve('notebooks/course.yaml'));
    const opened = openLearnerCopy(course, copy);
    const files = readdirSync(copy, { recursive: true }).map(String);
    assert.equal(files.filter((name) => /^\d\d-.*\.ipynb$/.test(name)).length, course.lessons.length);
    assert.ok(!files.some((name) => /solution|rubric|\.ya?ml$/.test(name)), files.join(', '));
    for (const { file } of opened.course.lessons) assert.doesNotMatch(readFileSync(file, 'utf8'), /BEGIN SOLUTION/);
    assert.ok(opened.course.lessons.every((lesson) => readRubric(opened.course, lesson)));
  });

  it('J23: an unchanged lesson is replaced by a newer one, also when it was only run', () => {
    assert.deepEqual(changes(), ['small made', 'other made']);
    assert.deepEqual(changes(), []);
    const notebook = readNotebook(file);
    const ran = { outputs: [{ output_type: 'stream', name: 'stdout', text: 'x' }], execution_count: 3 };
    Object.assign(notebook.cells[0] ?? {}, ran);
    writeNotebook(file, notebook);
    given = handOut('"two"');
    assert.deepEqual(changes(), ['small renewed']);
    assert.equal(source(), '"two"');
  });

  it('J23: an edited lesson is kept, which is told each time, until it is reset', () => {
    openLearnerCopy(given, copy);
    edit('"mine"');
    given = handOut('"two"');
    assert.deepEqual(changes(), ['small kept']);
    assert.deepEqual(changes(), ['small kept']);
    assert.equal(source(), '"mine"');
    const [lesson] = given.lessons;
    assert.ok(lesson);
    assert.equal(resetLesson(given, lesson, copy), true);
    assert.equal(source(), '"two"');
    assert.deepEqual(changes(), []);
    assert.equal(resetLesson(given, lesson, copy), false);
  });

  it('takes a cell of another kind, an added and a moved one for edits', () => {
    const changes: ((cells: Cell[]) => void)[] = [
      (cells) => {
        const [{ id, source } = { id: '', source: '' }] = cells;
        cells[0] = { cell_type: 'markdown', id, source, metadata: {} };
      },
      (cells) => cells.push(code('own', '')),
      (cells) => cells.reverse(),
      (cells) => cells.pop(),
    ];
    for (const change of changes) {
      rmSync(copy, { recursive: true, force: true });
      openLearnerCopy(given, copy);
      const notebook = readNotebook(file);
      change(notebook.cells);
      writeNotebook(file, notebook);
      assert.equal(copyStates(given, copy)[0]?.state.state, 'edited', String(change));
    }
  });

  it('says what each copy is', () => {
    const states = (): unknown => copyStates(given, copy).map(({ state }) => [state.state, state.newer]);
    assert.deepEqual(states(), [
      ['missing', false],
      ['missing', false],
    ]);
    openLearnerCopy(given, copy);
    edit('"mine"');
    writeFileSync(join(copy, '01-other.ipynb'), 'no notebook');
    given = handOut('"two"');
    assert.deepEqual(states(), [
      ['edited', true],
      ['unreadable', false],
    ]);
  });

  it('makes a copy that was removed anew, and keeps one that cannot be read', () => {
    openLearnerCopy(given, copy);
    rmSync(file);
    assert.deepEqual(changes(), ['small made']);
    writeFileSync(file, 'broken');
    given = handOut('"two"');
    assert.deepEqual(changes(), ['small kept']);
    assert.equal(readFileSync(file, 'utf8'), 'broken');
  });

  it("refuses the course's own folder, and one with notebooks that are no copies", () => {
    assert.throws(() => openLearnerCopy(given, given.folder), { code: 'ARGUMENT_INVALID' });
    mkdirSync(copy);
    writeFileSync(file, "somebody's own");
    assert.throws(() => openLearnerCopy(given, copy), { code: 'ARGUMENT_INVALID', message: /no copy of the lesson/ });
    const [lesson] = given.lessons;
    assert.throws(() => lesson && resetLesson(given, lesson, copy), { code: 'ARGUMENT_INVALID' });
    assert.deepEqual(copyStates(given, copy)[0]?.state, { state: 'missing', newer: false });
    assert.equal(readFileSync(file, 'utf8'), "somebody's own");
    assert.equal(existsSync(join(copy, '01-other.ipynb')), false);
  });

  it('is a released course itself, in which edits stay and originals are known', () => {
    const target = join(folder, 'released');
    const released = readCourse(join(releaseCourse(given, target).folder, 'course.yaml'));
    const open = (): string[] => openLearnerCopy(released, target).changes.map(({ what }) => what);
    assert.deepEqual(open(), []);
    const [lesson] = released.lessons;
    assert.ok(lesson);
    const notebook = readNotebook(lesson.file);
    Object.assign(notebook.cells[0] ?? {}, { source: '"mine"' });
    writeNotebook(lesson.file, notebook);
    assert.deepEqual(open(), []);
    assert.deepEqual(copyStates(released, target)[0]?.state, { state: 'edited', newer: false });
    assert.equal(resetLesson(released, lesson, target), true);
    assert.equal(readNotebook(lesson.file).cells[0]?.source, '"one"');
  });
});
