/** Opens the store: in memory, or in a folder of a LevelDB from which it goes on. */
import { KubelabError } from '../../errors.js';
import type { KubeObject } from '../../kube/object.js';
import { memoryStore } from './memory-store.js';
import type { Store, Stored, StoreEvent } from './store.js';

/** The layout of what is in the folder; another one is refused, never guessed at. */
const format = '1';
const formatKey = '!format';
const revisionKey = '!revision';

interface Saved {
  revision: number;
  object: KubeObject;
}

/**
 * An empty store, or with `directory` (made when it is not there) the store as it was when its last write was
 * acknowledged. Rejects with CLUSTER_RUNNING when another one is open on the folder, in this process or another, and with
 * DATA_DIR_UNUSABLE when the folder cannot be used or is of another format.
 */
export async function openStore({ directory }: { directory?: string } = {}): Promise<Store> {
  if (directory === undefined) return memoryStore();
  // a native library, which a cluster in memory does without
  const { ClassicLevel } = await import('classic-level');
  const database = new ClassicLevel(directory);
  try {
    await database.open();
  } catch (error) {
    const { cause } = error as { cause?: Error & { code?: string } };
    if (cause?.code === 'LEVEL_LOCKED') throw inUse(directory, error);
    throw unusable(directory, cause?.message ?? String(error), error);
  }
  const found = await database.get(formatKey);
  if (found !== undefined && found !== format) {
    await database.close();
    throw unusable(directory, `it is of format ${found}, and this version of kubelab reads format ${format}`);
  }
  if (found === undefined) await database.put(formatKey, format, { sync: true });

  const objects: Stored[] = [];
  for await (const [key, text] of database.iterator({ gt: '"' })) {
    const { revision, object } = JSON.parse(text) as Saved;
    objects.push({ key, object, revision });
  }
  const revision = Number((await database.get(revisionKey)) ?? 1);
  const save = inGroups(async (events) => {
    const last = events.at(-1)?.revision ?? revision;
    const writes = events.map(({ type, key, object, revision: at }) =>
      type === 'DELETED'
        ? ({ type: 'del', key } as const)
        : ({ type: 'put', key, value: JSON.stringify({ revision: at, object } satisfies Saved) } as const),
    );
    await database.batch([...writes, { type: 'put', key: revisionKey, value: String(last) }], { sync: true });
  });
  return memoryStore({
    revision,
    objects,
    persist: save.write,
    close: async () => {
      await save.idle();
      await database.close();
    },
  });
}

/** True when a store is open on the folder, in whatever process. Its lock ends with that process, however it ends. */
export async function isStoreInUse(directory: string): Promise<boolean> {
  const { ClassicLevel } = await import('classic-level');
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
    hint: 'name another folder with --data-dir, or empty this one with: kubelab cluster reset',
    place: { file: directory },
    cause,
  });
}

/** Writes what has come together while the write before was under way as one; promises resolve in the order of calls. */
function inGroups(write: (events: StoreEvent[]) => Promise<void>): {
  write(event: StoreEvent): Promise<void>;
  idle(): Promise<void>;
} {
  let waiting: { event: StoreEvent; done(error?: unknown): void }[] = [];
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await write(group.map(({ event }) => event));
        for (const { done } of group) done();
      } catch (error) {
        for (const { done } of group) done(error);
      }
    }
    running = undefined;
  };
  return {
    write: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, done: (error) => (error === undefined ? resolve() : reject(error)) });
        running ??= run();
      }),
    idle: async () => running,
  };
}
