/**
 * The socket of the API server: TLS with HTTP/1.1 and HTTP/2 on one port, client certificates asked for and never refused in
 * the handshake (that is authentication's matter), and Go's answer to plain HTTP.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import { KubelabError } from '../../errors.js';
import type { Handler } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import type { CertifiedKey } from '../pki/cluster-pki.js';
import { compressed, isCompressed } from './compress.js';
import { limitConnections, maxHeaderSize, type Patience, usualPatience } from './connection-limits.js';
import { departureSignal, isOver } from './departure.js';
import { httpAnswer } from './http-answers.js';
import { isUpgrade, withoutOffer } from './ignored-upgrade.js';
import { apiRequest } from './incoming-request.js';
import { sendOnSocket, sendResponse } from './send-response.js';
import { answerUnread, bodyFault } from './unread-request.js';

/** The options of the server. */
export interface ServerOptions {
  host: string;
  /** 0 for any free one. */
  port: number;
  certificate: CertifiedKey;
  /** Certificates whose subjects are shown to clients as the CAs that are accepted; none may have signed `certificate`. */
  acceptableCaNames: readonly string[];
  clock: Clock;
  randomUUID(): string;
  handle: Handler;
  /** Called with the number of open connections, whenever it changes. */
  onConnections?(open: number): void;
  onError(error: unknown): void;
  /** {@link usualPatience} without it. */
  patience?: Patience;
}

/** A server that listens. */
export interface ApiServer {
  host: string;
  port: number;
  /** Shows this certificate to clients that connect from now on; connections that are there go on with theirs. */
  useCertificate(certificate: CertifiedKey): void;
  /** Ends watches and other requests, then the connections; resolves when all are closed. */
  stop(): Promise<void>;
}

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

const ignore = (): void => {};
/** The delay of Go; it notices a client whose machine has gone. */
const keepAliveInitialDelay = 15_000;

/** Starts to listen. Rejects with a KubelabError PORT_TAKEN, or ARGUMENT_INVALID for an address that is not this machine's. */
export async function startServer(options: ServerOptions): Promise<ApiServer> {
  const stopping = new AbortController();
  const patience = options.patience ?? usualPatience;
  const context = ({ certPem, keyPem }: CertifiedKey): SecureContextOptions => ({
    cert: certPem,
    key: keyPem,
    ca: [...options.acceptableCaNames],
    minVersion: 'TLSv1.2',
  });
  const tls = createSecureServer({
    ...context(options.certificate),
    allowHTTP1: true,
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: patience.handshake,
    settings: { maxConcurrentStreams: 250, maxHeaderListSize: maxHeaderSize },
  });
  const limits = limitConnections(tls, patience);
  const begin = (request: Incoming, response: Outgoing, waits: boolean): void => {
    limits.inTurn(request, response, () => void answer(options, stopping.signal, request, response, waits));
  };
  tls.on('request', (request, response) => begin(request, response, false));
  // without this Node would ask for every body at once, and a refusal would come after 3 MB that nobody wanted
  tls.on('checkContinue', (request, response) => begin(request, response, true));
  const beginOnSocket = (request: IncomingMessage, socket: Duplex, head?: Buffer): void =>
    void answerOnSocket(options, stopping.signal, request, socket, head);
  tls.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isUpgrade(request)) return beginOnSocket(request, socket, head);
    // from Node 26 on the body of such a request is read, or will be, and the request cannot be read once more
    if (socket !== request.socket || request.readableLength > 0) return beginOnSocket(request, socket);
    socket.unshift(withoutOffer(request, head));
    tls.emit('secureConnection', socket);
  });
  tls.on('clientError', (error, socket: TLSSocket) =>
    answerUnread(error, socket, limits.open(socket), (request) => beginOnSocket(request, socket)),
  );
  // over HTTP/2 it is a request like others
  tls.on('connect', (request: Incoming, answering: Duplex | Outgoing, head: Buffer) => {
    if ('stream' in request) begin(request, answering as Outgoing, false);
    else beginOnSocket(request, answering as Duplex, head);
  });
  // OpenSSL keeps the fault of a certificate that it could not verify, and Node would end the connection for it: the
  // certificate is for authentication to judge, and reading it clears the fault
  tls.prependListener('secureConnection', (socket) => socket.getPeerCertificate());
  // faults of a client's connection are the client's to notice
  tls.on('tlsClientError', ignore);
  tls.on('sessionError', ignore);

  const sockets = new Set<Socket>();
  // head and body are written one after the other: a kept connection would wait for the client's delayed ACK between them
  const listener = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay }, (socket) => {
    sockets.add(socket);
    options.onConnections?.(sockets.size);
    socket.on('close', () => {
      sockets.delete(socket);
      options.onConnections?.(sockets.size);
    });
    socket.on('error', () => socket.destroy());
    passOn(socket, tls, patience.handshake);
  });
  await listen(listener, options);
  const { port } = listener.address() as AddressInfo; // a TCP server that listens has one
  return {
    host: options.host,
    port,
    useCertificate: (certificate) => tls.setSecureContext(context(certificate)),
    stop: async () => {
      stopping.abort();
      const closed = once(listener, 'close');
      listener.close();
      limits.stop();
      // answers that are being written get one turn; whoever still holds a connection then loses it
      await new Promise((resolve) => setImmediate(resolve));
      for (const socket of sockets) socket.destroySoon();
      const cancel = options.clock.after(1000, () => {
        for (const socket of sockets) socket.destroy();
      });
      await closed;
      cancel();
    },
  };
}

