/** HorizontalPodAutoscaler: the number of pods, by their use of resources. No usage is measured; objects are only stored. */
import { type Fields, fields, isFields, list } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { podAutoscalerPrinter } from '../../../kube/tables/autoscaling.js';
import type { KindDefinition } from '../definition.js';
import { setDefault, setDefaults, setMissing } from '../prepare-fields.js';
import { conditionsNote, dropNotes, fromNewer, toNewer } from './older-version.js';
import { validateAutoscaler, validateAutoscalerStatus } from './validation.js';

/** The definition of HorizontalPodAutoscalers. */
export const podAutoscaler: KindDefinition = {
  defaults: (object) => {
    dropNotes(object);
    fillIn(fields(object.spec));
  },
  status: { type: 'autoscaling.v2.HorizontalPodAutoscalerStatus' },
  validation: {
    always: validateAutoscaler,
    order: ['metadata', 'always'],
    through: { status: validateAutoscalerStatus },
  },
};

/** The definition for autoscaling/v1, which has the CPU target alone; the rest is in annotations. */
export const oldPodAutoscaler: KindDefinition = {
  printer: { ...podAutoscalerPrinter, cells: (object, now) => podAutoscalerPrinter.cells(toNewer(object), now) },
  // the defaults are those of the newer version, and so is what annotations may hold
  defaults: (object) => {
    const { spec, metadata } = fromNewer(complete(object));
    object.spec = spec;
    object.metadata = metadata;
  },
  prepare: {
    create: (object) => keepConditions(object),
    update: (object, old, subresource) => {
      if (subresource !== 'status') keepConditions(object, old);
    },
  },
  status: { type: 'autoscaling.v1.HorizontalPodAutoscalerStatus' },
  validation: {
    always: (object, old) => validateAutoscaler(complete(object), old && complete(old)),
    order: ['metadata', 'always'],
    through: { status: validateAutoscalerStatus },
  },
  storage: { from: fromNewer, to: complete },
};

/** Conditions are part of the status, though the older version has them in an annotation; in place. */
function keepConditions({ metadata }: KubeObject, old?: KubeObject): void {
  const kept = old?.metadata.annotations?.[conditionsNote];
  if (kept !== undefined) metadata.annotations = { ...metadata.annotations, [conditionsNote]: kept };
  else delete metadata.annotations?.[conditionsNote];
}

/** An object of the older version in the newer one, with its defaults. */
function complete(object: KubeObject): KubeObject {
  const newer = toNewer(object);
  fillIn(fields(newer.spec));
  return newer;
}

function fillIn(spec: Fields): void {
  setDefault(spec, 'minReplicas', 1);
  if (list(spec.metrics).length === 0) {
    const target = { type: 'Utilization', averageUtilization: 80 };
    spec.metrics = [{ type: 'Resource', resource: { name: 'cpu', target } }];
  }
  if (!isFields(spec.behavior)) return;
  const { behavior } = spec;
  setDefaults(behavior, { scaleUp: {}, scaleDown: {} });
  const percent = { type: 'Percent', value: 100, periodSeconds: 15 };
  const [up, down] = [fields(behavior.scaleUp), fields(behavior.scaleDown)];
  setDefault(up, 'stabilizationWindowSeconds', 0);
  for (const rules of [up, down]) setMissing(rules, { selectPolicy: 'Max' });
  if (!Array.isArray(up.policies)) up.policies = [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent];
  if (!Array.isArray(down.policies)) down.policies = [percent];
}
