/** `kubelab cluster down`: stops the practice cluster and keeps its state. */
import { kubelabHome, removeOwn } from '../../home.js';
import { findCluster } from '../../running-cluster/record.js';
import { stopCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';

/** Stops it. 0 also when none ran, as the goal is met; throws FILE_UNREADABLE for a record that may not be removed. */
export async function clusterDown(io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const found = await findCluster(home);
  switch (found.state) {
    case 'none':
      io.out.line('No practice cluster runs.');
      break;
    case 'broken':
      await removeOwn(home.running);
      io.out.line('No practice cluster is known here; the record of one could not be read and is removed.');
      break;
    case 'stale':
      await removeOwn(home.running);
      io.out.line('No practice cluster runs; the record of an earlier one was left behind and is removed.');
      break;
    default:
      await stopCluster(home, found.record);
      io.out.line(`The practice cluster at ${found.record.server} is stopped. Its state is kept.`);
  }
  return EXIT.ok;
}
