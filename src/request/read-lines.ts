/** The lines of an answer while it comes; untaken lines hold the flow. */
import type { RequestDescription } from './api.js';
import type { Exchange } from './exchange.js';
import { failedRequest } from './failed-request.js';
import type { Stream, Transport } from './transport.js';

// more than this many lines that nobody has taken yet hold the flow until they are taken
const PATIENCE = 1000;

/**
 * Each line without its end. Ends with the answer, with `stopped`, with the request's signal, or when the loop is left; all
 * of these end the request. Throws REQUEST_FAILED when the answer is no success. A last line without a line break is given
 * with `last` alone: in an answer that was cut off it may be a part of one.
 */
export async function* readLines(
  transport: Transport,
  request: RequestDescription,
  stopped: AbortController,
  { last = false }: { last?: boolean } = {},
): AsyncGenerator<string, void, undefined> {
  const lines: string[] = [];
  let rest: Buffer = Buffer.alloc(0);
  let resume: (() => void) | undefined;
  let wake: () => void = () => {};
  let ended: Exchange | undefined;
  let fault: unknown;
  const stream: Stream = {
    data(chunk, go) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      for (let cut = rest.indexOf(10); cut >= 0; cut = rest.indexOf(10)) {
        lines.push(rest.subarray(0, cut).toString('utf8').replace(/\r$/, ''));
        rest = rest.subarray(cut + 1);
      }
      wake();
      resume = go;
      return lines.length < PATIENCE;
    },
  };
  const stop = (): void => stopped.abort();
  request.signal?.addEventListener('abort', stop, { once: true });
  if (request.signal?.aborted) stop();
  const running = transport
    .exchange({ ...request, signal: stopped.signal }, stream)
    .then((exchange) => {
      if (last && rest.length > 0) lines.push(rest.toString('utf8'));
      ended = exchange;
    })
    .catch((error: unknown) => {
      fault = error;
    })
    .finally(() => wake());
  try {
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) {
        if (lines.length < PATIENCE) resume?.();
        yield line;
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