/** Hands TLS on; answers anything else as Go's server does. */
function passOn(socket: Socket, tls: Http2SecureServer, ms: number): void {
  socket.setTimeout(ms, () => socket.destroy());
  socket.once('data', (first: Buffer) => {
    socket.pause();
    socket.setTimeout(0);
    socket.removeAllListeners('timeout');
    if (first[0] === 0x16) {
      socket.unshift(first);
      tls.emit('connection', socket);
      return;
    }
    socket.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
  });
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new KubelabError('PORT_TAKEN', `port ${port} on ${host} is in use`, {
        hint: `take another one (--port ${port + 1}), or any free one (--port 0); kubelab cluster status says whether a practice cluster runs there`,
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new KubelabError('PORT_TAKEN', `this user may not listen on port ${port}`, {
        hint: 'take a port above 1023, such as --port 6443',
        cause: error,
      });
    }
    throw new KubelabError('ARGUMENT_INVALID', `cannot listen on ${host}:${port}: ${(error as Error).message}`, {
      hint: 'take an address of this machine, such as 127.0.0.1, and a port from 0 to 65535',
      cause: error,
    });
  }
}

/** `waits`: the client sends its body when it is asked to. */
async function answer(
  options: ServerOptions,
  stopping: AbortSignal,
  incoming: Incoming,
  outgoing: Outgoing,
  waits: boolean,
): Promise<void> {
  let asked = !waits;
  const askForBody = (): void => {
    if (asked || incoming.complete) return;
    asked = true;
    outgoing.writeContinue();
  };
  outgoing.on('error', ignore);
  if ('stream' in incoming) {
    // over HTTP/1 a fault of the request that nobody listens for is none
    incoming.on('error', ignore);
    // a client that is answered before it has sent all need not send the rest (RFC 9113, 8.1)
    outgoing.on('finish', () => incoming.complete || incoming.stream.close());
  }
  try {
    const own = httpAnswer(incoming);
    if (own) {
      await sendResponse(outgoing, own, false);
      return;
    }
    const request = apiRequest(incoming, departureSignal(stopping, outgoing), options, askForBody);
    let response = await options.handle(request);
    if (isCompressed(request, response)) response = await compressed(response);
    if (!('stream' in incoming)) {
      // a client that was not asked for its body may send it or not: what comes next on the connection cannot be told
      if (!asked) response.headers.connection = 'close';
      else if (!incoming.complete && !bodyFault(incoming)) await rest(incoming);
    }
    await sendResponse(outgoing, response, incoming.method === 'HEAD');
  } catch (error) {
    if (!isOver(outgoing)) options.onError(error);
    outgoing.destroy?.();
  }
}

/**
 * Resolves when the client has sent the unread rest of its body, or nothing of it for half a second: a connection that is closed with
 * something unread is reset, and the end of the answer is lost with it.
 */
function rest(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      clearImmediate(look);
      incoming.off('data', again);
      resolve();
    };
    // a process that stood still for so long is told of its timers first, and then of what the client has sent meanwhile
    let look: NodeJS.Immediate | undefined;
    const timer = setTimeout(() => {
      look = setImmediate(done);
    }, 500).unref();
    // one that sends has its time anew
    const again = (): void => {
      clearImmediate(look);
      timer.refresh();
    };
    incoming.on('data', again).once('end', done).once('close', done);
  });
}

/** `head`: what came behind a request that may become an upgrade. */
async function answerOnSocket(
  options: ServerOptions,
  stopping: AbortSignal,
  incoming: IncomingMessage,
  socket: Duplex,
  head?: Buffer,
): Promise<void> {
  socket.on('error', () => socket.destroy());
  try {
    const own = httpAnswer(incoming);
    if (own) {
      sendOnSocket(socket, own);
      return;
    }
    const request = apiRequest(incoming, departureSignal(stopping, socket), options, ignore);
    if (head) request.upgrade = { socket, head };
    const response = await options.handle(request);
    if (response.upgraded) await response.upgraded;
    else sendOnSocket(socket, response);
  } catch (error) {
    options.onError(error);
    socket.destroy();
  }
}
