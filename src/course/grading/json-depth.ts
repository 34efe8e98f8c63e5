/** How deep a JSON text is nested, told before it is parsed: a parser takes some 50 bytes for each list that is open, of no heap. */

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** The most lists and objects that are open at once in these bytes of UTF-8. Of what is no JSON it is an upper bound at least. */
export function jsonDepth(bytes: Uint8Array): number {
  let depth = 0;
  let most = 0;
  let isText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH) index++;
    } else if (OPENING.has(byte)) most = Math.max(most, ++depth);
    else if (CLOSING.has(byte)) depth--;
  }
  return most;
}
