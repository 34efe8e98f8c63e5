/**
 * The functions of expressions with the types that they take and give, as cel-go and Kubernetes 1.36 declare them
 * (apiserver/pkg/cel/environment/base.go): `(int) string` is a function, `string.(int) string` a method, and a letter any one type.
 */
import { formatNames } from './format-functions.js';

const scalars = ['bool', 'bytes', 'double', 'duration', 'int', 'string', 'timestamp', 'uint'];
const numbers = ['double', 'int', 'uint'];

/** A declaration for each of the types, in the place of `*`. */
const each = (types: readonly string[], declaration: string): string[] =>
  types.map((type) => declaration.replaceAll('*', type));
const converted = (to: string, from: string): string[] => from.split(' ').map((type) => `(${type}) ${to}`);

const ordered = [
  ...each(scalars, '(*, *) bool'),
  ...numbers.flatMap((one) =>
    each(
      numbers.filter((other) => other !== one),
      `(${one}, *) bool`,
    ),
  ),
];
const within = ['(A, list(A)) bool', '(A, map(A, B)) bool'];
const listOrder = each(scalars, 'list(*).() *');
const partOfDate = ['timestamp.() int', 'timestamp.(string) int'];
const partOfTime = ['duration.() int', ...partOfDate];
const quantityChange = each(['int', 'kubernetes.Quantity'], 'kubernetes.Quantity.(*) kubernetes.Quantity');
const comparison = (result: string): string[] => each(['kubernetes.Quantity', 'kubernetes.Semver'], `*.(*) ${result}`);
const sets = ['(list(T), list(T)) bool'];
const resourceCheck = 'kubernetes.authorization.ResourceCheck';
const decision = 'kubernetes.authorization.Decision';

