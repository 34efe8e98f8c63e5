/** Fields that a pod keeps for life, which are almost all (ValidatePodUpdate). */

import { equalJson } from '../../../../../kube/equal-json.js';
import { type Fields, fields, list, number, text } from '../../../../../kube/fields.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../../../kube/status.js';
import { internalDiff } from '../../../internal-diff.js';
import { validateImageSpace } from './container.js';
import { internalPodSpec } from './internal-pod-spec.js';
import { mendGated } from './kept-gated.js';
import { validateTolerations } from './scheduling.js';

const mayChange =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The faults of a pod's specification that is to replace another, beside those that it has by itself. */
export function validateKeptSpec(pod: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [fields(pod.spec), fields(old.spec)];
  const errors: FieldError[] = [];
  for (const field of ['containers', 'initContainers']) {
    const now = list(spec[field]);
    if (now.length !== list(before[field]).length) {
      return [...errors, fieldForbidden(`spec.${field}`, 'pod updates may not add or remove containers')];
    }
    for (const [i, container] of now.entries()) {
      const at = `spec.${field}[${i}]`;
      if (text(container.image) === '') errors.push(required(`${at}.image`));
      errors.push(...validateImageSpace(container, at));
    }
  }
  const { faults, stop } = validateDeadline(spec, before);
  errors.push(...faults);
  if (stop) return errors;
  errors.push(...validateKeptTolerations(list(spec.tolerations), list(before.tolerations)));
  errors.push(...validateKeptGates(list(spec.schedulingGates), list(before.schedulingGates)));
  if (equalJson(spec, before)) return errors;
  const munged = withWhatMayChange(spec, before);
  if (list(before.schedulingGates).length > 0) errors.push(...mendGated(munged, before));
  if (equalJson(munged, before)) return errors;
  return [
    ...errors,
    fieldForbidden(
      'spec',
      `${mayChange}\n${internalDiff('core.v1.PodSpec', internalPodSpec(before), internalPodSpec(munged))}`,
    ),
  ];
}

/** The new specification with the old one's values where a change is allowed. */
function withWhatMayChange(spec: Fields, before: Fields): Fields {
  const munged = structuredClone(spec);
  for (const field of ['containers', 'initContainers']) {
    for (const [i, container] of list(munged[field]).entries()) container.image = list(before[field])[i]?.image;
  }
  const keep = (field: string): void => {
    if (before[field] === undefined) delete munged[field];
    else munged[field] = before[field];
  };
  for (const field of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) keep(field);
  const grace = 'terminationGracePeriodSeconds';
  if ((number(before[grace]) ?? 0) < 0 && munged[grace] === 1) keep(grace);
  return munged;
}

function validateDeadline(spec: Fields, before: Fields): { faults: FieldError[]; stop: boolean } {
  const path = 'spec.activeDeadlineSeconds';
  const [now, had] = [number(spec.activeDeadlineSeconds), number(before.activeDeadlineSeconds)];
  if (now === undefined) {
    const gone = invalid(path, null, 'must not update from a positive integer to nil value');
    return { faults: had === undefined ? [] : [gone], stop: false };
  }
  if (now < 0 || now > 2147483647) {
    return { faults: [invalid(path, now, 'must be between 0 and 2147483647, inclusive')], stop: true };
  }
  if (had !== undefined && had < now) {
    return { faults: [invalid(path, now, 'must be less than or equal to previous value')], stop: true };
  }
  return { faults: [], stop: false };
}

function validateKeptTolerations(now: readonly Fields[], had: readonly Fields[]): FieldError[] {
  const bare = ({ tolerationSeconds: _, ...rest }: Fields): Fields => rest;
  const kept = had.every((t) => now.some((n) => equalJson(bare(n), bare(t))));
  if (kept) return validateTolerations(now, 'spec.tolerations');
  return [fieldForbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function validateKeptGates(now: readonly Fields[], had: readonly Fields[]): FieldError[] {
  return now.flatMap(({ name }, i) =>
    had.some((gate) => gate.name === name)
      ? []
      : [
          fieldForbidden(
            `spec.schedulingGates[${i}].name`,
            `only deletion is allowed, but found new scheduling gate '${text(name)}'`,
          ),
        ],
  );
}
