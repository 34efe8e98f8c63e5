/** Ends a process of the practice cluster. */
import { setTimeout as sleep } from 'node:timers/promises';
import { processExists } from '../home.js';

/** How long it may take to end before it is killed. */
const STOP_MS = 10_000;

/** Resolves when the process is gone: SIGTERM, and SIGKILL when it does not obey. */
export async function endProcess(pid: number): Promise<void> {
  for (const [signal, ms] of [['SIGTERM', STOP_MS] as const, ['SIGKILL', STOP_MS] as const]) {
    try {
      process.kill(pid, signal);
    } catch {
      return; // ESRCH: it has gone.
    }
    const deadline = performance.now() + ms;
    while (processExists(pid) && performance.now() < deadline) await sleep(25);
    if (!processExists(pid)) return;
  }
}
