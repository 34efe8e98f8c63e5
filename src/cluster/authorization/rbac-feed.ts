/** Keeps the index of RBAC objects as the store is. */

import { type Store, storageKey } from '../storage/store.js';
import type { RbacIndex } from './rbac-index.js';

const resources = ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'];

/** Fills the index and follows every change, as long as the store is open. */
export function followRbac(store: Store, index: RbacIndex): void {
  for (const resource of resources) {
    const prefix = storageKey({ group: 'rbac.authorization.k8s.io', resource });
    for (const { object } of store.list(prefix)) index.set(object);
    // the list was read in the same turn, so nothing in between can be lost
    store.watch(prefix, store.revision(), ({ type, object }) => {
      if (type === 'DELETED') index.delete(object);
      else index.set(object);
    });
  }
}
