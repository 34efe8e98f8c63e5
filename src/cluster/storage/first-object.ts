/** Tells when a resource has its first object, so that nothing is built for resources of which there are none. */
import type { Store } from './store.js';

/** Calls `onFirst` once: now if there are objects under the prefix, otherwise when the first one is written. */
export function whenFirstStored(store: Store, prefix: string, onFirst: () => void): void {
  if (store.list(prefix).length > 0) {
    onFirst();
    return;
  }
  const watching = store.watch(prefix, store.revision(), () => {
    if (watching !== 'expired') watching.stop();
    onFirst();
  });
}
