/** Functions of lists in expressions: Kubernetes' own (apiserver/pkg/cel/library/lists.go) and those of cel-go (ext/lists.go). */
import {
  type CelFunc,
  type CelInput,
  type CelList,
  CelScalar,
  type CelValue,
  celFunc,
  celMethod,
  celType,
  celUint,
  isCelList,
  isCelMap,
  isCelUint,
  listType,
} from '@bufbuild/cel';
import { optional, own } from './own-values.js';
import { noOverload } from './run-faults.js';
import { compareTexts } from './text-functions.js';
import { durationSum, nanosOfTime, noDuration } from './times.js';

const { DYN, BOOL, INT } = CelScalar;
const anyList = listType(DYN);

const items = (list: CelList): CelValue[] => [...list];
const listOfItems = (values: readonly CelValue[]): CelInput => values as CelInput;

/** What a value is ordered by: a number, a text, bytes as characters, or the nanoseconds of a time. */
function orderOf(value: CelValue): bigint | number | string | boolean {
  if (isCelUint(value)) return value.value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const order = nanosOfTime(value) ?? value;
  if (typeof order === 'object' && order !== null) throw new Error(noOverload);
  return order as bigint | number | string | boolean;
}

/** Values of one type by their order; throws for values that have none. */
function compare(a: CelValue, b: CelValue): number {
  const [x, y] = [orderOf(a), orderOf(b)];
  const comparable =
    celType(a).name === celType(b).name && ['bigint', 'number', 'string', 'boolean'].includes(typeof x);
  if (!comparable) throw new Error(noOverload);
  if (typeof x === 'string') return compareTexts(x, y as string);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The sum of two values of one type; throws for values that have none. */
function plus(a: CelValue, b: CelValue): CelValue {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (BigInt.asIntN(64, a + b) !== a + b) throw new Error('integer overflow');
    return a + b;
  }
  if (isCelUint(a) && isCelUint(b)) {
    const sum = a.value + b.value;
    if (BigInt.asUintN(64, sum) !== sum) throw new Error('unsigned integer overflow');
    return celUint(sum);
  }
  return durationSum(a, b) ?? fail();
}
const fail = (): never => {
  throw new Error(noOverload);
};

function extreme(list: CelList, name: string, sign: number): CelInput {
  const all = items(list);
  const [first] = all;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return all.reduce((best, one) => (compare(one, best) * sign > 0 ? one : best), first) as CelInput;
}

const zeroOf = (value: CelValue): CelValue =>
  typeof value === 'number' ? 0 : typeof value === 'bigint' ? 0n : isCelUint(value) ? celUint(0n) : noDuration;

/** A text that two values without parts share when they are equal: numbers of all types are, and texts are no numbers. */
function plainKey(value: CelValue): string {
  const number = isCelUint(value) ? value.value : value;
  if (typeof number === 'number') return Number.isInteger(number) ? String(BigInt(number)) : String(number);
  if (typeof number === 'bigint') return String(number);
  const nanos = nanosOfTime(value);
  if (nanos !== undefined) return `${celType(value).name} ${nanos}`;
  return value instanceof Uint8Array
    ? `b${Buffer.from(value).toString('hex')}`
    : (JSON.stringify(value) ?? String(value));
}

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
    if (!isCelMap(value)) return plainKey(value);
    tick(value.size);
    const entries = [...value.entries()].map(([name, part]) => `${keyOf(name)}:${keyOf(part)}`);
    return `{${entries.sort().join()}}`;
  };
  const holdsAll = (all: CelList, some: CelList): boolean => {
    const known = new Set(counted(all).map(keyOf));
    return counted(some).every((one) => known.has(keyOf(one)));
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
      const [first, ...rest] = items(this);
      if (first === undefined) return 0n;
      // also the only one has to be of a type that has sums
      return rest.reduce(plus, plus(first, zeroOf(first))) as CelInput;
    }),
    celMethod('min', anyList, [], DYN, function () {
      return extreme(this, 'min', -1);
    }),
    celMethod('max', anyList, [], DYN, function () {
      return extreme(this, 'max', 1);
    }),
    celMethod('indexOf', anyList, [DYN], INT, function (wanted) {
      const key = keyOf(wanted);
      return BigInt(counted(this).findIndex((one) => keyOf(one) === key));
    }),
    celMethod('lastIndexOf', anyList, [DYN], INT, function (wanted) {
      const key = keyOf(wanted);
      return BigInt(counted(this).findLastIndex((one) => keyOf(one) === key));
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
      const known = new Set(counted(a).map(keyOf));
      return counted(b).some((one) => known.has(keyOf(one)));
    }),
  ];
}
