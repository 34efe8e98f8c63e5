/** Reads the notation of the API's types (`typesText` in kube/api-data.ts). */
import type { Json } from '../../kube/object.js';
import { namedLists } from './additions.js';

/** A type that is no object with fields; `any` is any JSON. */
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

/** The type of a value; `goName` is Go's name of it, as `core.v1.Protocol` of a string. */
export type TypeRef =
  | { is: 'scalar'; scalar: Scalar; goName?: string }
  | { is: 'struct'; name: string }
  | { is: 'list'; of: TypeRef; goName?: string }
  | { is: 'map'; of: TypeRef; goName?: string };

/** The line of a field: `6 ports []core.v1.ContainerPort list=map:containerPort:protocol patch=merge:containerPort`. */
export interface FieldLine {
  /** The number in protobuf messages, or 0. */
  number: number;
  /** The name in JSON; `~` for a struct whose fields stand among the others. */
  name: string;
  /** Required (`!`). */
  required: boolean;
  /** Written even when it is empty (`+`): Go's tag has no `omitempty`. */
  always: boolean;
  /** As Go writes it: `*T` a pointer, `[]T` a list, `{T}` or `{KEY:T}` a map, `string/core.v1.Protocol` a named type. */
  type: string;
  /** `go`, `list`, `map`, `patch` and `default`. */
  flags: Readonly<Record<string, string>>;
}

/** The parts of a field's line. */
export function parseLine(line: string): FieldLine {
  const [number = '', marked = '', type = '', ...words] = line.trimStart().split(' ');
  const [name = ''] = /^[^!+]+/.exec(marked) ?? [];
  const flags: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    flags[word.slice(0, at)] = word.slice(at + 1);
  }
  return { number: Number(number), name, required: marked.includes('!'), always: marked.endsWith('+'), type, flags };
}

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

/** The type in the notation of {@link FieldLine.type}; a pointer is that to which it points. */
export function parseType(text: string): TypeRef {
  if (text.startsWith('*')) return parseType(text.slice(1));
  if (text.startsWith('[]')) return listOf(text.slice(2));
  if (text.startsWith('{')) {
    const end = text.lastIndexOf('}');
    const [goName, of] = [text.slice(end + 2), text.slice(text.indexOf(':') + 1 || 1, end)];
    return { is: 'map', of: parseType(of), ...(goName ? { goName } : {}) };
  }
  const [name = '', goName] = text.split('/');
  const scalar = plain.has(name) ? (name as Scalar) : values[name]; // the set holds no others
  return scalar ? { is: 'scalar', scalar, ...(goName ? { goName } : {}) } : { is: 'struct', name };
}

function listOf(text: string): TypeRef {
  const [name = '', goName = ''] = text.split('/');
  return namedLists.has(goName) ? { is: 'list', of: parseType(name), goName } : { is: 'list', of: parseType(text) };
}

const zeros: Partial<Record<Scalar, Json>> = { string: '', bool: false, int32: 0, int64: 0 };

/** What OpenAPI gives as the default of a field in any case: the zero of a value that Go always writes. */
export function impliedDefault(
  type: TypeRef,
  { pointer, always }: { pointer: boolean; always: boolean },
): Json | undefined {
  if (pointer) return undefined;
  if (type.is === 'struct') return {};
  return always && type.is === 'scalar' ? zeros[type.scalar] : undefined;
}
