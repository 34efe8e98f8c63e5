import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readEvidence, writeEvidence } from '../../../src/course/grading/evidence-file.js';
import { type JudgedRun, learnerWork, type RunToJudge } from '../../../src/course/grading/learner-work.js';
import { findAlike } from '../../../src/course/similarity/find-alike.js';
import { readNotebook } from '../../../src/notebook/document.js';
import type { NotebookRun } from '../../../src/notebook/execute.js';
import { handIn } from '../../fixtures/class/class.js';
import { event, evidence, object, rubric } from '../../grader/evidence.js';
import { fakeJwt } from '../../helpers/pki.js';
import { small } from './hand-made-class.js';

const key = { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '1' };
const token = fakeJwt({ sub: 'ada' });
const started = '2026-12-01T17:00:00.000Z';
const map = { object: { kind: 'v1/ConfigMap', namespace: 'lab', name: 'notes' } };
const whose = { learner: 'ada', exercise: 'small', key, rubric: rubric(map) };
const seen = evidence({
  audit: [event('POST /api/v1/namespaces/lab/configmaps', { name: 'notes', user: { username: 'Ada Lovelace' } })],
  objects: [object('ConfigMap lab/notes', { data: { by: 'Ada Lovelace' } })],
});
const run = (): RunToJudge['ran']['run'] => {
  const outputs: NotebookRun['cells'][number]['outputs'] = [
    { output_type: 'stream', name: 'stdout', text: `${token} of Ada Lovelace` },
  ];
  const cell = { cell_type: 'code' as const, id: 'c', metadata: {}, source: 'x', execution_count: 1, outputs };
  const of = { id: 'c', index: 0, status: 'ok' as const, passed: true, outputs, executionCount: 1, ms: 1 };
  return {
    notebook: { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] },
    cells: [{ ...of, lateFaults: [], withoutEarlierVariables: false }],
  };
};

