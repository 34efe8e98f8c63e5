/** Reading headers that may be there once, several times or not at all. */
import type { Headers } from '../chain/handler.js';

/** All values of a header, in order; empty when it is not there. */
export function headerValues(headers: Headers, name: string): string[] {
  const value = headers[name];
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(inUtf8);
}

/** The first value of a header; undefined when it is not there. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined ? undefined : inUtf8(first);
}

/**
 * The extra of a user, whose keys stand in the names of headers behind `prefix` as `keyOf` reads them, in the order of these names;
 * `{}` for none.
 */
export function extraOf(
  headers: Headers,
  prefix: string,
  keyOf: (written: string) => string = unescapeKey,
): Record<string, string[]> {
  const extra = new Map<string, string[]>();
  for (const name of Object.keys(headers).sort()) {
    if (!name.startsWith(prefix)) continue;
    const key = keyOf(name.slice(prefix.length));
    extra.set(key, [...(extra.get(key) ?? []), ...headerValues(headers, name)]);
  }
  return Object.fromEntries(extra);
}

/** A key as it was before it was percent-encoded for a header's name; kept as it is when it is not. */
export function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Go takes the bytes of a header as UTF-8, Node each as a letter. */
function inUtf8(value: string): string {
  return /[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString() : value;
}