/** Declarations by the names of functions, which are the parser's for operators. */
export const declarations: Readonly<Record<string, readonly string[] | undefined>> = Object.assign(
  Object.create(null),
  {
    '!_': ['(bool) bool'],
    '-_': each(['double', 'int'], '(*) *'),
    '_&&_': ['(bool, bool) bool'],
    '_||_': ['(bool, bool) bool'],
    '@not_strictly_false': ['(bool) bool'],
    '_?_:_': ['(bool, A, A) A'],
    '_==_': ['(A, A) bool'],
    '_!=_': ['(A, A) bool'],
    '_<_': ordered,
    '_<=_': ordered,
    '_>_': ordered,
    '_>=_': ordered,
    '@in': within,
    '_+_': [
      ...each(['bytes', 'double', 'duration', 'int', 'string', 'uint', 'list(A)'], '(*, *) *'),
      '(duration, timestamp) timestamp',
      '(timestamp, duration) timestamp',
    ],
    '_-_': [
      ...each([...numbers, 'duration'], '(*, *) *'),
      '(timestamp, duration) timestamp',
      '(timestamp, timestamp) duration',
    ],
    '_*_': each(numbers, '(*, *) *'),
    '_/_': each(numbers, '(*, *) *'),
    '_%_': each(['int', 'uint'], '(*, *) *'),
    '_[_]': [
      '(list(A), int) A',
      '(map(A, B), A) B',
      '(optional_type(list(V)), int) optional_type(V)',
      '(optional_type(map(K, V)), K) optional_type(V)',
    ],
    '_[?_]': [
      '(list(V), int) optional_type(V)',
      '(map(K, V), K) optional_type(V)',
      '(optional_type(list(V)), int) optional_type(V)',
      '(optional_type(map(K, V)), K) optional_type(V)',
    ],
    bool: converted('bool', 'bool string'),
    bytes: converted('bytes', 'bytes string'),
    double: converted('double', 'double int string uint'),
    duration: converted('duration', 'duration int string'),
    dyn: ['(A) dyn'],
    int: converted('int', 'double duration int string timestamp uint'),
    string: converted('string', 'bool bytes double duration int net.CIDR net.IP string timestamp uint'),
    timestamp: converted('timestamp', 'int string timestamp'),
    type: ['(A) type(A)'],
    uint: converted('uint', 'double int string uint'),
    size: ['bytes', 'list(A)', 'map(A, B)', 'string'].flatMap((of) => [`(${of}) int`, `${of}.() int`]),
    charAt: ['string.(int) string'],
    contains: ['string.(string) bool'],
    endsWith: ['string.(string) bool'],
    find: ['string.(string) string'],
    findAll: ['string.(string) list(string)', 'string.(string, int) list(string)'],
    format: ['string.(list(dyn)) string'],
    indexOf: ['list(A).(A) int', 'string.(string) int', 'string.(string, int) int'],
    join: ['list(string).() string', 'list(string).(string) string'],
    lastIndexOf: ['list(A).(A) int', 'string.(string) int', 'string.(string, int) int'],
    lowerAscii: ['string.() string'],
    matches: ['(string, string) bool', 'string.(string) bool'],
    replace: ['string.(string, string) string', 'string.(string, string, int) string'],
    split: ['string.(string) list(string)', 'string.(string, int) list(string)'],
    startsWith: ['string.(string) bool'],
    'strings.quote': ['(string) string'],
    substring: ['string.(int) string', 'string.(int, int) string'],
    trim: ['string.() string'],
    upperAscii: ['string.() string'],
    getDate: partOfDate,
    getDayOfMonth: partOfDate,
    getDayOfWeek: partOfDate,
    getDayOfYear: partOfDate,
    getFullYear: partOfDate,
    getHours: partOfTime,
    getMilliseconds: partOfTime,
    getMinutes: partOfTime,
    getMonth: partOfDate,
    getSeconds: partOfTime,
    '@sortByAssociatedKeys': each(scalars, 'list(T).(list(*)) list(T)'),
    distinct: ['list(T).() list(T)'],
    first: ['list(V).() optional_type(V)'],
    flatten: ['list(list(T)).() list(T)', 'list(dyn).(int) list(dyn)'],
    isSorted: each(scalars, 'list(*).() bool'),
    last: ['list(V).() optional_type(V)'],
    'lists.range': ['(int) list(int)'],
    max: listOrder,
    min: listOrder,
    reverse: ['list(T).() list(T)'],
    slice: ['list(T).(int, int) list(T)'],
    sort: each(scalars, 'list(*).() list(*)'),
    sum: each([...numbers, 'duration'], 'list(*).() *'),
    'sets.contains': sets,
    'sets.equivalent': sets,
    'sets.intersects': sets,
    'cel.@mapInsert': ['(map(K, V), K, V) map(K, V)', '(map(K, V), map(K, V)) map(K, V)'],
    hasValue: ['optional_type(V).() bool'],
    'optional.none': ['() optional_type(V)'],
    'optional.of': ['(V) optional_type(V)'],
    'optional.ofNonZeroValue': ['(V) optional_type(V)'],
    'optional.unwrap': ['(list(optional_type(V))) list(V)'],
    or: ['optional_type(V).(optional_type(V)) optional_type(V)'],
    orValue: ['optional_type(V).(V) V'],
    unwrapOpt: ['list(optional_type(V)).() list(V)'],
    value: ['optional_type(V).() V'],
    isURL: ['(string) bool'],
    url: ['(string) kubernetes.URL'],
    ...Object.fromEntries(
      ['getEscapedPath', 'getHost', 'getHostname', 'getPort', 'getScheme'].map((name) => [
        name,
        ['kubernetes.URL.() string'],
      ]),
    ),
    getQuery: ['kubernetes.URL.() map(string, list(string))'],
    add: quantityChange,
    asApproximateFloat: ['kubernetes.Quantity.() double'],
    asInteger: ['kubernetes.Quantity.() int'],
    compareTo: comparison('int'),
    isGreaterThan: comparison('bool'),
    isInteger: ['kubernetes.Quantity.() bool'],
    isLessThan: comparison('bool'),
    isQuantity: ['(string) bool'],
    quantity: ['(string) kubernetes.Quantity'],
    sign: ['(kubernetes.Quantity) int'],
    sub: quantityChange,
    isSemver: ['(string) bool', '(string, bool) bool'],
    major: ['kubernetes.Semver.() int'],
    minor: ['kubernetes.Semver.() int'],
    patch: ['kubernetes.Semver.() int'],
    semver: ['(string) kubernetes.Semver', '(string, bool) kubernetes.Semver'],
    cidr: ['(string) net.CIDR'],
    containsCIDR: each(['net.CIDR', 'string'], 'net.CIDR.(*) bool'),
    containsIP: each(['net.IP', 'string'], 'net.CIDR.(*) bool'),
    family: ['net.IP.() int'],
    ip: ['(string) net.IP', 'net.CIDR.() net.IP'],
    'ip.isCanonical': ['(string) bool'],
    isCIDR: ['(string) bool'],
    isIP: ['(string) bool'],
    ...Object.fromEntries(
      ['isGlobalUnicast', 'isLinkLocalMulticast', 'isLinkLocalUnicast', 'isLoopback', 'isUnspecified'].map((name) => [
        name,
        ['net.IP.() bool'],
      ]),
    ),
    masked: ['net.CIDR.() net.CIDR'],
    prefixLength: ['net.CIDR.() int'],
    ...Object.fromEntries(formatNames.map((name) => [`format.${name}`, ['() kubernetes.NamedFormat']])),
    'format.named': ['(string) optional_type(kubernetes.NamedFormat)'],
    validate: ['kubernetes.NamedFormat.(string) optional_type(list(string))'],
    allowed: [`${decision}.() bool`],
    check: each(['PathCheck', 'ResourceCheck'], `kubernetes.authorization.*.(string) ${decision}`),
    error: [`${decision}.() string`],
    errored: [`${decision}.() bool`],
    group: ['kubernetes.authorization.Authorizer.(string) kubernetes.authorization.GroupCheck'],
    path: ['kubernetes.authorization.Authorizer.(string) kubernetes.authorization.PathCheck'],
    reason: [`${decision}.() string`],
    resource: [`kubernetes.authorization.GroupCheck.(string) ${resourceCheck}`],
    serviceAccount: ['kubernetes.authorization.Authorizer.(string, string) kubernetes.authorization.Authorizer'],
    ...Object.fromEntries(
      ['fieldSelector', 'labelSelector', 'name', 'namespace', 'subresource'].map((name) => [
        name,
        [`${resourceCheck}.(string) ${resourceCheck}`],
      ]),
    ),
    'jsonpatch.escapeKey': ['(string) string'],
  } satisfies Record<string, readonly string[]>,
);
