/** How long the practice cluster takes to answer, beside a process that does nothing, and what it holds when idle. */
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { residentMegabytes, startClusterProcess } from './processes.js';
import { median } from './report.js';

const rounds = 7;
const untilIdle = 3000;

/** Medians of several starts, each with new keys in an empty home, and of the memory a few seconds after each second one. */
export async function startAndMemory(): Promise<{ startMs: number; nodeMs: number; idleMegabytes: number }> {
  const [starts, nothings, memory]: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    nothings?.push(performance.now() - began);
    const cluster = await startClusterProcess();
    starts?.push(cluster.startMs);
    try {
      if (round % 2 === 1) continue;
      await pause(untilIdle);
      memory?.push(residentMegabytes(cluster.pid));
    } finally {
      cluster.admin.close();
      await cluster.stop();
    }
  }
  return { startMs: median(starts ?? []), nodeMs: median(nothings ?? []), idleMegabytes: median(memory ?? []) };
}
