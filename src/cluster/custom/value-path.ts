/** Simple JSON paths of a definition, such as `.spec.replicas`: names with dots between them. */
import { isFields } from '../../kube/fields.js';

/** The names of a path. */
export const pathNames = (path: string): string[] => path.replace(/^\./, '').split('.');

/** The value at a path; undefined where there is none. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const name of pathNames(path)) {
    if (!isFields(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** Sets the value at a path, in place, and makes the objects on the way that are not there. */
export function setValueAt(object: Record<string, unknown>, path: string, value: unknown): void {
  const names = pathNames(path);
  let target = object;
  for (const name of names.slice(0, -1)) {
    const found = Object.hasOwn(target, name) ? target[name] : undefined;
    const next = isFields(found) ? found : {};
    if (name === '__proto__') return;
    target[name] = next;
    target = next;
  }
  const last = names.at(-1) ?? '';
  if (last !== '__proto__') target[last] = value;
}
