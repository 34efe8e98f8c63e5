/** Safe looks into objects whose fields are `unknown`: a decoded object has the right types, one from elsewhere may not. */

/** A value with named fields. */
export type Fields = Record<string, unknown>;

/** True for an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as fields; an empty object when it is none. Changes to that empty object are lost: use it to read. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** A map's own value under a given name; undefined for members of every JavaScript object, as `constructor`. */
export function own<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The value as a list of objects; empty when it is none. */
export function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The value as a list of texts; empty when it is none. */
export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : [];
}

/** The value as a text; empty when it is none. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a number; undefined when it is none. */
export function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The value as a map of texts; empty when it is none. */
export function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields(value)).filter((e): e is [string, string] => typeof e[1] === 'string'),
  );
}
