/** Addresses in expressions, read as Go's net/url.ParseRequestURI does: nothing is put into another form, unlike by JavaScript's URL. */

/** The parts of an address, empty where there are none. */
export interface RequestUri {
  /** In lower case. */
  scheme: string;
  /** With its port. */
  host: string;
  path: string;
  query: string;
}

/** The parts of a text, or Go's fault of one that is no address. */
export function requestUri(text: string): RequestUri | { fault: string } {
  const fault = (why: string): { fault: string } => ({ fault: `parse ${JSON.stringify(text)}: ${why}` });
  if ([...text].some((c) => c < ' ' || c === '\x7f')) return fault('net/url: invalid control character in URL');
  if (text === '') return fault('empty url');
  if (text.startsWith(':')) return fault('missing protocol scheme');
  const [, scheme = ''] = /^([a-z][a-z\d+.-]*):/i.exec(text) ?? [];
  const [behind = '', ...queries] = text.slice(scheme === '' ? 0 : scheme.length + 1).split('?');
  const uri = { scheme: scheme.toLowerCase(), host: '', path: '', query: queries.join('?') };
  if (!behind.startsWith('/')) return scheme === '' ? fault('invalid URI for request') : uri;
  const [, authority, path = behind] = (scheme === '' ? null : /^\/\/([^/]*)(.*)$/s.exec(behind)) ?? [];
  const host = authority?.slice(authority.lastIndexOf('@') + 1) ?? '';
  const why = hostFault(host) ?? escapeFault(path);
  return why === undefined ? { ...uri, host, path } : fault(why);
}

function hostFault(host: string): string | undefined {
  const isLiteral = host.startsWith('[');
  const bracket = host.lastIndexOf(']');
  if (isLiteral && bracket < 0) return "missing ']' in host";
  const colon = isLiteral ? bracket + 1 : host.lastIndexOf(':');
  const port = colon < 0 ? '' : host.slice(colon);
  if (!/^(?::\d*)?$/.test(port)) return `invalid port ${JSON.stringify(port)} after host`;
  const wrong = /[\s"<>\\^`{|}]/.exec(host)?.[0];
  return wrong === undefined ? escapeFault(host) : `invalid character ${JSON.stringify(wrong)} in host name`;
}

function escapeFault(text: string): string | undefined {
  const wrong = /%(?![\da-f]{2}).{0,2}/is.exec(text)?.[0];
  return wrong === undefined ? undefined : `invalid URL escape ${JSON.stringify(wrong)}`;
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
