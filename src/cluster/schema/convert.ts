/**
 * A JSON tree read into an object type as Go's decoder reads it, and written as Go writes it: unknown fields dropped and
 * named, types checked, empty values left out, structs held by value always there.
 */
import { fromNode, type Node, ownEntries } from './json-nodes.js';
import { formatQuantity, parseQuantity, quantityFault } from './quantity.js';
import { type Field, type ObjectType, type Scalar, type TypeRef, typeNamed } from './schema.js';

/** What reading a tree found beside the object. */
export interface Findings {
  /** Unknown and duplicate fields in the order in which they stand, in Kubernetes' words. */
  strict: string[];
  /** The first value of a wrong type, in the words of Go's encoding/json. */
  typeFault?: string;
}

/** A value that a type's own reader refuses; Go stops at it, while it reads on after a wrong type. */
class ReadFault extends Error {}

const maxStrictFaults = 100;

interface Walk {
  findings: Findings;
  /** Names of the fields down to here without indexes, as Go's decoder knows them. */
  stack: string[];
  /** Go's name of the struct that holds the innermost field. */
  struct: string;
  /** The path of the value as strict decoding writes it: `spec.containers[0]`. */
  path: string;
  /** Keep what is written and add nothing: the reader of an apply configuration. */
  sparse: boolean;
}

/**
 * The object of `type` in the tree; `findings` says what did not fit. The object is usable only without a type fault. With
 * `sparse`, empty values that are written stay and those always written in Go are not added.
 */
export function readObject(
  node: Node,
  type: ObjectType,
  sparse = false,
): { value: Record<string, unknown>; findings: Findings } {
  const findings: Findings = { strict: [] };
  try {
    const value = readStruct(node, type, { findings, stack: [], struct: '', path: '', sparse });
    return { value: value ?? zeroStruct(type), findings };
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    return { value: zeroStruct(type), findings: { ...findings, typeFault: error.message } };
  }
}

/** The object of `type` in which nothing is set: only what is always written. */
export function zeroStruct(type: ObjectType): Record<string, unknown> {
  return complete(new Map(), type);
}

/**
 * A plain value written as Go would write it: empty values out, what is always written in. For objects that code has put
 * together; unknown fields are dropped.
 */
export function normalise(value: Record<string, unknown>, type: ObjectType): Record<string, unknown> {
  return readPlain(value, type);
}

function readPlain(value: Record<string, unknown>, type: ObjectType): Record<string, unknown> {
  const read = new Map<string, unknown>();
  for (const field of type.fields.values()) {
    if (Object.hasOwn(value, field.name)) read.set(field.name, plain(value[field.name], field.type));
  }
  return complete(read, type);
}

function plain(value: unknown, type: TypeRef): unknown {
  if (value === null || value === undefined) return undefined;
  if (type.is === 'list') {
    return Array.isArray(value) ? value.map((item) => plain(item, type.of) ?? zeroOf(type.of)) : undefined;
  }
  if (typeof value !== 'object' || type.is === 'scalar') return value;
  const object = value as Record<string, unknown>; // no array: lists are dealt with above
  if (type.is === 'map') return ownEntries(Object.entries(object).map(([k, v]) => [k, plain(v, type.of) ?? null]));
  const named = typeNamed(type.name);
  return named ? readPlain(object, named) : undefined;
}

/** The fields that Go would write, in the type's order. */
function complete(read: ReadonlyMap<string, unknown>, type: ObjectType): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const field of type.fields.values()) {
    const value = read.get(field.name);
    if (value === undefined || value === null) {
      if (field.always) out[field.name] = field.pointer ? null : zeroOf(field.type);
    } else if (field.always || !isEmpty(value, field)) out[field.name] = value;
  }
  return out;
}

function isEmpty(value: unknown, field: Field): boolean {
  if (field.type.is === 'list') return (value as unknown[]).length === 0;
  if (field.type.is === 'map') return Object.keys(value as object).length === 0;
  if (field.type.is === 'struct' || field.pointer) return false;
  return value === '' || value === 0 || value === false;
}

function zeroOf(type: TypeRef): unknown {
  if (type.is === 'struct') {
    const named = typeNamed(type.name);
    return named ? zeroStruct(named) : {};
  }
  if (type.is !== 'scalar') return null;
  switch (type.scalar) {
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'intOrString':
      return 0;
    case 'string':
      return '';
    case 'quantity':
      return '0';
    default:
      return null;
  }
}

// reading

