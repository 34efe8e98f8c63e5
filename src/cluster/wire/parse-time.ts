/** Times as the API reads them (RFC 3339), with the errors of Go's package time for other texts. */

const layouts = {
  time: ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', 'Z07:00'],
  microTime: ['2006', '-', '01', '-', '02', 'T', '15', ':', '04', ':', '05', '.000000', 'Z07:00'],
} as const;

/** A time of the API: in whole seconds, or with microseconds. */
export type TimeKind = keyof typeof layouts;

/** The parts read so far; `rest` is the text behind. */
interface Progress {
  rest: string;
  numbers: Record<string, number>;
  /** Digits behind the seconds. */
  fraction: string;
  /** Minutes east of Greenwich. */
  offset: number;
}

/** A number out of range. */
class RangeFault extends Error {}

const ranges: Record<string, [name: string, least: number, most: number]> = {
  '01': ['month', 1, 12],
  '15': ['hour', 0, 23],
  '04': ['minute', 0, 59],
  '05': ['second', 0, 59],
};

/** The time in the form in which the API writes it, or the sentence with which Go refuses it. */
export function parseTime(text: string, kind: TimeKind): { time: string } | { fault: string } {
  const layout = layouts[kind];
  const fault = (why: string): { fault: string } => ({ fault: `parsing time ${quote(text)}${why}` });
  const progress: Progress = { rest: text, numbers: {}, fraction: '', offset: 0 };
  for (const element of layout) {
    const held = progress.rest;
    try {
      if (!take(progress, element, kind)) {
        return fault(` as ${quote(layout.join(''))}: cannot parse ${quote(held)} as ${quote(element)}`);
      }
    } catch (error) {
      if (!(error instanceof RangeFault)) throw error;
      return fault(`: ${error.message} out of range`);
    }
  }
  if (progress.rest) return fault(`: extra text: ${quote(progress.rest)}`);
  const { '2006': year = 0, '01': month = 1, '02': day = 1, '15': hour, '04': minute, '05': second } = progress.numbers;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) return fault(': day out of range');
  date.setUTCHours(hour ?? 0, (minute ?? 0) - progress.offset, second ?? 0);
  const seconds = date.toISOString().slice(0, -5);
  return { time: kind === 'time' ? `${seconds}Z` : `${seconds}.${progress.fraction}Z` };
}

/** Takes one element of a layout from the text; false when the text differs. */
function take(progress: Progress, element: string, kind: TimeKind): boolean {
  if (element === 'Z07:00') return takeZone(progress);
  if (element === '.000000') return takeMicroseconds(progress);
  if (element.length === 1) {
    if (!progress.rest.startsWith(element)) return false;
    progress.rest = progress.rest.slice(1);
    return true;
  }
  // an hour may have one digit: so does Go read it
  const digits = { '2006': /^\d{4}/, '15': /^\d\d?/ }[element] ?? /^\d\d/;
  const found = digits.exec(progress.rest)?.[0];
  if (found === undefined) return false;
  progress.rest = progress.rest.slice(found.length);
  progress.numbers[element] = Number(found);
  const range = ranges[element];
  if (range && (Number(found) < range[1] || Number(found) > range[2])) throw new RangeFault(range[0]);
  if (element === '05' && kind === 'time') progress.rest = progress.rest.replace(/^[.,]\d+/, '');
  return true;
}

function takeMicroseconds(progress: Progress): boolean {
  const digits = /^[.,](\d{6})/.exec(progress.rest)?.[1];
  if (digits === undefined) return false;
  progress.fraction = digits;
  progress.rest = progress.rest.slice(7);
  return true;
}

function takeZone(progress: Progress): boolean {
  if (progress.rest.startsWith('Z')) {
    progress.rest = progress.rest.slice(1);
    return true;
  }
  const [all, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(progress.rest) ?? [];
  if (all === undefined) return false;
  // some write 24:00, so Go allows it
  if (Number(hours) > 24) throw new RangeFault('time zone offset hour');
  if (Number(minutes) > 60) throw new RangeFault('time zone offset minute');
  progress.rest = progress.rest.slice(all.length);
  progress.offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  return true;
}

/** A text in quotes as package time writes it: bytes beyond ASCII in hexadecimal. */
function quote(text: string): string {
  let out = '';
  for (const byte of Buffer.from(text)) {
    const c = String.fromCharCode(byte);
    if (byte < 0x20 || byte >= 0x80) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    else out += c === '"' || c === '\\' ? `\\${c}` : c;
  }
  return `"${out}"`;
}
