/** StatefulSet. */

import { fields, list, number, text } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault, setDefaults, setMissing } from '../prepare-fields.js';
import {
  validateStatefulSet,
  validateStatefulSetStatus,
  validateStatefulSetUpdate,
} from './stateful-set-validation.js';
import { defaultTemplate, scaleAction, warnOfPods } from './template.js';

/** The definition of StatefulSets. */
export const statefulSet: KindDefinition = {
  defaults: fillIn,
  prepare: { create: dropMaxUnavailable, update: dropMaxUnavailable },
  isNewGeneration: hasNewSpec,
  status: { type: 'apps.v1.StatefulSetStatus' },
  validation: {
    always: validateStatefulSet,
    update: validateStatefulSetUpdate,
    order: ['metadata', 'always', 'update'],
    nameFaults: dnsLabelFaults,
    through: { status: validateStatefulSetStatus },
  },
  warnings: (object, old) => [
    ...warnOfPods(object, old, object.spec, 'spec.'),
    ...((number(fields(object.spec).revisionHistoryLimit) ?? 0) < 0 ? [keepsAllRevisions] : []),
  ],
  subresources: { scale: scaleAction },
};

const keepsAllRevisions =
  'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended';

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefaults(spec, { podManagementPolicy: 'OrderedReady', updateStrategy: {} });
  const strategy = fields(spec.updateStrategy);
  // a set that names its strategy may leave out the rest
  if (text(strategy.type) === '') setDefaults(strategy, { type: 'RollingUpdate', rollingUpdate: {} });
  if (strategy.type === 'RollingUpdate') setDefault(fields(strategy.rollingUpdate), 'partition', 0);
  setDefaults(spec, {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  for (const claim of list(spec.volumeClaimTemplates)) {
    Object.assign(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
    setDefaults(claim, { status: { phase: 'Pending' } });
    setMissing(fields(claim.spec), { volumeMode: 'Filesystem' });
  }
  defaultTemplate(spec);
}

/** A set with more than one pod down at a time is a feature that is off. */
function dropMaxUnavailable(object: KubeObject): void {
  delete fields(fields(fields(object.spec).updateStrategy).rollingUpdate).maxUnavailable;
}
