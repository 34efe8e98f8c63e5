/** Functions of texts in expressions (version 2 of cel-go's ext/strings.go): places are counted in code points. */
import { type CelFunc, CelScalar, celFunc, celList, celMethod, listType } from '@bufbuild/cel';
import { shortEscapes } from '../../kube/go-quote.js';
import { formatText } from './format-text.js';
import { noOverload } from './run-faults.js';

const { BOOL, DYN, INT, STRING } = CelScalar;
const texts = listType(DYN);

/** The place as a number, from 0 to the length; throws cel-go's fault for a place before or behind the text. */
function placeIn(length: number, index: bigint): number {
  if (index < 0n || index > BigInt(length)) throw new Error(`index out of range: ${index}`);
  return Number(index);
}

const isPlain = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
/** Places in code points, and in the units of JavaScript, which differ where a text has characters of two units. */
const unitsBefore = (text: string, place: number): number =>
  isPlain(text) ? place : [...text].slice(0, place).join('').length;
const placeOf = (text: string, unit: number): bigint =>
  BigInt(unit < 0 || isPlain(text) ? unit : [...text.slice(0, unit)].length);
const lengthOf = (text: string): number => (isPlain(text) ? text.length : [...text].length);

function indexOf(text: string, wanted: string, from: bigint): bigint {
  if (wanted === '') return from;
  if (from < 0n) throw new Error(`index out of range: ${from}`);
  if (from >= BigInt(lengthOf(text))) return -1n;
  return placeOf(text, text.indexOf(wanted, unitsBefore(text, Number(from))));
}

function lastIndexOf(text: string, wanted: string, from?: bigint): bigint {
  const length = BigInt(lengthOf(text));
  if (wanted === '') return from ?? length;
  if (from !== undefined && from < 0n) throw new Error(`index out of range: ${from}`);
  if (from !== undefined && from >= length) return -1n;
  return placeOf(text, text.lastIndexOf(wanted, unitsBefore(text, Number(from ?? length))));
}

function substring(text: string, start: bigint, end?: bigint): string {
  if (end !== undefined && start > end) throw new Error(`invalid substring range. start: ${start}, end: ${end}`);
  const all = [...text];
  return all.slice(placeIn(all.length, start), end === undefined ? undefined : placeIn(all.length, end)).join('');
}

/** The parts of a text between separators, `most` of them at most, of which the last is the rest; each code point without a separator. */
function split(text: string, separator: string, most: bigint): string[] {
  if (most === 0n) return [];
  const parts = separator === '' ? [...text] : text.split(separator);
  if (most < 0n || BigInt(parts.length) <= most) return parts;
  const first = parts.slice(0, Number(most) - 1);
  return [...first, parts.slice(first.length).join(separator)];
}

/** A text with so many of the parts replaced; an empty part is before each code point, and at the end. */
function replace(text: string, wanted: string, by: string, most: bigint): string {
  const parts = wanted === '' ? ['', ...text] : text.split(wanted);
  const count = most < 0n ? parts.length : Number(most);
  if (wanted !== '') return parts.map((part, i) => (i === 0 ? '' : i <= count ? by : wanted) + part).join('');
  return parts.map((part, i) => part + (i < count ? by : '')).join('');
}

/** White space of Unicode, which U+FEFF is not; a pattern for the end of a text would take long for a text full of it. */
const isSpace = (character: string): boolean => /\p{White_Space}/u.test(character);

function join(items: Iterable<unknown>, separator?: string): string {
  const all = [...items];
  // of a list the first item says what it holds
  const given = separator === undefined ? 'list' : 'list, string';
  if (all.length > 0 && typeof all[0] !== 'string') throw new Error(`${noOverload}: join(${given})`);
  const other = all.find((item) => typeof item !== 'string');
  if (other !== undefined) throw new Error(`join: invalid input: ${String(other)}`);
  return all.join(separator ?? '');
}

/** Below, at or above 0, by the order of two texts in code points, which is that of their bytes in UTF-8. */
export function compareTexts(a: string, b: string): number {
  // below the surrogates the order of JavaScript is the same
  if (/[\ud800-\uffff]/.test(a + b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The functions. */
export const textFunctions: readonly CelFunc[] = [
  celFunc('_<_', [STRING, STRING], BOOL, (a, b) => compareTexts(a, b) < 0),
  celFunc('_<=_', [STRING, STRING], BOOL, (a, b) => compareTexts(a, b) <= 0),
  celFunc('_>_', [STRING, STRING], BOOL, (a, b) => compareTexts(a, b) > 0),
  celFunc('_>=_', [STRING, STRING], BOOL, (a, b) => compareTexts(a, b) >= 0),
  celMethod('charAt', STRING, [INT], STRING, function (index) {
    const all = [...this];
    return all[placeIn(all.length, index)] ?? '';
  }),
  celMethod('indexOf', STRING, [STRING], INT, function (wanted) {
    return indexOf(this, wanted, 0n);
  }),
  celMethod('indexOf', STRING, [STRING, INT], INT, function (wanted, from) {
    return indexOf(this, wanted, from);
  }),
  celMethod('lastIndexOf', STRING, [STRING], INT, function (wanted) {
    return lastIndexOf(this, wanted);
  }),
  celMethod('lastIndexOf', STRING, [STRING, INT], INT, function (wanted, from) {
    return lastIndexOf(this, wanted, from);
  }),
  celMethod('lowerAscii', STRING, [], STRING, function () {
    return this.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  }),
  celMethod('upperAscii', STRING, [], STRING, function () {
    return this.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  }),
  celMethod('replace', STRING, [STRING, STRING], STRING, function (wanted, by) {
    return replace(this, wanted, by, -1n);
  }),
  celMethod('replace', STRING, [STRING, STRING, INT], STRING, function (wanted, by, most) {
    return replace(this, wanted, by, most);
  }),
  celMethod('split', STRING, [STRING], texts, function (separator) {
    return celList(split(this, separator, -1n));
  }),
  celMethod('split', STRING, [STRING, INT], texts, function (separator, most) {
    return celList(split(this, separator, most));
  }),
  celMethod('substring', STRING, [INT], STRING, function (start) {
    return substring(this, start);
  }),
  celMethod('substring', STRING, [INT, INT], STRING, function (start, end) {
    return substring(this, start, end);
  }),
  celMethod('trim', STRING, [], STRING, function () {
    let [start, end] = [0, this.length];
    while (start < end && isSpace(this.charAt(start))) start++;
    while (end > start && isSpace(this.charAt(end - 1))) end--;
    return this.slice(start, end);
  }),
  celMethod('join', texts, [], STRING, function () {
    return join(this);
  }),
  celMethod('join', texts, [STRING], STRING, function (separator) {
    return join(this, separator);
  }),
  celMethod('format', STRING, [texts], STRING, function (values) {
    return formatText(this, [...values]);
  }),
  celFunc('strings.quote', [STRING], STRING, (text) => {
    return `"${[...text].map((character) => shortEscapes[character] ?? character).join('')}"`;
  }),
];
