/** Texts in quotes as Go's `%q` writes them. */

/** Characters that have an escape of one letter, in Go and in expressions. */
export const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** True for a character that Go counts as printable: letters, marks, numbers, punctuation, symbols, the plain space. */
export const isPrintable = (c: string): boolean => /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(c);

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** The text in double quotes; unprintable characters are escaped. */
export function goQuote(text: string): string {
  // most are plain words
  if (/^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  return `"${[...text].map(escaped).join('')}"`;
}

function escaped(c: string): string {
  const name = shortEscapes[c];
  if (name !== undefined) return name;
  if (isPrintable(c)) return c;
  const code = c.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** The characters that cannot be printed, as Go's `%#U` names them, with the number of bytes before each. */
export function unprintable(text: string): { name: string; position: number }[] {
  const found: { name: string; position: number }[] = [];
  let position = 0;
  for (const c of text) {
    if (!isPrintable(c)) found.push({ name: `U+${hex(c.codePointAt(0) ?? 0, 4).toUpperCase()}`, position });
    position += Buffer.byteLength(c);
  }
  return found;
}
