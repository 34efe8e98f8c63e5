/** Lines of text that fit: how wide a text is on a terminal, and where it may be broken. */

/** How many columns of a terminal a text takes, near enough: wide characters count two. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}/u.test(character)) continue;
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Extended_Pictographic}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** The text, filled up with spaces to `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - columns(text)));
}

/** The widest word of a text: the least width of a column, since words are not broken. */
export function longestWord(text: string): number {
  return Math.max(0, ...text.split(/\s+/).map(columns));
}

/**
 * The text as lines of at most `width` columns, broken at spaces; its own line breaks stay. A longer word has a line of
 * its own, whole, so that names and URLs can be copied.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => (columns(line) <= width ? [line] : wrapLine(line, width)));
}

function wrapLine(text: string, width: number): string[] {
  const indent = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/ +/)) {
    if (line && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line = line ? `${line} ${word}` : indent + word;
  }
  return [...lines, line];
}

/**
 * As {@link wrap}, and a word that is wider than the room is broken: behind a sign such as `/`, `.` or `-` where there is
 * one.
 */
export function wrapInside(text: string, width: number): string[] {
  return wrap(text, width).flatMap((line) => (columns(line) <= width ? [line] : breakWord(line, width)));
}

function breakWord(word: string, width: number): string[] {
  const lines: string[] = [];
  let rest = word;
  while (columns(rest) > width) {
    const whole = fitting(rest, width);
    // a sign in the last third is a good place; further back, too much room would be lost
    const sign = /^.*[/.:,;_=@-]/u.exec(whole)?.[0] ?? '';
    const part = columns(sign) > (width * 2) / 3 ? sign : whole;
    lines.push(part);
    rest = rest.slice(part.length);
  }
  return [...lines, ...(rest ? [rest] : [])];
}

/** As many characters from the start as fit, and one at least. */
function fitting(text: string, width: number): string {
  let part = '';
  for (const character of text) {
    if (part && columns(part + character) > width) break;
    part += character;
  }
  return part;
}
