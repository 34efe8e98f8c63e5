/** Everything between a description of a request and its exchange: credential, headers, sending, timing out, failing. */
import type { Connection } from '../auth/connection.js';
import { type PresentCredential, presentCredential } from '../auth/credential.js';
import { forgetPluginCredential } from '../auth/exec-plugin.js';
import { type Identity, identityOf } from '../auth/identity.js';
import type { Surroundings } from '../auth/options.js';
import { KubelabError } from '../errors.js';
import type { JsonBody, RequestDescription } from './api.js';
import type { Exchange, ExchangeResponse } from './exchange.js';
import type { Face } from './face.js';
import { type Attempt, failureOf } from './failure.js';
import { pathWithQuery } from './objects.js';
import {
  ACCEPT,
  checkEach,
  checkedHeaders,
  impersonationHeaders,
  lowerCase,
  refuseUnwritable,
  userAgentOf,
} from './request-headers.js';
import { createSender, flatHeaders, type Message, type Sender, type Sink } from './sender.js';
import { createExchange, type RawExchange } from './sent-exchange.js';
import { sentIdentity } from './sent-identity.js';

/** A receiver of an answer's bytes as they come; without it they are kept and become the body. */
export interface Stream {
  data(chunk: Buffer, resume: () => void): boolean;
}

/** Sends requests over one connection. */
export interface Transport {
  /** One request and its exchange. With `stream`, a 2xx answer goes there and the exchange comes when it has ended. */
  exchange(request: RequestDescription, stream?: Stream): Promise<Exchange>;
  /** The parts of every request, for transports other than HTTP. */
  prepare(request: RequestDescription): Promise<Prepared>;
  /** The exchange of a request sent in another way. */
  record(
    prepared: Prepared,
    rest: Partial<Pick<RawExchange, 'response' | 'text' | 'tls'>> & { error?: unknown; total: number },
  ): Exchange;
  close(): Promise<void>;
}

/** A request ready to be sent. */
export interface Prepared {
  message: Message;
  body: unknown;
  url: string;
  credential: PresentCredential;
  identity: Identity;
}

/** A transport over `connection`; `face` is given to its exchanges. */
export function createTransport(connection: Connection, face: Face, surroundings: Surroundings): Transport {
  const env = surroundings.env ?? process.env;
  const now = surroundings.now ?? Date.now;
  const { server, trust, timeout, proxyUrl } = connection;
  const sender: Sender = createSender({ server, trust, timeout, env, ...(proxyUrl ? { proxyUrl } : {}) });
  const attempt = (limit: number): Attempt => ({
    server,
    trust,
    timeout: limit,
    now: now(),
    ...(sender.proxy ? { proxy: sender.proxy } : {}),
  });
  const get = async (
    path: string,
    own: Message['headers'] = {},
    certificate?: PresentCredential['certificate'],
  ): ReturnType<RawExchange['ask']> => {
    const headers = { 'user-agent': userAgentOf(connection), accept: ACCEPT, ...own };
    const message = { method: 'GET', path, headers };
    const { response, text } = await transfer(sender, message, certificate, AbortSignal.timeout(timeout));
    return { status: response?.status ?? 0, body: parseBody(text) };
  };

  const prepare = async (request: RequestDescription): Promise<Prepared> => {
    const method = checkedMethod(request.method);
    const path = pathWithQuery(request.path, request.query);
    const unchecked = request.unchecked ?? connection.unchecked === true;
    const credential = await presentCredential(connection.credential, {
      env,
      now,
      timeout: Math.max(timeout, 30_000),
      terminal: process.stdin.isTTY === true,
      unchecked,
    });
    const { text, type } = bodyText(request.body);
    const own = lowerCase(unchecked ? (request.headers ?? {}) : checkedHeaders(request.headers));
    const agent = { 'user-agent': userAgentOf(connection) };
    const acting = impersonationHeaders(connection);
    if (!unchecked) checkEach({ ...agent, ...acting });
    const headers: Message['headers'] = {
      ...agent,
      accept: ACCEPT,
      ...(type ? { 'content-type': type } : {}),
      ...(credential.token ? { authorization: `Bearer ${credential.token}` } : {}),
      ...acting,
      ...own,
    };
    refuseUnwritable(headers);
    return {
      message: { method, path, headers, ...(text === undefined ? {} : { body: text }) },
      body: request.body,
      url: server + path,
      credential,
      identity: sentIdentity(connection, credential, own),
    };
  };

  const build = (prepared: Prepared, sent: Transferred, limit: number): Exchange => {
    const { message, body, url, credential, identity } = prepared;
    if (sent.response?.status === 401 && connection.credential.exec) forgetPluginCredential(connection.credential.exec);
    return createExchange(
      {
        request: {
          method: message.method,
          path: message.path,
          url,
          get headers() {
            return sent.headers ?? flatHeaders(message.headers);
          },
          ...(body === undefined ? {} : { body }),
        },
        response: sent.response,
        text: sent.text,
        body: parseBody(sent.text),
        tls: sent.tls,
        timings: sent.timings,
        identity,
        failure: sent.error === undefined ? undefined : failureOf(sent.error, { ...attempt(limit), ...cutOff(sent) }),
        credential,
        connection,
        userAgent: String(message.headers['user-agent'] ?? ''),
        ...(sender.proxy ? { proxy: sender.proxy } : {}),
        ask: (path) => get(path),
        read: (path) => get(path, credentialHeaders(message.headers), credential.certificate),
      },
      face,
    );
  };

  return {
    prepare,
    async exchange(request, stream) {
      const limit = request.timeout ?? timeout;
      let prepared: Prepared;
      try {
        prepared = await prepare(request);
      } catch (error) {
        // a credential that cannot be had now is a failure to look at; a wrong argument is thrown
        if (!(error instanceof KubelabError) || error.code === 'ARGUMENT_INVALID') throw error;
        const message = { method: request.method, path: request.path, headers: {} };
        const identity = identityOf({}, connection.impersonate);
        prepared = { message, body: request.body, url: server + request.path, credential: {}, identity };
        return build(prepared, { text: '', error, timings: { total: 0, reused: false } }, limit);
      }
      const controller = new AbortController();
      // made when it happens: an error writes down its stack
      const giveUp = (): void =>
        controller.abort(Object.assign(new Error(`no answer within ${limit} ms`), { code: 'TIMEOUT' }));
      // a stream has no end in view: only its beginning is timed
      const timer = setTimeout(giveUp, limit);
      const stop = (): void => controller.abort(Object.assign(new Error('ended by the caller'), { code: 'ABORT_ERR' }));
      if (request.signal?.aborted) stop();
      request.signal?.addEventListener('abort', stop, { once: true });
      try {
        const sent = await transfer(sender, prepared.message, prepared.credential.certificate, controller.signal, {
          stream,
          begun: () => stream && clearTimeout(timer),
        });
        return build(prepared, sent, limit);
      } finally {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', stop);
      }
    },
    record(prepared, { response, text = '', tls, error, total }) {
      return build(prepared, { response, text, tls, error, timings: { total, reused: false } }, timeout);
    },
    close: () => sender.close(),
  };
}

