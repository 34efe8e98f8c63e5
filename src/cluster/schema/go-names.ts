/** How Go calls the types of the API, as its errors tell of them. */
import type { Scalar, TypeRef } from './schema.js';

/** Go's name of a type in `of type …`. */
export function goName(type: TypeRef): string {
  switch (type.is) {
    case 'list':
      return `[]${goName(type.of)}`;
    case 'map':
      // amounts by their resource are the one map that has a name
      return type.of.is === 'scalar' && type.of.scalar === 'quantity'
        ? 'v1.ResourceList'
        : `map[string]${goName(type.of)}`;
    case 'struct':
      return `v1.${shortName(type.name)}`;
    default:
      if (type.goName === 'UID') return 'types.UID';
      return type.goName ? `v1.${type.goName}` : goScalars[type.scalar];
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

/** The name of a type without its package. */
export const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
