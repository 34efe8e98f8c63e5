/** Schedules of cron jobs: five fields or `@daily`, read with the words of the library that Kubernetes uses (robfig/cron). */
import { readDuration } from './duration.js';
import { own } from './fields.js';
import { goQuote } from './go-quote.js';
import { isInteger } from './integer.js';
import { remembered } from './remembered.js';

/** When something is due: the values that each field allows, or a fixed pause. */
export type Schedule =
  | {
      minute: Set<number>;
      hour: Set<number>;
      day: Set<number>;
      month: Set<number>;
      weekday: Set<number>;
      either: boolean;
      zone?: string;
    }
  | { everyMs: number };

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  low: number;
  high: number;
  /** Names of values, the first for `low`. */
  names?: readonly string[];
}

const fieldsOf = {
  minute: { low: 0, high: 59 },
  hour: { low: 0, high: 23 },
  day: { low: 1, high: 31 },
  month: { low: 1, high: 12, names: monthNames },
  weekday: { low: 0, high: 6, names: dayNames },
} satisfies Record<string, Field>;

const descriptors: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

class ScheduleFault extends Error {}

/** The schedule of a text; for an invalid text its fault, in the library's words. */
export function readSchedule(text: string): Schedule | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ScheduleFault) return error.message;
    throw error;
  }
}

function parse(text: string): Schedule {
  if (text === '') throw new ScheduleFault('empty spec string');
  const { zone, rest } = zoneAndRest(text);
  const named = own(descriptors, rest);
  if (rest.startsWith('@') && named === undefined) return { everyMs: pause(rest) };
  const words = (named ?? rest).split(/\s+/).filter(Boolean);
  if (words.length !== 5) {
    throw new ScheduleFault(`expected exactly 5 fields, found ${words.length}: [${words.join(' ')}]`);
  }
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = words;
  // in this order: of several faults the first is told
  const read = {
    minute: valuesOf(minute, fieldsOf.minute),
    hour: valuesOf(hour, fieldsOf.hour),
    day: valuesOf(day, fieldsOf.day),
    month: valuesOf(month, fieldsOf.month),
    weekday: valuesOf(weekday, fieldsOf.weekday),
  };
  return {
    minute: read.minute.values,
    hour: read.hour.values,
    day: read.day.values,
    month: read.month.values,
    weekday: read.weekday.values,
    // a day of the month and one of the week that are both named: either will do
    either: !read.day.isStar && !read.weekday.isStar,
    ...(zone === undefined ? {} : { zone }),
  };
}

/** The time zone that a schedule begins with, and what comes behind it. */
function zoneAndRest(text: string): { zone?: string; rest: string } {
  if (!/^(?:CRON_)?TZ=/.test(text)) return { rest: text };
  const space = text.indexOf(' ');
  // the library has a fault there, which Kubernetes catches
  if (space < 0) throw new ScheduleFault('invalid schedule format: runtime error: slice bounds out of range [:-1]');
  const zone = text.slice(text.indexOf('=') + 1, space) || 'UTC';
  if (timeZoneFault(zone)) throw new ScheduleFault(`provided bad location ${zone}: unknown time zone ${zone}`);
  return { zone, rest: text.slice(space).trim() };
}

function pause(text: string): number {
  const every = /^@every (.*)$/s.exec(text)?.[1];
  if (every === undefined) throw new ScheduleFault(`unrecognized descriptor: ${text}`);
  const nanos = readDuration(every);
  if (typeof nanos === 'string') throw new ScheduleFault(`failed to parse duration ${text}: ${nanos}`);
  return Math.max(1, Number(nanos / 1_000_000_000n)) * 1000;
}

/** The values that a word allows; `isStar` where a part of it is a star. One with a step, as `*\/2`, names values. */
function valuesOf(word: string, field: Field): { values: Set<number>; isStar: boolean } {
  const values = new Set<number>();
  let isStar = false;
  for (const part of word.split(',').filter(Boolean)) {
    const [range = '', step, ...more] = part.split('/');
    const ends = range.split('-');
    const isOpen = ends[0] === '*' || ends[0] === '?';
    let first = isOpen ? field.low : numberOf(ends[0] ?? '', field);
    let last = isOpen ? field.high : first;
    if (!isOpen && ends.length === 2) last = numberOf(ends[1] ?? '', field);
    if (!isOpen && ends.length > 2) throw new ScheduleFault(`too many hyphens: ${part}`);
    let each = 1;
    if (more.length > 0) throw new ScheduleFault(`too many slashes: ${part}`);
    if (step !== undefined) {
      each = integer(step);
      if (!isOpen && ends.length === 1) last = field.high;
    }
    if (first < field.low) {
      throw new ScheduleFault(`beginning of range (${first}) below minimum (${field.low}): ${part}`);
    }
    if (last > field.high) throw new ScheduleFault(`end of range (${last}) above maximum (${field.high}): ${part}`);
    if (first > last) throw new ScheduleFault(`beginning of range (${first}) beyond end of range (${last}): ${part}`);
    if (each === 0) throw new ScheduleFault(`step of range should be a positive number: ${part}`);
    for (; first <= last; first += each) values.add(first);
    isStar ||= isOpen && each === 1;
  }
  return { values, isStar };
}

