/**
 * curl inside a pod: real requests over real TLS, to the cluster's own API server and nowhere else. Messages and exit codes
 * are curl's own.
 */
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from 'node:tls';
import { reasonPhrase } from '../server/reason-phrase.js';
import { type CurlOptions, CurlUsage, curlBody, parseCurl } from './curl-options.js';
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

/** A failure with curl's exit code. */
class CurlFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** The names of the cluster's service in every namespace; in its own, `kubernetes` will do. */
const clusterNames = new Set(['kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local']);

const untrusted = `
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

const tlsReasons: Record<string, string> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
};

/** Runs one command line. */
export async function runCurl(args: readonly string[], environment: CurlEnvironment): Promise<CurlResult> {
  const stdout: Buffer[] = [];
  const stderr: string[] = [];
  const write = (data: Uint8Array | string): void => {
    const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
    if (environment.live) environment.live(bytes);
    else stdout.push(bytes);
  };
  let exitCode = 0;
  try {
    const options = parseCurl(args);
    for (const url of options.urls) {
      try {
        await transfer(url, options, environment, write, (line) => stderr.push(`${line}\n`));
        exitCode = 0;
      } catch (error) {
        if (!(error instanceof CurlFailure)) throw error;
        exitCode = error.exitCode;
        if (error.message && (!options.silent || options.showError)) {
          stderr.push(`curl: (${error.exitCode}) ${error.message}\n`);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof CurlUsage)) throw error;
    stderr.push(`${error.message}\n`);
    exitCode = 2;
  }
  return { stdout: Buffer.concat(stdout), stderr: stderr.join(''), exitCode };
}

const file = async (environment: CurlEnvironment, path: string, failure: CurlFailure): Promise<Buffer> => {
  try {
    return Buffer.from(await environment.readFile(path));
  } catch {
    throw failure;
  }
};

/** Where a URL leads: only the cluster can be reached, under its names and its service address. */
function destination(url: URL, environment: CurlEnvironment): ServerAddress {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const service = environment.env('KUBERNETES_SERVICE_HOST');
  const isNear = host === 'kubernetes' && environment.namespace === 'default';
  const isCluster = isNear || clusterNames.has(host) || host === service;
  if (!isCluster && !isIP(host) && host !== 'localhost') throw new CurlFailure(6, `Could not resolve host: ${host}`);
  const wanted = Number(environment.env('KUBERNETES_SERVICE_PORT')) || 443;
  if (!isCluster || port !== wanted) {
    throw new CurlFailure(7, `Failed to connect to ${host} port ${port} after 0 ms: Could not connect to server`);
  }
  return environment.server();
}

async function transfer(
  text: string,
  options: CurlOptions,
  environment: CurlEnvironment,
  write: (data: Uint8Array | string) => void,
  note: (line: string) => void,
): Promise<void> {
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new CurlFailure(3, `URL rejected: Malformed input to a URL function`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new CurlFailure(1, `Protocol "${url.protocol.slice(0, -1)}" not supported`);
  }
  const address = destination(url, environment);
  const body = await curlBody(options.data, (name) =>
    file(environment, name, new CurlFailure(26, `Failed to open ${name}`)),
  );
  if (options.get && body) url.search = [url.search.slice(1), body.toString()].filter(Boolean).join('&');
  const sent = options.get ? undefined : body;
  const method = options.method ?? (options.head ? 'HEAD' : sent ? 'POST' : 'GET');
  const headers = requestHeaders(url, options, sent);
  const settings: RequestOptions = {
    host: address.host,
    port: address.port,
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    agent: false,
    ...(isIP(url.hostname) ? {} : { servername: url.hostname }),
    rejectUnauthorized: !options.insecure,
    checkServerIdentity: (_host: string, certificate: PeerCertificate) =>
      checkServerIdentity(url.hostname, certificate),
    ...(Number(options.maxTime) ? { timeout: Number(options.maxTime) * 1000 } : {}),
    ...(environment.signal ? { signal: environment.signal } : {}),
    ...(await clientCredentials(options, environment)),
  };
  let response: IncomingMessage;
  try {
    response = await open(settings, sent, url, options, environment, note);
  } catch (error) {
    // the format is written for failures too, with 000 for the status
    if (options.writeOut) write(writeOut(options.writeOut, { code: 0, size: 0, url: url.href, type: '', method }));
    throw error;
  }
  const { statusCode = 0, statusMessage, rawHeaders } = response;
  const head = [
    `HTTP/1.1 ${statusCode} ${statusMessage || reasonPhrase(statusCode)}`.trimEnd(),
    ...pairs(rawHeaders).map(([name, value]) => `${name}: ${value}`),
  ];
  if (options.verbose) for (const line of [...head, '']) note(`< ${line}`.trimEnd());
  const refused = statusCode >= 400 && (options.fail || options.failWithBody);
  const saved: Buffer[] = [];
  const deliver = (data: Uint8Array | string): void => {
    if (options.output === undefined) write(data);
    else saved.push(typeof data === 'string' ? Buffer.from(data) : Buffer.from(data));
  };
  if (options.include || options.head) deliver(`${head.join('\r\n')}\r\n\r\n`);
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (!(refused && options.fail)) deliver(chunk);
    }
  } catch {
    if (environment.signal?.aborted) throw new CurlFailure(130, '');
    throw new CurlFailure(18, 'transfer closed with outstanding read data remaining');
  }
  if (options.output !== undefined && options.output !== '/dev/null') {
    await environment.writeFile(options.output, Buffer.concat(saved));
  }
  if (options.writeOut)
    write(
      writeOut(options.writeOut, {
        code: statusCode,
        size,
        url: url.href,
        type: response.headers['content-type'] ?? '',
        method,
      }),
    );
  if (refused) throw new CurlFailure(22, `The requested URL returned error: ${statusCode}`);
}

/** The names and values of raw headers in pairs. */
function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, i): [string, string][] => (i % 2 ? [] : [[name, raw[i + 1] ?? '']]));
}

function requestHeaders(url: URL, options: CurlOptions, body: Buffer | undefined): Record<string, string> {
  const json = options.data.some((part) => part.kind === 'json');
  const headers = new Map<string, [string, string]>();
  const set = (name: string, value: string): unknown => headers.set(name.toLowerCase(), [name, value]);
  set('Host', url.host);
  set('User-Agent', options.userAgent ?? 'curl/8.5.0');
  set('Accept', json ? 'application/json' : '*/*');
  if (options.user !== undefined) set('Authorization', `Basic ${Buffer.from(options.user).toString('base64')}`);
  if (options.oauth2Bearer !== undefined) set('Authorization', `Bearer ${options.oauth2Bearer}`);
  if (body) {
    set('Content-Length', String(body.length));
    set('Content-Type', json ? 'application/json' : 'application/x-www-form-urlencoded');
  }
  for (const line of options.headers) {
    const colon = line.indexOf(':');
    if (colon < 0) {
      // `Name;` sends an empty header, anything else without a colon is dropped
      if (line.endsWith(';')) set(line.slice(0, -1), '');
      continue;
    }
    const name = line.slice(0, colon).trim();
    const value = line.slice(colon + 1).trim();
    if (value === '') headers.delete(name.toLowerCase());
    else set(name, value);
  }
  return Object.fromEntries(headers.values());
}

async function clientCredentials(options: CurlOptions, environment: CurlEnvironment): Promise<RequestOptions> {
  const settings: RequestOptions = {};
  if (options.cacert !== undefined && !options.insecure) {
    const failure = new CurlFailure(77, `error setting certificate file: ${options.cacert}`);
    const ca = await file(environment, options.cacert, failure);
    if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw failure;
    settings.ca = ca;
  }
  if (options.cert !== undefined) {
    const path = options.cert;
    settings.cert = await file(
      environment,
      path,
      new CurlFailure(
        58,
        `could not load PEM client certificate from ${path}, OpenSSL error error:80000002:system library::No such file or directory, (no key found, wrong pass phrase, or wrong file format?)`,
      ),
    );
    const keyPath = options.key ?? path;
    settings.key = await file(
      environment,
      keyPath,
      new CurlFailure(58, `unable to set private key file: '${keyPath}' type PEM`),
    );
  }
  return settings;
}

/** Sends the request; the response when its head has come. */
function open(
  settings: RequestOptions,
  body: Buffer | undefined,
  url: URL,
  options: CurlOptions,
  environment: CurlEnvironment,
  note: (line: string) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(failureOf(error, url, environment));
    if (url.protocol === 'http:') {
      fail(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
      return;
    }
    let outgoing: ReturnType<typeof request>;
    try {
      outgoing = request(settings, resolve);
    } catch (error) {
      const { code = '', message = '' } = error as NodeJS.ErrnoException;
      // a key that does not fit is refused before anything is sent
      if (message.includes('key values mismatch')) {
        reject(new CurlFailure(58, `unable to set private key file: '${options.key ?? options.cert}' type PEM`));
      } else if (code.startsWith('ERR_INVALID')) fail(error as NodeJS.ErrnoException);
      else {
        const why = 'no key found, wrong pass phrase, or wrong file format?';
        reject(new CurlFailure(58, `could not load PEM client certificate from ${options.cert}, (${why})`));
      }
      return;
    }
    outgoing.on('error', fail);
    outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
    if (options.verbose) {
      note(`* Host ${url.host} was resolved.`);
      outgoing.on('socket', (socket) => {
        socket.once('secureConnect', () => {
          const tls = socket as TLSSocket;
          note(`* Connected to ${url.hostname} port ${url.port || 443}`);
          note(`* SSL connection using ${tls.getProtocol()} / ${tls.getCipher().standardName ?? tls.getCipher().name}`);
          const certificate = tls.getPeerCertificate();
          if (certificate.subject) {
            note('* Server certificate:');
            note(`*  subject: ${distinguishedName(certificate.subject)}`);
            note(`*  issuer: ${distinguishedName(certificate.issuer)}`);
            note(`*  expire date: ${certificate.valid_to}`);
          }
          note(
            tls.authorized
              ? '*  SSL certificate verify ok.'
              : `*  SSL certificate verify result: ${tlsReasons[String(tls.authorizationError)] ?? tls.authorizationError}, continuing anyway.`,
          );
          note(`> ${settings.method} ${settings.path} HTTP/1.1`);
          for (const [name, value] of Object.entries(settings.headers ?? {})) note(`> ${name}: ${value}`);
          note('>');
        });
      });
    }
    outgoing.end(body);
  });
}

const distinguishedName = (name: object): string =>
  Object.entries(name)
    .map(([key, value]) => `${key}=${value}`)
    .join('; ');

function failureOf(error: NodeJS.ErrnoException, url: URL, environment: CurlEnvironment): CurlFailure {
  const { code = '', message } = error;
  if (environment.signal?.aborted) return new CurlFailure(130, '');
  const reason = tlsReasons[code];
  if (reason) return new CurlFailure(60, `SSL certificate problem: ${reason}${untrusted}`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const kind = isIP(url.hostname) ? 'ipv4 address' : 'host name';
    return new CurlFailure(
      60,
      `SSL: no alternative certificate subject name matches target ${kind} '${url.hostname}'${untrusted}`,
    );
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  if (code === 'ECONNREFUSED') {
    return new CurlFailure(
      7,
      `Failed to connect to ${url.hostname} port ${port} after 0 ms: Could not connect to server`,
    );
  }
  if (code === 'ETIMEDOUT') return new CurlFailure(28, 'Operation timed out');
  if (code.startsWith('ERR_OSSL')) return new CurlFailure(58, `could not load PEM client certificate, ${message}`);
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN')
    return new CurlFailure(43, 'A libcurl function was given a bad argument');
  return new CurlFailure(56, `Recv failure: ${message || code}`);
}

function writeOut(
  format: string,
  facts: { code: number; size: number; url: string; type: string; method: string },
): string {
  const values: Record<string, string> = {
    http_code: String(facts.code).padStart(3, '0'),
    response_code: String(facts.code).padStart(3, '0'),
    size_download: String(facts.size),
    content_type: facts.type,
    url_effective: facts.url,
    url: facts.url,
    method: facts.method,
    http_version: '1.1',
    scheme: 'https',
    errormsg: '',
    exitcode: '0',
  };
  return format
    .replace(/%\{([a-z_]+)\}|%%/g, (whole, name: string | undefined) =>
      name === undefined ? '%' : (values[name] ?? whole),
    )
    .replaceAll('\\n', '\n')
    .replaceAll('\\r', '\r')
    .replaceAll('\\t', '\t');
}
