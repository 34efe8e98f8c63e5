/** The specification of a pod as kube-apiserver holds it. */
import { type Fields, isFields } from '../../../../../kube/fields.js';
import { sharedNamespaces } from '../../../internal-fields.js';

/** A PodSpec as the server holds it: shared namespaces are part of its security context. */
export function internalPodSpec(spec: Fields): Fields {
  const given = sharedNamespaces
    .filter((field) => spec[field] !== undefined)
    .map((field) => [field, spec[field]] as const);
  const context = isFields(spec.securityContext) ? spec.securityContext : {};
  return { ...spec, securityContext: { ...context, ...Object.fromEntries(given) } };
}
