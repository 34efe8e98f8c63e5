/** The command line of curl, as far as a learner of this API types it (curl 8). Pure but for reading `@file`. */

type TextName =
  | 'method'
  | 'cacert'
  | 'cert'
  | 'key'
  | 'output'
  | 'writeOut'
  | 'user'
  | 'userAgent'
  | 'maxTime'
  | 'oauth2Bearer';
type FlagName = 'insecure' | 'silent' | 'showError' | 'include' | 'head' | 'verbose' | 'fail' | 'failWithBody' | 'get';

/** The options of a command line. */
export interface CurlOptions extends Partial<Record<TextName, string>>, Partial<Record<FlagName, true>> {
  urls: string[];
  headers: string[];
  /** The pieces of the body; joined with `&`. */
  data: CurlData[];
}

/** One `-d` of a command line. */
export interface CurlData {
  kind: 'ascii' | 'raw' | 'binary' | 'urlencode' | 'json';
  text: string;
}

/** A command line that curl refuses: exit code 2 and its sentence. */
export class CurlUsage extends Error {
  override name = 'CurlUsage';
}

/** Options with a value, of which the last one counts. */
const texts: Record<string, TextName> = {
  '--request': 'method',
  '--cacert': 'cacert',
  '--cert': 'cert',
  '--key': 'key',
  '--output': 'output',
  '--write-out': 'writeOut',
  '--user': 'user',
  '--user-agent': 'userAgent',
  '--max-time': 'maxTime',
  '--oauth2-bearer': 'oauth2Bearer',
};

/** Options whose values are gathered. */
const lists: Record<string, 'headers' | 'urls'> = { '--header': 'headers', '--url': 'urls' };

/** Options with a piece of the body. */
const bodies: Record<string, CurlData['kind']> = {
  '--data': 'ascii',
  '--data-ascii': 'ascii',
  '--data-raw': 'raw',
  '--data-binary': 'binary',
  '--data-urlencode': 'urlencode',
  '--json': 'json',
};

/** Options that are on or off. */
const flags: Record<string, FlagName> = {
  '--insecure': 'insecure',
  '--silent': 'silent',
  '--show-error': 'showError',
  '--include': 'include',
  '--show-headers': 'include',
  '--head': 'head',
  '--verbose': 'verbose',
  '--fail': 'fail',
  '--fail-with-body': 'failWithBody',
  '--get': 'get',
};

/** Options that make no difference here: those with a value, and those without. */
const ignored = {
  valued: ['--connect-timeout', '--resolve', '--retry', '--cert-type', '--key-type', '--capath'],
  flags: [
    ...['--location', '--no-buffer', '--http1.1', '--http2', '--http1.0', '--compressed', '--no-progress-meter'],
    ...['--progress-bar', '--globoff', '--ipv4', '--ipv6', '--tlsv1.2', '--tlsv1.3'],
  ],
};

const takesValue = (name: string): boolean =>
  name in texts || name in lists || name in bodies || ignored.valued.includes(name);

const shortNames: Record<string, string> = {
  X: '--request',
  H: '--header',
  d: '--data',
  E: '--cert',
  o: '--output',
  w: '--write-out',
  u: '--user',
  A: '--user-agent',
  m: '--max-time',
  k: '--insecure',
  s: '--silent',
  S: '--show-error',
  i: '--include',
  I: '--head',
  v: '--verbose',
  f: '--fail',
  G: '--get',
  L: '--location',
  N: '--no-buffer',
  g: '--globoff',
  '4': '--ipv4',
  '6': '--ipv6',
  '#': '--progress-bar',
};

const advice = "curl: try 'curl --help' or 'curl --manual' for more information";

/** The options of a command line; throws a {@link CurlUsage}. */
export function parseCurl(args: readonly string[]): CurlOptions {
  const options: CurlOptions = { urls: [], headers: [], data: [] };
  const waiting = [...args];
  const take = (shown: string, attached?: string): string => {
    const value = attached ?? waiting.shift();
    if (value === undefined) throw new CurlUsage(`curl: option ${shown}: requires parameter\n${advice}`);
    return value;
  };
  const setValue = (name: string, value: string): void => {
    const [text, list, kind] = [texts[name], lists[name], bodies[name]];
    if (text) options[text] = value;
    if (list) options[list].push(value);
    if (kind) options.data.push({ kind, text: value });
  };
  const setFlag = (name: string, shown: string): void => {
    const flag = flags[name];
    if (flag) options[flag] = true;
    else if (!ignored.flags.includes(name)) throw new CurlUsage(`curl: option ${shown}: is unknown\n${advice}`);
  };
  while (waiting.length) {
    const word = waiting.shift() ?? '';
    if (word.startsWith('--') && word.length > 2) {
      if (takesValue(word)) setValue(word, take(word));
      else setFlag(word, word);
    } else if (word.startsWith('-') && word.length > 1 && word !== '--') {
      for (let at = 1; at < word.length; at++) {
        const name = shortNames[word[at] ?? ''] ?? '';
        if (takesValue(name)) {
          setValue(name, take(`-${word[at]}`, word.slice(at + 1) || undefined));
          break;
        }
        setFlag(name, word);
      }
    } else options.urls.push(word);
  }
  if (options.urls.length === 0) throw new CurlUsage(`curl: (2) no URL specified\n${advice}`);
  return options;
}

/** The body of a request; `readFile` gives the text behind `@name`. */
export async function curlBody(
  parts: readonly CurlData[],
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<Buffer | undefined> {
  if (parts.length === 0) return undefined;
  const pieces: Buffer[] = [];
  for (const { kind, text } of parts) {
    let piece: Buffer;
    if (kind === 'urlencode') {
      const [, name = '', value = ''] = /^(?:([^=@]*)=)?(.*)$/s.exec(text) ?? [];
      piece = Buffer.from(`${name ? `${name}=` : ''}${encodeURIComponent(value)}`);
    } else if (kind !== 'raw' && text.startsWith('@')) {
      const file = Buffer.from(await readFile(text.slice(1)));
      // only --data drops the ends of lines
      piece = kind === 'ascii' ? Buffer.from(file.toString('latin1').replace(/[\r\n]/g, ''), 'latin1') : file;
    } else piece = Buffer.from(text);
    if (pieces.length && kind !== 'json') pieces.push(Buffer.from('&'));
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
