import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetLesson, readLessonRecord, recordBegun, recordFile, recordSolved } from '../src/lesson-record.js';

describe('the record of solved tasks', () => {
  let file = '';
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'kubelab-record-')), 'new', 'solved.jsonl');
  });
  afterEach(() => rmSync(join(file, '..', '..'), { recursive: true }));
  const solved = { task: 'task-1', at: '2026-01-02T03:04:05.000Z', by: 'the player' };

  it('keeps the first time that a task was solved, with when and by what, for its owner alone', () => {
    recordSolved(file, { lesson: 'rbac' }, solved);
    recordSolved(file, { lesson: 'rbac' }, { ...solved, at: '2027-01-02T03:04:05.000Z' });
    assert.deepEqual(readLessonRecord(file, { lesson: 'rbac' }).solved, [solved]);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(readFileSync(file, 'utf8').split('\n').length, 2);
  });

  it('keeps lessons and draws of cases apart', () => {
    recordSolved(file, { lesson: 'a', cases: 'random:1' }, solved);
    assert.deepEqual(readLessonRecord(file, { lesson: 'a' }).solved, []);
    assert.deepEqual(readLessonRecord(file, { lesson: 'b', cases: 'random:1' }).solved, []);
    assert.equal(readLessonRecord(file, { lesson: 'a', cases: 'random:1' }).solved.length, 1);
  });

  it('is read again only when the file has changed, by whoever wrote it', () => {
    const record = recordFile(file);
    assert.deepEqual(record.read({ lesson: 'a' }).solved, []);
    recordSolved(file, { lesson: 'a' }, solved);
    const read = record.read({ lesson: 'a' });
    assert.deepEqual(read.solved, [solved]);
    assert.equal(record.read({ lesson: 'a' }), read);
    assert.deepEqual(record.read({ lesson: 'a', cases: 'random:1' }).solved, []);
    recordSolved(file, { lesson: 'a' }, { ...solved, task: 'task-2' });
    assert.equal(record.read({ lesson: 'a' }).solved.length, 2);
  });

  it('is blank where no file can be reached', () => {
    recordSolved(file, { lesson: 'a' }, solved);
    assert.deepEqual(recordFile(join(file, 'below')).read({ lesson: 'a' }).solved, []);
  });

  it('knows when a lesson was begun first', () => {
    recordBegun(file, { lesson: 'a' }, new Date('2026-01-01T00:00:00Z'));
    recordBegun(file, { lesson: 'a' }, new Date('2026-01-02T00:00:00Z'));
    assert.equal(readLessonRecord(file, { lesson: 'a' }).begunAt, '2026-01-01T00:00:00.000Z');
  });

  it('passes over lines that say nothing, and forgets one lesson alone', () => {
    recordSolved(file, { lesson: 'a' }, solved);
    appendFileSync(file, 'half a li\n{"lesson":"a","task":1}\n[]\nnull\n');
    recordSolved(file, { lesson: 'b' }, solved);
    assert.equal(readLessonRecord(file, { lesson: 'a' }).solved.length, 1);
    forgetLesson(file, 'a');
    assert.equal(readLessonRecord(file, { lesson: 'a' }).solved.length, 0);
    assert.equal(readLessonRecord(file, { lesson: 'b' }).solved.length, 1);
  });
});
