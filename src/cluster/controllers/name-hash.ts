/** The short hashes that controllers put behind the names of new objects: FNV of 32 bits, in characters that spell no words. */

/** No vowels, so no words; no 0, 1 and 3, which look like letters. */
const safeCharacters = 'bcdfghjklmnpqrstvwxz2456789';
const start = 0x811c9dc5;

/** The hash FNV-1a, which names replica sets and the revisions of daemon sets. */
export function fnv1a(bytes: Uint8Array): string {
  return safely(bytes.reduce((hash, byte) => times(hash ^ byte), start));
}

/** The hash FNV-1, which names the revisions of stateful sets. */
export function fnv1(bytes: Uint8Array): string {
  return safely(bytes.reduce((hash, byte) => times(hash) ^ byte, start));
}

const times = (hash: number): number => Math.imul(hash, 0x01000193);

/** The number without a sign, each digit as one of the safe characters. */
function safely(hash: number): string {
  return [...String(hash >>> 0)].map((digit) => safeCharacters[digit.charCodeAt(0) % safeCharacters.length]).join('');
}
