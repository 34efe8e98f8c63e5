/** Numbers with so many digits, as Go's packages fmt and golang.org/x/text/message write them: exact, and to the even digit in the middle. */

/** Digits behind the point that are written at most; a number of 64 bits is told of by fewer in all but tiny ones. */
const MOST_DIGITS = 255;
const superscripts = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

/** `value * 10 ** power` as a whole number; the value is finite and not below 0. */
function scaled(value: number, power: number): bigint {
  let [whole, halvings] = [value, 0];
  for (; !Number.isInteger(whole); whole *= 2) halvings++;
  const numerator = BigInt(whole) * 10n ** BigInt(Math.max(power, 0));
  const denominator = 2n ** BigInt(halvings) * 10n ** BigInt(Math.max(-power, 0));
  const [quotient, rest] = [numerator / denominator, (numerator % denominator) * 2n];
  const isUp = rest > denominator || (rest === denominator && quotient % 2n === 1n);
  return isUp ? quotient + 1n : quotient;
}

/** The digits of a whole number with a point before the last ones of them. */
function withPoint(digits: bigint, behind: number): string {
  const text = String(digits).padStart(behind + 1, '0');
  return behind === 0 ? text : `${text.slice(0, -behind)}.${text.slice(-behind)}`;
}

/** A number with so many digits behind the point (`%.2f`). */
export function fixed(value: number, precision: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const digits = Math.min(precision, MOST_DIGITS);
  return `${value < 0 || Object.is(value, -0) ? '-' : ''}${withPoint(scaled(Math.abs(value), digits), digits)}`;
}

/** The same for readers of American English: with commas between thousands, and the sign of infinity. */
export function fixedForPeople(value: number, precision: number): string {
  if (!Number.isFinite(value)) return infinite(value);
  // a zero has no sign
  return fixed(value === 0 ? 0 : value, precision).replace(/\d(?=(?:\d{3})+(?:\.|$))/g, (digit, at, all) =>
    String(all).slice(0, Number(at)).includes('.') ? digit : `${digit},`,
  );
}

/** A number with a power of ten for readers of American English, as `1.500000 × 10⁰⁰`: six digits behind the point, and so wide at least. */
export function scientificForPeople(value: number, width: number): string {
  const text = Number.isFinite(value) ? scientific(value) : infinite(value);
  return ' '.repeat(Math.max(0, Math.min(width, MOST_DIGITS) - [...text].length)) + text;
}

function scientific(value: number): string {
  const size = Math.abs(value);
  let power = size === 0 ? 0 : Number(size.toExponential().split('e')[1]);
  let digits = scaled(size, 6 - power);
  if (digits >= 10_000_000n) [power, digits] = [power + 1, digits / 10n];
  const exponent = [...String(Math.abs(power)).padStart(2, '0')].map((digit) => superscripts[Number(digit)]).join('');
  return `${value < 0 ? '-' : ''}${withPoint(digits, 6)}\u202f×\u202f10${power < 0 ? '⁻' : ''}${exponent}`;
}

const infinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞');
