/** The method `format` of texts in expressions: its clauses, with the values and the faults of cel-go (ext/formatting.go). */
import { type CelValue, celType, isCelList, isCelMap, isCelUint } from '@bufbuild/cel';
import { goQuote } from '../../kube/go-quote.js';
import { textOfBytes } from './conversion-functions.js';
import type { ExpressionType } from './expression-types.js';
import { fixed, fixedForPeople, scientificForPeople } from './go-fixed.js';
import { parseIntText, shortFloat } from './go-numbers.js';
import { isOptional } from './own-values.js';
import { timeText } from './times.js';

/** A clause of a format: which types it takes, what it says of others, and what it prints. */
interface Clause {
  takes: readonly string[];
  fault: string;
  print(value: CelValue, precision: number): string;
}

const PRECISION = 6;
const whole = (value: CelValue): bigint => (isCelUint(value) ? value.value : (value as bigint));
const inBase =
  (base: number) =>
  (value: CelValue): string =>
    typeof value === 'boolean' ? String(Number(value)) : whole(value).toString(base);
const numberWords: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const wordOf = (value: CelValue): number | undefined =>
  typeof value === 'string' && Object.hasOwn(numberWords, value) ? numberWords[value] : undefined;
/** A clause of numbers takes three words, too, which only the run shows. */
const ofNumbers = (fault: string, print: (value: number, precision: number) => string): Clause => ({
  takes: ['double', 'string'],
  fault,
  print: (value, precision) => {
    const number = typeof value === 'number' ? value : wordOf(value);
    if (number === undefined) throw wrongType(fault, typeName(value));
    return print(number, precision);
  },
});
const hexadecimal = (value: CelValue): string =>
  typeof value === 'string' || value instanceof Uint8Array ? Buffer.from(value).toString('hex') : inBase(16)(value);
const hexClause = (print: Clause['print']): Clause => ({
  takes: ['int', 'uint', 'string', 'bytes'],
  fault: 'only integers, byte buffers, and strings can be formatted as hex',
  print,
});

const texts =
  'list map int uint double bool string bytes type null_type google.protobuf.Timestamp google.protobuf.Duration';
const clauses: Readonly<Record<string, Clause>> = {
  s: {
    takes: texts.split(' '),
    fault:
      'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps',
    print: plain,
  },
  d: { takes: ['int', 'uint'], fault: 'decimal clause can only be used on integers', print: inBase(10) },
  f: ofNumbers('fixed-point clause can only be used on doubles', fixedForPeople),
  e: ofNumbers('scientific clause can only be used on doubles', scientificForPeople),
  b: { takes: ['int', 'uint', 'bool'], fault: 'only integers and bools can be formatted as binary', print: inBase(2) },
  x: hexClause(hexadecimal),
  X: hexClause((value) => hexadecimal(value).toUpperCase()),
  o: { takes: ['int', 'uint'], fault: 'octal clause can only be used on integers', print: inBase(8) },
};

const wrongType = (fault: string, type: string): Error =>
  new Error(`error during formatting: ${fault}, was given ${type}`);
const outOfRange = (index: number): Error => new Error(`index ${index} out of range`);

/** Reads a format: `put` gives what stands in the place of each clause, and `begin` may throw before it is read. */
function interpolate(
  format: string,
  begin: (index: number, isAtEnd: boolean) => void,
  put: (clause: Clause, precision: number, index: number) => string,
): string {
  let index = 0;
  return format.replace(
    /%(?:%|(\.\d*)?([\s\S]?))/gu,
    (found: string, point: string | undefined, letter: string, at: number) => {
      if (found === '%%') return '%';
      begin(index, at + 1 === format.length);
      const precision = point === undefined ? PRECISION : precisionOf(point, letter);
      const clause = Object.hasOwn(clauses, letter) ? clauses[letter] : undefined;
      // Go reads bytes
      const byte = String.fromCharCode(Buffer.from(letter)[0] ?? 0);
      if (!clause) throw new Error(`could not parse formatting clause: unrecognized formatting clause "${byte}"`);
      return put(clause, precision, index++);
    },
  );
}

function precisionOf(point: string, letter: string): number {
  const digits = point.slice(1);
  const why = (text: string): Error =>
    new Error(`could not parse formatting clause: error while parsing precision: ${text}`);
  if (letter === '') throw why('could not find end of precision specifier');
  const precision = digits === '' ? undefined : parseIntText(digits);
  if (precision !== undefined) return Number(precision);
  const fault = digits === '' ? 'invalid syntax' : 'value out of range';
  throw why(`error while converting precision to integer: strconv.Atoi: parsing "${digits}": ${fault}`);
}

