/** Two values of one Go type held against each other, down to the last field (go-cmp's Equal and its report). */
import { isFields } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';
import { differenceOf } from './go-edits.js';
import { type GoType, hasEqual, isNil, isZero, quoted } from './go-values.js';

/** A value that is there; what is not has no side. */
export interface Side {
  value: unknown;
}

/** What is known of two values: how many of their leaves are the same and how many are not, and what they are made of. */
export interface DiffNode {
  type: GoType;
  x?: Side;
  y?: Side;
  same: number;
  diff: number;
  /** Nodes below this one, and how many of them stand one below another. */
  children: number;
  depth: number;
  records: readonly DiffRecord[];
  /** What a pointer points to. */
  inner?: DiffNode;
}

/** A field, an element or an entry. */
export interface DiffRecord {
  key: string;
  node: DiffNode;
}

/** The comparison of two values of that type; one of them may not be there. */
export function compareValues(type: GoType, x: Side | undefined, y: Side | undefined): DiffNode {
  const leaf = (equal: boolean): DiffNode => ({
    type,
    ...(x ? { x } : {}),
    ...(y ? { y } : {}),
    same: equal ? 1 : 0,
    diff: equal ? 0 : 1,
    children: 0,
    depth: 0,
    records: [],
  });
  if (!x || !y) return leaf(false);
  if (type.kind === 'basic' || hasEqual(type)) {
    return leaf(equalJson(x.value, y.value) || (isZero(type, x.value) && isZero(type, y.value)));
  }
  const [noX, noY] = [isNil(type, x.value), isNil(type, y.value)];
  if (noX || noY) return leaf(noX && noY);
  if (type.kind === 'pointer') {
    const inner = compareValues(type.element, x, y);
    return { ...summed(leaf(true), [inner]), inner };
  }
  const records = recordsOf(type, x.value, y.value);
  return {
    ...summed(
      leaf(true),
      records.map((r) => r.node),
    ),
    records,
  };
}

/** A node over others; without any it is the same on both sides, which nobody counts. */
function summed(node: DiffNode, nodes: readonly DiffNode[]): DiffNode {
  const sum = (count: (child: DiffNode) => number): number => nodes.reduce((total, child) => total + count(child), 0);
  return {
    ...node,
    same: sum((child) => child.same),
    diff: sum((child) => child.diff),
    children: sum((child) => child.children + 1),
    depth: Math.max(0, ...nodes.map((child) => child.depth + 1)),
  };
}

function recordsOf(type: Exclude<GoType, { kind: 'basic' | 'pointer' }>, x: unknown, y: unknown): DiffRecord[] {
  if (type.kind === 'struct') {
    return type.fields.map((field) => ({
      key: field.name,
      node: compareValues(field.type, { value: field.of(x) }, { value: field.of(y) }),
    }));
  }
  if (Array.isArray(x) && Array.isArray(y)) {
    const compare = (i: number, j: number): DiffNode => compareValues(type.element, { value: x[i] }, { value: y[j] });
    const side = (values: unknown[], i: number | undefined): Side | undefined =>
      i === undefined ? undefined : { value: values[i] };
    return differenceOf(x.length, y.length, compare).map(({ i, j }) => ({
      key: '',
      node: compareValues(type.element, side(x, i), side(y, j)),
    }));
  }
  if (!isFields(x) || !isFields(y)) return [];
  const side = (map: Record<string, unknown>, key: string): Side | undefined =>
    Object.hasOwn(map, key) ? { value: map[key] } : undefined;
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].sort().map((key) => ({
    key: `${type.kind === 'map' && type.keyed ? 's' : ''}${quoted(key)}`,
    node: compareValues(type.element, side(x, key), side(y, key)),
  }));
}
