/** A request as it came in over HTTP/1.1 or HTTP/2, made into the one shape that the stages know. */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { StageFinding } from '../kube/explanation.js';
import { type RequestInfo, requestInfo } from '../kube/request-info.js';
import { type ApiError, badRequest, tooLarge } from '../kube/status.js';
import { headerValues } from './authentication/headers.js';
import { clientConnection } from './client-connection.js';
import type { Clock } from './clock.js';
import type { ApiRequest, AuditNotes, Headers } from './handler.js';

/** As kube-apiserver's limit for the body of a write. */
const maxBodyBytes = 3 * 1024 * 1024;
const maxAuditIdLength = 64;

/** What a request is made with. */
interface RequestOptions {
  clock: Clock;
  randomUUID(): string;
  signal(): AbortSignal;
}

/** The request for the stages; its body is read, and its signal made, when somebody asks for it. */
export function apiRequest(incoming: IncomingMessage | Http2ServerRequest, options: RequestOptions): ApiRequest {
  return new IncomingRequest(incoming, options);
}

/** A class for its getter: a literal with one is built property by property, which took a tenth of a small answer's time. */
class IncomingRequest implements ApiRequest {
  auditID: string;
  method: string;
  url: string;
  query: URLSearchParams;
  headers: Headers;
  info: RequestInfo;
  clientCertificates: readonly Buffer[];
  sourceIPs: string[];
  receivedAt: Date;
  upgrade: ApiRequest['upgrade'] = undefined;
  user: ApiRequest['user'] = undefined;
  impersonator: ApiRequest['impersonator'] = undefined;
  audit: AuditNotes = { annotations: {} };
  findings: StageFinding[];
  readonly #incoming: IncomingMessage | Http2ServerRequest;
  readonly #signal: () => AbortSignal;
  #body: Promise<Buffer> | undefined;

  constructor(incoming: IncomingMessage | Http2ServerRequest, options: RequestOptions) {
    const { certificates, address, finding } = clientConnection(socketOf(incoming));
    const url = originForm(incoming.url ?? '/');
    const cut = url.indexOf('?');
    this.#incoming = incoming;
    this.#signal = options.signal;
    this.method = incoming.method ?? 'GET';
    this.url = url;
    this.query = new URLSearchParams(cut < 0 ? '' : url.slice(cut + 1));
    this.headers = headersOf(incoming.rawHeaders);
    this.info = requestInfo(this.method, url);
    this.clientCertificates = certificates;
    this.sourceIPs = sourceIPs(this.headers, address);
    this.receivedAt = options.clock.now();
    this.findings = [finding];
    const given = headerValues(this.headers, 'audit-id')[0];
    this.auditID = given && given.length <= maxAuditIdLength ? given : options.randomUUID();
  }

  get signal(): AbortSignal {
    return this.#signal();
  }

  body(): Promise<Buffer> {
    this.#body ??= readBody(this.#incoming, this.headers);
    return this.#body;
  }
}

/** All headers by lower-case name; Node's own object would join repeated ones with commas. */
function headersOf(raw: readonly string[]): Headers {
  const headers: Headers = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    if (name.startsWith(':')) {
      if (name === ':authority') headers.host ??= value;
      continue;
    }
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

/** The socket under an HTTP/2 stream is hidden behind a proxy that refuses what TLS sockets know. */
function socketOf(incoming: IncomingMessage | Http2ServerRequest): TLSSocket {
  const session = 'stream' in incoming ? incoming.stream.session : undefined;
  return (session?.socket ?? incoming.socket) as TLSSocket; // the server speaks TLS alone
}

/** Path and query of a request line that holds a whole URL, as those sent to a proxy do. */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  try {
    const { pathname, search } = new URL(url);
    return `${pathname}${search}`;
  } catch {
    return '/';
  }
}

/** Not with `for await`: leaving that early ends the connection, and with it the answer that says why. */
function readBody(incoming: IncomingMessage | Http2ServerRequest, headers: Headers): Promise<Buffer> {
  const refused = (): ApiError => tooLarge(`Request entity too large: limit is ${maxBodyBytes}`);
  if (Number(headerValues(headers, 'content-length')[0]) > maxBodyBytes) return Promise.reject(refused());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(refused());
      }
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', () => reject(badRequest('unexpected EOF')));
    incoming.on('close', () => reject(badRequest('unexpected EOF')));
  });
}

/** Who sent it, and for whom proxies on the way say that they sent it (k8s.io/apimachinery/pkg/util/net). */
function sourceIPs(headers: Headers, own: string): string[] {
  const ips = headerValues(headers, 'x-forwarded-for')
    .flatMap((value) => value.split(','))
    .map((ip) => ip.trim())
    .filter(Boolean);
  const real = headerValues(headers, 'x-real-ip')[0]?.trim();
  if (real && !ips.includes(real)) ips.push(real);
  if (own && ips.at(-1) !== own) ips.push(own);
  return ips;
}
