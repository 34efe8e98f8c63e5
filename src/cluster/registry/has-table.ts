/** Which answers have a table: the storage of the others has no TableConvertor (k8s.io/kubernetes/pkg/registry). */
import type { Call } from './deps.js';

/** Sub-resources that have no TableConvertor, though the object that they read or write has one. */
const without = new Set([
  'apiservices/status',
  'certificatesigningrequests/approval',
  'customresourcedefinitions/status',
  'namespaces/finalize',
  'pods/ephemeralcontainers',
  'pods/resize',
  'resourceclaims/status',
]);

/** True for a call whose answer may be a table; false for what can only be created, as reviews, bindings and evictions. */
export function hasTable({ kind, subresource }: Pick<Call, 'kind' | 'subresource'>): boolean {
  const verbs = subresource ? kind.subresources?.find(({ name }) => name === subresource)?.verbs : kind.verbs;
  return !without.has(`${kind.resource}/${subresource}`) && (verbs ?? []).some((verb) => verb !== 'create');
}
