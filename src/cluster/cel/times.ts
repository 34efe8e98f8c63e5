/** Timestamps and durations of expressions: read and written as Go's package time does. */
import { type CelObjectType, type CelValue, objectType } from '@bufbuild/cel';
import { create, isMessage } from '@bufbuild/protobuf';
import { isReflectMessage, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { type Duration, DurationSchema, type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';
import { readDuration } from '../../kube/duration.js';

/** The type of timestamps in expressions. */
export const timestampType: CelObjectType<typeof TimestampSchema> = objectType(TimestampSchema);
/** The type of durations in expressions. */
export const durationType: CelObjectType<typeof DurationSchema> = objectType(DurationSchema);

const SECOND = 1_000_000_000n;
/** From the year 1 to the year 9999. */
const leastSeconds = -62_135_596_800n;
const mostSeconds = 253_402_300_799n;

/** A timestamp; throws cel-go's fault for one that is not in the years 1 to 9999. */
export function timestampOf(seconds: bigint, nanos = 0): Timestamp {
  if (seconds < leastSeconds || seconds > mostSeconds) throw new Error('timestamp overflow');
  return create(TimestampSchema, { seconds, nanos });
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The timestamp of a text in the form of RFC 3339; undefined for another text. Throws as {@link timestampOf} does. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const found = rfc3339.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const [offsetHours = 0, offsetMinutes = 0] = found.slice(9).map((digits) => Number(digits ?? 0));
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const isDay = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  // Go takes these for an offset
  const isOffset = offsetHours <= 24 && offsetMinutes <= 60;
  if (!isDay || !isOffset || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * (found[8] === '-' ? -60 : 60);
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  return timestampOf(BigInt(seconds), Number((found[7] ?? '').slice(0, 9).padEnd(9, '0')));
}

/** A timestamp in the form of RFC 3339, with as many digits of a second as it has. */
export function formatTimestamp({ seconds, nanos }: Timestamp): string {
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  return `${whole}${partOfSecond(nanos)}Z`;
}

const partOfSecond = (nanos: number): string =>
  nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`;

/** The duration that a text says, as `1h30m`; undefined for another text. */
export function parseDuration(text: string): Duration | undefined {
  const nanos = readDuration(text);
  return typeof nanos === 'string' ? undefined : durationOf(nanos);
}

function durationOf(nanos: bigint): Duration {
  return create(DurationSchema, { seconds: nanos / SECOND, nanos: Number(nanos % SECOND) });
}

/** The nanoseconds of a duration. */
export const nanosOf = ({ seconds, nanos }: Duration): bigint => seconds * SECOND + BigInt(nanos);

/** A duration in seconds, as `1.5s`. */
export function formatDuration(duration: Duration): string {
  const { seconds, nanos } = duration;
  if (seconds === 0n) return `${nanos < 0 ? '-' : ''}0${partOfSecond(Math.abs(nanos))}s`;
  return `${Number(seconds) + nanos / 1e9}s`;
}

/** The kind and the text of a value that is a timestamp or a duration; undefined for others. */
export function timeText(value: CelValue): { kind: 'timestamp' | 'duration'; text: string } | undefined {
  if (!isReflectMessage(value)) return undefined;
  const { message } = value;
  if (isMessage(message, TimestampSchema)) return { kind: 'timestamp', text: formatTimestamp(message) };
  return isMessage(message, DurationSchema) ? { kind: 'duration', text: formatDuration(message) } : undefined;
}

/** The nanoseconds of a timestamp, since 1970, or of a duration; undefined for other values. */
export function nanosOfTime(value: CelValue): bigint | undefined {
  if (!isReflectMessage(value)) return undefined;
  const { message } = value;
  if (isMessage(message, TimestampSchema)) return message.seconds * SECOND + BigInt(message.nanos);
  return isMessage(message, DurationSchema) ? nanosOf(message) : undefined;
}

/** A duration of nothing. */
export const noDuration: ReflectMessage = reflect(DurationSchema, durationOf(0n));

/** The sum of two durations; undefined for other values. Throws cel-go's fault for one beyond 64 bits. */
export function durationSum(a: CelValue, b: CelValue): ReflectMessage | undefined {
  if (![a, b].every((one) => timeText(one)?.kind === 'duration')) return undefined;
  const sum = (nanosOfTime(a) ?? 0n) + (nanosOfTime(b) ?? 0n);
  if (BigInt.asIntN(64, sum) !== sum) throw new Error('integer overflow');
  return reflect(DurationSchema, durationOf(sum));
}
