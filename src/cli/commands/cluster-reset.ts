/** `kubelab cluster reset`: throws the practice cluster's state away, keys and objects, and starts it again if it ran so. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isStoreInUse } from '../../cluster/storage/open-store.js';
import { KubelabError } from '../../errors.js';
import { kubelabHome, type RunningCluster } from '../../home.js';
import { startInBackground, stopCluster } from '../cluster-process.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { findCluster } from '../running-record.js';
import type { Io } from '../terminal/terminal.js';

/** What marks a data folder of kubelab, and the rest that it holds. */
const MARKER = 'kubelab.json';
const STORE = 'store';
const PARTS = ['pki', STORE, 'audit.log', MARKER];

/** Resets it. Throws DATA_DIR_UNUSABLE when the folder is not one of kubelab's, and what a start throws. */
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
  checkDataFolder(dataDir);
  if (running) {
    await stopCluster(home, running);
    io.out.line(`The practice cluster at ${running.server} is stopped.`);
  }
  if (existsSync(dataDir) && (await isStoreInUse(join(dataDir, STORE)))) {
    throw new KubelabError('CLUSTER_RUNNING', `another practice cluster has its state in ${dataDir}`, {
      hint: 'stop it first, by kubelab cluster down with its own KUBELAB_HOME',
      place: { file: dataDir },
    });
  }
  const was = existsSync(dataDir);
  wipe(dataDir);
  io.out.line(was ? `The state in ${dataDir} is thrown away.` : `There was no state in ${dataDir}.`);
  if (running?.background) {
    const { server } = await startInBackground(io, argumentsOf(running));
    io.out.line(`The practice cluster is up again, as new, at ${server}`);
  } else if (running) {
    io.out.line('It ran in a terminal of its own. To start it again: kubelab cluster up');
  }
  return EXIT.ok;
}

function argumentsOf({ server, kubeconfig, auditLog, dataDir }: RunningCluster): string[] {
  const folder = dataDir === null ? [] : ['--data-dir', dataDir];
  return ['--port', new URL(server).port, '--kubeconfig', kubeconfig, '--audit-log', auditLog, ...folder];
}

/** A folder that is not ours is not emptied, whatever a command line says. */
function checkDataFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const files = readdirSync(folder);
  if (files.length === 0 || files.includes(MARKER)) return;
  throw new KubelabError('DATA_DIR_UNUSABLE', 'the folder holds no state of a practice cluster, so it is left alone', {
    hint: 'name a data folder of kubelab after --data-dir, or leave it out',
    place: { file: folder },
  });
}

function wipe(folder: string): void {
  if (!existsSync(folder)) return;
  for (const part of PARTS) rmSync(join(folder, part), { recursive: true, force: true });
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
