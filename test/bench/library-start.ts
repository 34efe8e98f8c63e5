/** How long the library takes to start a cluster in a process, beside a process that does nothing. */
import { execFileSync, spawnSync } from 'node:child_process';
import { median } from './report.js';

const rounds = 7;
/** From before the import to a cluster that is ready, in a process of its own each time; it prints the milliseconds. */
const program = `
  const began = performance.now();
  const { startCluster } = await import('kubelab/cluster');
  const cluster = await startCluster();
  console.log(performance.now() - began);
  await cluster.stop();
`;

/** Medians of several starts, with the import of the library, and of as many processes that do nothing. */
export function libraryStart(): { startMs: number; nodeMs: number } {
  const [starts, nothings]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    nothings?.push(performance.now() - began);
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    starts?.push(Number(output));
  }
  return { startMs: median(starts ?? []), nodeMs: median(nothings ?? []) };
}
