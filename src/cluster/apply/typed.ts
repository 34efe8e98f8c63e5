/**
 * Objects seen through their types as server-side apply sees them (structured-merge-diff/typed): their fields, their
 * differences, one object merged into another, fields removed.
 */

import { equalJson } from '../../kube/equal-json.js';
import { type Fields, isFields } from '../../kube/fields.js';
import { type ObjectType, structOf } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { TypeRef } from '../types/parse-type.js';
import { emptySet, type FieldSet, isEmptySet, keyEdge } from './field-set.js';

/** The parts of a value: named fields, keyed items, or a leaf without parts. */
type Shape =
  | { is: 'leaf' }
  | { is: 'struct'; type: ObjectType }
  | { is: 'map'; of: TypeRef }
  | { is: 'any' }
  | { is: 'list'; of: TypeRef; keys: readonly string[] };

const leaf: Shape = { is: 'leaf' };
const any: Shape = { is: 'any' };

/** The shape of a value whose type does not describe it: objects are structs of their fields. */
function known(shape: Shape, ...values: unknown[]): Shape {
  if (shape.is !== 'any') return shape;
  const isObject = values.every((value) => value === undefined || isFields(value));
  return isObject ? { is: 'struct', type: anyObject } : leaf;
}

const anyObject: ObjectType = { name: '', fields: new Map(), atomic: false, open: true };

function shapeOf(type: TypeRef, topology: Field['topology'], keys: readonly string[]): Shape {
  if (topology === 'atomic') return leaf;
  switch (type.is) {
    case 'struct': {
      const named = structOf(type);
      if (named?.open && named.fields.size === 0) return any;
      // what the field says counts more than what its type does
      return named && (!named.atomic || topology === 'granular') ? { is: 'struct', type: named } : leaf;
    }
    case 'map':
      return { is: 'map', of: type.of };
    case 'list':
      // a list that says nothing of itself is one value
      return topology === undefined ? leaf : { is: 'list', of: type.of, keys };
    default:
      return leaf;
  }
}

const fieldShape = (type: ObjectType, name: string): Shape => {
  const field = type.fields.get(name);
  if (!field) return type.open ? any : leaf;
  return shapeOf(field.type, field.topology, field.mapKeys);
};

/** Keys, or whole values, distinguish the items of lists; their own shape is the one of their type. */
const itemShape = (of: TypeRef): Shape => {
  // an atomic struct may still be an item; it is then a leaf
  return shapeOf(of, undefined, []);
};

/** Kubernetes' defaults for missing keys of items; an empty text for keys that are not listed. */
const keyDefaults: Record<string, unknown> = { protocol: 'TCP', port: 0, containerPort: 0 };

/** The value of a key that an item leaves out; undefined when it is then no part of the key. */
function filledIn(key: string, of: TypeRef): unknown {
  const own = of.is === 'struct' && of.type?.fields.get(key);
  if (own) return own.default ?? '';
  // a field that is held by pointer has no default
  const isPointer = of.is === 'struct' && structOf(of)?.fields.get(key)?.pointer;
  return isPointer ? undefined : (keyDefaults[key] ?? '');
}

/** The edge to an item of a list: by the keys of its type, or by the item itself. */
export function itemEdge(item: unknown, keys: readonly string[], of: TypeRef): string {
  if (keys.length === 0 || !isFields(item)) return `v:${JSON.stringify(item)}`;
  const values = keys.map((key) => [key, item[key] ?? filledIn(key, of)]);
  return keyEdge(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
}

interface Part {
  edge: string;
  value: unknown;
  shape: Shape;
}

/** The parts of a value that is no leaf; items of a list may have the same edge. */
function partsOf(value: unknown, as: Shape): Part[] {
  const shape = known(as, value);
  if (shape.is === 'list') {
    if (!Array.isArray(value)) return [];
    const of = itemShape(shape.of);
    return value.map((item: unknown) => ({ edge: itemEdge(item, shape.keys, shape.of), value: item, shape: of }));
  }
  if (!isFields(value) || (shape.is !== 'struct' && shape.is !== 'map')) return [];
  const parts: Part[] = [];
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const childShape = shape.is === 'struct' ? fieldShape(shape.type, name) : shapeOf(shape.of, 'granular', []);
    parts.push({ edge: `f:${name}`, value: child, shape: childShape });
  }
  return parts;
}

