/**
 * Where a JSON text nests too deeply, told before it is parsed: a parser takes some 50 bytes for each list that is open, outside of the
 * heap, and a walk through the value afterwards runs out of stack.
 */

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/**
 * The offset of the first bracket that opens one more than `most` lists and objects in a text or its bytes in UTF-8; undefined where
 * none does. In other text it may be a bracket that a parser would not reach.
 */
export function tooDeepInJson(text: string | Uint8Array, most: number): number | undefined {
  const at = typeof text === 'string' ? (index: number) => text.charCodeAt(index) : (index: number) => text[index] ?? 0;
  let depth = 0;
  let isText = false;
  for (let index = 0; index < text.length; index++) {
    const unit = at(index);
    if (unit === QUOTE) isText = !isText;
    else if (isText) {
      if (unit === BACKSLASH) index++;
    } else if (OPENING.has(unit)) {
      if (++depth > most) return index;
    } else if (CLOSING.has(unit)) depth--;
  }
  return undefined;
}
