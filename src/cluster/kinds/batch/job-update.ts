/** Forbidden changes of a job (ValidateJobUpdate). */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { internalPodSpec } from '../core/pod/validation/internal-pod-spec.js';
import { internalValue } from '../internal-value.js';
import { validateWholeSpec } from './job-validation.js';

const immutable = 'field is immutable';
/** Fields that never change, with the types of those whose values faults show as the API server holds them. */
const fixed: readonly [field: string, type?: string][] = [
  ['completionMode'],
  ['podFailurePolicy', 'batch.v1.PodFailurePolicy'],
  ['backoffLimitPerIndex'],
  ['managedBy'],
  ['successPolicy', 'batch.v1.SuccessPolicy'],
];

/** The faults of a job that is to replace another; its specification is validated twice. */
export function validateJobUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [fields(job.spec), fields(old.spec)];
  const changed = (field: string, type?: string): FieldError[] => {
    const value = spec[field];
    if (equalJson(value, before[field])) return [];
    return [invalid(`spec.${field}`, type && isFields(value) ? internalValue(type, value) : value, immutable)];
  };
  return [
    ...validateWholeSpec(spec),
    ...validateCompletions(spec, before),
    ...changed('selector'),
    ...validateTemplateUpdate(fields(spec.template), old),
    ...fixed.flatMap(([field, type]) => changed(field, type)),
  ];
}

/** An indexed job may grow and shrink, when its parallelism does. */
function validateCompletions(spec: Fields, before: Fields): FieldError[] {
  if (equalJson(spec.completions, before.completions)) return [];
  // an indexed job without completions is refused as a new one would be
  if (spec.completionMode === 'Indexed' && spec.completions === undefined) return [];
  const why = spec.completionMode === 'Indexed' ? 'can only be modified in tandem with spec.parallelism' : immutable;
  if (spec.completionMode === 'Indexed' && spec.completions === spec.parallelism) return [];
  return [invalid('spec.completions', spec.completions, why)];
}

function validateTemplateUpdate(template: Fields, old: KubeObject): FieldError[] {
  const before = fields(fields(old.spec).template);
  if (!mayChangeTemplate(old)) {
    return equalJson(template, before) ? [] : [invalid('spec.template', internalTemplate(template), immutable)];
  }
  const pod = fields(template.spec);
  if (equalJson(pod, withChangeable(fields(before.spec), pod))) return [];
  return [invalid('spec.template.spec', internalValue('core.v1.PodSpec', internalPodSpec(pod)), immutable)];
}

/** A template as Go writes its internal type, which has the fields of its metadata beside its specification. */
const internalTemplate = ({ metadata, spec }: Fields): Fields => ({
  ...fields(metadata),
  Spec: internalValue('core.v1.PodSpec', internalPodSpec(fields(spec))),
});

/** True for a suspended job that has no pods. */
function mayChangeTemplate({ spec, status }: KubeObject): boolean {
  const { conditions, startTime, active } = fields(status);
  const isHeld = list(conditions).some((condition) => condition.type === 'Suspended' && condition.status === 'True');
  return fields(spec).suspend === true && (isHeld || startTime === undefined) && Number(active ?? 0) === 0;
}

/** The pods' specification `before` with the new values of the fields that say where pods run and what they are given. */
function withChangeable(before: Fields, next: Fields): Fields {
  const pod = structuredClone(before);
  take(pod, next, ['nodeSelector', 'tolerations', 'schedulingGates']);
  if (isFields(next.affinity) || isFields(pod.affinity)) {
    const affinity = { ...fields(pod.affinity) };
    take(affinity, fields(next.affinity), ['nodeAffinity']);
    if (isFields(next.affinity) || Object.keys(affinity).length > 0) pod.affinity = affinity;
    else delete pod.affinity;
  }
  for (const name of ['containers', 'initContainers']) {
    const [containers, others] = [list(pod[name]), list(next[name])];
    if (containers.length !== others.length) continue;
    for (const [i, container] of containers.entries()) {
      const other = others[i] ?? {};
      if (text(container.name) === text(other.name)) take(container, other, ['resources']);
    }
  }
  return pod;
}

function take(target: Fields, source: Fields, names: readonly string[]): void {
  for (const name of names) {
    if (source[name] === undefined) delete target[name];
    else target[name] = source[name];
  }
}
