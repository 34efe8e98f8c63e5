/** Kubernetes' own functions for expressions: lists, sets, regular expressions, quantities, URLs, addresses (apiserver/pkg/cel/library). */

import { isIP, isIPv4 } from 'node:net';
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
  mapType,
} from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { formatQuantity, parseQuantity, type Quantity } from '../../kube/quantity.js';
import { cidrFaults, ipFaults } from '../validation/ip-address.js';
import { authorizerFunctions } from './authorizer-functions.js';
import { patternWeight } from './pattern-weight.js';
import type { Patterns } from './patterns.js';

const { DYN, STRING, BOOL, INT, DOUBLE } = CelScalar;
const anyList = listType(DYN);
/** Values of the libraries' own types are maps with a field that no object has. */
const own = mapType(STRING, DYN);

const ownValue = (kind: string, text: string): CelMap => celMap(new Map([[`@${kind}`, text]]));
const textOf = (value: CelMap, kind: string): string => {
  const text = value.get(`@${kind}`);
  if (typeof text !== 'string') throw new Error('no such overload');
  return text;
};

/** The functions. `tick` counts the steps of a loop, and throws when they are too many. */
export function libraryFunctions(patterns: Patterns, tick: (weight: number) => void): CelFunc[] {
  const matches = (pattern: string, text: string): boolean => {
    // an expression may come from the object, and be another each time
    tick(Math.ceil(text.length / 10) + patternWeight(pattern) * 20);
    return patterns.matches(pattern, text);
  };
  return [
    ...strings,
    celFunc('__tick', [DYN, INT], DYN, (value, weight) => {
      tick(Number(weight));
      return value as CelInput;
    }),
    celFunc('__built', [DYN], DYN, (value) => {
      const size = typeof value === 'string' ? value.length : isCelList(value) ? value.size * 10 : 0;
      tick(Math.ceil(size / 10));
      return value as CelInput;
    }),
    celFunc('__walked', [DYN], DYN, (value) => {
      walk(value, tick);
      return value as CelInput;
    }),
    ...listFunctions,
    ...setFunctions,
    celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
      return matches(pattern, this);
    }),
    celFunc('matches', [STRING, STRING], BOOL, (text, pattern) => matches(pattern, text)),
    ...quantityFunctions,
    ...urlFunctions,
    ...addressFunctions,
    ...optionalFunctions,
    ...authorizerFunctions(tick),
  ];
}

/** Counts the parts of a value. */
function walk(value: CelValue, tick: (weight: number) => void): void {
  if (!isCelList(value) && !isCelMap(value)) return;
  tick(value.size);
  for (const part of value.values()) walk(part, tick);
}

const items = (list: CelList): CelValue[] => [...list];

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

const listFunctions: CelFunc[] = [
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
];

const holdsAll = (all: CelList, some: CelList): boolean => {
  const known = new Set(items(all));
  return items(some).every((one) => known.has(one));
};

const setFunctions: CelFunc[] = [
  celFunc('sets.contains', [anyList, anyList], BOOL, holdsAll),
  celFunc('sets.equivalent', [anyList, anyList], BOOL, (a, b) => holdsAll(a, b) && holdsAll(b, a)),
  celFunc('sets.intersects', [anyList, anyList], BOOL, (a, b) => {
    const known = new Set(items(a));
    return items(b).some((one) => known.has(one));
  }),
];

function amount(text: string): Quantity {
  const found = parseQuantity(text);
  if (!found) throw new Error('quantities must match the regular expression');
  return found;
}
const nanosOf = (value: CelValue): bigint => {
  if (typeof value === 'bigint') return value * 10n ** 9n;
  return amount(textOf(value as CelMap, 'quantity')).nanos;
};
const difference = (a: CelMap, b: CelValue): bigint => nanosOf(a) - nanosOf(b);
const shifted = (a: CelMap, by: bigint): CelMap =>
  ownValue('quantity', formatQuantity({ ...amount(textOf(a, 'quantity')), nanos: nanosOf(a) + by }));

const quantityFunctions: CelFunc[] = [
  celFunc('quantity', [STRING], own, (text) => ownValue('quantity', formatQuantity(amount(text)))),
  celFunc('isQuantity', [STRING], BOOL, (text) => parseQuantity(text) !== undefined),
  celMethod('sign', own, [], INT, function () {
    return nanosOf(this) > 0n ? 1n : nanosOf(this) < 0n ? -1n : 0n;
  }),
  celMethod('isInteger', own, [], BOOL, function () {
    return nanosOf(this) % 10n ** 9n === 0n;
  }),
  celMethod('asInteger', own, [], INT, function () {
    if (nanosOf(this) % 10n ** 9n !== 0n) throw new Error('cannot convert value to integer');
    return nanosOf(this) / 10n ** 9n;
  }),
  celMethod('asApproximateFloat', own, [], DOUBLE, function () {
    return Number(nanosOf(this)) / 1e9;
  }),
  celMethod('add', own, [DYN], own, function (other) {
    return shifted(this, nanosOf(other));
  }),
  celMethod('sub', own, [DYN], own, function (other) {
    return shifted(this, -nanosOf(other));
  }),
  celMethod('isGreaterThan', own, [DYN], BOOL, function (other) {
    return difference(this, other) > 0n;
  }),
  celMethod('isLessThan', own, [DYN], BOOL, function (other) {
    return difference(this, other) < 0n;
  }),
  celMethod('compareTo', own, [DYN], INT, function (other) {
    const by = difference(this, other);
    return by > 0n ? 1n : by < 0n ? -1n : 0n;
  }),
];

