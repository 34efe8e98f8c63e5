/** The command line of curl, as far as a learner of this API types it (curl 8). Pure but for reading `@file`. */

/** The options of a command line. */
export interface CurlOptions {
  urls: string[];
  method?: string;
  headers: string[];
  /** The pieces of the body; joined with `&`. */
  data: CurlData[];
  insecure: boolean;
  cacert?: string;
  cert?: string;
  key?: string;
  silent: boolean;
  showError: boolean;
  include: boolean;
  head: boolean;
  verbose: boolean;
  fail: boolean;
  failWithBody: boolean;
  get: boolean;
  output?: string;
  writeOut?: string;
  user?: string;
  userAgent?: string;
  maxSeconds?: number;
  oauth2Bearer?: string;
  resolve: string[];
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

type Setter = (options: CurlOptions, value: string) => void;

const data =
  (kind: CurlData['kind']): Setter =>
  (o, text) =>
    o.data.push({ kind, text });

/** Options that take a value. */
const valued: Record<string, Setter> = {
  '--request': (o, v) => {
    o.method = v;
  },
  '--header': (o, v) => o.headers.push(v),
  '--data': data('ascii'),
  '--data-ascii': data('ascii'),
  '--data-raw': data('raw'),
  '--data-binary': data('binary'),
  '--data-urlencode': data('urlencode'),
  '--json': data('json'),
  '--cacert': (o, v) => {
    o.cacert = v;
  },
  '--cert': (o, v) => {
    o.cert = v;
  },
  '--key': (o, v) => {
    o.key = v;
  },
  '--output': (o, v) => {
    o.output = v;
  },
  '--write-out': (o, v) => {
    o.writeOut = v;
  },
  '--user': (o, v) => {
    o.user = v;
  },
  '--user-agent': (o, v) => {
    o.userAgent = v;
  },
  '--max-time': (o, v) => {
    o.maxSeconds = Number(v) || undefined;
  },
  '--connect-timeout': () => {},
  '--url': (o, v) => o.urls.push(v),
  '--oauth2-bearer': (o, v) => {
    o.oauth2Bearer = v;
  },
  '--resolve': (o, v) => o.resolve.push(v),
  '--retry': () => {},
  '--cert-type': () => {},
  '--key-type': () => {},
  '--capath': () => {},
};

/** Options that are on or off. */
const flags: Record<string, (options: CurlOptions) => void> = {
  '--insecure': (o) => {
    o.insecure = true;
  },
  '--silent': (o) => {
    o.silent = true;
  },
  '--show-error': (o) => {
    o.showError = true;
  },
  '--include': (o) => {
    o.include = true;
  },
  '--show-headers': (o) => {
    o.include = true;
  },
  '--head': (o) => {
    o.head = true;
  },
  '--verbose': (o) => {
    o.verbose = true;
  },
  '--fail': (o) => {
    o.fail = true;
  },
  '--fail-with-body': (o) => {
    o.failWithBody = true;
  },
  '--get': (o) => {
    o.get = true;
  },
  '--location': () => {},
  '--no-buffer': () => {},
  '--http1.1': () => {},
  '--http2': () => {},
  '--http1.0': () => {},
  '--compressed': () => {},
  '--no-progress-meter': () => {},
  '--progress-bar': () => {},
  '--globoff': () => {},
  '--ipv4': () => {},
  '--ipv6': () => {},
  '--tlsv1.2': () => {},
  '--tlsv1.3': () => {},
};

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
  const options: CurlOptions = {
    urls: [],
    headers: [],
    data: [],
    insecure: false,
    silent: false,
    showError: false,
    include: false,
    head: false,
    verbose: false,
    fail: false,
    failWithBody: false,
    get: false,
    resolve: [],
  };
  const waiting = [...args];
  const unknown = (option: string): never => {
    throw new CurlUsage(`curl: option ${option}: is unknown\n${advice}`);
  };
  const take = (shown: string, attached?: string): string => {
    const value = attached ?? waiting.shift();
    if (value === undefined) throw new CurlUsage(`curl: option ${shown}: requires parameter\n${advice}`);
    return value;
  };
  while (waiting.length) {
    const word = waiting.shift() ?? '';
    if (word.startsWith('--') && word.length > 2) {
      const setValue = valued[word];
      const setFlag = flags[word];
      if (setValue) setValue(options, take(word));
      else if (setFlag) setFlag(options);
      else unknown(word);
    } else if (word.startsWith('-') && word.length > 1 && word !== '--') {
      for (let at = 1; at < word.length; at++) {
        const name = shortNames[word[at] ?? ''] ?? unknown(word);
        const setValue = valued[name];
        if (setValue) {
          setValue(options, take(`-${word[at]}`, word.slice(at + 1) || undefined));
          break;
        }
        flags[name]?.(options);
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
