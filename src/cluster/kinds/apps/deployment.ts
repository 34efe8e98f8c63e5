/** Deployment. */

import { equalJson } from '../../../kube/equal-json.js';
import { fields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { hasNewSpec, keepField, setDefaults, setMissing } from '../prepare-fields.js';
import { defaultTemplate, scaleAction, warnOfTemplate } from './template.js';
import { validateDeployment, validateDeploymentStatus, validateSelectorUpdate } from './workloads.js';

/** The definition of Deployments. */
export const deployment: KindDefinition = {
  defaults: fillIn,
  prepare: { through: { status: keepSpecAndLabels } },
  // a change of the annotations is a new generation, too: rollouts are recorded there
  isNewGeneration: (object, old) =>
    hasNewSpec(object, old) || !equalJson(object.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
  status: { type: 'apps.v1.DeploymentStatus', without: ['f:metadata', 'f:labels'] },
  validation: {
    always: validateDeployment,
    update: validateSelectorUpdate,
    order: ['metadata', 'always', 'update'],
    through: { status: validateDeploymentStatus },
  },
  warnings: warnOfTemplate,
  subresources: { scale: scaleAction },
};

function fillIn(object: KubeObject): void {
  const spec = fields(object.spec);
  setDefaults(spec, { replicas: 1, strategy: { type: 'RollingUpdate' } });
  const strategy = fields(spec.strategy);
  if (strategy.type === 'RollingUpdate') {
    setDefaults(strategy, { rollingUpdate: {} });
    setMissing(fields(strategy.rollingUpdate), { maxUnavailable: '25%', maxSurge: '25%' });
  }
  setDefaults(spec, { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  defaultTemplate(spec);
}

function keepSpecAndLabels(object: KubeObject, old: KubeObject): void {
  keepField(object, old, 'spec');
  if (old.metadata.labels) object.metadata.labels = { ...old.metadata.labels };
  else delete object.metadata.labels;
}
