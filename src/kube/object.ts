/** The shapes that every Kubernetes object shares. Fields of one kind alone are read where that kind is dealt with. */

/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** metadata.ownerReferences[]: the objects whose end is this object's end. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** metadata.managedFields[]: managers and their fields (server-side apply, KEP-555). */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: 'Apply' | 'Update';
  apiVersion?: string;
  time?: string;
  fieldsType?: 'FieldsV1';
  fieldsV1?: JsonObject;
  subresource?: string;
}

/** ObjectMeta of meta/v1. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

/** An object of any kind; its own fields are `unknown` until they are parsed. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** An object with a name: one that is sent to be stored, or that an Event is about. */
export interface NamedObject extends KubeObject {
  metadata: ObjectMeta & { name: string };
}

/** An object as a server keeps it and answers with it. */
export interface StoredObject extends NamedObject {
  metadata: ObjectMeta & { name: string; uid: string };
}

/** ListMeta of meta/v1. */
export interface ListMeta {
  resourceVersion?: string;
  continue?: string;
  remainingItemCount?: number;
}

/** A list of any kind. */
export interface KubeList<T = KubeObject> {
  apiVersion: string;
  kind: string;
  metadata: ListMeta;
  items: T[];
}

/** The resource that a path or rule names; the group of the core API is `''`. */
export interface GroupResource {
  group: string;
  resource: string;
}

/** A group, version and kind; the group of the core API is `''`. */
export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** `v1` or `apps/v1` from its parts. */
export function groupVersion(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}

/** Group and version of an apiVersion such as `v1` or `apps/v1`. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `pods` or `deployments.apps`: how Kubernetes writes a resource in sentences. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group ? `${resource}.${group}` : resource;
}
