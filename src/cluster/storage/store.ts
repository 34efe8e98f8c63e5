/**
 * Where objects are kept, behind one interface: one counter of versions for all, a bounded history for watches, and
 * nothing known of kinds. Keys are `RESOURCE.GROUP/NAMESPACE/NAME` built by {@link storageKey}.
 */
import type { GroupResource, KubeObject } from '../../kube/object.js';

/** An object as stored. The object is frozen by agreement: a change needs a copy. */
export interface Stored {
  key: string;
  object: KubeObject;
  /** The version at which it was written; also in `object.metadata.resourceVersion`. */
  revision: number;
}

/** A change of one object. For DELETED the object is its last state with the revision of the deletion. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  key: string;
  object: KubeObject;
  /** The state before, for MODIFIED and DELETED: a selector may have matched then and not now. */
  previous?: KubeObject;
  revision: number;
}

/**
 * The store. Reads are synchronous and see every acknowledged write; writes resolve when they are safe,
 * and reject with an ApiError 500 when they cannot be made so.
 */
export interface Store {
  /** The revision of the newest write. */
  revision(): number;
  get(key: string): Stored | undefined;
  /** Objects under a prefix, in the order of their keys. */
  list(prefix: string): Stored[];
  /** Every object, in no particular order. */
  all(): Stored[];
  /** Objects under a prefix as they were at a past revision, in the order of their keys; 'expired' as for watch. */
  listAt(prefix: string, revision: number): Stored[] | 'expired';
  /** Writes a new object; undefined when the key is taken. Sets metadata.resourceVersion. */
  create(key: string, object: KubeObject): Promise<Stored | undefined>;
  /** Replaces the object when its revision is still `expected`; undefined when it is another or gone. */
  update(key: string, object: KubeObject, expected: number): Promise<Stored | undefined>;
  /** Removes the object when its revision is still `expected`; undefined when it is another or gone. */
  delete(key: string, expected: number): Promise<Stored | undefined>;
  /** Events after `revision` under a prefix, then new ones as they happen; 'expired' when the history is shorter. */
  watch(prefix: string, revision: number, onEvent: (event: StoreEvent) => void): { stop(): void } | 'expired';
  /** Forgets all that has happened so far: versions before the present one are 'expired' from now on. */
  compact(): void;
  /** The oldest version that is not 'expired'. */
  oldest(): number;
  close(): Promise<void>;
}

/** The key of an object, or without `name` / `namespace` the prefix of a collection (ends in `/`). */
export function storageKey(gr: GroupResource, namespace?: string, name?: string): string {
  const resource = gr.group ? `${gr.resource}.${gr.group}` : gr.resource;
  if (namespace === undefined) return name === undefined ? `${resource}/` : `${resource}//${name}`;
  return name === undefined ? `${resource}/${namespace}/` : `${resource}/${namespace}/${name}`;
}
