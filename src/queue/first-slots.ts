/** The slots of a worker that has just started. Its first cluster may fail on a machine that is busy, and then it tries again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isKubelabError } from '../errors.js';
import type { WorkerSlots } from './worker-slots.js';

/** The pause before each further try, in milliseconds. */
export const PAUSES_MS: readonly number[] = [5000, 20_000];

/**
 * The slots of `prepare`, which is called again after each of the pauses when a cluster did not start; `onFailed` gets the error. Rejects
 * with the error of the last try, at once with an error that another try would meet as well, and with the signal's reason.
 */
export async function firstSlots(
  prepare: () => Promise<WorkerSlots>,
  options: { pausesMs: readonly number[]; onFailed: (error: Error, pauseMs: number) => void; signal: AbortSignal },
): Promise<WorkerSlots> {
  const { pausesMs, onFailed, signal } = options;
  for (const pauseMs of pausesMs) {
    try {
      return await prepare();
    } catch (error) {
      if (!isKubelabError(error) || error.code !== 'CLUSTER_START_FAILED') throw error;
      onFailed(error, pauseMs);
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  return prepare();
}
