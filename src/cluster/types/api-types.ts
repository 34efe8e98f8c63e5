/**
 * The types of the Kubernetes API as the cluster knows them: fields, their types, whether a zero value is written, and how
 * lists are merged. Read from the data that a release of Kubernetes comes with, each type when it is first asked for.
 */
import { typesText } from '../../kube/api-data.js';
import type { GroupVersionKind } from '../../kube/object.js';
import { moreTypes, sameFields } from './additions.js';
import { type Field, parseField } from './parse-field.js';

/** An object type. */
export interface ObjectType {
  /** `core.v1.PodSpec`. */
  name: string;
  fields: ReadonlyMap<string, Field>;
  /** Server-side apply owns a whole value. */
  atomic: boolean;
  /** Unnamed fields are allowed; without any named field every value is. */
  open?: true;
}

/** A kind that brings its type along, as the kinds of CustomResourceDefinitions do. */
export interface TypedKind extends GroupVersionKind {
  type?: ObjectType;
}

let blocks: ReadonlyMap<string, string> | undefined;
const types = new Map<string, ObjectType>();

/** The text of each type by its name. */
function blocksByName(): ReadonlyMap<string, string> {
  blocks ??= new Map([typesText, moreTypes].flatMap(blocksOf));
  return blocks;
}

const blocksOf = (lines: string): [string, string][] => lines.split('\ntype ').map((block) => [nameOf(block), block]);

const nameOf = (block: string): string => block.split('\n', 1)[0]?.replace(' atomic', '') ?? '';

/**
 * The lines of a type, each split into its words: number, name, type, flags; `~` in place of the name is a struct whose
 * fields stand among the others. Undefined for an unknown type.
 */
export function fieldWords(name: string): string[][] | undefined {
  const lines = blocksByName().get(name)?.trimEnd().split('\n ');
  return lines?.slice(1).map((line) => line.split(' '));
}

/** The object type of that name (`core.v1.PodSpec`), or undefined. */
export function typeNamed(name: string): ObjectType | undefined {
  const known = types.get(name);
  if (known) return known;
  const lines = fieldWords(name);
  if (!lines) return undefined;
  const fields = new Map<string, Field>();
  for (const words of lines) {
    const found = words[1] === '~' ? embeddedFields(words[2] ?? '') : [parseField(words, name)];
    for (const field of found) fields.set(field.name, field);
  }
  const type = { name, fields, atomic: blocksByName().get(name)?.startsWith(`${name} atomic`) ?? false };
  types.set(name, type);
  return type;
}

/** The fields of a struct that stand among those of another. */
function embeddedFields(name: string): Field[] {
  const fields = [...(typeNamed(sameFields[name] ?? name)?.fields.values() ?? [])];
  // wrong values of these are refused before the object is read
  if (name === 'meta.v1.TypeMeta') return fields;
  const embedded = name.slice(name.lastIndexOf('.') + 1);
  return fields.map((field) => ({ ...field, embedded: field.embedded ? `${embedded}.${field.embedded}` : embedded }));
}

/** The names of all object types. */
export function typeNames(): string[] {
  return [...blocksByName().keys()].filter(Boolean);
}

/** The package that Go keeps a group's types in: `core`, `apps`, `rbac`, … */
export function packageOf(group: string): string {
  return group === '' ? 'core' : (group.split('.')[0] ?? '');
}

/** The name of a kind's type: `apps.v1.Deployment`. */
export function typeNameOf({ group, version, kind }: GroupVersionKind): string {
  return `${packageOf(group)}.${version}.${kind}`;
}

/** The type of a struct: its own, or the one of its name. */
export function structOf({ name, type }: { name: string; type?: ObjectType }): ObjectType | undefined {
  return type ?? typeNamed(name);
}

/** The type of a kind, or undefined when the schema does not hold it. */
export function schemaOf(gvk: TypedKind): ObjectType | undefined {
  if (gvk.type) return gvk.type;
  // the name of a package is the first part of its group, which a group of somebody else's may share
  if (gvk.group.includes('.') && !gvk.group.endsWith('.k8s.io')) return undefined;
  // the kinds of meta/v1 (DeleteOptions, Status) are served under every version
  const type = typeNamed(typeNameOf(gvk)) ?? typeNamed(`meta.v1.${gvk.kind}`);
  // a type without `kind` is a part of others
  return type?.fields.has('kind') && type.fields.has('apiVersion') ? type : undefined;
}

/** True when the schema holds this kind. */
export function hasType(gvk: GroupVersionKind): boolean {
  return schemaOf(gvk) !== undefined;
}
