import assert from 'node:assert/strict';
import { type ErrorCode, KubelabError } from '../../src/errors.js';
import { firstSlots } from '../../src/queue/first-slots.js';
import type { WorkerSlots } from '../../src/queue/worker-slots.js';

describe('queue/first-slots', () => {
  const slots: WorkerSlots = { take: () => Promise.reject(new Error('not taken here')), close: async () => {} };
  const fault = (code: ErrorCode): KubelabError => new KubelabError(code, 'it did not start', { hint: 'wait' });

  /** A machine whose tries fail with these errors, in turn, before one that does not. */
  function machine(...errors: readonly KubelabError[]) {
    const told: [string, number][] = [];
    let tries = 0;
    const stopping = new AbortController();
    const start = (pausesMs: readonly number[]): Promise<WorkerSlots> => {
      const prepare = async (): Promise<WorkerSlots> => {
        const error = errors[tries++];
        if (error) throw error;
        return slots;
      };
      const onFailed = ({ message }: Error, pauseMs: number): number => told.push([message, pauseMs]);
      return firstSlots(prepare, { pausesMs, onFailed, signal: stopping.signal });
    };
    return { start, told, stopping, tries: () => tries };
  }

  it('tries again when a cluster does not start, and tells of each time', async () => {
    const busy = machine(fault('CLUSTER_START_FAILED'), fault('CLUSTER_START_FAILED'));
    assert.equal(await busy.start([1, 2]), slots);
    assert.deepEqual(busy.told, [
      ['it did not start', 1],
      ['it did not start', 2],
    ]);
  });

  it('gives up after the last pause, with the error', async () => {
    const broken = machine(...[1, 2, 3, 4].map(() => fault('CLUSTER_START_FAILED')));
    await assert.rejects(broken.start([1, 2]), { code: 'CLUSTER_START_FAILED' });
    assert.equal(broken.tries(), 3);
  });

  it('tries nothing again that would fail again', async () => {
    const without = machine(fault('KERNEL_MISSING'));
    await assert.rejects(without.start([1]), { code: 'KERNEL_MISSING' });
    assert.deepEqual([without.tries(), without.told], [1, []]);
  });

  it('ends with the signal while it waits', async () => {
    const busy = machine(fault('CLUSTER_START_FAILED'));
    const started = busy.start([3_600_000]);
    busy.stopping.abort(new Error('Ctrl-C'));
    await assert.rejects(started, /Ctrl-C/);
    assert.equal(busy.tries(), 1);
  });
});
