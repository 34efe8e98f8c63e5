/** HTTP/1.1 written byte by byte: requests that a proper client would refuse to send, on one TLS connection that is kept. */

import { once } from 'node:events';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';

/** What came back. `ended`: the server has closed the connection. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  ended: boolean;
}

/** A connection that is opened again when the server has closed it. */
export interface RawClient {
  /**
   * Sends the bytes and reads one answer. A stream is read until its first line, or for `streamFor` ms. Status 0 when the
   * server closed without an answer; rejects when nothing came within `patience` ms.
   */
  send(request: Buffer, options: { head: boolean; stream: boolean; patience: number }): Promise<RawAnswer>;
  close(): void;
}

const streamFor = 25;

/** A client of a server with these TLS options. */
export function rawClient(options: ConnectionOptions): RawClient {
  let socket: TLSSocket | undefined;
  let received: Buffer = Buffer.alloc(0);
  let over = false;
  let changed = (): void => {};

  const open = async (): Promise<TLSSocket> => {
    if (socket && !over && !socket.destroyed) return socket;
    const next = connect({ ...options, ALPNProtocols: ['http/1.1'] });
    socket = next;
    received = Buffer.alloc(0);
    over = false;
    const end = (): void => {
      if (socket !== next) return;
      over = true;
      changed();
    };
    next.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      changed();
    });
    next.on('end', end).on('close', end).on('error', end);
    await Promise.race([once(next, 'secureConnect'), once(next, 'close')]);
    return next;
  };

  return {
    send: async (request, { head, stream, patience }) => {
      const connection = await open();
      received = Buffer.alloc(0);
      connection.write(request);
      return new Promise((resolve, reject) => {
        let streaming: NodeJS.Timeout | undefined;
        const done = (answer: RawAnswer | Error): void => {
          clearTimeout(timer);
          clearTimeout(streaming);
          changed = () => {};
          if (answer instanceof Error || answer.ended) connection.destroy();
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
        };
        const timer = setTimeout(() => done(new Error(`no answer within ${patience} ms`)), patience);
        const cutOff = (): void => {
          const partial = parse(received, head, true);
          done({ ...(partial ?? nothing), ended: true });
        };
        changed = () => {
          const answer = parse(received, head, over);
          if (answer) return done({ ...answer, ended: over || answer.headers.connection === 'close' });
          if (over) return done(nothing);
          const begun = stream ? headOf(received) : undefined;
          // an answer that does not say its length may never end
          if (begun && !('content-length' in begun.headers)) streaming ??= setTimeout(cutOff, streamFor);
        };
        changed();
      });
    },
    close: () => socket?.destroy(),
  };
}

const nothing: RawAnswer = { status: 0, headers: {}, body: Buffer.alloc(0), ended: true };

/** The bytes without the server's call for the body, which comes before the answer. */
function afterContinue(bytes: Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n');
  return bytes.toString('latin1', 0, 13) === 'HTTP/1.1 100 ' && end > 0 ? bytes.subarray(end + 4) : bytes;
}

/** The first part of an answer, and the bytes behind it; undefined when it is not whole. */
function headOf(received: Buffer): { status: number; headers: Record<string, string>; rest: Buffer } | undefined {
  const bytes = afterContinue(received);
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0), headers, rest: bytes.subarray(end + 4) };
}

/** The answer in the bytes; undefined when it is not whole. With `over` a body without an end is taken as it is. */
function parse(received: Buffer, head: boolean, over: boolean): Omit<RawAnswer, 'ended'> | undefined {
  const begun = headOf(received);
  if (!begun) return undefined;
  const { status, headers, rest } = begun;
  if (head || status === 101 || status === 204 || status === 304) return { status, headers, body: Buffer.alloc(0) };
  if (headers['content-length'] !== undefined) {
    const length = Number(headers['content-length']);
    if (rest.length < length && !over) return undefined;
    const body = rest.subarray(0, length);
    return { status, headers, body: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body };
  }
  if (headers['transfer-encoding'] === 'chunked') {
    const { body, whole } = unchunk(rest);
    return whole || over ? { status, headers, body } : undefined;
  }
  return over ? { status, headers, body: rest } : undefined;
}

function unchunk(bytes: Buffer): { body: Buffer; whole: boolean } {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const size = line < 0 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (Number.isNaN(size) || bytes.length < line + 2 + size + 2) return { body: Buffer.concat(chunks), whole: false };
    if (size === 0) return { body: Buffer.concat(chunks), whole: true };
    chunks.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
