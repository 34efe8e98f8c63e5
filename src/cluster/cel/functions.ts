/** The results of functions in expressions, by the types of their arguments: undefined where no function of that name takes these. */
import { authorizerTypes, type ExpressionType, listOf, maxBytes, optionalOf, types } from './expression-types.js';
import { formatNames } from './format-functions.js';

type Result = (given: readonly ExpressionType[], isMethod: boolean) => ExpressionType | undefined;

const is = (type: ExpressionType | undefined, ...names: ExpressionType['is'][]): boolean =>
  type !== undefined && (type.is === 'dyn' || names.includes(type.is));
const isDyn = (type: ExpressionType | undefined): boolean => type?.is === 'dyn';
const numbers: ExpressionType['is'][] = ['int', 'uint', 'double'];

/** A result for arguments of these types, in this order; each may be one of several. */
const of =
  (result: ExpressionType, ...wanted: ExpressionType['is'][][]): Result =>
  (given) =>
    given.length === wanted.length && wanted.every((names, i) => is(given[i], ...names)) ? result : undefined;

/** A result for any number of arguments that is allowed. */
const taking =
  (result: ExpressionType, from: number, to = from): Result =>
  (given) =>
    given.length >= from && given.length <= to ? result : undefined;

const logical = of(types.bool, ['bool'], ['bool']);
const sameKind = (a: ExpressionType | undefined, b: ExpressionType | undefined): boolean => {
  if (!a || !b || a.is === 'dyn' || b.is === 'dyn' || a.is === 'null_type' || b.is === 'null_type') return true;
  const likeMap = (type: ExpressionType): boolean => type.is === 'map' || type.is === 'object';
  return a.is === b.is || (numbers.includes(a.is) && numbers.includes(b.is)) || (likeMap(a) && likeMap(b));
};
const equal: Result = ([a, b]) => (sameKind(a, b) ? types.bool : undefined);
const ordered: Result = ([a, b]) => {
  const comparable = is(a, ...numbers, 'string', 'bytes', 'bool', 'timestamp', 'duration');
  return comparable && sameKind(a, b) ? types.bool : undefined;
};
const first: Result = ([a]) => a;

const arithmetic =
  (...more: ((a: ExpressionType, b: ExpressionType) => ExpressionType | undefined)[]): Result =>
  ([a, b]) => {
    if (!a || !b) return undefined;
    if (isDyn(a) || isDyn(b)) return types.dyn;
    if (a.is === b.is && numbers.includes(a.is)) return a;
    return more.map((one) => one(a, b)).find((found) => found !== undefined);
  };

const plus = arithmetic((a, b) => {
  if (a.is === b.is && (a.is === 'string' || a.is === 'bytes')) return { is: a.is, max: a.max + b.max };
  if (a.is === 'list' && b.is === 'list') {
    const item = a.max > 0 ? a.of : b.of;
    return listOf(item ?? types.dyn, a.max + b.max);
  }
  return a.is === b.is && a.is === 'duration' ? a : undefined;
}, timeAnd);
const minus = arithmetic((a, b) => {
  if (a.is === 'timestamp' && b.is === 'timestamp') return types.duration;
  return a.is === b.is && a.is === 'duration' ? a : undefined;
}, timeAnd);

function timeAnd(a: ExpressionType, b: ExpressionType): ExpressionType | undefined {
  const isPair = [a.is, b.is].sort().join() === 'duration,timestamp';
  return isPair ? types.timestamp : undefined;
}

const index: Result = ([a, b]) => {
  if (a?.is === 'list') return is(b, ...numbers) ? (a.of ?? types.dyn) : undefined;
  if (a?.is === 'map') return a.of ?? types.dyn;
  return isDyn(a) || a?.is === 'object' ? types.dyn : undefined;
};
const choice: Result = ([condition, a, b]) => {
  if (!is(condition, 'bool') || !a || !b) return undefined;
  if (a.is === b.is) return a.max >= b.max ? a : b;
  return isDyn(a) || isDyn(b) || a.is === 'null_type' || b.is === 'null_type' ? types.dyn : undefined;
};

const text = of(types.bool, ['string'], ['string']);
const sameText: Result = ([a]) => (is(a, 'string') ? a : undefined);
const sameList: Result = ([a, ...more]) => (is(a, 'list') && more.length === 0 ? a : undefined);
const int = types.int;
const ofList: Result = ([a]) => (a?.is === 'list' ? (a.of ?? types.dyn) : isDyn(a) ? types.dyn : undefined);
const part = (result: ExpressionType): Result => taking(result, 1, 2);

