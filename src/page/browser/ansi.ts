/** Text with the terminal's colours, as pieces with class names; every other sequence is left out. */

/** A piece of text, and how it looks: `ansi-bold ansi-red`. */
export interface Piece {
  text: string;
  look: string;
}

const COLOURS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const SEQUENCE = /\x1b\[([\d;]*)m|\x1b\[[\d;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f]/g;

/** The pieces of a text, in their order. */
export function ansiPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let looks = new Set<string>();
  let from = 0;
  const add = (to: number): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), look: [...looks].join(' ') });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[1] !== undefined) looks = afterCodes(looks, match[1].split(';').map(Number));
  }
  add(text.length);
  return pieces;
}

/** The end of a text that breaks off in an escape sequence, or in a character of two units. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const BROKEN_OFF = /(?:\x1b(?:\[[\d;?]*)?|[\ud800-\udbff])$/;

/** The place `at` of a text, or a little before it, where neither a sequence nor a character is cut. */
export function wholeFrom(text: string, at: number): number {
  const broken = BROKEN_OFF.exec(text.slice(Math.max(0, at - 32), at));
  return at - (broken?.[0].length ?? 0);
}

function afterCodes(before: ReadonlySet<string>, codes: readonly number[]): Set<string> {
  let looks = new Set(before);
  const withoutColour = (): Set<string> => new Set([...looks].filter((look) => /bold|dim/.test(look)));
  for (const code of codes) {
    if (code === 0) looks = new Set();
    else if (code === 1) looks.add('ansi-bold');
    else if (code === 2) looks.add('ansi-dim');
    else if (code === 22) looks = new Set([...looks].filter((look) => !/bold|dim/.test(look)));
    else if (code === 39) looks = withoutColour();
    else {
      const colour = COLOURS[code >= 90 ? code - 90 : code - 30];
      if (colour !== undefined && (code >= 90 || code < 38)) looks = withoutColour().add(`ansi-${colour}`);
    }
  }
  return looks;
}
