/** Times as teachers and learning platforms write them. */

const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i;
/** `Tuesday, 1 December 2026, 6:00 PM`: the columns of Moodle's grading worksheet, in English. */
const MOODLE = /^(?:\p{L}+, )?(\d{1,2}) (\p{L}+) (\d{4}), (\d{1,2}:\d\d)(?: ?([AP]M))?$/iu;

/** The moment that a text means; without a zone, on this machine's clock. Undefined for a text that is no time. */
export function readMoment(text: string): Date | undefined {
  const trimmed = text.trim().replaceAll(/\s/g, ' ');
  const iso = ISO.exec(trimmed);
  if (iso) {
    const [, year, month, day, hour, minute, second = '00', zone = ''] = iso;
    const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/(\d\d):?(\d\d)$/, '$1:$2');
    const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
    return isDay ? valid(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`) : undefined;
  }
  const [, day, month, year, time, half = ''] = MOODLE.exec(trimmed) ?? [];
  return day === undefined ? undefined : valid(`${day} ${month} ${year} ${time} ${half}`);
}

function valid(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
