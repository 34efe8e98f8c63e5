/** The store in memory: objects by key, one counter of revisions, a bounded history, and watchers by prefix. */
import type { KubeObject } from '../../kube/object.js';
import type { Store, Stored, StoreEvent } from './store.js';

/** How many events are kept for watches that start at an older revision. */
const historyLength = 10_000;

/** The first contents of a memory store, and its hooks for a write before it is acknowledged. */
export interface MemoryStoreOptions {
  revision?: number;
  objects?: readonly Stored[];
  /** Puts the fields of an object that is written into their order. */
  arrange?(object: KubeObject): KubeObject;
  /**
   * Calls `done` when the write is safe; the store acknowledges, and tells its watchers, only then. With an error the write
   * is taken back: those of several writes come in the reverse order of the writes, and in one turn.
   */
  persist?(event: StoreEvent, done: (error?: Error) => void): void;
  close?(): Promise<void>;
}

interface Watcher {
  prefix: string;
  since: number;
  onEvent(event: StoreEvent): void;
}

/** An empty store, or one that goes on from `options`. Its first revision is 1. */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const collections = new Map<string, Collection>();
  const history: StoreEvent[] = [];
  const watchers = new Map<string, Set<Watcher>>();
  let revision = options.revision ?? 1;
  // events up to this revision are not in the history
  let forgotten = revision;
  // events up to this revision were told to the watchers of their time
  let told = revision;

  const collectionOf = (key: string): Collection => {
    const name = resourceOf(key);
    let collection = collections.get(name);
    if (!collection) {
      collection = { objects: new Map(), sorted: [] };
      collections.set(name, collection);
    }
    return collection;
  };
  for (const stored of options.objects ?? []) collectionOf(stored.key).objects.set(stored.key, stored);
  for (const collection of collections.values()) collection.sorted = undefined;

  /** Applies a write at once, so that the next one sees it, and resolves when it is safe. */
  const commit = async (type: StoreEvent['type'], key: string, object: KubeObject): Promise<Stored> => {
    revision++;
    const collection = collectionOf(key);
    const previous = collection.objects.get(key);
    const versioned: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const written = options.arrange ? options.arrange(versioned) : versioned;
    const stored: Stored = { key, object: written, revision };
    if (type === 'DELETED') collection.objects.delete(key);
    else collection.objects.set(key, stored);
    if (type !== 'MODIFIED') collection.sorted = undefined;

    const event: StoreEvent = { type, key, object: written, revision, ...(previous && { previous: previous.object }) };
    history.push(event);
    if (history.length > 2 * historyLength) {
      const dropped = history.splice(0, history.length - historyLength);
      forgotten = dropped.at(-1)?.revision ?? forgotten;
    }
    if (options.persist) await persisted(event, options.persist);
    else tell(event);
    return stored;
  };

  /** Watchers hear of events in the order of their revisions: writes become safe in that order too. */
  const tell = (event: StoreEvent): void => {
    told = event.revision;
    for (const watcher of [...(watchers.get(resourceOf(event.key)) ?? [])]) {
      if (event.revision > watcher.since && event.key.startsWith(watcher.prefix)) watcher.onEvent(event);
    }
  };

  const persisted = (event: StoreEvent, persist: NonNullable<MemoryStoreOptions['persist']>): Promise<void> =>
    new Promise((resolve, reject) => {
      persist(event, (error) => {
        if (error) {
          takeBack(event);
          reject(error);
        } else {
          tell(event);
          resolve();
        }
      });
    });

  const takeBack = (event: StoreEvent): void => {
    const { key, previous } = event;
    const collection = collectionOf(key);
    if (previous) collection.objects.set(key, storedBefore(key, previous));
    else collection.objects.delete(key);
    collection.sorted = undefined;
    history.splice(history.lastIndexOf(event), 1);
  };

  const listNow = (prefix: string): Stored[] => {
    const collection = collections.get(resourceOf(prefix));
    if (!collection) return [];
    collection.sorted ??= [...collection.objects.keys()].sort();
    const found: Stored[] = [];
    for (let at = firstFrom(collection.sorted, prefix); at < collection.sorted.length; at++) {
      const key = collection.sorted[at] ?? '';
      if (!key.startsWith(prefix)) break;
      const stored = collection.objects.get(key);
      if (stored) found.push(stored);
    }
    return found;
  };

  return {
    revision: () => revision,
    get: (key) => collections.get(resourceOf(key))?.objects.get(key),
    list: listNow,
    all: () => [...collections.values()].flatMap(({ objects }) => [...objects.values()]),
    listAt: (prefix, asked) => {
      if (asked < forgotten) return 'expired';
      const past = new Map(listNow(prefix).map((stored) => [stored.key, stored]));
      for (const { revision: at, key, previous } of history.filter((e) => e.key.startsWith(prefix)).reverse()) {
        if (at <= asked) break;
        if (previous) past.set(key, storedBefore(key, previous));
        else past.delete(key);
      }
      return [...past.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    create: async (key, object) => (collectionOf(key).objects.has(key) ? undefined : commit('ADDED', key, object)),
    update: async (key, object, expected) =>
      collectionOf(key).objects.get(key)?.revision === expected ? commit('MODIFIED', key, object) : undefined,
    delete: async (key, expected) => {
      const stored = collectionOf(key).objects.get(key);
      return stored?.revision === expected ? commit('DELETED', key, stored.object) : undefined;
    },
    watch: (prefix, since, onEvent) => {
      if (since < forgotten) return 'expired';
      const watcher: Watcher = { prefix, since, onEvent };
      const resource = resourceOf(prefix);
      for (const event of history) {
        if (event.revision > since && event.revision <= told && event.key.startsWith(prefix)) onEvent(event);
      }
      const set = watchers.get(resource) ?? new Set();
      watchers.set(resource, set.add(watcher));
      return { stop: () => set.delete(watcher) };
    },
    compact: () => {
      history.length = 0;
      forgotten = revision;
    },
    oldest: () => forgotten,
    close: async () => {
      watchers.clear();
      await options.close?.();
    },
  };
}

interface Collection {
  objects: Map<string, Stored>;
  /** The keys in order, or undefined when one was added or removed since they were last put in order. */
  sorted: string[] | undefined;
}

const storedBefore = (key: string, object: KubeObject): Stored => ({
  key,
  object,
  revision: Number(object.metadata.resourceVersion),
});

const resourceOf = (key: string): string => key.slice(0, key.indexOf('/'));

/** The place of the first key that is not before `prefix`. */
function firstFrom(keys: readonly string[], prefix: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
}
