/** Reading answers of unknown shape: each read gives a usable value or says that it is missing. */

/** A JSON object of any shape. */
export type Loose = Record<string, unknown>;

/** True for an object that is no list. */
export function isRecord(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text in a field; empty when there is none. */
export function textOf(value: unknown, field: string): string {
  const found = isRecord(value) ? value[field] : undefined;
  return typeof found === 'string' ? found : '';
}

/** The objects in a list field; none when it is no list. */
export function recordsOf(value: unknown, field: string): Loose[] {
  const found = isRecord(value) ? value[field] : undefined;
  return Array.isArray(found) ? found.filter(isRecord) : [];
}
