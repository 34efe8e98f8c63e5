import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  beginDraw,
  drawUnderWay,
  forgetProgress,
  type LessonProgress,
  lessonProgress,
  readProgress,
  saveLessonProgress,
  withDraw,
} from '../../src/session/progress.js';

const blank: LessonProgress = {
  ...{ place: null, passed: [], answers: {}, predictions: {}, hints: {} },
  finishedAt: null,
};
const begun: LessonProgress = {
  ...{ place: 'b', passed: ['a'], answers: { a: ['200 OK'] }, predictions: { a: { said: '200', right: true } } },
  ...{ hints: { made: 1 }, finishedAt: '2026-01-02T03:04:05.000Z' },
};

describe('the kept progress in lessons', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-progress-'));
    file = join(folder, 'progress.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const kept = (): Record<string, LessonProgress> => readProgress(file).lessons;

  it('holds each lesson beside the others, and forgets one alone', () => {
    saveLessonProgress(file, 'one', begun);
    saveLessonProgress(file, 'two', blank);
    assert.deepEqual(kept(), { one: begun, two: blank });
    forgetProgress(file, 'one');
    assert.deepEqual(kept(), { two: blank });
    const before = readFileSync(file, 'utf8');
    forgetProgress(file, 'one');
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('of the first version has no answers, predictions and hints', () => {
    const old = { place: 'b', passed: ['a'], finishedAt: null };
    writeFileSync(file, JSON.stringify({ version: 1, lessons: { one: old } }));
    assert.deepEqual(kept(), { one: { ...blank, ...old } });
  });

  it('that is JSON and no progress is put aside', () => {
    const text = JSON.stringify({ version: 3, lessons: {} });
    writeFileSync(file, text);
    const aside: string[] = [];
    assert.deepEqual(
      readProgress(file, (name) => aside.push(name)),
      { version: 2, lessons: {} },
    );
    assert.deepEqual(aside, [`${file}.broken`]);
    assert.equal(readFileSync(`${file}.broken`, 'utf8'), text);
  });

  it('that cannot be read is no blank one: it would be written over', () => {
    assert.throws(() => readProgress(folder), { code: 'FILE_UNREADABLE', place: { file: folder } });
  });

  it('begins a lesson anew with another draw, and goes on with the same', () => {
    saveLessonProgress(file, 'one', begun);
    beginDraw(file, 'one', 'random:7');
    assert.deepEqual(kept().one, { ...blank, cases: 'random:7' });
    saveLessonProgress(file, 'one', { ...begun, cases: 'random:7' });
    beginDraw(file, 'one', 'random:7');
    assert.deepEqual(kept().one, { ...begun, cases: 'random:7' });
    beginDraw(file, 'one', 'lesson');
    assert.deepEqual(kept().one, blank);
    beginDraw(file, 'two', 'random:7');
    assert.deepEqual(kept().two, { ...blank, cases: 'random:7' });
  });
});

describe('withDraw', () => {
  it('goes on where no draw is named, or the cases of the lesson that are under way', () => {
    assert.equal(withDraw(begun, undefined), begun);
    assert.equal(withDraw(begun, 'lesson'), begun);
    const drawn = { ...begun, cases: 'random:1' };
    assert.equal(withDraw(drawn, 'random:1'), drawn);
  });

  it('begins anew with other cases, and keeps the code that an earlier version kept', () => {
    const edits = { a: 'await get("/api")' };
    assert.deepEqual(withDraw({ ...begun, edits }, 'random:1'), { ...blank, edits, cases: 'random:1' });
    assert.deepEqual(withDraw({ ...begun, edits, cases: 'random:1' }, 'random:2'), {
      ...blank,
      edits,
      cases: 'random:2',
    });
    assert.deepEqual(withDraw({ ...begun, edits, cases: 'random:1' }, 'lesson'), { ...blank, edits });
  });
});

describe('the draw that is under way', () => {
  for (const [cases, variable, expected] of [
    ['random:1', 'random:2', 'random:1'],
    [undefined, 'random:2', 'random:2'],
    [undefined, '', undefined],
    [undefined, undefined, undefined],
  ] as const) {
    it(`is ${expected} with ${cases} kept and KUBELAB_CASES=${variable}`, () =>
      assert.equal(drawUnderWay({ ...blank, cases }, { KUBELAB_CASES: variable }), expected));
  }
});

describe('lessonProgress', () => {
  it('is a beginner\u2019s for a lesson that nobody opened', () =>
    assert.deepEqual(lessonProgress({ version: 2, lessons: { other: begun } }, 'one'), blank));
});
