/** The faults of a configuration, in the words of server-side apply (structured-merge-diff/typed/validate.go). */

import { type Fields, isFields } from '../../kube/fields.js';
import { type ObjectType, structOf } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { goText, goType } from '../wire/go-text.js';
import { pathStep } from './field-set.js';
import { itemEdge } from './typed.js';

interface Fault {
  path: string;
  text: string;
}

/** The sentence about all faults of a value; undefined when it has none. */
export function typedFault(value: unknown, type: ObjectType): string | undefined {
  const faults = structFaults(value, type).map(({ path, text }) => (path ? `${path}: ${text}` : text));
  return faults.length > 1 ? ['errors:', ...faults].join('\n  ') : faults[0];
}

const at = (step: string, faults: readonly Fault[]): Fault[] =>
  faults.map(({ path, text }) => ({ path: step + path, text }));

const expected = (what: string, value: unknown): Fault[] => [
  { path: '', text: `expected ${what}, got &{${goText(value)}}` },
];

function structFaults(value: unknown, type: ObjectType): Fault[] {
  if (value === null || value === undefined) return [];
  const isAny = type.open && type.fields.size === 0;
  if (!isFields(value)) return isAny ? [] : expected('map', value);
  const faults: Fault[] = [];
  for (const [name, child] of Object.entries(value)) {
    const field = type.fields.get(name);
    if (!field && type.open) continue;
    if (!field) {
      // no further field of this object is looked at
      faults.push({ path: `.${name}`, text: 'field not declared in schema' });
      break;
    }
    faults.push(...at(`.${name}`, faultsOf(child, field.type, field)));
  }
  return faults;
}

function faultsOf(value: unknown, type: TypeRef, field?: Field): Fault[] {
  if (value === null || value === undefined) return [];
  switch (type.is) {
    case 'struct': {
      const named = structOf(type);
      return named ? structFaults(value, named) : [];
    }
    case 'map':
      if (!isFields(value)) return expected('map', value);
      return Object.entries(value).flatMap(([name, child]) => at(`.${name}`, faultsOf(child, type.of)));
    case 'list':
      return Array.isArray(value) ? listFaults(value, type.of, field) : expected('list', value);
    default:
      return scalarFaults(value, type.scalar);
  }
}

function listFaults(items: readonly unknown[], of: TypeRef, field: Field | undefined): Fault[] {
  const keys = field?.topology === 'map' ? field.mapKeys : [];
  const isAssociative = field?.topology === 'map' || field?.topology === 'set';
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [i, item] of items.entries()) {
    let step = `[${i}]`;
    if (isAssociative) {
      const why = keys.length > 0 ? keyedFault(item, of, keys) : setFault(item);
      // an element without a place ends the look at the list
      if (why) return [...faults, { path: '', text: `element ${i}: ${why}` }];
      const edge = itemEdge(item, keys, of);
      step = pathStep(edge);
      if (seen.has(edge)) faults.push({ path: '', text: `duplicate entries for key ${step}` });
      seen.add(edge);
    }
    faults.push(...at(step, faultsOf(item, of)));
  }
  return faults;
}

function keyedFault(item: unknown, of: TypeRef, keys: readonly string[]): string | undefined {
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isFields(item)) return 'associative list with keys may not have non-map elements';
  if (of.is !== 'struct' || keys.some((key) => Object.hasOwn(item, key))) return undefined;
  const own = of.type?.fields;
  // of the built-in types this alone has a key that is not filled in where it is left out
  if (own ? keys.some((key) => own.get(key)?.default !== undefined) : of.name !== 'core.v1.ObjectReference') {
    return undefined;
  }
  return `associative list with keys has an element that omits all key fields ["${keys.join('" "')}"] (and doesn't have default values for any key fields)`;
}

function setFault(item: unknown): string | undefined {
  if (item === null) return "associative list without keys has an element that's an explicit null";
  if (isFields(item)) return "associative list without keys has an element that's a map type";
  return Array.isArray(item) ? 'not supported: associative list with lists as elements' : undefined;
}

/** Scalars' names in the schema of server-side apply; it takes any scalar for the others. */
const wanted: Partial<Record<Scalar, 'string' | 'number' | 'boolean'>> = {
  string: 'string',
  bytes: 'string',
  bool: 'boolean',
  int32: 'number',
  int64: 'number',
  double: 'number',
};

function scalarFaults(value: unknown, scalar: Scalar): Fault[] {
  // these read themselves, whatever they are
  if (scalar === 'fieldsV1' || scalar === 'intOrString' || scalar === 'any') return [];
  const want = wanted[scalar];
  if (want === undefined) return typeof value === 'object' ? expected('any scalar', value) : [];
  if (typeof value === want) return [];
  if (want === 'boolean') return expected('boolean', value);
  if (want === 'number') return [{ path: '', text: `expected numeric (int or float), got ${goType(value)}` }];
  return [{ path: '', text: `expected string, got &value.valueUnstructured{Value:${goLiteral(value)}}` }];
}

/** A value in Go's own syntax. */
function goLiteral(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (!isFields(value)) return JSON.stringify(value);
  const entries = Object.entries(value as Fields).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[string]interface {}{${entries.map(([k, v]) => `${JSON.stringify(k)}:${goLiteral(v)}`).join(', ')}}`;
}
