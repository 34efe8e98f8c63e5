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

/** The warnings about a template, when it is new or has changed. */
export function warnOfTemplate(object: KubeObject, old: KubeObject | undefined): string[] {
  return warnOfTemplateIn(object, old, object.spec, 'spec.');
}

/** Warnings about the template of a specification at `path`. */
export function warnOfTemplateIn(
  object: KubeObject,
  old: KubeObject | undefined,
  spec: unknown,
  path: string,
): string[] {
  if (old && object.metadata.generation === old.metadata.generation) return [];
  const ofName = old ? [] : nameWarnings(object, 'Pod names and hostnames');
  return [...ofName, ...podWarnings(fields(fields(spec).template), `${path}template.`)];
}

/** Verbs of `/scale`. */
export const scaleAction: Record<string, Action> = { get: getScale, update: updateScale, patch: patchScale };
