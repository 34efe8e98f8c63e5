/**
 * The fault of a value that a strategic merge patch has made and that does not fit its type, in the words of the converter
 * into Go's types (apimachinery/pkg/runtime/converter.go): they name no field.
 */

import { type Fields, isFields } from '../../kube/fields.js';
import { type ObjectType, typeNamed } from '../types/api-types.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { readObject } from './convert.js';
import { goName } from './go-names.js';
import { toNode } from './json-nodes.js';

/** Scalars that read their JSON themselves. */
const ownReaders = new Set<Scalar>(['time', 'microTime', 'quantity', 'intOrString', 'fieldsV1', 'any']);
const kinds: Partial<Record<Scalar, string>> = { double: 'float64' };

/** The first fault of an object, in the order of the type's fields; undefined without a fault. */
export function unstructuredFault(value: Fields, type: ObjectType): string | undefined {
  for (const field of type.fields.values()) {
    const fault = Object.hasOwn(value, field.name) ? faultOf(value[field.name], field.type) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(value: unknown, type: TypeRef): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (type.is) {
    case 'struct': {
      if (!isFields(value)) return `cannot restore struct from: ${goKind(value)}`;
      const named = typeNamed(type.name);
      return named && unstructuredFault(value, named);
    }
    case 'map':
      if (!isFields(value)) return `cannot restore map from ${goKind(value)}`;
      return firstFault(Object.values(value), type.of);
    case 'list':
      if (!Array.isArray(value)) return `cannot restore slice from ${goKind(value)}`;
      return firstFault(value, type.of);
    default:
      return scalarFault(value, type);
  }
}

function firstFault(values: readonly unknown[], type: TypeRef): string | undefined {
  for (const value of values) {
    const fault = faultOf(value, type);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function scalarFault(value: unknown, type: TypeRef & { is: 'scalar' }): string | undefined {
  const kind = goKind(value);
  const { scalar } = type;
  if (scalar === 'bytes') {
    if (kind !== 'string') return `cannot restore slice from ${kind}`;
    const fault = ownFault(value, type);
    return fault === undefined ? undefined : `error decoding from json: ${fault}`;
  }
  if (ownReaders.has(scalar)) return ownFault(value, type);
  const wanted = kinds[scalar] ?? scalar;
  const isWhole = kind === 'int64';
  if (kind === wanted || (isWhole && (wanted.startsWith('int') || wanted === 'float64'))) return undefined;
  // Go converts between numbers, and from whole ones to text, but JSON does not
  const convertible = (isWhole && wanted === 'string') || (kind === 'float64' && wanted.startsWith('int'));
  return convertible ? `cannot convert ${kind} to ${goName(type)}` : `unrecognized type: ${wanted}`;
}

/** The fault of a single value by the reader of its own type. */
function ownFault(value: unknown, type: TypeRef): string | undefined {
  const field = {
    name: 'value',
    type,
    pointer: false,
    required: false,
    always: false,
    mapKeys: [],
    merge: false,
  } as const;
  const alone: ObjectType = { name: '', fields: new Map([['value', field]]), atomic: false };
  const fault = readObject(toNode({ value }), alone).findings.typeFault;
  return fault?.replace('Go struct field .value of', 'Go value of');
}

/** Go's kind of a value that came out of JSON. */
function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map';
}
