/**
 * Deletes objects that have lost their owners, and carries out foreground and orphaning deletions
 * (pkg/controller/garbagecollector). The graph is a map of uids: the objects and the owners they name.
 */
import { kinds, type ResourceKind } from '../../kube/kinds.js';
import { type JsonObject, type OwnerReference, parseApiVersion, type StoredObject } from '../../kube/object.js';
import type { WatchEvent } from '../client/client.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { kindOfReference, target } from './objects.js';
import { found, whileThere } from './while-there.js';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

interface GraphNode {
  row: ResourceKind;
  namespace: string;
  name: string;
  owners: readonly OwnerReference[];
  deleting: boolean;
  finalizers: readonly string[];
}

/** Objects and their dependents. */
export interface OwnershipGraph {
  node(uid: string): GraphNode | undefined;
  dependents(uid: string): string[];
  /** Takes an object as it is now; `gone` when it was deleted. */
  observe(row: ResourceKind, object: StoredObject, gone: boolean): void;
}

/** An empty graph. */
export function ownershipGraph(): OwnershipGraph {
  const nodes = new Map<string, GraphNode>();
  const dependents = new Map<string, Set<string>>();
  return {
    node: (uid) => nodes.get(uid),
    dependents: (uid) => [...(dependents.get(uid) ?? [])],
    observe: (row, object, gone) => {
      const { uid, namespace = '', name, ownerReferences = [], finalizers = [] } = object.metadata;
      for (const { uid: owner } of nodes.get(uid)?.owners ?? []) {
        const set = dependents.get(owner);
        set?.delete(uid);
        if (set?.size === 0) dependents.delete(owner);
      }
      if (gone) {
        nodes.delete(uid);
        return;
      }
      nodes.set(uid, {
        row,
        namespace,
        name,
        owners: ownerReferences,
        deleting: object.metadata.deletionTimestamp !== undefined,
        finalizers,
      });
      for (const { uid: owner } of ownerReferences) {
        const set = dependents.get(owner) ?? new Set();
        set.add(uid);
        dependents.set(owner, set);
      }
    },
  };
}

/** True when a reference in `namespace` names `node`; an object of another namespace cannot be named. */
function isNamedBy(node: GraphNode, reference: OwnerReference, namespace: string): boolean {
  const { row, name } = node;
  if (reference.name !== name || reference.kind !== row.kind) return false;
  // whichever version it names: a group may serve several, of which one is watched
  if (parseApiVersion(reference.apiVersion).group !== row.group) return false;
  return !row.namespaced || node.namespace === namespace;
}

/** True for an object that is being deleted and goes when its dependents are gone. */
const isWaiting = (node: GraphNode | undefined): boolean =>
  node?.deleting === true && node.finalizers.includes(foreground);

/** True for the row of the kind that a reference names, in whichever version. */
function isKindOf({ group, kind }: ResourceKind, owner: OwnerReference): boolean {
  return kind === owner.kind && group === parseApiVersion(owner.apiVersion).group;
}

