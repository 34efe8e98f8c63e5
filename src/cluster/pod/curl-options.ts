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
  | 'oauth2Bearer'
  | 'dumpHeader'
  | 'upload'
  | 'cookie'
  | 'referer'
  | 'range';
type FlagName =
  | 'insecure'
  | 'silent'
  | 'showError'
  | 'include'
  | 'head'
  | 'verbose'
  | 'fail'
  | 'failWithBody'
  | 'get'
  | 'globOff'
  | 'pathAsIs'
  | 'remoteName';

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
  /** The option as it was typed. */
  option: string;
}

/** A command line that curl refuses, with its sentence and exit code: 2, or 26 for a file of data that cannot be read. */
export class CurlUsage extends Error {
  override name = 'CurlUsage';
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
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
  '--dump-header': 'dumpHeader',
  '--upload-file': 'upload',
  '--cookie': 'cookie',
  '--referer': 'referer',
  '--range': 'range',
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
  '--globoff': 'globOff',
  '--path-as-is': 'pathAsIs',
  '--remote-name': 'remoteName',
};

/** Options that make no difference here: those with a value, and those without. */
const ignored = {
  valued: [
    '--connect-timeout',
    '--resolve',
    '--retry',
    '--cert-type',
    '--key-type',
    '--capath',
    '--tls-max',
    '--noproxy',
  ],
  flags: [
    ...['--location', '--no-buffer', '--http1.1', '--http2', '--http1.0', '--compressed', '--no-progress-meter'],
    ...['--progress-bar', '--disable', '--ipv4', '--ipv6', '--tlsv1.2', '--tlsv1.3'],
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
  D: '--dump-header',
  T: '--upload-file',
  b: '--cookie',
  e: '--referer',
  r: '--range',
  O: '--remote-name',
  q: '--disable',
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

/** Options whose value is a number. */
const numbers = ['--max-time', '--connect-timeout', '--retry'];

/** What curl says where two options ask for different methods. */
function conflict({ data, head, upload, get }: CurlOptions): string | undefined {
  const asked = [
    ...(upload === undefined ? [] : [['PUT', '(-T, --upload-file)']]),
    ...(data.length > 0 && !get ? [['POST', '(-d, --data)']] : []),
    ...(head ? [['HEAD', '(-I, --head)']] : []),
  ];
  const [first, second] = asked;
  if (!first || !second) return undefined;
  // curl breaks its line there
  const both = `both ${first[0]} \nWarning: ${first[1]} and ${second.join(' ')}`;
  return `Warning: You can only select one HTTP request method! You asked for ${both}.`;
}

/** The options of a command line; throws a {@link CurlUsage}. */
export function parseCurl(args: readonly string[]): CurlOptions {
  const options: CurlOptions = { urls: [], headers: [], data: [] };
  const waiting = [...args];
  const take = (shown: string, attached?: string): string => {
    const value = attached ?? waiting.shift();
    if (value === undefined) throw new CurlUsage(`curl: option ${shown}: requires parameter\n${advice}`);
    return value;
  };
  const setValue = (name: string, shown: string, value: string): void => {
    const [text, list, kind] = [texts[name], lists[name], bodies[name]];
    const refuse = (why: string): never => {
      throw new CurlUsage(`curl: option ${shown}: ${why}\n${advice}`);
    };
    if (numbers.includes(name) && !/^\d/.test(value)) refuse('expected a proper numerical parameter');
    if (text === 'method' && value === '') refuse('blank argument where content is expected');
    if (text) options[text] = value;
    if (list) options[list].push(value);
    if (kind) options.data.push({ kind, text: value, option: shown });
  };
  const setFlag = (name: string, shown: string): void => {
    const flag = flags[name];
    if (flag) options[flag] = true;
    else if (!ignored.flags.includes(name)) throw new CurlUsage(`curl: option ${shown}: is unknown\n${advice}`);
  };
  while (waiting.length) {
    const word = waiting.shift() ?? '';
    if (word === '--') options.urls.push(...waiting.splice(0));
    else if (word.startsWith('--')) {
      if (takesValue(word)) setValue(word, word, take(word));
      else setFlag(word, word);
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at++) {
        const name = shortNames[word[at] ?? ''] ?? '';
        if (takesValue(name)) {
          const shown = `-${word[at]}`;
          setValue(name, shown, take(shown, word.slice(at + 1) || undefined));
          break;
        }
        setFlag(name, word);
      }
    } else options.urls.push(word);
  }
  if (options.urls.length === 0) throw new CurlUsage(`curl: (2) no URL specified\n${advice}`);
  const warning = conflict(options);
  if (warning) throw new CurlUsage(warning);
  return options;
}

/** Text as a form has it: a space is a plus. */
const formEncoded = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      if (/[\w.~-]/.test(letter)) return letter;
      return letter === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** The body of a request; `readFile` gives the bytes behind `@name`. Throws a {@link CurlUsage} for a file that cannot be read. */
export async function curlBody(
  parts: readonly CurlData[],
  readFile: (name: string) => Promise<Uint8Array>,
): Promise<Buffer | undefined> {
  if (parts.length === 0) return undefined;
  const contents = async (name: string, option: string): Promise<Buffer> => {
    try {
      return Buffer.from(await readFile(name));
    } catch {
      const why = `option ${option}: error encountered when reading a file`;
      throw new CurlUsage(`curl: Failed to open ${name}\ncurl: ${why}\n${advice}`, 26);
    }
  };
  const pieces: Buffer[] = [];
  for (const { kind, text, option } of parts) {
    let piece: Buffer;
    if (kind === 'urlencode') {
      // content, =content, name=content, @file or name@file
      const [, name = '', sign = '=', value = ''] = /^([^=@]*)([=@])(.*)$/s.exec(text) ?? ['', '', '=', text];
      const bytes = sign === '@' ? await contents(value, option) : Buffer.from(value);
      piece = Buffer.from(`${name ? `${name}=` : ''}${formEncoded(bytes)}`);
    } else if (kind !== 'raw' && text.startsWith('@')) {
      const file = await contents(text.slice(1), option);
      // only --data drops the ends of lines
      piece = kind === 'ascii' ? Buffer.from(file.toString('latin1').replace(/[\r\n]/g, ''), 'latin1') : file;
    } else piece = Buffer.from(text);
    if (pieces.length && kind !== 'json') pieces.push(Buffer.from('&'));
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
