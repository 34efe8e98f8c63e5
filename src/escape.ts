/** The edge where text from a server, a file or a person becomes output: nothing in it may steer a terminal or a page. */

// all controls but line feed and tab, the marks that turn the direction of a text around, and Unicode's own ends of a line
const steering = /[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** The text with control characters written out (`\x1b`); line feeds and tabs stay. */
export function visible(text: string): string {
  return text.replace(steering, (character) => {
    if (character === '\n' || character === '\t') return character;
    return writtenOut(character);
  });
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The text on one line, for a cell or a heading. */
export function oneLine(text: string): string {
  return visible(text.replace(/\r?\n/g, ' ').replace(/\t/g, ' '));
}

// Persian and the scripts of India need joiners within a word
const invisible =
  /(?<=[\p{L}\p{M}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])([\u200c\u200d])(?=\p{L})|\p{Default_Ignorable_Code_Point}/gu;

/** Letters of scripts that have look-alikes of Latin letters. */
const lookAlikes = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;

/**
 * The name on one line, with what could pass for another name written out (`ada\u200b`, `ad\u0430`): invisible characters, letters
 * in another width, letters of another script within a Latin word. A word in a script of its own stays as it is.
 */
export function unmistakable(name: string): string {
  return oneLine(name)
    .replace(invisible, (character, needed?: string) => needed ?? writtenOut(character))
    .replace(/[\uff01-\uff5e]/g, writtenOut)
    .replace(/[\p{L}\p{M}]+/gu, (word) =>
      /\p{Script=Latin}/u.test(word) ? word.replace(lookAlikes, writtenOut) : word,
    );
}

/** The text as HTML. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
