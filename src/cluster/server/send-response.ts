/** Writes an answer of the stages to HTTP/1.1, HTTP/2, or the bare socket of an upgrade that was refused. */
import type { ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ApiResponse } from '../chain/handler.js';
import { isOver } from './departure.js';
import { atEndOfTurn } from './end-of-turn.js';
import { reasonPhrase } from './reason-phrase.js';

type Outgoing = ServerResponse | Http2ServerResponse;

/** Sends the answer; a stream goes on until it ends, which it does when the signal of the request is aborted. */
export async function sendResponse(outgoing: Outgoing, response: ApiResponse, head: boolean): Promise<void> {
  const { status, headers, stream, body = '' } = response;
  if (stream) {
    writeHead(outgoing, status, headers);
    // a watch must be seen to have begun before its first event
    if ('flushHeaders' in outgoing) outgoing.flushHeaders();
    if (!head) await pump(outgoing, stream);
    outgoing.end();
    return;
  }
  // with 304 the length would be that of the document which is not sent (RFC 9110, 8.6)
  if (status !== 304) headers['content-length'] = String(Buffer.byteLength(body));
  writeHead(outgoing, status, headers);
  // a text goes out in one write with the head, and in its encoding; bytes would be a second one
  const sent = isBytes(headers.warning) ? Buffer.from(body) : body;
  sendLater(head ? () => outgoing.end() : () => outgoing.end(sent));
}

/** True for a header that holds more than ASCII, of which each character stands for a byte. */
const isBytes = (header: string | string[] | undefined): boolean =>
  header !== undefined && /[^ -~]/.test(String(header));

/** Each write may wake a client that waits, which costs more than the write: those of one turn are made in a row. */
const sendLater = atEndOfTurn<() => void>((sends) => {
  for (const send of sends) send();
});

function writeHead(outgoing: Outgoing, status: number, headers: Record<string, string | string[]>): void {
  // Node says of HTTP/1.1, too, that the connection is kept; Go does not
  const isKept = 'shouldKeepAlive' in outgoing && outgoing.shouldKeepAlive && outgoing.req.httpVersionMinor > 0;
  if (isKept && !headers.connection) outgoing.removeHeader('connection');
  // the two kinds of answer take the same call; their types differ in what else they take
  (outgoing as ServerResponse).writeHead(status, headers);
}

async function pump(outgoing: Outgoing, stream: AsyncIterable<Buffer | string>): Promise<void> {
  for await (const chunk of stream) {
    if (isOver(outgoing)) break;
    if (!(outgoing as ServerResponse).write(chunk)) await drained(outgoing);
  }
}

/** Resolves when more may be written, or nothing can be any more. */
function drained(outgoing: Outgoing): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
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
      Buffer.from(`HTTP/1.1 ${response.status} ${reasonPhrase(response.status)}\r\n${lines.join('\r\n')}\r\n\r\n`),
      body,
    ]),
  );
}
