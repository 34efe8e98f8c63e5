/** PriorityClass: the priority of pods. */

import { number, own } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, fieldForbidden, required } from '../../../kube/status.js';
import { systemPriorities } from '../../../kube/system-priorities.js';
import type { KindDefinition } from '../definition.js';
import { oneOf, unchanged } from '../field-rules.js';

const highest = 1_000_000_000;

const whatFor: Record<string, string> = {
  'system-cluster-critical':
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  'system-node-critical': 'Used for system critical pods that must not be moved from their current node.',
};

/** The definition of PriorityClasses. */
export const priorityClass: KindDefinition = {
  defaults: (object) => {
    object.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  initial: () =>
    Object.entries(systemPriorities).map(([name, value]) => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name, generation: 1 },
      value,
      description: whatFor[name],
      preemptionPolicy: 'PreemptLowerPriority',
    })),
  isNewGeneration: () => false,
  validation: { create: validate, update: validateChange, order: ['metadata', 'update'] },
};

function validate({
  metadata: { name = '' },
  value,
  globalDefault,
  preemptionPolicy: policy,
}: KubeObject): FieldError[] {
  const errors = validateValue(name, number(value) ?? 0, globalDefault === true);
  if (policy === '') return [...errors, required('preemptionPolicy')];
  return [...errors, ...oneOf(policy, 'preemptionPolicy', ['PreemptLowerPriority', 'Never'])];
}

function validateValue(name: string, value: number, isDefault: boolean): FieldError[] {
  if (!name.startsWith('system-')) {
    const why = `maximum allowed value of a user defined priority is ${highest}`;
    return value > highest ? [fieldForbidden('value', why)] : [];
  }
  const prefix = "priority class names with 'system-' prefix are reserved for system use only. error: ";
  const wanted = own(systemPriorities, name);
  if (value === wanted && !isDefault) return [];
  const why =
    wanted === undefined
      ? `${name} is not a known system priority class`
      : value !== wanted
        ? `value of ${name} PriorityClass must be ${wanted}`
        : `globalDefault of ${name} PriorityClass must be false`;
  return [fieldForbidden('metadata.name', prefix + why)];
}

function validateChange(object: KubeObject, old: KubeObject): FieldError[] {
  const isOther = (number(object.value) ?? 0) !== (number(old.value) ?? 0);
  return [
    ...(isOther ? [fieldForbidden('value', 'may not be changed in an update.')] : []),
    ...unchanged(object, old, 'preemptionPolicy'),
  ];
}
