/** An object as it is stored and as clients see it, which for some kinds are two forms. */
import { isFields } from '../../kube/fields.js';
import type { KubeObject } from '../../kube/object.js';
import type { KindDefinition } from '../kinds/definition.js';

/** The object as clients of this kind see it. */
export function fromStorage({ storage }: KindDefinition, object: KubeObject): KubeObject {
  return storage ? storage.from(object) : object;
}

/** The object as it is stored. */
export function toStorage(definition: KindDefinition, object: KubeObject): KubeObject {
  return definition.storage ? definition.storage.to(object) : asWritten(definition, object);
}

/** The object as a client sees it when it is written: some empty lists are null then. */
export function asWritten({ writtenLists = [] }: KindDefinition, object: KubeObject): KubeObject {
  // only fields inside of the object change
  return writtenLists.reduce<unknown>((now, path) => withNull(now, path.split('.')), object) as KubeObject;
}

/** The value with null in place of each empty list at the path, which leads through lists; itself where there is none. */
function withNull(value: unknown, path: readonly string[]): unknown {
  if (Array.isArray(value)) {
    if (path.length === 0) return value.length === 0 ? null : value;
    const items = value.map((item) => withNull(item, path));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  const [name, ...rest] = path;
  if (name === undefined || !isFields(value) || value[name] === undefined) return value;
  const now = withNull(value[name], rest);
  return now === value[name] ? value : { ...value, [name]: now };
}
