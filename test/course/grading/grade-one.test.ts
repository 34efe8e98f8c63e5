import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { evidenceName, recordName } from '../../../src/course/grading/file-names.js';
import { type Graded, type GradeOneOptions, gradeOne, type Task } from '../../../src/course/grading/grade-one.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import { packRun } from '../../../src/course/grading/packed-run.js';
import { isSealed, readRecord } from '../../../src/course/grading/record.js';
import type { SubmissionRun } from '../../../src/course/grading/run-submission.js';
import { openWorkProcesses, type WorkProcesses } from '../../../src/course/grading/work-processes.js';
import { KubelabError } from '../../../src/errors.js';
import { evidence } from '../../grader/evidence.js';
import { fakeJwt } from '../../helpers/pki.js';
import { changedRubric, gradingOf, tasksOf } from './hand-made-class.js';

describe('course/grading/grade-one', () => {
  let folder = '';
  let work: WorkProcesses;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-grade-one-'));
    work = openWorkProcesses({ processes: 1 });
  });
  after(async () => {
    await work.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a file of a terabyte without reading it', async () => {
    const course = readCourse('notebooks/course.yaml');
    const lesson = course.lessons.find(({ id }) => id === 'activity');
    assert.ok(lesson);
    const file = join(folder, 'ada_04-activity.ipynb');
    writeFileSync(file, '{}');
    // of holes alone: it takes no room, and would be read for the better part of an hour
    truncateSync(file, 2 ** 40);
    const graded = await gradeOne(
      { submission: { learner: 'ada', lesson, file }, label: 'ada' },
      {
        ...{ out: folder, resume: false, version: '1', machineKey: Buffer.alloc(32), work },
        rubrics: knownRubrics(course, [lesson.id]),
        run: () => assert.fail('it was run'),
      },
    );
    assert.equal(graded?.result.status, 'not graded');
    assert.equal(graded.result.reason, 'the notebook has 1048576 MB; at most 20 are read');
    assert.equal(graded.fault, undefined);
  });

  const taskOf = (learner: string, more: Partial<Task['submission']> = {}): Task => {
    const [task] = tasksOf(join(folder, 'submitted'), [learner]);
    assert.ok(task);
    return { ...task, submission: { ...task.submission, ...more } };
  };
  /** Grades it; `ran` gets the learners that were run. */
  const grade = (task: Task, more: Partial<GradeOneOptions> = {}, ran: string[] = []): Promise<Graded | undefined> =>
    gradeOne(task, gradingOf({ out: join(folder, 'out'), tasks: [], work, ...more }, ran));
  const reasonOf = async (task: Task, more: Partial<GradeOneOptions> = {}): Promise<unknown[]> => {
    const graded = await grade(task, more);
    return [graded?.how, graded?.result.status, graded?.result.reason, graded?.fault !== undefined];
  };
  const ended = (more: Partial<SubmissionRun>): (() => Promise<SubmissionRun>) => {
    return () => Promise.resolve({ status: 'not gradable', evidence: evidence(), warnings: [], ...more });
  };

  it('says in one line why it could not be graded, without tokens, names and length', async () => {
    const refused = (refusal: string, more: Partial<Task> = {}): Promise<unknown[]> =>
      reasonOf({ ...taskOf('ada', { refusal }), ...more });
    assert.deepEqual(await refused('it is a link'), ['refused', 'not graded', 'it is a link', false]);
    assert.doesNotMatch(String((await refused(`it holds ${fakeJwt({ sub: 'ada' })}`))[2]), /eyJ/);
    const hidden = { names: ['ada'], replacement: 'X' };
    assert.equal((await refused('of ada', { label: 'X', hidden }))[2], 'of X');
    assert.equal((await refused('x'.repeat(1000)))[2], 'x'.repeat(1000));
    assert.equal((await refused('x'.repeat(1001)))[2], `${'x'.repeat(1000)}…`);
    const failing = { run: () => Promise.reject(new Error(`${'y'.repeat(400)}\nat /a/path`)) };
    assert.deepEqual(await reasonOf(taskOf('ada'), failing), ['refused', 'not graded', 'y'.repeat(300), true]);
    const saying = { run: () => Promise.reject('a word') };
    assert.deepEqual(await reasonOf(taskOf('ada'), saying), ['refused', 'not graded', 'a word', true]);
  });

  it('refuses what has no rubric, and what cannot be read', async () => {
    const unknown = { label: 'ada', submission: { learner: 'ada', lesson: undefined, file: '' } };
    assert.equal((await reasonOf(unknown))[2], 'there is no rubric for this exercise');
    const { maxPoints, exercise } = (await grade(unknown))?.result ?? {};
    assert.deepEqual([maxPoints, exercise], [0, '']);
    const gone = await reasonOf(taskOf('ada', { file: join(folder, 'gone.ipynb') }));
    assert.match(String(gone[2]), /^the notebook cannot be read: ENOENT/);
    // it is the learner's fault, and no other submission would meet it
    assert.equal(gone[3], false);
    const isFolder = await reasonOf(taskOf('ada', { file: folder }));
    assert.match(String(isFolder[2]), /^the notebook cannot be read: it is not a file/);
  });

  it('tells a run that gave nothing from a kernel that did not start, which is the fault of the machine', async () => {
    assert.deepEqual(await reasonOf(taskOf('ada'), { run: ended({ reason: 'it is no notebook' }) }), [
      ...['refused', 'not graded', 'it is no notebook', false],
    ]);
    assert.equal((await reasonOf(taskOf('ada'), { run: ended({}) }))[2], 'it cannot be run');
    const cell = { id: 'c', index: 0, passed: false, outputs: [], executionCount: null, ms: 0, lateFaults: [] };
    const cells = [{ ...cell, status: 'not-run' as 'not-run' | 'ok', withoutEarlierVariables: false }];
    const notebook = { nbformat: 4 as const, nbformat_minor: 5, metadata: {}, cells: [] };
    const run = { status: 'no-kernel' as const, ms: 0, notebook, cells, error: new Error('there is no tslab') };
    const without = await reasonOf(taskOf('ada'), { run: ended({ status: 'ran', run }) });
    assert.deepEqual(without, ['refused', 'not graded', 'there is no tslab', true]);
    // a kernel that did not start again ends a run that began
    const later = { ...run, cells: [...cells, ...cells.map((one) => ({ ...one, index: 1, status: 'ok' as const }))] };
    const begun = await grade(taskOf('ada'), { run: ended({ status: 'ran', run: later }) });
    assert.deepEqual([begun?.how, begun?.result.points], ['run', 0]);
  });

  it('tells a submission that takes too much from a fault of the machine', async () => {
    const failing = (code: 'WORK_LIMIT' | 'FILE_UNREADABLE'): Partial<GradeOneOptions> => ({
      run: () => Promise.reject(new KubelabError(code, 'it failed', { hint: 'look' })),
    });
    assert.deepEqual((await reasonOf(taskOf('ada'), failing('WORK_LIMIT'))).slice(2), ['it failed', false]);
    assert.deepEqual((await reasonOf(taskOf('ada'), failing('FILE_UNREADABLE'))).slice(2), ['it failed', true]);
  });

  it('has the cells of a run on its page', async () => {
    const words = { cell_type: 'markdown' as const, id: 'w', metadata: {}, source: 'What I think' };
    const notebook = { nbformat: 4 as const, nbformat_minor: 5, metadata: {}, cells: [words] };
    const run = { status: 'ok' as const, ms: 0, notebook, cells: [] };
    const graded = await grade(taskOf('ada'), { run: ended({ status: 'ran', run }) });
    assert.deepEqual(graded?.record?.content.cells, [{ kind: 'text', id: 'w', source: 'What I think' }]);
  });

  it('writes record and evidence of a run, with why it ended early, warnings, memory and time', async () => {
    const run = ended({ status: 'ran', stopped: 'it ran too long', warnings: ['not contained'], memory: 17 });
    const before = performance.now();
    const graded = await grade(taskOf('dan'), { run });
    const most = Math.ceil(performance.now() - before);
    const record = readRecord(join(folder, 'out'), 'dan', 'small');
    assert.deepEqual(
      [record?.stopped, record?.warnings, record?.memory, graded?.how],
      ['it ran too long', ['not contained'], 17, 'run'],
    );
    assert.ok(record && isSealed(record, Buffer.alloc(32)));
    assert.deepEqual([Number.isInteger(record.ms), new Date(record.started).toISOString()], [true, record.started]);
    // its own time, and not that of the process
    assert.ok(record.ms <= most, `${record.ms} of ${most} ms`);
    const bare = await grade(taskOf('eve'));
    assert.deepEqual(['stopped' in (bare?.record ?? {}), 'memory' in (bare?.record ?? {})], [false, false]);
  });

  it('with resume takes no record of another machine, and none that was changed', async () => {
    const ran: string[] = [];
    const why = async (more: Partial<GradeOneOptions> = {}): Promise<unknown[]> => {
      const graded = await grade(taskOf('ada'), { resume: true, ...more }, ran);
      return [graded?.how, graded?.why, ran.splice(0).length];
    };
    await grade(taskOf('ada'));
    assert.deepEqual(await why(), ['kept', [], 0]);
    const foreign = 'its record was changed, or is of another machine';
    assert.deepEqual(await why({ machineKey: Buffer.alloc(32, 1) }), ['run', [foreign], 1]);
    assert.deepEqual(await why(), ['run', [foreign], 1]);
    // without resume nothing is asked of it
    assert.deepEqual(await why({ resume: false }), ['run', [], 1]);
    const file = join(folder, 'out', 'log', recordName('ada', 'small'));
    writeFileSync(file, readFileSync(file, 'utf8').replace('"points": 4', '"points": 3'));
    assert.deepEqual(await why({ rubrics: changedRubric((text) => text) }), ['run', ['another rubric', foreign], 1]);
    assert.deepEqual(await why({ version: '2' }), ['run', ['another rubric', 'another kubelab'], 1]);
  });

  it('with resume judges its own evidence by a changed rubric, and runs where that is gone', async () => {
    const ran: string[] = [];
    const dearer = changedRubric((text) => text.replace('points: 2', 'points: 3'));
    await grade(taskOf('bob'));
    rmSync(join(folder, 'out', 'evidence', evidenceName('bob', 'small')));
    const graded = await grade(taskOf('bob'), { resume: true, rubrics: dearer }, ran);
    assert.deepEqual([graded?.how, graded?.why, ran], ['run', ['another rubric', 'its evidence is gone'], ['bob']]);
    const judged = await grade(taskOf('bob'), { resume: true }, ran);
    assert.deepEqual(
      [judged?.how, judged?.why, judged?.result.points, ran.length],
      ['judged', ['another rubric'], 3, 1],
    );
    assert.equal((await grade(taskOf('bob'), { resume: true }, ran))?.how, 'kept');
  });

  it('judges what a worker sent back, or says why it is of no use', async () => {
    const packed = (bytes: Uint8Array): Partial<GradeOneOptions> => ({
      run: () => Promise.resolve({ status: 'packed', bytes, warnings: ['of the worker'] }),
    });
    const [reason, fault] = (await reasonOf(taskOf('ada'), packed(Buffer.from('x')))).slice(2);
    assert.match(String(reason), /^what a worker sent back of it is of no use: it cannot be unpacked/);
    assert.equal(fault, false);
    const took = { started: '2026-12-01T17:00:00.000Z', ms: 1200 };
    const bytes = await packRun({ status: 'ran', evidence: evidence(), warnings: [], took });
    assert.ok(typeof bytes !== 'string');
    const graded = await grade(taskOf('ada'), packed(bytes));
    assert.deepEqual(
      [graded?.how, graded?.record?.ms, graded?.record?.started, graded?.record?.warnings],
      ['run', 1200, took.started, ['of the worker']],
    );
  });
});
