import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KnownWork, knownWork } from '../../../src/course/grading/known-work.js';
import { writeRecord } from '../../../src/course/grading/record.js';
import { notGradedResult } from '../../../src/course/grading/results.js';
import type { CellView } from '../../../src/report/feedback-view.js';
import { course, gradedRecord, roster, small } from './hand-made-class.js';

describe('course/grading/known-work', () => {
  let out = '';
  before(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-known-'));
    mkdirSync(join(out, 'log'));
    const text = (id?: string): CellView => ({ kind: 'text', ...(id === undefined ? {} : { id }), source: 'a text' });
    const cells = [text('own'), text(), text('make')];
    writeRecord(out, { ...gradedRecord('ada', 'small', 0), content: { cells, requests: [] } }, undefined);
  });
  after(() => rmSync(out, { recursive: true }));
  const submissions = [
    { learner: 'dan', lesson: small, file: '' },
    { learner: 'eve', lesson: undefined, file: '', refusal: 'which?' },
  ];
  const earlier = notGradedResult('fay', 'ungraded', 1, 'it was empty');
  const known = (): KnownWork =>
    knownWork({
      course,
      submissions,
      roster,
      out,
      book: { version: 1, with: {}, marks: [], rows: [{ result: earlier }] },
    });

  it('has the learners of the submissions, of earlier results and of the roster, each once', () => {
    assert.deepEqual(known().learners, ['dan', 'eve', 'fay', 'ada', 'bob', 'cleo', 'zoe']);
    assert.deepEqual(knownWork({ course, submissions: [], roster, out, book: undefined }).learners.length, 4);
  });

  it('has the exercises of the course, and those that were handed in', () => {
    assert.deepEqual(known().exercises, ['small', 'ungraded']);
    assert.deepEqual(known().handedIn, ['small', 'ungraded']);
    assert.deepEqual(knownWork({ course, submissions, roster, out, book: undefined }).handedIn, ['small']);
  });

  it('has the checks of the rubric with their points, and none where there is no rubric', () => {
    assert.deepEqual(known().checksOf('small'), [
      { id: 'made', maxPoints: 2 },
      { id: 'read', maxPoints: 1 },
      { id: 'listed', maxPoints: 1 },
    ]);
    assert.deepEqual([known().checksOf('ungraded'), known().checksOf('gone')], [[], []]);
  });

  it('has the cells of the lesson, and those that the learner added', () => {
    const ids = known().cellsOf('small', 'bob');
    assert.ok(ids.includes('make') && ids.includes('read'), ids.join());
    assert.deepEqual(known().cellsOf('small', 'ada'), [...ids, 'own']);
    assert.deepEqual(known().cellsOf('gone', 'ada'), []);
  });
});
