/** The rules for the metrics of a HorizontalPodAutoscaler (pkg/apis/autoscaling/validation). */
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { dnsLabelFaults, pathSegmentFaults } from '../../../kube/names.js';
import { nanosOf } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { kindOfMetric } from '../../../kube/tables/autoscaling.js';
import { containerResourceNameFaults } from '../core/pod/validation/resources.js';
import { named } from '../field-rules.js';

type ValidateReference = (reference: Fields, path: string) => FieldError[];

/** How the source of a metric is validated, in the order in which Kubernetes looks for one. */
const sources: Record<string, (source: Fields, path: string, validateReference: ValidateReference) => FieldError[]> = {
  object: (source, path, validateReference) => [
    ...validateReference(fields(source.describedObject), `${path}.describedObject`),
    ...validateIdentifier(source, path),
    ...validateTarget(source, path),
    ...needsOne(
      source,
      path,
      ['value', 'averageValue'],
      'averageValue',
      'must set either a target value or averageValue',
    ),
  ],
  external: (source, path) => {
    const one = ['value', 'averageValue'] as const;
    const each = 'a target value for metric';
    return [
      ...validateIdentifier(source, path),
      ...validateTarget(source, path),
      ...needsOne(source, path, one, 'averageValue', `must set either ${each} or a per-pod target`),
      ...notBoth(source, path, one, 'value', `may not set both ${each} and a per-pod target`),
    ];
  },
  pods: (source, path) => [
    ...validateIdentifier(source, path),
    ...validateTarget(source, path),
    ...needsOne(source, path, ['averageValue'], 'averageValue', 'must specify a positive target averageValue'),
  ],
  resource: (source, path) => [
    ...(text(source.name) === '' ? [required(`${path}.name`, 'must specify a resource name')] : []),
    ...validateResourceTarget(source, path),
  ],
  containerResource: (source, path) => [
    ...(text(source.name) === ''
      ? [required(`${path}.name`, 'must specify a resource name')]
      : containerResourceNameFaults(text(source.name), `${path}.name`)),
    ...(text(source.container) === ''
      ? [required(`${path}.container`, 'must specify a container')]
      : named(text(source.container), `${path}.container`, dnsLabelFaults)),
    ...validateResourceTarget(source, path),
  ],
};

/** The faults of the metric at `path`; `validateReference` gives those of an object that it names. */
export function validateMetric(metric: Fields, path: string, validateReference: ValidateReference): FieldError[] {
  const type = text(metric.type);
  const field = kindOfMetric[type];
  const unknown = field ? [] : [notSupported(`${path}.type`, type, Object.keys(kindOfMetric))];
  const present = Object.keys(sources).filter((name) => isFields(metric[name]));
  const [first] = present;
  return [
    ...(type === '' ? [required(`${path}.type`, 'must specify a metric source type')] : []),
    ...unknown,
    // of several sources only the first is validated
    ...(first ? (sources[first]?.(fields(metric[first]), `${path}.${first}`, validateReference) ?? []) : []),
    ...(field && !isFields(metric[field])
      ? [required(`${path}.${field}`, 'must populate information for the given metric source')]
      : []),
    // Kubernetes looks at the type twice
    ...unknown,
    ...(present.length > 1
      ? present
          .filter((name) => name !== field)
          .map((name) => fieldForbidden(`${path}.${name}`, 'must populate the given metric source only'))
      : []),
  ];
}

function validateIdentifier({ metric }: Fields, path: string): FieldError[] {
  const name = text(fields(metric).name);
  const at = `${path}.metric.name`;
  return name === '' ? [required(at, 'must specify a metric name')] : named(name, at, pathSegmentFaults);
}

function validateTarget({ target }: Fields, path: string): FieldError[] {
  const { type, averageUtilization, ...amounts } = fields(target);
  const at = `${path}.target`;
  const errors: FieldError[] = [];
  if (text(type) === '') errors.push(required(`${at}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(text(type))) {
    errors.push(invalid(`${at}.type`, text(type), 'must be either Utilization, Value, or AverageValue'));
  }
  for (const name of ['value', 'averageValue']) {
    const amount = amounts[name];
    if (typeof amount === 'string' && nanosOf(amount) <= 0n) {
      errors.push(invalid(`${at}.${name}`, amount, 'must be positive'));
    }
  }
  if (typeof averageUtilization === 'number' && averageUtilization < 1) {
    errors.push(invalid(`${at}.averageUtilization`, averageUtilization, 'must be greater than 0'));
  }
  return errors;
}

function validateResourceTarget(source: Fields, path: string): FieldError[] {
  const one = ['averageUtilization', 'averageValue'] as const;
  const pair = 'a target raw value';
  return [
    ...validateTarget(source, path),
    ...needsOne(source, path, one, 'averageUtilization', `must set either ${pair} or a target utilization`),
    ...notBoth(source, path, one, 'averageValue', `may not set both ${pair} and a target utilization`),
  ];
}

const given = ({ target }: Fields, names: readonly string[]): number =>
  names.filter((name) => fields(target)[name] !== undefined).length;

function needsOne(source: Fields, path: string, names: readonly string[], at: string, why: string): FieldError[] {
  return given(source, names) === 0 ? [required(`${path}.target.${at}`, why)] : [];
}

function notBoth(source: Fields, path: string, names: readonly string[], at: string, why: string): FieldError[] {
  return given(source, names) === names.length ? [fieldForbidden(`${path}.target.${at}`, why)] : [];
}
