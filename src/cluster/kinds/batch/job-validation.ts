/** The rules for new jobs and for the specification in a cron job (pkg/apis/batch/validation). */
import { domainPathErrors } from '../../../kube/domain-path.js';
import { type Fields, fields, isFields, number, text, textMap } from '../../../kube/fields.js';
import { dnsLabelFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { type FieldError, invalid, notSupported, required, tooLong } from '../../../kube/status.js';
import { nonNegative, validateLabelSelector } from '../../validation/field-checks.js';
import { validateTemplate } from '../core/pod/validation/pod.js';
import { oneOf } from '../field-rules.js';
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.js';

/** The faults of a Job. */
export function validateJob(job: KubeObject): FieldError[] {
  const spec = fields(job.spec);
  const errors = [...validateGenerated(job, spec), ...validateWholeSpec(spec)];
  const completions = number(spec.completions) ?? 0;
  if (spec.completionMode === 'Indexed' && completions > 0) {
    const { name = '' } = job.metadata;
    const host = `${name}-${completions - 1}`;
    const why = `will not able to create pod with invalid DNS label: ${host}`;
    if (dnsLabelFaults(host).length > 0) errors.push(invalid('metadata.name', name, why));
  }
  return errors;
}

/** The faults of generated pod labels, unless the client chose the selector. */
function validateGenerated({ metadata }: KubeObject, spec: Fields): FieldError[] {
  if (spec.manualSelector === true || !isFields(spec.selector)) return [];
  const labels = textMap(fields(fields(spec.template).metadata).labels);
  const { uid = '', name = '' } = metadata;
  const legacy = { 'controller-uid': uid, 'job-name': name };
  const wanted: Record<string, string> = { ...legacy };
  for (const [key, value] of Object.entries(legacy)) wanted[`batch.kubernetes.io/${key}`] = value;
  const errors = Object.entries(wanted).flatMap(([key, value]) => {
    const path = `spec.template.metadata.labels[${key}]`;
    if (labels[key] === value) return [];
    const why = `must be '${value}'`;
    return [labels[key] === undefined ? required(path, why) : invalid(path, labels, why)];
  });
  // a selector with faults of its own is not compared
  if (
    validateLabelSelector(spec.selector, '').length === 0 &&
    !matchesLabels(labelSelectorTerms(spec.selector as LabelSelector), wanted)
  ) {
    errors.push(invalid('spec.selector', spec.selector, '`selector` not auto-generated'));
  }
  return errors;
}

/** The faults of a job's specification with its selector. */
export function validateWholeSpec(spec: Fields): FieldError[] {
  const { selector } = spec;
  const { labels } = fields(fields(spec.template).metadata);
  const faults = isFields(selector) ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')];
  const matches =
    isFields(selector) &&
    // a selector with faults of its own is not compared
    (faults.length > 0 || matchesLabels(labelSelectorTerms(selector as LabelSelector), textMap(labels)));
  if (!matches) {
    faults.push(invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  }
  return [...validateJobSpec(spec, 'spec'), ...faults];
}

const longestManager = 63;
/** The limit of an indexed job's numbers, and the limit where it has more completions than that. */
const most = 100_000;
const mostOfMany = 10_000;
const modes = ['NonIndexed', 'Indexed'];

/** The faults of a job's specification at `path`, without its selector. */
export function validateJobSpec(spec: Fields, path: string): FieldError[] {
  const numbers = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished'];
  const errors = [...numbers, 'backoffLimitPerIndex', 'maxFailedIndexes'].flatMap((field) =>
    nonNegative(spec[field], `${path}.${field}`),
  );
  const { maxFailedIndexes, backoffLimitPerIndex, managedBy, completionMode } = spec;
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  }
  if (typeof managedBy === 'string') errors.push(...validateManager(managedBy, `${path}.managedBy`));
  errors.push(...oneOf(completionMode, `${path}.completionMode`, modes));
  if (completionMode === 'Indexed') errors.push(...validateIndexed(spec, path));
  else if (completionMode === undefined || completionMode === 'NonIndexed') {
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
      if (spec[field] === undefined) continue;
      errors.push(invalid(`${path}.${field}`, spec[field], 'requires indexed completion mode'));
    }
  }
  if (isFields(spec.podFailurePolicy)) errors.push(...validatePodFailurePolicy(spec, `${path}.podFailurePolicy`));
  if (isFields(spec.successPolicy)) errors.push(...validateSuccessPolicy(spec, `${path}.successPolicy`));
  const replacements = isFields(spec.podFailurePolicy) ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  errors.push(...oneOf(spec.podReplacementPolicy, `${path}.podReplacementPolicy`, replacements));
  const template = fields(spec.template);
  errors.push(...validateTemplate(template, `${path}.template`));
  return [...errors, ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`)];
}

function validateRestartPolicy(spec: Fields, path: string): FieldError[] {
  const policy = text(fields(fields(spec.template).spec).restartPolicy);
  if (policy === '' || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'])];
  return isFields(spec.podFailurePolicy) && policy !== 'Never'
    ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')]
    : [];
}

function validateIndexed(spec: Fields, path: string): FieldError[] {
  const [completions, failed] = [number(spec.completions), number(spec.maxFailedIndexes)];
  const parallelism = number(spec.parallelism) ?? 0;
  const errors: FieldError[] = [];
  const atMost = (field: string, value: number, limit: number, when = ''): void => {
    if (value > limit) errors.push(invalid(`${path}.${field}`, value, `must be less than or equal to ${limit}${when}`));
  };
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  atMost('parallelism', parallelism, most, ' when completion mode is Indexed');
  if (completions !== undefined && failed !== undefined && failed > completions) {
    errors.push(invalid(`${path}.maxFailedIndexes`, failed, 'must be less than or equal to completions'));
  }
  atMost('maxFailedIndexes', failed ?? 0, most);
  if (completions === undefined || completions <= most || spec.backoffLimitPerIndex === undefined) return errors;
  const when = ` when completions are above ${most} and used with backoff limit per index`;
  if (failed === undefined) {
    errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${most}`));
  }
  atMost('parallelism', parallelism, mostOfMany, when);
  atMost('maxFailedIndexes', failed ?? 0, mostOfMany, when);
  return errors;
}

/** A domain and a path: `example.com/queue`. */
function validateManager(value: string, path: string): FieldError[] {
  const long = value.length > longestManager ? [tooLong(path, longestManager)] : [];
  if (value === '') return [required(path)];
  return [...domainPathErrors(path, value), ...long];
}
