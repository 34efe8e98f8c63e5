/** Structs of Go that are one value in JSON, as spew prints their fields. Used by go-print.ts, which has the other types. */
import { parseQuantity, quantitySuffix } from '../../kube/quantity.js';

const nil = '<nil>';

/** Seconds since January 1 of the year 1, where Go's time begins. */
const secondsBefore1970 = 62_135_596_800;
/** Go's own time zone of a process whose container has none. */
const utc =
  '{name:(string)UTC zone:([]time.zone)<nil> tx:([]time.zoneTrans)<nil> extend:(string) ' +
  'cacheStart:(int64)0 cacheEnd:(int64)0 cacheZone:(*time.zone)<nil>}';

/** A Time of meta/v1; an unset time has no time zone. */
export function printTime(value: unknown): string {
  const milliseconds = Date.parse(String(value));
  const [seconds, zone] = Number.isNaN(milliseconds)
    ? [0, nil]
    : [Math.floor(milliseconds / 1000) + secondsBefore1970, utc];
  return `{Time:(time.Time){wall:(uint64)0 ext:(int64)${seconds} loc:(*time.Location)${zone}}}`;
}

/** An IntOrString. */
export function printIntOrString(value: unknown): string {
  const [type, number, text] = typeof value === 'string' ? [1, 0, value] : [0, value ?? 0, ''];
  return `{Type:(intstr.Type)${type} IntVal:(int32)${number} StrVal:(string)${text}}`;
}

/** A Quantity in its canonical form and not negative, parsed as Go's ParseQuantity does; an unset quantity is sent as `0`. */
export function printQuantity(value: unknown): string {
  const text = typeof value === 'string' ? value : '0';
  const { nanos, format } = parseQuantity(text) ?? { nanos: 0n, format: 'DecimalSI' };
  const small = smallAmount(text);
  const { amount, scale, kept } = small ?? { amount: 0n, scale: 0, kept: '' };
  return (
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${small ? nil : printDecimal(nanos)}} ` +
    `s:(string)${kept} Format:(resource.Format)${format}}`
  );
}

/**
 * An amount that fits an int64 with a power of ten, and its text where Go keeps it; undefined for an amount that may not fit.
 * Go keeps no text with a multiple of eight, which it does not see to be canonical at once.
 */
function smallAmount(text: string): { amount: bigint; scale: number; kept: string } | undefined {
  const [, digits = '', unit = ''] = /^(\d+)(.*)$/.exec(text) ?? [];
  const suffix = quantitySuffix(unit);
  if (!suffix) return undefined;
  const { base, exponent } = suffix;
  const number = BigInt(digits);
  if (base === 10) return digits.length > 18 ? undefined : { amount: number, scale: exponent, kept: text };
  // a power of 1024 has some three digits more
  if (digits.length > 14 - (exponent * 3) / 10) return undefined;
  return { amount: number << BigInt(exponent), scale: 0, kept: number % 8n === 0n ? '' : text };
}

/** A decimal of so many billionths, its digits in words of 64 bits. */
function printDecimal(nanos: bigint): string {
  const words: bigint[] = [];
  for (let rest = nanos; rest > 0n; rest >>= 64n) words.push(BigInt.asUintN(64, rest));
  return `{unscaled:(big.Int){neg:(bool)false abs:(big.nat)[${words.join(' ')}]} scale:(inf.Scale)9}`;
}
