/** HorizontalPodAutoscaler: how many pods there are to be, by what they use. Nothing here measures; the objects are there. */
import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import type { KindDefinition } from '../definition.js';
import { named } from '../field-rules.js';
import { setDefault } from '../prepare-fields.js';
import { none, printerOf, shown, shownAge, shownName } from '../printer.js';
import { fromNewer, toNewer } from './older-version.js';

const printer = printerOf(
  shownName,
  shown('Reference', 'What it scales.', ({ spec }) => {
    const { kind, name } = fields(fields(spec).scaleTargetRef);
    return `${text(kind)}/${text(name)}`;
  }),
  shown('Targets', 'What is measured, and what it is to be.', ({ spec }) => formatTargets(list(fields(spec).metrics))),
  shown('MinPods', 'Not fewer.', ({ spec }) => String(number(fields(spec).minReplicas) ?? '<unset>')),
  shown('MaxPods', 'Not more.', ({ spec }) => number(fields(spec).maxReplicas) ?? 0),
  shown('Replicas', 'How many there are.', ({ status }) => number(fields(status).currentReplicas) ?? 0),
  shownAge,
);

/** What the server knows of it. */
export const podAutoscaler: KindDefinition = {
  printer,
  defaults: ({ spec }) => fillIn(fields(spec)),
  status: { type: 'autoscaling.v2.HorizontalPodAutoscalerStatus' },
  validation: { always: validate, order: ['metadata', 'always'] },
};

/** The same in autoscaling/v1, which knows the target for CPU alone; the rest stands in annotations. */
export const oldPodAutoscaler: KindDefinition = {
  printer: { ...printer, cells: (object, now) => printer.cells(toNewer(object), now) },
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
  setDefault(behavior, 'scaleUp', {});
  setDefault(behavior, 'scaleDown', {});
  const percent = { type: 'Percent', value: 100, periodSeconds: 15 };
  const [up, down] = [fields(behavior.scaleUp), fields(behavior.scaleDown)];
  setDefault(up, 'stabilizationWindowSeconds', 0);
  for (const rules of [up, down]) setDefault(rules, 'selectPolicy', 'Max');
  if (!Array.isArray(up.policies)) up.policies = [{ type: 'Pods', value: 4, periodSeconds: 15 }, percent];
  if (!Array.isArray(down.policies)) down.policies = [percent];
}

/** Nothing is measured here. */
const unknown = '<unknown>';
const kindOfMetric: Record<string, string> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function formatTargets(metrics: readonly Fields[]): string {
  if (metrics.length === 0) return none;
  const all = metrics.map((metric) => {
    const source = fields(metric[kindOfMetric[text(metric.type)] ?? '']);
    const { averageUtilization, averageValue, value } = fields(source.target);
    const wanted = averageUtilization === undefined ? text(averageValue) || text(value) : `${averageUtilization}%`;
    return `${source.name ? `${text(source.name)}: ` : ''}${unknown}/${wanted}`;
  });
  return all.length > 2 ? `${all.slice(0, 2).join(', ')} + ${all.length - 2} more...` : all.join(', ');
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
