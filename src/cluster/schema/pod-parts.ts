/** What pods/ephemeralcontainers and pods/resize may change of a pod, and the rules for it (KEP-277, KEP-1287). */
import type { KubeObject } from '../../kube/object.js';
import { duplicate, type FieldError, fieldForbidden } from '../../kube/status.js';
import { type Fields, fields, list, text } from './access.js';
import { changesBetween } from './changes.js';
import { equalJson } from './equal.js';
import { fieldNotFound } from './field-checks.js';
import { qosClass } from './pod-qos.js';
import { validateContainer, volumeNames } from './validate-containers.js';

/** Sets all of the pod, in place, to what `old` has, but for what the sub-resource is there to change. */
export function keepOtherParts(pod: KubeObject, old: KubeObject, subresource: 'ephemeralcontainers' | 'resize'): void {
  const before = structuredClone(old);
  const asked = fields(pod.spec);
  const spec = fields(before.spec);
  if (subresource === 'ephemeralcontainers') {
    if (list(asked.ephemeralContainers).length) spec.ephemeralContainers = asked.ephemeralContainers;
    else delete spec.ephemeralContainers;
  } else {
    for (const field of ['containers', 'initContainers']) {
      for (const container of list(spec[field])) {
        const wanted = list(asked[field]).find((c) => c.name === container.name);
        if (!wanted) continue;
        for (const part of ['resources', 'resizePolicy']) {
          if (wanted[part] === undefined) delete container[part];
          else container[part] = wanted[part];
        }
      }
    }
  }
  const { managedFields } = pod.metadata;
  Object.assign(pod, before, { metadata: { ...before.metadata, ...(managedFields ? { managedFields } : {}) } });
}

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