const contentOf = (type: ExpressionType | undefined): ExpressionType =>
  (type?.is === 'optional' ? type.of : type) ?? types.dyn;
const made: Result = ([value, ...more]) => (value && more.length === 0 ? optionalOf(value) : undefined);
const content: Result = ([value]) => (is(value, 'optional') ? contentOf(value) : undefined);
const contents: Result = ([list]) => (is(list, 'list') ? listOf(contentOf(list?.of), list?.max ?? 0) : undefined);
const either: Result = ([a, b]) => {
  if (!is(a, 'optional') || !is(b, 'optional') || !sameKind(contentOf(a), contentOf(b))) return undefined;
  return contentOf(a).is === 'dyn' ? b : a;
};
const contentOr: Result = ([a, b]) =>
  is(a, 'optional') && sameKind(contentOf(a), b)
    ? choice([types.bool, contentOf(a), b ?? types.dyn], false)
    : undefined;
const optionalResult =
  (result: Result): Result =>
  ([from, ...rest], isMethod) => {
    const found = result([contentOf(from), ...rest], isMethod);
    return found && optionalOf(found);
  };
const inserted: Result = ([map, second, value = second?.of ?? types.dyn]) =>
  map && { is: 'map', of: value, max: map.max };

/** A method of values of these types, with so many texts as its arguments. */
const methodOf =
  (receivers: (keyof typeof authorizerTypes)[], result: ExpressionType, texts: number): Result =>
  ([receiver, ...rest], isMethod) => {
    const isTaken = isDyn(receiver) || receivers.some((name) => receiver?.name === authorizerTypes[name].name);
    return isMethod && isTaken && rest.length === texts && rest.every((text) => is(text, 'string'))
      ? result
      : undefined;
  };

