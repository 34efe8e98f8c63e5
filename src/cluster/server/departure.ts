/** The end of the wait for an answer: the client has gone, or the server stops. */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';

type Outgoing = ServerResponse | Http2ServerResponse | Duplex;

/** The signal of a departure. Made when it is first asked for: most requests are answered at once, and need none. */
export function departureSignal(stopping: AbortSignal, outgoing: Outgoing): () => AbortSignal {
  let signal: AbortSignal | undefined;
  return () => {
    if (!signal) {
      const gone = new AbortController();
      if (isOver(outgoing)) gone.abort();
      else outgoing.once('close', () => gone.abort());
      signal = AbortSignal.any([stopping, gone.signal]);
    }
    return signal;
  };
}

/** True when no answer can be sent any more. */
export function isOver(outgoing: Outgoing): boolean {
  // an answer over HTTP/2 does not know it itself
  return 'stream' in outgoing ? outgoing.stream.destroyed : outgoing.destroyed;
}
