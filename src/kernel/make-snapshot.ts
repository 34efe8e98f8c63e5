/**
 * Making a start-up snapshot of the kernel, in about 4 s, and trying it: it is put in its place only after a kernel from it has
 * run cells, and put aside when one fails later. Where it cannot be made, kernels start without.
 */
import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomically } from '../atomic-file.js';
import { isKubelabError } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { knownNodeOptions } from './node-options.js';
import {
  type Environment,
  recordFile,
  SNAPSHOT_OPTIONS,
  type Snapshot,
  type SnapshotRecord,
  snapshotFolders,
  snapshotScript,
  snapshotState,
  snapshotWords,
  stateOf,
} from './snapshot.js';

const run = promisify(execFile);
const BUILD_MS = 120_000;
/** Leftovers of others are kept for so long, since a kernel may just be starting from one. */
const HOUR = 3_600_000;
/** The number of Nodes and sets of options whose snapshots are kept: the ones made last. */
const MOST_RECORDS = 4;

const making = new Map<string, Promise<void>>();

/**
 * Makes the snapshot for kernels with this environment when there is none and none was put aside lately. Resolves in any case:
 * without a snapshot, kernels start as they do without.
 */
export function makeKernelSnapshot(env: Environment = process.env): Promise<void> {
  const key = env.NODE_OPTIONS ?? '';
  const made = making.get(key) ?? (snapshotState(env).state === 'none' ? make(env).catch(() => {}) : Promise.resolve());
  making.set(key, made);
  return made;
}

const doubting = new Map<string, Promise<void>>();

/**
 * Takes the snapshot of a kernel that failed: it is tried, and put aside when a kernel from it does not run cells. Harm by a
 * cell to its own kernel leaves it where it is. Resolves in any case.
 */
export function doubtKernelSnapshot(snapshot: Snapshot, env: Environment = process.env): Promise<void> {
  const { blob } = snapshot;
  const doubted = doubting.get(blob) ?? putAsideIfBad(snapshot, env).finally(() => doubting.delete(blob));
  doubting.set(blob, doubted);
  return doubted;
}

async function putAsideIfBad(snapshot: Snapshot, env: Environment): Promise<void> {
  const why = await faultOf(snapshot, env).catch(() => undefined);
  if (why === undefined) return;
  making.delete(env.NODE_OPTIONS ?? '');
  const folder = dirname(snapshot.blob);
  try {
    const { files } = JSON.parse(readFileSync(recordFile(folder, env), 'utf8')) as SnapshotRecord;
    const record = recordFile([folder, ...snapshotFolders()].find(isWritable) ?? folder, env);
    writeRecord(record, { state: stateOf(files), files, fault: { why, at: Date.now() } });
    rmSync(snapshot.blob, { force: true });
  } catch {
    // nothing can be written: kernels find out each for itself
  }
}

/**
 * The environment without proxies. Node 24 and later that go by them (`NODE_USE_ENV_PROXY`) load what no snapshot can hold, and the
 * trial's request to this machine would go to the proxy. A kernel from the snapshot gets the whole environment.
 */
function withoutProxies(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^https?_proxy$/i.test(name)));
}

async function make(env: Environment): Promise<void> {
  const folder = snapshotFolders().find(isWritable);
  if (folder === undefined) return;
  removeOld(folder);
  const draft = mkdtempSync(join(folder, 'making-'));
  const remove = (): void => rmSync(draft, { recursive: true, force: true });
  process.once('exit', remove);
  const typescript = createRequire(import.meta.url).resolve('@tslab/typescript-for-tslab');
  const record = recordFile(folder, env);
  try {
    const { snapshot, files } = await build(draft, typescript, env);
    const why = await faultOf(snapshot, env);
    if (why !== undefined) throw new Error(why);
    const name = `${basename(record, '.json')}-${basename(draft).slice('making-'.length)}.blob`;
    const bytes = statSync(snapshot.blob).size;
    renameSync(snapshot.blob, join(folder, name));
    writeRecord(record, { state: stateOf(files), files, blob: { name, bytes }, options: snapshot.options });
  } catch (error) {
    if (isEnvironmentError(error)) return;
    const files = [typescript];
    writeRecord(record, { state: stateOf(files), files, fault: { why: reasonOf(error), at: Date.now() } });
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}

/** Writes the snapshot into `draft`; with the files that it was made from. Rejects when Node cannot do it. */
async function build(
  draft: string,
  typescript: string,
  env: Environment,
): Promise<{ snapshot: Snapshot; files: string[] }> {
  const script = join(draft, 'entry.cjs');
  const list = join(draft, 'list.json');
  const snapshot = { blob: join(draft, 'blob'), options: await knownNodeOptions(SNAPSHOT_OPTIONS) };
  // the compiler writes for modules, and a script of a snapshot is none
  writeFileSync(script, `var exports = {};\n${readFileSync(snapshotScript(), 'utf8')}`);
  const notebooks = join(packageRoot(), 'notebooks');
  const words = [...snapshotWords(snapshot, draft), '--build-snapshot', script, typescript, notebooks, list];
  const building = run(process.execPath, words, { cwd: draft, env: withoutProxies(env), timeout: BUILD_MS });
  const kill = (): void => void building.child.kill('SIGKILL');
  process.once('exit', kill);
  await building.finally(() => process.removeListener('exit', kill));
  return { snapshot, files: JSON.parse(readFileSync(list, 'utf8')) as string[] };
}

/** Why a kernel from the snapshot is no good; undefined for one that is. Rejects with ENVIRONMENT where no kernel starts. */
async function faultOf(snapshot: Snapshot, env: Environment): Promise<string | undefined> {
  const { trySnapshot } = await import('./try-snapshot.js'); // the client of kernels, which a kernel's own start can do without
  return trySnapshot(snapshot, withoutProxies(env)).then(
    () => undefined,
    (error: unknown) => {
      if (isEnvironmentError(error)) throw error;
      return reasonOf(error);
    },
  );
}

/** A machine on which no kernel starts says nothing of the snapshot. */
const isEnvironmentError = (error: unknown): boolean => isKubelabError(error) && error.code === 'ENVIRONMENT';

/** The line that says most, of an error or of a failed process's output. */
function reasonOf(error: unknown): string {
  const { message, stderr } = error as { message?: string; stderr?: string };
  const lines = `${stderr ?? ''}\n${message ?? String(error)}`.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => /^#.*(assertion|fatal)|^[A-Za-z]*Error\b/i.test(line));
  return telling ?? lines.find((line) => line !== '') ?? 'Node gives no reason';
}

function writeRecord(file: string, record: SnapshotRecord): void {
  writeFileAtomically(file, JSON.stringify(record));
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    rmSync(mkdtempSync(join(folder, 'making-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

/** Removes drafts that were left, the oldest records, and snapshots that no record names. */
function removeOld(folder: string): void {
  const at = (name: string): number => statSync(join(folder, name)).mtimeMs;
  const names = readdirSync(folder);
  const records = names.filter((name) => /^kernel.*\.json$/.test(name)).sort((a, b) => at(b) - at(a));
  const kept = records.slice(0, MOST_RECORDS).flatMap((name) => [name, blobOf(join(folder, name))]);
  const drafts = names.filter((name) => /^(making-|kernel.*\.(json|blob)$)/.test(name) && !kept.includes(name));
  for (const name of drafts) {
    if (Date.now() - at(name) > HOUR) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function blobOf(record: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(record, 'utf8')) as SnapshotRecord).blob?.name;
  } catch {
    return undefined;
  }
}
