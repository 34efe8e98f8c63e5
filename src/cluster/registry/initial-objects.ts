/** Makes the objects that the server itself has of a kind, when somebody asks for the kind for the first time. */
import { formatTime } from '../clock.js';
import type { Call } from './deps.js';
import { keyOf, type Registry } from './deps.js';

/**
 * Makes sure that the kind of a call has its initial objects; undefined when there is nothing to wait for. They are as old
 * as the cluster.
 */
export function initialObjects(registry: Registry): (call: Call) => Promise<void> | undefined {
  const done = new Map<string, Promise<void>>();
  const make = async ({ kind, definition }: Call): Promise<void> => {
    const oldest = registry.store.get('namespaces//kube-system')?.object.metadata.creationTimestamp;
    const creationTimestamp = oldest ?? formatTime(registry.clock.now());
    for (const object of definition.initial?.(creationTimestamp) ?? []) {
      const metadata = { ...object.metadata, uid: registry.randomUUID(), creationTimestamp };
      await registry.store.create(keyOf(kind, metadata.namespace ?? '', metadata.name ?? ''), { ...object, metadata });
    }
  };
  return (call) => {
    if (!call.definition.initial) return undefined;
    const { kind, group } = call.kind;
    const key = `${kind}.${group}`;
    const made = done.get(key);
    if (made) return made;
    const making = make(call);
    done.set(key, making);
    return making;
  };
}
