/** A watch: one long GET whose answer is a line of JSON for every change. */
import { KubelabError } from '../errors.js';
import type { JsonBody, RequestDescription, Watch, WatchEvent } from './api.js';
import type { Exchange } from './exchange.js';
import type { Stream, Transport } from './transport.js';

/**
 * Begins to watch when the first event is asked for. Refused or unanswered, the loop throws REQUEST_FAILED with what the
 * exchange says, since a loop has no other way to tell.
 */
export function createWatch<T = JsonBody>(transport: Transport, request: RequestDescription): Watch<T> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  return {
    stop,
    [Symbol.asyncIterator]: () => iterate<T>(transport, request, stopped),
  };
}

// more than this many events that nobody has taken yet hold the flow until they are taken
const PATIENCE = 1000;

async function* iterate<T>(
  transport: Transport,
  request: RequestDescription,
  stopped: AbortController,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  const events: WatchEvent<T>[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let resume: (() => void) | undefined;
  let wake: () => void = () => {};
  let ended: Exchange | undefined;
  let fault: unknown;
  const take = (line: string): void => {
    try {
      events.push(eventOf<T>(line));
    } catch (error) {
      fault = error;
      stopped.abort();
    }
  };
  const stream: Stream = {
    head: () => {},
    data(chunk, go) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      for (let cut = rest.indexOf(10); cut >= 0; cut = rest.indexOf(10)) {
        const line = rest.subarray(0, cut).toString('utf8').trim();
        rest = rest.subarray(cut + 1);
        if (line && fault === undefined) take(line);
      }
      wake();
      resume = go;
      return events.length < PATIENCE;
    },
  };
  const stop = (): void => stopped.abort();
  request.signal?.addEventListener('abort', stop, { once: true });
  if (request.signal?.aborted) stop();
  const running = transport
    .exchange({ ...request, signal: stopped.signal }, stream)
    .then((exchange) => {
      ended = exchange;
    })
    .catch((error: unknown) => {
      fault = error;
    })
    .finally(() => wake());
  try {
    for (;;) {
      const event = events.shift();
      if (event) {
        if (events.length < PATIENCE) resume?.();
        yield event;
      } else if (ended || fault !== undefined) break;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (fault !== undefined) throw fault;
    if (ended && !ended.ok && !stopped.signal.aborted) throw failedRequest(ended);
  } finally {
    request.signal?.removeEventListener('abort', stop);
    stop();
    await running;
  }
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

const exchanges = new WeakMap<KubelabError, Exchange>();

/** The exchange that {@link failedRequest} made this error of; undefined for any other error. */
export function exchangeBehind(error: unknown): Exchange | undefined {
  return error instanceof KubelabError ? exchanges.get(error) : undefined;
}

/** The error for an exchange that is not a success; its message is that of the server. */
export function failedRequest(exchange: Exchange): KubelabError {
  const { request, status, failure, body } = exchange;
  const what = `${request.method} ${request.path}`;
  const words: unknown = typeof body === 'object' && body !== null ? body.message : undefined;
  const message = failure
    ? `${what} was not answered: ${failure.message}`
    : `${what} was answered with ${status}${typeof words === 'string' ? `: ${words}` : ''}`;
  const error = new KubelabError('REQUEST_FAILED', message, {
    hint: failure?.hint ?? 'Send it without `must` and look at `await exchange.explain()`.',
  });
  exchanges.set(error, exchange);
  return error;
}