/** The parts by their edges; several parts of an edge are duplicates, which count as one value. */
function partsByEdge(value: unknown, shape: Shape): Map<string, [Part, ...Part[]]> {
  const parts = new Map<string, [Part, ...Part[]]>();
  for (const part of partsOf(value, shape)) {
    const known = parts.get(part.edge);
    if (known) known.push(part);
    else parts.set(part.edge, [part]);
  }
  return parts;
}

const isEmptyValue = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0);

const rootShape = (type: ObjectType): Shape => ({ is: 'struct', type });

/** The fields that an object sets: leaves, items of lists and maps. */
export function fieldSetOf(object: unknown, type: ObjectType): FieldSet {
  return setOf(object, rootShape(type));
}

function setOf(value: unknown, as: Shape): FieldSet {
  const shape = known(as, value);
  const set = emptySet();
  if (shape.is === 'leaf') return { ...set, member: true };
  for (const [edge, [part, ...duplicates]] of partsByEdge(value, shape)) {
    const child = duplicates.length > 0 ? emptySet() : setOf(part.value, part.shape);
    // a key that the schema does not name is a member like the key of a map
    const isNamed = shape.is === 'struct' && shape.type.fields.has(edge.slice(2));
    if (!isNamed || part.value === null || isEmptyStruct(part.value)) child.member = true;
    if (!isEmptySet(child)) set.children.set(edge, child);
  }
  return set;
}

const isEmptyStruct = (value: unknown): boolean => isFields(value) && Object.keys(value).length === 0;

/** Differences between two objects. */
export interface Comparison {
  added: FieldSet;
  removed: FieldSet;
  modified: FieldSet;
}

/** The changes that turn `before` into `after`. */
export function compareObjects(before: unknown, after: unknown, type: ObjectType): Comparison {
  return compare(before, after, rootShape(type));
}

function compare(before: unknown, after: unknown, as: Shape): Comparison {
  const shape = known(as, before, after);
  const out: Comparison = { added: emptySet(), removed: emptySet(), modified: emptySet() };
  const asLeaf = shape.is === 'leaf' || (isEmptyValue(before) && isEmptyValue(after));
  if (before === undefined) out.added.member = true;
  else if (after === undefined) out.removed.member = true;
  else if (asLeaf && !equalJson(before, after)) out.modified.member = true;
  if (asLeaf) return out;
  const [left, right] = [partsByEdge(before, shape), partsByEdge(after, shape)];
  for (const edge of new Set([...left.keys(), ...right.keys()])) {
    const child = compareParts(left.get(edge) ?? [], right.get(edge) ?? []);
    for (const kind of ['added', 'removed', 'modified'] as const) {
      if (!isEmptySet(child[kind])) out[kind].children.set(edge, child[kind]);
    }
  }
  return out;
}

/** Compares the parts of an edge; duplicates are only reported as added, removed, or modified. */
function compareParts(left: readonly Part[], right: readonly Part[]): Comparison {
  const [[l], [r]] = [left, right];
  const [twiceLeft, twiceRight] = [left.length > 1, right.length > 1];
  const values = (parts: readonly Part[]): unknown[] => parts.map((part) => part.value);
  if (twiceLeft && twiceRight) return compare(values(left), values(right), leaf);
  const [before, after] = [twiceLeft ? undefined : l?.value, twiceRight ? undefined : r?.value];
  const child: Comparison =
    before === undefined && after === undefined
      ? { added: emptySet(), removed: emptySet(), modified: emptySet() }
      : compare(before, after, (r ?? l)?.shape ?? leaf);
  if (twiceLeft) child.removed.member = true;
  if (twiceRight) child.added.member = true;
  return child;
}

/** `live` with all that `config` sets: leaves are replaced, maps and keyed lists merged. */
export function mergeObjects(live: Fields, config: Fields, type: ObjectType): Fields {
  return merge(live, config, rootShape(type)) as Fields; // a struct merges to a struct
}

