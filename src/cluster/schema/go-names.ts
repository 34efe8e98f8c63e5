/** What Go calls the types of fields, for messages that name them. */
import type { Scalar, TypeRef } from './schema.js';

/** Go's name of a type in `of type …`. */
export function goName(type: TypeRef): string {
  switch (type.is) {
    case 'list':
      if (type.goName) return `v1.${type.goName}`;
      return `[]${goName(type.of)}`;
    case 'map':
      if (type.goName) return `v1.${type.goName}`;
      return `map[string]${goName(type.of)}`;
    case 'struct':
      return `v1.${shortName(type.name)}`;
    default:
      if (!type.goName) return goScalars[type.scalar];
      return type.goName.includes('.') ? type.goName : `v1.${type.goName}`;
  }
}

const goScalars: Record<Scalar, string> = {
  string: 'string',
  bool: 'bool',
  int32: 'int32',
  int64: 'int64',
  bytes: '[]uint8',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  fieldsV1: 'v1.FieldsV1',
};

/** The last part of a type's name: `PodSpec` of `core.v1.PodSpec`. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
