/** Writing files anew after each of thousands of steps, such that no more than a tenth of the time is spent on it. */

/** Writing that waits for its turn; the caller of `pacedWriting` ends it. */
export interface PacedWriting {
  /** Writes now when it is its turn, and else when its turn comes. Resolves with true when the files were written. */
  write(): Promise<boolean>;
  /** Cancels a write that waits for its turn, and plans no other. */
  end(): void;
}

/** The pause after a write, as a multiple of the time that the write took. */
const REST = 9;

/** Paces `write`, which never rejects; `now` is a clock in milliseconds. */
export function pacedWriting(write: () => Promise<void>, now: () => number = () => performance.now()): PacedWriting {
  let next = Number.NEGATIVE_INFINITY;
  let later: NodeJS.Timeout | undefined;
  let hasEnded = false;
  const writeNow = async (): Promise<void> => {
    clearTimeout(later);
    later = undefined;
    const began = now();
    await write();
    next = now() + REST * (now() - began);
  };
  return {
    write: async () => {
      const wait = next - now();
      if (wait <= 0) {
        await writeNow();
        return true;
      }
      if (!hasEnded) later ??= setTimeout(() => void writeNow(), wait);
      return false;
    },
    end: () => {
      hasEnded = true;
      clearTimeout(later);
    },
  };
}