function merge(live: unknown, config: unknown, as: Shape): unknown {
  const shape = known(as, live, config);
  if (shape.is === 'leaf' || live === undefined || live === null) return config;
  // nothing has no parts to merge
  if (config === null && !isEmptyValue(live)) return live;
  if (shape.is === 'list') {
    if (!Array.isArray(live) || !Array.isArray(config)) return config;
    return mergeList(live, config, shape);
  }
  if (!isFields(live) || !isFields(config)) return config;
  const out = new Map(Object.entries(live));
  for (const { edge, value, shape: child } of partsOf(config, shape)) {
    const name = edge.slice(2);
    out.set(name, merge(out.get(name), value, child));
  }
  return Object.fromEntries(out);
}

/**
 * The items of both lists: those of the configuration in its order, and those of the live list alone where they stood
 * among the shared ones. Duplicates of the live list give way to the one that is configured, or stay.
 */
function mergeList(live: readonly unknown[], config: readonly unknown[], shape: Shape & { is: 'list' }): unknown[] {
  const left = partsOf(live, shape);
  const right = partsOf(config, shape);
  const had = partsByEdge(live, shape);
  const wanted = new Set(right.map((part) => part.edge));
  const shared = right.map((part) => part.edge).filter((edge) => had.has(edge));
  const taken = new Set<string>();
  const out: unknown[] = [];
  const take = ({ edge, value, shape: of }: Part): void => {
    const [before, ...duplicates] = had.get(edge) ?? [];
    out.push(merge(duplicates.length > 0 ? undefined : before?.value, value, of));
    taken.add(edge);
    if (shared[0] === edge) shared.shift();
  };
  for (const part of right) {
    for (let next = left[0]; next && next.edge !== part.edge; next = left[0]) {
      if (!wanted.has(next.edge)) out.push(next.value);
      // a shared item whose turn it is holds back what stands behind it
      else if (!taken.has(next.edge) && shared[0] === next.edge) break;
      left.shift();
    }
    if (left[0]?.edge === part.edge) left.shift();
    take(part);
  }
  for (const { edge, value } of left) if (!wanted.has(edge)) out.push(value);
  return out;
}

/**
 * The object without the members of `remove` and their contents. Emptied values are null; an item of a list goes when it is a
 * member itself.
 */
export function removeItems(object: Fields, remove: FieldSet, type: ObjectType): Fields {
  return (removeFrom(object, remove, rootShape(type)) ?? {}) as Fields; // what is left of a struct is one
}

function removeFrom(value: unknown, remove: FieldSet, as: Shape): unknown {
  const shape = known(as, value);
  if (shape.is === 'leaf' || isEmptyValue(value)) return null;
  const kept: Part[] = [];
  for (const part of partsOf(value, shape)) {
    const inside = remove.children.get(part.edge);
    if (inside?.member) continue;
    kept.push(inside ? { ...part, value: removeFrom(part.value, inside, part.shape) } : part);
  }
  if (kept.length === 0) return null;
  if (shape.is === 'list') return kept.map((part) => part.value);
  return Object.fromEntries(kept.map((part) => [part.edge.slice(2), part.value]));
}

/** The set with the named fields on the way to its members: those of structs, not entries of maps or items of lists. */
export function withNamedFields(set: FieldSet, type: ObjectType): FieldSet {
  return named(set, rootShape(type));
}

function named(set: FieldSet, as: Shape): FieldSet {
  const shape = known(as);
  const children = [...set.children].map(([edge, child]): [string, FieldSet] => {
    const isField = shape.is === 'struct' && edge.startsWith('f:');
    const below = isField ? fieldShape(shape.type, edge.slice(2)) : shape.is === 'list' ? itemShape(shape.of) : leaf;
    const inside = named(child, shape.is === 'map' ? shapeOf(shape.of, 'granular', []) : below);
    return [edge, { ...inside, member: child.member || (isField && child.children.size > 0) }];
  });
  return { member: set.member, children: new Map(children) };
}
