import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import type { CellResult, CellStatus } from '../../src/notebook/kernel-client.js';
import { type Replay, replay } from '../../src/session/replay.js';
import { LessonSession } from '../../src/session/session.js';

const given = readCourse(resolve('test/fixtures/lessons/course.yaml'));

describe('a replay', () => {
  let folder: string;
  let session: LessonSession;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-replay-'));
    const { course } = openLearnerCopy(given, join(folder, 'copy'));
    const [lesson] = course.lessons;
    assert.ok(lesson);
    session = new LessonSession({
      ...{ course, lesson, folder: join(folder, 'copy'), env: process.env, by: 'a test' },
      ...{ progressFile: join(folder, 'progress.json'), solvedFile: join(folder, 'solved.jsonl') },
    });
    const ran = { index: 0, passed: true, executionCount: 1, ms: 1, outputs: [], lateFaults: [] };
    session.takeRun(
      session.open.map(({ id }) => ({ ...ran, id, status: 'ok' as const, withoutEarlierVariables: false })),
    );
    session.goTo(session.steps.length);
  });
  afterEach(async () => {
    await session.close();
    rmSync(folder, { recursive: true });
  });

  /** A replay whose cells end so, with what was run: `cell-2 1/3`. */
  async function ending(...statuses: CellStatus[]): Promise<{ ran: string[] } & Replay> {
    const ran: string[] = [];
    const done = await replay(session, async ({ id }, number, total): Promise<CellResult> => {
      ran.push(`${id} ${number}/${total}`);
      const status = statuses[number - 1] ?? 'ok';
      return { status, outputs: [], executionCount: 1, durationMs: 1, lateFaults: [] };
    });
    return { ran, ...done };
  }

  it('runs all cells that the kernel lacks, in their order', async () => {
    const { ran, faults, interrupted, cells } = await ending();
    assert.deepEqual(ran, ['cell-2 1/3', 'cell-4 2/3', 'cell-5 3/3']);
    assert.deepEqual([faults, interrupted, cells], [[], false, 3]);
  });

  for (const status of ['error', 'timeout', 'aborted'] as const) {
    it(`goes on after a cell that ended with ${status}`, async () => {
      const { ran, faults, interrupted } = await ending('ok', status);
      assert.deepEqual(
        [ran.length, faults.map((fault) => [fault.cell.id, fault.step, fault.status]), interrupted],
        [3, [['cell-4', 1, status]], false],
      );
    });
  }

  for (const status of ['interrupted', 'died'] as const) {
    it(`ends with a cell that ${status === 'died' ? 'died with its kernel' : 'was interrupted'}`, async () => {
      const { ran, faults, interrupted, cells } = await ending('ok', status);
      assert.deepEqual([ran.length, cells, faults[0]?.status, interrupted], [2, 2, status, true]);
    });
  }

  it('takes a cell that is to show an error for one that came out as before', async () => {
    const [cell] = session.missing;
    assert.ok(cell);
    cell.metadata.tags = ['raises-exception'];
    assert.deepEqual((await ending('error')).faults, []);
  });
});
