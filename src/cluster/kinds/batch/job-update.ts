/** Forbidden changes of a job (ValidateJobUpdate). */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { internalPodSpec, internalValue } from '../core/pod/validation/internal-types.js';
import { validateWholeSpec } from './job-validation.js';

const immutable = 'field is immutable';
const fixed = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'];

/** The faults of a job that is to replace another; its specification is validated twice. */
export function validateJobUpdate(job: KubeObject, old: KubeObject): FieldError[] {
  const [spec, before] = [fields(job.spec), fields(old.spec)];
  const changed = (field: string): FieldError[] =>
    equalJson(spec[field], before[field]) ? [] : [invalid(`spec.${field}`, spec[field], immutable)];
  return [
    ...validateWholeSpec(spec),
    ...validateCompletions(spec, before),
    ...changed('selector'),
    ...validateTemplateUpdate(fields(spec.template), withChangeable(old, fields(spec.template))),
    ...fixed.flatMap(changed),
  ];
}

/** An indexed job may grow and shrink, when its parallelism does. */
function validateCompletions(spec: Fields, before: Fields): FieldError[] {
  if (equalJson(spec.completions, before.completions)) return [];
  const why = spec.completionMode === 'Indexed' ? 'can only be modified in tandem with spec.parallelism' : immutable;
  if (spec.completionMode === 'Indexed' && spec.completions === spec.parallelism) return [];
  return [invalid('spec.completions', spec.completions, why)];
}

function validateTemplateUpdate(template: Fields, before: Fields): FieldError[] {
  const [now, had] = [fields(template.spec), fields(before.spec)];
  if (!equalJson(now, had)) {
    return [invalid('spec.template.spec', internalValue('PodSpec', internalPodSpec(now)), immutable)];
  }
  return equalJson(template, before) ? [] : [invalid('spec.template', template, immutable)];
}

/** The old template with the new values of the fields that may change in a suspended job without pods. */
function withChangeable(old: KubeObject, template: Fields): Fields {
  const before = structuredClone(fields(fields(old.spec).template));
  const { conditions, startTime } = fields(old.status);
  const isHeld = list(conditions).some(({ type, status }) => type === 'Suspended' && status === 'True');
  if (fields(old.spec).suspend !== true || (!isHeld && startTime !== undefined)) return before;
  const [pod, next] = [fields(before.spec), fields(template.spec)];
  take(pod, next, ['nodeSelector', 'tolerations', 'schedulingGates']);
  if (isFields(next.affinity) || isFields(pod.affinity)) {
    const affinity = { ...fields(pod.affinity) };
    take(affinity, fields(next.affinity), ['nodeAffinity']);
    if (Object.keys(affinity).length > 0) pod.affinity = affinity;
    else delete pod.affinity;
  }
  take(before, { metadata: { ...fields(before.metadata), ...fields(template.metadata) } }, ['metadata']);
  for (const name of ['containers', 'initContainers']) {
    for (const container of list(pod[name])) {
      const other = list(next[name]).find((candidate) => text(candidate.name) === text(container.name));
      if (other) take(container, other, ['resources']);
    }
  }
  return before;
}

function take(target: Fields, source: Fields, names: readonly string[]): void {
  for (const name of names) {
    if (source[name] === undefined) delete target[name];
    else target[name] = source[name];
  }
}
