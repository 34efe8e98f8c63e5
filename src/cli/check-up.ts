/** The checks behind `kubelab doctor`, each a finding with its fix. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadLevel } from '../cluster/storage/open-store.js';
import { count } from '../count.js';
import { formatError, isKubelabError } from '../errors.js';
import { findProgram } from '../find-program.js';
import { kubelabHome, type RunningCluster } from '../home.js';
import { allKernelsFolders } from '../kernel/jupyter-folder.js';
import { clusterBringingKernel, kernelCommand } from '../kernel/kernelspec.js';
import { snapshotState } from '../kernel/snapshot.js';
import { startKernel } from '../notebook/start-kernel.js';
import { packageRoot } from '../package-root.js';
import { findCluster } from '../running-cluster/record.js';
import { checkOwnCluster } from './check-own-cluster.js';
import { findJupyter } from './jupyter.js';
import type { Io } from './terminal/terminal.js';
import { formatDuration, formatSize } from './terminal/text.js';
import { commandHere, commandsHere } from './words.js';
import { bytesFree, checkWritable } from './writable.js';

/** A finding. `note`: a missing thing that nothing depends on; `fault`: the lessons will not work. */
export interface Finding {
  what: string;
  state: 'ok' | 'note' | 'fault';
  finding: string;
  /** The next step for the reader. */
  fix?: string;
}

/** The oldest Node that can load ES modules by require(), as the kernel does. */
const OLDEST_NODE = [20, 19];

/** Bytes that a practice cluster and the lessons need at the least: its store, its audit log, the copies of the notebooks. */
const LEAST_ROOM = 20 * 1024 * 1024;

/** Looks at everything. Never rejects but for an interruption. */
export async function checkUp(io: Io): Promise<Finding[]> {
  const findings = [checkNode(process.versions.node), checkPackage(), checkFolder(io)];
  findings.push(await checkKernel(io), checkJupyter(io));
  findings.push(await checkTool('kubectl', ['version', '--client'], 'only to try its commands beside the lessons', io));
  findings.push(await checkSandbox(io));
  findings.push(await checkCluster(io), ...(await checkOwnCluster(io)));
  return findings;
}

/** Whether a version of Node is new enough. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  const oldEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  if (oldEnough) return { what: 'Node', state: 'ok', finding: version };
  const fix = `install Node ${OLDEST_NODE.join('.')} or later: https://nodejs.org`;
  return { what: 'Node', state: 'fault', finding: `${version} is too old`, fix };
}

function checkPackage(): Finding {
  const root = packageRoot();
  const what = 'kubelab';
  const parts = ['dist/index.js', 'dist/kernel/launch.js', 'notebooks/course.yaml'];
  const missing = parts.find((part) => !existsSync(join(root, part)));
  if (missing) return { what, state: 'fault', finding: `${root} lacks ${missing}`, fix: `cd ${root} && npm ci` };
  return { what, state: 'ok', finding: root };
}

function checkFolder(io: Io): Finding {
  const { root } = kubelabHome(io.env);
  const what = 'its folder';
  try {
    checkWritable(root);
  } catch (error) {
    const fix = 'make it writable, or set KUBELAB_HOME to a folder that is';
    return { what, state: 'fault', finding: `${root} cannot be written: ${(error as Error).message}`, fix };
  }
  const free = bytesFree(root);
  if (free !== undefined && free < LEAST_ROOM) {
    const finding = `${root} is on a disk that is nearly full: ${formatSize(free)} left`;
    return { what, state: 'fault', finding, fix: 'free some room, or set KUBELAB_HOME to a folder on another disk' };
  }
  return { what, state: 'ok', finding: `${root} ${existsSync(root) ? 'is writable' : 'can be made'}` };
}

async function checkKernel(io: Io): Promise<Finding> {
  const what = 'kernel';
  const started = performance.now();
  const { interruption } = io.signals;
  try {
    const command = kernelCommand({ folder: join(packageRoot(), 'notebooks'), env: io.env });
    const kernel = await startKernel(command, { signal: interruption });
    try {
      const result = await kernel.execute("import { connect } from 'kubelab'; typeof connect", { timeoutMs: 30_000 });
      if (result.status !== 'ok') {
        const said = result.outputs
          .flatMap((output) => (output.output_type === 'stream' ? [output.text] : []))
          .join('');
        const finding = `it starts, and cannot import kubelab: ${said.trim().split('\n')[0] ?? result.status}`;
        return { what, state: 'fault', finding, fix: `cd ${packageRoot()} && npm ci` };
      }
    } finally {
      await kernel.shutdown();
    }
  } catch (error) {
    interruption.throwIfAborted();
    const fix = isKubelabError(error) ? commandsHere(error.hint, io) : 'install kubelab again';
    return { what, state: 'fault', finding: isKubelabError(error) ? error.message : formatError(error), fix };
  }
  const took = formatDuration(performance.now() - started);
  return { what, state: 'ok', finding: `starts and imports kubelab in ${took}, ${wayOfStart(io)}` };
}

/** Which of the two ways kernels start on this Node, and why. */
function wayOfStart({ env }: Io): string {
  const found = snapshotState(env);
  switch (found.state) {
    case 'ready':
      return 'from its start-up snapshot';
    case 'none':
      return 'without a start-up snapshot, which is made while the first kernel runs';
    case 'aside':
      return `without a start-up snapshot: ${found.why} (tried again in ${formatDuration(found.retryInMs)}, or when ${found.record} is removed)`;
  }
}

