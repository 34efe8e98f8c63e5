/** The JSON of objects, kept for a while: an object written once is mostly read, listed and watched often. */
import { goJson, goMapJson } from '../../kube/go-json.js';
import type { KubeObject } from '../../kube/object.js';

/** The characters of lines kept at least, and twice as many at most: those of some thousand objects. */
const keptCharacters = 4_000_000;

/** Lines in two generations: a full one takes the place of the one before, whose lines are forgotten unless they were read. */
let young = new WeakMap<KubeObject, string>();
let old = new WeakMap<KubeObject, string>();
let characters = 0;

/** The JSON of an object that never changes again, as a line; a custom resource is a map in Go, whose keys are sorted. */
export function objectLine(object: KubeObject, isCustom = false): string {
  const known = young.get(object);
  if (known !== undefined) return known;
  const line = old.get(object) ?? (isCustom ? `${goMapJson(object)}\n` : newLine(object));
  if (characters > keptCharacters) {
    old = young;
    young = new WeakMap();
    characters = 0;
  }
  young.set(object, line);
  characters += line.length;
  return line;
}

function newLine({ kind, apiVersion, ...item }: KubeObject): string {
  return `${goJson({ kind, apiVersion, ...item })}\n`;
}

/** The JSON of an object that never changes again. */
export function objectText(object: KubeObject, isCustom = false): string {
  return objectLine(object, isCustom).slice(0, -1);
}

/** The JSON of a list's item: the list itself says kind and version. */
export function itemText(object: KubeObject): string {
  const head = `"kind":"${object.kind}","apiVersion":"${object.apiVersion}",`;
  return `{${objectLine(object).slice(1 + head.length, -1)}`;
}
