/** A watch: one long GET whose answer is a line of JSON for every change. */
import { KubelabError } from '../errors.js';
import type { JsonBody, RequestDescription, Watch, WatchEvent } from './api.js';
import { readLines } from './read-lines.js';
import type { Transport } from './transport.js';

/**
 * Begins to watch when the first event is asked for. Refused or unanswered, the loop throws REQUEST_FAILED with the
 * exchange's words, since a loop has no other way to tell.
 */
export function createWatch<T = JsonBody>(transport: Transport, request: () => Promise<RequestDescription>): Watch<T> {
  const stopped = new AbortController();
  return {
    stop: () => stopped.abort(),
    async *[Symbol.asyncIterator]() {
      for await (const line of readLines(transport, await request(), stopped)) if (line.trim()) yield eventOf<T>(line);
    },
  };
}

function eventOf<T>(line: string): WatchEvent<T> {
  try {
    return JSON.parse(line) as WatchEvent<T>; // the server's own format
  } catch (cause) {
    throw new KubelabError('REQUEST_FAILED', 'The watch sent a line that is not JSON.', {
      hint: 'Is it an API server that answers there?',
      cause,
    });
  }
}
