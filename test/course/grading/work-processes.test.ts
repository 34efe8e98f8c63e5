import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serialize } from 'node:v8';
import { type GradeOneOptions, gradeOne, type Task } from '../../../src/course/grading/grade-one.js';
import type { RunToJudge } from '../../../src/course/grading/learner-work.js';
import { readRecord } from '../../../src/course/grading/record.js';
import { openWorkProcesses, tookTooMuch, type WorkProcesses } from '../../../src/course/grading/work-processes.js';
import { isKubelabError } from '../../../src/errors.js';
import type { Evidence } from '../../../src/grader/evidence.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { event, evidence, rubric } from '../../grader/evidence.js';
import { childrenOf, commandOf } from '../../helpers/processes.js';
import { until } from '../../helpers/until.js';

const root = resolve(import.meta.dirname, '../../..');
const release = readNotebook(join(root, 'notebooks/04-activity.ipynb'));

/** A rubric whose pattern takes two to the power of a name's length when the name is nearly right. */
const slow = rubric({ request: { verb: 'create', resource: 'configmaps', name: '~^(a+)+$' } });
const named = (name: string): Evidence =>
  evidence({ audit: [event('POST /api/v1/namespaces/lab/configmaps', { name, body: { data: {} } })] });
const hostile = named(`${'a'.repeat(60)}!`);
const honest = named('aaa');
/** Work that would not end in a lifetime. */
const endless: RunToJudge = {
  ...{ learner: 'm', exercise: 'lab', rubric: slow, started: '', ms: 0 },
  key: { notebook: 'n', rubric: 'r', lesson: 'l', kubelab: '1' },
  ran: { evidence: hostile, warnings: [] },
};

/** The id of the process that works for this grader, once there is one. */
const workOf = (grader: number): Promise<number> =>
  until('a process at work', () => childrenOf(grader).find((pid) => commandOf(pid).includes('work-process.js')));

/** True once a process has used more of a processor than it takes to load its program. */
const isBusy = (pid: number): boolean =>
  // user time in hundredths of a second (proc(5)); no name of a program is in its way
  Number(
    readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')[11],
  ) > 150;

/** The processes that work for these tests. */
const workers = (): number[] => childrenOf(process.pid).filter((pid) => commandOf(pid).includes('work-process.js'));

/** The processes, and pipes to them, without which this process would have nothing to wait for. */
const holding = (): string[] =>
  process.getActiveResourcesInfo().filter((name) => /^(?:ProcessWrap|PipeWrap)$/.test(name));

