/**
 * Texts as the YAML writer of Kubernetes (sigs.k8s.io/yaml, which keeps the rules of go-yaml 2) writes them: plain where
 * they read back as the same text, quoted or as a block where they do not, folded at column 80.
 */
import { resolvePlain } from './yaml-resolve.js';

/** Where a text is written. */
export interface Place {
  /** The column that its first character stands in. */
  column: number;
  /** The indent of its further lines. */
  indent: number;
  /** True for a key on one line with its value: it is neither folded nor written as a block. */
  key?: boolean;
}

const bestWidth = 80;

// read as texts by Kubernetes and as something else by other readers
const base60 = /^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/;
const date = /^\d{4}-\d{1,2}-\d{1,2}$/;
const time =
  /^\d{4}-\d{1,2}-\d{1,2}([Tt]\d{1,2}:\d{1,2}:\d{1,2}([.,]\d+)?(Z|[-+]\d\d:\d\d)| \d{1,2}:\d{1,2}:\d{1,2}([.,]\d+)?)$/;

/** True for a text that, written as it is, some reader would take for another type. */
function readsAsOtherType(text: string): boolean {
  return resolvePlain(text).is !== 'string' || base60.test(text) || date.test(text) || time.test(text);
}

const isBreak = (c: string | undefined): boolean => c !== undefined && '\r\n\u0085\u2028\u2029'.includes(c);
const isBlank = (c: string | undefined): boolean => c === undefined || c === ' ' || c === '\t';

function isPrintable(c: string): boolean {
  const point = c.codePointAt(0) ?? 0;
  if (point === 0x0a) return true;
  if (point < 0x20 || (point > 0x7e && point < 0xa0)) return false;
  return point < 0xfffe && point !== 0xfeff && (point < 0xd800 || point > 0xdfff);
}

interface Allowed {
  plain: boolean;
  single: boolean;
  block: boolean;
}

/** The styles in which the text can stand. */
function allowedStyles(characters: readonly string[]): Allowed {
  const text = characters.join('');
  const special = characters.some((c) => !isPrintable(c));
  const spaceThenBreak = characters.some((c, i) => c === ' ' && isBreak(characters[i + 1]));
  const breakThenSpace = characters.some((c, i) => isBreak(c) && characters[i + 1] === ' ');
  if (special || spaceThenBreak) return { plain: false, single: false, block: false };
  const [first, last] = [characters[0], characters.at(-1)];
  const edges = [first, last].some((c) => c === ' ' || isBreak(c));
  const plain = !edges && !characters.some(isBreak) && !hasIndicator(text, characters);
  return { plain, single: !breakThenSpace, block: last !== ' ' };
}

function hasIndicator(text: string, characters: readonly string[]): boolean {
  if (/^(---|\.\.\.)/.test(text) || /^[#,[\]{}&*!|>'"%@`]/.test(text)) return true;
  return characters.some((c, i) => {
    if (c === ':') return isBlank(characters[i + 1]);
    if (c === '#') return isBlank(characters[i - 1]);
    return i === 0 && (c === '?' || c === '-') && isBlank(characters[1]);
  });
}

/** The text as YAML. A block ends with a line break when the text does. */
export function writeText(text: string, place: Place): string {
  const characters = [...text];
  const allowed = allowedStyles(characters);
  if (text.includes('\n')) return allowed.block && !place.key ? block(characters, place) : double(characters, place);
  if (readsAsOtherType(text)) return double(characters, place);
  if (allowed.plain) return fold(characters, place, '');
  return allowed.single ? fold(characters, place, "'") : double(characters, place);
}

/** True for a text that cannot stand on one line with its value. */
export function isLongKey(text: string): boolean {
  return Buffer.byteLength(text) > 128 || [...text].some(isBreak);
}

/** Plain or in single quotes, with a new line at a space beyond the best width. */
function fold(characters: readonly string[], { column, indent, key }: Place, quote: "'" | ''): string {
  let [out, at] = [quote as string, column + quote.length];
  for (const [i, c] of characters.entries()) {
    const [before, after] = [characters[i - 1], characters[i + 1]];
    const single = c === ' ' && before !== ' ' && after !== ' ' && i > 0 && after !== undefined;
    if (single && !key && at > bestWidth) {
      out += `\n${' '.repeat(indent)}`;
      at = indent;
      continue;
    }
    if (isBreak(before) && !isBreak(c)) {
      out += ' '.repeat(indent);
      at = indent;
    }
    out += c === "'" && quote ? "''" : c;
    at = isBreak(c) ? 0 : at + (c === "'" && quote ? 2 : 1);
  }
  return out + quote;
}

const escapes: Record<string, string> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function escaped(c: string): string {
  const short = escapes[c];
  if (short !== undefined) return `\\${short}`;
  const point = c.codePointAt(0) ?? 0;
  const [letter, length] = point <= 0xff ? ['x', 2] : point <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${point
    .toString(16)
    .toUpperCase()
    .padStart(length as number, '0')}`;
}

function double(characters: readonly string[], { column, indent, key }: Place): string {
  let [out, at] = ['"', column + 1];
  for (const [i, c] of characters.entries()) {
    const inside = i > 0 && i < characters.length - 1;
    if (c === ' ' && !key && at > bestWidth && inside && characters[i - 1] !== ' ') {
      const mark = characters[i + 1] === ' ' ? '\\' : '';
      out += `\n${' '.repeat(indent)}${mark}`;
      at = indent + mark.length;
      continue;
    }
    const text = !isPrintable(c) || isBreak(c) || c === '"' || c === '\\' ? escaped(c) : c;
    out += text;
    at += [...text].length;
  }
  return `${out}"`;
}

/** A literal block; its head says whether it begins with white space and how it ends. */
function block(characters: readonly string[], { indent }: Place): string {
  const first = characters[0];
  const leading = first === ' ' || isBreak(first) ? '2' : '';
  const last = isBreak(characters.at(-1));
  const chomping = !last ? '-' : characters.length === 1 || isBreak(characters.at(-2)) ? '+' : '';
  let out = `|${leading}${chomping}\n`;
  for (const [i, c] of characters.entries()) {
    const lineStarts = i === 0 || isBreak(characters[i - 1]);
    out += lineStarts && !isBreak(c) ? ' '.repeat(indent) + c : c;
  }
  return out;
}
