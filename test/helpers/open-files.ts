import { readdirSync, readlinkSync } from 'node:fs';

/** What this process has open, as Linux names it: of a file its path. */
export function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return []; // the descriptor with which the folder was read
    }
  });
}
