/**
 * The start-up snapshot of the kernel (see snapshot-entry.cts): made once for an installation, in about 3 s and 43 MB, and
 * used as long as nothing changed that went into it. A kernel starts from it in a third of the time and of the work.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
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
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { writeFileAtomically } from '../atomic-file.js';
import { kubelabHome } from '../home.js';
import { packageRoot } from '../package-root.js';

/** What is known of a snapshot, in `kernel.json` beside it. */
interface Manifest {
  /** Of all that it depends on ({@link keyOf}). */
  key: string;
  /** The files that went into it. */
  files: string[];
  /** The file's name; without one, Node could not make it of these files. */
  blob?: string;
}

type Environment = Record<string, string | undefined>;

const built = (name: string): string => join(packageRoot(), 'dist', 'kernel', name);
const run = promisify(execFile);
/** Leftovers of others are kept for so long, since a kernel may just be starting from one. */
const HOUR = 3_600_000;

/**
 * Options of V8 that a kernel from a snapshot is started with; V8 takes none but those that it was made with. What the
 * snapshot holds would otherwise be looked through for garbage as soon as a cell makes some.
 */
const V8_OPTIONS = ['--initial-heap-size=512', '--no-verify-snapshot-checksum'];

/**
 * For the environment of a kernel from a snapshot: glibc asks Linux for large pages, which halves the page faults of reading
 * 43 MB, and so takes a sixth off the start (https://sourceware.org/glibc/manual/latest/html_node/Memory-Allocation-Tunables.html).
 * A C library that knows it not passes over it.
 */
export const snapshotEnvironment = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' };

/** The words for Node that start a kernel from a snapshot; none for a start without. */
export function snapshotOptions(snapshot: string | undefined): string[] {
  return snapshot === undefined ? [] : ['--snapshot-blob', snapshot, ...V8_OPTIONS];
}

/** The snapshot's path when there is one that a kernel with this environment can start from. Never throws. */
export function kernelSnapshot(env: Environment = process.env): string | undefined {
  return found(env)?.blob;
}

const making = new Map<string, Promise<void>>();

/** Makes the snapshot when there is none. Resolves in any case: without one, kernels start as they do without. */
export function makeKernelSnapshot(env: Environment = process.env): Promise<void> {
  const options = env.NODE_OPTIONS ?? '';
  const made = making.get(options) ?? (found(env) ? Promise.resolve() : make(env).catch(() => {}));
  making.set(options, made);
  return made;
}

/** What is known of the present files; `blob` is a path. Undefined when nothing is. */
function found(env: Environment): { blob?: string } | undefined {
  for (const folder of folders()) {
    try {
      const { key, files, blob } = JSON.parse(readFileSync(join(folder, 'kernel.json'), 'utf8')) as Manifest;
      if (key !== keyOf(files, env)) continue;
      if (blob !== undefined) statSync(join(folder, blob));
      return blob === undefined ? {} : { blob: join(folder, blob) };
    } catch {
      // none here, or not whole: it is made anew
    }
  }
  return undefined;
}

/** In the package, so that all who use it share it; in the user's own folder where the package cannot be written. */
function folders(): string[] {
  return [join(packageRoot(), 'node_modules', '.cache', 'kubelab'), kubelabHome().cache];
}

/** V8 takes a snapshot only on the same kind of machine, and with the same options. Throws when a file is gone. */
function keyOf(files: readonly string[], env: Environment): string {
  const { version, arch, platform, execPath } = process;
  const machine = [version, arch, platform, execPath, cpus()[0]?.model, env.NODE_OPTIONS ?? '', ...V8_OPTIONS];
  const states = [...files, built('snapshot-entry.cjs')].map((file) => {
    const { mtimeMs, size } = statSync(file);
    return [file, mtimeMs, size];
  });
  return createHash('sha256')
    .update(JSON.stringify([machine, states]))
    .digest('hex');
}

async function make(env: Environment): Promise<void> {
  const folder = folders().find(isWritable);
  if (folder === undefined) return;
  removeOld(folder);
  const draft = mkdtempSync(join(folder, 'making-'));
  const remove = (): void => rmSync(draft, { recursive: true, force: true });
  process.once('exit', remove);
  const typescript = createRequire(import.meta.url).resolve('@tslab/typescript-for-tslab');
  try {
    const files = await snapshotInto(draft, typescript, env).catch(() => undefined);
    const blob = files && `${basename(draft)}.blob`;
    if (blob) renameSync(join(draft, 'blob'), join(folder, blob));
    const known = files ?? [typescript];
    const manifest: Manifest = { key: keyOf(known, env), files: known, ...(blob ? { blob } : {}) };
    writeFileAtomically(join(folder, 'kernel.json'), JSON.stringify(manifest));
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}

/** Writes `blob` and tries it; the answer is the list of files that it holds. Rejects when Node cannot do it. */
async function snapshotInto(draft: string, typescript: string, env: Environment): Promise<string[]> {
  const [script, blob, list] = ['entry.cjs', 'blob', 'list.json'].map((name) => join(draft, name)) as [
    string,
    string,
    string,
  ];
  // the compiler writes for modules, and a script of a snapshot is none
  writeFileSync(script, `var exports = {};\n${readFileSync(built('snapshot-entry.cjs'), 'utf8')}`);
  const node = (...args: string[]): Promise<unknown> => run(process.execPath, args, { env, timeout: 120_000 });
  const notebooks = join(packageRoot(), 'notebooks');
  await node(...snapshotOptions(blob), '--build-snapshot', script, typescript, notebooks, list);
  const tried = await node(...snapshotOptions(blob), built('launch.js')).catch(
    (error: { code?: unknown }) => error.code,
  );
  if (tried !== 2) throw new Error('a kernel without arguments does not say how it is called');
  return JSON.parse(readFileSync(list, 'utf8')) as string[];
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

function removeOld(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.startsWith('making-'))) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > HOUR) rmSync(path, { recursive: true, force: true });
  }
}
