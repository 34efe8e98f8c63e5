/** The rules for pods and pod templates; those of their specification are in pod-spec.ts. */

import { type Fields, fields, list, text, textMap } from '../../../../../kube/fields.js';
import { mirrorAnnotation } from '../../../../../kube/mirror-pod.js';
import type { KubeObject } from '../../../../../kube/object.js';
import { type FieldError, fieldForbidden, invalid } from '../../../../../kube/status.js';
import { validateAnnotations, validateLabels } from '../../../../validation/metadata.js';
import { appArmorPrefix } from '../annotated-profiles.js';
import { validateImageSpace } from './container.js';
import { validateKeptEphemeral, validateResize } from './kept-parts.js';
import { validateKeptSpec } from './kept-spec.js';
import { validatePodSpec } from './pod-spec.js';
import { validatePodStatus } from './pod-status.js';
import { validateSameProfiles, validateSecurityAnnotations } from './security-annotations.js';

/** The faults of a new Pod. */
export function validatePod(pod: KubeObject): FieldError[] {
  const spec = fields(pod.spec);
  const errors = validateWhole(pod);
  if (list(spec.ephemeralContainers).length > 0) {
    errors.push(fieldForbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (text(spec.nodeName) !== '' && list(spec.schedulingGates).length > 0) {
    errors.push(fieldForbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return [...errors, ...validateSameProfiles(pod.metadata.annotations ?? {}, spec, 'spec')];
}

/** Faults of a new or replaced pod. */
function validateWhole(pod: KubeObject): FieldError[] {
  const spec = fields(pod.spec);
  const errors = [
    ...validatePodAnnotations(pod.metadata.annotations ?? {}, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', pod.metadata),
  ];
  if (text(spec.serviceAccountName) === '') {
    const why = 'must not be specified when serviceAccountName is not set';
    for (const [i, { projected }] of list(spec.volumes).entries()) {
      for (const [j, source] of list(fields(projected).sources).entries()) {
        if (source.serviceAccountToken === undefined) continue;
        errors.push(fieldForbidden(`spec.volumes[${i}].projected.sources[${j}].serviceAccountToken`, why));
      }
    }
  }
  for (const field of ['containers', 'initContainers']) {
    errors.push(...list(spec[field]).flatMap((c, i) => validateImageSpace(c, `spec.${field}[${i}]`)));
  }
  return errors;
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

/** The faults of annotations at `path` that mean something for pods. */
export function validatePodAnnotations(annotations: Record<string, string>, spec: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mirrored = annotations[mirrorAnnotation];
  if (mirrored !== undefined && text(spec.nodeName) === '') {
    const why = 'must set spec.nodeName if mirror pod annotation is set';
    errors.push(invalid(`${path}[${mirrorAnnotation}]`, mirrored, why));
  }
  const cost = annotations[deletionCost];
  if (cost !== undefined && !isInt32(cost)) {
    errors.push(invalid(`${path}[${deletionCost}]`, cost, 'must be a 32bit integer'));
  }
  return [...errors, ...validateSecurityAnnotations(annotations, spec, path)];
}

/** An integer of the controllers: no plus sign, no leading 0. */
function isInt32(value: string): boolean {
  return /^(0|-?[1-9]\d*)$/.test(value) && Math.abs(Number(value) + 0.5) < 2 ** 31;
}

/** The faults of a PodTemplateSpec at `path`. */
export function validateTemplate(template: Fields, path: string): FieldError[] {
  const metadata = fields(template.metadata);
  const spec = fields(template.spec);
  const annotations = textMap(metadata.annotations);
  return [
    ...validateLabels(textMap(metadata.labels), `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, spec, `${path}.annotations`),
    ...validatePodSpec(spec, `${path}.spec`),
    ...validateSameProfiles(annotations, spec, `${path}.spec`),
    ...(list(spec.ephemeralContainers).length > 0
      ? [fieldForbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

/** The faults of a Pod that is to replace another, or of a part of it. */
export function validatePodUpdate(pod: KubeObject, old: KubeObject, subresource: string): FieldError[] {
  switch (subresource) {
    case '':
      return [...validateWhole(pod), ...validateKeptAnnotations(pod, old), ...validateKeptSpec(pod, old)];
    case 'ephemeralcontainers':
      return [...validateWhole(pod), ...validateKeptEphemeral(pod, old)];
    case 'resize':
      return validateResize(pod, old, validateWhole(pod));
    case 'status':
      return [...validateKeptAnnotations(pod, old), ...validatePodStatus(pod, old)];
    default:
      return [];
  }
}

/** The annotations that stay as they are; Kubernetes checks all of them once more here. */
function validateKeptAnnotations(pod: KubeObject, old: KubeObject): FieldError[] {
  const [now, had] = [pod.metadata.annotations ?? {}, old.metadata.annotations ?? {}];
  const path = 'metadata.annotations';
  const kept = (key: string): string | undefined => {
    if (key === mirrorAnnotation) return 'mirror pod annotation';
    return key.startsWith(appArmorPrefix) ? 'AppArmor annotations' : undefined;
  };
  const changed = (keys: string[], verb: string): FieldError[] =>
    keys.flatMap((key) => {
      const what = kept(key);
      return what ? [fieldForbidden(`${path}[${key}]`, `may not ${verb} ${what}`)] : [];
    });
  return [
    ...changed(
      Object.keys(had).filter((key) => now[key] !== had[key]),
      'remove or update',
    ),
    ...changed(
      Object.keys(now).filter((key) => had[key] === undefined),
      'add',
    ),
    ...validatePodAnnotations(now, fields(pod.spec), path),
  ];
}