/** Go's name of a type in `of type …`. */
function goName(type: TypeRef): string {
  switch (type.is) {
    case 'list':
      return `[]${goName(type.of)}`;
    case 'map':
      return `map[string]${goName(type.of)}`;
    case 'struct':
      return `v1.${shortName(type.name)}`;
    default:
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

const shortName = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

function mismatch(node: Node, type: TypeRef, walk: Walk, what: string = node.is): undefined {
  const place = walk.struct ? `Go struct field ${walk.struct}.${walk.stack.join('.')}` : 'Go value';
  walk.findings.typeFault ??= `json: cannot unmarshal ${what} into ${place} of type ${goName(type)}`;
  return undefined;
}

function strictFault(walk: Walk, fault: 'unknown' | 'duplicate', path: string): void {
  if (walk.findings.strict.length < maxStrictFaults)
    walk.findings.strict.push(`${fault} field ${JSON.stringify(path)}`);
}

function readStruct(node: Node, type: ObjectType, walk: Walk): Record<string, unknown> | undefined {
  if (node.is === 'null') return undefined;
  if (node.is !== 'object') return mismatch(node, { is: 'struct', name: type.name }, walk);
  const struct = shortName(type.name);
  const read = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const [key, child] of node.entries) {
    const path = walk.path ? `${walk.path}.${key}` : key;
    const field = type.fields.get(key);
    if (!field) {
      strictFault(walk, 'unknown', path);
      continue;
    }
    if (seen.has(key)) strictFault(walk, 'duplicate', path);
    seen.add(key);
    read.set(key, readValue(child, field.type, { ...walk, stack: [...walk.stack, key], struct, path }));
  }
  if (walk.sparse) return ownEntries([...read].filter(([, value]) => value !== undefined));
  return complete(read, type);
}

function readValue(node: Node, type: TypeRef, walk: Walk): unknown {
  if (node.is === 'null') return undefined;
  switch (type.is) {
    case 'scalar':
      return readScalar(node, type, walk);
    case 'struct': {
      const named = typeNamed(type.name);
      return named ? readStruct(node, named, walk) : undefined;
    }
    case 'list': {
      if (node.is !== 'array') return mismatch(node, type, walk);
      return node.items.map(
        (item, i) => readValue(item, type.of, { ...walk, path: `${walk.path}[${i}]` }) ?? zeroOf(type.of),
      );
    }
    default:
      return readMap(node, type, walk);
  }
}

function readMap(node: Node, type: TypeRef & { is: 'map' }, walk: Walk): Record<string, unknown> | undefined {
  if (node.is !== 'object') return mismatch(node, type, walk);
  const read = new Map<string, unknown>();
  for (const [key, child] of node.entries) {
    const path = `${walk.path}.${key}`;
    if (read.has(key)) strictFault(walk, 'duplicate', path);
    read.set(key, readValue(child, type.of, { ...walk, path }) ?? zeroOf(type.of));
  }
  return ownEntries(read);
}

function readScalar(node: Node, type: TypeRef & { is: 'scalar' }, walk: Walk): unknown {
  switch (type.scalar) {
    case 'string':
      return node.is === 'string' ? node.value : mismatch(node, type, walk);
    case 'bool':
      return node.is === 'bool' ? node.value : mismatch(node, type, walk);
    case 'int32':
    case 'int64':
      return readInteger(node, type, walk);
    case 'bytes':
      return readBytes(node, type, walk);
    case 'time':
    case 'microTime':
      return readTime(node, type.scalar);
    case 'quantity':
      return readQuantity(node);
    case 'intOrString':
      return node.is === 'string'
        ? node.value
        : readInteger(node, { is: 'scalar', scalar: 'int32' }, { ...walk, struct: '' });
    default:
      return fromNode(node);
  }
}

const limits = { int32: 2n ** 31n, int64: 2n ** 63n } as const;

function readInteger(node: Node, type: TypeRef & { is: 'scalar' }, walk: Walk): number | undefined {
  if (node.is !== 'number') return mismatch(node, type, walk);
  const limit = type.scalar === 'int32' ? limits.int32 : limits.int64;
  if (!/^-?\d{1,20}$/.test(node.text)) return mismatch(node, type, walk, `number ${node.text}`);
  const value = BigInt(node.text);
  if (value >= limit || value < -limit) return mismatch(node, type, walk, `number ${node.text}`);
  return Number(value);
}

function readBytes(node: Node, type: TypeRef, walk: Walk): string | undefined {
  if (node.is !== 'string') return mismatch(node, type, walk);
  const text = node.value.replace(/[\r\n]/g, '');
  const fault = base64Fault(text);
  if (fault !== undefined) {
    walk.findings.typeFault ??= `illegal base64 data at input byte ${fault}`;
    return undefined;
  }
  return text;
}

/** Where base64 (RFC 4648, padded) goes wrong, as Go counts it; undefined when it does not. */
function base64Fault(text: string): number | undefined {
  const stop = text.search(/[^A-Za-z0-9+/]/);
  const digits = stop < 0 ? text.length : stop;
  const left = digits % 4;
  if (stop < 0) return left === 0 ? undefined : text.length - left;
  if (text[stop] !== '=') return stop;
  // padding: none after a whole group, two for one byte, one for two bytes
  if (left < 2) return stop;
  const wanted = 4 - left;
  const rest = text.slice(stop);
  if (rest === '='.repeat(wanted)) return undefined;
  for (let i = 0; i < wanted; i++) if (rest[i] !== '=') return i === rest.length ? text.length : stop + i;
  return stop + wanted;
}

const layouts = { time: '2006-01-02T15:04:05Z07:00', microTime: '2006-01-02T15:04:05.000000Z07:00' } as const;

function readTime(node: Node, scalar: 'time' | 'microTime'): string | null {
  if (node.is !== 'string') {
    throw new ReadFault(`json: cannot unmarshal ${node.is} into Go value of type string`);
  }
  if (node.value === '' && scalar === 'time') return null;
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(node.value);
  const date = new Date(match ? `${match[1]}T${match[2]}${match[4]}` : Number.NaN);
  if (!match || Number.isNaN(date.getTime())) {
    const value = JSON.stringify(node.value);
    throw new ReadFault(`parsing time ${value} as ${JSON.stringify(layouts[scalar])}: cannot parse ${value} as "2006"`);
  }
  const seconds = date.toISOString().slice(0, 19);
  if (scalar === 'time') return `${seconds}Z`;
  return `${seconds}.${(match[3] ?? '.').slice(1, 7).padEnd(6, '0')}Z`;
}

function readQuantity(node: Node): string {
  const text = node.is === 'string' ? node.value.trim() : node.is === 'number' ? node.text : undefined;
  const quantity = text === undefined ? undefined : parseQuantity(text);
  if (!quantity) throw new ReadFault(quantityFault);
  return formatQuantity(quantity);
}
