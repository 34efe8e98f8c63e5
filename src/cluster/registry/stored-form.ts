/** An object as it is stored and as clients see it, which for some kinds are two forms. */
import type { KubeObject } from '../../kube/object.js';
import type { KindDefinition } from '../kinds/definition.js';

/** The object as clients of this kind see it. */
export function fromStorage({ storage }: KindDefinition, object: KubeObject): KubeObject {
  return storage ? storage.from(object) : object;
}

/** The object as it is stored. */
export function toStorage({ storage, writtenLists = [] }: KindDefinition, object: KubeObject): KubeObject {
  if (storage) return storage.to(object);
  const empty = writtenLists.filter((name) => Array.isArray(object[name]) && !object[name].length);
  return empty.length ? { ...object, ...Object.fromEntries(empty.map((name) => [name, null])) } : object;
}
