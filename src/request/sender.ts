/**
 * Sends requests over undici, with an agent of its own per client certificate, and tells what went over the wire: the
 * headers as sent, the TLS facts of the socket that was used, and how long each part took.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Agent, Dispatcher } from 'undici';
import type { CertificatePair, Trust } from '../auth/connection.js';
import { undiciAgent, undiciLibrary } from '../when-needed.js';
import type { ExchangeResponse, Timings, TlsFacts } from './exchange.js';
import { type HttpProxy, proxyFor } from './proxy.js';
import { connectTimings, openSocket, secureContext, tlsFacts, VerificationError } from './tls-socket.js';

/** A request as it is to be sent. */
export interface Message {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string | string[]>;
  body?: string;
}

/** Receives the answer in pieces. */
export interface Sink {
  head(response: ExchangeResponse): void;
  /** Gets the next bytes; false stops the flow until `resume` is called. */
  data(chunk: Buffer, resume: () => void): boolean;
  end(): void;
  error(error: unknown): void;
}

/** Facts about a request under way; filled while it runs. */
export interface Trace {
  readonly headers: Record<string, string> | undefined;
  tls?: TlsFacts;
  timings: Timings;
}

/** Sends messages to one server. */
export interface Sender {
  /** The proxy that requests go through; undefined when they go straight. */
  readonly proxy: string | undefined;
  send(message: Message, certificate: CertificatePair | undefined, signal: AbortSignal, sink: Sink): Trace;
  close(): Promise<void>;
}

/** The settings of a sender. */
export interface SenderOptions {
  server: string;
  trust: Trust;
  timeout: number;
  proxyUrl?: string;
  env: Record<string, string | undefined>;
}

interface Watched {
  sent(headers: string, socket: Socket): void;
}

// undici makes its request object while `dispatch` runs, and names the socket when it writes the headers
let dispatching: Watched | undefined;
const watched = new WeakMap<object, Watched>();
const usedBefore = new WeakSet<Socket>();
subscribe('undici:request:create', (message) => {
  if (dispatching) watched.set((message as { request: object }).request, dispatching);
});
subscribe('undici:client:sendHeaders', (message) => {
  const { request, headers, socket } = message as { request: object; headers: string; socket: Socket };
  watched.get(request)?.sent(headers, socket);
});

/** A sender to one server; connections are kept for half a minute and do not keep the process. */
export function createSender(options: SenderOptions): Sender {
  const { origin, pathname, hostname } = new URL(options.server);
  const prefix = pathname.replace(/\/$/, '');
  const proxy = proxyFor(options.server, options.proxyUrl, options.env);
  const agents = new Map<string, Dispatcher>();
  const agentFor = (certificate: CertificatePair | undefined): Dispatcher => {
    const key = certificate?.cert ?? '';
    const known = agents.get(key);
    if (known) return known;
    const agent = createAgent(options, certificate, proxy);
    agents.set(key, agent);
    return agent;
  };
  return {
    proxy: proxy?.shown,
    send(message, certificate, signal, sink) {
      const begun = performance.now();
      let sentText: string | undefined;
      let sentHeaders: Trace['headers'];
      const trace: Trace = {
        timings: { total: 0, reused: false },
        // taken apart when somebody looks: most exchanges are read for their body alone
        get headers() {
          if (sentText !== undefined) sentHeaders ??= parseHeaders(sentText);
          return sentHeaders;
        },
      };
      let written = begun;
      dispatching = {
        sent(headers, socket) {
          written = performance.now();
          sentText = headers;
          trace.timings.reused = usedBefore.has(socket);
          usedBefore.add(socket);
          if (!trace.timings.reused) Object.assign(trace.timings, connectTimings(socket));
          if (socket instanceof TLSSocket) {
            const name = options.trust.serverName ?? hostname.replace(/^\[|\]$/g, '');
            trace.tls = tlsFacts(socket, options.trust, name, certificate?.cert);
          }
        },
      };
      const finish = (): void => {
        signal.removeEventListener('abort', abort);
        trace.timings.total = performance.now() - begun;
      };
      let controller: Dispatcher.DispatchController | undefined;
      let ended = false;
      const fail = (error: unknown): void => {
        if (ended) return;
        ended = true;
        finish();
        if (error instanceof VerificationError) trace.tls = error.facts;
        sink.error(error);
      };
      const abort = (): void => {
        const reason: unknown = signal.reason;
        controller?.abort(reason instanceof Error ? reason : new Error('aborted'));
        fail(reason);
      };
      try {
        if (signal.aborted) throw signal.reason;
        signal.addEventListener('abort', abort, { once: true });
        agentFor(certificate).dispatch(
          {
            origin,
            path: prefix + message.path,
            method: message.method as Dispatcher.HttpMethod, // undici checks that it is a token
            headers: message.headers,
            body: message.body ?? null,
          },
          {
            onRequestStart(started) {
              controller = started;
              if (ended) started.abort(new Error('aborted'));
            },
            onResponseStart(_controller, status, headers, reason) {
              trace.timings.firstByte = performance.now() - written;
              sink.head({ status, reason: reason ?? '', headers: flatHeaders(headers) });
            },
            onResponseData(flow, chunk) {
              if (!sink.data(chunk, () => flow.resume())) flow.pause();
            },
            onResponseEnd() {
              if (ended) return;
              ended = true;
              finish();
              sink.end();
            },
            onResponseError(_controller, error) {
              // of a request that cannot be written undici says so before it returns, when nobody has the trace yet
              queueMicrotask(() => fail(error));
            },
          },
        );
      } catch (error) {
        queueMicrotask(() => fail(error));
      } finally {
        dispatching = undefined;
      }
      return trace;
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.close()));
      agents.clear();
    },
  };
}

function createAgent(
  { server, trust, timeout }: SenderOptions,
  certificate: CertificatePair | undefined,
  proxy: HttpProxy | undefined,
): Dispatcher {
  const material = { ...(trust.ca ? { ca: trust.ca } : {}), ...certificate };
  const context = server.startsWith('https:') ? secureContext(material) : undefined;
  // less than the 90 s for which a kube-apiserver keeps them
  const quiet = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 30_000 };
  const connect = (
    address: { hostname: string; port: string | number | null; protocol: string },
    done: (error: Error | null, socket: Socket | null) => void,
  ): void => {
    const secure = address.protocol === 'https:';
    openSocket(
      { hostname: address.hostname, port: Number(address.port || (secure ? 443 : 80)), secure },
      { trust, ...(context ? { context } : {}), ...(certificate ? { clientCert: certificate.cert } : {}), timeout },
      done,
    );
  };
  if (proxy) {
    const serverName = trust.serverName ? { servername: trust.serverName } : {};
    const requestTls = { ...material, rejectUnauthorized: !trust.insecure, timeout, ...serverName };
    return new (undiciLibrary().ProxyAgent)({ ...quiet, uri: proxy.uri, requestTls });
  }
  // undici's type of a connector's callback is a union over null and not null, which this one fulfils
  return new (undiciAgent())({ ...quiet, connect: connect as unknown as Agent.Options['connect'] });
}

/** Headers as one text each; several of one name are joined by a comma. */
export function flatHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
}

// "METHOD path HTTP/1.1", then a line for each header
function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(': ');
    if (colon <= 0) continue;
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}
