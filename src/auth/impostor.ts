/**
 * A man in the middle, staged: a TLS server on loopback with a certificate that no cluster's CA has signed. It answers
 * like an API server that refuses every user, and keeps the requests of its callers.
 */
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import { strangerCertificate } from './make-credentials.js';

/** One request that the impostor got. A real one would now own its `authorization`. */
export interface StolenRequest {
  method: string;
  path: string;
  /** The `Authorization` header as it came; undefined when there was none. Outputs show it redacted. */
  readonly authorization: string | undefined;
}

/** A running impostor. */
export interface Impostor {
  /** Its URL, to connect to in the place of the real server. */
  readonly server: string;
  /** PEM of the certificate that it shows. */
  readonly certificate: string;
  /** Every request that reached it, in order. A client that checks the certificate leaves none. */
  readonly seen: StolenRequest[];
  /** How many TLS connections were begun, whether or not a request came over them. */
  readonly connections: number;
  /** Ends it. It does not keep the kernel alive when forgotten. */
  close(): Promise<void>;
}

/** Starts a server that pretends to be the API server (`localhost`, 127.0.0.1) on a free port. */
export async function impostor(options: { commonName?: string } = {}): Promise<Impostor> {
  const own = await strangerCertificate({
    commonName: options.commonName ?? 'kube-apiserver',
    usages: ['serverAuth'],
    alternativeNames: ['localhost', '127.0.0.1', 'kubernetes', 'kubernetes.default.svc'],
  });
  const seen: StolenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const { createServer } = await import('node:https'); // a first cell that imports the helper does not need it
  const server = createServer({ cert: own.cert, key: own.key.pem }, (request, response) => {
    seen.push(stolen(request.method ?? '', request.url ?? '', request.headers.authorization));
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      }),
    );
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    socket.unref();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    server: `https://127.0.0.1:${port}`,
    certificate: own.cert,
    seen,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function stolen(method: string, path: string, authorization: string | undefined): StolenRequest {
  const request = { method, path } as StolenRequest;
  const shown = authorization && `${authorization.split(' ')[0]} <redacted, ${authorization.length} characters>`;
  Object.defineProperties(request, {
    authorization: { value: authorization, enumerable: false },
    toJSON: { value: () => ({ method, path, authorization: shown }), enumerable: false },
    [inspect.custom]: {
      value: () => `${method} ${path} with ${shown ? `authorization: ${shown}` : 'no Authorization header'}`,
      enumerable: false,
    },
  });
  return request;
}
