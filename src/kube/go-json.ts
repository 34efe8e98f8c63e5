/** JSON as Go's encoding/json writes it: characters that HTML could mistake are escaped. */
import { isFields } from './fields.js';

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
 * The value with the keys of all its maps sorted, as Go writes a map. JavaScript lists keys that are whole numbers before others,
 * whatever the order.
 */
export function withSortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (!isFields(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, withSortedKeys(value[name])]));
}
