/** The types of the API as expressions see them (apiserver/pkg/cel/common/schemas.go). */
import { type ExpressionType, listOf, maxBytes, types } from '../cel/expression-types.js';
import { type ObjectType, typeNamed } from '../types/api-types.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';

/** Values that may be of several types are known when an expression runs. */
const scalars: Record<Scalar, ExpressionType> = {
  string: types.string,
  bool: types.bool,
  int32: types.int,
  int64: types.int,
  double: types.double,
  bytes: types.bytes,
  time: types.timestamp,
  microTime: types.timestamp,
  quantity: types.dyn,
  intOrString: types.dyn,
  fieldsV1: types.dyn,
  any: types.dyn,
};

const built = new Map<string, ExpressionType>();

/** The type of the objects of an object type; a type within itself is known when an expression runs. */
export function expressionType({ name, fields }: ObjectType): ExpressionType {
  const known = built.get(name);
  if (known) return known;
  built.set(name, types.dyn);
  const own = new Map([...fields.values()].map((field) => [field.name, typeOf(field.type)]));
  const found: ExpressionType = { is: 'object', name: name.split('.').at(-1), fields: own, max: own.size };
  built.set(name, found);
  return found;
}

function typeOf(type: TypeRef): ExpressionType {
  if (type.is === 'scalar') return scalars[type.scalar];
  if (type.is === 'list') return listOf(typeOf(type.of), maxBytes);
  if (type.is === 'map') return { is: 'map', of: typeOf(type.of), max: maxBytes };
  const struct = type.type ?? typeNamed(type.name);
  return struct ? expressionType(struct) : types.dyn;
}
