/** The text of an answer that goes on, such as a followed log, as an async iterable. */
import { KubelabError } from '../errors.js';
import type { StreamOptions, TextStream } from './api.js';
import { pathWithQuery } from './objects.js';
import { readLines } from './read-lines.js';
import type { Transport } from './transport.js';

/**
 * Sends the GET when the first line is asked for. Ends with the answer, after `seconds`, by `stop()`, by the signal, or when
 * the loop is left. Throws ARGUMENT_INVALID at once; the loop throws REQUEST_FAILED when the answer is no success.
 */
export function createTextStream(
  transport: Transport,
  path: string,
  { seconds = 60, query, ...request }: StreamOptions,
): TextStream {
  const target = pathWithQuery(path, query);
  if (!(typeof seconds === 'number' && seconds >= 0 && seconds < 86_400)) {
    throw new KubelabError('ARGUMENT_INVALID', 'stream() needs seconds as a number; 0 is without end.', {
      hint: "Write client.stream('/api/v1/namespaces/lab/pods/web/log?follow=true', { seconds: 10 }).",
    });
  }
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  return {
    stop,
    async *[Symbol.asyncIterator]() {
      const timer = seconds > 0 ? setTimeout(stop, seconds * 1000) : undefined;
      try {
        yield* readLines(transport, { ...request, method: 'GET', path: target }, stopped, { last: true });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
