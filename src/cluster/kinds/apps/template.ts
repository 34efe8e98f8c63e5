/** Rules shared by all kinds that make pods of a template. */

import { type Fields, fields, isFields } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { defaultPodSpec } from '../core/pod/defaults.js';
import { nameWarnings } from '../core/pod/warnings/name-warnings.js';
import { podWarnings } from '../core/pod/warnings/pod-warnings.js';
import type { Action } from '../definition.js';
import { getScale, patchScale, updateScale } from './scale.js';

/** Fills in the defaults of the template in `spec`, in place. */
export function defaultTemplate(spec: Fields): void {
  const template = fields(spec.template);
  if (isFields(template.spec)) defaultPodSpec(template.spec);
}

/** The warnings about a name that becomes part of pods' names, and about their template. */
export function warnOfTemplate(object: KubeObject, old: KubeObject | undefined): string[] {
  return warnOfTemplateIn(object, old, object.spec, 'spec.');
}

/** Warnings as {@link warnOfTemplate} gives, where the template is in a specification at `path`. */
export function warnOfTemplateIn(
  object: KubeObject,
  old: KubeObject | undefined,
  spec: unknown,
  path: string,
): string[] {
  return [...(old ? [] : nameWarnings(object, 'Pod names and hostnames')), ...warnOfPods(object, old, spec, path)];
}

/** The warnings about the template in a specification at `path`, when it is new or has changed. */
export function warnOfPods(object: KubeObject, old: KubeObject | undefined, spec: unknown, path: string): string[] {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  return podWarnings(fields(fields(spec).template), `${path}template.`);
}

/** Verbs of `/scale`. */
export const scaleAction: Record<string, Action> = { get: getScale, update: updateScale, patch: patchScale };
