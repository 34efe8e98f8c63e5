/**
 * JSON text read into nodes that keep details which JavaScript's own parser loses and Kubernetes reports: the order of
 * fields, fields given twice, numbers as written. Faults are worded as Go's encoding/json words them.
 */
import { goQuote } from '../../kube/go-quote.js';

/** A JSON value as it was written. */
export type Node =
  | { is: 'null' }
  | { is: 'bool'; value: boolean }
  | { is: 'number'; text: string }
  | { is: 'string'; value: string }
  | { is: 'array'; items: Node[] }
  | { is: 'object'; entries: [string, Node][] };

/** A fault of syntax; the message is Go's. */
export class SyntaxFault extends Error {}

/**
 * How deep a body may nest. Go allows 10,000; no kind nests nearly as deep, and our readers would run out of stack.
 */
export const maxDepth = 200;

/** The first byte of a character, as Go quotes it: its decoder goes by bytes. */
function quoteByte(byte: number): string {
  const c = String.fromCharCode(byte);
  if (c === "'") return `'\\''`;
  if (c === '"') return `'"'`;
  const name = goEscapes[c];
  if (name !== undefined) return `'\\${name}'`;
  const code = byte.toString(16).padStart(2, '0');
  if (byte < 0x20 || byte === 0x7f) return `'\\x${code}'`;
  return byte >= 0x80 && byte <= 0xa0 ? `'\\u00${code}'` : `'${c}'`;
}

const quoteCharacter = (c: string): string => quoteByte(c.charCodeAt(0));

const goEscapes: Record<string, string | undefined> = {
  '\\': '\\',
  '\x07': 'a',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
};

/** The value in `text`; throws a {@link SyntaxFault}. */
export function parseJson(text: string): Node {
  let at = 0;
  let depth = 0;

  const endOfInput = (): never => {
    throw new SyntaxFault('unexpected end of JSON input');
  };
  const unexpected = (context: string): never => {
    if (at >= text.length) return endOfInput();
    const [first = 0] = Buffer.from(String.fromCodePoint(text.codePointAt(at) ?? 0));
    throw new SyntaxFault(`invalid character ${quoteByte(first)} ${context}`);
  };
  const skipSpace = (): void => {
    while (at < text.length) {
      const c = text.charCodeAt(at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) break;
      at++;
    }
  };
  const literal = (word: string): void => {
    for (let i = 1; i < word.length; i++) {
      at++;
      if (text[at] !== word[i]) unexpected(`in literal ${word} (expecting ${quoteCharacter(word[i] ?? '')})`);
    }
    at++;
  };
  const digits = (context: string): void => {
    if (!isDigit(text[at])) unexpected(context);
    while (isDigit(text[at])) at++;
  };
  const number = (): Node => {
    const start = at;
    if (text[at] === '-') at++;
    if (text[at] === '0') at++;
    else digits('in numeric literal');
    if (text[at] === '.') {
      at++;
      digits('after decimal point in numeric literal');
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at++;
      if (text[at] === '+' || text[at] === '-') at++;
      digits('in exponent of numeric literal');
    }
    return { is: 'number', text: text.slice(start, at) };
  };
  const string = (): string => {
    at++;
    let start = at;
    let value = '';
    for (;;) {
      const c = text[at];
      if (c === undefined) return endOfInput();
      if (c === '"') break;
      if (c < ' ') return unexpected('in string literal');
      if (c !== '\\') {
        at++;
        continue;
      }
      value += text.slice(start, at);
      at++;
      const letter = text[at];
      if (letter === undefined) return endOfInput();
      if (letter === 'u') {
        for (let i = 0; i < 4; i++) {
          at++;
          if (!/^[0-9a-fA-F]$/.test(text[at] ?? '')) unexpected('in \\u hexadecimal character escape');
        }
        value += String.fromCharCode(Number.parseInt(text.slice(at - 3, at + 1), 16));
      } else {
        const plain = escapes[letter];
        if (plain === undefined) return unexpected('in string escape code');
        value += plain;
      }
      at++;
      start = at;
    }
    value += text.slice(start, at);
    at++;
    return value;
  };
  const nest = (): void => {
    depth++;
    if (depth > maxDepth) throw new SyntaxFault('exceeded max depth');
  };
  const object = (): Node => {
    nest();
    at++;
    const entries: [string, Node][] = [];
    skipSpace();
    if (text[at] !== '}') {
      for (;;) {
        skipSpace();
        if (text[at] !== '"') unexpected('looking for beginning of object key string');
        const key = string();
        skipSpace();
        if (text[at] !== ':') unexpected('after object key');
        at++;
        entries.push([key, value()]);
        skipSpace();
        if (text[at] === ',') at++;
        else if (text[at] === '}') break;
        else unexpected('after object key:value pair');
      }
    }
    at++;
    depth--;
    return { is: 'object', entries };
  };
  const array = (): Node => {
    nest();
    at++;
    const items: Node[] = [];
    skipSpace();
    if (text[at] !== ']') {
      for (;;) {
        items.push(value());
        skipSpace();
        if (text[at] === ',') at++;
        else if (text[at] === ']') break;
        else unexpected('after array element');
      }
    }
    at++;
    depth--;
    return { is: 'array', items };
  };
  const value = (): Node => {
    skipSpace();
    switch (text[at]) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return { is: 'string', value: string() };
      case 't':
        literal('true');
        return { is: 'bool', value: true };
      case 'f':
        literal('false');
        return { is: 'bool', value: false };
      case 'n':
        literal('null');
        return { is: 'null' };
      default:
        if (text[at] === '-' || isDigit(text[at])) return number();
        return unexpected('looking for beginning of value');
    }
  };

  const result = value();
  skipSpace();
  if (at < text.length) unexpected('after top-level value');
  return result;
}

