/**
 * Runs a command in a pod over a WebSocket: one channel each for standard input, output, error output and the outcome.
 * Protocol `v5.channel.k8s.io` (KEP-4006): the first byte of a message names the channel, and channel 255 closes one.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import type { ClientOptions } from 'ws';
import type { Connection } from '../auth/connection.js';
import { KubelabError } from '../errors.js';
import type { ExecOptions, ExecResult } from './api.js';
import type { ExchangeResponse } from './exchange.js';
import { type Face, jupyterDisplay } from './face.js';
import { openSocket, secureContext, tlsFacts, VerificationError } from './tls-socket.js';
import type { Prepared, Transport } from './transport.js';

const PROTOCOL = 'v5.channel.k8s.io';
const [STDIN, STDOUT, STDERR, OUTCOME, CLOSE] = [0, 1, 2, 3, 255] as const;

/** Runs `command` in `pod` and waits for its end. A refusal is in the result's `exchange`, not thrown. */
export async function exec(
  { transport, connection, face }: { transport: Transport; connection: Connection; face: Face },
  pod: string,
  command: string | readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const words = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  if (typeof pod !== 'string' || pod === '' || !Array.isArray(words) || words.length === 0) {
    throw new KubelabError('ARGUMENT_INVALID', 'exec() needs the name of a pod and a command.', {
      hint: "Write client.exec('my-bash', ['ls', '-l']), or a text for a shell: client.exec('my-bash', 'ls | wc -l').",
    });
  }
  const query = new URLSearchParams();
  for (const word of words) query.append('command', String(word));
  if (options.container) query.set('container', options.container);
  if (options.stdin !== undefined) query.set('stdin', 'true');
  query.set('stdout', 'true');
  query.set('stderr', 'true');
  const namespace = encodeURIComponent(options.namespace ?? 'default');
  const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod)}/exec?${query}`;
  const prepared = await transport.prepare({ method: 'GET', path });
  const result = await run(transport, connection, prepared, options);
  Object.defineProperty(result, inspect.custom, { value: () => face.execResult(result), enumerable: false });
  Object.defineProperty(result, jupyterDisplay, { value: () => face.bundle(result), enumerable: false });
  return result;
}

async function run(
  transport: Transport,
  { trust, timeout }: Connection,
  prepared: Prepared,
  { stdin, signal, timeout: limit = timeout }: ExecOptions,
): Promise<ExecResult> {
  const { WebSocket } = await import('ws');
  const { message, credential, url } = prepared;
  const begun = performance.now();
  const { hostname, port, protocol } = new URL(url);
  const secure = protocol === 'https:';
  const address = { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (secure ? 443 : 80)), secure };
  const { certificate } = credential;
  let tlsOptions: Pick<Parameters<typeof openSocket>[1], 'context' | 'clientCert'>;
  try {
    tlsOptions = secure
      ? {
          context: secureContext({ ...(trust.ca ? { ca: trust.ca } : {}), ...certificate }),
          ...(certificate ? { clientCert: certificate.cert } : {}),
        }
      : {};
  } catch (error) {
    const exchange = transport.record(prepared, { error, total: performance.now() - begun });
    return { ok: false, stdout: '', stderr: '', exitCode: undefined, exchange };
  }
  const { accept: _accept, ...headers } = message.headers;
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), [PROTOCOL], {
      headers: headers as Record<string, string>, // lists are taken as well: http.request sends a header for each
      handshakeTimeout: timeout,
      // the same opening as for requests, so that a server is checked and a failure is told in the same way
      createConnection: ((_options: object, opened: (error: Error | null, socket: Socket | null) => void) => {
        openSocket(address, { trust, ...tlsOptions, timeout }, opened);
      }) as unknown as ClientOptions['createConnection'], // its type leaves out the callback that Node's http calls it with
    });
    const output: Record<typeof STDOUT | typeof STDERR | typeof OUTCOME, Buffer[]> = {
      [STDOUT]: [],
      [STDERR]: [],
      [OUTCOME]: [],
    };
    let response: ExchangeResponse | undefined;
    let tls: ReturnType<typeof tlsFacts> | undefined;
    let settled = false;
    const text = (channel: keyof typeof output): string => Buffer.concat(output[channel]).toString('utf8');
    const settle = (error?: unknown, body = ''): void => {
      if (settled) return;
      if (error instanceof VerificationError) tls = error.facts;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const exitCode = error === undefined ? exitCodeOf(text(OUTCOME)) : undefined;
      const total = performance.now() - begun;
      resolve({
        ok: exitCode === 0,
        stdout: text(STDOUT),
        stderr: text(STDERR),
        exitCode,
        exchange: transport.record(prepared, {
          ...(error === undefined ? { response } : { error }),
          text: body || (exitCode === undefined ? text(OUTCOME) : ''),
          ...(tls ? { tls } : {}),
          total,
        }),
      });
    };
    const end = (code: string, words: string): void => {
      settle(Object.assign(new Error(words), { code }));
      socket.terminate();
    };
    const abort = (): void => end('ABORT_ERR', 'ended by the caller');
    const timer = setTimeout(() => end('TIMEOUT', `the command did not end within ${limit} ms`), limit);
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    const meet = (answer: IncomingMessage): void => {
      response = { status: answer.statusCode ?? 0, reason: answer.statusMessage ?? '', headers: flat(answer.headers) };
      if (answer.socket instanceof TLSSocket) {
        tls = tlsFacts(answer.socket, trust, trust.serverName ?? address.hostname, certificate?.cert);
      }
    };
    socket.on('upgrade', meet);
    socket.on('unexpected-response', (_request, answer) => {
      meet(answer);
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        settle(undefined, Buffer.concat(chunks).toString('utf8'));
        socket.terminate();
      });
    });
    socket.on('open', () => {
      if (stdin === undefined) return;
      socket.send(Buffer.concat([Buffer.of(STDIN), Buffer.from(stdin)]));
      socket.send(Buffer.of(CLOSE, STDIN));
    });
    socket.on('message', (data) => {
      const bytes = data as Buffer; // ws gives a Buffer unless its binaryType is changed
      const of: Record<number, Buffer[] | undefined> = output;
      const [channel = STDIN] = bytes;
      of[channel]?.push(bytes.subarray(1));
    });
    socket.on('error', (error) => settle(error));
    socket.on('close', () => settle());
  });
}

// the outcome is a Status; NonZeroExitCode has the code among its causes
function exitCodeOf(outcome: string): number | undefined {
  try {
    const status = JSON.parse(outcome);
    if (status.status === 'Success') return 0;
    const causes: { reason?: string; message?: string }[] = status.details?.causes ?? [];
    const code = causes.find((cause) => cause.reason === 'ExitCode')?.message;
    return code === undefined ? undefined : Number(code);
  } catch {
    return undefined;
  }
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}
