/**
 * The types of the Kubernetes API as the cluster knows them: fields, their types, whether a zero value is written, and how
 * lists are merged. Read from {@link schemaText}, each type when it is first asked for.
 */
import type { GroupVersionKind } from '../../kube/object.js';
import { schemaText } from './schema-text.js';

/** A type that is no object with fields. */
export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int64'
  | 'bytes'
  | 'time'
  | 'microTime'
  | 'quantity'
  | 'intOrString'
  | 'fieldsV1';

/** The type of a value. */
export type TypeRef =
  | { is: 'scalar'; scalar: Scalar; goName?: string }
  | { is: 'struct'; name: string }
  | { is: 'list'; of: TypeRef; goName?: string }
  | { is: 'map'; of: TypeRef; goName?: string };

/** A field of an object type. */
export interface Field {
  name: string;
  type: TypeRef;
  /** Held by pointer in Go: a zero value is not the same as none. */
  pointer: boolean;
  required: boolean;
  /** Written even when nothing is set (no `omitempty`, or a struct held by value). */
  always: boolean;
  /** How server-side apply sees a list or map. */
  topology: 'atomic' | 'set' | 'map' | 'granular';
  /** The keys that tell the items of a list of topology `map` apart. */
  mapKeys: readonly string[];
  /** A strategic merge patch merges this list, by `mergeKey` when its items are objects. */
  merge: boolean;
  mergeKey?: string;
  retainKeys: boolean;
  /** The Go struct that the field is embedded with; its name stands in messages about types. */
  embedded?: string;
}

/** An object type. */
export interface ObjectType {
  /** `core.v1.PodSpec`. */
  name: string;
  fields: ReadonlyMap<string, Field>;
  /** Server-side apply owns it as a whole. */
  atomic: boolean;
}

const scalars = new Set<string>([
  'string',
  'bool',
  'int32',
  'int64',
  'bytes',
  'time',
  'microTime',
  'quantity',
  'intOrString',
  'fieldsV1',
] satisfies Scalar[]);

let sources: Map<string, string> | undefined;
const types = new Map<string, ObjectType>();

function source(name: string): string | undefined {
  if (!sources) {
    sources = new Map();
    for (const block of schemaText.split(/\n(?! )/)) {
      const head = /^\S+/.exec(block)?.[0];
      if (head) sources.set(head, block);
    }
  }
  return sources.get(name);
}

function parseType(text: string): TypeRef {
  if (text.startsWith('[]')) return { is: 'list', of: parseType(text.slice(2)) };
  if (text.startsWith('{')) return { is: 'map', of: parseType(text.slice(1, -1)) };
  const [name = '', goName] = text.split('/');
  if (!scalars.has(name)) return { is: 'struct', name };
  return { is: 'scalar', scalar: name as Scalar, ...(goName ? { goName } : {}) }; // checked the line above
}

function named(map: TypeRef & { is: 'map' }, goName: string | undefined, ofName: string | undefined): TypeRef {
  const of = map.of.is === 'list' && ofName ? { ...map.of, goName: ofName } : map.of;
  return { ...map, of, ...(goName ? { goName } : {}) };
}

function parseField(line: string): Field {
  const [left = '', right = '', ...flags] = line.trim().split(' ');
  const mark = left.at(-1);
  const required = mark === '!';
  const always = required || mark === '+';
  const pointer = right.startsWith('*');
  const merge = flags.find((f) => f === 'merge' || f.startsWith('merge='));
  const mapFlag = flags.find((f) => f.startsWith('map='));
  const goName = flags.find((f) => f.startsWith('go='))?.slice(3);
  // the name of what a map holds
  const ofName = flags.find((f) => f.startsWith('of='))?.slice(3);
  const embedded = flags.find((f) => f.startsWith('in='))?.slice(3);
  const type = parseType(pointer ? right.slice(1) : right);
  return {
    name: always ? left.slice(0, -1) : left,
    type: type.is === 'map' ? named(type, goName, ofName) : type,
    pointer,
    required,
    always,
    topology: flags.includes('atomic') ? 'atomic' : flags.includes('set') ? 'set' : mapFlag ? 'map' : 'granular',
    mapKeys: mapFlag ? mapFlag.slice(4).split(',') : [],
    merge: merge !== undefined,
    ...(merge?.includes('=') ? { mergeKey: merge.slice(6) } : {}),
    retainKeys: flags.includes('retainKeys'),
    ...(embedded ? { embedded } : {}),
  };
}

/** The object type of that name (`core.v1.PodSpec`), or undefined. */
export function typeNamed(name: string): ObjectType | undefined {
  const known = types.get(name);
  if (known) return known;
  const text = source(name);
  if (text === undefined) return undefined;
  const [head = '', ...lines] = text.split('\n').filter(Boolean);
  const fields = new Map(lines.map(parseField).map((field) => [field.name, field]));
  const type = { name, fields, atomic: head.endsWith(' atomic') };
  types.set(name, type);
  return type;
}

/** The names of all object types. */
export function typeNames(): string[] {
  source('');
  return [...(sources?.keys() ?? [])];
}

/** The package that Go keeps a group's types in: `core`, `apps`, `rbac`, … */
export function packageOf(group: string): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? '');
}

/** The name of a kind's type: `apps.v1.Deployment`. */
export function typeNameOf({ group, version, kind }: GroupVersionKind): string {
  return `${packageOf(group)}.${version}.${kind}`;
}

/** The type of a kind, or undefined when the schema does not hold it. */
export function schemaOf(gvk: GroupVersionKind): ObjectType | undefined {
  // the kinds of meta/v1 (DeleteOptions, Status) are served under every version
  const type = typeNamed(typeNameOf(gvk)) ?? typeNamed(`meta.v1.${gvk.kind}`);
  // a type without `kind` is a part of others
  return type?.fields.has('kind') && type.fields.has('apiVersion') ? type : undefined;
}

/** True when the schema holds this kind. */
export function hasType(gvk: GroupVersionKind): boolean {
  return schemaOf(gvk) !== undefined;
}
