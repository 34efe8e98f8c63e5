/**
 * Objects as Kubernetes' protobuf, byte for byte as Go writes them: fields by their numbers, those that are held by value also when
 * they are zero (https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding).
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Fields, fields, isFields, text } from '../../kube/fields.js';
import { goJson } from '../../kube/go-json.js';
import { parseApiVersion } from '../../kube/object.js';
import { remembered } from '../../kube/remembered.js';
import { type ObjectType, schemaOf, typeNamed } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { Scalar, TypeRef } from '../types/parse-type.js';
import { type MessageField, messageFields } from '../types/protobuf-fields.js';
import { schemaChoices, schemaType } from './schema-choices.js';

/** The beginning of every body. */
export const magic: Buffer = Buffer.from('k8s\0');

/** A value with `apiVersion` and `kind` as a body of `application/vnd.kubernetes.protobuf`; undefined for a kind without messages. */
export function protobufOf(value: Fields): Buffer | undefined {
  const raw = messageOf(value);
  if (!raw) return undefined;
  const envelope = new BinaryWriter();
  message(envelope, 1, (meta) => {
    string(meta, 1, text(value.apiVersion));
    string(meta, 2, text(value.kind));
  });
  bytes(envelope, 2, raw);
  // contentEncoding and contentType
  string(envelope, 3, '');
  string(envelope, 4, '');
  return Buffer.concat([magic, envelope.finish()]);
}

/** An event of a watch with its object in a body of its own; undefined for a kind without messages. */
export function protobufEvent(type: string, object: Fields): Buffer | undefined {
  const inner = protobufOf(object);
  if (!inner) return undefined;
  const event = new BinaryWriter();
  string(event, 1, type);
  message(event, 2, (raw) => bytes(raw, 1, inner));
  const frame = event.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

function messageOf(value: Fields): Uint8Array | undefined {
  const apiVersion = text(value.apiVersion);
  const type = schemaOf({ ...parseApiVersion(apiVersion), kind: text(value.kind) });
  if (!type || messageFields(type.name).size === 0) return undefined;
  const writer = new BinaryWriter();
  writeMessage(writer, value, type);
  return writer.finish();
}

/** The fields of a message in the order of their numbers. */
const inOrder = remembered((type): [number, MessageField][] => [...messageFields(type)].sort(([a], [b]) => a - b));

function writeMessage(writer: BinaryWriter, value: Fields, type: ObjectType, own = type.name): void {
  for (const [number, meaning] of inOrder(own)) {
    if ('embedded' in meaning) {
      message(writer, number, (inner) => writeMessage(inner, value, type, meaning.embedded));
      continue;
    }
    const field = type.fields.get(meaning.field);
    if (field) writeField(writer, number, field, value[field.name] ?? undefined);
  }
}

/** Lists that stand in a message of their own, where they are no value of a map. */
const ownMessages: ReadonlySet<string> = new Set(['meta.v1.Verbs']);

function writeField(writer: BinaryWriter, number: number, { type, pointer }: Field, value: unknown): void {
  switch (type.is) {
    case 'list':
      if (ownMessages.has(type.goName ?? '')) message(writer, number, (items) => writeItems(items, 1, type.of, value));
      else writeItems(writer, number, type.of, value);
      return;
    case 'map':
      writeMap(writer, number, type.of, fields(value));
      return;
    default:
      // a value that is no pointer is always there
      if (value !== undefined || (!pointer && !(type.is === 'scalar' && type.scalar === 'bytes'))) {
        writeValue(writer, number, type, value);
      }
  }
}

function writeMap(writer: BinaryWriter, number: number, of: TypeRef, value: Fields): void {
  for (const key of Object.keys(value).sort()) {
    message(writer, number, (entry) => {
      string(entry, 1, key);
      // a list as a value stands in a message of its own (ExtraValue)
      if (of.is === 'list') message(entry, 2, (items) => writeItems(items, 1, of.of, value[key]));
      else if (of.is !== 'scalar' || of.scalar !== 'bytes' || value[key]) writeValue(entry, 2, of, value[key]);
    });
  }
}

function writeItems(writer: BinaryWriter, number: number, of: TypeRef, value: unknown): void {
  for (const item of Array.isArray(value) ? value : []) writeValue(writer, number, of, item);
}

function writeValue(writer: BinaryWriter, number: number, type: TypeRef, value: unknown): void {
  switch (type.is) {
    case 'scalar':
      writeScalar(writer, number, type, value);
      return;
    case 'struct': {
      const named = typeNamed(type.name);
      message(writer, number, (inner) => named && writeMessage(inner, fields(value), named));
      return;
    }
    default:
      throw new Error('a list or map stands in a field of its own');
  }
}

function writeScalar(
  writer: BinaryWriter,
  number: number,
  { scalar, goName }: TypeRef & { is: 'scalar' },
  value: unknown,
): void {
  switch (scalar) {
    case 'string':
      string(writer, number, text(value));
      return;
    case 'bool':
      writer.tag(number, WireType.Varint).bool(value === true);
      return;
    case 'int32':
    case 'int64':
      writer.tag(number, WireType.Varint).int64(Number(value ?? 0));
      return;
    case 'double':
      writer.tag(number, WireType.Bit64).double(Number(value ?? 0));
      return;
    case 'bytes':
      bytes(writer, number, Buffer.from(text(value), 'base64'));
      return;
    default:
      message(writer, number, (inner) => writeOwnForm(inner, scalar, goName, value));
  }
}

/** Values that are messages of their own in Go. */
function writeOwnForm(writer: BinaryWriter, scalar: Scalar, goName: string | undefined, value: unknown): void {
  switch (scalar) {
    case 'time':
    case 'microTime':
      if (value !== undefined && value !== null) writeTime(writer, String(value));
      return;
    case 'quantity':
      string(writer, 1, String(value ?? '0'));
      return;
    case 'fieldsV1':
      bytes(writer, 1, Buffer.from(goJson(value ?? {})));
      return;
    case 'intOrString':
      integer(writer, 1, typeof value === 'string' ? 1 : 0);
      integer(writer, 2, typeof value === 'number' ? value : 0);
      string(writer, 3, text(value));
      return;
    default:
      writeAny(writer, goName ?? '', value);
  }
}

function writeTime(writer: BinaryWriter, value: string): void {
  const [, whole = '', fraction = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(value) ?? [];
  integer(writer, 1, Date.parse(`${whole}Z`) / 1000);
  integer(writer, 2, Number(fraction.padEnd(9, '0')));
}

/** Any JSON: as text, or where it is a schema or something else, in one field for each. */
function writeAny(writer: BinaryWriter, goName: string, value: unknown): void {
  const choice = schemaChoices[goName];
  if (!choice) {
    if (value !== undefined) bytes(writer, 1, Buffer.from(goJson(value)));
    return;
  }
  const { schema, other, of } = choice;
  // beside a schema, Go says that there may be something
  if (of.is === 'scalar') writeValue(writer, other, of, value !== false);
  if (isFields(value)) writeValue(writer, schema, schemaType, value);
  else if (of.is === 'list') writeItems(writer, other, of.of, value);
}

function message(writer: BinaryWriter, number: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function string(writer: BinaryWriter, number: number, value: string): void {
  writer.tag(number, WireType.LengthDelimited).string(value);
}

function bytes(writer: BinaryWriter, number: number, value: Uint8Array): void {
  writer.tag(number, WireType.LengthDelimited).bytes(value);
}

function integer(writer: BinaryWriter, number: number, value: number): void {
  writer.tag(number, WireType.Varint).int64(value);
}
