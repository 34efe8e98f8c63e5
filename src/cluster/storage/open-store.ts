/** Opens the store: in memory, or in a folder of a LevelDB from which it goes on. */
import { existsSync } from 'node:fs';
import type { ClassicLevel } from 'classic-level';
import { afterFailedWrite, isKubelabError, KubelabError } from '../../errors.js';
import { missingNativeLibrary } from '../../native-library.js';
import { causeOf, durableWrites, revisionKey, type Saved } from './durable-writes.js';
import { type MemoryStoreOptions, memoryStore } from './memory-store.js';
import type { Store, Stored } from './store.js';

/** The layout of the folder; another one is refused, never guessed at. */
const format = '1';
const formatKey = '!format';
/** There when the store was closed, and not while it is open or after a crash. */
const endedKey = '!ended';
const skippedAfterCrash = 10_000;

/** Where the store is kept, in memory without a folder, and how the fields of its objects are arranged. */
export interface OpenStoreOptions extends Pick<MemoryStoreOptions, 'arrange'> {
  directory?: string;
}

/**
 * An empty store, or with `directory` (made when it is not there) the store as it was when its last write was
 * acknowledged. Rejects with CLUSTER_RUNNING when another one is open on the folder, in this process or another, and with
 * DATA_DIR_UNUSABLE when the folder cannot be used or is of another format, and with ENVIRONMENT on a system without LevelDB.
 */
export async function openStore(options: OpenStoreOptions = {}): Promise<Store> {
  const { directory, arrange } = options;
  if (directory === undefined) return memoryStore({ arrange });
  // a native library, which a cluster in memory does without
  const ClassicLevel = await loadLevel();
  const database = new ClassicLevel(directory);
  try {
    await database.open();
  } catch (error) {
    if ((error as { cause?: { code?: string } }).cause?.code === 'LEVEL_LOCKED') throw inUse(directory, error);
    throw unusable(directory, causeOf(error), error);
  }
  let kept: { objects: Stored[]; revision: number };
  try {
    kept = await readStored(database, directory);
  } catch (error) {
    await database.close();
    throw isKubelabError(error) ? error : unusable(directory, causeOf(error), error);
  }
  const writes = durableWrites(database);
  return memoryStore({
    ...kept,
    arrange,
    persist: writes.write,
    close: async () => {
      await writes.end();
      // without the mark the next start is one after a crash
      await database.put(endedKey, '', { sync: true }).catch(() => {});
      await database.close();
    },
  });
}

/** LevelDB, loaded when it is first asked for. Rejects with ENVIRONMENT on a system that it has no build for. */
export async function loadLevel(): Promise<typeof ClassicLevel> {
  try {
    return (await import('classic-level')).ClassicLevel;
  } catch (cause) {
    throw missingNativeLibrary('classic-level', 'to keep the state of the practice cluster in files', cause);
  }
}

/** The objects, and the revision that was given last. From then on a start is one after a crash, until the store is closed. */
async function readStored(database: ClassicLevel, directory: string): Promise<{ objects: Stored[]; revision: number }> {
  const found = await database.get(formatKey);
  if (found !== undefined && found !== format)
    throw unusable(directory, `it is of format ${found}, and this version of kubelab reads format ${format}`);
  const objects: Stored[] = [];
  for await (const [key, text] of database.iterator({ gt: '"' })) {
    const { revision, object } = JSON.parse(text) as Saved;
    objects.push({ key, object, revision });
  }
  // a crash may have taken writes that somebody has read already: their revisions are not given to others
  const ended = (await database.get(endedKey)) !== undefined;
  const saved = Number((await database.get(revisionKey)) ?? 1);
  const revision = ended || found === undefined ? saved : saved + skippedAfterCrash;
  await database.batch(
    [
      { type: 'put', key: formatKey, value: format },
      { type: 'put', key: revisionKey, value: String(revision) },
      { type: 'del', key: endedKey },
    ],
    { sync: true },
  );
  return { objects, revision };
}

/** True when a store is open on the folder, in whatever process. Its lock ends with that process, however it ends. */
export async function isStoreInUse(directory: string): Promise<boolean> {
  // LevelDB would make the folder
  if (!existsSync(directory)) return false;
  const ClassicLevel = await loadLevel();
  const database = new ClassicLevel(directory, { createIfMissing: false });
  try {
    await database.open();
  } catch (error) {
    return (error as { cause?: { code?: string } }).cause?.code === 'LEVEL_LOCKED';
  }
  await database.close();
  return false;
}

function inUse(directory: string, cause: unknown): KubelabError {
  return new KubelabError('CLUSTER_RUNNING', `another practice cluster has its state in ${directory}`, {
    hint: 'use that one (kubelab cluster status), end it (kubelab cluster down), or name another folder (--data-dir)',
    place: { file: directory },
    cause,
  });
}

function unusable(directory: string, why: string, cause?: unknown): KubelabError {
  return new KubelabError('DATA_DIR_UNUSABLE', `the data folder ${directory} cannot be used: ${why}`, {
    hint: afterFailedWrite(why, 'name another folder with --data-dir, or empty this one with: kubelab cluster reset'),
    place: { file: directory },
    cause,
  });
}