/** The format with its clauses replaced by the values; throws cel-go's fault for a format that is wrong or does not fit them. */
export function formatText(format: string, values: readonly CelValue[]): string {
  const begin = (index: number, isAtEnd: boolean): void => {
    if (index >= values.length) throw outOfRange(index);
    if (isAtEnd) throw new Error('unexpected end of string');
  };
  return interpolate(format, begin, ({ takes, fault, print }, precision, index) => {
    const value = values[index] as CelValue; // there is one, by begin
    const type = typeName(value);
    if (!takes.includes(type)) throw wrongType(fault, type);
    return print(value, precision);
  });
}

/** A fault of a format; `about` is the index of the value that does not fit, where one does not. */
export interface FormatFault {
  message: string;
  about?: number;
}

/** The fault of a format by the names of its values' types, before it runs; undefined where none is known. */
export function formatFault(format: string, types: readonly string[]): FormatFault | undefined {
  let about: number | undefined;
  let count = 0;
  const begin = (index: number, isAtEnd: boolean): void => {
    if (isAtEnd) throw new Error('unexpected end of string');
    if (index >= types.length) throw outOfRange(index);
  };
  try {
    interpolate(format, begin, ({ takes, fault }, _precision, index) => {
      const type = types[index] ?? 'dyn';
      count++;
      if (type === 'dyn' || takes.includes(type)) return '';
      about = index;
      throw wrongType(fault, type);
    });
  } catch (error) {
    return { message: (error as Error).message, ...(about === undefined ? {} : { about }) };
  }
  if (types.length <= count) return undefined;
  return { message: `too many arguments supplied to string.format (expected ${count}, got ${types.length})` };
}

/** The name that values of a type have as they run; `dyn` where it is not known. */
export function runName({ is, name }: ExpressionType): string {
  if (is === 'object' || (is === 'opaque' && name === undefined)) return 'dyn';
  if (is === 'timestamp' || is === 'duration')
    return `google.protobuf.${is === 'timestamp' ? 'Timestamp' : 'Duration'}`;
  return is === 'optional' ? 'optional_type' : (name ?? is);
}

/** The names of Kubernetes' types, by the fields of their values. */
const ownNames: ReadonlyMap<unknown, string> = new Map([
  ['@quantity', 'kubernetes.Quantity'],
  ['@url', 'kubernetes.URL'],
  ['@ip', 'net.IP'],
  ['@cidr', 'net.CIDR'],
  ['@semver', 'kubernetes.Semver'],
  ['@format', 'kubernetes.NamedFormat'],
]);

/** The name of a value's type as it runs. */
function typeName(value: CelValue): string {
  if (!isCelMap(value)) return celType(value).name;
  if (isOptional(value)) return 'optional_type';
  const [first] = value.keys();
  return ownNames.get(first) ?? 'map';
}

/** A value as `%s` prints it: texts without quotes. */
function plain(value: CelValue): string {
  if (value instanceof Uint8Array) return readableBytes(value);
  if (typeof value === 'number') return shortFloat(value);
  if (isCelList(value)) return `[${[...value].map(literal).join(', ')}]`;
  if (isCelMap(value)) return mapText(value);
  return timeText(value)?.text ?? String(isCelUint(value) ? value.value : value);
}

function readableBytes(value: Uint8Array): string {
  try {
    return textOfBytes(value);
  } catch (error) {
    throw new Error(
      `error during formatting: could not convert argument ${goQuote((error as Error).message)} to string`,
    );
  }
}

/** A value as it stands in an expression: what is in a list or a map. */
function literal(value: CelValue): string {
  const type = typeName(value);
  if (!texts.split(' ').includes(type)) throw new Error(`error during formatting: no formatting function for ${type}`);
  if (typeof value === 'string') return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(readableBytes(value))}`;
  if (typeof value === 'number')
    return Number.isFinite(value) ? fixed(value, PRECISION) : goQuote(fixed(value, PRECISION));
  const time = timeText(value);
  return time ? `${time.kind}(${goQuote(time.text)})` : plain(value);
}

function mapText(map: Iterable<readonly [unknown, CelValue]> & { size: number }): string {
  const entries = [...map].map(([key, value]) => ({ key: literal(key as CelValue), value }));
  entries.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return `{${entries.map(({ key, value }) => `${key}:${literal(value)}`).join(', ')}}`;
}
