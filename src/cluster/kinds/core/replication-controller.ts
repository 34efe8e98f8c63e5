/** ReplicationController: the predecessor of replica sets, with a map of labels as its selector. */
import { fields, isFields, number, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import { declaredNameFaults } from '../../validation/metadata.js';
import { defaultTemplate, scaleAction, warnOfTemplate } from '../apps/template.js';
import { validateLasting, validateReplicaSetStatus } from '../apps/workloads.js';
import type { KindDefinition } from '../definition.js';
import { nameField, namespaceField } from '../field-labels.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
import { validateTemplate } from './pod/validation/pod.js';

/** The definition of ReplicationControllers. */
export const replicationController: KindDefinition = {
  selectableFields: [
    nameField,
    namespaceField,
    ['status.replicas', ({ status }) => String(number(fields(status).replicas) ?? 0)],
  ],
  defaults: fillIn,
  isNewGeneration: hasNewSpec,
  status: { type: 'core.v1.ReplicationControllerStatus' },
  validation: {
    nameFaults: declaredNameFaults,
    always: validate,
    order: ['metadata', 'always'],
    through: { status: validateReplicaSetStatus },
  },
  warnings: warnOfTemplate,
  deletion: { orphansByDefault: {} },
  subresources: { scale: scaleAction },
};

/** A controller takes missing selector and labels from its pods. */
function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  const labels = textMap(fields(fields(spec.template).metadata).labels);
  if (Object.keys(labels).length > 0) {
    if (Object.keys(textMap(spec.selector)).length === 0) spec.selector = { ...labels };
    if (Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = { ...labels };
  }
  setDefault(spec, 'replicas', 1);
  defaultTemplate(spec);
}

function validate(object: KubeObject): FieldError[] {
  const spec = fields(object.spec);
  const selector = Object.entries(textMap(spec.selector));
  const errors = [
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(selector.length === 0 ? [required('spec.selector')] : []),
    ...nonNegative(spec.replicas, 'spec.replicas'),
  ];
  const { template } = spec;
  if (!isFields(template)) return [...errors, required('spec.template')];
  const { labels } = fields(template.metadata);
  if (selector.some(([key, value]) => textMap(labels)[key] !== value)) {
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateTemplate(template, 'spec.template'));
  return [...errors, ...validateLasting(template, 'ReplicationController')];
}
