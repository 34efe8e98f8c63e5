/** The types of the Kubernetes API as the cluster knows them: fields, their types, and how lists are merged. */
import { type GroupVersionKind, type KubeObject, parseApiVersion } from '../../kube/object.js';

/** Group, version and kind of an object. */
export function gvkOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): GroupVersionKind {
  return { ...parseApiVersion(object.apiVersion), kind: object.kind };
}

/** True when the schema holds this kind. */
export function hasType(_gvk: GroupVersionKind): boolean {
  return true;
}
