/** ReplicaSet. */

import { fields } from '../../../kube/fields.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, setDefault } from '../prepare-fields.js';
import { defaultTemplate, scaleAction, warnOfTemplate } from './template.js';
import { validateReplicaSet, validateReplicaSetStatus, validateSelectorUpdate } from './workloads.js';

/** The definition of ReplicaSets. */
export const replicaSet: KindDefinition = {
  defaults: (object) => {
    const spec = fields(object.spec);
    setDefault(spec, 'replicas', 1);
    defaultTemplate(spec);
  },
  isNewGeneration: hasNewSpec,
  status: { type: 'apps.v1.ReplicaSetStatus' },
  validation: {
    always: validateReplicaSet,
    update: validateSelectorUpdate,
    order: ['metadata', 'always', 'update'],
    through: { status: validateReplicaSetStatus },
  },
  warnings: warnOfTemplate,
  subresources: { scale: scaleAction },
};
