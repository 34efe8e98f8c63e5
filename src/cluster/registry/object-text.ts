/** The JSON of objects, kept as long as the object is: what is written once is read, listed and watched many times. */
import { goJson } from '../../kube/go-json.js';
import type { KubeObject } from '../../kube/object.js';

/** What is behind the kind and version, from the metadata to the closing brace. */
const known = new WeakMap<KubeObject, string>();

/** Those that were asked for by themselves, whole. */
const whole = new WeakMap<KubeObject, string>();

/** The JSON of an object that nobody changes any more, as a line. */
export function objectLine(object: KubeObject): string {
  let line = whole.get(object);
  if (line === undefined) {
    line = `${objectText(object)}\n`;
    whole.set(object, line);
  }
  return line;
}

/** The JSON of an object that nobody changes any more. */
export function objectText(object: KubeObject): string {
  return `{"kind":"${object.kind}","apiVersion":"${object.apiVersion}",${restOf(object)}`;
}

/** The same as the item of a list, which says kind and version itself. */
export function itemText(object: KubeObject): string {
  return `{${restOf(object)}`;
}

function restOf(object: KubeObject): string {
  let text = known.get(object);
  if (text === undefined) {
    const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
    text = goJson(item).slice(1);
    known.set(object, text);
  }
  return text;
}