const parsedUrl = (text: string): URL | undefined => {
  const base = text.startsWith('/') ? 'relative://host' : undefined;
  return URL.canParse(text, base) ? new URL(text, base) : undefined;
};
const urlOf = (value: CelMap): URL => {
  const found = parsedUrl(textOf(value, 'url'));
  if (!found) throw new Error('no such overload');
  return found;
};
const isRelative = ({ protocol }: URL): boolean => protocol === 'relative:';
const ofUrl = (name: string, read: (url: URL) => string): CelFunc =>
  celMethod(name, own, [], STRING, function () {
    return read(urlOf(this));
  });

const urlFunctions: CelFunc[] = [
  celFunc('url', [STRING], own, (text) => {
    if (!parsedUrl(text))
      throw new Error(
        `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
      );
    return ownValue('url', text);
  }),
  celFunc('isURL', [STRING], BOOL, (text) => parsedUrl(text) !== undefined),
  ofUrl('getScheme', (url) => (isRelative(url) ? '' : url.protocol.slice(0, -1))),
  ofUrl('getHost', (url) => (isRelative(url) ? '' : url.host)),
  ofUrl('getHostname', (url) => (isRelative(url) ? '' : url.hostname.replace(/^\[|\]$/g, ''))),
  ofUrl('getPort', ({ port }) => port),
  ofUrl('getEscapedPath', ({ pathname }) => pathname),
  celMethod('getQuery', own, [], own, function () {
    const { searchParams } = urlOf(this);
    return celMap(new Map([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)])));
  }),
];

const bits = (address: string): bigint => {
  if (isIPv4(address)) return address.split('.').reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const groups = (part = ''): string[] => (part ? part.split(':') : []);
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return all.reduce((sum, part) => (sum << 16n) + BigInt(`0x${part}`), 0n);
};

interface Network {
  family: number;
  length: number;
  prefix: bigint;
}
const networkOf = (text: string): Network => {
  const [address = '', length = '0'] = text.split('/');
  const family = isIP(address);
  const rest = BigInt((family === 4 ? 32 : 128) - Number(length));
  return { family, length: Number(length), prefix: bits(address) >> rest };
};
const isWithin = (inner: Network, outer: Network): boolean =>
  inner.family === outer.family &&
  inner.length >= outer.length &&
  inner.prefix >> BigInt(inner.length - outer.length) === outer.prefix;
const asNetwork = (value: CelValue): Network => {
  const text =
    typeof value === 'string' ? value : String((value as CelMap).get('@ip') ?? (value as CelMap).get('@cidr'));
  return networkOf(text.includes('/') ? text : `${text}/${isIPv4(text) ? 32 : 128}`);
};

const isAddress = (text: string): boolean => isIP(text) !== 0 && ipFaults(text, '').length === 0;
const isNetwork = (text: string): boolean => cidrFaults(text, '').length === 0;

const addressFunctions: CelFunc[] = [
  celFunc('ip', [STRING], own, (text) => {
    if (!isAddress(text))
      throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
    return ownValue('ip', text);
  }),
  celFunc('isIP', [STRING], BOOL, isAddress),
  celMethod('family', own, [], INT, function () {
    return BigInt(asNetwork(this).family);
  }),
  celMethod('isLoopback', own, [], BOOL, function () {
    const text = textOf(this, 'ip');
    return text.startsWith('127.') || (isIP(text) === 6 && bits(text) === 1n);
  }),
  celMethod('isUnspecified', own, [], BOOL, function () {
    return bits(textOf(this, 'ip')) === 0n;
  }),
  celFunc('cidr', [STRING], own, (text) => {
    if (!isNetwork(text)) throw new Error(`network address parse error during conversion from string: ${text}`);
    return ownValue('cidr', text);
  }),
  celFunc('isCIDR', [STRING], BOOL, isNetwork),
  celMethod('containsIP', own, [DYN], BOOL, function (address) {
    return isWithin(asNetwork(address), asNetwork(this));
  }),
  celMethod('containsCIDR', own, [DYN], BOOL, function (network) {
    return isWithin(asNetwork(network), asNetwork(this));
  }),
  celMethod('prefixLength', own, [], INT, function () {
    return BigInt(asNetwork(this).length);
  }),
];

/** `oldSelf` of a rule that also runs where there is no old value. */
const optionalFunctions: CelFunc[] = [
  celMethod('hasValue', own, [], BOOL, function () {
    return this.has('@value');
  }),
  celMethod('value', own, [], DYN, function () {
    const found = this.get('@value');
    if (found === undefined) throw new Error('optional.none() dereference');
    return found as CelInput;
  }),
  celMethod('orValue', own, [DYN], DYN, function (other) {
    return (this.get('@value') ?? other) as CelInput;
  }),
];
