/** `kubelab cluster status`: whether the practice cluster runs, and where. */

import { count } from '../../count.js';
import { kubelabHome } from '../../home.js';
import { findCluster } from '../../running-cluster/record.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** Prints the state. 0 when the cluster runs and answers, else 1. */
export async function clusterStatus(options: { json?: boolean }, io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const found = await findCluster(home);
  const record = 'record' in found ? found.record : undefined;
  if (options.json) {
    io.out.line(JSON.stringify({ state: found.state, ...record }, null, 2));
  } else {
    const [up, down] = ['cluster up', 'cluster down'].map((command) => commandHere(command, io));
    const words = {
      none: `No practice cluster runs. To start one: ${up}`,
      broken: `The record of the practice cluster cannot be read: ${home.running}. To start one: ${up}`,
      running: `The practice cluster runs at ${record?.server}`,
      hung: `The practice cluster does not answer at ${record?.server}. To stop it: ${down}`,
      stale: `No practice cluster runs; the record of an earlier one was left behind. To start one: ${up}`,
    };
    io.out.line(words[found.state]);
  }
  if (record && !options.json) {
    io.out.line();
    io.out.line(`  kubeconfig  ${record.kubeconfig}`);
    io.out.line(`  state       ${record.dataDir ?? 'in memory'}`);
    io.out.line(`  audit log   ${record.auditLog}`);
    io.out.line(`  process     ${record.pid}, ${record.background ? 'in the background' : 'in a terminal'}`);
    io.out.line(`  started     ${record.startedAt}`);
    if (record.idleMinutes !== undefined) {
      io.out.line(`  ends        after ${count(record.idleMinutes, 'minute')} without a client`);
    }
  }
  return found.state === 'running' ? EXIT.ok : EXIT.failed;
}
