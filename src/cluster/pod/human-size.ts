/** Sizes as coreutils prints them with `-h`. */

/** The bytes in powers of 1024, rounded up: `1023`, `1.5K`, `12M`. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = 'KMGTPE';
  let at = 0;
  let value = bytes / 1024;
  // what is rounded up to 1024 is one of the next unit
  while (Math.ceil(value) >= 1024 && at < units.length - 1) {
    value /= 1024;
    at++;
  }
  const tenths = Math.ceil(value * 10) / 10;
  return `${tenths < 10 ? tenths.toFixed(1) : Math.ceil(value)}${units[at]}`;
}
