import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordName } from '../../../src/course/grading/file-names.js';
import { sealOf } from '../../../src/course/grading/machine-key.js';
import {
  changesOf,
  hashOfFile,
  isSealed,
  readRecord,
  type SubmissionRecord,
  withoutSecrets,
  writeRecord,
} from '../../../src/course/grading/record.js';
import { changedParts } from '../../helpers/changed-parts.js';
import { fakeJwt } from '../../helpers/pki.js';
import { check } from '../../report/hand-made.js';
import { gradedRecord } from './hand-made-class.js';

const record = gradedRecord('ada', 'small', 2);
const { key } = record;
const machine = Buffer.alloc(32);

describe('course/grading/record', () => {
  let out = '';
  let file = '';
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-record-'));
    file = join(out, 'log', recordName('ada', 'small'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  it('is read as it was written, sealed by the machine that wrote it', () => {
    writeRecord(out, record, machine);
    assert.deepEqual(readdirSync(out), ['log']);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const read = readRecord(out, 'ada', 'small') ?? assert.fail();
    const { seal, ...rest } = read;
    assert.deepEqual(rest, record);
    assert.deepEqual([isSealed(read, machine), isSealed(read, Buffer.alloc(32, 1))], [true, false]);
    assert.equal(isSealed({ ...read, ms: 6 }, machine), false);
    assert.equal(isSealed(rest, machine), false);
    // another seal of this machine is none of a record
    assert.equal(isSealed({ ...rest, seal: sealOf('comparisons', rest, machine) }, machine), false);
    assert.equal(seal, sealOf('record', rest, machine));
    // an earlier seal is not kept without the key
    writeRecord(out, read, undefined);
    assert.equal(readRecord(out, 'ada', 'small')?.seal, undefined);
  });

  it('is none of another submission, of another version, or with a part taken out of it', () => {
    const wrong: Partial<Record<keyof SubmissionRecord, unknown>>[] = [
      { version: 1 },
      { learner: 'bob' },
      { exercise: 'other' },
      { result: { ...record.result, status: 'not graded' } },
      ...(['result', 'verdict', 'content', 'teacher'] as const).map((part) => ({ [part]: undefined })),
    ];
    writeRecord(out, record, undefined);
    for (const change of wrong) {
      writeFileSync(file, JSON.stringify({ ...record, ...change }));
      assert.equal(readRecord(out, 'ada', 'small'), undefined, JSON.stringify(change));
    }
    writeFileSync(file, JSON.stringify(record).slice(0, 90));
    assert.equal(readRecord(out, 'ada', 'small'), undefined);
    assert.equal(readRecord(out, 'nobody', 'small'), undefined);
  });

  it('is none where any part of it is something else, but for what nobody reads', () => {
    const request = {
      user: 'u',
      credential: 'token',
      verb: 'get',
      what: 'pods',
      status: 200,
      times: 1,
      checks: ['Made'],
    };
    const full: SubmissionRecord = {
      ...record,
      ...{ evidence: { sha256: 'e' }, stopped: 'too long', memory: 7, seal: 's', warnings: ['w'] },
      result: { ...record.result, deductions: [{ id: 'd', points: 1, seen: 's' }], look: ['the expression failed'] },
      verdict: {
        ...record.verdict,
        checks: [check('made', 2, { hints: ['h'], events: ['e'] })],
        deductions: [{ id: 'd', title: 't', visibility: 'hidden', points: -1, seen: 's' }],
        faults: [{ id: 'made', message: 'm' }],
      },
      content: {
        cells: [
          { kind: 'text', id: 'a', source: 's' },
          { kind: 'code', id: 'b', source: 's', outcome: 'passed', outputs: [{ kind: 'text', text: 't' }] },
          {
            kind: 'code',
            source: 's',
            outcome: 'failed',
            outputs: [{ kind: 'picture', url: 'data:image/png;base64,' }],
          },
        ],
        requests: [request],
      },
      teacher: { requests: [request], left: 0, basis: [{ check: 'made', requests: [request], more: 0 }] },
    };
    writeRecord(out, full, undefined);
    const read = (changed: unknown): SubmissionRecord | undefined => {
      writeFileSync(file, JSON.stringify(changed));
      return readRecord(out, 'ada', 'small');
    };
    assert.ok(read(full));
    assert.ok(read({ ...full, later: { fields: [1] } }));
    const parts = changedParts(full);
    assert.ok(parts.length > 100, `${parts.length}`);
    for (const [name, changed] of parts) assert.equal(read(changed), undefined, name);
  });

  it('keeps the words of kubelab where a learner is called by one of them', () => {
    const cell = { kind: 'code' as const, source: 'passed', outcome: 'passed' as const, outputs: [] };
    const named = { ...record, content: { cells: [cell], requests: [] } };
    const clean = withoutSecrets(named, (text) => text.replaceAll(/\b(passed|code|shown|graded)\b/g, 'X'));
    assert.deepEqual(clean.content.cells, [{ ...cell, source: 'X' }]);
    assert.deepEqual([clean.result.status, clean.verdict.checks[0]?.visibility], ['graded', 'shown']);
  });

  it('has no secret in any of its texts, and keeps ids, hashes, status and what is no text', () => {
    const token = fakeJwt({ sub: 'ada' });
    const seen = `it said ${token}`;
    const dirty: SubmissionRecord = {
      ...record,
      ...{ learner: 'graded', exercise: 'ada', stopped: seen, warnings: [seen, 'of ada'], memory: 7 },
      evidence: { sha256: 'ada' },
      key: { ...key, notebook: 'ada' },
      result: {
        ...record.result,
        learner: 'graded',
        exercise: 'ada',
        checks: [{ id: 'a', points: 1, maxPoints: 2, seen }],
      },
      verdict: { ...record.verdict, exercise: 'ada', checks: [check('made', 2, { seen, events: ['ada'] })] },
      content: { cells: [{ kind: 'text', source: seen }], requests: [] },
    };
    const clean = withoutSecrets(dirty, (text) => text.replaceAll(/\b(ada|graded)\b/g, 'X'));
    assert.doesNotMatch(JSON.stringify(clean), /eyJ/);
    assert.equal(clean.warnings[1], 'of X');
    assert.deepEqual(
      [clean.learner, clean.exercise, clean.key.notebook, clean.evidence?.sha256],
      [...['graded', 'ada', 'ada', 'ada']],
    );
    const { learner, exercise, status, checks } = clean.result;
    assert.deepEqual([learner, exercise, status, checks[0]?.points], ['graded', 'ada', 'graded', 1]);
    assert.deepEqual([clean.verdict.exercise, clean.verdict.byOwnRecord, clean.memory], ['ada', false, 7]);
    assert.deepEqual(clean.verdict.checks[0]?.events, ['X']);
    const nothing = { ...record, content: { cells: [null], requests: [] } } as unknown as SubmissionRecord;
    assert.deepEqual(withoutSecrets(nothing, String).content.cells, [null]);
    assert.equal('evidence' in withoutSecrets(record, String), false);
  });

  it('says in words what changed of its inputs', () => {
    assert.deepEqual(changesOf(key, key), []);
    const words = ['notebook', 'rubric', 'lesson', 'kubelab'].map((part) => changesOf(key, { ...key, [part]: 'x' }));
    assert.deepEqual(words, [['another notebook'], ['another rubric'], ['another lesson'], ['another kubelab']]);
  });

  it('hashes a file of any size as a whole', async () => {
    const bytes = Buffer.alloc(200_000, 'kubelab');
    writeFileSync(join(out, 'large'), bytes);
    assert.equal(await hashOfFile(join(out, 'large')), createHash('sha256').update(bytes).digest('hex'));
    await assert.rejects(hashOfFile(join(out, 'gone')), { code: 'ENOENT' });
    assert.equal(readFileSync(join(out, 'large')).length, 200_000);
  });
});
