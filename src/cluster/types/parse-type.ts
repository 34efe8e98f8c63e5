/**
 * Reads the types of fields as Go writes them: `*T` a pointer, `[]T` a list, `{T}` or `{KEY:T}` a map, `string/core.v1.Protocol` a
 * string that Go calls so.
 */
import type { Json } from '../../kube/object.js';
import { remembered } from '../../kube/remembered.js';
import { namedLists } from './additions.js';
import type { ObjectType } from './api-types.js';

/** A type without fields of its own; `any` is any JSON. */
export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'double'
  | 'bytes'
  | 'time'
  | 'microTime'
  | 'quantity'
  | 'intOrString'
  | 'fieldsV1'
  | 'any';

/** The type of a value; `goName` is Go's name of it, as `core.v1.Protocol` of a string, `keyName` that of the keys of a map. */
export type TypeRef =
  | { is: 'scalar'; scalar: Scalar; goName?: string }
  | { is: 'struct'; name: string; type?: ObjectType }
  | { is: 'list'; of: TypeRef; goName?: string }
  | { is: 'map'; of: TypeRef; goName?: string; keyName?: string };

const plain = new Set<string>(['string', 'bool', 'int32', 'int64', 'bytes'] satisfies Scalar[]);

/** Types of Go that are one value in JSON. */
const values: Readonly<Record<string, Scalar>> = {
  float64: 'double',
  'meta.v1.Time': 'time',
  'meta.v1.MicroTime': 'microTime',
  'meta.v1.FieldsV1': 'fieldsV1',
  'api.resource.Quantity': 'quantity',
  'util.intstr.IntOrString': 'intOrString',
  interface: 'any',
  'runtime.RawExtension': 'any',
  'apiextensions.v1.JSON': 'any',
  'apiextensions.v1.JSONSchemaPropsOrArray': 'any',
  'apiextensions.v1.JSONSchemaPropsOrBool': 'any',
  'apiextensions.v1.JSONSchemaPropsOrStringArray': 'any',
};

/** Values of any JSON that have a schema of their own; messages about a list of them name the type. */
const namedValues: ReadonlySet<string> = new Set(
  ['JSON', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray'].map(
    (name) => `apiextensions.v1.${name}`,
  ),
);

/** The type of a text; a pointer is that to which it points. */
export const parseType: (text: string) => TypeRef = remembered(readType);

function readType(text: string): TypeRef {
  if (text.startsWith('*')) return parseType(text.slice(1));
  if (text.startsWith('[]')) return listOf(text.slice(2));
  if (text.startsWith('{')) {
    const end = text.lastIndexOf('}');
    const colon = text.indexOf(':');
    const [goName, of] = [text.slice(end + 2), text.slice(colon + 1 || 1, end)];
    const [, keyName] = text.slice(1, Math.max(colon, 1)).split('/');
    return { is: 'map', of: parseType(of), ...(goName ? { goName } : {}), ...(keyName ? { keyName } : {}) };
  }
  const [name = '', named] = text.split('/');
  const goName = named ?? (namedValues.has(name) ? name : undefined);
  const scalar = plain.has(name) ? (name as Scalar) : values[name]; // the set holds no others
  return scalar ? { is: 'scalar', scalar, ...(goName ? { goName } : {}) } : { is: 'struct', name };
}

function listOf(text: string): TypeRef {
  const [name = '', goName = ''] = text.split('/');
  return namedLists.has(goName) ? { is: 'list', of: parseType(name), goName } : { is: 'list', of: parseType(text) };
}

const zeros: Partial<Record<Scalar, Json>> = { string: '', bool: false, int32: 0, int64: 0 };

/** The default of every such field in OpenAPI: the zero of a value that Go always writes. */
export function impliedDefault(
  type: TypeRef,
  { pointer, always }: { pointer: boolean; always: boolean },
): Json | undefined {
  if (pointer) return undefined;
  if (type.is === 'struct') return {};
  return always && type.is === 'scalar' ? zeros[type.scalar] : undefined;
}
