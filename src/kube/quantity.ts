/** Amounts such as `500m` or `128Mi` (apimachinery/pkg/api/resource): read, compared, and written in their one canonical form. */

const shape = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

/** Kubernetes' words for a text that is no quantity. */
export function quantityFault(text: string): string {
  if (text === '' || !shape.test(text)) {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  return /\d/.test(text) ? "unable to parse quantity's suffix" : 'unable to parse numeric part of quantity';
}

/** An amount: `nanos` is the value times 10^9, rounded up. */
export interface Quantity {
  nanos: bigint;
  format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const decimal: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const maximum = (2n ** 63n - 1n) * 10n ** 9n;

/** The suffix of an amount: it multiplies the digits with `base ** exponent`. */
interface QuantitySuffix {
  base: 2 | 10;
  exponent: number;
  format: Quantity['format'];
}

/** The suffix of that text (`Mi`, `m`, `e3`, or nothing), or undefined when it is none. */
export function quantitySuffix(text: string): QuantitySuffix | undefined {
  const shift = binary[text];
  if (shift !== undefined) return { base: 2, exponent: shift, format: 'BinarySI' };
  const power = decimal[text];
  if (power !== undefined) return { base: 10, exponent: power, format: 'DecimalSI' };
  const written = /^[eE]([+-]?\d{1,3})$/.exec(text);
  return written ? { base: 10, exponent: Number(written[1]), format: 'DecimalExponent' } : undefined;
}

/** The quantity in `text`, or undefined when it is none. */
export function parseQuantity(text: string): Quantity | undefined {
  const match = shape.exec(text);
  if (!match || text === '') return undefined;
  const [, sign, whole = '', fraction, suffix = ''] = match;
  // a suffix or a sign alone is nothing of it, a point alone is no number
  if (whole === '' && fraction === '') return undefined;
  // enough digits for every amount that fits; a longer text would only cost time
  if (whole.length > 40 || (fraction ?? '').length > 40) return undefined;
  const digits = BigInt(`${whole}${fraction ?? ''}`);
  const scale = fraction?.length ?? 0;
  const read = quantitySuffix(suffix);
  if (!read) return undefined;
  const { base, exponent, format } = read;
  const places = (base === 10 ? exponent : 0) + 9 - scale;
  let nanos = base === 2 ? digits << BigInt(exponent) : digits;
  if (places >= 0) nanos *= 10n ** BigInt(Math.min(places, 100));
  else {
    const divisor = 10n ** BigInt(Math.min(-places, 200));
    nanos = (nanos + divisor - 1n) / divisor;
  }
  if (nanos > maximum) nanos = maximum;
  return { nanos: sign === '-' ? -nanos : nanos, format };
}

/** The amount in `text`, times 10^9; 0 without a text, and for one that is no quantity. */
export function nanosOf(text = ''): bigint {
  return parseQuantity(text)?.nanos ?? 0n;
}

/** The canonical text: no fraction, the largest suffix that allows it. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return '0';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (format === 'BinarySI' && size >= 1024n * 10n ** 9n) {
    let value = (size + 10n ** 9n - 1n) / 10n ** 9n;
    let suffix = '';
    for (const name of Object.keys(binary)) {
      if (value % 1024n !== 0n) break;
      value /= 1024n;
      suffix = name;
    }
    return `${sign}${value}${suffix}`;
  }
  let value = size;
  let exponent = -9;
  while (value % 1000n === 0n && exponent < 18) {
    value /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return `${sign}${value}${exponent === 0 ? '' : `e${exponent}`}`;
  const suffix = Object.keys(decimal).find((name) => decimal[name] === exponent) ?? '';
  return `${sign}${value}${suffix}`;
}
