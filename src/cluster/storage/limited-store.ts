/**
 * A store that is full at some point, as etcd is: for clusters whose clients are not trusted. Refusals are in etcd's words;
 * stored objects can still be read and deleted.
 */
import type { KubeObject } from '../../kube/object.js';
import { ApiError } from '../../kube/status.js';
import type { Store, Stored } from './store.js';

/** How much a store takes. */
export interface StoreLimits {
  /** Objects at one time. */
  objects: number;
  /** Bytes of JSON that are written in all; the history of old versions counts, too. */
  writtenBytes: number;
}

/** The factor on `writtenBytes` for an object on its way out, so that a full cluster can be tidied up. */
const reserve = 1.25;

/** An empty store, which refuses creations and updates with an ApiError 500 when a limit is reached. */
export function limitedStore(store: Store, limits: StoreLimits): Store {
  let objects = 0;
  let written = 0;
  /** Takes the room for a write before it is made, since others may be under way, and gives it back when it was not made. */
  const within = async (
    object: KubeObject,
    added: number,
    write: () => Promise<Stored | undefined>,
  ): Promise<Stored | undefined> => {
    const size = Buffer.byteLength(JSON.stringify(object));
    const room = limits.writtenBytes * (object.metadata.deletionTimestamp === undefined ? 1 : reserve);
    if (objects + added > limits.objects || written + size > room) {
      throw new ApiError({ code: 500, message: 'etcdserver: mvcc: database space exceeded' });
    }
    objects += added;
    written += size;
    let stored: Stored | undefined;
    try {
      stored = await write();
    } finally {
      if (!stored) {
        objects -= added;
        written -= size;
      }
    }
    return stored;
  };
  return {
    ...store,
    create: (key, object) => within(object, 1, () => store.create(key, object)),
    update: (key, object, expected) => within(object, 0, () => store.update(key, object, expected)),
    delete: async (key, expected) => {
      const deleted = await store.delete(key, expected);
      if (deleted) objects--;
      return deleted;
    },
  };
}
