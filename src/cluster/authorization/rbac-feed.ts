/** Keeps the index of RBAC objects as the store is. */

import { type Store, storageKey } from '../storage/store.js';
import type { RbacIndex } from './rbac-index.js';

const resources = ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'];

/** Fills the index and follows every change; the answer ends that. */
export function followRbac(store: Store, index: RbacIndex): { stop(): void } {
  const stops: (() => void)[] = [];
  for (const resource of resources) {
    const prefix = storageKey({ group: 'rbac.authorization.k8s.io', resource });
    for (const { object } of store.list(prefix)) index.set(object);
    const watch = store.watch(prefix, store.revision(), ({ type, object }) => {
      if (type === 'DELETED') index.delete(object);
      else index.set(object);
    });
    // the list was read in the same turn, so nothing in between can be lost
    if (watch !== 'expired') stops.push(() => watch.stop());
  }
  return {
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
