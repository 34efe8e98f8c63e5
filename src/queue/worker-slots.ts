/** The slots of a worker, which are prepared ahead for the submissions of any grading. */
import type { Slot, SlotOptions } from '../course/grading/slot.js';
import { type SlotsAhead, slotsAhead } from '../course/grading/slots-ahead.js';
import type { RunLimits } from './travelling.js';

/** The slots; the caller of `workerSlots` closes them. */
export interface WorkerSlots {
  /** A slot with these limits; the caller closes it. Rejects as `prepareSlot` does. */
  take(limits: RunLimits): Promise<Slot>;
  close(): Promise<void>;
}

/**
 * Slots, of which the first one is ready. Rejects as `prepareSlot` does: a machine that can prepare none takes no submission. After
 * a submission with other limits, slots with these are prepared.
 */
export async function workerSlots(
  options: Pick<SlotOptions, 'sandbox' | 'signal'> & { jobs: number },
): Promise<WorkerSlots> {
  const { jobs, ...slotOptions } = options;
  const closing: Promise<void>[] = [];
  const open = (limits: string, { memoryMb, timeoutMs }: RunLimits): SlotsAhead & { limits: string } => {
    const own = { ...(memoryMb === undefined ? {} : { memoryMb }), ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    return { limits, ...slotsAhead({ ...slotOptions, ...own, jobs, total: Number.POSITIVE_INFINITY }) };
  };
  let slots = open('{}', {});
  let first: Slot | undefined = await slots.take().catch(async (error: unknown) => {
    // the one after it may be starting
    await slots.close();
    throw error;
  });
  const leave = async (before: SlotsAhead, unused: Slot | undefined): Promise<void> => {
    await unused?.close();
    await before.close();
  };
  return {
    take: async ({ memoryMb, timeoutMs }) => {
      const limits = JSON.stringify({ memoryMb, timeoutMs });
      if (limits !== slots.limits) {
        closing.push(leave(slots, first));
        first = undefined;
        slots = open(limits, { memoryMb, timeoutMs });
      }
      const ready = first;
      first = undefined;
      return ready ?? slots.take();
    },
    close: async () => {
      closing.push(leave(slots, first));
      first = undefined;
      await Promise.all(closing);
    },
  };
}
