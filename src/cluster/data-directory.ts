/** The folder in which a practice cluster keeps its state: made, checked for its version, wiped. Its store locks it. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterFailedWrite, isKubelabError, KubelabError } from '../errors.js';
import { setMode } from '../file-mode.js';
import { makeFolder } from './audit/make-folder.js';
import { isStoreInUse } from './storage/open-store.js';

/** An open data folder. */
export interface DataDirectory {
  pki: string;
  /** Folder of the store. */
  store: string;
  auditLog: string;
}

const version = 1;
const marker = 'kubelab.json';

/**
 * Opens `path` (mode 0700), and closes its store to other users. Throws a KubelabError DATA_DIR_UNUSABLE when it cannot be
 * written, is of another version or is a folder of something else.
 */
export function openDataDirectory(path: string): DataDirectory {
  const unusable = (message: string, hint: string, cause?: unknown): KubelabError =>
    new KubelabError('DATA_DIR_UNUSABLE', `${path} ${message}`, { hint, place: { file: path }, cause });
  try {
    makeFolder(path);
    const files = readdirSync(path);
    const text = files.includes(marker) ? readFileSync(join(path, marker), 'utf8') : '';
    if (text) {
      const found = (JSON.parse(text) as { version?: unknown } | null)?.version;
      if (found !== version) {
        throw unusable(
          `is a data folder of version ${String(found)}, and this kubelab reads version ${version}`,
          'name another folder (--data-dir), or delete this one when nothing in it is needed',
        );
      }
    } else if (files.some((file) => file !== marker)) {
      throw unusable('is not empty and no data folder of kubelab', 'name an empty or new folder (--data-dir)');
    } else {
      // an empty one is of a start that was killed
      writeFileSync(join(path, marker), `${JSON.stringify({ version })}\n`, { mode: 0o600 });
    }
    // LevelDB's files can be read by everybody and hold Secrets; `path` may have been open to others before
    const { store } = partsOf(path);
    makeFolder(store);
    setMode(store, 0o700);
  } catch (error) {
    if (isKubelabError(error)) throw error;
    if (error instanceof SyntaxError)
      throw unusable(`holds a ${marker} that is no JSON`, 'name another folder (--data-dir)', error);
    throw unusable(
      `cannot be used: ${(error as Error).message}`,
      afterFailedWrite((error as Error).message, 'name a folder that you may write to (--data-dir)'),
      error,
    );
  }
  return partsOf(path);
}

function partsOf(path: string): DataDirectory {
  return { pki: join(path, 'pki'), store: join(path, 'store'), auditLog: join(path, 'audit.log') };
}

/** Throws DATA_DIR_UNUSABLE when `path` is a folder of something else, which is not to be emptied. */
export function checkDataDirectory(path: string): void {
  if (!existsSync(path)) return;
  const files = statSync(path).isDirectory() ? readdirSync(path) : undefined;
  if (files && (files.length === 0 || files.includes(marker))) return;
  throw new KubelabError('DATA_DIR_UNUSABLE', 'here is no state of a practice cluster, so it is left alone', {
    hint: 'name a data folder of kubelab after --data-dir, or leave it out',
    place: { file: path },
  });
}

/**
 * Throws the state away; files of others stay. False when there was none. Rejects with DATA_DIR_UNUSABLE as
 * {@link checkDataDirectory} does, and with CLUSTER_RUNNING when a cluster uses it.
 */
export async function wipeDataDirectory(path: string): Promise<boolean> {
  checkDataDirectory(path);
  if (!existsSync(path)) return false;
  const parts = partsOf(path);
  if (existsSync(parts.store) && (await isStoreInUse(parts.store))) {
    throw new KubelabError('CLUSTER_RUNNING', `another practice cluster has its state in ${path}`, {
      hint: 'stop it first, with its own KUBELAB_HOME: kubelab cluster down',
      place: { file: path },
    });
  }
  const fullLogs = readdirSync(path).filter((name) => /^audit-.*\.log$/.test(name));
  for (const part of [...Object.values(parts), ...fullLogs.map((name) => join(path, name))]) {
    rmSync(part, { recursive: true, force: true });
  }
  // the marker goes last, so that a wipe that was cut off can be done again; beside files of others it says whose the folder is
  if (readdirSync(path).every((file) => file === marker)) rmSync(path, { recursive: true });
  return true;
}
