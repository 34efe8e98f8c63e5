/**
 * The types of the Kubernetes API as the cluster knows them: fields, their types, whether a zero value is written, and how
 * lists are merged. Read from the data that a release of Kubernetes comes with, each type when it is first asked for.
 */
import { typesText } from '../../kube/api-data.js';
import type { GroupVersionKind, Json } from '../../kube/object.js';
import { omitZero, sameFields } from './additions.js';
import { type FieldLine, parseLine, parseType, type TypeRef } from './parse-type.js';

/** A field of an object type. */
export interface Field {
  name: string;
  /** Go's name, where it is not the name in JSON with a capital. */
  goName?: string;
  type: TypeRef;
  /** Held by pointer in Go: a zero value is not the same as none. */
  pointer: boolean;
  required: boolean;
  /** Written even when nothing is set (no `omitempty`, or a struct held by value). */
  always: boolean;
  /** The default of OpenAPI's schema, where it is another than the zero of the type. */
  default?: Json;
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

let blocks: ReadonlyMap<string, string> | undefined;
const types = new Map<string, ObjectType>();

/** The text of each type by its name: the line with the name, and the lines of its fields. */
function blocksByName(): ReadonlyMap<string, string> {
  if (!blocks) {
    const found = new Map<string, string>();
    for (const block of typesText.trim().split(/\n(?! )/)) found.set(/^\S+/.exec(block)?.[0] ?? '', block);
    blocks = found;
  }
  return blocks;
}

/** The lines of a type's fields in Go's order; undefined for a type that there is not. */
export function fieldLines(name: string): FieldLine[] | undefined {
  const lines = blocksByName().get(name)?.split('\n');
  return lines?.slice(1).map(parseLine);
}

/** The object type of that name (`core.v1.PodSpec`), or undefined. */
export function typeNamed(name: string): ObjectType | undefined {
  const known = types.get(name);
  if (known) return known;
  const lines = fieldLines(name);
  if (!lines) return undefined;
  const fields = lines.flatMap((line) => fieldsOf(line, name));
  const type = {
    name,
    fields: new Map(fields.map((field) => [field.name, field])),
    atomic: blocksByName().get(name)?.startsWith(`${name} atomic`) ?? false,
  };
  types.set(name, type);
  return type;
}

/** The field of a line, or those of the struct that is embedded there. */
function fieldsOf(line: FieldLine, owner: string): Field[] {
  if (line.name !== '~') return [fieldOf(line, owner)];
  const fields = [...(typeNamed(sameFields[line.type] ?? line.type)?.fields.values() ?? [])];
  // wrong values of these are refused before the object is read
  if (line.type === 'meta.v1.TypeMeta') return fields;
  const embedded = line.type.slice(line.type.lastIndexOf('.') + 1);
  return fields.map((field) => ({ ...field, embedded }));
}

/** Scalars that are structs in Go. */
const structs = new Set(['time', 'microTime', 'quantity', 'intOrString', 'any']);

function fieldOf({ name, type: text, required, always, flags }: FieldLine, owner: string): Field {
  const type = parseType(text);
  const pointer = text.startsWith('*');
  const byValue = !pointer && (type.is === 'struct' || (type.is === 'scalar' && structs.has(type.scalar)));
  const [list, ...mapKeys] = flags.list?.split(':') ?? [];
  const [strategies, mergeKey] = flags.patch?.split(':') ?? [];
  return {
    name,
    ...(flags.go ? { goName: flags.go } : {}),
    type,
    pointer,
    required,
    always: always || (byValue && !omitZero.has(`${owner}.${name}`)),
    ...(flags.default ? { default: JSON.parse(flags.default) as Json } : {}), // the script writes JSON
    topology: (list ?? flags.map ?? 'granular') as Field['topology'], // the data has no others
    mapKeys,
    merge: strategies?.includes('merge') ?? false,
    ...(mergeKey ? { mergeKey } : {}),
    retainKeys: strategies?.includes('retainKeys') ?? false,
  };
}

/** The names of all object types. */
export function typeNames(): string[] {
  return [...blocksByName().keys()];
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
