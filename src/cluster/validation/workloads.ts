/** The rules for deployments and replica sets (pkg/apis/apps/validation). */
import type { KubeObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../kube/status.js';
import { type Fields, fields, isFields, list, number, text, textMap } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';
import { intOrPercent, nonNegative, validateLabelSelector } from './field-checks.js';
import { validateTemplate } from './pod.js';

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
    // checked field by field above; a selector with faults is not matched at all
    matches = faults.length > 0 || matchesLabels(labelSelectorTerms(selector as LabelSelector), labels);
    if (faults.some((f) => f.field.endsWith('.operator') || f.field.endsWith('.values'))) {
      return [...errors, invalid('spec.selector', selector, 'invalid label selector')];
    }
  }
  const template = fields(spec.template);
  if (!matches) {
    const { labels } = fields(template.metadata);
    errors.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  errors.push(...validateTemplate(template, 'spec.template'));
  const pod = fields(template.spec);
  // said besides what the pod's own rules say of the field
  if (pod.restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', pod.restartPolicy, ['Always']));
  }
  if (pod.activeDeadlineSeconds !== undefined) {
    errors.push(
      fieldForbidden(
        'spec.template.spec.activeDeadlineSeconds',
        'activeDeadlineSeconds in ReplicaSet is not Supported',
      ),
    );
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
  if (type !== 'RollingUpdate') return [notSupported('spec.strategy.type', text(type), ['Recreate', 'RollingUpdate'])];
  if (!isFields(rollingUpdate)) {
    return [required('spec.strategy.rollingUpdate', 'this should be defaulted and never be nil')];
  }
  const [path, { maxUnavailable, maxSurge }] = ['spec.strategy.rollingUpdate', rollingUpdate];
  const errors = [
    ...intOrPercent(maxUnavailable, `${path}.maxUnavailable`),
    ...intOrPercent(maxSurge, `${path}.maxSurge`),
  ];
  const amount = (value: unknown): number => Number.parseInt(String(value), 10);
  if (amount(maxUnavailable) === 0 && amount(maxSurge) === 0) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  if (typeof maxUnavailable === 'string' && amount(maxUnavailable) > 100) {
    errors.push(invalid(`${path}.maxUnavailable`, maxUnavailable, 'must not be greater than 100%'));
  }
  return errors;
}

/** A selector stays what it was. */
export function validateSelectorUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(object.spec).selector, fields(old.spec).selector];
  return equalJson(now, before) ? [] : [invalid('spec.selector', now, 'field is immutable')];
}
