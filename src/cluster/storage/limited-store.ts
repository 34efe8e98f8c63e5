/**
 * A store that is full at some point, as etcd is: for clusters whose clients are not trusted. What is refused is refused in
 * etcd's words; what is there can still be read and deleted.
 */
import type { KubeObject } from '../../kube/object.js';
import { ApiError } from '../../kube/status.js';
import type { Store } from './store.js';

/** How much a store takes. */
export interface StoreLimits {
  /** Objects at one time. */
  objects: number;
  /** Bytes of JSON that are written in all; the history of old versions counts, too. */
  writtenBytes: number;
}

/** What an object on its way out may still write beyond the limit, so that a full cluster can be tidied up. */
const reserve = 1.25;

/** An empty store, which refuses creations and updates with an ApiError 500 when a limit is reached. */
export function limitedStore(store: Store, limits: StoreLimits): Store {
  let objects = 0;
  let written = 0;
  const refuseWhenFull = (object: KubeObject, added: number): void => {
    const size = JSON.stringify(object).length;
    const room = limits.writtenBytes * (object.metadata.deletionTimestamp === undefined ? 1 : reserve);
    if (objects + added > limits.objects || written + size > room) {
      throw new ApiError({ code: 500, message: 'etcdserver: mvcc: database space exceeded' });
    }
    written += size;
  };
  return {
    ...store,
    create: async (key, object) => {
      refuseWhenFull(object, 1);
      const stored = await store.create(key, object);
      if (stored) objects++;
      return stored;
    },
    update: async (key, object, expected) => {
      refuseWhenFull(object, 0);
      return store.update(key, object, expected);
    },
    delete: async (key, expected) => {
      const deleted = await store.delete(key, expected);
      if (deleted) objects--;
      return deleted;
    },
  };
}
