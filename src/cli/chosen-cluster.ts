/**
 * Which cluster a command works on, decided in one place for `start`, `check` and `run`: the one that was named, by an option
 * or by KUBECONFIG as `connect()` takes it, else the practice cluster. A cluster of one's own is told of before anything is
 * made there.
 */
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { KubelabError } from '../errors.js';
import { type Home, homeFolder, kubelabHome, readRunning, usualKubeconfig } from '../home.js';
import { connect } from '../request/connect.js';
import { madeThere, type RunsThere } from './made-there.js';
import { askOwnCluster } from './own-cluster-fault.js';
import { confirm } from './terminal/confirm.js';
import { startProgress } from './terminal/progress.js';
import { sanitise } from './terminal/sanitise.js';
import type { Io } from './terminal/terminal.js';
import { indentText, wrapText } from './terminal/text.js';

/** The options by which a cluster is chosen. */
export interface ClusterOptions {
  /** Takes the practice cluster, whatever KUBECONFIG says. */
  practice?: boolean;
  /** Does not ask before it goes to a cluster of one's own. */
  yes?: boolean;
}

/** The practice cluster, or one by its kubeconfig. */
export type ChosenCluster =
  | { kind: 'practice' }
  /** `kubeconfig` as KUBECONFIG takes it, with whole paths; `source` is what named it. */
  | { kind: 'own'; kubeconfig: string; source: string };

/**
 * The cluster that is meant. With `elsewhere`, one in ~/.kube/config counts too when no practice cluster runs, as in
 * `connect()`. Throws FILE_MISSING when KUBECONFIG names no file that is there.
 */
export function chooseCluster(
  env: Record<string, string | undefined>,
  { practice, elsewhere = false }: ClusterOptions & { elsewhere?: boolean } = {},
): ChosenCluster {
  if (practice) return { kind: 'practice' };
  const home = kubelabHome(env);
  const files = (env.KUBECONFIG ?? '')
    .split(delimiter)
    .filter((name) => name !== '')
    .map((name) => resolve(name));
  if (files.length > 0) {
    if (files.every((file) => isPractice(file, home))) return { kind: 'practice' };
    if (!files.some((file) => existsSync(file))) {
      throw new KubelabError('FILE_MISSING', 'KUBECONFIG names no file that is there', {
        hint: 'mend the name, or take the practice cluster: --practice',
        place: { file: files.join(delimiter) },
      });
    }
    return { kind: 'own', kubeconfig: files.join(delimiter), source: 'KUBECONFIG' };
  }
  const usual = usualKubeconfig(homeFolder(env));
  if (elsewhere && !readRunning(home)?.alive && existsSync(usual)) {
    return { kind: 'own', kubeconfig: usual, source: '~/.kube/config' };
  }
  return { kind: 'practice' };
}

/** The kubeconfigs that the practice cluster wrote, the running one and that of the next start. */
function isPractice(file: string, home: Home): boolean {
  return file === home.kubeconfig || file === readRunning(home)?.record.kubeconfig;
}

/** The environment of kernels for a cluster of one's own. */
export function ownEnvironment(
  { kubeconfig }: Extract<ChosenCluster, { kind: 'own' }>,
  io: Io,
): Record<string, string | undefined> {
  return { ...io.env, KUBECONFIG: kubeconfig, KUBELAB_HOME: kubelabHome(io.env).root };
}

/**
 * Names the cluster, the user there and the objects to be made, and asks, on a terminal, whether to go on. False
 * when the reader says no. Throws as `connect()` does, and REQUEST_FAILED when the server does not answer
 * or refuses the credential.
 */
export async function enterOwnCluster(
  { kubeconfig, source }: Extract<ChosenCluster, { kind: 'own' }>,
  runs: RunsThere,
  { yes }: ClusterOptions,
  io: Io,
): Promise<boolean> {
  const { out } = io;
  const client = await connect({}, { env: { ...io.env, KUBECONFIG: kubeconfig } });
  const progress = startProgress(out, `asking ${client.server}`, { afterMs: 300 });
  try {
    const { who, fault } = await askOwnCluster(client, io);
    progress.stop();
    if (fault) {
      throw new KubelabError('REQUEST_FAILED', `the cluster of ${source} ${fault.said}`, {
        hint: fault.fix,
        place: { file: kubeconfig },
      });
    }
    const user = who.user ?? { username: client.identity.user ?? 'nobody (the server did not say)', groups: [] };
    const groups = user.groups?.length ? ` (${user.groups.join(', ')})` : '';
    const lines = [
      ['kubeconfig', kubeconfig],
      ['server', client.server],
      ['user', `${user.username}${groups}`],
      ...madeThere(runs).map(({ number, text }, index) => [index === 0 ? 'will make' : '', text, number] as const),
    ] as const;
    out.line(out.style.bold(`${source} names a cluster of your own, which is used:`));
    // the numbers of lessons, where there are several, stand in a column of their own
    const numbers = Math.max(...lines.map(([, , number = '']) => number.length));
    const indent = 14 + (numbers > 0 ? numbers + 2 : 0);
    for (const [name, value, number] of lines) {
      const before = number === undefined || numbers === 0 ? 14 : indent;
      const text = indentText(wrapText(sanitise(value), out.columns - before), ' '.repeat(before));
      out.line(`  ${name.padEnd(12)}${(number ?? '').padEnd(before - 14)}${text.slice(before)}`);
    }
    out.line(out.style.dim(`The practice cluster all the same: --practice`));
  } finally {
    progress.stop();
    await client.close();
  }
  if (yes || !io.stdin.isTTY || !out.isTTY) return true;
  if (await confirm('Go on there?', io)) return true;
  out.line('Nothing was run.');
  return false;
}
