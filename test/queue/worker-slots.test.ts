/** The slots of a worker: real clusters and kernels, without a sandbox. The tests take and leave the slots of one worker in turn. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Slot } from '../../src/course/grading/slot.js';
import { type WorkerSlots, workerSlots } from '../../src/queue/worker-slots.js';
import { findSandbox } from '../../src/sandbox/find-sandbox.js';
import { childrenOf, commandOf } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

describe('queue/worker-slots', () => {
  const sandbox = findSandbox('none');
  const taken: Slot[] = [];
  let slots: WorkerSlots;
  let first: number | undefined;
  let usualData = 0;
  /** The processes of clusters that were started here. */
  const clusters = (): number[] => childrenOf(process.pid).filter((pid) => commandOf(pid).includes('cluster-host'));
  const used = (): (number | undefined)[] => taken.map(({ cluster }) => cluster.pid);
  const take = async (limits: Parameters<WorkerSlots['take']>[0]): Promise<Slot> => {
    const slot = await slots.take(limits);
    taken.push(slot);
    return slot;
  };

  before(async () => {
    assert.deepEqual(clusters(), []);
    slots = await workerSlots({ sandbox, jobs: 1 });
    [first] = clusters();
  });
  after(async () => {
    await slots?.close();
    for (const slot of taken.splice(0)) await slot.close();
    assert.deepEqual(clusters(), []);
  });

  /** The memory that a slot's kernel may have as data, in bytes. */
  const dataOf = async (slot: Slot): Promise<number> => {
    const { pid } = await slot.kernel(new AbortController().signal);
    return Number(/^Max data size +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
  };

  it('has one ready before anybody asks, and another behind it, each of which is given once', async () => {
    const slot = await take({});
    assert.ok(first);
    assert.deepEqual([slot.cluster.pid, slot.timeoutMs], [first, 600_000]);
    const next = await until('the next', () => clusters().find((pid) => pid !== first));
    const second = await take({ memoryMb: undefined, timeoutCellMs: 7 });
    assert.equal(second.cluster.pid, next);
    usualData = await dataOf(second);
  });

  it('prepares others for the limits that are asked for, and ends those before', async () => {
    const before = await until('one behind', () => clusters().find((pid) => !used().includes(pid)));
    const slot = await take({ timeoutMs: 5000, memoryMb: 2024 });
    assert.equal(slot.timeoutMs, 5000);
    assert.equal((await dataOf(slot)) - usualData, 1000 * 1024 * 1024);
    await until('the end of the unused one', () => !clusters().includes(before));
  });

  it('ends what was prepared and not taken, and nothing else', async () => {
    await until('one behind', () => clusters().length > taken.length);
    await slots.close();
    assert.deepEqual(clusters().sort(), used().sort());
  });

  it('starts nothing for a worker that ends at once, and ends the first one of a worker that takes none', async () => {
    const reason = new Error('an end');
    await assert.rejects(workerSlots({ sandbox, jobs: 1, signal: AbortSignal.abort(reason) }), reason);
    await (await workerSlots({ sandbox, jobs: 0 })).close();
    assert.deepEqual(clusters().sort(), used().sort());
  });
});
