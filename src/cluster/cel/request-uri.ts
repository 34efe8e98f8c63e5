/** Addresses in expressions, read as Go's net/url.ParseRequestURI does: nothing is put into another form, unlike by JavaScript's URL. */

import { goQuote } from '../../kube/go-quote.js';

/** The parts of an address, empty where there are none. */
export interface RequestUri {
  /** In lower case. */
  scheme: string;
  /** With its port. */
  host: string;
  path: string;
  query: string;
  /** Who asks, where the address says so: `user:password`. */
  user?: string;
}

/** The parts of a text, or Go's fault of one that is no address: it is read as a request's first, and then with its fragment. */
export function requestUri(text: string): RequestUri | { fault: string } {
  const [main = '', ...fragment] = text.split('#');
  const found = parts(text, true);
  const why = typeof found === 'string' ? found : escapeFault(fragment.join('#'));
  const whole = why ?? parts(main, false);
  return typeof whole === 'string' ? { fault: `parse ${goQuote(text)}: ${whole}` } : whole;
}

/** The parts of a text as Go's net/url.Parse reads it, or its fault. */
export function parsedUrl(text: string): (RequestUri & { fragment: string }) | { fault: string } {
  const [main = '', ...rest] = text.split('#');
  const fragment = rest.join('#');
  const found = parts(main, false);
  const fault = typeof found === 'string' ? found : escapeFault(fragment);
  if (fault !== undefined) return { fault: `parse ${goQuote(text)}: ${fault}` };
  return { ...(found as RequestUri), fragment }; // a fault is a string
}

/** The parts of a text, or why it is no address. */
function parts(text: string, isRequest: boolean): RequestUri | string {
  if ([...text].some((c) => c < ' ' || c === '\x7f')) return 'net/url: invalid control character in URL';
  if (text === '' && isRequest) return 'empty url';
  if (text.startsWith(':')) return 'missing protocol scheme';
  const [, scheme = ''] = /^([a-z][a-z\d+.-]*):/i.exec(text) ?? [];
  const [behind = '', ...queries] = text.slice(scheme === '' ? 0 : scheme.length + 1).split('?');
  const uri = { scheme: scheme.toLowerCase(), host: '', path: '', query: queries.join('?') };
  if (!behind.startsWith('/')) {
    if (scheme !== '') return uri;
    if (isRequest) return 'invalid URI for request';
    const hasColon = behind.split('/')[0]?.includes(':');
    return hasColon
      ? 'first path segment in URL cannot contain colon'
      : (escapeFault(behind) ?? { ...uri, path: behind });
  }
  const hasHost = scheme !== '' || (!isRequest && !behind.startsWith('///'));
  const [, authority, path = behind] = (hasHost ? /^\/\/([^/]*)(.*)$/s.exec(behind) : null) ?? [];
  const at = authority?.lastIndexOf('@') ?? -1;
  const host = authority?.slice(at + 1) ?? '';
  const user = at < 0 ? {} : { user: authority?.slice(0, at) ?? '' };
  return hostFault(host) ?? escapeFault(path) ?? { ...uri, host, path, ...user };
}

function hostFault(host: string): string | undefined {
  const isLiteral = host.startsWith('[');
  const bracket = host.lastIndexOf(']');
  if (isLiteral && bracket < 0) return "missing ']' in host";
  const colon = isLiteral ? bracket + 1 : host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) return `invalid port ${goQuote(port)} after host`;
  const wrong = /[\s"#<>\\^`{|}]/.exec(host)?.[0];
  if (wrong !== undefined) return `invalid character ${goQuote(wrong)} in host name`;
  // characters of ASCII are not escaped in a host
  const escaped = /%(?!25)[0-7][\da-f]/i.exec(host)?.[0];
  return escaped === undefined ? escapeFault(host) : `invalid URL escape ${goQuote(escaped)}`;
}

function escapeFault(text: string): string | undefined {
  const wrong = /%(?![\da-f]{2}).{0,2}/is.exec(text)?.[0];
  return wrong === undefined ? undefined : `invalid URL escape ${goQuote(wrong)}`;
}

/** The path as it is sent: characters that cannot stand in it are escaped. */
export const escapedPath = (path: string): string =>
  path.replace(/[^\w\-.~$&+,/:;=@!'()*[\]%]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );

/** The values of a query by their names; a part with a semicolon or a wrong escape is none. */
export function queryValues(query: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';') || escapeFault(part) !== undefined) continue;
    const at = part.indexOf('=');
    const name = unescaped(at < 0 ? part : part.slice(0, at));
    values.set(name, [...(values.get(name) ?? []), at < 0 ? '' : unescaped(part.slice(at + 1))]);
  }
  return values;
}

function unescaped(text: string): string {
  const bytes = Buffer.from(text.replaceAll('+', ' ')).toString('latin1');
  const plain = bytes.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1').toString();
}
