/** All objects of a store at one moment, and the way back to them. */
import type { Store, Stored } from './store.js';

/**
 * Remembers every object. The answer writes back objects that have changed since, removes new ones, and makes deleted ones again,
 * all with the uid that they had. Watchers see each of these writes. An object whose key `startsAnew` is deleted and made again
 * where others are updated. Objects that `later` gives belong to the snapshot although they were made after it.
 */
export function takeSnapshot(
  store: Store,
  startsAnew: (key: string) => boolean,
  later: () => readonly Stored[] = () => [],
): () => Promise<void> {
  const kept = new Map(store.all().map((stored) => [stored.key, stored]));
  return async () => {
    for (const stored of later()) if (!kept.has(stored.key)) kept.set(stored.key, stored);
    // a store in memory applies each write as it is called: nobody sees some of them without the others
    const writes: Promise<unknown>[] = [];
    for (const { key, object, revision } of store.all()) {
      const before = kept.get(key);
      if (before?.revision === revision) continue;
      const sameObject = before?.object.metadata.uid === object.metadata.uid;
      if (before && sameObject && !startsAnew(key)) writes.push(store.update(key, before.object, revision));
      else writes.push(store.delete(key, revision));
    }
    // `create` passes over the keys that are there
    for (const { key, object } of kept.values()) writes.push(store.create(key, object));
    await Promise.all(writes);
    // the versions that these objects have now are those of the snapshot
    for (const { key } of kept.values()) {
      const now = store.get(key);
      if (now) kept.set(key, now);
    }
  };
}
