/** `kubelab cluster reset`: throws the practice cluster's state away, keys and objects, and starts it again if it ran so. */
import { resolve } from 'node:path';
import { checkDataDirectory, wipeDataDirectory } from '../../cluster/data-directory.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome } from '../../home.js';
import { findCluster } from '../../running-cluster/record.js';
import { shellWord } from '../../shell.js';
import { startOptions } from '../cluster-options.js';
import { startInBackground, stopCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Io } from '../terminal/terminal.js';
import { commandHere } from '../words.js';

/** Resets it. Throws DATA_DIR_UNUSABLE when the folder is not one of kubelab's, and errors of a start. */
export async function clusterReset(options: { dataDir?: string }, io: Io): Promise<ExitCode> {
  const home = kubelabHome(io.env);
  const found = await findCluster(home);
  const running = found.state === 'running' || found.state === 'hung' ? found.record : undefined;
  const dataDir = resolve(running?.dataDir ?? options.dataDir ?? home.data);
  if (running && options.dataDir !== undefined && resolve(options.dataDir) !== dataDir) {
    throw new KubelabError('CLUSTER_RUNNING', `the practice cluster that runs has its state in ${dataDir}`, {
      hint: 'stop it first (kubelab cluster down), or leave --data-dir out to reset it',
    });
  }
  checkDataDirectory(dataDir);
  if (running?.auditPolicy !== undefined) await checkAuditPolicy(running.auditPolicy);
  if (running) {
    await stopCluster(home, running);
    io.out.line(`The practice cluster at ${running.server} is stopped.`);
  }
  const was = await wipeDataDirectory(dataDir);
  io.out.line(was ? `The state in ${dataDir} is thrown away.` : `There was no state in ${dataDir}.`);
  if (running?.background) {
    const { server } = await startInBackground(
      io,
      startOptions(running).flatMap(({ option, value }) => [option, value]),
    );
    io.out.line(`The practice cluster is up again, as new, at ${server}`);
  } else if (running) {
    const unusual = startOptions(running).filter(({ value, usual }) => value !== usual(home));
    const words = unusual.flatMap(({ option, value }) => [option, shellWord(value)]);
    io.out.line(
      `It ran in a terminal of its own. To start it again: ${[commandHere('cluster up', io), ...words].join(' ')}`,
    );
  }
  return EXIT.ok;
}

/** Better said before all is thrown away than after. */
async function checkAuditPolicy(file: string): Promise<void> {
  const { auditPolicyOf } = await import('../../cluster/cluster.js');
  await auditPolicyOf(file);
}
