/** Namespace. */

import { fields, text, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject, ObjectMeta } from '../../../kube/object.js';
import { conflict, type FieldError, invalid } from '../../../kube/status.js';
import type { Call } from '../../registry/deps.js';
import { update } from '../../registry/update.js';
import type { KindDefinition } from '../definition.js';
import { nameField, plain } from '../field-labels.js';
import { keepField, setDefault } from '../prepare-fields.js';

const nameLabel = 'kubernetes.io/metadata.name';

/** The definition of Namespaces. */
export const namespace: KindDefinition = {
  selectableFields: [nameField, plain('status.phase')],
  defaults: (object) => {
    setDefault(fields(object.status), 'phase', 'Active');
    const { name } = object.metadata;
    if (name) object.metadata.labels = { ...object.metadata.labels, [nameLabel]: name };
  },
  prepare: {
    create: prepareForCreate,
    update: keepFinalizers,
    through: { finalize: (object, old) => keepField(object, old, 'status') },
  },
  status: { type: 'core.v1.NamespaceStatus' },
  validation: {
    nameFaults: dnsLabelFaults,
    always: validate,
    order: ['new metadata', 'always', 'metadata'],
    through: { status: validateStatus, finalize: validateFinalize },
  },
  // the namespace controller deletes the namespace's content first
  deletion: {
    checkPreconditions,
    isHeld: (object) => texts(fields(object.spec).finalizers).length > 0,
    mark: (object, now) => ({
      ...object,
      metadata: { ...object.metadata, deletionTimestamp: now },
      status: { ...fields(object.status), phase: 'Terminating' },
    }),
  },
  subresources: { finalize: { update } },
};

function prepareForCreate(object: KubeObject): void {
  const { metadata } = object;
  // a name that was generated has come since the defaults were filled in
  metadata.labels = { ...metadata.labels, [nameLabel]: metadata.name ?? '' };
  object.status = { phase: 'Active' };
  const spec = fields(object.spec);
  const finalizers = Array.isArray(spec.finalizers) ? spec.finalizers : [];
  object.spec = {
    ...spec,
    finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'],
  };
}

/** Only `/finalize` writes finalizers. */
function keepFinalizers(object: KubeObject, old: KubeObject, subresource: string): void {
  if (subresource !== '') return;
  const { finalizers } = fields(old.spec);
  const { finalizers: _, ...rest } = fields(object.spec);
  object.spec = finalizers === undefined ? rest : { ...rest, finalizers: structuredClone(finalizers) };
}

/** The namespace storage words its preconditions itself (pkg/registry/core/namespace/storage). */
function checkPreconditions(
  call: Call,
  metadata: ObjectMeta,
  preconditions: { uid?: string; resourceVersion?: string },
): void {
  const compared = [
    ['UID', preconditions.uid, metadata.uid],
    ['ResourceVersion', preconditions.resourceVersion, metadata.resourceVersion],
  ] as const;
  for (const [name, wanted, found] of compared) {
    if (wanted === undefined || wanted === found) continue;
    const why = `Precondition failed: ${name} in precondition: ${wanted}, ${name} in object meta: ${found}`;
    throw conflict(call.kind, call.name, why);
  }
}

const path = 'spec.finalizers';

function finalizerFaults(name: string, at: string): FieldError[] {
  const faults = qualifiedNameFaults(name);
  if (!name.includes('/') && name !== 'kubernetes') {
    faults.push('name is neither a standard finalizer name nor is it fully qualified');
  }
  return faults.map((fault) => invalid(at, name, fault));
}

/** The faults of spec.finalizers. */
function validate(namespace: KubeObject): FieldError[] {
  return texts(fields(namespace.spec).finalizers).flatMap((name) => finalizerFaults(name, path));
}

/** The faults of the finalizers that are written through `/finalize`. */
function validateFinalize(namespace: KubeObject): FieldError[] {
  return texts(fields(namespace.spec).finalizers).flatMap((name, i) => finalizerFaults(name, `${path}[${i}]`));
}

/** The phase that is written through `/status` says whether the namespace is being deleted. */
function validateStatus(namespace: KubeObject): FieldError[] {
  const deleted = namespace.metadata.deletionTimestamp !== undefined;
  const phase = text(fields(namespace.status).phase);
  const wanted = deleted ? 'Terminating' : 'Active';
  if (phase === wanted) return [];
  const why = `may only be '${wanted}' if \`deletionTimestamp\` is ${deleted ? 'not ' : ''}empty`;
  return [invalid('status.Phase', phase, why)];
}
