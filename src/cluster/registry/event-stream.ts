/** A stream of text that buffers lines between its writer and its reader. */

/** The writing side, and `lines` for the reader. */
export interface TextStream {
  push(text: string): void;
  end(): void;
  /** Called once, when the stream has ended on either side. */
  onEnd(run: () => void): void;
  lines: AsyncIterable<string>;
}

/** Most characters in the buffer. */
const maxWaiting = 16 * 1024 * 1024;

/**
 * A new stream. Lines written before the first read are kept; several writes are read as one chunk. A stream whose reader has
 * begun and lags too far ends: a watch goes on from the last event that was read.
 */
export function textStream(): TextStream {
  let waiting: string[] = [];
  let size = 0;
  let begun = false;
  let ended = false;
  let wake: (() => void) | undefined;
  let onEnd: (() => void) | undefined;

  const finish = (): void => {
    if (ended) return;
    ended = true;
    onEnd?.();
    wake?.();
  };
  async function* lines(): AsyncGenerator<string> {
    try {
      begun = true;
      for (;;) {
        if (waiting.length > 0) {
          const chunk = waiting.join('');
          waiting = [];
          size = 0;
          yield chunk;
        } else if (ended) return;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      }
    } finally {
      finish();
    }
  }
  return {
    push: (text) => {
      if (ended) return;
      waiting.push(text);
      size += text.length;
      if (begun && size > maxWaiting) finish();
      wake?.();
    },
    end: finish,
    onEnd: (run) => {
      onEnd = run;
      if (ended) run();
    },
    lines: lines(),
  };
}
