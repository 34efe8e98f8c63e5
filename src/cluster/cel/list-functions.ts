/** Functions of lists in expressions: Kubernetes' own (apiserver/pkg/cel/library/lists.go) and those of cel-go (ext/lists.go). */
import {
  type CelFunc,
  type CelInput,
  type CelList,
  CelScalar,
  type CelValue,
  celFunc,
  celMethod,
  isCelList,
  isCelMap,
  listType,
} from '@bufbuild/cel';
import { optional, own } from './own-values.js';

const { DYN, BOOL, INT } = CelScalar;
const anyList = listType(DYN);

const items = (list: CelList): CelValue[] => [...list];
const listOfItems = (values: readonly CelValue[]): CelInput => values as CelInput;

/** Numbers and texts by their order; throws for values that have none. */
function compare(a: CelValue, b: CelValue): number {
  const comparable = typeof a === typeof b && ['bigint', 'number', 'string', 'boolean'].includes(typeof a);
  if (!comparable) throw new Error('no such overload');
  const [x, y] = [a, b] as [string, string];
  return x < y ? -1 : x > y ? 1 : 0;
}

function extreme(list: CelList, name: string, sign: number): CelInput {
  const all = items(list);
  const [first] = all;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return all.reduce((best, one) => (compare(one, best) * sign > 0 ? one : best), first) as CelInput;
}

const same = (a: CelValue, b: CelValue): boolean => a === b;

const holdsAll = (all: CelList, some: CelList): boolean => {
  const known = new Set(items(all));
  return items(some).every((one) => known.has(one));
};

/** The functions. `tick` counts the steps of those that go through all items. */
export function listFunctions(tick: (weight: number) => void): CelFunc[] {
  /** The items of a list, each counted: lists that hold each other twice have more parts than memory holds. */
  const counted = (list: CelList): CelValue[] => {
    tick(list.size);
    return items(list);
  };
  /** A text that two values share when they are equal. */
  const keyOf = (value: CelValue): string => {
    if (isCelList(value)) return `[${counted(value).map(keyOf).join()}]`;
    if (!isCelMap(value)) return typeof value === 'string' ? JSON.stringify(value) : String(value);
    tick(value.size);
    const entries = [...value.entries()].map(([name, part]) => `${keyOf(name)}:${keyOf(part)}`);
    return `{${entries.sort().join()}}`;
  };
  const flat = (list: CelList, depth: number): CelValue[] =>
    counted(list).flatMap((item) => (depth > 0 && isCelList(item) ? flat(item, depth - 1) : [item]));
  const flattened = (list: CelList, depth: bigint): CelInput => {
    if (depth < 0n) throw new Error('level must be non-negative');
    return listOfItems(flat(list, Number(depth)));
  };
  const end = (name: string, at: number): CelFunc =>
    celMethod(name, anyList, [], own, function () {
      const found = items(this).at(at);
      return found === undefined ? optional() : optional(found as CelInput);
    });
  return [
    celMethod('isSorted', anyList, [], BOOL, function () {
      const all = items(this);
      return all.every((one, i) => i === 0 || compare(all[i - 1] as CelValue, one) <= 0);
    }),
    celMethod('sum', anyList, [], DYN, function () {
      const all = items(this);
      if (all.every((one) => typeof one === 'number'))
        return all.reduce<number>((total, one) => total + (one as number), 0);
      return all.reduce<bigint>((total, one) => {
        if (typeof one !== 'bigint') throw new Error('no such overload');
        return total + one;
      }, 0n);
    }),
    celMethod('min', anyList, [], DYN, function () {
      return extreme(this, 'min', -1);
    }),
    celMethod('max', anyList, [], DYN, function () {
      return extreme(this, 'max', 1);
    }),
    celMethod('indexOf', anyList, [DYN], INT, function (wanted) {
      return BigInt(items(this).findIndex((one) => same(one, wanted)));
    }),
    celMethod('lastIndexOf', anyList, [DYN], INT, function (wanted) {
      return BigInt(items(this).findLastIndex((one) => same(one, wanted)));
    }),
    celFunc('lists.range', [INT], anyList, (count) => {
      tick(Number(count));
      return Array.from({ length: Number(count) }, (_, i) => BigInt(i));
    }),
    celMethod('distinct', anyList, [], anyList, function () {
      return listOfItems([...new Map(counted(this).map((one) => [keyOf(one), one] as const)).values()]);
    }),
    celMethod('reverse', anyList, [], anyList, function () {
      return listOfItems(counted(this).reverse());
    }),
    celMethod('sort', anyList, [], anyList, function () {
      return listOfItems(counted(this).sort(compare));
    }),
    celMethod('@sortByAssociatedKeys', anyList, [anyList], anyList, function (keys) {
      const by = counted(keys);
      const sorted = counted(this).map((item, at) => ({ item, key: by[at] as CelValue }));
      return listOfItems(sorted.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item));
    }),
    celMethod('slice', anyList, [INT, INT], anyList, function (from, to) {
      const size = BigInt(this.size);
      if (from < 0n || to < 0n) throw new Error(`cannot slice(${from}, ${to}), negative indexes not supported`);
      if (from > to)
        throw new Error(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
      if (to > size) throw new Error(`cannot slice(${from}, ${to}), list is length ${size}`);
      return listOfItems(counted(this).slice(Number(from), Number(to)));
    }),
    celMethod('flatten', anyList, [], anyList, function () {
      return flattened(this, 1n);
    }),
    celMethod('flatten', anyList, [INT], anyList, function (depth) {
      return flattened(this, depth);
    }),
    end('first', 0),
    end('last', -1),
    celFunc('sets.contains', [anyList, anyList], BOOL, holdsAll),
    celFunc('sets.equivalent', [anyList, anyList], BOOL, (a, b) => holdsAll(a, b) && holdsAll(b, a)),
    celFunc('sets.intersects', [anyList, anyList], BOOL, (a, b) => {
      const known = new Set(items(a));
      return items(b).some((one) => known.has(one));
    }),
  ];
}
