/** How wide a text is on a terminal, and laying it out: cutting, padding, wrapping words. */
import { stripVTControlCharacters } from 'node:util';

/** Marks that take no room of their own: combining, zero-width, variation selectors. */
const NO_WIDTH = /\p{Mn}|\p{Me}|[\u200b-\u200d]|\u2060|[\ufe00-\ufe0f]/u;

/** Characters that take two columns (the Wide and Fullwidth ranges of Unicode's EastAsianWidth, and emoji). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** The columns that a text without line breaks takes; styles take none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (!NO_WIDTH.test(character)) width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** The text filled up with spaces to `width` columns; a wider one as it is. */
export function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** A text without styles, cut to `width` columns, with an ellipsis for the rest. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = '';
  let used = 1;
  for (const character of text) {
    used += widthOf(character);
    if (used > width) break;
    cut += character;
  }
  return `${cut}…`;
}

/**
 * Lays words out in lines of at most `width` columns. A word that is wider stands on a line of its own, whole, so that
 * it can be copied. `'\n'` as a word breaks the line. Styles must begin and end within a word.
 */
export function wrapWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of words) {
    if (word === '\n') {
      lines.push(line);
      [line, used] = ['', 0];
      continue;
    }
    const wordWidth = widthOf(word);
    if (used > 0 && used + 1 + wordWidth > width) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line += used > 0 ? ` ${word}` : word;
    used += (used > 0 ? 1 : 0) + wordWidth;
  }
  if (line !== '' || lines.length === 0) lines.push(line);
  return lines;
}

/** A plain text wrapped to `width` columns; its own line breaks are kept. */
export function wrapText(text: string, width: number): string {
  const lines = text.split('\n').flatMap((line) => {
    const indent = /^ */.exec(line)?.[0] ?? '';
    const words = line.split(/ +/).filter((word) => word !== '');
    return wrapWords(words, width - indent.length).map((wrapped) => indent + wrapped);
  });
  return lines.join('\n');
}

/** Every line of a text moved to the right by `prefix`; empty lines stay empty. */
export function indentText(text: string, prefix: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : prefix + line))
    .join('\n');
}

/** A length of time as a person says it: `350 ms`, `2.4 s`, `3 min 20 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** A size of a file: `812 B`, `3.1 KiB`, `12 MiB`. */
export function formatSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
