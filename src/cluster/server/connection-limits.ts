/** How long a client may be slow, silent or not reading, as kube-apiserver has it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2SecureServer, Http2ServerRequest, Http2ServerResponse, Http2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { isOver } from './departure.js';

/** Times in milliseconds. */
export interface Patience {
  /** From the connection to the end of the TLS handshake. */
  handshake: number;
  /** From the connection, or the first byte of a later request, to the end of the headers. */
  headers: number;
  /** To the end of the body. */
  request: number;
  /** Without a request under way, or with an answer of which nothing is taken. */
  idle: number;
}

/** The times of kube-apiserver (k8s.io/apiserver/pkg/server/secure_serving.go). */
export const usualPatience: Patience = { handshake: 10_000, headers: 32_000, request: 60_000, idle: 90_000 };

/** Go's http.DefaultMaxHeaderBytes. A token of 100 kB is refused as a token and not as a header. */
export const maxHeaderSize: number = 1024 * 1024;

type Outgoing = ServerResponse | Http2ServerResponse;
type Peer = TLSSocket | Http2Session;

/** The limits of connections. */
export interface ConnectionLimits {
  /**
   * Calls `begin` when the request's turn has come: those of an HTTP/1 connection are answered one after the other, and of
   * the answers at most two wait to be taken, or a client that sends many and reads none would fill the memory. Not called
   * when the connection is gone by then.
   */
  inTurn(incoming: IncomingMessage | Http2ServerRequest, outgoing: Outgoing, begin: () => void): void;
  /** The answers to a client that are under way, in the order of their requests. */
  open(peer: Peer): Outgoing[];
  stop(): void;
}

/** Sets the limits of a server that gets its connections from another one, and closes connections beyond them. */
export function limitConnections(tls: Http2SecureServer, patience: Patience): ConnectionLimits {
  const answers = new WeakMap<Peer, Outgoing[]>();
  const openOf = (peer: Peer): Outgoing[] => (answers.get(peer) ?? []).filter((outgoing) => !isOver(outgoing));
  // Node's HTTP/1 code reads these from the server that the connection came from; an HTTP/2 server has no options for them
  Object.assign(tls, {
    maxHeaderSize,
    // as Go does, it reads lines that end without a carriage return, folded headers, and a length beside chunks
    insecureHTTPParser: true,
    requireHostHeader: false,
    headersTimeout: patience.headers,
    requestTimeout: patience.request,
    keepAliveTimeout: patience.idle,
    connectionsCheckingInterval: Math.min(patience.headers, 5000),
  });
  tls.setTimeout(patience.idle);
  tls.on('timeout', (peer: Peer) => {
    const open = openOf(peer);
    const stalled = open.some((outgoing) => outgoing.writableLength > 0);
    if (open.length > 0 && !stalled) peer.setTimeout(patience.idle);
    else if (open.length > 0 || !('goaway' in peer)) peer.destroy();
    else peer.close();
  });
  // the check for slow headers and bodies begins with this event, which a server without a port of its own never has
  tls.emit('listening');
  return {
    open: openOf,
    stop: () => tls.close(),
    inTurn: (incoming, outgoing, begin) => {
      const pipelined = !('stream' in incoming);
      const peer = pipelined ? (incoming.socket as TLSSocket) : incoming.stream.session; // TLS alone is served
      if (!peer) return;
      const open = openOf(peer);
      const before = pipelined ? open.at(-1) : undefined;
      open.push(outgoing);
      answers.set(peer, open);
      if (before && (open.length > 2 || !before.writableEnded)) before.once('close', () => peer.destroyed || begin());
      else begin();
    },
  };
}
