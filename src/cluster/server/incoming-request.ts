/** A request as it came in over HTTP/1.1 or HTTP/2, made into the one shape that the stages know. */
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Stage, StageFinding } from '../../kube/explanation.js';
import { queryOf, type RequestInfo, requestInfo } from '../../kube/request-info.js';
import { type ApiError, badRequest, isApiError, tooLarge } from '../../kube/status.js';
import { headerValue } from '../authentication/headers.js';
import type { ApiRequest, AuditNotes, Headers } from '../chain/handler.js';
import type { Clock } from '../clock.js';
import { standardIp } from '../validation/ip-address.js';
import { clientConnection } from './client-connection.js';
import { bodyFault } from './unread-request.js';

/** The limit of kube-apiserver for the body of a write. */
const maxBodyBytes = 3 * 1024 * 1024;
const maxAuditIdLength = 64;

/**
 * The request for the stages; its body is read, and its signal made, when somebody asks for it. `askForBody` is called before
 * the body is read, for clients that wait to be asked (`Expect: 100-continue`, RFC 9110, 10.1.1).
 */
export function apiRequest(
  incoming: IncomingMessage | Http2ServerRequest,
  signal: () => AbortSignal,
  options: { clock: Clock; randomUUID(): string },
  askForBody: () => void,
): ApiRequest {
  return new IncomingRequest(incoming, signal, options, askForBody);
}

/** A class for its getter: a literal with one takes several times as long to make, and so do fields that are not `declare`. */
class IncomingRequest implements ApiRequest {
  declare auditID: string;
  declare method: string;
  declare url: string;
  declare query: URLSearchParams;
  declare headers: Headers;
  declare info: RequestInfo;
  declare clientCertificates: readonly Buffer[];
  declare sourceIPs: string[];
  declare receivedAt: Date;
  declare upgrade: ApiRequest['upgrade'];
  declare user: ApiRequest['user'];
  declare impersonator: ApiRequest['impersonator'];
  declare warnings: string[] | undefined;
  declare audit: AuditNotes;
  declare findings: StageFinding[];
  declare reached: Stage[];
  declare private readonly incoming: IncomingMessage | Http2ServerRequest;
  declare private readonly departure: () => AbortSignal;
  declare private readonly askForBody: () => void;
  declare private whole: Promise<Buffer> | undefined;

  constructor(
    incoming: IncomingMessage | Http2ServerRequest,
    signal: () => AbortSignal,
    options: { clock: Clock; randomUUID(): string },
    askForBody: () => void,
  ) {
    const { certificates, address, finding } = clientConnection(socketOf(incoming));
    const url = originForm(incoming.url ?? '/');
    const headers = headersOf(incoming.rawHeaders);
    const given = headerValue(headers, 'audit-id');
    this.auditID = given && given.length <= maxAuditIdLength ? given : options.randomUUID();
    this.method = incoming.method ?? 'GET';
    this.url = url;
    this.query = queryOf(url);
    this.headers = headers;
    this.info = requestInfo(this.method, url);
    this.clientCertificates = certificates;
    this.sourceIPs = sourceIPs(headers, address);
    this.receivedAt = options.clock.now();
    this.upgrade = undefined;
    this.user = undefined;
    this.impersonator = undefined;
    this.warnings = undefined;
    this.audit = { annotations: {} };
    this.findings = [finding];
    this.reached = [];
    this.incoming = incoming;
    this.departure = signal;
    this.askForBody = askForBody;
    this.whole = undefined;
  }

  get signal(): AbortSignal {
    return this.departure();
  }

  body(): Promise<Buffer> {
    this.whole ??= readBody(this.incoming, this.headers, this.askForBody);
    return this.whole;
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

/** The socket under an HTTP/2 stream is hidden behind a proxy that refuses the methods of TLS sockets. */
function socketOf(incoming: IncomingMessage | Http2ServerRequest): TLSSocket {
  const session = 'stream' in incoming ? incoming.stream.session : undefined;
  return (session?.socket ?? incoming.socket) as TLSSocket; // the server speaks TLS alone
}

/** Path and query of a request line that holds a whole URL, as those sent to a proxy do. */
function originForm(url: string): string {
  if (url.startsWith('/') || url === '*') return url;
  try {
    const { pathname, search } = new URL(url);
    return `${pathname}${search}`;
  } catch {
    return '/';
  }
}

/** Not with `for await`: leaving that early ends the connection, and with it the answer that says why. */
function readBody(
  incoming: IncomingMessage | Http2ServerRequest,
  headers: Headers,
  askForBody: () => void,
): Promise<Buffer> {
  const refused = (): ApiError => tooLarge(`Request entity too large: limit is ${maxBodyBytes}`);
  if (Number(headerValue(headers, 'content-length')) > maxBodyBytes) return Promise.reject(refused());
  const fault = bodyFault(incoming);
  if (fault) return Promise.reject(fault);
  askForBody();
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
    incoming.on('error', (error) => reject(isApiError(error) ? error : badRequest('unexpected EOF')));
    incoming.on('close', () => reject(badRequest('unexpected EOF')));
  });
}

/** The sender's address, and those that proxies on the way name as senders (k8s.io/apimachinery/pkg/util/net). */
function sourceIPs(headers: Headers, own: string): string[] {
  // without the address of the connection as the last one, the headers of a client that has gone would be all that is told
  if (!own) return [];
  if (headers['x-forwarded-for'] === undefined && headers['x-real-ip'] === undefined) return [own];
  // of each header the first one counts, and what is no address is left out
  const read = (text: string): string | never[] => standardIp(text.trim()) ?? [];
  const ips = (headerValue(headers, 'x-forwarded-for') ?? '').split(',').flatMap(read);
  const [real] = [headerValue(headers, 'x-real-ip') ?? ''].flatMap(read);
  if (real !== undefined && !ips.includes(real)) ips.push(real);
  if (ips.at(-1) !== own) ips.push(own);
  return ips;
}
