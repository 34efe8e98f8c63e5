/**
 * Empties a namespace that is being deleted, reports the progress in its conditions, and lets go of it when it is empty
 * (pkg/controller/namespace/deletion).
 */
import { kinds, type ResourceKind } from '../../kube/kinds.js';
import type { StoredObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { type Condition, type Namespace, resources, target } from './objects.js';
import { found, whileThere } from './while-there.js';

/** Every kind whose objects live in a namespace and can be listed; Events of events.k8s.io are those of core. */
const content = kinds
  .filter(
    (k) =>
      k.namespaced && k.verbs.includes('list') && k.verbs.includes('deletecollection') && k.group !== 'events.k8s.io',
  )
  // pods are deleted first: they may need the other objects until they end (KEP-5080)
  .sort((a, b) => Number(b === resources.pods) - Number(a === resources.pods));

const finalizer = 'kubernetes';

/** Objects left in a namespace after everything in it was told to go. */
export interface Remains {
  /** The number of objects, by `resource.group`. */
  objects: Record<string, number>;
  /** The number of objects that wait for a finalizer. */
  finalizers: Record<string, number>;
}

/** The five conditions of a namespace that is going, with Kubernetes' reasons and messages. */
export function deletionConditions(remains: Remains): Condition[] {
  const objects = Object.entries(remains.objects).sort();
  const finalizers = Object.entries(remains.finalizers).sort();
  const list = (entries: [string, number][], word: string): string =>
    entries.map(([name, count]) => `${name} ${word} ${count} resource instances`).join(', ');
  return [
    {
      type: 'NamespaceDeletionDiscoveryFailure',
      status: 'False',
      reason: 'ResourcesDiscovered',
      message: 'All resources successfully discovered',
    },
    {
      type: 'NamespaceDeletionGroupVersionParsingFailure',
      status: 'False',
      reason: 'ParsedGroupVersions',
      message: 'All legacy kube types successfully parsed',
    },
    {
      type: 'NamespaceDeletionContentFailure',
      status: 'False',
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    objects.length
      ? {
          type: 'NamespaceContentRemaining',
          status: 'True',
          reason: 'SomeResourcesRemain',
          message: `Some resources are remaining: ${list(objects, 'has')}`,
        }
      : {
          type: 'NamespaceContentRemaining',
          status: 'False',
          reason: 'ContentRemoved',
          message: 'All content successfully removed',
        },
    finalizers.length
      ? {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${list(finalizers, 'in')}`,
        }
      : {
          type: 'NamespaceFinalizersRemaining',
          status: 'False',
          reason: 'ContentHasNoFinalizers',
          message: 'All content-preserving finalizers finished',
        },
  ];
}

/** The conditions with those of `next` in their places; the time of one changes with its status. */
export function mergeConditions(before: readonly Condition[], next: readonly Condition[], now: string): Condition[] {
  const merged = [...before];
  for (const condition of next) {
    const at = merged.findIndex((c) => c.type === condition.type);
    const old = merged[at];
    if (!old) merged.push({ ...condition, lastTransitionTime: now });
    else if (old.status !== condition.status) merged[at] = { ...condition, lastTransitionTime: now };
    else merged[at] = { ...old, ...condition };
  }
  return merged;
}

/** Starts the namespace controller. */
export function startNamespaceController(context: ControllerContext): void {
  const client = context.clientOf('namespace-controller');

  /** The kinds of which there have been objects. */
  const used = new Set<ResourceKind>();

  const empty = async (namespace: string): Promise<Remains> => {
    const remains: Remains = { objects: {}, finalizers: {} };
    const custom = context.customRows().filter(({ namespaced }) => namespaced);
    for (const kind of [...content.filter((row) => used.has(row)), ...custom]) {
      const collection = target(kind, { namespace });
      if ((await client.list(collection)).length === 0) continue;
      await client.deleteCollection(collection, { propagationPolicy: 'Background' });
      const left = await client.list(collection);
      if (left.length) remains.objects[`${kind.resource}.${kind.group}`] = left.length;
      for (const name of left.flatMap((object) => object.metadata.finalizers ?? [])) {
        remains.finalizers[name] = (remains.finalizers[name] ?? 0) + 1;
      }
      if (kind === resources.pods && left.length) return remains;
    }
    return remains;
  };

  const sync = async (name: string): Promise<void> => {
    let namespace = await found<Namespace>(client, target(resources.namespaces, { name }));
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec?.finalizers?.includes(finalizer)) return;
    const remains = await empty(name);
    const before = namespace.status?.conditions ?? [];
    const conditions = mergeConditions(before, deletionConditions(remains), formatTime(context.clock.now()));
    if (JSON.stringify(before) !== JSON.stringify(conditions) || namespace.status?.phase !== 'Terminating') {
      namespace = await client.update<Namespace>(target(resources.namespaces, { name, subresource: 'status' }), {
        ...namespace,
        status: { ...namespace.status, phase: 'Terminating', conditions },
      });
    }
    // the deletion of each remaining object queues this namespace again
    if (Object.keys(remains.objects).length) return;
    const finalizers = (namespace.spec?.finalizers ?? []).filter((f) => f !== finalizer);
    await client.update(target(resources.namespaces, { name, subresource: 'finalize' }), {
      ...namespace,
      spec: { ...namespace.spec, finalizers },
    });
  };

  const queue = context.queue('namespace-controller', async (name) => {
    await whileThere(() => sync(name));
  });

  const namespaces = context.watch<Namespace>(resources.namespaces, ({ type, object }) => {
    if (type !== 'DELETED' && object.metadata.deletionTimestamp) queue.add(object.metadata.name);
  });
  const again = (object: StoredObject): void => {
    const name = object.metadata.namespace ?? '';
    if (namespaces.get('', name)?.metadata.deletionTimestamp) queue.add(name);
  };
  for (const kind of content) {
    context.whenUsed(kind, () => {
      used.add(kind);
      context.watch(kind, ({ type, object }) => {
        if (type === 'DELETED') again(object);
      });
    });
  }
  context.watchCustomKinds(({ type, object }) => {
    if (type === 'DELETED') again(object);
  });
}
