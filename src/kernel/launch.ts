/**
 * The process that a kernelspec starts: tslab's own executor and server, with mends for Jupyter's tools and for learners
 * (each in a file of its own). Called as `node launch.js CONNECTION_FILE` with these options:
 * - `--parent-fd=N`: the kernel ends when this descriptor closes;
 * - `--own-folder`: it then removes the folder of the connection file, which is its own;
 * - `--ready-fd=N`: it writes to this descriptor when its sockets are bound;
 * - `--short-lived`: no start-up snapshot is made for the next kernel;
 * - `--v8=OPTION`, once for each option of V8 that this Node is known to have.
 */
import { spawn } from 'node:child_process';
import { existsSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { argv, chdir, cwd, exit, stderr } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { formatError } from '../errors.js';
import { handBackMemory } from '../hand-back-memory.js';
import { kernelIdleMinutes } from '../kernel-cluster.js';
import { zeromq } from '../notebook/zeromq.js';
import type { Bring } from '../running-cluster/bring.js';
import { readWhenBound } from './bind-first.js';
import { obeyInterrupts } from './interrupts.js';
import { kernelFolder } from './kernel-folder.js';
import { tellTheTruth } from './kernel-info.js';
import { converterSet, mendedConverter } from './mended-converter.js';
import { parsedTypeScript } from './parsed-files.js';
import { relayKernel } from './relay.js';
import { cellConsole, completeReplies, tellUncaught } from './replies.js';
import { kernelSnapshot, type Snapshot, snapshotEnvironment } from './snapshot.js';
import { attributeOutput, keepBursts } from './streams.js';
import type { TslabExecutor, TslabJupyter } from './tslab.js';

/** A kernel that was started without a snapshot has one made, when its first cells are through. */
const SNAPSHOT_AFTER_MS = 10_000;

/** Ends this process when the one that started it is gone: by the pipe it holds, else (Jupyter) by its process id. */
function watchParent(parentFd: number | undefined, folder: string | undefined): void {
  if (parentFd === undefined && process.env.JPY_PARENT_PID !== String(process.ppid)) return;
  const worker = new Worker(new URL('./parent-watch.js', import.meta.url), {
    workerData: { parentFd, parentPid: process.ppid, pid: process.pid, folder },
  });
  worker.unref();
}

/** Resolves when the sockets are bound. */
async function start(connectionFile: string): Promise<void> {
  const require = createRequire(import.meta.url);
  const { converters, version } = mendedConverter(require);
  const jupyter = require('tslab/dist/jupyter.js') as TslabJupyter;
  attributeOutput(jupyter);
  const bring = kernelIdleMinutes(process.env) === undefined ? undefined : await bringForCells(jupyter);
  completeReplies(jupyter);
  tellTheTruth(jupyter, version);
  keepBursts(jupyter);
  readWhenBound(jupyter.ZmqServer, zeromq().Socket);
  const { createExecutor } = require('tslab/dist/executor.js') as TslabExecutor;
  const executor = createExecutor(cwd(), converterSet(converters), cellConsole);
  obeyInterrupts(jupyter, executor);
  process.on('uncaughtException', (error) => tellUncaught(error, 'exception'));
  process.on('unhandledRejection', (reason) => tellUncaught(reason, 'rejection'));
  await new jupyter.ZmqServer(new jupyter.JupyterHandlerImpl(executor, false), connectionFile).init();
  // a first cell waits less; one that fails is told there
  bring?.().catch(() => {});
}

/** Lets cells wait for the cluster that this kernel brings. The code for it is loaded for such a kernel alone. */
async function bringForCells(jupyter: TslabJupyter): Promise<Bring | undefined> {
  const { bringBeforeCells, clusterOfKernel } = await import('./own-cluster.js');
  const bring = clusterOfKernel(process.env);
  if (bring) bringBeforeCells(jupyter, bring);
  return bring;
}

/** The snapshot that another process starts from in place of this one: that saves more time than a process costs. */
function snapshotForAnother(parentFd: string | undefined): Snapshot | undefined {
  const mayRelay = parentFd === undefined && parsedTypeScript() === undefined && process.platform !== 'win32';
  return mayRelay ? kernelSnapshot() : undefined;
}

/** Has a snapshot made for the next kernels, by a process of its own that ends with this one's group. */
function prepareNextStart(): void {
  const program = join(import.meta.dirname, 'snapshot-program.js');
  spawn(process.execPath, [program], { stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}

async function main(): Promise<void> {
  const connectionFile = argv[2];
  const [parentFd, readyFd] = ['parent', 'ready'].map(
    (name) => argv.find((arg) => arg.startsWith(`--${name}-fd=`))?.split('=')[1],
  );
  if (!connectionFile || !existsSync(connectionFile)) {
    stderr.write(
      'usage: launch.js CONNECTION_FILE [--parent-fd=N] [--own-folder]; the file is written by the program that starts me\n',
    );
    exit(2);
  }
  const ownsFolder = argv.includes('--own-folder');
  watchParent(parentFd === undefined ? undefined : Number(parentFd), ownsFolder ? dirname(connectionFile) : undefined);
  const snapshot = snapshotForAnother(parentFd);
  const ended = snapshot && (await relayKernel(connectionFile, snapshot));
  if (ended !== undefined) exit(ended);
  // programs that cells start need not know how this one was
  if (process.env.GLIBC_TUNABLES === snapshotEnvironment.GLIBC_TUNABLES) delete process.env.GLIBC_TUNABLES;
  for (const option of argv) if (option.startsWith('--v8=')) setFlagsFromString(option.slice('--v8='.length));
  // a snapshot holds none, and without it errors have no frames; some of them are tslab's, which are not shown
  Error.stackTraceLimit = 50;
  // tslab takes imports and types from where it starts; files that cells name are those of the notebook's folder
  const notebooks = cwd();
  chdir(kernelFolder(notebooks));
  await start(connectionFile);
  chdir(notebooks);
  if (readyFd !== undefined) writeSync(Number(readyFd), 'ready');
  const isOnHub = kernelIdleMinutes(process.env) !== undefined;
  // a hub has many idle kernels: a collection frees some 70 MB of one. It takes a quarter of a second of a processor that others
  // wait for, and so it comes in a pause for reading, not between two cells that follow each other
  if (isOnHub) handBackMemory({ quietSeconds: 10, grown: 20_000_000 });
  const mayPrepare = parsedTypeScript() === undefined && !isOnHub && !argv.includes('--short-lived');
  if (mayPrepare) setTimeout(prepareNextStart, SNAPSHOT_AFTER_MS).unref();
}

main().catch((error: unknown) => {
  stderr.write(`${formatError(error)}\n`);
  exit(3);
});
