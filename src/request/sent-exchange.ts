/** The exchange as it is kept: raw inside, where neither `inspect` nor JSON sees it, and redacted in every output. */
import { inspect } from 'node:util';
import type { Connection } from '../auth/connection.js';
import type { PresentCredential } from '../auth/credential.js';
import type { Identity } from '../auth/identity.js';
import { requestInfo } from '../kube/request-info.js';
import { redactText } from '../redact-text.js';
import type { JsonBody } from './api.js';
import { curlCommand } from './curl.js';
import type {
  CommandOptions,
  Exchange,
  ExchangeRequest,
  ExchangeResponse,
  Explained,
  Failure,
  Timings,
  TlsFacts,
} from './exchange.js';
import { type Face, jupyterDisplay } from './face.js';
import { kubectlCommand } from './kubectl.js';
import { keepLatest } from './latest.js';
import { keepRequest } from './own-record.js';
import { redactBody, redactHeaders } from './redact.js';
import { keepUnseen, looked } from './unseen.js';

/** All of an exchange, secrets included. For curl(), kubectl(), explain() and printers; never shown as it is. */
export interface RawExchange {
  request: ExchangeRequest;
  response: ExchangeResponse | undefined;
  text: string;
  body: JsonBody;
  tls: TlsFacts | undefined;
  timings: Timings;
  identity: Identity;
  failure: Failure | undefined;
  credential: PresentCredential;
  connection: Connection;
  /** The client's User-Agent. */
  userAgent: string;
  /** The HTTP proxy it went through. */
  proxy?: string;
  /** GETs a path of the same server without any credential: status 0 when there is no answer. */
  ask(path: string): Promise<{ status: number; body: JsonBody }>;
  /** GETs a path of the same server as the same identity: status 0 when there is no answer. */
  read(path: string): Promise<{ status: number; body: JsonBody }>;
}

/** The raw side of an exchange, which then counts as seen; undefined for any other object. */
export function rawOf(exchange: unknown): RawExchange | undefined {
  if (typeof exchange !== 'object' || exchange === null) return undefined;
  looked(exchange);
  return SentExchange.rawOf(exchange);
}

/** Request and body as they may be shown: raw with `reveal`, redacted without. */
export function shownParts(
  raw: RawExchange,
  reveal: boolean,
): Pick<RawExchange, 'request' | 'response' | 'body' | 'text'> {
  const { body, text } = raw;
  const heads = shownHeads(raw, reveal);
  return reveal
    ? { ...heads, body, text }
    : { ...heads, body: redactBody(body, resourceOf(raw)), text: redactText(text) };
}

/** The shown parts, less the answer's body. */
function shownHeads(raw: RawExchange, reveal: boolean): Pick<RawExchange, 'request' | 'response'> {
  const { request, response } = raw;
  if (reveal) return { request, response };
  return {
    request: {
      ...request,
      path: redactText(request.path),
      url: redactText(request.url),
      headers: redactHeaders(request.headers),
      ...(request.body === undefined ? {} : { body: redactBody(request.body, resourceOf(raw)) }),
    },
    response: response && { ...response, headers: redactHeaders(response.headers) },
  };
}

function resourceOf({ request }: RawExchange): string {
  return requestInfo(request.method, request.path).resource;
}

class SentExchange implements Exchange {
  readonly tls: TlsFacts | undefined;
  readonly timings: Timings;
  readonly identity: Identity;
  readonly #face: Face;
  readonly #all: RawExchange;
  #heads: Pick<RawExchange, 'request' | 'response'> | undefined;
  #isFailureSeen = false;

  constructor(raw: RawExchange, face: Face) {
    this.#all = raw;
    this.tls = raw.tls;
    this.timings = raw.timings;
    this.identity = raw.identity;
    this.#face = face;
    keepLatest(this);
    const { status } = raw.response ?? { status: 500 };
    // a DELETE answered with 404 has what it wanted
    if (status >= 400 && !(raw.request.method === 'DELETE' && status === 404)) keepUnseen(this);
  }

  get status(): number {
    return this.#raw().response?.status ?? 0;
  }
  get ok(): boolean {
    looked(this);
    this.#isFailureSeen = true;
    return isSuccess(this);
  }
  get failure(): Failure | undefined {
    this.#isFailureSeen = true;
    return this.#raw().failure;
  }
  get request(): ExchangeRequest {
    return this.#shown().request;
  }
  get response(): ExchangeResponse | undefined {
    return this.#shown().response;
  }
  get body(): JsonBody {
    const { body, failure } = this.#raw();
    // a program that reads the body of no answer has not seen that there is none, and fails with its next step
    if (failure && !this.#isFailureSeen) keepUnseen(this);
    return body;
  }
  get text(): string {
    return this.#raw().text;
  }
  curl(options?: CommandOptions): string {
    return curlCommand(this.#raw(), options);
  }
  kubectl(options?: CommandOptions): string {
    return kubectlCommand(this.#raw(), options);
  }
  explain(): Promise<Explained> {
    return this.#face.explain(this);
  }
  show(options: { reveal?: boolean } = {}): void {
    this.#face.show(this, options.reveal ?? this.#raw().connection.reveal);
  }
  toString(): string {
    return this.#face.text(this);
  }
  toJSON(): object {
    const raw = this.#raw();
    const { request, response, body } = shownParts(raw, raw.connection.reveal);
    const { tls, timings, identity, failure } = raw;
    return { request, response, status: this.status, ok: this.ok, body, tls, timings, identity, failure };
  }
  [inspect.custom](): string {
    return this.toString();
  }
  [jupyterDisplay](): Record<string, string> {
    return this.#face.bundle(this);
  }
  /** Redacts on first access: most exchanges are asked for their body and no more. */
  #shown(): Pick<RawExchange, 'request' | 'response'> {
    const raw = this.#raw();
    this.#heads ??= shownHeads(raw, raw.connection.reveal);
    return this.#heads;
  }
  /** The raw exchange, marked as seen. */
  #raw(): RawExchange {
    looked(this);
    return this.#all;
  }

  /** The raw side of an exchange; undefined for any other object. */
  static rawOf(exchange: object): RawExchange | undefined {
    return #all in exchange ? exchange.#all : undefined;
  }
}

/** True for 2xx. For this module itself: only reading `ok` marks an exchange as seen. */
export function isSuccess(exchange: Exchange): boolean {
  const status = SentExchange.rawOf(exchange)?.response?.status ?? 0;
  return status >= 200 && status < 300;
}

/** The exchange of a request and its answer. */
export function createExchange(raw: RawExchange, face: Face): Exchange {
  keepRequest(raw);
  return new SentExchange(raw, face);
}

/** The exchange itself with getters added; outputs do not show them. */
export function withGetters<Added extends object>(exchange: Exchange, getters: Added): Exchange & Added {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(getters))) {
    Object.defineProperty(exchange, name, { ...descriptor, enumerable: false });
  }
  return exchange as Exchange & Added; // the line above made it so
}
