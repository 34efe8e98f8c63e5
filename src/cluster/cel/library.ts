/** Kubernetes' own functions for expressions: lists, sets, regular expressions, quantities, URLs, addresses (apiserver/pkg/cel/library). */

import {
  type CelFunc,
  type CelInput,
  type CelMap,
  CelScalar,
  type CelValue,
  celFunc,
  celMethod,
  isCelList,
  isCelMap,
} from '@bufbuild/cel';
import { formatQuantity, parseQuantity, type Quantity, quantityFault } from '../../kube/quantity.js';
import { addressFunctions } from './address-functions.js';
import { authorizerFunctions } from './authorizer-functions.js';
import { conversionFunctions } from './conversion-functions.js';
import { formatFunctions } from './format-functions.js';
import { listFunctions } from './list-functions.js';
import { optionalFunctions } from './optional-functions.js';
import { own, ownValue, textOf } from './own-values.js';
import { patternFunctions } from './pattern-functions.js';
import type { Patterns } from './patterns.js';
import { compareVersions, semverFunctions } from './semver-functions.js';
import { textFunctions } from './text-functions.js';
import { timeFunctions } from './time-functions.js';
import { urlFunctions } from './url-functions.js';

const { DYN, STRING, BOOL, INT, DOUBLE } = CelScalar;

/** The functions. `tick` counts the steps of a loop, and throws when they are too many. */
export function libraryFunctions(patterns: Patterns, tick: (weight: number) => void): CelFunc[] {
  return [
    ...conversionFunctions,
    ...timeFunctions,
    ...textFunctions,
    celFunc('__tick', [DYN, INT], DYN, (value, weight) => {
      tick(Number(weight));
      return value as CelInput;
    }),
    celFunc('__built', [DYN], DYN, (value) => {
      const size = typeof value === 'string' ? value.length : isCelList(value) || isCelMap(value) ? value.size * 10 : 0;
      tick(Math.ceil(size / 10));
      return value as CelInput;
    }),
    celFunc('__walked', [DYN], DYN, (value) => {
      walk(value, tick);
      return value as CelInput;
    }),
    ...listFunctions(tick),
    ...patternFunctions(patterns, tick),
    celFunc('jsonpatch.escapeKey', [STRING], STRING, (key) => key.replaceAll('~', '~0').replaceAll('/', '~1')),
    ...quantityFunctions,
    ...urlFunctions,
    ...addressFunctions,
    ...semverFunctions,
    ...formatFunctions,
    ...optionalFunctions(tick),
    ...authorizerFunctions(tick),
  ];
}

/** Counts the parts of a value. */
function walk(value: CelValue, tick: (weight: number) => void): void {
  if (!isCelList(value) && !isCelMap(value)) return;
  tick(value.size);
  for (const part of value.values()) walk(part, tick);
}

function amount(text: string): Quantity {
  const found = parseQuantity(text);
  if (!found) throw new Error(quantityFault(text));
  return found;
}
const nanosOf = (value: CelValue): bigint => {
  if (typeof value === 'bigint') return value * 10n ** 9n;
  return amount(textOf(value as CelMap, 'quantity')).nanos;
};
/** Below, at or above 0, by the order of two quantities, or of two versions. */
const difference = (a: CelMap, b: CelValue): bigint | number =>
  a.has('@semver') && isCelMap(b) ? compareVersions(textOf(a, 'semver'), textOf(b, 'semver')) : nanosOf(a) - nanosOf(b);
/** Equal amounts have one text, whatever they were written as. */
const quantityValue = (nanos: bigint): CelMap => ownValue('quantity', formatQuantity({ nanos, format: 'DecimalSI' }));
const shifted = (a: CelMap, by: bigint): CelMap => quantityValue(nanosOf(a) + by);
/** Kubernetes keeps numbers of so many digits, and counts larger ones as no integers. */
const mostInteger = 10n ** 27n;
/** The whole number that a quantity is; undefined for others. */
const integerOf = (value: CelMap): bigint | undefined => {
  const nanos = nanosOf(value);
  const isWhole = nanos % 10n ** 9n === 0n && nanos <= mostInteger && nanos >= -mostInteger;
  return isWhole ? nanos / 10n ** 9n : undefined;
};

const quantityFunctions: CelFunc[] = [
  celFunc('quantity', [STRING], own, (text) => quantityValue(amount(text).nanos)),
  celFunc('isQuantity', [STRING], BOOL, (text) => parseQuantity(text) !== undefined),
  celFunc('sign', [own], INT, (value) => (nanosOf(value) > 0n ? 1n : nanosOf(value) < 0n ? -1n : 0n)),
  celMethod('isInteger', own, [], BOOL, function () {
    return integerOf(this) !== undefined;
  }),
  celMethod('asInteger', own, [], INT, function () {
    const integer = integerOf(this);
    if (integer === undefined) throw new Error('cannot convert value to integer');
    return integer;
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
    return difference(this, other) > 0;
  }),
  celMethod('isLessThan', own, [DYN], BOOL, function (other) {
    return difference(this, other) < 0;
  }),
  celMethod('compareTo', own, [DYN], INT, function (other) {
    const by = difference(this, other);
    return by > 0 ? 1n : by < 0 ? -1n : 0n;
  }),
];