function numberOf(word: string, { low, names }: Field): number {
  const place = names?.indexOf(word.toLowerCase()) ?? -1;
  return place < 0 ? integer(word) : low + place;
}

function integer(word: string): number {
  const why = !/^[+-]?\d+$/.test(word) ? 'invalid syntax' : isInteger(word) ? undefined : 'value out of range';
  if (why) throw new ScheduleFault(`failed to parse int from ${word}: strconv.Atoi: parsing ${goQuote(word)}: ${why}`);
  const value = Number(word);
  if (value < 0) throw new ScheduleFault(`negative number (${value}) not allowed: ${word}`);
  return value;
}

/** The fault in the name of a time zone; undefined when there is such a zone. */
export function timeZoneFault(name: string): string | undefined {
  if (name === '') return 'timeZone must be nil or non-empty string';
  if (name.toLowerCase() === 'local') {
    return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
  }
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions();
    const isMiswritten = timeZone !== name && timeZone.toLowerCase() === name.toLowerCase();
    // an offset is a zone to Intl, and has no name; nor does Intl mind the case, which files of zones have
    if (/^[+-]/.test(name) || isMiswritten) return `unknown time zone ${name}`;
  } catch {
    return `unknown time zone ${name}`;
  }
  return undefined;
}

/** The parts of a time that a schedule looks at, in a zone. */
interface LocalTime {
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
}

const minuteMs = 60_000;
/** A schedule that is not due for so long never is. */
const longestMs = 5 * 366 * 24 * 60 * minuteMs;
const formatOf = remembered((zone) => {
  const parts = { month: 'numeric', day: 'numeric', weekday: 'short', hour: 'numeric', minute: 'numeric' } as const;
  return new Intl.DateTimeFormat('en', { timeZone: zone, hourCycle: 'h23', ...parts });
});

function localTime(ms: number, zone: string): LocalTime {
  const date = new Date(ms);
  if (zone === 'UTC') {
    const [month, day, weekday] = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCDay()];
    return { month, day, weekday, hour: date.getUTCHours(), minute: date.getUTCMinutes() };
  }
  const read = Object.fromEntries(
    formatOf(zone)
      .formatToParts(date)
      .map(({ type, value }) => [type, value]),
  );
  const weekday = dayNames.indexOf((read.weekday ?? '').toLowerCase());
  return {
    month: Number(read.month),
    day: Number(read.day),
    weekday,
    hour: Number(read.hour),
    minute: Number(read.minute),
  };
}

/** The first time after `after` at which the schedule is due in the zone; undefined when there is none. */
export function nextTime(schedule: Schedule, after: Date, zone = 'UTC'): Date | undefined {
  if ('everyMs' in schedule) return new Date(Math.trunc(after.getTime() / 1000) * 1000 + schedule.everyMs);
  const { minute, hour, day, month, weekday, either, zone: own = zone } = schedule;
  const first = (Math.floor(after.getTime() / minuteMs) + 1) * minuteMs;
  for (let ms = first; ms - first < longestMs; ) {
    const now = localTime(ms, own);
    const days = [day.has(now.day), weekday.has(now.weekday)];
    const isDay = month.has(now.month) && (either ? days.some(Boolean) : days.every(Boolean));
    const untilHour = 60 - now.minute;
    const untilDay = (23 - now.hour) * 60 + untilHour;
    // a day may have an hour less or more: its end is come to in steps of an hour
    if (!isDay) ms += (untilDay > 120 ? untilDay - 60 : untilHour) * minuteMs;
    else if (!hour.has(now.hour)) ms += untilHour * minuteMs;
    else if (!minute.has(now.minute)) ms += minuteMs;
    else return new Date(ms);
  }
  return undefined;
}
