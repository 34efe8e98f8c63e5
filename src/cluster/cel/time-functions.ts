/** The parts of timestamps and durations in expressions, with the values and the faults of cel-go (common/types), which the library's own differ from. */
import { type CelFunc, CelScalar, celMethod } from '@bufbuild/cel';
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { goQuote } from '../../kube/go-quote.js';
import { durationType, nanosOf, timestampType } from './times.js';

const { INT, STRING } = CelScalar;
const MINUTE_MS = 60_000;

/** The parts of a date, whose hours are those of UTC. */
const parts: Readonly<Record<string, (date: Date) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => dayOfYear(date),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
};
const nanosOfUnit: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

/** The functions; they take the place of the library's. */
export const timeFunctions: readonly CelFunc[] = [
  ...Object.entries(parts).flatMap(([name, read]) => [
    celMethod(name, timestampType, [], INT, function () {
      return BigInt(read(dateIn(this.message, '')));
    }),
    celMethod(name, timestampType, [STRING], INT, function (zone) {
      return BigInt(read(dateIn(this.message, zone)));
    }),
  ]),
  ...Object.entries(nanosOfUnit).map(([name, unit]) =>
    celMethod(name, durationType, [], INT, function () {
      return nanosOf(this.message) / unit;
    }),
  ),
];

/** The date and time of a zone, as if they were those of UTC. */
function dateIn({ seconds, nanos }: Timestamp, zone: string): Date {
  const date = new Date(Number(seconds) * 1000 + Math.floor(nanos / 1_000_000));
  if (zone === '' || zone === 'UTC' || zone === 'Local') return date;
  const colon = zone.indexOf(':');
  if (colon < 0) return inNamedZone(date, zone);
  const [hours, minutes] = [zone.slice(0, colon), zone.slice(colon + 1)].map(wholeNumber) as [number, number];
  return new Date(date.getTime() + (hours * 60 + (zone.startsWith('-') ? -minutes : minutes)) * MINUTE_MS);
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Error(`strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`);
  return Number(text);
}

/** Throws Go's fault for a zone that is not known by this name, of which it knows capitals. */
function inNamedZone(date: Date, timeZone: string): Date {
  const unknown = (): never => {
    throw new Error(`unknown time zone ${timeZone}`);
  };
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...fields });
  } catch {
    return unknown();
  }
  const { timeZone: known } = format.resolvedOptions();
  if (known !== timeZone && known.toLowerCase() === timeZone.toLowerCase()) return unknown();
  const found = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = found;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second, date.getUTCMilliseconds());
  return local;
}
const fields = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

function dayOfYear(date: Date): number {
  const first = new Date(date);
  first.setUTCMonth(0, 1);
  return Math.round((date.getTime() - first.getTime()) / (24 * 60 * MINUTE_MS));
}
