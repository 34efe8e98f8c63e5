import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type GradeOneOptions, gradeOne, type Task } from '../../../src/course/grading/grade-one.js';
import { readRecord } from '../../../src/course/grading/record.js';
import { openWorkThreads, type WorkThreads } from '../../../src/course/grading/work-threads.js';
import { isKubelabError } from '../../../src/errors.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { event, evidence, rubric } from '../../grader/evidence.js';

const root = resolve(import.meta.dirname, '../../..');
const release = readNotebook(join(root, 'notebooks/04-activity.ipynb'));

/** A rubric whose pattern takes two to the power of a name's length when the name is nearly right. */
const slow = rubric({ request: { verb: 'create', resource: 'configmaps', name: '~^(a+)+$' } });
const named = (name: string): Evidence =>
  evidence({ audit: [event('POST /api/v1/namespaces/lab/configmaps', { name, body: { data: {} } })] });
const hostile = named(`${'a'.repeat(60)}!`);
const honest = named('aaa');

describe('course/grading/work-threads', function () {
  this.timeout(30_000);
  const out = mkdtempSync(join(tmpdir(), 'kubelab-threads-'));
  const file = join(out, 'handed-in.ipynb');
  let threads: WorkThreads;
  before(() => writeFileSync(file, readFileSync(join(root, 'notebooks/04-activity.ipynb'))));
  beforeEach(() => {
    threads = openWorkThreads({ threads: 2, limitMs: 3000 });
  });
  afterEach(() => threads.close());
  after(() => rmSync(out, { recursive: true, force: true }));

  const lesson = { id: 'lab', title: 'Lab' } as NonNullable<Task['submission']['lesson']>;
  const gradeBy = (of: Evidence, learner: string): ReturnType<typeof gradeOne> => {
    const options: GradeOneOptions = {
      out,
      resume: false,
      version: '1',
      rubrics: new Map([['lab', { rubric: slow, hash: 'r', maxPoints: 1, lessonHash: 'l' }]]),
      run: () => Promise.resolve({ status: 'ran', evidence: of, warnings: [] }),
      threads,
      machineKey: Buffer.alloc(32),
    };
    return gradeOne({ submission: { learner, lesson, file }, label: learner }, options);
  };

  it('S2: what takes too long to judge is not graded, with the reason, and stops no other', async () => {
    const [mallory, bob] = await Promise.all([gradeBy(hostile, 'mallory'), gradeBy(honest, 'bob')]);
    assert.deepEqual([mallory?.result.status, mallory?.result.points], ['not graded', 0]);
    assert.equal(mallory?.result.reason, 'judging it took longer than 3 s');
    assert.equal(mallory?.fault, undefined, 'it is no fault of the machine, which would end the grading');
    assert.equal(readRecord(out, 'mallory', 'lab'), undefined);
    assert.deepEqual([bob?.result.status, bob?.result.points], ['graded', 1]);
    const again = await gradeBy(honest, 'carol');
    assert.equal(again?.result.points, 1, 'the thread that was ended is replaced');
  });

  it('S2: an abort ends what is under way at once', async () => {
    const interruption = new AbortController();
    const own = openWorkThreads({ threads: 1, signal: interruption.signal });
    const key = { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '1' };
    const judged = own.do('judgeRun', {
      ...{ learner: 'm', exercise: 'lab', key, rubric: slow, started: '', ms: 0 },
      ran: { evidence: hostile, warnings: [] },
    });
    interruption.abort('SIGINT');
    await assert.rejects(judged, (reason) => reason === 'SIGINT');
    await assert.rejects(own.do('read', { file, release }), (reason) => reason === 'SIGINT');
    await own.close();
  });

  it('ends a thread that takes too much memory, and says so', async () => {
    const small = openWorkThreads({ threads: 1, memoryMb: 24 });
    const cells = Array(200_000).fill('{"cell_type":"raw","metadata":{},"source":"x"}').join();
    const large = join(out, 'large.ipynb');
    writeFileSync(large, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[${cells}]}`);
    await assert.rejects(small.do('read', { file: large, release }), {
      code: 'WORK_LIMIT',
      message: 'reading its notebook took more than 24 MB of memory',
    });
    await small.close();
  });

  it('hands on what the work throws, with its code and place', async () => {
    writeFileSync(join(out, 'none.ipynb'), '{');
    await assert.rejects(threads.do('read', { file: join(out, 'none.ipynb'), release }), (error) => {
      assert.ok(isKubelabError(error));
      assert.equal(error.code, 'NOTEBOOK_INVALID');
      assert.equal(error.place?.file, join(out, 'none.ipynb'));
      return true;
    });
    const { notebook } = await threads.do('read', { file, release });
    assert.equal(
      notebook.cells.length,
      release.cells.length - release.cells.filter((cell) => /^(await )?check\(/.test(cell.source)).length,
    );
  });
});
