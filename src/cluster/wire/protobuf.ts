/**
 * Objects in Kubernetes' protobuf form, in which kubectl's `create` and `auth` commands send them
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding). write-protobuf.ts writes them.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { goQuote } from '../../kube/go-quote.js';
import { parseApiVersion } from '../../kube/object.js';
import { type ApiError, badRequest } from '../../kube/status.js';
import { type ObjectType, schemaOf, typeNamed } from '../types/api-types.js';
import { goNameOf } from '../types/parse-field.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { messageFields } from '../types/protobuf-fields.js';
import { shortName } from './go-names.js';
import { fromNode, parseJson } from './json-nodes.js';
import { schemaChoices, schemaType } from './schema-choices.js';
import { unrecognizedBody } from './unrecognized-body.js';
import { magic } from './write-protobuf.js';

type Message = Map<string, unknown>;

/**
 * The object in a body of `application/vnd.kubernetes.protobuf`, as JSON would have it; zero values are there as sent. Throws
 * an ApiError 400 for another body, which names `wanted`, the kind that the server expects, where there is one. Fields whose
 * number the type does not have are skipped, as protobuf does.
 */
export function objectOfProtobuf(body: Buffer, wanted?: string): Record<string, unknown> {
  const unrecognized = (why: string): ApiError => (wanted ? unrecognizedBody(wanted, why, body) : badRequest(why));
  if (body.length === 0) throw unrecognized('empty data');
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw unrecognized(
      `provided data does not appear to be a protobuf message, expected prefix [${[...magic].join(' ')}]`,
    );
  }
  if (body.length === magic.length) throw unrecognized('empty body');
  const { apiVersion, kind, raw } = faultsAs(unrecognized, () => readEnvelope(body.subarray(magic.length)));
  const stated = { ...parseApiVersion(apiVersion), kind };
  const refused = (why: string): ApiError =>
    badRequest(
      wanted ? `${kind || wanted} in version ${goQuote(stated.version)} cannot be handled as a ${wanted}: ${why}` : why,
    );
  const type = schemaOf(stated);
  const value = type ? faultsAs(refused, () => Object.fromEntries(readMessage(raw, type))) : {};
  return { apiVersion, kind, ...value };
}

/** Faults that the library finds, as Go has them. */
const goWords: Record<string, string> = {
  'premature EOF': 'unexpected EOF',
  'invalid varint': 'proto: integer overflow',
};

/** Runs `read`, and throws what `refusal` makes of its fault. */
function faultsAs<T>(refusal: (why: string) => ApiError, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error) throw refusal(goWords[error.message] ?? error.message);
    throw error;
  }
}

/** runtime.Unknown: typeMeta 1 { apiVersion 1, kind 2 }, raw 2. */
function readEnvelope(bytes: Uint8Array): { apiVersion: string; kind: string; raw: Uint8Array } {
  const own = parts(bytes, 'Unknown', { 1: 'TypeMeta', 2: 'Raw', 3: 'ContentEncoding', 4: 'ContentType' });
  const typeMeta = parts(asBytes(own.get(1)), 'TypeMeta', { 1: 'APIVersion', 2: 'Kind' });
  return {
    apiVersion: asBytes(typeMeta.get(1)).toString(),
    kind: asBytes(typeMeta.get(2)).toString(),
    raw: asBytes(own.get(2)),
  };
}

const asBytes = (part: number | Buffer | undefined): Buffer => (Buffer.isBuffer(part) ? part : Buffer.alloc(0));

/** Calls `read` at each field of a message of a type; a value that `read` does not take is skipped. */
function eachField(
  bytes: Uint8Array,
  typeName: string,
  read: (number: number, reader: BinaryReader, wire: WireType) => boolean,
): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const [number, wire]: [number, WireType] = [tag >>> 3, tag & 7];
    if (wire === WireType.EndGroup) throw new Error(`proto: ${typeName}: wiretype end group for non-group`);
    if (number === 0) throw new Error(`proto: ${typeName}: illegal tag ${number} (wire type ${tag})`);
    if (read(number, reader, wire)) continue;
    if (wire > WireType.Bit32) throw new Error(`proto: illegal wireType ${wire}`);
    reader.skip(wire, number);
  }
}

function readMessage(
  bytes: Uint8Array,
  type: ObjectType,
  message = messageFields(type.name),
  into: Message = new Map(),
): Message {
  eachField(bytes, shortName(type.name), (number, reader, wire) => {
    const found = message.get(number);
    if (!found) return false;
    if ('embedded' in found) {
      checkWire(wire, WireType.LengthDelimited, shortName(found.embedded));
      readMessage(reader.bytes(), type, messageFields(found.embedded), into);
      return true;
    }
    const field = type.fields.get(found.field);
    if (!field) return false;
    const before = into.get(field.name);
    if (isPacked(field.type, wire)) {
      into.set(field.name, readPacked(reader.bytes(), field.type, before));
      return true;
    }
    checkWire(wire, wireOf(field.type), goNameOf(field));
    into.set(field.name, readValue(reader, field.type, before));
    return true;
  });
  return into;
}

/** Throws an Error with Go's words for a field in another form than its type has. */
function checkWire(wire: WireType, wanted: WireType, goField: string): void {
  if (wire !== wanted) throw new Error(`proto: wrong wireType = ${wire} for field ${goField}`);
}

