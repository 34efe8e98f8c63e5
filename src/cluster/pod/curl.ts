/**
 * curl inside a pod: real requests over real TLS, to the cluster's own API server and nowhere else. Messages and exit codes
 * are curl's own.
 */
import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { reasonPhrase } from '../server/reason-phrase.js';
import { CurlFailure, notConnected, portOf } from './curl-failure.js';
import { type CurlOptions, CurlUsage, curlBody, parseCurl } from './curl-options.js';
import { credentials, open, requestHeaders } from './curl-request.js';
import { type CurlUrl, expandGlobs, readUrl } from './curl-url.js';
import { type TransferFacts, writeOut } from './curl-write-out.js';
import type { ServerAddress } from './pods.js';

/** The container that curl runs in. */
export interface CurlEnvironment {
  server(): ServerAddress;
  /** The pod's namespace, in which a name without dots is looked up. */
  namespace: string;
  env(name: string): string | undefined;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array): Promise<void>;
  signal?: AbortSignal;
  /** Shows output at once where the command writes to a terminal or the end of an exec; otherwise it is gathered. */
  live?: (data: Uint8Array) => void;
}

/** The result of the command. */
export interface CurlResult {
  stdout: Buffer;
  stderr: string;
  exitCode: number;
}

/** Where a transfer writes. */
interface Output {
  write(data: Uint8Array | string): void;
  /** A line on the standard error. */
  note(line: string): void;
}

/** The names of the cluster's service in every namespace; in its own, `kubernetes` will do. */
const clusterNames = new Set(['kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']);

/** Runs one command line. */
export async function runCurl(args: readonly string[], environment: CurlEnvironment): Promise<CurlResult> {
  const stdout: Buffer[] = [];
  const stderr: string[] = [];
  const output: Output = {
    write: (data) => {
      const bytes = Buffer.from(data as Uint8Array);
      if (bytes.length === 0) return;
      if (environment.live) environment.live(bytes);
      else stdout.push(bytes);
    },
    note: (line) => stderr.push(`${line}\n`),
  };
  let exitCode = 0;
  try {
    const options = parseCurl(args);
    const body = await bodyOf(options, environment);
    const told = (error: unknown): number => {
      if (!(error instanceof CurlFailure)) throw error;
      const isSaid = error.message !== '' && (!options.silent || options.showError);
      if (isSaid) output.note(`curl: (${error.exitCode}) ${error.message}`);
      return error.exitCode;
    };
    for (const text of options.urls) {
      let urls: string[] = [];
      try {
        urls = options.globOff ? [text] : expandGlobs(text);
      } catch (error) {
        exitCode = told(error);
      }
      // the code of the last one is that of the command
      for (const url of urls) exitCode = await transfer(url, options, body, environment, output).then(() => 0, told);
    }
  } catch (error) {
    if (!(error instanceof CurlUsage)) throw error;
    output.note(error.message);
    exitCode = error.exitCode;
  }
  return { stdout: Buffer.concat(stdout), stderr: stderr.join(''), exitCode };
}

async function bodyOf(options: CurlOptions, { readFile }: CurlEnvironment): Promise<Buffer | undefined> {
  const { upload } = options;
  if (upload === undefined) return curlBody(options.data, readFile);
  const bytes = await readFile(upload).catch(() => {
    throw new CurlUsage(`curl: cannot open '${upload}'`, 26);
  });
  return Buffer.from(bytes);
}

/** Where a URL leads: only the cluster can be reached, under its names and its service address. */
function destination(url: URL, environment: CurlEnvironment): ServerAddress {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const service = environment.env('KUBERNETES_SERVICE_HOST');
  const isNear = host === 'kubernetes' && environment.namespace === 'default';
  const isCluster = isNear || clusterNames.has(host) || host === service;
  if (!isCluster && !isIP(host) && host !== 'localhost') throw new CurlFailure(6, `Could not resolve host: ${host}`);
  const wanted = Number(environment.env('KUBERNETES_SERVICE_PORT')) || 443;
  if (!isCluster || portOf(url) !== wanted) throw notConnected(url);
  return environment.server();
}

