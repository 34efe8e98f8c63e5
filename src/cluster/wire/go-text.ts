/** Values as Go shows them in its messages. */
import { isFields } from '../../kube/fields.js';

/** A value as Go's `%v` shows it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isFields(value)) return value === null ? '<nil>' : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
}

/** A value as Go's `%s` shows it: a text as it is, others with Go's complaint. */
export function goString(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return '%!s(<nil>)';
  return typeof value === 'object' ? goText(value) : `%!s(${goType(value)}=${String(value)})`;
}

/** Go's type of a value that came out of JSON. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isFields(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
