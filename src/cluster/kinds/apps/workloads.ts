/** The rules for deployments and replica sets (pkg/apis/apps/validation). */

import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, number, text, textMap } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { intOrPercent, nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import { validateTemplate } from '../core/pod/validation/pod.js';

/** The faults of a Deployment. */
export function validateDeployment(deployment: KubeObject): FieldError[] {
  const spec = fields(deployment.spec);
  const errors = [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...validateSelectorAndTemplate(spec),
    ...validateStrategy(fields(spec.strategy)),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...nonNegative(spec.revisionHistoryLimit, 'spec.revisionHistoryLimit'),
    ...nonNegative(spec.progressDeadlineSeconds, 'spec.progressDeadlineSeconds'),
  ];
  const deadline = number(spec.progressDeadlineSeconds);
  if (deadline !== undefined && deadline <= (number(spec.minReadySeconds) ?? 0)) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

/** The faults of a ReplicaSet. */
export function validateReplicaSet(set: KubeObject): FieldError[] {
  const spec = fields(set.spec);
  return [
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...validateSelectorAndTemplate(spec),
  ];
}

function validateSelectorAndTemplate(spec: Fields): FieldError[] {
  const errors: FieldError[] = [];
  const { selector } = spec;
  let matches = false;
  if (!isFields(selector)) errors.push(required('spec.selector'));
  else {
    const faults = validateLabelSelector(selector, 'spec.selector');
    errors.push(...faults);
    const terms = Object.keys(textMap(selector.matchLabels)).length + list(selector.matchExpressions).length;
    if (terms === 0) errors.push(invalid('spec.selector', selector, 'empty selector is invalid for deployment'));
    const labels = textMap(fields(fields(spec.template).metadata).labels);
    // a selector with faults is not matched at all, and its template not looked at
    if (faults.length > 0) return [...errors, invalid('spec.selector', selector, 'invalid label selector')];
    // checked field by field above
    matches = matchesLabels(labelSelectorTerms(selector as LabelSelector), labels);
  }
  const template = fields(spec.template);
  if (!matches) {
    const { labels } = fields(template.metadata);
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateTemplate(template, 'spec.template'));
  return [...errors, ...validateLasting(template, 'ReplicaSet')];
}

/** The faults of a template whose pods could end, besides those by the pod's own rules. */
export function validateLasting(template: Fields, kind: string): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = fields(template.spec);
  const errors: FieldError[] = [];
  if (restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
  }
  if (activeDeadlineSeconds !== undefined) {
    const why = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldForbidden('spec.template.spec.activeDeadlineSeconds', why));
  }
  return errors;
}

function validateStrategy(strategy: Fields): FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    return isFields(rollingUpdate)
      ? [fieldForbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")]
      : [];
  }
  if (type !== 'RollingUpdate') {
    return [notSupported('spec.strategy', internalStrategy(strategy), ['Recreate', 'RollingUpdate'])];
  }
  if (!isFields(rollingUpdate)) {
    return [required('spec.strategy.rollingUpdate', 'this should be defaulted and never be nil')];
  }
  const [path, { maxUnavailable, maxSurge }] = ['spec.strategy.rollingUpdate', rollingUpdate];
  const errors = [
    ...intOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...intOrPercent(maxSurge, `${path}.maxSurge`),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  if (typeof maxUnavailable === 'string' && amountOf(maxUnavailable) > 100) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

/** A number or a percentage as a number; 0 for a text that is neither. */
export function amountOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return /^[0-9]+%?$/.test(text(value)) ? Number.parseInt(text(value), 10) : 0;
}

/** A strategy as Go writes its internal type. */
function internalStrategy({ type, rollingUpdate }: Fields): object {
  const { maxUnavailable, maxSurge } = fields(rollingUpdate);
  const rolling = { MaxUnavailable: maxUnavailable ?? 0, MaxSurge: maxSurge ?? 0 };
  return { Type: text(type), RollingUpdate: isFields(rollingUpdate) ? rolling : null };
}

const deploymentCounts = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'terminatingReplicas',
  'collisionCount',
];
const replicaSetCounts = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'observedGeneration',
  // a ReplicationController has no such field
  'terminatingReplicas',
];

/** The faults of a status that is written for a Deployment. */
export function validateDeploymentStatus(deployment: KubeObject, old: KubeObject): FieldError[] {
  const [status, before] = [fields(deployment.status), fields(old.status)];
  return [
    ...validateCounts(status, deploymentCounts, ['updatedReplicas', 'readyReplicas', 'availableReplicas']),
    ...validateCollisions(status, before),
  ];
}

/** The count of collisions never shrinks. */
export function validateCollisions(status: Fields, before: Fields): FieldError[] {
  const [now, had] = [number(status.collisionCount) ?? 0, number(before.collisionCount)];
  const shrinks = had !== undefined && (status.collisionCount === undefined || now < had);
  return shrinks ? [invalid('status.collisionCount', now, 'cannot be decremented')] : [];
}

/** The faults of a status that is written for a ReplicaSet. */
export function validateReplicaSetStatus(set: KubeObject): FieldError[] {
  const parts = ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'];
  return validateCounts(fields(set.status), replicaSetCounts, parts);
}

/** No count is negative, and no part's count exceeds the whole; `readyField` is how the ready ones are called. */
export function validateCounts(
  status: Fields,
  counts: readonly string[],
  parts: readonly string[],
  readyField = 'readyReplicas',
): FieldError[] {
  const count = (name: string): number => number(status[name]) ?? 0;
  const errors = counts.flatMap((name) => nonNegative(status[name], `status.${name}`));
  for (const name of parts.filter((part) => count(part) > count('replicas'))) {
    errors.push(invalid(`status.${name}`, count(name), 'cannot be greater than status.replicas'));
  }
  if (count('availableReplicas') > count('readyReplicas')) {
    const why = `cannot be greater than ${readyField}`;
    errors.push(invalid('status.availableReplicas', count('availableReplicas'), why));
  }
  return errors;
}

/** A selector never changes. */
export function validateSelectorUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(object.spec).selector, fields(old.spec).selector];
  return equalJson(now, before) ? [] : [invalid('spec.selector', now, 'field is immutable')];
}
