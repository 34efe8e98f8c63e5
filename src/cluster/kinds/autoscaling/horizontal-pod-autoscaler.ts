/** HorizontalPodAutoscaler: the number of pods, by their use of resources. No usage is measured; objects are only stored. */
import { type Fields, fields, isFields, list } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { podAutoscalerPrinter } from '../../../kube/tables/autoscaling.js';
import type { KindDefinition } from '../definition.js';
import { setDefault, setDefaults, setMissing } from '../prepare-fields.js';
import { dropNotes, fromNewer, statusNotes, toNewer } from './older-version.js';
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
    const { spec, metadata, status } = fromNewer(complete(object));
    Object.assign(object, { spec, metadata, ...(object.status ? { status } : {}) });
  },
  prepare: {
    create: (object) => keepStatusNotes(object),
    update: (object, old, subresource) => {
      if (subresource !== 'status') keepStatusNotes(object, old);
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

/** What is part of the status stays, though the older version has it in annotations; in place. */
function keepStatusNotes({ metadata }: KubeObject, old?: KubeObject): void {
  for (const name of statusNotes) {
    const kept = old?.metadata.annotations?.[name];
    if (kept !== undefined) metadata.annotations = { ...metadata.annotations, [name]: kept };
    else delete metadata.annotations?.[name];
  }
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
