/** JSON values as YAML in the form of sigs.k8s.io/yaml, as the API server and kubectl write it. */
import { isLongKey, writeText } from './yaml-scalars.js';

/** The YAML text of a JSON value: keys in natural order, lists not indented under their key. */
export function writeYaml(value: unknown): string {
  return lineOf(node(value, 0, 0));
}

const lineOf = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
const spaces = (count: number): string => ' '.repeat(count);

type Entries = [string, unknown][];

/** The fields of an object that has any; undefined for every other value. */
function entriesOf(value: unknown): Entries | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return entries.length > 0 ? entries.sort(([a], [b]) => compareKeys(a, b)) : undefined;
}

/** A value that begins in `column`; its further lines are indented by `indent`. */
function node(value: unknown, column: number, indent: number): string {
  const entries = entriesOf(value);
  if (entries) return entries.map((entry, i) => (i === 0 ? '' : spaces(indent)) + mapEntry(entry, indent)).join('');
  if (Array.isArray(value) && value.length > 0) return list(value, indent);
  if (typeof value === 'string') return writeText(value, { column, indent });
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
  return String(value ?? null);
}

function list(items: readonly unknown[], indent: number): string {
  return items
    .map((item, i) => `${i === 0 ? '' : spaces(indent)}- ${lineOf(node(item, indent + 2, indent + 2))}`)
    .join('');
}

function mapEntry([key, value]: [string, unknown], indent: number): string {
  if (isLongKey(key)) {
    const long = lineOf(writeText(key, { column: indent + 2, indent: indent + 2 }));
    return `? ${long}${spaces(indent)}: ${lineOf(node(value, indent + 2, indent + 2))}`;
  }
  const name = `${writeText(key, { column: indent, indent, key: true })}:`;
  if (entriesOf(value)) return `${name}\n${spaces(indent + 2)}${node(value, indent + 2, indent + 2)}`;
  if (Array.isArray(value) && value.length > 0) return `${name}\n${spaces(indent)}${list(value, indent)}`;
  return `${name} ${lineOf(node(value, indent + [...name].length + 1, indent + 2))}`;
}

const isLetter = (c: string): boolean => /^\p{L}$/u.test(c);
const digitsAt = (text: readonly string[], from: number): string => {
  let end = from;
  while (/^\d$/.test(text[end] ?? '')) end++;
  return text.slice(from, end).join('');
};

/** Natural order: `a9` before `a10`, other characters before letters. */
function compareKeys(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((c, i) => c !== right[i]);
  const [x, y] = [left[at], right[at]];
  if (x === undefined || y === undefined) return left.length - right.length;
  const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
  const byCode = (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0);
  if (xLetter && yLetter) return byCode;
  if (xLetter || yLetter) return xLetter ? 1 : -1;
  const [m, n] = [digitsAt(left, at), digitsAt(right, at)];
  // a zero inside a number is one of its digits, not the start of another number
  const inNumber = (x === '0' || y === '0') && /[1-9]\d*$/.test(left.slice(0, at).join(''));
  const lead = inNumber ? '1' : '';
  const byValue = BigInt(`${lead}${m}` || 0) - BigInt(`${lead}${n}` || 0);
  if (byValue !== 0n) return byValue < 0n ? -1 : 1;
  return m.length - n.length || byCode;
}
