/** The JSON of objects, kept as long as the object is: what is written once is read, listed and watched many times. */
import type { KubeObject } from '../../kube/object.js';

const known = new WeakMap<KubeObject, string>();

/** The JSON of an object that nobody changes any more. */
export function objectText(object: KubeObject): string {
  return `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},${itemText(object).slice(1)}`;
}

/** The same as the item of a list, which says kind and version itself. */
export function itemText(object: KubeObject): string {
  let text = known.get(object);
  if (text === undefined) {
    const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
    text = JSON.stringify(item);
    known.set(object, text);
  }
  return text;
}
