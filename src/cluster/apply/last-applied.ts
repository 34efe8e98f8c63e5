/** The annotation in which client-side `kubectl apply` keeps its last configuration. */

import { type Fields, isFields } from '../../kube/fields.js';
import { goMapJson } from '../../kube/go-json.js';
import type { KubeObject } from '../../kube/object.js';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
/** The most bytes of all annotations together. */
const limit = 256 * 1024;

/** The configuration in the annotation; undefined without one, and for text that is no object. */
export function lastApplied(object: KubeObject | undefined): Fields | undefined {
  try {
    const config: unknown = JSON.parse(object?.metadata.annotations?.[annotation] ?? '');
    return isFields(config) ? config : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Sets the annotation of an object that has one to the configuration of a server-side apply by kubectl, in place, so that a
 * later client-side apply goes on from there (managedfields/internal/lastappliedupdater.go).
 */
export function renewLastApplied(object: KubeObject, applied: KubeObject): void {
  const { annotations } = object.metadata;
  if (annotations?.[annotation] === undefined) return;
  const { [annotation]: _, ...others } = applied.metadata.annotations ?? {};
  const { annotations: __, ...metadata } = applied.metadata;
  const config = { ...applied, metadata: Object.keys(others).length ? { ...metadata, annotations: others } : metadata };
  const text = `${goMapJson(config)}\n`;
  if (Buffer.byteLength(text) <= limit) object.metadata.annotations = { ...annotations, [annotation]: text };
}
