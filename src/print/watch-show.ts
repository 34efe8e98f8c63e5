/** A watch as a table that is drawn anew with each change; where nothing can be drawn, a line for each. */
import { KubelabError } from '../errors.js';
import type { KubeObject } from '../kube/object.js';
import type { Client, WatchEvent } from '../request/api.js';
import { redactBody } from '../request/redact.js';
import { type LiveDisplay, liveDisplay } from './display.js';
import { isClient } from './policy.js';
import type { WatchShowOptions } from './show-options.js';
import { tabulate } from './tabulate.js';
import { type Block, type Cell, cellText, type View } from './view.js';

/** An object as it was seen last. */
interface Seen {
  type: string;
  object: KubeObject;
}

/** The events of a watch so far; the state behind its view. */
export interface WatchState {
  what: string;
  /** By uid, in the order in which they came. */
  seen: Map<string, Seen>;
  log: string[];
  /** How it ended, in words; undefined while it goes on. */
  ended: string | undefined;
}

/**
 * Watches until the seconds are over, or the events enough. Throws ARGUMENT_INVALID, and REQUEST_FAILED when the watch is refused.
 */
export async function showWatch(client: Client, resource: string, options: WatchShowOptions = {}): Promise<void> {
  const { seconds = 10, events: enough = Number.POSITIVE_INFINITY, ...which } = options;
  if (!isClient(client) || !(seconds > 0)) {
    throw new KubelabError(
      'ARGUMENT_INVALID',
      'show.watch() needs a client, what to watch, and for how many seconds.',
      {
        hint: "Write show.watch(client, 'pods', { namespace: 'lab', seconds: 10 }).",
      },
    );
  }
  const state: WatchState = { what: resource, seen: new Map(), log: [], ended: undefined };
  const live = liveDisplay();
  const begun = performance.now();
  const refresh = live && eachTurn(live, () => watchView(state, Date.now()));
  if (!live) console.log(`watching ${resource} for ${seconds} s`);
  const interrupted = new AbortController();
  // the server counts whole seconds, and is not the one to rely on
  const signal = AbortSignal.any([AbortSignal.timeout(seconds * 1000), interrupted.signal]);
  const events = client.watch<KubeObject>(resource, { ...which, timeoutSeconds: Math.ceil(seconds) + 5, signal });
  let count = 0;
  const end = (how: string): void => {
    if (state.ended !== undefined) return;
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    state.ended = `${how} after ${seconds} s, ${count} event${count === 1 ? '' : 's'}`;
    if (live) live.show(watchView(state, Date.now()));
    else console.log(state.ended);
  };
  // a kernel that is interrupted waits for this code no longer, and shows nothing of it after the signal's turn
  const onInterrupt = (): void => {
    end('interrupted');
    interrupted.abort();
  };
  if (live) process.once('SIGINT', onInterrupt);
  try {
    for await (const event of events) {
      if (event.type === 'BOOKMARK') continue;
      count += 1;
      take(state, event, (performance.now() - begun) / 1000);
      if (refresh) refresh();
      else console.log(state.log.at(-1));
      if (event.type === 'ERROR' || count >= enough) break;
    }
  } catch (error) {
    end('failed');
    throw error;
  } finally {
    process.off('SIGINT', onInterrupt);
  }
  end('ended');
}

/** Many events that come at once are drawn once. */
function eachTurn(live: LiveDisplay, view: () => View): () => void {
  let due = false;
  live.show(view());
  return () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      live.show(view());
    });
  };
}

/** Adds one event; `at` is in seconds since the watch began. */
export function take(state: WatchState, { type, object }: WatchEvent<KubeObject>, at: number): void {
  const shown = redactBody(object) as KubeObject; // redacting keeps the shape
  if (type !== 'ERROR') {
    const { uid, namespace, name } = object.metadata;
    state.seen.set(uid ?? `${namespace ?? ''}/${name ?? ''}`, { type, object: shown });
  }
  const words =
    type === 'ERROR'
      ? String((object as { message?: unknown }).message ?? 'the server ended it')
      : rowWords(tabulate(listOf([shown]), '', Date.now()));
  state.log.push(`${at.toFixed(1).padStart(6)} s  ${type.padEnd(8)}  ${words}`);
}

function rowWords(block: Block): string {
  if (block.type !== 'table') return '';
  const [row = []] = block.rows;
  // the age of a thing that has just changed is no news
  return row
    .map((cell, index) => ({ text: cellText(cell), name: block.columns[index] ?? '' }))
    .filter(({ name, text }) => !/^(Age|Last Seen)$/.test(name) && text !== '')
    .map(({ name, text }, index) => (index === 0 || name === 'Name' ? text : `${name} ${text}`))
    .join(', ');
}

function listOf(items: KubeObject[]): { apiVersion: string; kind: string; metadata: object; items: KubeObject[] } {
  const [first] = items;
  return { apiVersion: first?.apiVersion ?? 'v1', kind: `${first?.kind ?? ''}List`, metadata: {}, items };
}

/** The table of objects, each with its last event, and the log below a fold. */
export function watchView({ what, seen, log, ended }: WatchState, now: number): View {
  const all = [...seen.values()];
  const table = tabulate(listOf(all.map(({ object }) => object)), '', now);
  const last = (index: number): Cell => {
    const type = all[index]?.type ?? '';
    return { text: type, tone: type === 'DELETED' ? 'bad' : type === 'MODIFIED' ? 'warn' : 'good' };
  };
  return [
    { type: 'heading', text: `watch ${what}` },
    { type: 'badges', badges: [{ text: ended ?? 'under way' }] },
    ...(table.type === 'table' && all.length > 0
      ? [
          {
            ...table,
            caption: `${all.length} seen`,
            columns: ['Last event', ...table.columns],
            rows: table.rows.map((row, index) => [last(index), ...row]),
          },
        ]
      : [{ type: 'text' as const, text: 'nothing seen yet', tone: 'quiet' as const }]),
    ...(log.length
      ? [
          {
            type: 'details' as const,
            summary: `Log (${log.length})`,
            blocks: [{ type: 'code' as const, text: log.join('\n') }],
          },
        ]
      : []),
  ];
}
