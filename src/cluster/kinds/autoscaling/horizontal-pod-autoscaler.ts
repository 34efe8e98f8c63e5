/** HorizontalPodAutoscaler: the number of pods, by their use of resources. No usage is measured; objects are only stored. */
import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { kindOfMetric, podAutoscalerPrinter } from '../../../kube/tables/autoscaling.js';
import type { KindDefinition } from '../definition.js';
import { named } from '../field-rules.js';
import { setDefault, setDefaults } from '../prepare-fields.js';
import { fromNewer, toNewer } from './older-version.js';

/** The definition of HorizontalPodAutoscalers. */
export const podAutoscaler: KindDefinition = {
  defaults: ({ spec }) => fillIn(fields(spec)),
  status: { type: 'autoscaling.v2.HorizontalPodAutoscalerStatus' },
  validation: { always: validate, order: ['metadata', 'always'] },
};

/** The definition for autoscaling/v1, which has the CPU target alone; the rest is in annotations. */
export const oldPodAutoscaler: KindDefinition = {
  printer: { ...podAutoscalerPrinter, cells: (object, now) => podAutoscalerPrinter.cells(toNewer(object), now) },
  defaults: ({ spec }) => setDefault(fields(spec), 'minReplicas', 1),
  status: { type: 'autoscaling.v1.HorizontalPodAutoscalerStatus' },
  validation: { always: (object) => validate(complete(object)), order: ['metadata', 'always'] },
  storage: { from: fromNewer, to: complete },
};

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
  for (const rules of [up, down]) setDefault(rules, 'selectPolicy', 'Max');
  if (!Array.isArray(up.policies)) up.policies = [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent];
  if (!Array.isArray(down.policies)) down.policies = [percent];
}

function validate({ spec }: KubeObject): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics } = fields(spec);
  const [least, most] = [number(minReplicas), number(maxReplicas) ?? 0];
  const errors: FieldError[] = [];
  if (least !== undefined && least < 1) {
    errors.push(invalid('spec.minReplicas', least, 'must be greater than or equal to 1'));
  }
  if (most < 1) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (least !== undefined && most < least) {
    errors.push(invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateTarget(fields(scaleTargetRef), 'spec.scaleTargetRef'));
  const known = Object.keys(kindOfMetric);
  for (const [i, metric] of list(metrics).entries()) {
    const [at, type] = [`spec.metrics[${i}]`, text(metric.type)];
    const field = kindOfMetric[type];
    if (!type) errors.push(required(`${at}.type`, 'must specify a metric source type'));
    else if (!field) errors.push(notSupported(`${at}.type`, type, known));
    else if (!isFields(metric[field])) {
      errors.push(required(`${at}.${field}`, 'must populate information for the given metric source'));
    }
  }
  if (least === 0 && !list(metrics).some(({ type }) => type === 'Object' || type === 'External')) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(fieldForbidden('spec.metrics', why));
  }
  return errors;
}

function validateTarget({ kind, name, apiVersion }: Fields, at: string): FieldError[] {
  const segment = (value: unknown, path: string): FieldError[] =>
    text(value) === '' ? [required(path)] : named(text(value), path, pathSegmentFaults);
  const errors = [...segment(kind, `${at}.kind`), ...segment(name, `${at}.name`)];
  const isCore = apiVersion === 'v1' && kind === 'ReplicationController';
  if (!text(apiVersion).includes('/') && !isCore) {
    errors.push(invalid(`${at}.apiVersion`, text(apiVersion), 'apiVersion must specify API group'));
  }
  return errors;
}
