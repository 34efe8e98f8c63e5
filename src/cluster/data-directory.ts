/** The folder in which a practice cluster keeps its state: made, and checked for its version. Its store locks it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isKubelabError, KubelabError } from '../errors.js';
import { makeFolder } from './audit/make-folder.js';

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
 * Opens `path` (mode 0700). Throws a KubelabError DATA_DIR_UNUSABLE when it cannot be written, is of another version or is a
 * folder of something else.
 */
export function openDataDirectory(path: string): DataDirectory {
  const unusable = (message: string, hint: string, cause?: unknown): KubelabError =>
    new KubelabError('DATA_DIR_UNUSABLE', `${path} ${message}`, { hint, place: { file: path }, cause });
  try {
    makeFolder(path);
    const files = readdirSync(path);
    if (files.includes(marker)) {
      const found = (JSON.parse(readFileSync(join(path, marker), 'utf8')) as { version?: unknown } | null)?.version;
      if (found !== version) {
        throw unusable(
          `is a data folder of version ${String(found)}, and this kubelab reads version ${version}`,
          'name another folder (--data-dir), or delete this one when nothing in it is needed',
        );
      }
    } else if (files.length > 0) {
      throw unusable('is not empty and no data folder of kubelab', 'name an empty or new folder (--data-dir)');
    } else {
      writeFileSync(join(path, marker), `${JSON.stringify({ version })}\n`, { mode: 0o600 });
    }
  } catch (error) {
    if (isKubelabError(error)) throw error;
    if (error instanceof SyntaxError)
      throw unusable(`holds a ${marker} that is no JSON`, 'name another folder (--data-dir)', error);
    throw unusable(
      `cannot be used: ${(error as Error).message}`,
      'name a folder that you may write to (--data-dir)',
      error,
    );
  }
  return {
    pki: join(path, 'pki'),
    store: join(path, 'store'),
    auditLog: join(path, 'audit.log'),
  };
}
