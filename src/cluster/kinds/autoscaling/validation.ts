/** The rules for HorizontalPodAutoscalers (pkg/apis/autoscaling/validation); those for metrics are in metric-validation.ts. */
import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { pathSegmentFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { nanosOf } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import { requiredName } from '../field-rules.js';
import { validateMetric } from './metric-validation.js';

/** The faults of an autoscaler, or of one that replaces `old`. */
export function validateAutoscaler(object: KubeObject, old?: KubeObject): FieldError[] {
  const { minReplicas, maxReplicas, scaleTargetRef, metrics, behavior } = fields(object.spec);
  const [least, most] = [number(minReplicas), number(maxReplicas) ?? 0];
  const target = fields(scaleTargetRef);
  const errors: FieldError[] = [];
  if (least !== undefined && least < 1) {
    errors.push(invalid('spec.minReplicas', least, 'must be greater than or equal to 1'));
  }
  if (most === 0) errors.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  else if (most < 0) errors.push(invalid('spec.maxReplicas', most, 'must be greater than or equal to 1'));
  if (least !== undefined && most < least) {
    errors.push(invalid('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`'));
  }
  errors.push(...validateReference(target, 'spec.scaleTargetRef', versionRule(target, old)));
  // a metric with a version that older rules allowed stays as it is
  const mayKeep = list(fields(old?.spec).metrics).some(
    ({ type, object: source }) =>
      type === 'Object' && versionFault(fields(fields(source).describedObject)) !== undefined,
  );
  for (const [i, metric] of list(metrics).entries()) {
    errors.push(
      ...validateMetric(metric, `spec.metrics[${i}]`, (reference, path) =>
        validateReference(reference, path, mayKeep ? 'any' : 'with or without group'),
      ),
    );
  }
  if (least === 0 && !list(metrics).some(({ type }) => type === 'Object' || type === 'External')) {
    const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(fieldForbidden('spec.metrics', why));
  }
  const { scaleUp, scaleDown } = fields(behavior);
  return [
    ...errors,
    ...validateRules(scaleUp, 'spec.behavior.scaleUp'),
    ...validateRules(scaleDown, 'spec.behavior.scaleDown'),
  ];
}

/** The faults of a status that is written for an autoscaler. */
export function validateAutoscalerStatus({ status }: KubeObject): FieldError[] {
  return ['currentReplicas', 'desiredReplicas'].flatMap((name) => nonNegative(fields(status)[name], `status.${name}`));
}

/** What the apiVersion of a reference may be. */
type VersionRule = 'with group' | 'with or without group' | 'any';

/** The only kind of the core group that scales is ReplicationController. */
function versionRule(target: Fields, old: KubeObject | undefined): VersionRule {
  const before = fields(fields(old?.spec).scaleTargetRef);
  if (old && text(before.apiVersion) === text(target.apiVersion) && before.kind === target.kind) return 'any';
  return target.kind === 'ReplicationController' ? 'with or without group' : 'with group';
}

function validateReference(reference: Fields, path: string, rule: VersionRule): FieldError[] {
  const { kind, name } = reference;
  const apiVersion = text(reference.apiVersion);
  const errors = [
    ...requiredName(kind, `${path}.kind`, pathSegmentFaults),
    ...requiredName(name, `${path}.name`, pathSegmentFaults),
  ];
  if (rule === 'any') return errors;
  const hasGroup = apiVersion.includes('/') && !apiVersion.startsWith('/');
  const fault =
    versionFault(reference) ?? (rule === 'with group' && !hasGroup ? 'apiVersion must specify API group' : undefined);
  return fault === undefined ? errors : [...errors, invalid(`${path}.apiVersion`, apiVersion, fault)];
}

/** The fault of an apiVersion that cannot be read. */
const versionFault = ({ apiVersion }: Fields): string | undefined =>
  text(apiVersion).split('/').length > 2 ? `unexpected GroupVersion string: ${text(apiVersion)}` : undefined;

const longestWindow = 3600;
const longestPeriod = 1800;

/** The faults of the rules for one direction. */
function validateRules(rules: unknown, path: string): FieldError[] {
  if (!isFields(rules)) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies, tolerance } = rules;
  const errors: FieldError[] = [];
  const seconds = number(window) ?? 0;
  const at = `${path}.stabilizationWindowSeconds`;
  if (seconds < 0) errors.push(invalid(at, seconds, 'must be greater than or equal to zero'));
  if (seconds > longestWindow) errors.push(invalid(at, seconds, `must be less than or equal to ${longestWindow}`));
  const choices = ['Disabled', 'Max', 'Min'];
  if (selectPolicy !== undefined && !choices.includes(text(selectPolicy))) {
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, choices));
  }
  if (list(policies).length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'));
  errors.push(...list(policies).flatMap((policy, i) => validatePolicy(policy, `${path}.policies[${i}]`)));
  if (typeof tolerance === 'string' && nanosOf(tolerance) < 0n) {
    errors.push(invalid(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'));
  }
  return errors;
}

function validatePolicy(policy: Fields, path: string): FieldError[] {
  const types = ['Percent', 'Pods'];
  const [value = 0, period = 0] = [number(policy.value), number(policy.periodSeconds)];
  const errors: FieldError[] = [];
  if (!types.includes(text(policy.type))) errors.push(notSupported(`${path}.type`, text(policy.type), types));
  if (value <= 0) errors.push(invalid(`${path}.value`, value, 'must be greater than zero'));
  if (period <= 0) errors.push(invalid(`${path}.periodSeconds`, period, 'must be greater than zero'));
  if (period > longestPeriod) {
    errors.push(invalid(`${path}.periodSeconds`, period, `must be less than or equal to ${longestPeriod}`));
  }
  return errors;
}
