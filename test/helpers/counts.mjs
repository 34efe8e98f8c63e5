/** A file that takes longer than this is named, so that the suite does not grow slow unseen. */
const SLOW_MS = 30_000;

/** The closing lines: the files that took longest, each test that failed, and the counts, which stand alone. */
export function printCounts({ passes, failures, pending, failed, times }) {
  const slow = Object.entries(times).filter(([, ms]) => ms > SLOW_MS);
  for (const [file, ms] of slow.sort(([, a], [, b]) => b - a)) console.log(`${(ms / 1000).toFixed(0)} s: ${file}`);
  for (const line of failed) console.log(`failed: ${line}`);
  if (pending > 0) console.log(`${pending} skipped`);
  console.log(`${passes} passed, ${failures} failed`);
}
