/**
 * Where a text stops being JSON (RFC 8259). `JSON.parse` says that it does, and on Node 20 often not where; the words of
 * its message differ between versions.
 */

/** A line and a column, both from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 8259 forbids exactly these unescaped.
const SPECIAL_IN_STRING = /["\\\u0000-\u001f]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;

/** The offset of the first character that cannot stand where it stands; undefined when `text` is JSON. */
export function findJsonFault(text: string): number | undefined {
  let at = 0;
  /** The open arrays and objects, innermost last: the closing character of each. */
  const open: string[] = [];
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const length = pattern.exec(text)?.[0].length ?? 0;
    at += length;
    return length > 0;
  };
  const takeChar = (char: string): boolean => {
    if (text[at] !== char) return false;
    at += 1;
    take(SPACE);
    return true;
  };
  // Not one pattern: on an image of some megabytes it overflows the stack of the regular expression engine.
  const takeString = (): boolean => {
    if (text[at] !== '"') return false;
    let next = at + 1;
    for (;;) {
      SPECIAL_IN_STRING.lastIndex = next;
      const special = SPECIAL_IN_STRING.exec(text);
      at = special?.index ?? text.length;
      if (special?.[0] === '"') {
        at += 1;
        return true;
      }
      if (special?.[0] !== '\\' || !take(ESCAPE)) return false;
      next = at;
    }
  };
  const takeKey = (): boolean => {
    if (!takeString()) return false;
    take(SPACE);
    return takeChar(':');
  };

  take(SPACE);
  for (;;) {
    // a value
    if (takeChar('[')) {
      open.push(']');
      if (text[at] !== ']') continue;
    } else if (takeChar('{')) {
      open.push('}');
      if (text[at] !== '}') {
        if (!takeKey()) return at;
        continue;
      }
    } else if (!(text[at] === '"' ? takeString() : take(LITERAL))) {
      return at;
    }
    // closing brackets and spaces that may follow the value
    take(SPACE);
    for (let close = open.at(-1); close && takeChar(close); close = open.at(-1)) open.pop();
    const innermost = open.at(-1);
    if (!innermost) return at === text.length ? undefined : at;
    if (!takeChar(',')) return at;
    if (innermost === '}' && !takeKey()) return at;
  }
}

/** The line and column of an offset. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
