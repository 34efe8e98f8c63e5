/** How long ago something was, or how far away it is, in words. */

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