describe('course/grading/learner-work', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-work-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('reads the notebook to run: the tasks as the learner filled them in, and what was handed out', () => {
    handIn(folder, ['ada']);
    const release = readNotebook(small.file);
    const read = learnerWork.read({ file: join(folder, 'ada/small/01-small.ipynb'), release });
    assert.deepEqual(
      read.notebook.cells.map(({ id }) => id),
      release.cells.map(({ id }) => id),
    );
    assert.match(read.notebook.cells.find(({ id }) => id === 'make')?.source ?? '', /^await api\.create/);
    assert.equal('note' in read, false);
  });

  it('judges a run, without tokens in the record, and names the evidence that it rests on', () => {
    const ran = {
      evidence: seen,
      run: run() ?? assert.fail(),
      warnings: ['not contained'],
      stopped: 'too long',
      memory: 7,
    };
    const { record, evidence: bytes } = learnerWork.judgeRun({ ...whose, ran, started, ms: 5 });
    assert.deepEqual([record.result.points, record.result.maxPoints, record.verdict.checks.length], [1, 1, 1]);
    const { version, learner, exercise, stopped, warnings, memory, ms } = record;
    assert.deepEqual(
      { version, learner, exercise, stopped, warnings, memory, ms, started: record.started, key: record.key },
      {
        version: 2,
        learner: 'ada',
        exercise: 'small',
        stopped: 'too long',
        warnings: ['not contained'],
        memory: 7,
        ms: 5,
        started,
        key,
      },
    );
    assert.match(JSON.stringify(record.content.cells), /<redacted, \d+ bytes> of Ada Lovelace/);
    assert.equal(record.teacher.requests.length, 1);
    writeEvidence(folder, record, bytes);
    const kept = readEvidence(folder, { learner, exercise, notebook: 'n' }, record.evidence);
    assert.ok(typeof kept !== 'string', String(kept));
    assert.deepEqual(kept.asked, new Set(['/ConfigMap']));
    assert.equal(kept.evidence.objects.length, 1);
  });

  it('has nothing in the record of what a run did not tell, and no name where names are hidden', () => {
    const hidden = { names: ['Ada Lovelace'], replacement: 'learner-1' };
    const ran = { evidence: seen, warnings: [], run: run() ?? assert.fail() };
    const { record, evidence: bytes } = learnerWork.judgeRun({ ...whose, ran, started, ms: 5, hidden });
    assert.equal('stopped' in record || 'memory' in record, false);
    assert.doesNotMatch(JSON.stringify(record), /Lovelace/);
    assert.match(JSON.stringify(record.content.cells), /of learner-1/);
    writeEvidence(folder, record, bytes);
    const kept = readEvidence(folder, { learner: 'ada', exercise: 'small', notebook: 'n' }, record.evidence);
    assert.ok(typeof kept !== 'string', String(kept));
    assert.doesNotMatch(JSON.stringify(kept.evidence.objects), /Lovelace/);
    const without = learnerWork.judgeRun({ ...whose, ran: { evidence: seen, warnings: [] }, started, ms: 5 });
    assert.deepEqual(without.record.content.cells, []);
  });

  const packed = (value: object, warnings: string[] = []): ReturnType<typeof learnerWork.judgePacked> =>
    learnerWork.judgePacked({
      ...whose,
      packed: { status: 'packed', bytes: gzipSync(JSON.stringify(value)), warnings },
    });
  const sent = { status: 'ran', evidence: seen, warnings: ['of the worker'], took: { started, ms: 9 } };

  it("judges a run that a worker sent as one of its own, with the grader's warnings first", () => {
    const { record } = packed({ ...sent, memory: 3 }, ['of the grader']) as JudgedRun;
    assert.deepEqual([record.result.points, record.ms, record.started, record.memory], [1, 9, started, 3]);
    assert.deepEqual(record.warnings, ['of the grader', 'of the worker']);
  });

  it('refuses a run of a worker that is none, that could not be run, or of which there is too much', () => {
    const useless = 'what a worker sent back of it is of no use: ';
    assert.deepEqual(packed({}), { refused: `${useless}it is not what a run leaves` });
    assert.deepEqual(packed({ ...sent, status: 'not gradable', reason: 'no kernel' }), { refused: 'no kernel' });
    assert.deepEqual(packed({ ...sent, status: 'not gradable' }), { refused: 'it cannot be run' });
    // parts of the evidence are not checked before
    const odd = packed({ ...sent, evidence: { ...seen, audit: [{ stage: 'ResponseComplete' }] } });
    assert.match('refused' in odd ? odd.refused : '', /^what a worker sent back of it is of no use: \S/);
    assert.doesNotMatch('refused' in odd ? odd.refused : '', /nested/);
    const deep = '['.repeat(9900) + ']'.repeat(9900);
    const run = { notebook: { cells: [{ cell_type: 'markdown', id: 'DEEP', source: 'x' }] }, cells: [] };
    const text = JSON.stringify({ ...sent, run });
    const bytes = gzipSync(text.replaceAll('"DEEP"', deep));
    const nested = learnerWork.judgePacked({ ...whose, packed: { status: 'packed', bytes, warnings: [] } });
    assert.deepEqual(nested, { refused: `${useless}it is nested too deeply` });
    const warnings = Array.from({ length: 100 }, () => 'x'.repeat(1000));
    assert.ok('record' in packed({ ...sent, warnings }));
    const long = Array.from({ length: 40 }, () => 'x'.repeat(1024 * 1024));
    assert.deepEqual(packed(sent, long), { refused: `${useless}there is too much of it to be kept` });
  });

  it('finds nothing alike where nobody handed anything in', () => {
    assert.deepEqual(learnerWork.compare({ out: folder, results: [], released: [] }), findAlike([], []));
  });

  it('judges kept evidence by a changed rubric, and says why it cannot', () => {
    const { record, evidence: bytes } = learnerWork.judgeRun({
      ...whose,
      ran: { evidence: seen, warnings: [] },
      started,
      ms: 5,
    });
    writeEvidence(folder, record, bytes);
    const known = (name: string): { rubric: RunToJudge['rubric']; hash: string } => ({
      rubric: rubric({ object: { ...map.object, name } }),
      hash: 'changed',
    });
    const again = learnerWork.judgeKept({ out: folder, record, known: known('others') });
    assert.ok(typeof again !== 'string', String(again));
    assert.deepEqual([again.result.points, again.key.rubric], [0, 'changed']);
    const hidden = { names: ['Lovelace'], replacement: 'X' };
    const named = learnerWork.judgeKept({ out: folder, record, known: known('notes'), hidden });
    assert.ok(typeof named !== 'string' && !JSON.stringify(named).includes('Lovelace'));
    const { evidence: _, ...lost } = record;
    assert.equal(
      learnerWork.judgeKept({ out: folder, record: lost, known: known('notes') }),
      'its evidence was not kept',
    );
  });
});
