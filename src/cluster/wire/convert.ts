/**
 * A JSON tree read into an object type as Go's decoder reads it, and written as Go writes it: unknown fields dropped and
 * named, types checked, empty values left out, structs held by value always there.
 */
import { goQuote } from '../../kube/go-quote.js';
import { formatQuantity, parseQuantity, quantityFault } from '../../kube/quantity.js';
import { type ObjectType, typeNamed } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { TypeRef } from '../types/parse-type.js';
import { base64Fault } from './base64.js';
import { goName, shortName } from './go-names.js';
import { fromNode, type Node, ownEntries } from './json-nodes.js';
import { parseTime } from './parse-time.js';

/** Faults found in a tree beside its object. */
export interface Findings {
  /** Unknown and duplicate fields in the order in which they stand, in Kubernetes' words. */
  strict: string[];
  /** The first value of a wrong type, in the words of Go's encoding/json. */
  typeFault?: string;
}

/** A value that a type's own reader refuses: Go's decoder stops, but reads on after a wrong type. */
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
}

/** The object of `type` in the tree; `findings` holds its faults. The object is usable only without a type fault. */
export function readObject(node: Node, type: ObjectType): { value: Record<string, unknown>; findings: Findings } {
  const findings: Findings = { strict: [] };
  try {
    const value = readStruct(node, type, { findings, stack: [], struct: '', path: '' });
    return { value: value ?? zeroStruct(type), findings };
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    return { value: zeroStruct(type), findings: { ...findings, typeFault: error.message } };
  }
}

/** The object of `type` without set fields: only those always written. */
export function zeroStruct(type: ObjectType): Record<string, unknown> {
  return complete(new Map(), type);
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

/** Lists that say something when they are empty: all managers are to be forgotten, or an autoscaler is to have no policies. */
const keptEmpty: ReadonlySet<string> = new Set(['managedFields', 'policies']);

function isEmpty(value: unknown, field: Field): boolean {
  if (keptEmpty.has(field.name)) return false;
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
    case 'double':
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

function wrongType(walk: Walk, what: string, type: string): string {
  const place = walk.struct ? `Go struct field ${walk.struct}.${walk.stack.join('.')}` : 'Go value';
  return `json: cannot unmarshal ${what} into ${place} of type ${type}`;
}

function mismatch(node: Node, type: TypeRef, walk: Walk, what: string = node.is): undefined {
  walk.findings.typeFault ??= wrongType(walk, what, goName(type));
  return undefined;
}

function strictFault(walk: Walk, fault: 'unknown' | 'duplicate', path: string): void {
  if (walk.findings.strict.length < maxStrictFaults) walk.findings.strict.push(`${fault} field ${goQuote(path)}`);
}

function readStruct(node: Node, type: ObjectType, walk: Walk): Record<string, unknown> | undefined {
  if (node.is === 'null') return undefined;
  if (node.is !== 'object') return mismatch(node, { is: 'struct', name: type.name }, walk);
  const struct = shortName(type.name);
  const read = new Map<string, unknown>();
  const seen = new Map<string, Node>();
  for (const [key, child] of node.entries) {
    const path = walk.path ? `${walk.path}.${key}` : key;
    const field = type.fields.get(key);
    if (!field) {
      strictFault(walk, 'unknown', path);
      continue;
    }
    const stack = [...walk.stack, ...(field.embedded ? [field.embedded] : []), key];
    const below = { ...walk, stack, struct, path };
    const before = seen.get(key);
    seen.set(key, child);
    if (before) strictFault(walk, 'duplicate', path);
    read.set(key, readValue(child, field.type, below));
    // Go reads a second object into the first
    if (before?.is === 'object' && child.is === 'object') {
      const both: Node = { is: 'object', entries: [...before.entries, ...child.entries] };
      seen.set(key, both);
      read.set(key, readValue(both, field.type, { ...below, findings: { strict: [] } }));
    }
  }
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
  return ownEntries(inOrder([...read]));
}

/** Entries of a map in the order in which Go writes them. */
function inOrder<T>(entries: [string, T][]): [string, T][] {
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
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
    case 'double':
      return node.is === 'number' ? Number(node.text) : mismatch(node, type, walk);
    case 'bytes':
      return readBytes(node, type, walk);
    case 'time':
    case 'microTime':
      return readTime(node, type, walk);
    case 'quantity':
      return readQuantity(node);
    case 'intOrString':
      return node.is === 'string' ? node.value : readPort(node, walk);
    default:
      return fromNode(node);
  }
}

/** The number of an IntOrString in `node`; the type reads itself, so Go stops at a fault. */
function readPort(node: Node, walk: Walk): number | undefined {
  const findings: Findings = { strict: [] };
  const value = readInteger(node, { is: 'scalar', scalar: 'int32' }, { ...walk, findings });
  if (findings.typeFault !== undefined) throw new ReadFault(findings.typeFault);
  return value;
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
  if (node.is === 'array') return bytesOfList(node.items, walk);
  if (node.is !== 'string') return mismatch(node, type, walk);
  const text = node.value.replace(/[\r\n]/g, '');
  const fault = base64Fault(text);
  if (fault !== undefined) {
    walk.findings.typeFault ??= `illegal base64 data at input byte ${fault}`;
    return undefined;
  }
  return text;
}

/** Bytes may also be written as a list of numbers. */
function bytesOfList(items: readonly Node[], walk: Walk): string {
  const bytes = items.map((item) => {
    if (item.is === 'null') return 0;
    const value = item.is === 'number' && /^\d{1,3}$/.test(item.text) ? Number(item.text) : Number.NaN;
    if (value <= 255) return value;
    const what = item.is === 'number' ? `number ${item.text}` : item.is;
    walk.findings.typeFault ??= wrongType(walk, what, 'uint8');
    return 0;
  });
  return Buffer.from(bytes).toString('base64');
}

function readTime(node: Node, type: TypeRef & { is: 'scalar' }, walk: Walk): string {
  if (node.is !== 'string') throw new ReadFault(wrongType(walk, node.is, 'string'));
  const read = parseTime(node.value, type.scalar === 'microTime' ? 'microTime' : 'time');
  if ('fault' in read) throw new ReadFault(read.fault);
  return read.time;
}

function readQuantity(node: Node): string {
  const text = node.is === 'string' ? node.value.trim() : node.is === 'number' ? node.text : '';
  const quantity = parseQuantity(text);
  if (!quantity) throw new ReadFault(quantityFault(text));
  return formatQuantity(quantity);
}
