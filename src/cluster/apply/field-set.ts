/**
 * Sets of fields, as server-side apply counts them (structured-merge-diff/fieldpath): a tree whose edges are written as in
 * FieldsV1 (`f:NAME` a field, `k:{…}` a list item by its keys, `v:VALUE` an item of a set).
 */

import { isFields } from '../../kube/fields.js';
import { goQuote } from '../../kube/go-quote.js';
import type { JsonObject } from '../../kube/object.js';

/** A set of fields below some place; `member` says whether that place itself is in the set. */
export interface FieldSet {
  member: boolean;
  children: Map<string, FieldSet>;
}

/** An empty set. */
export function emptySet(): FieldSet {
  return { member: false, children: new Map() };
}

/** True for a set without members. */
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

/** Members of either set. */
export const union = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x || y);
/** Members of both sets. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && y);
/** Members of the first set but not of the second. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet => combine(a, b, (x, y) => x && !y);

/** True for sets of equal members. */
export const sameSet = (a: FieldSet, b: FieldSet): boolean => isEmptySet(combine(a, b, (x, y) => x !== y));

/** The set without members at or below a path of edges. */
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

/** The set of a FieldsV1 value, without edges of unknown kinds; undefined for another value. */
export function fromFieldsV1(value: unknown): FieldSet | undefined {
  const out = emptySet();
  if (!isFields(value)) return undefined;
  for (const [edge, below] of Object.entries(value)) {
    if (edge === '.') {
      out.member = true;
      continue;
    }
    if (edge[1] !== ':') return undefined;
    if (!'fkvi'.includes(edge.charAt(0))) continue;
    const known = normalEdge(edge);
    const child = fromFieldsV1(below);
    if (known === undefined || !child) return undefined;
    if (isEmptySet(child)) child.member = true;
    out.children.set(known, child);
  }
  return out;
}

/** An edge in the one form that equal edges share; undefined for an unreadable edge. */
function normalEdge(edge: string): string | undefined {
  if (edge.startsWith('f:')) return edge;
  if (edge.startsWith('i:')) return /^i:[-+]?\d+$/.test(edge) ? `i:${Number(edge.slice(2))}` : undefined;
  try {
    const value: unknown = JSON.parse(edge.slice(2));
    if (edge.startsWith('v:')) return `v:${JSON.stringify(value)}`;
    return isFields(value) ? keyEdge(value) : undefined;
  } catch {
    return undefined;
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
  for (const [edge, child] of inOrder(set)) out[edge] = toFieldsV1(child);
  return out;
}

const inOrder = (set: FieldSet): [string, FieldSet][] => [...set.children].sort(([a], [b]) => compareEdges(a, b));

/** Fields before keyed items before values; numbers in them by their size. */
function compareEdges(a: string, b: string): number {
  const byText = a < b ? -1 : a > b ? 1 : 0;
  if (a[0] !== b[0] || a.startsWith('f:')) return byText;
  const [x, y]: unknown[] = [JSON.parse(a.slice(2)), JSON.parse(b.slice(2))];
  if (!isFields(x) || !isFields(y)) return compareValues(x, y) || byText;
  for (const key of Object.keys(x)) {
    const order = compareValues(x[key], y[key]);
    if (order !== 0) return order;
  }
  // of two keys with the same beginning the shorter one is first
  return Object.keys(x).length - Object.keys(y).length || byText;
}

function compareValues(x: unknown, y: unknown): number {
  if (typeof x === 'number' && typeof y === 'number') return x - y;
  return typeof x === 'string' && typeof y === 'string' ? (x < y ? -1 : x > y ? 1 : 0) : 0;
}

/**
 * The paths of all members, as Kubernetes writes them in conflicts (`.spec.containers[name="nginx"].image`): one level before
 * those below.
 */
export function memberPaths(set: FieldSet): string[] {
  return [...(set.member ? [''] : []), ...pathsBelow(set, '')];
}

function pathsBelow(set: FieldSet, prefix: string): string[] {
  const children = inOrder(set).map(([edge, child]) => ({ path: prefix + pathStep(edge), child }));
  return [
    ...children.filter(({ child }) => child.member).map(({ path }) => path),
    ...children.flatMap(({ path, child }) => pathsBelow(child, path)),
  ];
}

/** An edge as a step of a path. */
export function pathStep(edge: string): string {
  const rest = edge.slice(2);
  if (edge.startsWith('f:')) return `.${rest}`;
  if (edge.startsWith('v:')) return `[=${valueText(JSON.parse(rest))}]`; // made by JSON.stringify
  const keys = JSON.parse(rest) as Record<string, unknown>; // made by keyEdge
  return `[${Object.entries(keys)
    .map(([key, value]) => `${key}=${valueText(value)}`)
    .join(',')}]`;
}

/** A value as structured-merge-diff shows it in a path. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (!isFields(value)) return String(value);
  return Object.entries(value)
    .map(([key, child]) => `${key}=${valueText(child)}`)
    .join('');
}
