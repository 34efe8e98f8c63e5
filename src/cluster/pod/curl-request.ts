/** The request of curl: its method, headers and credentials, and the connection that it goes over. */
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { unescape as decoded } from 'node:querystring';
import type { TLSSocket } from 'node:tls';
import { CurlFailure, failureOf, notConnected, portOf, tlsReason } from './curl-failure.js';
import type { CurlOptions } from './curl-options.js';

type ReadFile = (path: string) => Promise<Uint8Array>;

/** The headers in the order of curl: its own, those that were given, and those of the body. */
export function requestHeaders(
  url: URL,
  options: CurlOptions,
  body: Buffer | undefined,
): [name: string, value: string][] {
  const json = options.data.some((part) => part.kind === 'json');
  const user = url.username ? `${decoded(url.username)}:${decoded(url.password)}` : options.user;
  const basic = user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`;
  const given = options.headers.map(headerOf).filter((header) => header !== undefined);
  const named = (wanted: string): boolean => given.some(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (json && !named('Content-Type')) given.push(['Content-Type', 'application/json']);
  if (json && !named('Accept')) given.push(['Accept', 'application/json']);
  const own: [name: string, value: string | undefined][] = [
    ['Host', url.host],
    ['Authorization', options.oauth2Bearer === undefined ? basic : `Bearer ${options.oauth2Bearer}`],
    ['Range', options.range === undefined ? undefined : `bytes=${options.range}`],
    ['User-Agent', (options.userAgent ?? 'curl/8.5.0') || undefined],
    ['Accept', '*/*'],
    ['Referer', options.referer],
    ['Cookie', options.cookie],
  ];
  const ofBody: [name: string, value: string | undefined][] = [
    ['Content-Length', body && String(body.length)],
    ['Content-Type', body && options.upload === undefined ? 'application/x-www-form-urlencoded' : undefined],
  ];
  const isLeft = ([name, value]: [string, string | undefined]): boolean => value !== undefined && !named(name);
  // a host that was given stands where the own one would
  const host = given.find(([name]) => name.toLowerCase() === 'host');
  const others = given.filter((header) => header !== host && header[1] !== undefined);
  return [...(host ? [host] : []), ...own.filter(isLeft), ...others, ...ofBody.filter(isLeft)].map(
    ([name, value = '']) => [name, value],
  );
}

/** A header that was given: without a value it takes the own one away, with a semicolon it is sent empty, and other words are dropped. */
function headerOf(line: string): [name: string, value: string | undefined] | undefined {
  const [, name = '', value = ''] = /^([^:]*):(.*)$/s.exec(line) ?? [];
  if (name !== '') return [name.trim(), value.trim() === '' ? undefined : value.trim()];
  return /^[^:]+;$/.test(line) ? [line.slice(0, -1), ''] : undefined;
}

/** The CA, certificate and key of the options. Throws a {@link CurlFailure}: 77 for the CA, 58 for the others. */
export async function credentials(options: CurlOptions, readFile: ReadFile): Promise<RequestOptions> {
  const { cacert, cert, insecure } = options;
  const read = async (path: string, kind: RegExp, failure: CurlFailure, missing = failure): Promise<Buffer> => {
    const bytes = await readFile(path).catch(() => {
      throw missing;
    });
    if (!kind.test(Buffer.from(bytes).toString('latin1'))) throw failure;
    return Buffer.from(bytes);
  };
  const settings: RequestOptions = {};
  if (cacert !== undefined && !insecure) {
    const failure = new CurlFailure(77, `error setting certificate file: ${cacert}`);
    settings.ca = await read(cacert, /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/, failure);
  }
  if (cert === undefined) return settings;
  const unloaded = (reason: string): CurlFailure => {
    const hint = '(no key found, wrong pass phrase, or wrong file format?)';
    return new CurlFailure(58, `could not load PEM client certificate from ${cert}, OpenSSL error ${reason}, ${hint}`);
  };
  settings.cert = await read(
    cert,
    /-----BEGIN CERTIFICATE-----/,
    unloaded('error:0480006C:PEM routines::no start line'),
    unloaded('error:80000002:system library::No such file or directory'),
  );
  settings.key = await read(options.key ?? cert, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, unusableKey(options));
  return settings;
}

const unusableKey = ({ key, cert }: CurlOptions): CurlFailure =>
  new CurlFailure(58, `unable to set private key file: '${key ?? cert}' type PEM`);

/** What is sent. */
export interface Sent {
  headers: readonly [name: string, value: string][];
  body: Buffer | undefined;
}

/** Sends the request; the response when its head has come. Rejects with a {@link CurlFailure}. */
export function open(
  settings: RequestOptions,
  { headers, body }: Sent,
  url: URL,
  options: CurlOptions,
  note: (line: string) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(failureOf(error, url));
    if (url.protocol === 'http:') return reject(notConnected(url));
    let outgoing: ReturnType<typeof request>;
    try {
      outgoing = request({ ...settings, setHost: false }, resolve);
    } catch {
      // a key that does not fit is refused before anything is sent
      return reject(unusableKey(options));
    }
    outgoing.on('error', fail);
    try {
      for (const [name, value] of headers) outgoing.appendHeader(name, value);
    } catch (error) {
      outgoing.destroy();
      return fail(error as NodeJS.ErrnoException);
    }
    // Node would add one of them where nothing is sent
    if (!body) for (const name of ['Content-Length', 'Transfer-Encoding']) outgoing.removeHeader(name);
    if (options.verbose) {
      note(`* Host ${url.hostname}:${portOf(url)} was resolved.`);
      outgoing.on('socket', (socket) => {
        socket.once('secureConnect', () => {
          for (const line of connectionLines(socket as TLSSocket, url)) note(line);
          note(`> ${settings.method} ${settings.path} HTTP/1.1`);
          for (const [name, value] of headers) note(`> ${name}: ${value}`);
          note('>');
        });
      });
    }
    outgoing.end(body);
  });
}

function connectionLines(tls: TLSSocket, url: URL): string[] {
  const { subject, issuer, valid_to: end } = tls.getPeerCertificate();
  const error = String(tls.authorizationError);
  return [
    `* Connected to ${url.hostname} port ${portOf(url)}`,
    `* SSL connection using ${tls.getProtocol()} / ${tls.getCipher().standardName ?? tls.getCipher().name}`,
    ...(subject
      ? [
          '* Server certificate:',
          `*  subject: ${distinguishedName(subject)}`,
          `*  issuer: ${distinguishedName(issuer)}`,
          `*  expire date: ${end}`,
        ]
      : []),
    tls.authorized
      ? '*  SSL certificate verify ok.'
      : `*  SSL certificate verify result: ${tlsReason(error) ?? error}, continuing anyway.`,
  ];
}

const distinguishedName = (name: object): string =>
  Object.entries(name)
    .map(([key, value]) => `${key}=${value}`)
    .join('; ');