/** The sent headers that carry the identity. */
function credentialHeaders(headers: Message['headers']): Message['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => /^(authorization$|impersonate-|x-remote-)/.test(name)),
  );
}

interface Transferred {
  response?: ExchangeResponse | undefined;
  text: string;
  headers?: Record<string, string> | undefined;
  tls?: RawExchange['tls'];
  timings: RawExchange['timings'];
  error?: unknown;
  /** The status of an answer that began and did not end. */
  begun?: number;
}

/** Status and size of a cut-off answer. */
function cutOff({ begun, text }: Transferred): Pick<Attempt, 'begun'> {
  return begun === undefined ? {} : { begun: { status: begun, bytes: Buffer.byteLength(text) } };
}

function transfer(
  sender: Sender,
  message: Message,
  certificate: PresentCredential['certificate'],
  signal: AbortSignal,
  { stream, begun }: { stream?: Stream | undefined; begun?: () => void } = {},
): Promise<Transferred> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let response: ExchangeResponse | undefined;
    let streaming = false;
    const settle = (error?: unknown): void => {
      // the answer was begun and cut off: what came of a stream was delivered, of anything else it is a failure
      const failed = error !== undefined && !streaming;
      resolve({
        response: failed ? undefined : response,
        // the part of an answer that was cut off is kept as text, and not as a response
        text: Buffer.concat(chunks).toString('utf8'),
        get headers() {
          return trace.headers;
        },
        tls: trace.tls,
        timings: trace.timings,
        ...(failed ? { error, ...(response ? { begun: response.status } : {}) } : {}),
      });
    };
    const sink: Sink = {
      head(head) {
        response = head;
        begun?.();
        streaming = stream !== undefined && head.status >= 200 && head.status < 300;
      },
      data(chunk, resume) {
        if (streaming && stream) return stream.data(chunk, resume);
        chunks.push(chunk);
        return true;
      },
      end: () => settle(),
      error: (error) => settle(error),
    };
    const trace = sender.send(message, certificate, signal, sink);
  });
}

/** The value behind a body's text: parsed when it is JSON, else the text itself. */
function parseBody(text: string): JsonBody {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bodyText(body: unknown): { text?: string; type?: string } {
  if (body === undefined) return {};
  if (typeof body === 'string') return { text: body, type: 'application/json' };
  try {
    const text = JSON.stringify(body);
    if (text !== undefined) return { text, type: 'application/json' };
  } catch (cause) {
    throw new KubelabError('ARGUMENT_INVALID', 'The body cannot be written as JSON.', {
      hint: 'Give a plain object without cycles, functions or bigints.',
      cause,
    });
  }
  throw new KubelabError('ARGUMENT_INVALID', `A ${typeof body} is no body.`, { hint: 'Give an object or a text.' });
}

function checkedMethod(method: unknown): string {
  if (typeof method === 'string' && /^[A-Za-z]+$/.test(method)) return method.toUpperCase();
  throw new KubelabError('ARGUMENT_INVALID', `${JSON.stringify(method)} is not an HTTP method.`, {
    hint: 'Use GET, POST, PUT, PATCH or DELETE.',
  });
}
