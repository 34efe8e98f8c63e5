/** The value of a plain scalar of YAML, by the rules of go-yaml 2: YAML 1.1 with a few rules of its own. */
import type { Node } from './json-nodes.js';

const forms = (word: string): string[] => [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
const infinity = ['', '+', '-'].flatMap((sign) => forms('.inf').map((inf) => sign + inf));

const words = new Map<string, Node>([
  ...['y', 'yes', 'true', 'on'].flatMap(forms).map((word): [string, Node] => [word, { is: 'bool', value: true }]),
  ...['n', 'no', 'false', 'off'].flatMap(forms).map((word): [string, Node] => [word, { is: 'bool', value: false }]),
  ...['', '~', ...forms('null')].map((word): [string, Node] => [word, { is: 'null' }]),
  ...['.nan', '.NaN', '.NAN'].map((word): [string, Node] => [word, { is: 'number', text: 'NaN' }]),
  ...[...infinity, '.Inf', '+.Inf', '-.Inf'].map((word): [string, Node] => [
    word,
    { is: 'number', text: word.startsWith('-') ? '-Infinity' : 'Infinity' },
  ]),
]);

const float = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const limits = { least: -(2n ** 63n), most: 2n ** 64n - 1n };

/** The node of a plain scalar; a text that is no word or number of YAML is a string, as dates are. */
export function resolvePlain(text: string): Node {
  const word = words.get(text);
  if (word) return word;
  const string: Node = { is: 'string', value: text };
  if (!/^[-+.\d]/.test(text)) return string;
  // underscores may part the digits of a number, but not of one that begins with a dot
  const digits = text.startsWith('.') ? text : text.replaceAll('_', '');
  const whole = integer(digits);
  if (whole !== undefined && whole >= limits.least && whole <= limits.most) return { is: 'number', text: `${whole}` };
  const value = float.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(value) ? { is: 'number', text: String(value) } : string;
}

function integer(text: string): bigint | undefined {
  const [, sign, prefix = '', rest = ''] = /^([-+]?)(0[xX]|0[bB]|0[oO]?|)([\da-fA-F]*)$/.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const size = magnitude(prefix.toLowerCase(), rest);
  return size !== undefined && sign === '-' ? -size : size;
}

function magnitude(prefix: string, digits: string): bigint | undefined {
  if (digits === '') return prefix === '0' ? 0n : undefined;
  if (prefix === '0x') return BigInt(`0x${digits}`);
  if (prefix === '0b') return /^[01]+$/.test(digits) ? BigInt(`0b${digits}`) : undefined;
  if (prefix !== '') return /^[0-7]+$/.test(digits) ? BigInt(`0o${digits}`) : undefined;
  return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
}