/** Starts the garbage collector over all kinds that can be listed, watched and deleted. */
export function startGarbageCollector(context: ControllerContext): void {
  const client = context.clientOf('generic-garbage-collector');
  const record = eventRecorder(client, context.clock, 'garbage-collector-controller', (e) =>
    context.onError(e, 'generic-garbage-collector'),
  );
  const graph = ownershipGraph();
  const rows = kinds.filter(
    (k) => ['list', 'watch', 'delete'].every((v) => k.verbs.includes(v)) && k.group !== 'events.k8s.io',
  );
  const complete = new Promise<void>((resolve) => {
    // the informers are asked for below, in this same turn
    queueMicrotask(() => resolve(context.synced()));
  });

  const at = (node: GraphNode) => target(node.row, { namespace: node.namespace, name: node.name });

  const live = async (node: GraphNode, uid: string): Promise<StoredObject | undefined> => {
    const object = await found(client, at(node));
    return object?.metadata.uid === uid ? object : undefined;
  };

  /** True when the owner is not there: by the graph, and where that does not know it, by the API. */
  const isAbsent = async (owner: OwnerReference, namespace: string): Promise<boolean> => {
    const known = graph.node(owner.uid);
    if (known && isNamedBy(known, owner, namespace)) return false;
    const row = kindOfReference(owner) ?? context.customRows().find((one) => isKindOf(one, owner));
    // an owner of a kind that is not served can never be shown to be gone, nor one in a namespace of a dependent in none
    if (!row || (row.namespaced && !namespace)) return false;
    const named = await found(client, target(row, { namespace, name: owner.name }));
    return named?.metadata.uid !== owner.uid;
  };

  const patchMeta = async (node: GraphNode, object: StoredObject, metadata: JsonObject): Promise<void> => {
    const { uid, resourceVersion } = object.metadata;
    await client.patch(at(node), { metadata: { ...metadata, uid, resourceVersion } });
  };

  const removeFinalizer = async (node: GraphNode, uid: string, finalizer: string): Promise<void> => {
    const object = await live(node, uid);
    if (!object?.metadata.finalizers?.includes(finalizer)) return;
    await patchMeta(node, object, { finalizers: object.metadata.finalizers.filter((f) => f !== finalizer) });
  };

  const dropOwners = async (node: GraphNode, uid: string, owners: ReadonlySet<string>): Promise<void> => {
    const object = await live(node, uid);
    const references = object?.metadata.ownerReferences;
    if (!object || !references?.some((r) => owners.has(r.uid))) return;
    const kept = references.filter((r) => !owners.has(r.uid));
    // references are plain JSON
    await patchMeta(node, object, { ownerReferences: kept as unknown as JsonObject[] });
  };

  /** The owners of an object need not wait for it any more. */
  const unblockOwners = async (node: GraphNode, object: StoredObject): Promise<void> => {
    const references = object.metadata.ownerReferences ?? [];
    const ownerReferences = references.map((reference) => ({ ...reference, blockOwnerDeletion: false }));
    // references are plain JSON
    await patchMeta(node, object, { ownerReferences: ownerReferences as unknown as JsonObject[] });
  };

  /** Orphans the dependents of an object that waits for that. */
  const orphanDependents = async (uid: string, node: GraphNode): Promise<void> => {
    for (const id of graph.dependents(uid)) {
      const dependent = graph.node(id);
      if (dependent) await dropOwners(dependent, id, new Set([uid]));
    }
    await removeFinalizer(node, uid, orphan);
  };

  /** Lets an object in foreground deletion go when no dependent holds it any more. */
  const finishForeground = async (uid: string, node: GraphNode): Promise<void> => {
    let held = false;
    for (const id of graph.dependents(uid)) {
      const dependent = graph.node(id);
      if (!dependent?.owners.some((o) => o.uid === uid && o.blockOwnerDeletion)) continue;
      held = true;
      if (!dependent.deleting) queue.add(id);
    }
    if (!held) await removeFinalizer(node, uid, foreground);
  };

  const collect = async (uid: string, node: GraphNode): Promise<void> => {
    const object = await live(node, uid);
    if (!object || object.metadata.deletionTimestamp) return;
    const solid: string[] = [];
    const dangling: string[] = [];
    const waiting: string[] = [];
    for (const owner of object.metadata.ownerReferences ?? []) {
      if (await isAbsent(owner, node.namespace)) dangling.push(owner.uid);
      else {
        if (isWaiting(graph.node(owner.uid)) && owner.blockOwnerDeletion) waiting.push(owner.uid);
        else solid.push(owner.uid);
      }
    }
    const lost = [...dangling, ...waiting];
    if (lost.length === 0) return;
    if (solid.length > 0) {
      await dropOwners(node, uid, new Set(lost));
      return;
    }
    const dependents = graph.dependents(uid);
    const blocks = waiting.length > 0 && dependents.length > 0;
    // in a circle of owners each would wait for the next
    if (blocks && dependents.some((id) => isWaiting(graph.node(id)))) await unblockOwners(node, object);
    const finalizers = object.metadata.finalizers ?? [];
    const byFinalizer = finalizers.includes(orphan)
      ? 'Orphan'
      : finalizers.includes(foreground)
        ? 'Foreground'
        : 'Background';
    // an owner in foreground deletion waits for this object's own dependents, too
    const policy = blocks ? 'Foreground' : byFinalizer;
    await client.delete(at(node), { propagationPolicy: policy, preconditions: { uid } });
  };

  /** Tells an object that its owner is in another namespace, where it cannot own it. */
  const tellOfNamespace = ({ apiVersion, kind, metadata }: StoredObject, owner: OwnerReference): void => {
    const { namespace = '', name, uid } = metadata;
    const about = { apiVersion, kind, metadata: { name, uid, ...(namespace ? { namespace } : {}) } };
    const which = `[${owner.apiVersion}/${owner.kind}, namespace: ${namespace}, name: ${owner.name}, uid: ${owner.uid}]`;
    const message = `ownerRef ${which} does not exist in namespace ${JSON.stringify(namespace)}`;
    record(about, 'Warning', 'OwnerRefInvalidNamespace', message);
  };

  const queue = context.queue('generic-garbage-collector', async (uid) => {
    await complete;
    const node = graph.node(uid);
    if (!node) return;
    await whileThere(async () => {
      if (node.deleting && node.finalizers.includes(orphan)) await orphanDependents(uid, node);
      else if (isWaiting(node)) await finishForeground(uid, node);
      else if (!node.deleting && node.owners.length > 0) await collect(uid, node);
    });
  });

  const observe = (row: ResourceKind, { type, object }: WatchEvent): void => {
    const { uid, ownerReferences = [], deletionTimestamp } = object.metadata;
    const before = graph.node(uid);
    graph.observe(row, object, type === 'DELETED');
    const blocked = type === 'DELETED' ? [] : ownerReferences.filter(({ blockOwnerDeletion }) => blockOwnerDeletion);
    for (const { uid: owner } of before?.owners ?? ownerReferences) {
      // an owner may have waited for just this one, which is gone or holds it no more
      if (graph.node(owner)?.deleting && !blocked.some((reference) => reference.uid === owner)) queue.add(owner);
    }
    if (type === 'DELETED') {
      for (const id of graph.dependents(uid)) queue.add(id);
      return;
    }
    if (deletionTimestamp) queue.add(uid);
    if (JSON.stringify(before?.owners ?? []) === JSON.stringify(ownerReferences)) return;
    for (const reference of ownerReferences) {
      const owner = graph.node(reference.uid);
      const { namespace = '' } = object.metadata;
      if (!owner || owner.deleting || !isNamedBy(owner, reference, namespace)) queue.add(uid);
      if (owner?.row.namespaced && owner.namespace !== namespace) tellOfNamespace(object, reference);
    }
  };
  for (const row of rows) {
    context.whenUsed(row, () => context.watch(row, (event) => observe(row, event)));
  }
  context.watchCustomKinds((event, row) => observe(row, event));
}