function checkJupyter({ env }: Io): Finding {
  const what = 'Jupyter';
  const program = findJupyter(env);
  if (program) return { what, state: 'ok', finding: program };
  const half = findProgram('jupyter', env);
  const finding = half
    ? `${half} has neither JupyterLab nor the Notebook; the lessons are taken in the terminal`
    : 'not on the PATH; the lessons are taken in the terminal';
  return { what, state: 'note', finding, fix: 'to have it: pip install jupyterlab' };
}

async function checkTool(name: string, args: string[], use: string, { env }: Io): Promise<Finding> {
  const program = findProgram(name, env);
  const what = name === 'bwrap' ? 'bubblewrap' : name;
  if (!program) {
    return { what, state: 'note', finding: `not on the PATH; needed ${use}`, fix: `install ${what} to have it` };
  }
  const version = await firstLineOf(program, args);
  if (version === undefined)
    return { what, state: 'note', finding: `${program} does not run`, fix: `reinstall ${what}` };
  return { what, state: 'ok', finding: `${program} (${version})` };
}

async function checkSandbox(io: Io): Promise<Finding> {
  const use = 'only to grade the work of people you do not know';
  if (process.platform === 'linux') return checkTool('bwrap', ['--version'], use, io);
  return {
    what: 'bubblewrap',
    state: 'note',
    finding: `not for this system; needed ${use}`,
    fix: 'grade their work on Linux',
  };
}

function firstLineOf(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout) => {
      resolve(error ? undefined : stdout.split('\n')[0]);
    });
  });
}

/** Why no practice cluster could keep its state; undefined where one can. */
async function storeFault(): Promise<Finding | undefined> {
  try {
    await loadLevel();
    return undefined;
  } catch (error) {
    if (!isKubelabError(error)) throw error;
    return { what: 'practice cluster', state: 'fault', finding: error.message, fix: error.hint };
  }
}

async function checkCluster(io: Io): Promise<Finding> {
  const what = 'practice cluster';
  const home = kubelabHome(io.env);
  const found = await findCluster(home);
  switch (found.state) {
    case 'none':
      return (await storeFault()) ?? { what, state: 'ok', finding: `does not run; ${starters(io)}` };
    case 'broken':
      return {
        what,
        state: 'fault',
        finding: `its record cannot be read: ${home.running}`,
        fix: commandHere('cluster down', io),
      };
    case 'running':
      return {
        what,
        state: 'ok',
        finding: `runs at ${found.record.server}, process ${found.record.pid}${endOf(found.record)}`,
      };
    case 'hung': {
      const finding = `does not answer at ${found.record.server}, process ${found.record.pid}`;
      return { what, state: 'fault', finding, fix: commandHere('cluster down', io) };
    }
    case 'stale': {
      const finding = `is gone (process ${found.record.pid}), and its record was left behind`;
      return { what, state: 'fault', finding, fix: commandHere('cluster down', io) };
    }
  }
}

/** Ways to start the cluster, in words. */
function starters(io: Io): string {
  const kernel = clusterBringingKernel(allKernelsFolders(io.env));
  return `"${commandHere('start', io)}" starts it${kernel === undefined ? '' : `, and so does the kernel of ${kernel}`}`;
}

function endOf({ idleMinutes }: RunningCluster): string {
  return idleMinutes === undefined ? '' : `; it ends after ${count(idleMinutes, 'minute')} without a client`;
}
