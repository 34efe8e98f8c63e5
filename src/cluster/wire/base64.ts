/** Base64 as Go reads it. */

/** Where base64 (RFC 4648, padded) goes wrong, as Go counts it; undefined when it does not. */
export function base64Fault(text: string): number | undefined {
  const stop = text.search(/[^A-Za-z0-9+/]/);
  const digits = stop < 0 ? text.length : stop;
  const left = digits % 4;
  if (stop < 0) return left === 0 ? undefined : text.length - left;
  if (text[stop] !== '=') return stop;
  // padding: none after a whole group, two for one byte, one for two bytes
  if (left < 2) return stop;
  const wanted = 4 - left;
  const rest = text.slice(stop);
  if (rest === '='.repeat(wanted)) return undefined;
  if (wanted === 2 && rest[1] !== '=') return rest.length === 1 ? text.length : stop;
  return stop + wanted;
}