describe('course/grading/work-processes', () => {
  let out = '';
  let file = '';
  let work: WorkProcesses;
  before(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-work-'));
    file = join(out, 'handed-in.ipynb');
    writeFileSync(file, readFileSync(join(root, 'notebooks/04-activity.ipynb')));
  });
  beforeEach(() => {
    work = openWorkProcesses({ processes: 2, limitMs: 3000 });
  });
  afterEach(() => work.close());
  after(() => rmSync(out, { recursive: true, force: true }));

  const lesson = { id: 'lab', title: 'Lab' } as NonNullable<Task['submission']['lesson']>;
  const gradeBy = (of: Evidence, learner: string): ReturnType<typeof gradeOne> => {
    const options: GradeOneOptions = {
      out,
      resume: false,
      version: '1',
      rubrics: new Map([['lab', { rubric: slow, hash: 'r', maxPoints: 1, lessonHash: 'l' }]]),
      run: () => Promise.resolve({ status: 'ran', evidence: of, warnings: [] }),
      work,
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
    assert.equal(again?.result.points, 1, 'the process that was ended is replaced');
  });

  it('S2: an abort ends what is under way at once', async () => {
    const interruption = new AbortController();
    const own = openWorkProcesses({ processes: 1, signal: interruption.signal });
    const judged = own.do('judgeRun', endless);
    interruption.abort('SIGINT');
    await assert.rejects(judged, (reason) => reason === 'SIGINT');
    await assert.rejects(own.do('read', { file, release }), (reason) => reason === 'SIGINT');
    await own.close();
  });

  it('ends a process whose heap is full, says so, and goes on with another', async () => {
    // the parse of the JSON takes it all in one step, at which a thread would end the grader with itself
    const small = openWorkProcesses({ processes: 1, memoryMb: 40 });
    const cells = Array(400_000).fill('{"cell_type":"raw","metadata":{},"source":"x"}').join();
    const large = join(out, 'large.ipynb');
    writeFileSync(large, `{"nbformat":4,"nbformat_minor":4,"metadata":{},"cells":[${cells}]}`);
    await assert.rejects(small.do('read', { file: large, release }), {
      code: 'WORK_LIMIT',
      message: 'reading its notebook took more than 40 MB of memory',
    });
    const { notebook } = await small.do('read', { file, release });
    assert.ok(notebook.cells.length > 0);
    await small.close();
  });

  it('says that a process was killed from outside, and replaces it', async () => {
    const judged = assert.rejects(work.do('judgeRun', endless), {
      message: 'judging it ended without an answer: its process was killed',
    });
    process.kill(await workOf(process.pid), 'SIGKILL');
    await judged;
    assert.ok((await work.do('read', { file, release })).notebook);
  });

  it('uses the process that was prepared, and does without one that has ended meanwhile', async () => {
    const prepared = async (): Promise<number> => {
      const before = workers();
      work.prepare();
      return until('a process', () => workers().find((pid) => !before.includes(pid)));
    };
    const used = await prepared();
    assert.ok((await work.do('read', { file, release })).notebook);
    assert.deepEqual(workers(), [used]);
    const lost = await prepared();
    process.kill(lost, 'SIGKILL');
    await until('its end', () => !workers().includes(lost));
    const both = await Promise.all([1, 2].map(() => work.do('read', { file, release })));
    assert.equal(both.length, 2);
  });

  it('ends with a grader that is killed, also in the middle of its work', async () => {
    const program = `
      import { deserialize } from 'node:v8';
      import { openWorkProcesses } from ${JSON.stringify(join(root, 'src/course/grading/work-processes.ts'))};
      const input = deserialize(Buffer.from('${serialize(endless).toString('base64')}', 'base64'));
      await openWorkProcesses({ processes: 1, limitMs: 600_000 }).do('judgeRun', input);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', program];
    const grader = spawn(process.execPath, args, { cwd: root, stdio: 'ignore' });
    const worker = await workOf(grader.pid ?? 0);
    await until('it is at work', () => isBusy(worker));
    grader.kill('SIGKILL');
    await until('it has ended', () => !existsSync(`/proc/${worker}`));
  });

  it('hands on what the work throws, with its code and place', async () => {
    writeFileSync(join(out, 'none.ipynb'), '{');
    await assert.rejects(work.do('read', { file: join(out, 'none.ipynb'), release }), (error) => {
      assert.ok(isKubelabError(error));
      assert.equal(error.code, 'NOTEBOOK_INVALID');
      assert.equal(error.place?.file, join(out, 'none.ipynb'));
      assert.notEqual(error.hint, '');
      return true;
    });
    const { notebook } = await work.do('read', { file, release });
    assert.equal(
      notebook.cells.length,
      release.cells.length - release.cells.filter((cell) => /^(await )?check\(/.test(cell.source)).length,
    );
  });

  it('does any amount of work with as many processes as it may have, which it keeps', async () => {
    const begun: number[][] = [];
    const asked = [1, 2, 3, 4, 5].map(async () => {
      const { notebook } = await work.do('read', { file, release });
      begun.push(workers());
      return notebook.cells.length;
    });
    const lengths = await Promise.all(asked);
    assert.equal(new Set(lengths).size, 1);
    const [used = []] = begun;
    assert.equal(used.length, 2);
    for (const pids of begun) assert.deepEqual(pids, used);
    await work.do('read', { file, release });
    work.prepare();
    assert.deepEqual(workers(), used, 'there are as many as there may be');
  });

  it('holds up the end of the grader while it works, and no longer', async () => {
    const before = holding();
    work.prepare();
    assert.deepEqual(holding(), before, 'one that was prepared');
    const reading = work.do('read', { file, release });
    assert.deepEqual(holding().slice(before.length).sort(), ['PipeWrap', 'PipeWrap', 'ProcessWrap'], 'one that works');
    await reading;
    assert.deepEqual(holding(), before, 'one that has worked');
    const judged = assert.rejects(work.do('judgeRun', endless), { code: 'WORK_LIMIT' });
    assert.equal(holding().length, before.length + 3);
    await judged;
    await until('the end of the one that took too long', () => workers().length === 0);
    assert.deepEqual(holding(), before);
  });

  it('is not in reach of a Ctrl-C for the grader, and has nothing of its environment', async () => {
    await work.do('read', { file, release });
    const [pid = 0] = workers();
    const [, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    assert.equal(Number(group), pid);
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((line) => line.split('=')[0]);
    assert.deepEqual(
      names.filter((name) => name && !name.startsWith('NODE_')),
      [],
    );
  });

  it('rejects what is under way and what waits when it is closed, and all that comes after', async () => {
    const one = openWorkProcesses({ processes: 1, limitMs: 60_000 });
    const rejected = [1, 2].map(() =>
      assert.rejects(one.do('judgeRun', endless), { message: 'the processes were closed' }),
    );
    await until('a process', () => workers().length === 1);
    await one.close();
    await Promise.all(rejected);
    assert.deepEqual(workers(), []);
    await assert.rejects(one.do('read', { file, release }), { message: 'the processes were closed' });
    one.prepare();
    assert.deepEqual(workers(), []);
    await one.close();
  });

  it('starts nothing after an abort, ends what it had at one, and listens to none once it is closed', async () => {
    const aborted = openWorkProcesses({ processes: 1, signal: AbortSignal.abort('before') });
    await assert.rejects(aborted.do('read', { file, release }), (reason) => reason === 'before');
    aborted.prepare();
    assert.deepEqual(workers(), []);
    const interruption = new AbortController();
    const idle = openWorkProcesses({ processes: 1, signal: interruption.signal });
    await idle.do('read', { file, release });
    assert.equal(workers().length, 1);
    interruption.abort('SIGINT');
    await until('its end', () => workers().length === 0);
    const later = new AbortController();
    const closed = openWorkProcesses({ processes: 1, signal: later.signal });
    await closed.close();
    later.abort('SIGINT');
    await assert.rejects(closed.do('read', { file, release }), { message: 'the processes were closed' });
  });

  it('goes on with the work that waits when a process is ended, or its work fails', async () => {
    const one = openWorkProcesses({ processes: 1, limitMs: 1500 });
    try {
      const broken = { ...endless, rubric: undefined } as unknown as RunToJudge;
      const [slowly, badly, read] = [
        one.do('judgeRun', endless),
        one.do('judgeRun', broken),
        one.do('read', { file, release }),
      ];
      await Promise.all([
        assert.rejects(slowly, (error) => {
          assert.ok(tookTooMuch(error));
          assert.equal(error.message, 'judging it took longer than 1.5 s');
          assert.match(error.hint, /the expressions of the rubric/);
          return true;
        }),
        assert.rejects(badly, (error) => !tookTooMuch(error)),
        read,
      ]);
      assert.equal(workers().length, 1);
    } finally {
      await one.close();
    }
  });
});
