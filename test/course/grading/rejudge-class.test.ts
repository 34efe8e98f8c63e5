import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBook } from '../../../src/course/grading/class-book.js';
import { evidenceName, recordName } from '../../../src/course/grading/file-names.js';
import { type ClassRun, gradeClass } from '../../../src/course/grading/grade-class.js';
import { isSealed, readRecord } from '../../../src/course/grading/record.js';
import { type RejudgeOptions, rejudgeClass } from '../../../src/course/grading/rejudge-class.js';
import { openWorkProcesses, type WorkProcesses } from '../../../src/course/grading/work-processes.js';
import { event, evidence } from '../../grader/evidence.js';
import { changedRubric, gradingOf, pointsOf, resultsIn, roster, rubrics, small, tasksOf } from './hand-made-class.js';

describe('course/grading/rejudge-class', () => {
  let root = '';
  let graded = '';
  const key = Buffer.alloc(32);
  let work: WorkProcesses;
  let out = '';
  let count = 0;
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-rejudge-class-'));
    graded = join(root, 'graded');
    work = openWorkProcesses({ processes: 1 });
    const tasks = tasksOf(join(root, 'submitted'), ['ada', 'bob', 'cleo', 'dan', 'eve', 'fay']);
    const timed = { clock: 'zip' as const, daysLate: 1, cost: 0.5 };
    const all = tasks.map(({ submission, label }) => ({
      label,
      submission: {
        ...submission,
        ...(label === 'ada' ? { handedIn: timed } : {}),
        ...(label === 'fay' ? { refusal: 'it is a link' } : {}),
      },
    }));
    await gradeClass(gradingOf({ out: graded, work, tasks: all }));
  });
  beforeEach(() => {
    out = join(root, `out-${++count}`);
    cpSync(graded, out, { recursive: true });
  });
  after(async () => {
    await work.close();
    rmSync(root, { recursive: true, force: true });
  });
  const rejudge = (more: Partial<RejudgeOptions> = {}): Promise<ClassRun> => {
    const book = readBook(out);
    const facts = { marks: book.marks, roster, rubrics, lessons: [small], machineKey: key, with: book.with };
    return rejudgeClass({ out, version: '1', book, work, ...facts, ...more });
  };
  const stepsOf = ({ steps }: ClassRun): unknown[] => steps.map(({ learner, how, why }) => [learner, how, ...why]);
  const dearer = changedRubric((text) => text.replace('points: 2', 'points: 3'));
  const unchanged = [
    'results.json',
    'results.csv',
    'results.xml',
    'report.html',
    'log/class.json',
    'feedback/ada.html',
  ];

  it('gives what grading gave, where nothing changed, and writes the same', async () => {
    const before = unchanged.map((name) => readFileSync(join(out, name), 'utf8'));
    const done = await rejudge();
    assert.deepEqual(stepsOf(done), [
      ['ada', 'judged'],
      ['bob', 'judged'],
      ['cleo', 'judged'],
      ['dan', 'judged'],
      ['eve', 'judged'],
      ['fay', 'refused'],
      ['zoe', 'refused'],
    ]);
    const { kept, left, changes, faults } = done;
    assert.deepEqual({ kept, left, changes, faults }, { kept: [], left: 0, changes: [], faults: [] });
    assert.deepEqual(pointsOf(done.notGraded), [['fay', 'it is a link']]);
    assert.deepEqual(
      unchanged.map((name) => readFileSync(join(out, name), 'utf8')),
      before,
    );
    assert.ok(isSealed(readRecord(out, 'ada', 'small') ?? assert.fail(), key));
  });

  it('judges by the rubric as it is now, keeps what is known of the time, and says whose marks are others', async () => {
    const done = await rejudge({ rubrics: dearer, marks: [{ learner: 'bob', points: 2, comment: 'by talk' }] });
    const all = [
      ['ada', 4.5],
      ['bob', 6],
      ['cleo', 3],
      ['dan', 0],
      ['eve', 0],
      ['fay', 'it is a link'],
      ['zoe', 'nothing was handed in'],
    ];
    assert.deepEqual(pointsOf(done.results), all);
    assert.deepEqual(pointsOf(resultsIn(out)), all);
    assert.deepEqual(done.results[0]?.handedIn, { clock: 'zip', daysLate: 1, cost: 0.5 });
    assert.deepEqual(new Set(done.results.map(({ maxPoints }) => maxPoints)), new Set([5]));
    assert.deepEqual(
      done.changes.map(({ learner, why, before, after }) => [learner, why, before.points, after.points]),
      [
        ['ada', ['another rubric'], 3.5, 4.5],
        ['bob', ['another rubric', 'marks.yaml'], 3, 6],
        ['cleo', ['another rubric'], 2, 3],
        ['dan', ['another rubric'], 0, 0],
        ['eve', ['another rubric'], 0, 0],
      ],
    );
    assert.match(readFileSync(join(out, 'feedback', 'bob.html'), 'utf8'), /by talk/);
    // the next one compares with these
    assert.deepEqual((await rejudge({ rubrics: dearer })).changes, []);
    assert.equal(readBook(out).rows[1]?.result.points, 4);
    assert.equal(readBook(out).rows[1]?.page, 'bob.html');
    const again = await gradeClass(gradingOf({ out, work, tasks: [], rubrics: dearer, marks: readBook(out).marks }));
    assert.deepEqual(again.results.map(({ points }) => points).slice(0, 2), [4.5, 6]);
  });

  it('keeps the result, with the reason, of what only a run can judge', async () => {
    rmSync(join(out, 'evidence', evidenceName('ada', 'small')));
    rmSync(join(out, 'log', recordName('bob', 'small')));
    const cleo = join(out, 'log', recordName('cleo', 'small'));
    writeFileSync(cleo, readFileSync(cleo, 'utf8').replace(/"lesson": "\w+"/, '"lesson": "another"'));
    const done = await rejudge({ rubrics: dearer });
    assert.deepEqual(stepsOf(done).slice(0, 4), [
      ['ada', 'stays', 'its evidence is gone'],
      ['bob', 'stays', 'its record is gone'],
      ['cleo', 'stays', 'another lesson'],
      ['dan', 'judged', 'another rubric'],
    ]);
    assert.deepEqual(pointsOf(done.results).slice(0, 3), [
      ['ada', 3.5],
      ['bob', 3],
      ['cleo', 2],
    ]);
    assert.deepEqual(
      done.changes.map(({ learner }) => learner),
      ['dan', 'eve'],
    );
    // the page of one whose record is there keeps its facts
    assert.match(readFileSync(join(out, 'report', 'ada.html'), 'utf8'), /kubelab 1/);
    // marks are a reason for a change, and that it stays is none
    const marked = await rejudge({ rubrics: dearer, marks: [{ learner: 'bob', points: 1 }] });
    assert.deepEqual(marked.changes.find(({ learner }) => learner === 'bob')?.why, ['marks.yaml']);
    const without = await rejudge({ rubrics: new Map() });
    assert.deepEqual(stepsOf(without)[0], ['ada', 'stays', 'there is no rubric for it']);
    assert.deepEqual(without.results.at(-1)?.maxPoints, 5);
  });

  it('judges what another machine graded, and does not take it for its own afterwards', async () => {
    const done = await rejudge({ machineKey: Buffer.alloc(32, 1), version: '2' });
    assert.deepEqual(stepsOf(done)[0], [
      'ada',
      'judged',
      'another kubelab',
      'its record was changed, or is of another machine',
    ]);
    const record = readRecord(out, 'ada', 'small') ?? assert.fail();
    assert.equal(record.seal, undefined);
    // who judged last is not who ran it
    assert.equal(record.key.kubelab, '1');
  });

  it('reaches no further submission after the signal, and leaves the others as they are', async () => {
    const done = await rejudge({ rubrics: dearer, signal: AbortSignal.abort() });
    assert.deepEqual([done.left, done.steps], [7, []]);
    assert.deepEqual(pointsOf(done.results).slice(0, 2), [
      ['ada', 3.5],
      ['bob', 3],
    ]);
  });

  it('keeps the result of what takes too long to judge', async () => {
    const own = openWorkProcesses({ processes: 1, limitMs: 500 });
    const folder = join(out, 'slow');
    const name = `${'a'.repeat(60)}!`;
    const sent = evidence({ audit: [event('POST /api/v1/namespaces/lab/configmaps', { name, body: { data: {} } })] });
    const tasks = tasksOf(join(root, 'submitted'), ['mal']);
    await gradeClass({
      ...gradingOf({ out: folder, work, tasks, roster: [] }),
      run: () => Promise.resolve({ status: 'ran', evidence: sent, warnings: [] }),
    });
    // two to the power of the name's length
    const slow = changedRubric((text) =>
      text.replace(
        /request: \{ verb: get, .*/,
        () => "request: { verb: create, resource: configmaps, name: '~^(a+)+$' }",
      ),
    );
    const book = readBook(folder);
    const done = await rejudge({ out: folder, book, rubrics: slow, roster: [], work: own });
    await own.close();
    assert.deepEqual(stepsOf(done), [['mal', 'stays', 'judging its evidence took longer than 0.5 s']]);
  });

  it('ends with the error of a process that died, and not with that of one after it', async () => {
    const own = openWorkProcesses({ processes: 1 });
    await own.close();
    await assert.rejects(rejudge({ work: own }), { message: 'the processes were closed' });
  });
});
