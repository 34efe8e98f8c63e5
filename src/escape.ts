/** The edge where text from a server, a file or a person becomes output: nothing in it may steer a terminal or a page. */

// all controls but line feed and tab, the marks that turn the direction of a text around, and Unicode's own ends of a line
const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** The text with control characters written out (`\x1b`); line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(steering, (character) => {
    if (character === '\n' || character === '\t') return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** The text on one line, for a cell or a heading. */
export function oneLine(text: string): string {
  return visible(text.replace(/\r?\n/g, ' ').replace(/\t/g, ' '));
}

/** The text as HTML. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
