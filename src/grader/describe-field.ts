/** A field of an object in words, for evidence about requests and objects alike. */
import { valuesOf } from './field-path.js';
import { quoted } from './show-text.js';

const MOST_VALUES = 3;

/**
 * `data.method was "?"`, or `data.method was absent`; with the fields that were `wanted` also `, asked for "certificate"`, but
 * for a regular expression, which says little to a reader. Several values of a path with `*` stand beside one another.
 */
export function describeField(
  object: unknown,
  path: string,
  verb: 'was' | 'is' = 'was',
  wanted: Readonly<Record<string, unknown>> = {},
): string {
  const values = valuesOf(object, path).map(inQuotes);
  const told = values.length === 0 ? 'absent' : values.slice(0, MOST_VALUES).join(', ');
  return `${path} ${verb} ${told}${values.length > MOST_VALUES ? ', …' : ''}${askedFor(wanted[path])}`;
}

function askedFor(wanted: unknown): string {
  if (wanted === undefined) return '';
  if (typeof wanted === 'string' && wanted.startsWith('~')) return '';
  return `, asked for ${wanted === null ? 'none' : inQuotes(wanted)}`;
}

function inQuotes(value: unknown): string {
  return quoted(typeof value === 'string' ? value : JSON.stringify(value));
}
