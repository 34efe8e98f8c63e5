/** StatefulSet. */

import { fields, list } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault, setDefaults } from '../prepare-fields.js';
import { asNewFirst } from '../validation-order.js';
import {
  validateStatefulSet,
  validateStatefulSetStatus,
  validateStatefulSetUpdate,
} from './stateful-set-validation.js';
import { defaultTemplate, scaleAction, warnOfTemplate } from './template.js';

/** The definition of StatefulSets. */
export const statefulSet: KindDefinition = {
  defaults: fillIn,
  isNewGeneration: hasNewSpec,
  status: { type: 'apps.v1.StatefulSetStatus' },
  validation: {
    always: validateStatefulSet,
    update: validateStatefulSetUpdate,
    order: asNewFirst,
    through: { status: validateStatefulSetStatus },
  },
  warnings: warnOfTemplate,
  subresources: { scale: scaleAction },
};

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefaults(spec, { podManagementPolicy: 'OrderedReady', updateStrategy: { type: 'RollingUpdate' } });
  const strategy = fields(spec.updateStrategy);
  if (strategy.type === 'RollingUpdate') setDefaults(strategy, { rollingUpdate: { partition: 0 } });
  setDefaults(spec, {
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  for (const claim of list(spec.volumeClaimTemplates)) {
    setDefaults(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
    setDefault(fields(claim.spec), 'volumeMode', 'Filesystem');
  }
  defaultTemplate(spec);
}
