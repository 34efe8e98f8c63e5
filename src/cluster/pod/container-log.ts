/** A container's output, line by line with its time, as the node keeps it; the oldest lines go when there are too many. */

/** One line without its end. */
export interface LogLine {
  time: Date;
  text: string;
}

/** A log that can be read and followed. */
export interface ContainerLog {
  append(data: Uint8Array | string, time: Date): void;
  /** Ends the log; the last line counts even without its end. */
  end(time: Date): void;
  lines(): readonly LogLine[];
  readonly ended: boolean;
  /** Calls `onLine` for each new line and the end (undefined); the answer stops it. */
  follow(onLine: (line: LogLine | undefined) => void): () => void;
}

const mostBytes = 1024 * 1024;

/** An empty log. */
export function containerLog(): ContainerLog {
  let kept: LogLine[] = [];
  let bytes = 0;
  let partial = '';
  let ended = false;
  const followers = new Set<(line: LogLine | undefined) => void>();
  const decoder = new TextDecoder();

  const push = (text: string, time: Date): void => {
    const line = { time, text };
    kept.push(line);
    bytes += text.length + 1;
    if (bytes > mostBytes) {
      // half goes at once, so that a chatty container does not copy its log for every line
      const cut = kept.findIndex((_, i) => i > kept.length / 2);
      for (const gone of kept.slice(0, cut)) bytes -= gone.text.length + 1;
      kept = kept.slice(cut);
    }
    for (const tell of followers) tell(line);
  };

  return {
    append: (data, time) => {
      partial += typeof data === 'string' ? data : decoder.decode(data, { stream: true });
      const parts = partial.split('\n');
      partial = parts.pop() ?? '';
      for (const text of parts) push(text.replace(/\r$/, ''), time);
    },
    end: (time) => {
      if (ended) return;
      if (partial) push(partial, time);
      partial = '';
      ended = true;
      for (const tell of followers) tell(undefined);
      followers.clear();
    },
    lines: () => kept,
    get ended() {
      return ended;
    },
    follow: (onLine) => {
      if (ended) onLine(undefined);
      else followers.add(onLine);
      return () => followers.delete(onLine);
    },
  };
}
