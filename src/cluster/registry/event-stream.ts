/** A stream of text that one side writes when it likes and the other reads when it can. */

/** The writing side, and `lines` for the reader. */
export interface TextStream {
  push(text: string): void;
  end(): void;
  /** Called once, when the stream has ended on either side. */
  onEnd(run: () => void): void;
  lines: AsyncIterable<string>;
}

/** A new stream. What is written before anybody reads is kept; several writes are read as one chunk. */
export function textStream(): TextStream {
  let waiting: string[] = [];
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
      for (;;) {
        if (waiting.length > 0) {
          const chunk = waiting.join('');
          waiting = [];
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
