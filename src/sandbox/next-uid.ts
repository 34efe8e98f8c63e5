/** User ids that no other run has, so that the processes of one run do not count against another's limit. */

/** Far above the ids that systems and containers give away, and below 2^31, which some programs cannot go beyond. */
const FIRST = 0x70000000;
const PER_PROCESS = 256;

let given = 0;

/** A user id that no other run of this machine has now. */
export function nextUid(): number {
  return FIRST + (process.pid % 0x10000) * PER_PROCESS + (given++ % PER_PROCESS);
}
