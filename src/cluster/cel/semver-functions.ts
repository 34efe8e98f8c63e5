/** Semantic versions in expressions (apiserver/pkg/cel/library/semverlib.go, by the rules of blang/semver). */
import { type CelFunc, CelScalar, celFunc, celMethod } from '@bufbuild/cel';
import { goQuote } from '../../kube/go-quote.js';
import { parseUintText } from './go-numbers.js';
import { own, ownValue, textOf } from './own-values.js';

const { STRING, BOOL, INT } = CelScalar;

interface Version {
  numbers: number[];
  /** The parts behind the hyphen. */
  prerelease: string[];
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);
const hasLeadingZeros = (text: string): boolean => /^0\d/.test(text);

/** The version of a text; throws an error in Go's words. What stands behind a plus has no order, and is checked alone. */
function parseVersion(text: string): Version {
  if (text === '') throw new Error('Version string empty');
  const [major = '', minor = '', rest] = threeParts(text);
  if (rest === undefined) throw new Error('No Major.Minor.Patch elements found');
  const numbers = [numberOf(major, 'major'), numberOf(minor, 'minor')];
  const [main = '', build] = splitOnce(rest, '+');
  const [patch = '', prerelease] = splitOnce(main, '-');
  numbers.push(numberOf(patch, 'patch'));
  const parts = prerelease?.split('.') ?? [];
  for (const part of parts) {
    if (part === '') throw new Error('Prerelease is empty');
    if (isNumber(part) && hasLeadingZeros(part))
      throw new Error(`Numeric PreRelease version must not contain leading zeroes ${goQuote(part)}`);
    if (!/^[\w-]+$/.test(part) || part.includes('_'))
      throw new Error(`Invalid character(s) found in prerelease ${goQuote(part)}`);
  }
  for (const part of build?.split('.') ?? []) {
    if (part === '') throw new Error('Build meta data is empty');
    if (!/^[0-9A-Za-z-]+$/.test(part))
      throw new Error(`Invalid character(s) found in build meta data ${goQuote(part)}`);
  }
  return { numbers, prerelease: parts };
}

/** A number of a version; a text without digits is one that cannot be read. */
function numberOf(text: string, name: string): number {
  if (/\D/.test(text)) throw new Error(`Invalid character(s) found in ${name} number ${goQuote(text)}`);
  if (hasLeadingZeros(text)) {
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    throw new Error(`${title} number must not contain leading zeroes ${goQuote(text)}`);
  }
  if (parseUintText(text) !== undefined) return Number(text);
  const why = text === '' ? 'invalid syntax' : 'value out of range';
  throw new Error(`strconv.ParseUint: parsing ${goQuote(text)}: ${why}`);
}

/** A text by its first two points. */
function threeParts(text: string): string[] {
  const [first, ...behind] = splitOnce(text, '.');
  return [first, ...behind.flatMap((rest) => (rest === undefined ? [] : splitOnce(rest, '.')))].filter(
    (part) => part !== undefined,
  );
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** A text with three numbers, without a `v` before and zeros in front of them. */
function normalized(text: string): string {
  const parts = threeParts(text.replace(/^v/, '')).map((part) => {
    const plain = part.replace(/^0+/, '');
    return part.length < 2 ? part : /^\d/.test(plain) ? plain : `0${plain}`;
  });
  if (parts.length < 3 && /[+-]/.test(parts.at(-1) ?? ''))
    throw new Error('short version cannot contain PreRelease/Build meta data');
  while (parts.length < 3) parts.push('0');
  return parts.join('.');
}

const versionText = ({ numbers, prerelease }: Version): string =>
  `${numbers.join('.')}${prerelease.length > 0 ? `-${prerelease.join('.')}` : ''}`;
const read = (text: string, isTolerant: boolean): Version => parseVersion(isTolerant ? normalized(text) : text);
const isVersion = (text: string, isTolerant: boolean): boolean => {
  try {
    return read(text, isTolerant).numbers.length === 3;
  } catch {
    return false;
  }
};

/** Below, at or above 0, by the order of two versions; throws for a text that is none. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parseVersion(one), parseVersion(other)];
  const byNumbers = a.numbers.map((number, i) => number - (b.numbers[i] ?? 0)).find((difference) => difference !== 0);
  if (byNumbers !== undefined) return byNumbers;
  // a version without such parts is the release, which comes behind its candidates
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  const byPart = a.prerelease.map((part, i) => comparePart(part, b.prerelease[i])).find((order) => order !== 0);
  return byPart ?? a.prerelease.length - b.prerelease.length;
}

function comparePart(one: string, other: string | undefined): number {
  if (other === undefined) return 1;
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other);
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

const numberAt = (name: string, index: number): CelFunc =>
  celMethod(name, own, [], INT, function () {
    return BigInt(parseVersion(textOf(this, 'semver')).numbers[index] ?? 0);
  });

/** The functions; versions are compared by the methods of quantities. */
export const semverFunctions: readonly CelFunc[] = [
  celFunc('semver', [STRING], own, (text) => ownValue('semver', versionText(read(text, false)))),
  celFunc('semver', [STRING, BOOL], own, (text, isTolerant) => ownValue('semver', versionText(read(text, isTolerant)))),
  celFunc('isSemver', [STRING], BOOL, (text) => isVersion(text, false)),
  celFunc('isSemver', [STRING, BOOL], BOOL, isVersion),
  numberAt('major', 0),
  numberAt('minor', 1),
  numberAt('patch', 2),
];
