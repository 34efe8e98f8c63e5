/**
 * Text that keeps its left edge: a long line goes on in the next row behind the same prefix, broken between
 * words where there are any. It may come in pieces, as a cell prints it.
 */
import { widthOf } from './text.js';

/** How to set the text. */
export interface FlowOptions {
  /** The beginning of each row. */
  prefix: string;
  /** The columns of a row, the prefix included. */
  width: number;
  /** Spaces more in a row that goes on with the line before. */
  hanging?: number;
  /** Which lines stay one line, however long: the terminal breaks them where it must, and they can be copied whole. */
  whole?: (line: string) => boolean;
}

/** Sets one piece after another. */
export interface Flow {
  /** The piece as it is to be written. */
  set(piece: string): string;
  /** True when the next piece begins a row. */
  readonly atLineStart: boolean;
}

const ESC = '\\u001b';

/** A style (SGR, ECMA-48, 8.3.117), a line break, a run of spaces, a word. */
const TOKENS = new RegExp(`${ESC}\\[[0-9;]*m|\\n|[^\\S\\n]+|(?:(?!${ESC}\\[)\\S)+`, 'g');
const STYLE = new RegExp(`^${ESC}\\[([0-9;]*)m$`);
const OFF = /^(0|2[2-9]|39|49)?$/;

/** Begins a text. */
export function startFlow({ prefix, width, hanging = 0, whole = () => false }: FlowOptions): Flow {
  const room = Math.max(8, width - widthOf(prefix));
  let column = 0;
  let begun = false;
  /** The spaces at the beginning of the line, and those that wait for a word. */
  let indent = 0;
  let spaces = '';
  /** Styles that are on; a prefix is written without them. */
  let on: string[] = [];

  const begin = (): string => {
    begun = true;
    return on.length === 0 ? prefix : `\u001b[0m${prefix}${on.join('')}`;
  };
  const breakRow = (): string => {
    spaces = '';
    const inner = ' '.repeat(Math.min(indent + hanging, Math.floor(room / 2)));
    column = inner.length;
    return `\n${begin()}${inner}`;
  };
  const word = (text: string): string => {
    let out = begun ? '' : begin();
    if (column === 0) indent = spaces.length;
    if (column > 0 && column + spaces.length + widthOf(text) > room) out += breakRow();
    out += spaces;
    column += spaces.length;
    spaces = '';
    for (const character of text) {
      const more = widthOf(character);
      if (column + more > room) out += breakRow();
      out += character;
      column += more;
    }
    return out;
  };
  const token = (text: string): string => {
    const style = STYLE.exec(text);
    if (style) {
      on = OFF.test(style[1] ?? '') ? on.slice(0, style[1] === '0' || !style[1] ? 0 : -1) : [...on, text];
      const before = spaces !== '' && begun ? spaces : '';
      if (before !== '') {
        column += before.length;
        spaces = '';
      }
      return begun ? before + text : '';
    }
    if (text === '\n') {
      const end = begun || prefix.trim() === '' ? '' : prefix.trimEnd();
      [column, begun, indent, spaces] = [0, false, 0, ''];
      return `${end}\n`;
    }
    if (/^\s/.test(text)) {
      spaces += text.replaceAll('\t', '  ');
      return '';
    }
    return word(text);
  };
  const line = (text: string): string => {
    if (begun || column > 0 || !whole(text)) return (text.match(TOKENS) ?? []).map(token).join('');
    const out = begin() + text.trimEnd();
    return text.endsWith('\n') ? out + token('\n') : out;
  };
  return {
    set: (piece) => (piece.match(/[^\n]*\n|[^\n]+/g) ?? []).map(line).join(''),
    get atLineStart() {
      return !begun && column === 0;
    },
  };
}

/** A whole text, set at once. */
export function flowText(text: string, options: FlowOptions): string {
  return startFlow(options).set(text);
}
