/** Outputs of a running cell, as changes for the pages: gathered for a moment, so that many lines are few messages. */
import type { Output } from '../notebook/document.js';
import type { OutputEvent } from '../notebook/outputs.js';
import type { OutputChange } from './protocol.js';
import { shownOutput } from './shown.js';

/** How long outputs are gathered before they are sent. */
const GATHER_MS = 40;

/** The outputs of one run. */
export interface OutputFeed {
  /** Takes an event of the kernel, also after the end of the cell. */
  take(event: OutputEvent): void;
  /** Sends gathered changes. */
  flush(): void;
}

/** Gathers outputs and hands changes to `send`. Adjoining text of one stream is one output, as in the notebook. */
export function outputFeed(send: (change: OutputChange) => void): OutputFeed {
  /** The outputs as the pages have them; a text stands for itself, whatever was added to it. */
  const known: (Output | 'stdout' | 'stderr')[] = [];
  let waiting: OutputChange[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const changes = waiting;
    waiting = [];
    for (const change of changes) send(change);
  };

  const later = (change: OutputChange): void => {
    const last = waiting.at(-1);
    if (
      change.type === 'add' &&
      change.output.type === 'text' &&
      last?.type === 'add' &&
      last.output.type === 'text' &&
      last.output.stream === change.output.stream
    ) {
      last.output.text += change.output.text;
      return;
    }
    waiting.push(change);
    timer ??= setTimeout(flush, GATHER_MS);
  };

  return {
    flush,
    take(event) {
      if (event.type === 'clear') {
        known.length = 0;
        later({ type: 'all', outputs: [] });
        return;
      }
      const output = shownOutput(event.output);
      if (event.type === 'update') {
        const index = known.indexOf(event.output);
        if (index >= 0) later({ type: 'set', index, output });
        return;
      }
      if (output.type !== 'text') known.push(event.output);
      else if (known.at(-1) !== output.stream) known.push(output.stream);
      later({ type: 'add', output });
    },
  };
}
