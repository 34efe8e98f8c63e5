/** Go's names of the types of fields, for messages about them. */
import type { Scalar, TypeRef } from '../types/parse-type.js';

/** Go's name of a type in `of type …`. */
export function goName(type: TypeRef): string {
  if (type.is === 'struct') return inPackage(type.name);
  if (type.goName) return inPackage(type.goName);
  switch (type.is) {
    case 'list':
      return `[]${goName(type.of)}`;
    case 'map':
      return `map[${type.keyName ? inPackage(type.keyName) : 'string'}]${goName(type.of)}`;
    default:
      return goScalars[type.scalar];
  }
}

const goScalars: Record<Scalar, string> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  bytes: '[]uint8',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  fieldsV1: 'v1.FieldsV1',
  any: 'interface {}',
};

/** A name with the last part of its package: `v1.Protocol` of `core.v1.Protocol`. */
const inPackage = (name: string): string => name.split('.').slice(-2).join('.');

/** The last part of a type's name: `PodSpec` of `core.v1.PodSpec`. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
