/** A real HTTPS server on a free port of 127.0.0.1 that keeps what it was sent and answers as a test says. */
import {
  createServer as createPlain,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Issued } from './pki.js';

/** A request as it arrived. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  body: string;
  /** The CN of the client certificate. */
  clientName: string | undefined;
}

/** Answers with status and a value that becomes JSON (or a text), or takes the response itself. */
export type Answer = (
  request: Received,
  response: ServerResponse,
  message: IncomingMessage,
) =>
  | { status?: number; body?: unknown; headers?: Record<string, string | string[] | undefined> }
  | undefined
  | Promise<undefined>;

/** A running server. */
export interface TestServer {
  url: string;
  port: number;
  requests: Received[];
  /** How many TCP connections were made. */
  connections: number;
  http: Server;
  close(): Promise<void>;
}

/** Starts a server; without a certificate it speaks plain HTTP. */
export async function startServer(certificate: Issued | undefined, answer: Answer = () => ({})): Promise<TestServer> {
  const requests: Received[] = [];
  const sockets = new Set<Socket>();
  const handle = (message: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.on('end', () => {
      const peer = certificate ? (message.socket as TLSSocket).getPeerCertificate() : undefined;
      const received: Received = {
        method: message.method ?? '',
        url: message.url ?? '',
        headers: message.headers,
        rawHeaders: message.rawHeaders,
        body: Buffer.concat(chunks).toString('utf8'),
        clientName: peer?.subject?.CN?.toString(),
      };
      requests.push(received);
      const result = answer(received, response, message);
      if (result === undefined || result instanceof Promise) return;
      const { status = 200, body = { kind: 'Answer' }, headers = {} } = result;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };
  const http = certificate
    ? createServer({ ...certificate, requestCert: true, rejectUnauthorized: false }, handle)
    : createPlain(handle);
  const server: TestServer = {
    url: '',
    port: 0,
    requests,
    connections: 0,
    http,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  http.on('connection', (socket: Socket) => {
    server.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.port = (http.address() as AddressInfo).port;
  server.url = `${certificate ? 'https' : 'http'}://127.0.0.1:${server.port}`;
  return server;
}

/** A refusal as an API server words it. */
export function status(
  code: number,
  reason: string,
  message: string,
  details: object = {},
): { status: number; body: object } {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code },
  };
}