const isDigit = (c: string | undefined): boolean => c !== undefined && c >= '0' && c <= '9';

const escapes: Record<string, string | undefined> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** The node of a value that JSON.parse or a patch has made. */
export function toNode(value: unknown): Node {
  if (value === null || value === undefined) return { is: 'null' };
  if (typeof value === 'boolean') return { is: 'bool', value };
  if (typeof value === 'number') return { is: 'number', text: String(value) };
  if (typeof value === 'string') return { is: 'string', value };
  if (Array.isArray(value)) return { is: 'array', items: value.map(toNode) };
  const entries = Object.entries(value as object).filter(([, v]) => v !== undefined);
  return { is: 'object', entries: entries.map(([key, v]) => [key, toNode(v)]) };
}

/** The plain value of a node; of a field given twice, the last. */
export function fromNode(node: Node): unknown {
  switch (node.is) {
    case 'null':
      return null;
    case 'bool':
    case 'string':
      return node.value;
    case 'number':
      return Number(node.text);
    case 'array':
      return node.items.map(fromNode);
    default:
      // a null prototype would surprise callers; own keys such as __proto__ are defined, not assigned
      return ownEntries(node.entries.map(([key, v]) => [key, fromNode(v)]));
  }
}

/** A sentence for each field that stands twice in an object of a tree, with its path. */
export function duplicateFields(node: Node, path = ''): string[] {
  if (node.is === 'array') return node.items.flatMap((item, i) => duplicateFields(item, `${path}[${i}]`));
  if (node.is !== 'object') return [];
  const seen = new Set<string>();
  return node.entries.flatMap(([key, child]) => {
    const place = path ? `${path}.${key}` : key;
    const twice = seen.has(key) ? [`duplicate field ${goQuote(place)}`] : [];
    seen.add(key);
    return [...twice, ...duplicateFields(child, place)];
  });
}

/** An object of these entries; safe for keys such as `__proto__`. */
export function ownEntries<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  return Object.fromEntries(entries);
}
