/** StatefulSet. */

import { fields, list } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
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
  setDefault(spec, 'podManagementPolicy', 'OrderedReady');
  setDefault(spec, 'updateStrategy', {});
  const strategy = fields(spec.updateStrategy);
  setDefault(strategy, 'type', 'RollingUpdate');
  if (strategy.type === 'RollingUpdate') {
    setDefault(strategy, 'rollingUpdate', {});
    setDefault(fields(strategy.rollingUpdate), 'partition', 0);
  }
  setDefault(spec, 'persistentVolumeClaimRetentionPolicy', {});
  const retention = fields(spec.persistentVolumeClaimRetentionPolicy);
  setDefault(retention, 'whenDeleted', 'Retain');
  setDefault(retention, 'whenScaled', 'Retain');
  setDefault(spec, 'replicas', 1);
  setDefault(spec, 'revisionHistoryLimit', 10);
  for (const claim of list(spec.volumeClaimTemplates)) {
    setDefault(claim, 'apiVersion', 'v1');
    setDefault(claim, 'kind', 'PersistentVolumeClaim');
    setDefault(fields(claim.spec), 'volumeMode', 'Filesystem');
    setDefault(claim, 'status', {});
    setDefault(fields(claim.status), 'phase', 'Pending');
  }
  defaultTemplate(spec);
}
