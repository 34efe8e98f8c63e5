/** JSON as Go's encoding/json writes it: characters that HTML could mistake are escaped. */
import { canonicalJson } from './equal-json.js';

const special = /[<>&\u2028\u2029]/;
const specials = new RegExp(special, 'g');
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A JSON text with the characters escaped that could end a script in a page. */
export function goEscaped(json: string): string {
  return special.test(json) ? json.replace(specials, escaped) : json;
}

/** The JSON text of a value; `indent` as of JSON.stringify. */
export function goJson(value: unknown, indent?: number): string {
  return goEscaped(JSON.stringify(value, undefined, indent));
}

/**
 * The JSON text of a value whose objects are all maps in Go, which writes their keys in order. JavaScript lists keys that are
 * whole numbers before others, whatever the order.
 */
export function goMapJson(value: unknown): string {
  return goEscaped(canonicalJson(value));
}
