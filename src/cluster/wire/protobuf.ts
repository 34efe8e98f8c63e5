/**
 * Objects in Kubernetes' protobuf form, in which kubectl's `create` and `auth` commands send them
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding). Answers are always JSON or YAML.
 */
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { parseApiVersion } from '../../kube/object.js';
import { badRequest } from '../../kube/status.js';
import { type ObjectType, schemaOf, typeNamed } from '../types/api-types.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { messageFields } from '../types/protobuf-fields.js';
import { fromNode, parseJson } from './json-nodes.js';

type Message = Map<string, unknown>;

const magic = Buffer.from('k8s\0');

/**
 * The object in a body of `application/vnd.kubernetes.protobuf`, as JSON would have it; zero values are there as sent. Throws
 * an ApiError 400 for another body. Fields without a number are skipped, as protobuf does.
 */
export function objectOfProtobuf(body: Buffer): Record<string, unknown> {
  if (!body.subarray(0, magic.length).equals(magic)) {
    throw badRequest(
      `provided data does not appear to be a protobuf message, expected prefix [${[...magic].join(' ')}]`,
    );
  }
  try {
    return readEnvelope(body.subarray(magic.length));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw badRequest(`the body is not a protobuf message of Kubernetes: ${error.message}`);
  }
}

/** runtime.Unknown: typeMeta 1 { apiVersion 1, kind 2 }, raw 2. */
function readEnvelope(bytes: Uint8Array): Record<string, unknown> {
  let [apiVersion, kind, raw] = ['', '', new Uint8Array()];
  eachField(bytes, (number, reader) => {
    if (number === 1) {
      eachField(reader.bytes(), (part, inner) => {
        if (part === 1) apiVersion = inner.string();
        else if (part === 2) kind = inner.string();
        else return false;
        return true;
      });
    } else if (number === 2) raw = Uint8Array.from(reader.bytes());
    else return false;
    return true;
  });
  const type = schemaOf({ ...parseApiVersion(apiVersion), kind });
  return { apiVersion, kind, ...(type ? Object.fromEntries(readMessage(raw, type)) : {}) };
}

/** Calls `read` at each field; a value that `read` does not take is skipped. */
function eachField(bytes: Uint8Array, read: (number: number, reader: BinaryReader, wire: WireType) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (!read(number, reader, wire)) reader.skip(wire, number);
  }
}

function readMessage(
  bytes: Uint8Array,
  type: ObjectType,
  message = messageFields(type.name),
  into: Message = new Map(),
): Message {
  eachField(bytes, (number, reader, wire) => {
    const found = message.get(number);
    if (!found) return false;
    if ('embedded' in found) {
      readMessage(reader.bytes(), type, messageFields(found.embedded), into);
      return true;
    }
    const field = type.fields.get(found.field);
    if (!field || !fits(field.type, wire)) return false;
    into.set(field.name, readValue(reader, field.type, into.get(field.name)));
    return true;
  });
  return into;
}

const wires: Partial<Record<Scalar, WireType>> = {
  bool: WireType.Varint,
  int32: WireType.Varint,
  int64: WireType.Varint,
  double: WireType.Bit64,
};

function fits(type: TypeRef, wire: WireType): boolean {
  if (type.is === 'list') return fits(type.of, wire);
  const own = type.is === 'scalar' ? wires[type.scalar] : undefined;
  return wire === (own ?? WireType.LengthDelimited);
}

/** The next value; `before` is the field's value so far, to which items of lists and maps are added. */
function readValue(reader: BinaryReader, type: TypeRef, before: unknown): unknown {
  switch (type.is) {
    case 'scalar':
      return readScalar(reader, type.scalar);
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
  eachField(bytes, (number, reader) => {
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
  eachField(bytes, (number, reader) => {
    if (number !== 1) return false;
    items = readValue(reader, list, items);
    return true;
  });
  return items;
}

function readScalar(reader: BinaryReader, scalar: Scalar): unknown {
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
      return parts(reader.bytes()).get(1)?.toString() ?? '';
    case 'fieldsV1':
      return fromNode(parseJson(parts(reader.bytes()).get(1)?.toString() || '{}'));
    case 'any':
      return fromNode(parseJson(parts(reader.bytes()).get(1)?.toString() || 'null'));
    case 'intOrString': {
      const read = parts(reader.bytes());
      return read.get(1) ? (read.get(3)?.toString() ?? '') : (read.get(2) ?? 0);
    }
  }
}

/** A time as JSON has it; null for an empty message, which is Go's zero time. */
function readTime(bytes: Uint8Array, scalar: 'time' | 'microTime'): string | null {
  const read = parts(bytes);
  if (read.size === 0) return null;
  const [seconds, nanos] = [Number(read.get(1) ?? 0), Number(read.get(2) ?? 0)];
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return scalar === 'time' ? `${whole}Z` : `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z`;
}

/** The fields of a small message by number: varints as numbers, all else as bytes. */
function parts(bytes: Uint8Array): Map<number, number | Buffer> {
  const read = new Map<number, number | Buffer>();
  eachField(bytes, (number, reader, wire) => {
    if (wire === WireType.Varint) read.set(number, Number(reader.int64()));
    else if (wire === WireType.LengthDelimited) read.set(number, Buffer.from(reader.bytes()));
    else return false;
    return true;
  });
  return read;
}
