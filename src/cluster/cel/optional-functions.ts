/** Values that may be missing, in expressions, and the loops over entries (cel-go: cel/library.go, ext/comprehensions.go). */
import {
  type CelFunc,
  type CelInput,
  type CelList,
  type CelMap,
  CelScalar,
  type CelValue,
  celFunc,
  celMap,
  celMethod,
  isCelList,
  isCelMap,
  listType,
} from '@bufbuild/cel';
import { isOptional, optional, own } from './own-values.js';
import { noOverload } from './run-faults.js';
import { nanosOfTime, timeText } from './times.js';

const { DYN, BOOL } = CelScalar;
const anyList = listType(DYN);
const mapOf = (entries: Map<CelValue, CelValue>): CelMap => celMap(entries as Map<string, CelInput>);

/** The value in an optional, or a value itself; undefined for an empty optional. */
const content = (value: CelValue): CelValue | undefined =>
  isCelMap(value) && isOptional(value) ? value.get('@value') : value;

/** An item of a list or an entry of a map, if it is there; a value of another type has none. */
function itemOf(value: CelValue, key: CelValue): CelMap {
  const from = content(value);
  if (from === undefined || (!isCelMap(from) && !isCelList(from))) return optional();
  const found = isCelMap(from) ? from.get(key as string) : isIndex(key) ? from.get(Number(key)) : undefined;
  return found === undefined ? optional() : optional(found as CelInput);
}
const isIndex = (key: CelValue): boolean => {
  if (typeof key !== 'bigint' && typeof key !== 'number') throw new Error(noOverload);
  return Number(key) >= 0;
};

const isZero = (value: CelValue): boolean =>
  value === null ||
  value === false ||
  value === 0n ||
  value === 0 ||
  value === '' ||
  sizeOf(value) === 0 ||
  (timeText(value)?.kind === 'duration' && nanosOfTime(value) === 0n);
const sizeOf = (value: CelValue): number | undefined =>
  isCelList(value) || isCelMap(value) ? value.size : value instanceof Uint8Array ? value.length : undefined;

/** An optional item of a list or a map literal, until it is known whether it is there. */
const given = '@given';
/** The item, the content of an optional one; undefined where it is not there. */
const itemThere = (item: CelValue): CelValue | undefined =>
  isCelMap(item) && item.has(given) ? content(item.get(given) as CelValue) : item;
const isThere = (item: CelValue | undefined): item is CelValue => item !== undefined;

const optionalOnly = (value: CelValue): CelMap => {
  if (!isCelMap(value) || !isOptional(value)) throw new Error(noOverload);
  return value;
};

/** The functions. `tick` counts the steps of those that go through all items. */
export function optionalFunctions(tick: (weight: number) => void): CelFunc[] {
  const unwrapped = (list: CelList): CelInput => {
    tick(list.size);
    return [...list].map(optionalOnly).map(content).filter(isThere) as CelInput;
  };
  const inserted = (map: CelValue, entries: Iterable<[CelValue, CelValue]>): CelMap => {
    if (!isCelMap(map)) throw new Error(noOverload);
    tick(map.size);
    const built = new Map<CelValue, CelValue>(map.entries());
    for (const [key, value] of entries) {
      if (built.has(key)) throw new Error(`insert failed: key ${String(key)} already exists`);
      built.set(key, value);
    }
    return mapOf(built);
  };
  return [
    celFunc('optional.of', [DYN], own, (value) => optional(value as CelInput)),
    celFunc('optional.ofNonZeroValue', [DYN], own, (value) =>
      isZero(value) ? optional() : optional(value as CelInput),
    ),
    celFunc('optional.none', [], own, () => optional()),
    celFunc('optional.unwrap', [anyList], anyList, unwrapped),
    celMethod('unwrapOpt', anyList, [], anyList, function () {
      return unwrapped(this);
    }),
    celFunc('__item', [DYN, DYN], own, itemOf),
    // `oldSelf` of a rule that also runs where there is no old value is one too
    celMethod('hasValue', own, [], BOOL, function () {
      return optionalOnly(this).has('@value');
    }),
    celMethod('value', own, [], DYN, function () {
      const found = content(optionalOnly(this));
      if (found === undefined) throw new Error('optional.none() dereference');
      return found as CelInput;
    }),
    celFunc('__given', [DYN], own, (value) => mapOf(new Map([[given, optionalOnly(value)]]))),
    celFunc('__present', [DYN], DYN, (value) => {
      if (isCelList(value)) return [...value].map(itemThere).filter(isThere) as CelInput;
      const entries = isCelMap(value) ? [...value.entries()] : [];
      return mapOf(
        new Map(
          entries.flatMap(([key, item]): [CelValue, CelValue][] => {
            const found = itemThere(item);
            return isThere(found) ? [[key, found]] : [];
          }),
        ),
      );
    }),
    celFunc('__entries', [DYN], anyList, (range) => {
      tick(sizeOf(range) ?? 0);
      if (isCelMap(range)) return [...range.entries()] as CelInput[];
      if (isCelList(range)) return [...range].map((item, index) => [BigInt(index), item]) as CelInput[];
      throw new Error(noOverload);
    }),
    celFunc('cel.@mapInsert', [DYN, DYN, DYN], own, (map, key, value) => inserted(map, [[key, value]])),
    celFunc('cel.@mapInsert', [DYN, DYN], own, (map, more) => inserted(map, isCelMap(more) ? more.entries() : [])),
  ];
}
