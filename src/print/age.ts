/** How long ago something was, as kubectl writes it (k8s.io/apimachinery/pkg/util/duration). */

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
