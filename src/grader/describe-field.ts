/** A field of an object in words, for evidence about requests and objects alike. */
import { valuesOf } from './field-path.js';
import { quoted } from './show-text.js';

const MOST_VALUES = 3;

/** `data.method was "?"`, or `data.method was absent`. Several values of a path with `*` stand beside one another. */
export function describeField(object: unknown, path: string, verb: 'was' | 'is' = 'was'): string {
  const values = valuesOf(object, path).map((value) =>
    quoted(typeof value === 'string' ? value : JSON.stringify(value)),
  );
  if (values.length === 0) return `${path} ${verb} absent`;
  return `${path} ${verb} ${values.slice(0, MOST_VALUES).join(', ')}${values.length > MOST_VALUES ? ', …' : ''}`;
}
