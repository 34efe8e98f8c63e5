/** Values of the types that Kubernetes adds to CEL: quantities, URLs, addresses, versions, formats, optionals. */
import { type CelInput, type CelMap, type CelMapType, CelScalar, celMap, mapType } from '@bufbuild/cel';
import { noOverload } from './run-faults.js';

/** The type of these values: maps with a field that no object has. */
export const own: CelMapType = mapType(CelScalar.STRING, CelScalar.DYN);

/** A value of a kind, which its text says in full: two of the same text are equal. */
export const ownValue = (kind: string, text: string): CelMap => celMap(new Map([[`@${kind}`, text]]));

/** The text of a value of that kind; throws cel-go's error for other values. */
export function textOf(value: CelMap, kind: string): string {
  const text = value.get(`@${kind}`);
  if (typeof text !== 'string') throw new Error(noOverload);
  return text;
}

/** An optional with this value; without one it is empty. */
export const optional = (...value: CelInput[]): CelMap =>
  celMap(new Map(value.length > 0 ? value.map((one): [string, CelInput] => ['@value', one]) : [['@none', true]]));

/** True for an optional, with a value or empty. */
export const isOptional = (value: CelMap): boolean => value.has('@value') || value.has('@none');
