/** The rules for pods and pod templates; containers and volumes have files of their own. */
import { dnsLabelFaults, dnsSubdomainFaults, qualifiedNameFaults } from '../../kube/names.js';
import type { KubeObject } from '../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../kube/status.js';
import { type Fields, fields, list, number, text, textMap } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';
import { changesBetween } from './changes.js';
import { validateContainers, volumeNames } from './containers.js';
import { nonNegative } from './field-checks.js';
import { validateAnnotations, validateLabels } from './metadata.js';
import { validateEphemeralContainers, validateResize } from './pod-parts.js';
import { validateVolumes } from './volumes.js';

/** The faults of a new Pod. */
export function validatePod(pod: KubeObject): FieldError[] {
  const spec = fields(pod.spec);
  const errors = validatePodSpec(spec, 'spec');
  return list(spec.ephemeralContainers).length
    ? [...errors, fieldForbidden('spec.ephemeralContainers', 'cannot be set on create')]
    : errors;
}

/** The faults of a PodTemplateSpec at `path`. */
export function validateTemplate(template: Fields, path: string): FieldError[] {
  const [metadata, spec] = [fields(template.metadata), fields(template.spec)];
  const errors = [
    ...validateLabels(textMap(metadata.labels), `${path}.labels`),
    ...validateAnnotations(textMap(metadata.annotations), `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`),
  ];
  const ephemeral = `${path}.spec.ephemeralContainers`;
  return list(spec.ephemeralContainers).length
    ? [...errors, fieldForbidden(ephemeral, 'ephemeral containers not allowed in pod template')]
    : errors;
}

// in the order in which Kubernetes names them
const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];

function oneOf(value: unknown, path: string, supported: readonly string[]): FieldError[] {
  const now = text(value);
  if (now === '') return [required(path)];
  return supported.includes(now) ? [] : [notSupported(path, now, supported)];
}

function validatePodSpec(spec: Fields, path: string): FieldError[] {
  const errors = [
    ...validateVolumes(list(spec.volumes), `${path}.volumes`),
    ...validateContainers(spec, volumeNames(spec), path),
    ...oneOf(spec.restartPolicy, `${path}.restartPolicy`, restartPolicies),
    ...oneOf(spec.dnsPolicy, `${path}.dnsPolicy`, dnsPolicies),
    ...validateLabels(textMap(spec.nodeSelector), `${path}.nodeSelector`),
    ...nonNegative(spec.terminationGracePeriodSeconds, `${path}.terminationGracePeriodSeconds`),
  ];
  const named = (field: string, faultsOf: (name: string) => string[]): void => {
    const name = text(spec[field]);
    if (name !== '') errors.push(...faultsOf(name).map((f) => invalid(`${path}.${field}`, name, f)));
  };
  named('serviceAccountName', dnsSubdomainFaults);
  named('nodeName', dnsSubdomainFaults);
  const deadline = number(spec.activeDeadlineSeconds);
  if (deadline !== undefined && (deadline < 1 || deadline > 2147483647)) {
    errors.push(invalid(`${path}.activeDeadlineSeconds`, deadline, 'must be between 1 and 2147483647, inclusive'));
  }
  named('hostname', dnsLabelFaults);
  named('subdomain', dnsLabelFaults);
  errors.push(...validateTolerations(list(spec.tolerations), `${path}.tolerations`));
  named('priorityClassName', dnsSubdomainFaults);
  named('runtimeClassName', dnsSubdomainFaults);
  return errors;
}

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

function validateTolerations(tolerations: readonly Fields[], path: string): FieldError[] {
  return tolerations.flatMap((toleration, i) => {
    const at = `${path}[${i}]`;
    const [key, operator, value, effect] = ['key', 'operator', 'value', 'effect'].map((f) => text(toleration[f]));
    const errors: FieldError[] = [];
    if (key) errors.push(...qualifiedNameFaults(key).map((f) => invalid(`${at}.key`, key, f)));
    else if (operator !== 'Exists') {
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === 'Exists') {
      if (value) errors.push(invalid(at, toleration, "value must be empty when `operator` is 'Exists'"));
    } else if (operator !== '' && operator !== 'Equal') {
      errors.push(notSupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    }
    if (effect && !effects.includes(effect)) errors.push(notSupported(`${at}.effect`, effect, effects));
    return errors;
  });
}

const mayChange =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** What a pod keeps all its life: almost everything. */
export function validatePodUpdate(pod: KubeObject, old: KubeObject, subresource: string): FieldError[] {
  if (subresource === 'ephemeralcontainers') return validateEphemeralContainers(pod, old);
  if (subresource === 'resize') return [...validatePodSpec(fields(pod.spec), 'spec'), ...validateResize(pod, old)];
  if (subresource !== '') return [];
  const [spec, before] = [structuredClone(fields(pod.spec)), fields(old.spec)];
  const errors: FieldError[] = [];
  for (const field of ['containers', 'initContainers']) {
    const [now, had] = [list(spec[field]), list(before[field])];
    if (now.length !== had.length) {
      return [fieldForbidden(`spec.${field}`, 'pod updates may not add or remove containers')];
    }
    for (const [i, container] of now.entries()) {
      if (text(container.image).trim() === '') errors.push(required(`spec.${field}[${i}].image`));
      container.image = had[i]?.image; // the image may change
    }
  }
  errors.push(...validateDeadlineUpdate(spec, before));
  delete spec.activeDeadlineSeconds;
  errors.push(...validateTolerationUpdate(list(spec.tolerations), list(before.tolerations)));
  spec.tolerations = before.tolerations;
  if (number(before.terminationGracePeriodSeconds) !== undefined) {
    const negative = (number(before.terminationGracePeriodSeconds) ?? 0) < 0;
    if (negative && spec.terminationGracePeriodSeconds === 1) {
      spec.terminationGracePeriodSeconds = before.terminationGracePeriodSeconds;
    }
  }
  const { activeDeadlineSeconds: _, ...rest } = before;
  if (!equalJson(spec, rest))
    errors.push(fieldForbidden('spec', `${mayChange}\n${changesBetween(rest, spec, 'spec')}`));
  return errors;
}

function validateDeadlineUpdate(spec: Fields, before: Fields): FieldError[] {
  const path = 'spec.activeDeadlineSeconds';
  const [now, had] = [number(spec.activeDeadlineSeconds), number(before.activeDeadlineSeconds)];
  if (now === undefined)
    return had === undefined ? [] : [invalid(path, null, 'must not update from a positive integer to nil value')];
  if (now < 1 || now > 2147483647) return [invalid(path, now, 'must be between 1 and 2147483647, inclusive')];
  if (had !== undefined && had < now) {
    return [invalid(path, now, 'must be less than or equal to previous value')];
  }
  return [];
}

function validateTolerationUpdate(now: readonly Fields[], had: readonly Fields[]): FieldError[] {
  const bare = ({ tolerationSeconds: _, ...rest }: Fields): Fields => rest;
  const kept = had.every((t) => now.some((n) => equalJson(bare(n), bare(t))));
  return kept
    ? []
    : [fieldForbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}
