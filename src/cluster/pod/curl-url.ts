/** The URLs of a curl command line: globs, and what is sent of each. */
import { CurlFailure } from './curl-failure.js';

/** A URL with the path and query as they are sent: curl escapes neither. */
export interface CurlUrl {
  url: URL;
  target: string;
}

/** The URLs that braces (`{a,b}`) and ranges (`[1-3]`, `[a-e:2]`) stand for. Throws a {@link CurlFailure} (3). */
export function expandGlobs(text: string): string[] {
  const at = text.search(/[{[}\]]/);
  if (at < 0) return [text];
  const before = text.slice(0, at);
  const literal = /^\[[0-9a-f:.]*:[0-9a-f:.]*(?:%[^\]]*)?\]/i.exec(text.slice(at))?.[0];
  if (literal) return expandGlobs(text.slice(at + literal.length)).map((rest) => `${before}${literal}${rest}`);
  if (text[at] === '}' || text[at] === ']') throw malformed(text, 'unmatched close brace/bracket', at + 1);
  const end = text.indexOf(text[at] === '{' ? '}' : ']', at);
  if (end < 0) {
    throw text[at] === '{' ? malformed(text, 'unmatched brace', at + 1) : malformed(text, 'bad range', text.length + 1);
  }
  const inside = text.slice(at + 1, end);
  const words = text[at] === '{' ? inside.split(',') : wordsOfRange(inside);
  if (!words) throw malformed(text, 'bad range', end + 2);
  if (words.includes('')) throw malformed(text, 'empty string within braces', end + 1);
  const rests = expandGlobs(text.slice(end + 1));
  return words.flatMap((word) => rests.map((rest) => `${before}${word}${rest}`));
}

const MOST_WORDS = 100_000;

/** The words of `1-3`, `01-10:2` or `a-e`; undefined for what is no range. */
function wordsOfRange(text: string): string[] | undefined {
  const [, from = '', to = '', step = '1'] = /^(\d+|[a-z]|[A-Z])-(\d+|[a-z]|[A-Z])(?::(\d+))?$/.exec(text) ?? [];
  if (from === '' || /\d/.test(from) !== /\d/.test(to)) return undefined;
  const isNumber = /\d/.test(from);
  const [first, last] = isNumber ? [Number(from), Number(to)] : [from.charCodeAt(0), to.charCodeAt(0)];
  const by = Number(step);
  if (first > last || by === 0 || (last - first) / by > MOST_WORDS) return undefined;
  const numbers = Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, i) => first + i * by);
  const digits = from.startsWith('0') ? from.length : 0;
  return numbers.map((n) => (isNumber ? String(n).padStart(digits, '0') : String.fromCharCode(n)));
}

const malformed = (text: string, what: string, position: number): CurlFailure =>
  new CurlFailure(3, `${what} in URL position ${position}:\n${text}\n${' '.repeat(position - 1)}^`);

/** What is sent for a URL; `asIs` keeps the dot segments of its path. Throws a {@link CurlFailure}: 3, or 1 for another protocol. */
export function readUrl(text: string, asIs: boolean): CurlUrl {
  const rejected = (why: string): CurlFailure => new CurlFailure(3, `URL rejected: ${why}`);
  if (/[\0-\x20\x7f]/.test(text)) throw rejected('Malformed input to a URL function');
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const [, authority = '', sent = ''] = /^[^:]*:\/\/([^/?#]*)([^#]*)/.exec(full) ?? [];
  if (authority === '') throw rejected('No host part in the URL');
  const port = /:([^\]]*)$/.exec(authority.replace(/^.*@/, ''))?.[1] ?? '';
  if (!/^\d*$/.test(port) || Number(port) > 65_535) {
    throw rejected('Port number was not a decimal number between 0 and 65535');
  }
  let url: URL;
  try {
    url = new URL(full);
  } catch {
    throw rejected('Bad hostname');
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new CurlFailure(1, `Protocol "${url.protocol.slice(0, -1)}" not supported`);
  }
  const [path = '', ...query] = sent.split('?');
  const isPlain = asIs || !/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path);
  const target = [isPlain ? path || '/' : url.pathname, ...query].join('?');
  // Node sends no other characters
  return { url, target: target.replace(/[^\x21-\x7e]/gu, encodeURIComponent) };
}
