/** The rules for namespaces (pkg/apis/core/validation, ValidateNamespace and what goes with it). */
import { qualifiedNameFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, invalid } from '../../kube/status.js';
import { fields, text, texts } from '../schema/access.js';

const path = 'spec.finalizers';

function finalizerFaults(name: string, at: string): FieldError[] {
  const faults = qualifiedNameFaults(name);
  if (!name.includes('/') && name !== 'kubernetes') {
    faults.push('name is neither a standard finalizer name nor is it fully qualified');
  }
  return faults.map((fault) => invalid(at, name, fault));
}

/** The faults of a Namespace's own finalizers. */
export function validateNamespace(namespace: KubeObject): FieldError[] {
  return texts(fields(namespace.spec).finalizers).flatMap((name) => finalizerFaults(name, path));
}

/** The faults of the finalizers that are written through `/finalize`. */
export function validateNamespaceFinalize(namespace: KubeObject): FieldError[] {
  return texts(fields(namespace.spec).finalizers).flatMap((name, i) => finalizerFaults(name, `${path}[${i}]`));
}

/** The phase that is written through `/status` says whether the namespace is being deleted. */
export function validateNamespaceStatus(namespace: KubeObject): FieldError[] {
  const deleted = namespace.metadata.deletionTimestamp !== undefined;
  const phase = text(fields(namespace.status).phase);
  const wanted = deleted ? 'Terminating' : 'Active';
  if (phase === wanted) return [];
  const why = `may only be '${wanted}' if \`deletionTimestamp\` is ${deleted ? 'not ' : ''}empty`;
  return [invalid('status.Phase', phase, why)];
}