const wires: Partial<Record<Scalar, WireType>> = {
  bool: WireType.Varint,
  int32: WireType.Varint,
  int64: WireType.Varint,
  double: WireType.Bit64,
};

function wireOf(type: TypeRef): WireType {
  if (type.is === 'list') return wireOf(type.of);
  return (type.is === 'scalar' ? wires[type.scalar] : undefined) ?? WireType.LengthDelimited;
}

/** Numbers of a list may stand in one field, one behind another. */
const isPacked = (type: TypeRef, wire: WireType): boolean =>
  type.is === 'list' && wire === WireType.LengthDelimited && wireOf(type) !== wire;

function readPacked(bytes: Uint8Array, type: TypeRef, before: unknown): unknown {
  const reader = new BinaryReader(bytes);
  let items: unknown = before ?? [];
  while (reader.pos < reader.len) items = readValue(reader, type, items);
  return items;
}

/** The next value; `before` is the field's value so far, to which items of lists and maps are added. */
function readValue(reader: BinaryReader, type: TypeRef, before: unknown): unknown {
  switch (type.is) {
    case 'scalar':
      return type.scalar === 'any' ? readAny(reader, type.goName) : readScalar(reader, type.scalar);
    case 'struct': {
      const bytes = reader.bytes();
      const named = typeNamed(type.name);
      return named ? Object.fromEntries(readMessage(bytes, named)) : {};
    }
    case 'list':
      return [...(Array.isArray(before) ? before : []), readValue(reader, type.of, undefined)];
    case 'map': {
      const [key, value] = readEntry(reader.bytes(), type.of);
      return { ...(before as Record<string, unknown> | undefined), [key]: value }; // a map field holds only maps
    }
  }
}

function readEntry(bytes: Uint8Array, of: TypeRef): [string, unknown] {
  let [key, value]: [string, unknown] = ['', undefined];
  eachField(bytes, 'Entry', (number, reader) => {
    if (number === 1) key = reader.string();
    // a list as a value stands in a message of its own (ExtraValue)
    else if (number === 2 && of.is === 'list') value = readItems(reader.bytes(), of);
    else if (number === 2) value = readValue(reader, of, undefined);
    else return false;
    return true;
  });
  return [key, value ?? (of.is === 'list' ? [] : '')];
}

function readItems(bytes: Uint8Array, list: TypeRef): unknown {
  let items: unknown = [];
  eachField(bytes, 'ExtraValue', (number, reader, wire) => {
    if (number !== 1) return false;
    checkWire(wire, WireType.LengthDelimited, 'Items');
    items = readValue(reader, list, items);
    return true;
  });
  return items;
}

function readScalar(reader: BinaryReader, scalar: Exclude<Scalar, 'any'>): unknown {
  switch (scalar) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return Number(reader.int64());
    case 'double':
      return reader.double();
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'time':
    case 'microTime':
      return readTime(reader.bytes(), scalar);
    case 'quantity':
      return onlyText(reader, 'Quantity', 'String_');
    case 'fieldsV1':
      return fromNode(parseJson(onlyText(reader, 'FieldsV1', 'Raw') || '{}'));
    case 'intOrString': {
      const read = parts(reader.bytes(), 'IntOrString', { 3: 'StrVal' }, { 1: 'Type', 2: 'IntVal' });
      return read.get(1) ? asBytes(read.get(3)).toString() : (read.get(2) ?? 0);
    }
  }
}

/** Any JSON: as text, or where it is a schema or something else, in one field for each. */
function readAny(reader: BinaryReader, goName = ''): unknown {
  const choice = schemaChoices[goName];
  if (!choice) return fromNode(parseJson(onlyText(reader, 'RawExtension', 'Raw') || 'null'));
  let schema: unknown;
  let other: unknown = choice.of.is === 'list' ? [] : false;
  eachField(reader.bytes(), shortName(goName), (number, inner) => {
    if (number === choice.schema) schema = readValue(inner, schemaType, undefined);
    else if (number === choice.other) other = readValue(inner, choice.of, other);
    else return false;
    return true;
  });
  return schema ?? other;
}

/** The text in a message with one field. */
const onlyText = (reader: BinaryReader, typeName: string, field: string): string =>
  asBytes(parts(reader.bytes(), typeName, { 1: field }).get(1)).toString();

/** A time as JSON has it; null for an empty message, which is Go's zero time. */
function readTime(bytes: Uint8Array, scalar: 'time' | 'microTime'): string | null {
  const read = parts(bytes, 'Timestamp', {}, { 1: 'Seconds', 2: 'Nanos' });
  if (read.size === 0) return null;
  const [seconds, nanos] = [Number(read.get(1) ?? 0), Number(read.get(2) ?? 0)];
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return scalar === 'time' ? `${whole}Z` : `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

/** The fields of a small message by number, given Go's names of those that are bytes and of those that are numbers. */
function parts(
  bytes: Uint8Array,
  typeName: string,
  texts: Record<number, string>,
  numbers: Record<number, string> = {},
): Map<number, number | Buffer> {
  const read = new Map<number, number | Buffer>();
  eachField(bytes, typeName, (number, reader, wire) => {
    const [text, count] = [texts[number], numbers[number]];
    if (text !== undefined) {
      checkWire(wire, WireType.LengthDelimited, text);
      read.set(number, Buffer.from(reader.bytes()));
    } else if (count !== undefined) {
      checkWire(wire, WireType.Varint, count);
      read.set(number, Number(reader.int64()));
    } else return false;
    return true;
  });
  return read;
}
