/** JSON as Go's encoding/json writes it. */

const special = /[<>&\u2028\u2029]/;
const specials = new RegExp(special, 'g');
const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The JSON text of a value with the characters escaped that could end a script in a page; `indent` as of JSON.stringify. */
export function goJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, undefined, indent);
  return special.test(text) ? text.replace(specials, escaped) : text;
}
