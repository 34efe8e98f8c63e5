/** How long ago something was, or how far away it is: as kubectl writes it (k8s.io/apimachinery/pkg/util/duration), and in words. */

/** `37s`, `5m3s`, `3h`, `2d4h`, `400d`; `<unknown>` for no date. */
export function age(timestamp: string | undefined, now: number): string {
  const begun = Date.parse(timestamp ?? '');
  return Number.isNaN(begun) ? '<unknown>' : duration(Math.max(0, now - begun));
}

/** A span of milliseconds in kubectl's units. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const [minutes, hours, days] = [Math.floor(seconds / 60), Math.floor(seconds / 3600), Math.floor(seconds / 86400)];
  const two = (big: string, small: number, unit: string): string => (small === 0 ? big : `${big}${small}${unit}`);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return two(`${minutes}m`, seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return two(`${hours}h`, minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return two(`${days}d`, hours % 24, 'h');
  if (days < 730) return `${days}d`;
  if (days < 8 * 365) return two(`${Math.floor(days / 365)}y`, days % 365, 'd');
  return `${Math.floor(days / 365)}y`;
}

/** A span of milliseconds in one unit, for a sentence: `34 s`, `58 min`, `5 h`, `281 days`, `9 years`. */
export function roughly(milliseconds: number): string {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  const days = Math.round(seconds / 86_400);
  return days < 730 ? `${days} days` : `${Math.round(days / 365)} years`;
}

/** Where a time is, seen from `now` (both in milliseconds): `in 58 min`, `3 days ago`. */
export function fromNow(time: number, now: number): string {
  return time >= now ? `in ${roughly(time - now)}` : `${roughly(now - time)} ago`;
}
