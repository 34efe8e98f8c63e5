import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Course, readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { processExists } from '../../src/home.js';
import { recordSolved } from '../../src/lesson-record.js';
import { type CodeCell, readNotebook } from '../../src/notebook/document.js';
import type { CellRun } from '../../src/notebook/execute.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { replay } from '../../src/session/replay.js';
import { cellPassed, LessonSession, type SessionOptions } from '../../src/session/session.js';
import { outputText } from '../helpers/output-text.js';
import { smallCourse, twoTasks } from '../helpers/small-course.js';
import { until } from '../helpers/until.js';

const given = readCourse(resolve('test/fixtures/lessons/course.yaml'));

describe('LessonSession', () => {
  let folder = '';
  let progressFile = '';
  let course: Course;
  const open: LessonSession[] = [];

  function session(lesson = 0, more: Partial<SessionOptions> = {}): LessonSession {
    const chosen = course.lessons[lesson];
    assert.ok(chosen);
    const opened = new LessonSession({
      ...{ course, lesson: chosen, folder: join(folder, 'copy'), progressFile, env: process.env, by: 'a test' },
      ...{ solvedFile: join(folder, 'solved.jsonl'), now: () => new Date('2026-01-02T03:04:05Z') },
      ...more,
    });
    open.push(opened);
    return opened;
  }

  function cellOf(session: LessonSession, position: number): CodeCell {
    const cell = session.steps[position]?.cell;
    assert.ok(cell);
    return cell;
  }

  /** What became of a cell in a run of the whole notebook. */
  const ran = (id: string, status: CellRun['status'] = 'ok'): CellRun => ({
    ...{ id, index: 0, status, passed: status === 'ok', executionCount: 1, ms: 1 },
    ...{ outputs: [], lateFaults: [], withoutEarlierVariables: false },
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-session-'));
    progressFile = join(folder, 'new', 'progress.json');
    course = openLearnerCopy(given, join(folder, 'copy')).course;
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    rmSync(folder, { recursive: true });
  });

  it('splits a lesson into steps: text and then code, and text at the end', () => {
    const { steps } = session();
    assert.deepEqual(
      steps.map(({ text, cell }) => [text.length, cell?.id]),
      [
        [1, 'cell-2'],
        [1, 'cell-4'],
        [0, 'cell-5'],
        [1, undefined],
      ],
    );
  });

  it('goes on counting a cell as passed that is given the code that it has', async () => {
    const first = session();
    const cell = cellOf(first, 0);
    await first.run(cell);
    first.edit(cell, cell.source);
    assert.deepEqual([first.hasPassed(cell), first.isEdited(cell)], [true, false]);
    first.edit(cell, `${cell.source} `);
    assert.deepEqual([first.hasPassed(cell), first.isEdited(cell)], [false, true]);
  });

  it('adds and removes cells in the copy, and stays at its step', () => {
    const first = session();
    first.goTo(1);
    const place = cellOf(first, 1).id;
    const own = {
      cell_type: 'code' as const,
      id: 'own-1',
      metadata: {},
      source: '1',
      outputs: [],
      execution_count: null,
    };
    first.insertCell(0, own);
    assert.equal(first.step?.cell?.id, place);
    assert.deepEqual(readNotebook(first.lesson.file).cells[0], own);
    assert.equal(session().steps[0]?.cell?.id, 'own-1');
    first.removeCell(own);
    assert.equal(first.step?.cell?.id, place);
    assert.ok(!readNotebook(first.lesson.file).cells.some(({ id }) => id === 'own-1'));
  });

  it('keeps the place, what passed and what was edited, in a file that is nobody else\u2019s', async () => {
    const first = session();
    const cell = cellOf(first, 0);
    first.edit(cell, 'const greeting = "good day"; greeting');
    const result = await first.run(cell);
    assert.equal(result.status, 'ok');
    first.next();
    await first.close();
    assert.equal(statSync(progressFile).mode & 0o777, 0o600);

    const later = session();
    assert.equal(later.position, 1);
    const [kept] = [cellOf(later, 0)];
    assert.equal(kept.source, 'const greeting = "good day"; greeting');
    assert.deepEqual([later.isEdited(kept), later.hasPassed(kept), later.finished], [true, true, false]);
    assert.deepEqual(
      later.missing.map(({ id }) => id),
      ['cell-2'],
    );
    assert.deepEqual(await replay(later), { cells: 1, faults: [], interrupted: false });
    assert.deepEqual(later.missing, []);
    const next = await later.run(cellOf(later, 1));
    assert.equal(outputText(next.outputs), 'good day again\n');
  });

  it('takes an edit back when the code is again what it was', () => {
    const lesson = session();
    const cell = cellOf(lesson, 0);
    const first = cell.source;
    lesson.edit(cell, 'changed');
    lesson.edit(cell, first);
    assert.equal(lesson.isEdited(cell), false);
  });

  it('is finished behind the last step, and begins again then', () => {
    const lesson = session();
    for (let step = 0; step < 4; step++) lesson.next();
    assert.equal(lesson.step, undefined);
    const kept = JSON.parse(readFileSync(progressFile, 'utf8')) as { lessons: { first: { finishedAt: string } } };
    assert.equal(kept.lessons.first.finishedAt, '2026-01-02T03:04:05.000Z');
    const again = session();
    assert.deepEqual([again.position, again.finished], [0, true]);
  });

  it('keeps the place in a step of text alone', () => {
    const lesson = session();
    for (let step = 0; step < 3; step++) lesson.next();
    assert.equal(session().position, 3);
  });

  it('goes no further back than the first step, and no further than the end', () => {
    const lesson = session();
    lesson.back();
    assert.equal(lesson.position, 0);
    lesson.goTo(99);
    assert.equal(lesson.position, 4);
    lesson.back();
    assert.equal(lesson.position, 3);
  });

  it('keeps when the end was reached first', () => {
    session().goTo(4);
    session(0, { now: () => new Date('2026-02-03T00:00:00Z') }).goTo(4);
    assert.match(readFileSync(progressFile, 'utf8'), /"finishedAt": "2026-01-02T03:04:05.000Z"/);
  });

  it('takes a cell for one that has not run when it was removed and comes back', () => {
    const lesson = session();
    lesson.takeRun([ran('cell-2'), ran('cell-4')]);
    const cell = cellOf(lesson, 0);
    lesson.removeCell(cell);
    lesson.insertCell(1, cell);
    assert.deepEqual(
      lesson.open.map(({ id }) => id),
      ['cell-2', 'cell-5'],
    );
  });

  it('lacks in a fresh kernel the cells before the one where the reader stands, and not that one', () => {
    const lesson = session();
    lesson.takeRun([ran('cell-2'), ran('cell-4')]);
    const missing = [0, 1, 2].map((position) => {
      lesson.goTo(position);
      return lesson.missing.map(({ id }) => id);
    });
    assert.deepEqual(missing, [[], ['cell-2'], ['cell-2', 'cell-4']]);
  });

  it('takes nothing over of a cell that a run did not come to', () => {
    const lesson = session();
    lesson.takeRun([ran('cell-2'), ran('cell-4', 'error')]);
    lesson.takeRun([ran('cell-2', 'not-run'), ran('cell-4', 'not-run'), ran('of another notebook')]);
    assert.deepEqual(
      lesson.open.map(({ id }) => id),
      ['cell-4', 'cell-5'],
    );
  });

  it('takes over what another program changed: code that has changed has not passed, and the reader stays', () => {
    const lesson = session();
    lesson.takeRun([ran('cell-2'), ran('cell-4')]);
    lesson.goTo(1);
    const [first, second] = [cellOf(lesson, 0), cellOf(lesson, 1)];
    const there = readNotebook(lesson.lesson.file);
    const changed = there.cells.find(({ id }) => id === first.id);
    assert.ok(changed);
    changed.source = '"theirs"';
    there.cells.unshift({ cell_type: 'markdown', id: 'before', source: 'A text.', metadata: {} });
    writeNotebook(lesson.lesson.file, there);
    lesson.takeChanges('all');
    assert.equal(cellOf(lesson, 0).source, '"theirs"');
    assert.deepEqual([lesson.hasPassed(first), lesson.hasPassed(second)], [false, true]);
    assert.equal(lesson.step?.cell?.id, second.id);
    assert.equal(lesson.steps[0]?.text.length, 2);
    assert.deepEqual([session().position, session().open.map(({ id }) => id)], [1, ['cell-2', 'cell-5']]);
  });

  it('keeps its step when a cell before it goes, and the end when there are fewer steps', () => {
    const lesson = session();
    lesson.goTo(3);
    const [, , third] = lesson.steps;
    assert.ok(third?.cell);
    lesson.removeCell(third.cell);
    assert.deepEqual([lesson.position, lesson.steps.length], [2, 3]);
    lesson.goTo(3);
    lesson.removeCell(cellOf(lesson, 1));
    assert.deepEqual([lesson.position, lesson.steps.length, lesson.step], [2, 2, undefined]);
  });

  it('writes what it knows over what another program wrote', () => {
    const lesson = session();
    const there = readNotebook(lesson.lesson.file);
    there.cells.splice(0);
    writeNotebook(lesson.lesson.file, there);
    assert.equal(lesson.changesElsewhere.cells, 6);
    lesson.keepOwn();
    assert.deepEqual(lesson.changesElsewhere, { cells: 0, outputs: 0, unreadable: false });
    assert.equal(readNotebook(lesson.lesson.file).cells.length, 6);
  });

  it('passes over an empty cell without a kernel', async () => {
    const lesson = session();
    lesson.edit(cellOf(lesson, 0), '  \n');
    const { status, executionCount } = await lesson.run(cellOf(lesson, 0));
    assert.deepEqual([status, executionCount, lesson.kernelAlive], ['ok', null, false]);
    assert.equal(lesson.hasPassed(cellOf(lesson, 0)), true);
  });

  it('keeps the progress in other lessons', () => {
    session(0).next();
    session(1).next();
    assert.deepEqual([session(0).position, session(1).position], [1, 1]);
  });

  it('counts an error that is meant as passed, and no other', async () => {
    const meant = session(0);
    await meant.run(cellOf(meant, 2));
    assert.equal(meant.hasPassed(cellOf(meant, 2)), true);
    const fails = session(1);
    const { status } = await fails.run(cellOf(fails, 0));
    assert.deepEqual([status, fails.hasPassed(cellOf(fails, 0))], ['error', false]);
  });

  it('takes back that a cell passed when a timer of it throws later', async () => {
    const lesson = session();
    const cell = cellOf(lesson, 0);
    const mark = join(folder, 'now');
    lesson.edit(
      cell,
      `setInterval(() => { if (require('fs').existsSync('${mark}')) throw new Error('late'); }, 10); 1`,
    );
    const told: string[] = [];
    const { status } = await lesson.run(cell, { onLateFault: (fault) => told.push(fault) });
    assert.equal(status, 'ok');
    writeFileSync(mark, '');
    await until('the fault', () => told.length > 0);
    assert.match(String(told), /late/);
    assert.deepEqual([lesson.hasPassed(cell), session().hasPassed(cell)], [false, false]);
  });

  it('starts the kernel again after its death, and knows what that kernel lacks', async () => {
    const lesson = session();
    const [first, second] = [cellOf(lesson, 0), cellOf(lesson, 1)];
    await lesson.run(first);
    lesson.next();
    lesson.edit(second, 'process.exit(0)');
    assert.equal((await lesson.run(second)).status, 'died');
    assert.deepEqual(
      lesson.missing.map(({ id }) => id),
      ['cell-2'],
    );
    await lesson.run(first);
    assert.equal(lesson.restore(second), true);
    assert.equal((await lesson.run(second)).status, 'ok');
  });

  it('leaves no kernel running, also when it is closed while one starts', async () => {
    const lesson = session();
    const kernel = await lesson.start();
    await lesson.close();
    assert.equal(processExists(kernel.pid), false);
    const hasty = session();
    const starting = hasty.start();
    const refused = assert.rejects(starting, /^Error: the lesson was closed$/);
    await hasty.close();
    await refused;
  });

  it('puts each broken progress file aside instead of losing it', () => {
    progressFile = join(folder, 'progress.json');
    const broken = ['{"version":1,"lessons":', '{"version":2,"lessons":'];
    const aside: string[] = [];
    for (const text of broken) {
      writeFileSync(progressFile, text);
      const lesson = session(0, { onBroken: (name) => aside.push(name) });
      assert.equal(lesson.position, 0);
    }
    assert.deepEqual(
      aside.map((name) => readFileSync(name, 'utf8')),
      broken,
    );
  });

  it('does not begin anew over a progress file that cannot be read', () => {
    progressFile = join(folder, 'unreadable.json');
    // as a file of another user, also for root
    mkdirSync(progressFile);
    assert.throws(() => session(0), {
      code: 'FILE_UNREADABLE',
      message: /^the progress in the lessons cannot be read: EISDIR/,
    });
    assert.ok(statSync(progressFile).isDirectory());
  });

  describe('with tasks', () => {
    beforeEach(() => {
      const small = readCourse(smallCourse(join(folder, 'small'), twoTasks));
      course = openLearnerCopy(small, join(folder, 'copy-of-small')).course;
    });
    const small = (more: Partial<SessionOptions> = {}): LessonSession =>
      session(0, { folder: join(folder, 'copy-of-small'), ...more });
    const solve = (task: string, cases?: string): void =>
      recordSolved(
        join(folder, 'solved.jsonl'),
        { lesson: 'small', cases },
        { task, at: '2026-01-02T00:00:00Z', by: 'a test' },
      );

    it('T2: is finished only when every task is solved, and is opened again at the first open one', () => {
      const lesson = small();
      lesson.goTo(lesson.steps.length);
      assert.equal(lesson.finished, false);
      assert.deepEqual(
        lesson.openTasks.map(({ name, step, checkStep }) => [name, step, checkStep]),
        [
          ['task-1', 1, 2],
          ['task-2', 3, 4],
        ],
      );
      assert.deepEqual(
        lesson.tasks.map(({ opening }) => opening),
        [1, 3],
      );
      solve('task-1');
      assert.equal(small().position, 3);
      solve('task-2');
      assert.equal(lesson.finished, true);
      assert.equal(small().position, 0);
    });

    it('T5: a task that was solved stays solved, with when and by what', () => {
      solve('task-1');
      assert.deepEqual(small().tasks[0]?.solved, { task: 'task-1', at: '2026-01-02T00:00:00Z', by: 'a test' });
    });

    it('knows which task a step belongs to', () => {
      const lesson = small();
      assert.deepEqual(
        [0, 1, 2, 3, 4].map((step) => lesson.taskAt(step)?.name),
        [undefined, 'task-1', 'task-1', 'task-2', 'task-2'],
      );
    });

    it('knows it also when cells come and go', () => {
      const lesson = small();
      const own = { cell_type: 'code' as const, id: 'own', metadata: {}, source: '1', outputs: [] };
      const cell = { ...own, execution_count: null };
      lesson.insertCell(0, cell);
      assert.deepEqual([lesson.taskAt(1)?.name, lesson.taskAt(2)?.name], [undefined, 'task-1']);
      lesson.removeCell(cell);
      assert.equal(lesson.taskAt(1)?.name, 'task-1');
    });

    it('begins anew with another draw of the cases, whose tasks are open, and goes on with the same', () => {
      solve('task-1');
      small().goTo(2);
      const drawn = small({ cases: 'random:7' });
      assert.deepEqual([drawn.position, drawn.openTasks.length, drawn.cases], [0, 2, 'random:7']);
      solve('task-1', 'random:7');
      drawn.goTo(2);
      assert.deepEqual([small().position, small().cases, small().openTasks.length], [2, 'random:7', 1]);
    });

    it("goes back to the lesson's own cases, with what was solved of them", () => {
      solve('task-1');
      small({ cases: 'random:7' }).goTo(2);
      const own = small({ cases: 'lesson' });
      assert.deepEqual([own.position, own.openTasks.length, own.cases], [0, 1, undefined]);
      own.goTo(1);
      assert.deepEqual([small().position, small().cases], [1, undefined]);
    });

    it('goes by the draw that KUBELAB_CASES names where the reader has begun none', async () => {
      solve('task-1', 'random:9');
      const env = { ...process.env, KUBELAB_CASES: 'random:9' };
      const lesson = small({ env });
      assert.deepEqual([lesson.cases, lesson.openTasks.length], ['random:9', 1]);
      assert.equal(outputText((await lesson.evaluate('process.env.KUBELAB_CASES ?? ""')).outputs), 'random:9\n');
      assert.equal(small({ env, cases: 'random:7' }).cases, 'random:7');
    });

    it('tells the kernel of the draw, of the record and of the rubrics', async () => {
      const lesson = small({ cases: 'random:7' });
      const { outputs } = await lesson.evaluate(
        '[process.env.KUBELAB_CASES, process.env.KUBELAB_RECORD, process.env.KUBELAB_RUBRICS].join(" ")',
      );
      assert.equal(outputText(outputs), `random:7 a test ${join(folder, 'small', 'rubrics')}\n`);
    });
  });

  it('T3: edits are in the copy that others run, and never in the course; what others wrote there stays', async () => {
    const handedOut = readFileSync(given.lessons[0]?.file ?? '');
    const lesson = session();
    const cell = cellOf(lesson, 0);
    const elsewhere = readNotebook(lesson.lesson.file);
    const other = elsewhere.cells.find(({ id }) => id === 'cell-4');
    assert.ok(other);
    other.source = '"by another program"';
    writeNotebook(lesson.lesson.file, elsewhere);
    lesson.edit(cell, '"mine"');
    await lesson.run(cell);
    const { cells } = readNotebook(lesson.lesson.file);
    assert.deepEqual([cells[1]?.source, cells[3]?.source], ['"mine"', '"by another program"']);
    assert.match(JSON.stringify(cells[1]), /execute_result.*mine/);
    assert.deepEqual(readFileSync(given.lessons[0]?.file ?? ''), handedOut);
  });

  it('T4: gives a cell its original back, also an emptied one in a later session', () => {
    const first = session();
    const { source } = cellOf(first, 0);
    first.edit(cellOf(first, 0), '');
    const later = session();
    assert.equal(later.restore(cellOf(later, 0)), true);
    assert.equal(cellOf(later, 0).source, source);
    assert.equal(later.restore(cellOf(later, 0)), false);
    assert.equal(cellOf(session(), 0).source, source);
  });

  it('T1: a replay tells which cell failed and why, and which was answered otherwise than before', async () => {
    const first = session();
    const [one, two] = [cellOf(first, 0), cellOf(first, 1)];
    first.edit(one, "console.log(process.env.ONCE ? 'POST /x -> 409 Conflict' : 'POST /x -> 201 Created')");
    first.edit(two, "if (process.env.ONCE) throw new Error('on purpose')");
    await first.run(one);
    await first.run(two);
    first.goTo(2);
    await first.close();

    const later = session(0, { env: { ...process.env, ONCE: '1' } });
    const { cells, faults } = await replay(later);
    assert.equal(cells, 2);
    assert.deepEqual(
      faults.map(({ step, status, why }) => [step, status, why]),
      [
        [0, 'ok', 'it was answered with 201 Created before, and with 409 Conflict this time'],
        [1, 'error', 'Error: on purpose'],
      ],
    );
    assert.equal(later.hasPassed(cellOf(later, 1)), false);
  });

  it('ends a kernel that belongs to another cluster than there is now, and no other', async () => {
    let cluster = 'one';
    const lesson = session(0, { cluster: () => cluster });
    await lesson.run(cellOf(lesson, 0));
    lesson.next();
    assert.equal(await lesson.endStaleKernel(), false);
    cluster = 'two';
    assert.equal(await lesson.endStaleKernel(), true);
    assert.equal(lesson.missing.length, 1);
    assert.deepEqual((await replay(lesson)).faults, []);
    assert.equal(await lesson.endStaleKernel(), false);
  });

  it('moves the edits that an earlier version kept with the place into the copy', () => {
    progressFile = join(folder, 'progress.json');
    const state = { place: 'cell-4', passed: ['cell-2'], edits: { 'cell-2': '"kept"' }, finishedAt: null };
    writeFileSync(progressFile, JSON.stringify({ version: 1, lessons: { first: state } }));
    const lesson = session();
    assert.deepEqual([cellOf(lesson, 0).source, lesson.position], ['"kept"', 1]);
    assert.doesNotMatch(readFileSync(progressFile, 'utf8'), /edits/);
    lesson.restore(cellOf(lesson, 0));
    assert.notEqual(cellOf(session(), 0).source, '"kept"');
  });

  it('keeps the copy of a cell that was edited since then', () => {
    session().edit(cellOf(session(), 0), '"newer"');
    progressFile = join(folder, 'progress.json');
    const state = { place: null, passed: [], edits: { 'cell-2': '"older"' }, finishedAt: null };
    writeFileSync(progressFile, JSON.stringify({ version: 1, lessons: { first: state } }));
    const lesson = session();
    assert.deepEqual([cellOf(lesson, 0).source, cellOf(session(), 0).source], ['"newer"', '"newer"']);
  });

  it('counts a cell that is to show an error as passed by its error alone, not when it was interrupted', () => {
    const raises = { ...cellOf(session(), 0), metadata: { tags: ['raises-exception'] } };
    const passed = (['ok', 'error', 'interrupted', 'timeout', 'aborted', 'died'] as const).filter((status) =>
      cellPassed(raises, { status }),
    );
    assert.deepEqual(passed, ['ok', 'error']);
    assert.equal(cellPassed(cellOf(session(), 0), { status: 'error' }), false);
  });

  it('takes over a run of the whole notebook', async () => {
    const lesson = session();
    const env = { ...process.env };
    const run = await runInFolder(readNotebook(lesson.lesson.file), folder, { env, keepGoing: true });
    lesson.takeRun(run.cells);
    assert.deepEqual(lesson.open, []);
    assert.equal(session().open.length, 0);
  });
});
