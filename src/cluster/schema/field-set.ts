/**
 * Sets of fields, as server-side apply counts them (structured-merge-diff/fieldpath): a tree whose edges are written as in
 * FieldsV1 (`f:NAME` a field, `k:{…}` a list item by its keys, `v:VALUE` an item of a set).
 */
import type { JsonObject } from '../../kube/object.js';
import { isFields } from './access.js';

/** A set of fields below some place; `member` says whether that place itself is in the set. */
export interface FieldSet {
  member: boolean;
  children: Map<string, FieldSet>;
}

/** A set of nothing. */
export function emptySet(): FieldSet {
  return { member: false, children: new Map() };
}

/** True when nothing is in the set. */
export function isEmptySet(set: FieldSet): boolean {
  return !set.member && set.children.size === 0;
}

function combine(
  a: FieldSet | undefined,
  b: FieldSet | undefined,
  keep: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const out: FieldSet = { member: keep(a?.member === true, b?.member === true), children: new Map() };
  for (const edge of new Set([...(a?.children.keys() ?? []), ...(b?.children.keys() ?? [])])) {
    const child = combine(a?.children.get(edge), b?.children.get(edge), keep);
    if (!isEmptySet(child)) out.children.set(edge, child);
  }
  return out;
}

/** What is in either set. */
export const union = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x || y);
/** What is in both sets. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && y);
/** What is in the first set and not in the second. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && !y);

/** True when the sets hold the same. */
export const sameSet = (a: FieldSet, b: FieldSet): boolean => isEmptySet(combine(a, b, (x, y) => x !== y));

/** The set without all that lies at or below a path of edges. */
export function without(set: FieldSet, path: readonly string[]): FieldSet {
  const [edge, ...rest] = path;
  if (edge === undefined) return emptySet();
  const child = set.children.get(edge);
  if (!child) return set;
  const children = new Map(set.children);
  const left = without(child, rest);
  if (isEmptySet(left)) children.delete(edge);
  else children.set(edge, left);
  return { member: set.member, children };
}

/** The set of a FieldsV1 value; what is not understood is left out. */
export function fromFieldsV1(value: unknown): FieldSet {
  const out = emptySet();
  if (!isFields(value)) return out;
  for (const [edge, below] of Object.entries(value)) {
    if (edge === '.') {
      out.member = true;
      continue;
    }
    const child = fromFieldsV1(below);
    if (isEmptySet(child)) child.member = true;
    out.children.set(normalEdge(edge), child);
  }
  return out;
}

/** A `k:` edge with its keys in order, so that equal edges are the same text. */
function normalEdge(edge: string): string {
  if (!edge.startsWith('k:')) return edge;
  try {
    const keys: unknown = JSON.parse(edge.slice(2));
    return isFields(keys) ? keyEdge(keys) : edge;
  } catch {
    return edge;
  }
}

/** The edge to the list item with these keys. */
export function keyEdge(keys: Record<string, unknown>): string {
  const sorted = Object.keys(keys).sort();
  return `k:{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(keys[key] ?? null)}`).join(',')}}`;
}

/** The set as a FieldsV1 value, with its edges in order. */
export function toFieldsV1(set: FieldSet): JsonObject {
  const out: JsonObject = {};
  if (set.member && set.children.size > 0) out['.'] = {};
  for (const edge of [...set.children.keys()].sort()) {
    const child = set.children.get(edge);
    if (child) out[edge] = toFieldsV1(child);
  }
  return out;
}

/** The paths of all members, as Kubernetes writes them in conflicts: `.spec.containers[name="nginx"].image`. */
export function memberPaths(set: FieldSet, prefix = ''): string[] {
  const paths = set.member ? [prefix] : [];
  for (const edge of [...set.children.keys()].sort()) {
    const child = set.children.get(edge);
    if (child) paths.push(...memberPaths(child, prefix + step(edge)));
  }
  return paths;
}

function step(edge: string): string {
  const rest = edge.slice(2);
  if (edge.startsWith('f:')) return `.${rest}`;
  if (edge.startsWith('v:')) return `[=${rest}]`;
  const keys = JSON.parse(rest) as Record<string, unknown>; // made by keyEdge
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',')}]`;
}
