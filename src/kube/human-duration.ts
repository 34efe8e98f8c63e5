/** Ages as Kubernetes prints them (apimachinery/pkg/util/duration): two units at most, fewer the older something is. */

/** `5s`, `2m3s`, `47h`, `3d4h`, `2y5d` for a duration in milliseconds; `<invalid>` for one of less than -1 s. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

const pair = (a: number, unit: string, b: number, small: string): string =>
  b === 0 ? `${a}${unit}` : `${a}${unit}${b}${small}`;

/** The age of an RFC 3339 time at `now`; `<unknown>` when there is none. */
export function ageOf(time: unknown, now: Date): string {
  const then = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  return Number.isNaN(then) ? '<unknown>' : humanDuration(now.getTime() - then);
}
