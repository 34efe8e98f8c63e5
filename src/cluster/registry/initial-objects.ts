/** Makes the server's own objects of a kind, at the first request for the kind. */
import type { ResourceKind } from '../../kube/kinds.js';
import { formatTime } from '../clock.js';
import type { KindDefinition } from '../kinds/definition.js';
import type { Stored } from '../storage/store.js';
import { type Call, keyOf, type RegistryOptions } from './deps.js';

/** The initial objects of one cluster. */
export interface InitialObjects {
  /**
   * Makes sure that the kind of a call has its initial objects; undefined when none are being made. The objects are as old as
   * the cluster. Rejects with the store's error; the next call tries again.
   */
  ensure(call: Pick<Call, 'kind' | 'definition'>): Promise<void> | undefined;
  /** The objects made so far, as they were made, in the order of their making. */
  made(): readonly Stored[];
}

/** No object is made yet. */
export function initialObjects({
  store,
  clock,
  randomUUID,
}: Pick<RegistryOptions, 'store' | 'clock' | 'randomUUID'>): InitialObjects {
  const done = new Map<string, Promise<void>>();
  const made: Stored[] = [];
  const make = async (kind: ResourceKind, initial: NonNullable<KindDefinition['initial']>): Promise<void> => {
    const oldest = store.get('namespaces//kube-system')?.object.metadata.creationTimestamp;
    const creationTimestamp = oldest ?? formatTime(clock.now());
    for (const object of initial(creationTimestamp)) {
      const metadata = { ...object.metadata, uid: randomUUID(), creationTimestamp };
      const key = keyOf(kind, metadata.namespace ?? '', metadata.name ?? '');
      const created = await store.create(key, { ...object, metadata });
      if (created) made.push(created);
    }
  };
  return {
    ensure(call) {
      const { initial } = call.definition;
      if (!initial) return undefined;
      const { kind, group } = call.kind;
      const key = `${kind}.${group}`;
      const known = done.get(key);
      if (known) return known;
      const making = make(call.kind, initial);
      done.set(key, making);
      making.catch(() => done.delete(key));
      return making;
    },
    made: () => made,
  };
}
