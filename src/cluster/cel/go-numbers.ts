/** Reads numbers from texts and writes them as Go's strconv does: `0x10` is no whole number there, and 16 in JavaScript. */

const digits = '\\d(?:_?\\d)*';
const decimal = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?$`, 'i');
const hexDigits = '[\\da-f](?:_?[\\da-f])*';
const hexadecimal = new RegExp(
  `^([+-]?)0x_?(?:(${hexDigits})(?:\\.(${hexDigits})?)?|\\.(${hexDigits}))p([+-]?${digits})$`,
  'i',
);
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** The number that a text says (strconv.ParseFloat); undefined for another text, and for a number beyond those of 64 bits. */
export function parseFloatText(text: string): number | undefined {
  const infinity = infinite.exec(text);
  if (infinity) return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = decimal.test(text) ? Number(text.replaceAll('_', '')) : hexadecimalValue(text);
  return value === undefined || Number.isFinite(value) ? value : undefined;
}

function hexadecimalValue(text: string): number | undefined {
  if (!hexadecimal.test(text)) return undefined;
  const found = hexadecimal.exec(text.replaceAll('_', ''));
  const [, sign, whole = '', behind = '', alone = '', exponent] = found ?? [];
  const part = behind + alone;
  const value = Number(BigInt(`0x${whole}${part}`)) * 2 ** (Number(exponent) - 4 * part.length);
  return sign === '-' ? -value : value;
}

/** The digits of the largest numbers of 64 bits; longer texts are not even read, which takes long for the longest. */
const MOST_DIGITS = 20;

/** The whole number of some digits, of which zeros in front do not count; undefined for a larger one than 64 bits hold. */
function wholeNumber(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+/, '');
  return significant.length > MOST_DIGITS ? undefined : BigInt(significant);
}

/** The whole number that a text says (strconv.ParseInt with base 10 and 64 bits); undefined for another text. */
export function parseIntText(text: string): bigint | undefined {
  const [, sign, digits] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  const size = digits === undefined ? undefined : wholeNumber(digits);
  const value = size !== undefined && sign === '-' ? -size : size;
  return value !== undefined && BigInt.asIntN(64, value) === value ? value : undefined;
}

/** The number without a sign that a text says (strconv.ParseUint with base 10 and 64 bits); undefined for another text. */
export function parseUintText(text: string): bigint | undefined {
  const value = /^\d+$/.test(text) ? wholeNumber(text) : undefined;
  return value !== undefined && BigInt.asUintN(64, value) === value ? value : undefined;
}

/** The first power of ten that is written with an exponent. */
const FIRST_EXPONENT = 6;

/** A number by its shortest digits, with an exponent from a million on and below a ten-thousandth (`%g` of package fmt). */
export function shortFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < FIRST_EXPONENT) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
