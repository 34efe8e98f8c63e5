/** Durations as Go writes them: `1h30m`, `1.5s`. */
import { own } from './fields.js';

const nanosOfUnits: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  '\u00b5s': 1000n,
  '\u03bcs': 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Digits behind the point that can matter: an hour has 3.6 * 10^12 nanoseconds. */
const DIGITS_OF_PART = 18;

/** The nanoseconds of a text, at most 64 bits, or what Go's time.ParseDuration says of one that is no duration. */
export function readDuration(text: string): bigint | string {
  const invalid = `time: invalid duration ${quote(text)}`;
  const [, sign, amounts = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (amounts === '0') return 0n;
  if (amounts === '') return invalid;
  let nanos = 0n;
  for (let rest = amounts; rest !== ''; ) {
    const [amount, whole = '', part = '', unit = ''] = /^(?=\.?\d)(\d*)\.?(\d*)([^\d.]*)/.exec(rest) ?? [];
    if (amount === undefined) return invalid;
    if (unit === '') return `time: missing unit in duration ${quote(text)}`;
    const factor = own(nanosOfUnits, unit);
    if (factor === undefined) return `time: unknown unit ${quote(unit)} in duration ${quote(text)}`;
    const digits = part.slice(0, DIGITS_OF_PART);
    nanos += BigInt(whole) * factor + (BigInt(digits) * factor) / 10n ** BigInt(digits.length);
    rest = rest.slice(amount.length);
  }
  if (sign === '-') nanos = -nanos;
  return BigInt.asIntN(64, nanos) === nanos ? nanos : invalid;
}

/** What Go says of a text that is no duration; undefined for a duration, and for no text. */
export function durationFault(text: string): string | undefined {
  const read = text === '' ? 0n : readDuration(text);
  return typeof read === 'string' ? read : undefined;
}

/** In quotes as Go's package `time` writes them: all beyond ASCII by its bytes. */
function quote(text: string): string {
  const escaped = [...Buffer.from(text)].map((byte) => {
    if (byte < 0x20 || byte >= 0x80) return `\\x${byte.toString(16).padStart(2, '0')}`;
    const character = String.fromCharCode(byte);
    return character === '"' || character === '\\' ? `\\${character}` : character;
  });
  return `"${escaped.join('')}"`;
}
