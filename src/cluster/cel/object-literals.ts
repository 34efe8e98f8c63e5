/**
 * The objects that expressions of mutating policies build, as `Object.spec{replicas: 3}`: they are run as maps, and a field `@type` keeps the
 * name that was written (apiserver/pkg/cel/mutation).
 */
import { isCelList, isCelMap, parse } from '@bufbuild/cel';
import type { Json } from '../../kube/object.js';
import { constant, type Expr, partsOf } from './expression-parts.js';

const typeField = '@type';

/** Makes maps of all object literals of an expression, in place. */
export function objectsAsMaps(expr: Expr): void {
  const { case: kind, value } = expr.exprKind;
  if (kind === 'structExpr' && value.messageName !== '') {
    for (const entry of value.entries) {
      const { keyKind } = entry;
      if (keyKind.case === 'fieldKey') entry.keyKind = { case: 'mapKey', value: constant(expr, keyKind.value) };
    }
    value.entries.push(...mapEntries(`{${JSON.stringify(typeField)}: ${JSON.stringify(value.messageName)}}`));
    value.messageName = '';
  }
  for (const part of partsOf(expr)) objectsAsMaps(part);
}

function mapEntries(text: string): Extract<Expr['exprKind'], { case: 'structExpr' }>['value']['entries'] {
  const kind = parse(text).expr?.exprKind;
  return kind?.case === 'structExpr' ? kind.value.entries : [];
}

/** An object that an expression built is of another type than its place asks for. */
export class TypeMismatch extends Error {}

/**
 * The value as JSON. Throws a {@link TypeMismatch} for an object whose name does not say where it stands: the field `spec` of an `Object` is an
 * `Object.spec`, also within lists and maps.
 */
export function jsonOf(value: unknown, name = ''): Json {
  if (isCelList(value)) return [...value].map((item) => jsonOf(item, name));
  if (isCelMap(value)) {
    const given = value.get(typeField);
    const isObject = typeof given === 'string';
    if (isObject && name !== '' && given !== name) {
      throw new TypeMismatch(
        `unexpected type name ${JSON.stringify(given)}, expected ${JSON.stringify(name)}, which matches field name path from root Object type`,
      );
    }
    const entries = [...value.entries()].filter(([key]) => key !== typeField);
    return Object.fromEntries(
      entries.map(([key, part]) => [String(key), jsonOf(part, isObject ? `${given}.${key}` : name)]),
    );
  }
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
