import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { processExists } from '../../src/home.js';
import type { CodeCell } from '../../src/notebook/document.js';
import { LessonSession } from '../../src/session/session.js';
import { outputText } from '../helpers/output-text.js';

const course = readCourse(resolve('test/fixtures/lessons/course.yaml'));

describe('LessonSession', () => {
  let folder = '';
  let progressFile = '';
  const open: LessonSession[] = [];

  function session(lesson = 0, onBroken?: (aside: string) => void): LessonSession {
    const chosen = course.lessons[lesson];
    assert.ok(chosen);
    const opened = new LessonSession({
      ...{ lesson: chosen, progressFile, env: process.env, now: () => new Date('2026-01-02T03:04:05Z') },
      ...(onBroken ? { onBroken } : {}),
    });
    open.push(opened);
    return opened;
  }

  function cellOf(session: LessonSession, position: number): CodeCell {
    const cell = session.steps[position]?.cell;
    assert.ok(cell);
    return cell;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-session-'));
    progressFile = join(folder, 'new', 'progress.json');
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
    assert.equal(later.sourceOf(cellOf(later, 0)), 'const greeting = "good day"; greeting');
    assert.deepEqual([later.isEdited(cell), later.hasPassed(cell), later.finished], [true, true, false]);
    assert.deepEqual(
      later.missing.map(({ id }) => id),
      ['cell-2'],
    );
    for (const missing of later.missing) await later.run(missing);
    assert.deepEqual(later.missing, []);
    const next = await later.run(cellOf(later, 1));
    assert.equal(outputText(next.outputs), 'good day again\n');
  });

  it('takes an edit back when the code is again what it was', () => {
    const lesson = session();
    const cell = cellOf(lesson, 0);
    lesson.edit(cell, 'changed');
    lesson.edit(cell, cell.source);
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
    lesson.edit(second, second.source);
    assert.equal((await lesson.run(second)).status, 'ok');
  });

  it('leaves no kernel running, also when it is closed while one starts', async () => {
    const lesson = session();
    const kernel = await lesson.start();
    await lesson.close();
    assert.equal(processExists(kernel.pid), false);
    const hasty = session();
    const starting = hasty.start();
    const refused = assert.rejects(starting);
    await hasty.close();
    await refused;
  });

  it('puts a broken progress file aside instead of losing it', () => {
    progressFile = join(folder, 'progress.json');
    writeFileSync(progressFile, '{"version":1,"lessons":');
    let aside = '';
    const lesson = session(0, (name) => {
      aside = name;
    });
    assert.equal(lesson.position, 0);
    assert.equal(readFileSync(aside, 'utf8'), '{"version":1,"lessons":');
  });
});
