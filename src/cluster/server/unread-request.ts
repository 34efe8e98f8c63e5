/**
 * What Node's parser does not read, answered as Go's server does: behind the answers that are under way, a fault of a body as an answer
 * to its request, and a method that Node does not know as any other.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerResponse } from 'node:http2';
import { type Duplex, Readable } from 'node:stream';
import { ApiError } from '../../kube/status.js';

type Outgoing = ServerResponse | Http2ServerResponse;

/** The error of a connection; one of the parser has the bytes that it was reading, and how many of them it had read. */
export type ConnectionError = NodeJS.ErrnoException & { rawPacket?: Buffer; bytesParsed?: number };

const met = new WeakSet<Duplex>();
const bodyFaults = new WeakMap<object, ApiError>();

/** Why the body of a request cannot be read; undefined for one that can. */
export function bodyFault(incoming: object): ApiError | undefined {
  return bodyFaults.get(incoming);
}

/**
 * Answers what could not be read. `open` are the answers under way; `begin` gets the request whose method or path Node refuses, which is
 * the last one of its connection.
 */
export function answerUnread(
  error: ConnectionError,
  socket: Duplex,
  open: readonly Outgoing[],
  begin: (request: IncomingMessage) => void,
): void {
  // every further piece of what cannot be read is an error again
  if (socket.writableEnded || met.has(socket)) return;
  met.add(socket);
  // one that came too slowly, or has gone
  if (!error.code?.startsWith('HPE_')) {
    socket.destroy();
    return;
  }
  const last = open.at(-1);
  if (last && !last.req.complete) {
    endWithFault(last as ServerResponse);
    return;
  }
  const answer = (): void => {
    const request = socket.writable ? readHead(error, socket) : undefined;
    if (request) begin(request);
    else if (socket.writable) endWith(socket, refusal(error.code));
    else socket.destroy();
  };
  if (last) last.once('close', answer);
  else answer();
}

/** The body has the fault from now on, whether somebody reads it already or will. */
function endWithFault(outgoing: ServerResponse): void {
  // of all that can be wrong with a body, Node notices the lengths of chunks
  const fault = new ApiError({ message: 'invalid byte in chunk length', code: 500 });
  outgoing.shouldKeepAlive = false;
  bodyFaults.set(outgoing.req, fault);
  if (outgoing.req.listenerCount('error') > 0) outgoing.req.emit('error', fault);
}

/**
 * Ends the connection half a second later, as Go's server does: one that is closed with something unread is reset, and what was said is
 * lost with it.
 */
function endWith(socket: Duplex, text: string): void {
  socket.end(text);
  const timer = setTimeout(() => socket.destroy(), 500).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** The words of Go's server for a request that it cannot read. */
function refusal(code: string | undefined): string {
  const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  return `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`;
}

const token = "[\\w!#$%&'*+.^`|~-]+";
const head = new RegExp(
  `^(${token}) (/[^\\0- \\x7f]*) HTTP/1\\.([01])\\r?\\n((?:${token}:[^\\0-\\x08\\n-\\x1f\\x7f]*\\r?\\n)*)\\r?\\n`,
);

/**
 * The request that Node did not read for its method (`get`, `PURGE`) or for letters of its path beyond ASCII. Undefined where something
 * else is wrong with it, where its head came in pieces, or where it has a body that its method would read.
 */
function readHead({ code, rawPacket, bytesParsed = 0 }: ConnectionError, socket: Duplex): IncomingMessage | undefined {
  if (code !== 'HPE_INVALID_METHOD' && code !== 'HPE_INVALID_URL') return undefined;
  const text = rawPacket?.toString('latin1') ?? '';
  const [, method, target = '', minor, lines = ''] =
    head.exec(text.slice(text.lastIndexOf('\n', bytesParsed - 1) + 1)) ?? [];
  if (method === undefined || (code === 'HPE_INVALID_URL' && /^(content-length|transfer-encoding):/im.test(lines)))
    return undefined;
  const rawHeaders = lines
    .split(/\r?\n/)
    .filter(Boolean)
    .flatMap((line) => {
      const [name = ''] = line.split(':', 1);
      return [name, line.slice(name.length + 1).trim()];
    });
  const url = target.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  const facts = {
    method,
    url,
    rawHeaders,
    socket,
    complete: true,
    httpVersionMajor: 1,
    httpVersionMinor: Number(minor),
  };
  // what the stages read of a request that has no body
  return Object.assign(Readable.from([]), facts) as unknown as IncomingMessage;
}