/** One request, with all that is written of it. Throws a {@link CurlFailure}. */
async function transfer(
  text: string,
  options: CurlOptions,
  body: Buffer | undefined,
  environment: CurlEnvironment,
  output: Output,
): Promise<void> {
  const started = performance.now();
  const read = readUrl(text, options.pathAsIs === true);
  const { url } = read;
  const sent = options.get ? undefined : body;
  const usual = options.head ? 'HEAD' : options.upload !== undefined ? 'PUT' : sent ? 'POST' : 'GET';
  const facts: TransferFacts = {
    ...{ url, method: options.method ?? usual, status: 0, headers: [], size: 0 },
    ...{ seconds: 0, exitCode: 0, error: '' },
  };
  try {
    if (options.get && body) appendQuery(read, body);
    await exchange(read, facts, sent, options, environment, output);
  } catch (error) {
    if (!(error instanceof CurlFailure)) throw error;
    Object.assign(facts, { exitCode: error.exitCode, error: error.message.split('\n')[0] });
    throw error;
  } finally {
    facts.seconds = (performance.now() - started) / 1000;
    const written = writeOut(options.writeOut ?? '', facts);
    output.write(written.text);
    for (const name of written.unknown) output.note(`curl: unknown --write-out variable: '${name}'`);
  }
}

/** Puts the data of `-G` behind the query; what is encoded has small letters there. */
function appendQuery(read: CurlUrl, body: Buffer): void {
  const more = body.toString().replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
  read.target += `${read.target.includes('?') ? '&' : '?'}${more}`;
  read.url.search = read.target.slice(read.target.indexOf('?'));
}

/** Sends the request, and writes the answer; `facts` learn of it. */
async function exchange(
  { url, target }: CurlUrl,
  facts: TransferFacts,
  body: Buffer | undefined,
  options: CurlOptions,
  environment: CurlEnvironment,
  { write, note }: Output,
): Promise<void> {
  const address = destination(url, environment);
  const longestMs = Math.ceil(Number.parseFloat(options.maxTime ?? '0') * 1000);
  const deadline = longestMs > 0 ? AbortSignal.timeout(longestMs) : undefined;
  const signals = [environment.signal, deadline].filter((signal) => signal !== undefined);
  const brokenOff = (): CurlFailure | undefined => {
    if (environment.signal?.aborted) return new CurlFailure(130, '');
    if (!deadline?.aborted) return undefined;
    return new CurlFailure(28, `Operation timed out after ${longestMs} milliseconds with ${facts.size} bytes received`);
  };
  const settings: RequestOptions = {
    ...{ host: address.host, port: address.port, path: target, method: facts.method, agent: false },
    ...(isIP(url.hostname) ? {} : { servername: url.hostname }),
    rejectUnauthorized: !options.insecure,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(url.hostname, certificate),
    signal: AbortSignal.any(signals),
    ...(await credentials(options, environment.readFile)),
  };
  let response: IncomingMessage;
  try {
    response = await open(settings, { headers: requestHeaders(url, options, body), body }, url, options, note);
  } catch (error) {
    throw brokenOff() ?? error;
  }
  const { statusCode = 0, statusMessage } = response;
  facts.status = statusCode;
  facts.headers = pairs(response.rawHeaders);
  const first = `HTTP/1.1 ${statusCode} ${statusMessage || reasonPhrase(statusCode)}`.trimEnd();
  const head = [first, ...facts.headers.map(([name, value]) => `${name}: ${value}`)];
  if (options.verbose) for (const line of [...head, '']) note(`< ${line}`.trimEnd());
  const headText = `${head.join('\r\n')}\r\n\r\n`;
  if (options.dumpHeader === '-') write(headText);
  else if (options.dumpHeader !== undefined) await environment.writeFile(options.dumpHeader, Buffer.from(headText));

  const file = options.remoteName ? (url.pathname.split('/').at(-1) ?? '') : (options.output ?? '');
  const saved: Buffer[] = [];
  const deliver = (data: Uint8Array | string): void => {
    if (file === '') write(data);
    else saved.push(Buffer.from(data as Uint8Array));
  };
  const refused = statusCode >= 400 && (options.fail || options.failWithBody);
  if (options.include || options.head) deliver(headText);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      facts.size += chunk.length;
      if (!(refused && options.fail)) deliver(chunk);
    }
  } catch {
    const early = brokenOff();
    if (early) throw early;
    const left = Number(response.headers['content-length']) - facts.size;
    const what = left > 0 ? `${left} bytes remaining to read` : 'outstanding read data remaining';
    throw new CurlFailure(18, `transfer closed with ${what}`);
  }
  if (file !== '' && file !== '/dev/null') await environment.writeFile(file, Buffer.concat(saved));
  if (refused) throw new CurlFailure(22, `The requested URL returned error: ${statusCode}`);
}

/** The names and values of raw headers in pairs. */
function pairs(raw: readonly string[]): [name: string, value: string][] {
  return raw.flatMap((name, i): [string, string][] => (i % 2 ? [] : [[name, raw[i + 1] ?? '']]));
}
