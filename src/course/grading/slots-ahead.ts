/** Slots that start while the submissions before them still run, so that no submission waits for its cluster and kernel. */
import { once } from 'node:events';
import { makeKernelSnapshot } from '../../kernel/make-snapshot.js';
import { removeOldRunFolders } from './run-folder.js';
import { prepareSlot, type Slot, type SlotOptions } from './slot.js';

/** How slots are prepared. */
export interface SlotsAheadOptions extends SlotOptions {
  /** How many slots will be taken; no slot is prepared beyond them. */
  total: number;
  /** How many slots are prepared ahead. */
  jobs: number;
}

/** The slots; the caller of `slotsAhead` closes them. */
export interface SlotsAhead {
  /** The next slot; the caller closes it. Rejects as `prepareSlot` does. */
  take(): Promise<Slot>;
  /** Tells that one slot fewer will be taken. */
  skip(): void;
  /** Ends the slots that were prepared and not taken. */
  close(): Promise<void>;
}

/** Slots with these options. The first slot starts when it is taken, and each slot starts the next. */
export function slotsAhead({ total, jobs, ...slotOptions }: SlotsAheadOptions): SlotsAhead {
  const { signal } = slotOptions;
  let left = total;
  const ahead: Promise<Slot>[] = [];
  let closed = false;
  removeOldRunFolders();
  // a learner's kernel has none of the environment
  const snapshot = makeKernelSnapshot({});
  // a snapshot takes seconds to make
  const interrupted = signal ? once(signal, 'abort') : new Promise<never>(() => {});
  const prepare = (): Promise<Slot> => {
    const slot = Promise.race([snapshot, interrupted]).then(() => prepareSlot(slotOptions));
    // its failure is told to whoever takes it
    slot.then(prepareNext, prepareNext);
    return slot;
  };
  // when one is ready the next begins; a real cluster serves one submission at a time
  const prepareNext = (): void => {
    const wanted = Math.min(slotOptions.cluster ? 0 : jobs, left);
    if (ahead.length < wanted && !closed && !signal?.aborted) ahead.push(prepare());
  };
  return {
    take: () => {
      const slot = ahead.shift() ?? prepare();
      left--;
      slot.then(prepareNext, prepareNext);
      return slot;
    },
    skip: () => {
      left--;
    },
    close: async () => {
      closed = true;
      for (let slot = ahead.shift(); slot; slot = ahead.shift()) await (await slot.catch(() => undefined))?.close();
    },
  };
}
