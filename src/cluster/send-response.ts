/** Writes an answer of the stages to HTTP/1.1, HTTP/2, or the bare socket of an upgrade that was refused. */
import { once } from 'node:events';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ApiResponse } from './handler.js';

type Outgoing = ServerResponse | Http2ServerResponse;

/** Sends the answer; a stream goes on until it ends or `signal` is aborted. */
export async function sendResponse(
  outgoing: Outgoing,
  response: ApiResponse,
  options: { signal: AbortSignal; head: boolean },
): Promise<void> {
  const { stream } = response;
  if (stream) {
    writeHead(outgoing, response.status, response.headers);
    // a watch must be seen to have begun before its first event
    if ('flushHeaders' in outgoing) outgoing.flushHeaders();
    if (options.head) outgoing.end();
    else await pump(outgoing, stream, options.signal);
    return;
  }
  const body = Buffer.from(response.body ?? '');
  // with 304 the length would be that of the document which is not sent (RFC 9110, 8.6)
  const length: Record<string, string> = response.status === 304 ? {} : { 'content-length': String(body.length) };
  writeHead(outgoing, response.status, { ...response.headers, ...length });
  if (options.head) outgoing.end();
  else outgoing.end(body);
}

function writeHead(outgoing: Outgoing, status: number, headers: Record<string, string | string[]>): void {
  // the two kinds of answer take the same call; their types differ in what else they take
  (outgoing as ServerResponse).writeHead(status, headers);
}

async function pump(outgoing: Outgoing, stream: AsyncIterable<Buffer | string>, signal: AbortSignal): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === 'aborted' || next.done) break;
      if (!(outgoing as ServerResponse).write(next.value)) await Promise.race([once(outgoing, 'drain'), aborted]);
    }
  } finally {
    // a generator that waits for its next event cannot be told until that comes; nobody waits for it
    void Promise.resolve(iterator.return?.()).catch(() => {});
    outgoing.end();
  }
}

/** Answers an upgrade request that was not upgraded, and closes. */
export function sendOnSocket(socket: Duplex, response: ApiResponse): void {
  const body = Buffer.from(response.body ?? '');
  const headers = {
    ...response.headers,
    'content-length': String(body.length),
    connection: 'close',
    date: new Date().toUTCString(),
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((v) => `${name}: ${v}`));
  socket.end(
    Buffer.concat([
      Buffer.from(
        `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`,
      ),
      body,
    ]),
  );
}
