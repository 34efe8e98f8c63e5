/** The folder in which a practice cluster keeps its state: made, checked for its version, and held by one process at a time. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKubelabError, KubelabError } from '../errors.js';
import { processExists } from '../home.js';
import { makeFolder } from './audit/make-folder.js';

/** An open data folder. */
export interface DataDirectory {
  pki: string;
  /** Folder of the store. */
  store: string;
  auditLog: string;
  /** Lets another process have it. */
  release(): void;
}

const version = 1;
const marker = 'kubelab.json';
const lock = 'pid';
const heldHere = new Set<string>();

/**
 * Opens `path` (mode 0700). Throws a KubelabError DATA_DIR_UNUSABLE when it cannot be written, is of another version or is a
 * folder of something else, and CLUSTER_RUNNING when another cluster uses it.
 */
export function openDataDirectory(path: string): DataDirectory {
  const unusable = (message: string, hint: string, cause?: unknown): KubelabError =>
    new KubelabError('DATA_DIR_UNUSABLE', `${path} ${message}`, { hint, place: { file: path }, cause });
  try {
    makeFolder(path);
    const files = readdirSync(path);
    if (files.includes(marker)) {
      const found = (JSON.parse(readFileSync(join(path, marker), 'utf8')) as { version?: unknown }).version;
      if (found !== version) {
        throw unusable(
          `is a data folder of version ${String(found)}, and this kubelab reads version ${version}`,
          'name another folder (--data-dir), or delete this one when nothing in it is needed',
        );
      }
    } else if (files.length > 0) {
      throw unusable('is not empty and no data folder of kubelab', 'name an empty or new folder (--data-dir)');
    }
    hold(path);
    writeFileSync(join(path, marker), `${JSON.stringify({ version })}\n`, { mode: 0o600 });
  } catch (error) {
    if (isKubelabError(error)) throw error;
    if (error instanceof SyntaxError)
      throw unusable(`holds a ${marker} that is no JSON`, 'name another folder (--data-dir)', error);
    throw unusable(
      `cannot be used: ${(error as Error).message}`,
      'name a folder that you may write to (--data-dir), or leave it out to keep all in memory',
      error,
    );
  }
  return {
    pki: join(path, 'pki'),
    store: join(path, 'store'),
    auditLog: join(path, 'audit.log'),
    release: () => {
      heldHere.delete(path);
      rmSync(join(path, lock), { force: true });
    },
  };
}

function hold(path: string): void {
  const file = join(path, lock);
  let holder = Number.NaN;
  try {
    holder = Number(readFileSync(file, 'utf8'));
  } catch {
    // nobody holds it
  }
  // a number that is this process's own is left over from one that had it before
  const alive = Number.isInteger(holder) && (holder === process.pid ? heldHere.has(path) : processExists(holder));
  if (alive) {
    throw new KubelabError('CLUSTER_RUNNING', `the process ${holder} runs a practice cluster on ${path}`, {
      hint: 'use that one (kubelab cluster status), end it (kubelab cluster down), or name another folder (--data-dir)',
      place: { file: path },
    });
  }
  writeFileSync(file, String(process.pid), { mode: 0o600 });
  heldHere.add(path);
}
