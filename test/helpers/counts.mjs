/** The closing lines; the last stands alone. */
export function printCounts({ passes, failures, pending }) {
  if (pending > 0) console.log(`${pending} skipped`);
  console.log(`${passes} passed, ${failures} failed`);
}