/** Results by the parser's names. */
export const functionResults: Readonly<Record<string, Result | undefined>> = Object.assign(Object.create(null), {
  '_&&_': logical,
  '_||_': logical,
  '!_': of(types.bool, ['bool']),
  '-_': first,
  '_==_': equal,
  '_!=_': equal,
  '_<_': ordered,
  '_<=_': ordered,
  '_>_': ordered,
  '_>=_': ordered,
  '_+_': plus,
  '_-_': minus,
  '_*_': arithmetic(),
  '_/_': arithmetic(),
  '_%_': arithmetic(),
  '_[_]': index,
  '_?_:_': choice,
  '@in': ((given) => (is(given[1], 'list', 'map', 'object') ? types.bool : undefined)) satisfies Result,
  '@not_strictly_false': taking(types.bool, 1),
  size: of(int, ['string', 'bytes', 'list', 'map', 'object']),
  int: taking(int, 1),
  uint: taking(types.uint, 1),
  double: taking(types.double, 1),
  string: taking(types.string, 1),
  bool: taking(types.bool, 1),
  bytes: taking(types.bytes, 1),
  dyn: taking(types.dyn, 1),
  type: taking(types.type, 1),
  timestamp: taking(types.timestamp, 1),
  duration: taking(types.duration, 1),
  contains: text,
  startsWith: text,
  endsWith: text,
  matches: text,
  find: of(types.string, ['string'], ['string']),
  findAll: taking(listOf(types.string, maxBytes), 2, 3),
  charAt: of(types.string, ['string'], ['int']),
  indexOf: taking(int, 2, 3),
  lastIndexOf: taking(int, 2, 3),
  join: taking(types.string, 1, 2),
  lowerAscii: sameText,
  upperAscii: sameText,
  trim: sameText,
  quote: taking(types.string, 1),
  'strings.quote': taking(types.string, 1),
  reverse: sameList,
  replace: taking(types.string, 3, 4),
  split: ((given) =>
    is(given[0], 'string') ? listOf(types.string, (given[0]?.max ?? 1) + 1) : undefined) satisfies Result,
  substring: ((given) => (is(given[0], 'string') ? given[0] : undefined)) satisfies Result,
  format: taking(types.string, 2),
  isSorted: of(types.bool, ['list']),
  sum: ofList,
  min: ofList,
  max: ofList,
  distinct: sameList,
  sort: sameList,
  slice: ((given) => (given.length === 3 && is(given[0], 'list') ? given[0] : undefined)) satisfies Result,
  flatten: taking(types.dyn, 1, 2),
  'lists.range': taking(listOf(types.int, maxBytes), 1),
  first: optionalResult(ofList),
  last: optionalResult(ofList),
  'sets.contains': of(types.bool, ['list'], ['list']),
  'sets.equivalent': of(types.bool, ['list'], ['list']),
  'sets.intersects': of(types.bool, ['list'], ['list']),
  url: taking(types.opaque, 1),
  isURL: taking(types.bool, 1),
  getScheme: taking(types.string, 1),
  getHost: taking(types.string, 1),
  getHostname: taking(types.string, 1),
  getPort: taking(types.string, 1),
  getEscapedPath: taking(types.string, 1),
  getQuery: taking(types.dyn, 1),
  quantity: taking(types.opaque, 1),
  isQuantity: taking(types.bool, 1),
  sign: taking(int, 1),
  isInteger: taking(types.bool, 1),
  asInteger: taking(int, 1),
  asApproximateFloat: taking(types.double, 1),
  add: taking(types.opaque, 2),
  sub: taking(types.opaque, 2),
  isGreaterThan: taking(types.bool, 2),
  isLessThan: taking(types.bool, 2),
  compareTo: taking(int, 2),
  ip: taking(types.opaque, 1),
  'ip.isCanonical': of(types.bool, ['string']),
  isLinkLocalMulticast: taking(types.bool, 1),
  isLinkLocalUnicast: taking(types.bool, 1),
  isGlobalUnicast: taking(types.bool, 1),
  masked: taking(types.opaque, 1),
  semver: taking(types.opaque, 1, 2),
  isSemver: taking(types.bool, 1, 2),
  major: taking(int, 1),
  minor: taking(int, 1),
  patch: taking(int, 1),
  'format.named': of(optionalOf(types.opaque), ['string']),
  ...Object.fromEntries(formatNames.map((name) => [`format.${name}`, of(types.opaque)])),
  validate: taking(optionalOf(listOf(types.string, maxBytes)), 2),
  'optional.of': made,
  'optional.ofNonZeroValue': made,
  'optional.none': of(optionalOf({ is: 'dyn', max: 0 })),
  'optional.unwrap': contents,
  unwrapOpt: contents,
  '_[?_]': optionalResult(index),
  hasValue: of(types.bool, ['optional']),
  value: content,
  or: either,
  orValue: contentOr,
  'cel.@mapInsert': inserted,
  '@sortByAssociatedKeys': first,
  isIP: taking(types.bool, 1),
  family: taking(int, 1),
  isLoopback: taking(types.bool, 1),
  isUnspecified: taking(types.bool, 1),
  cidr: taking(types.opaque, 1),
  isCIDR: taking(types.bool, 1),
  containsIP: taking(types.bool, 2),
  containsCIDR: taking(types.bool, 2),
  prefixLength: taking(int, 1),
  path: methodOf(['Authorizer'], authorizerTypes.PathCheck, 1),
  group: methodOf(['Authorizer'], authorizerTypes.GroupCheck, 1),
  serviceAccount: methodOf(['Authorizer'], authorizerTypes.Authorizer, 2),
  resource: methodOf(['GroupCheck'], authorizerTypes.ResourceCheck, 1),
  ...Object.fromEntries(
    'subresource namespace name fieldSelector labelSelector'
      .split(' ')
      .map((name) => [name, methodOf(['ResourceCheck'], authorizerTypes.ResourceCheck, 1)]),
  ),
  check: methodOf(['PathCheck', 'ResourceCheck'], authorizerTypes.Decision, 1),
  allowed: methodOf(['Decision'], types.bool, 0),
  errored: methodOf(['Decision'], types.bool, 0),
  reason: methodOf(['Decision'], types.string, 0),
  error: methodOf(['Decision'], types.string, 0),
  'jsonpatch.escapeKey': of(types.string, ['string']),
  getFullYear: part(int),
  getMonth: part(int),
  getDate: part(int),
  getDayOfMonth: part(int),
  getDayOfWeek: part(int),
  getDayOfYear: part(int),
  getHours: part(int),
  getMinutes: part(int),
  getSeconds: part(int),
  getMilliseconds: part(int),
} satisfies Record<string, Result>);
