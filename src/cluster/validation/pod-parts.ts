/** The rules for what pods/ephemeralcontainers and pods/resize change (KEP-277, KEP-1287). */
import type { KubeObject } from '../../kube/object.js';
import { duplicate, type FieldError, fieldForbidden } from '../../kube/status.js';
import { type Fields, fields, list, text } from '../schema/access.js';
import { equalJson } from '../schema/equal.js';
import { qosClass } from '../schema/pod-qos.js';
import { changesBetween } from './changes.js';
import { validateContainer, volumeNames } from './containers.js';
import { fieldNotFound } from './field-checks.js';

const unusable = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy'];

/** The faults of a pod's ephemeral containers beside those it had: those stay as they are. */
export function validateEphemeralContainers(pod: KubeObject, old: KubeObject): FieldError[] {
  const spec = fields(pod.spec);
  const [now, had] = [list(spec.ephemeralContainers), list(fields(old.spec).ephemeralContainers)];
  const path = 'spec.ephemeralContainers';
  const regular = [...list(spec.containers), ...list(spec.initContainers)].map((c) => text(c.name));
  const errors = now.flatMap((container, i) => validateEphemeral(container, regular, spec, `${path}[${i}]`));
  for (const [i, { name }] of now.entries()) {
    const taken = regular.includes(text(name)) || now.slice(0, i).some((c) => c.name === name);
    if (taken) errors.push(duplicate(`${path}[${i}].name`, name));
  }
  for (const before of had) {
    const i = now.findIndex((c) => c.name === before.name);
    const name = JSON.stringify(before.name);
    if (i < 0) errors.push(fieldForbidden(path, `existing ephemeral containers ${name} may not be removed\n`));
    else if (!equalJson(now[i], before)) {
      const changes = changesBetween(before, now[i] ?? {}, '');
      errors.push(fieldForbidden(path, `existing ephemeral containers ${name} may not be changed\n${changes}`));
    }
  }
  return errors;
}

function validateEphemeral(container: Fields, regular: readonly string[], spec: Fields, at: string): FieldError[] {
  const errors = validateContainer(container, volumeNames(spec), spec.hostNetwork === true, at);
  for (const field of unusable) {
    if (container[field] !== undefined) {
      errors.push(fieldForbidden(`${at}.${field}`, 'cannot be set for an Ephemeral Container'));
    }
  }
  if (Object.keys(fields(container.resources)).length) {
    errors.push(fieldForbidden(`${at}.resources`, 'cannot be set for an Ephemeral Container'));
  }
  const target = text(container.targetContainerName);
  if (target && !regular.includes(target)) errors.push(fieldNotFound(`${at}.targetContainerName`, target));
  return errors;
}

/** The fault of a resize that would put the pod into another quality-of-service class. */
export function validateResize(pod: KubeObject, old: KubeObject): FieldError[] {
  return qosClass(fields(pod.spec)) === qosClass(fields(old.spec))
    ? []
    : [fieldForbidden('spec', 'Pod QOS Class may not change as a result of resizing')];
}
