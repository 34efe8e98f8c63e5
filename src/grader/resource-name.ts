/** How rubrics name resources and kinds: as people type them for kubectl, or in full. */
import { findKind } from '../kube/kinds.js';
import { parseApiVersion } from '../kube/object.js';

/** A resource and its sub-resource. */
export interface NamedResource {
  group: string;
  resource: string;
  /** Empty without a sub-resource. */
  subresource: string;
}

/** The resource that `pods`, `deploy`, `deployments.apps`, `pods/exec` or, for a kind not known here, `jobs.batch` names. */
export function namedResource(name: string): NamedResource {
  const [whole = '', subresource = ''] = name.split('/', 2);
  const kind = findKind(whole);
  if (kind) return { group: kind.group, resource: kind.resource, subresource };
  const dot = whole.indexOf('.');
  return dot < 0
    ? { group: '', resource: whole, subresource }
    : { group: whole.slice(dot + 1), resource: whole.slice(0, dot), subresource };
}

/** Group and kind of `v1/Namespace` or `apps/v1/Deployment`. */
export function namedKind(name: string): { group: string; kind: string } {
  const slash = name.lastIndexOf('/');
  return { group: parseApiVersion(name.slice(0, slash)).group, kind: name.slice(slash + 1) };
}
