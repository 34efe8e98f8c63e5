/**
 * Opens the connection of a request: TCP, then TLS with the server checked by the CA that was given. Unlike a library's
 * own connector it keeps the certificate of a server that failed the check, so that a failure can name it.
 */
import type { X509Certificate } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Trust } from '../auth/connection.js';
import { factsOf, isIssuedBy, parseCertificate, readableCertificates } from '../inspect/x509.js';
import type { TlsFacts } from './exchange.js';

/** Milliseconds that the parts of opening a connection took. */
export interface ConnectTimings {
  dns?: number;
  connect?: number;
  tls?: number;
}

/** The check of a server's certificate failed; `facts` holds the certificate. */
export class VerificationError extends Error {
  readonly code: string;
  readonly facts: TlsFacts;
  constructor(code: string, message: string, facts: TlsFacts) {
    super(message);
    this.name = 'VerificationError';
    this.code = code;
    this.facts = facts;
  }
}

/** The certificate or key is unusable for TLS: no connection was opened. Of a CA's text Node takes what it can read, and throws nothing. */
export class MaterialError extends Error {
  readonly code: string;
  readonly part: 'cert' | 'key' | 'pair';
  constructor(part: MaterialError['part'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause));
    this.name = 'MaterialError';
    this.code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'ERR_TLS';
    this.part = part;
  }
}

/** The TLS context of `material`; throws a {@link MaterialError} that names the unusable part. */
export function secureContext(material: { ca?: string; cert?: string; key?: string }): SecureContext {
  try {
    return createSecureContext(material);
  } catch (cause) {
    const alone = (['cert', 'key'] as const).find((part) => {
      try {
        createSecureContext({ [part]: material[part] });
        return false;
      } catch {
        return true;
      }
    });
    throw new MaterialError(alone ?? 'pair', cause);
  }
}

/** Where to connect to. */
export interface Address {
  hostname: string;
  port: number;
  secure: boolean;
}

const timingsOf = new WeakMap<Socket, ConnectTimings>();

/** How long opening this socket took; undefined for a socket opened elsewhere. */
export function connectTimings(socket: Socket): ConnectTimings | undefined {
  return timingsOf.get(socket);
}

/** Opens a socket; `done` gets it only when the server passes the check (or `trust.insecure` says not to look). */
export function openSocket(
  { hostname, port, secure }: Address,
  {
    trust,
    context,
    clientCert,
    timeout,
  }: { trust: Trust; context?: SecureContext; clientCert?: string; timeout: number },
  done: (error: Error | null, socket: Socket | null) => void,
): void {
  const begun = performance.now();
  const timings: ConnectTimings = {};
  const name = trust.serverName ?? hostname;
  let connected = begun;
  const socket: Socket = secure
    ? connectTls({
        host: hostname,
        port,
        servername: isIP(name) ? '' : name,
        ...(context ? { secureContext: context } : {}),
        ALPNProtocols: ['http/1.1'],
        minVersion: 'TLSv1.2',
        // Node would throw the certificate away with the connection; the check is made below, before a byte is sent
        rejectUnauthorized: false,
        checkServerIdentity: (_host, peer) => checkServerIdentity(name, peer),
      })
    : connectTcp({ host: hostname, port });
  const timer = setTimeout(() => {
    const error = new Error(`no connection to ${hostname}:${port} within ${timeout} ms`);
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }, timeout);
  let ended = false;
  const end = (error: Error | null): void => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    timingsOf.set(socket, timings);
    done(error, error ? null : socket);
  };
  socket.setNoDelay(true);
  socket.once('lookup', () => {
    connected = performance.now();
    if (!isIP(hostname)) timings.dns = connected - begun;
  });
  socket.once('connect', () => {
    timings.connect = performance.now() - connected;
    connected = performance.now();
    if (!secure) end(null);
  });
  socket.once('error', end);
  socket.once('close', () => end(Object.assign(new Error('other side closed'), { code: 'ECONNRESET' })));
  socket.once('secureConnect', () => {
    timings.tls = performance.now() - connected;
    const tls = socket as TLSSocket; // only TLS sockets emit secureConnect
    if (!tls.authorized && !trust.insecure) {
      const facts = tlsFacts(tls, trust, name, clientCert);
      const fault = facts.fault ?? 'UNABLE_TO_VERIFY';
      end(new VerificationError(fault, facts.verification, facts));
      socket.destroy();
    } else end(null);
  });
}

const factsOfSocket = new WeakMap<TLSSocket, TlsFacts>();

/** The handshake's outcome and the check of the server; read once for each connection. */
export function tlsFacts(socket: TLSSocket, trust: Trust, serverName: string, clientCert?: string): TlsFacts {
  // Node gives the peer's certificate only near the handshake
  const known = factsOfSocket.get(socket) ?? readFacts(socket, trust, serverName, clientCert);
  factsOfSocket.set(socket, known);
  return known;
}

function readFacts(socket: TLSSocket, trust: Trust, serverName: string, clientCert?: string): TlsFacts {
  const peer = socket.getPeerX509Certificate();
  const fault = socket.authorized ? undefined : String(socket.authorizationError); // Node keeps the code there, whatever its types say
  const client = clientCert ? factsOf(parseCertificate(clientCert)) : undefined;
  const verified = socket.authorized && !trust.insecure;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    verified,
    verification: verification(peer, trust, verified, fault),
    ...(fault ? { fault } : {}),
    serverName,
    ...(peer ? { server: factsOf(peer) } : {}),
    ...(client ? { client: { subject: client.subject.text, fingerprint256: client.fingerprint256 } } : {}),
  };
}

function verification(peer: X509Certificate | undefined, trust: Trust, verified: boolean, fault?: string): string {
  if (trust.insecure)
    return `not checked, as was asked for${fault ? `; the check would have failed with ${fault}` : ''}`;
  if (!verified) return `failed: ${fault}`;
  if (!trust.ca || !peer) return "signed by a CA of Node's own list";
  const issuer = issuerIn(peer, trust.ca);
  return `signed by the CA that was given${issuer ? ` (${issuer.subject.split('\n').join(', ')})` : ', by way of an intermediate'}`;
}

/** The certificate of a CA bundle that signed `peer`. */
function issuerIn(peer: X509Certificate, bundle: string): X509Certificate | undefined {
  return readableCertificates(bundle).find((ca) => isIssuedBy(peer, ca) || ca.fingerprint256 === peer.fingerprint256);
}
