/**
 * The rules for the status of a job (ValidateJobUpdateStatus). Most hold for what a write changes alone: a status that
 * breaks one of them already can still be written.
 */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, list, number, text, texts } from '../../../kube/fields.js';
import { commonRanges, type IndexRange, rangesOf } from '../../../kube/index-ranges.js';
import type { KubeObject } from '../../../kube/object.js';
import { duplicate, type FieldError, invalid, required } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';

const holds = (status: Fields, wanted: string, value = 'True'): boolean =>
  list(status.conditions).some((condition) => condition.type === wanted && condition.status === value);
const isFinished = (status: Fields): boolean => holds(status, 'Complete') || holds(status, 'Failed');

/** A fault of the conditions, which are not shown. */
const refused = (why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field: 'status.conditions',
  message: `Invalid value: ${why}`,
});

/** A written status beside the stored one, and what of it changes. */
interface Write {
  status: Fields;
  before: Fields;
  spec: Fields;
  /** True when one of the fields changes. */
  changes(...names: readonly string[]): boolean;
  /** True when one of the conditions comes or goes. */
  turns(...types: readonly string[]): boolean;
  /** True when the job ends, or is ended no more. */
  ends: boolean;
}

/** The faults of a status that is written for a job. */
export function validateJobStatus(job: KubeObject, old: KubeObject): FieldError[] {
  const [status, before] = [fields(job.status), fields(old.status)];
  const write: Write = {
    status,
    before,
    spec: fields(job.spec),
    changes: (...names) => names.some((name) => !equalJson(status[name], before[name])),
    turns: (...types) => types.some((type) => holds(status, type) !== holds(before, type)),
    ends: isFinished(status) !== isFinished(before),
  };
  return [
    ...['active', 'succeeded', 'failed', 'ready', 'terminating'].flatMap((name) =>
      nonNegative(status[name], `status.${name}`),
    ),
    ...validateUncounted(fields(status.uncountedTerminatedPods)),
    ...validateEnd(write),
    ...validateFinished(write),
    ...validateIndexes(write),
    ...validateLast(write),
    ...validateKept(write),
  ];
}

function validateUncounted(uncounted: Fields): FieldError[] {
  const seen = new Set<string>();
  return ['succeeded', 'failed'].flatMap((name) =>
    texts(uncounted[name]).flatMap((uid, i) => {
      const path = `status.uncountedTerminatedPods.${name}[${i}]`;
      if (uid === '') return [invalid(path, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(path, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

/** The faults of conditions that end a job, and of its times. */
function validateEnd({ status, changes, turns }: Write): FieldError[] {
  const { completionTime, startTime } = status;
  const errors: FieldError[] = [];
  const isComplete = holds(status, 'Complete');
  if (turns('Complete', 'Failed') && isComplete && holds(status, 'Failed')) {
    errors.push(refused('cannot set Complete=True and Failed=true conditions'));
  }
  if (turns('Complete', 'FailureTarget') && isComplete && holds(status, 'FailureTarget')) {
    errors.push(refused('cannot set Complete=True and FailureTarget=true conditions'));
  }
  if (turns('Complete') || changes('completionTime')) {
    if (completionTime !== undefined && !isComplete) {
      const why = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalid('status.completionTime', completionTime, why));
    }
    if (completionTime === undefined && isComplete) {
      errors.push(required('status.completionTime', 'completionTime is required for Complete jobs'));
    }
  }
  if (changes('startTime', 'completionTime') && Date.parse(text(completionTime)) < Date.parse(text(startTime))) {
    errors.push(invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`'));
  }
  if ((turns('Failed') || changes('failedIndexes')) && holds(status, 'Failed') && !holds(status, 'FailureTarget')) {
    errors.push(refused('cannot set Failed=True condition without the FailureTarget=true condition'));
  }
  if (turns('Complete', 'SuccessCriteriaMet') && isComplete && !holds(status, 'SuccessCriteriaMet')) {
    errors.push(refused('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'));
  }
  return errors;
}

/** The faults of a finished job that still has something to do. */
function validateFinished({ status, spec, changes, ends }: Write): FieldError[] {
  if (!isFinished(status)) return [];
  const { active = 0, startTime, uncountedTerminatedPods } = status;
  const errors: FieldError[] = [];
  if ((ends || changes('active')) && Number(active) > 0) {
    errors.push(invalid('status.active', active, 'active>0 is invalid for finished job'));
  }
  const hasNothingToDo = spec.suspend === true && spec.completions === 0;
  if ((ends || changes('startTime')) && startTime === undefined && !hasNothingToDo) {
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  }
  const { succeeded = null, failed = null } = fields(uncountedTerminatedPods);
  const waits = texts(succeeded).length + texts(failed).length > 0;
  if ((ends || changes('uncountedTerminatedPods')) && waits) {
    // as Go writes its internal type
    const shown = { Succeeded: succeeded, Failed: failed };
    errors.push(invalid('status.uncountedTerminatedPods', shown, 'must be empty for finished job'));
  }
  return errors;
}

/** The faults of completed and failed indexes. */
function validateIndexes({ status, spec, changes }: Write): FieldError[] {
  const [newCompleted, newFailed] = [changes('completedIndexes'), changes('failedIndexes')];
  const completed = text(status.completedIndexes);
  const failed = typeof status.failedIndexes === 'string' ? status.failedIndexes : undefined;
  const completions = number(spec.completions);
  const errors: FieldError[] = [];
  const read = (name: string, value: string, limit: number): void => {
    const fault = rangesOf(value, limit);
    if (typeof fault === 'string') errors.push(invalid(`status.${name}`, value, `error parsing ${name}: ${fault}`));
  };
  if (newCompleted && completions !== undefined) read('completedIndexes', completed, completions);
  const hasLimit = spec.backoffLimitPerIndex !== undefined;
  if (newFailed && completions !== undefined && hasLimit && failed !== undefined) {
    read('failedIndexes', failed, completions);
  }
  if (newCompleted && completed !== '' && spec.completionMode !== 'Indexed') {
    const why = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalid('status.completedIndexes', completed, why));
  }
  if (newFailed && failed !== undefined && !hasLimit) {
    const why = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
    errors.push(invalid('status.failedIndexes', failed, why));
  }
  if ((newCompleted || newFailed) && completions !== undefined && failed !== undefined) {
    const [both] = commonRanges(rangesIn(completed, completions), rangesIn(failed, completions));
    if (both) {
      const why = `failedIndexes and completedIndexes overlap at index: ${both[0]}`;
      errors.push(invalid('status.failedIndexes', failed, why));
    }
  }
  return errors;
}

/** The indexes of a text; none where it has a fault, which is reported by itself. */
function rangesIn(value: string, completions: number): readonly IndexRange[] {
  const read = rangesOf(value, completions);
  return typeof read === 'string' ? [] : read;
}

/** The faults that Kubernetes finds last in a status by itself. */
function validateLast({ status, spec, changes, ends }: Write): FieldError[] {
  const { terminating = 0, ready, active = 0 } = status;
  const isMet = holds(status, 'SuccessCriteriaMet');
  const errors: FieldError[] = [];
  if ((ends || changes('terminating')) && isFinished(status) && Number(terminating) > 0) {
    errors.push(invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'));
  }
  if (changes('ready', 'active') && ready !== undefined && Number(ready) > Number(active)) {
    errors.push(invalid('status.ready', ready, 'cannot set more ready pods than active'));
  }
  if (isMet && holds(status, 'Failed')) {
    errors.push(refused('cannot set SuccessCriteriaMet=True and Failed=true conditions'));
  }
  if (isMet && holds(status, 'FailureTarget')) {
    errors.push(refused('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions'));
  }
  if (spec.successPolicy !== undefined && !isMet && holds(status, 'Complete')) {
    errors.push(refused('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'));
  }
  return errors;
}

/** The faults of what a status may not take back. */
function validateKept({ status, before, spec, changes }: Write): FieldError[] {
  const goes = (type: string): boolean => holds(before, type) && !holds(status, type);
  const shrinks = (name: string): boolean => Number(status[name] ?? 0) < Number(before[name] ?? 0);
  const errors = ['Failed', 'Complete', 'FailureTarget']
    .filter(goes)
    .map((type) => refused(`cannot disable the terminal ${type}=True condition`));
  const decreased = (name: string): void => {
    errors.push(invalid(`status.${name}`, status[name] ?? 0, `cannot decrease the ${name} counter`));
  };
  if (shrinks('failed')) decreased('failed');
  // an indexed job may shrink with its parallelism
  const mayShrink = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (shrinks('succeeded') && !mayShrink) decreased('succeeded');
  if (changes('completionTime') && status.completionTime !== undefined && before.completionTime !== undefined) {
    errors.push(invalid('status.completionTime', status.completionTime, 'field is immutable'));
  }
  const resumes = holds(before, 'Suspended') && holds(status, 'Suspended', 'False');
  if (changes('startTime') && before.startTime !== undefined && !resumes && spec.suspend !== true) {
    errors.push(invalid('status.startTime', status.startTime, 'field is immutable for unsuspended job once set'));
  }
  if (goes('SuccessCriteriaMet')) errors.push(refused('cannot disable the SuccessCriteriaMet=True condition'));
  if (holds(before, 'Complete') && !holds(before, 'SuccessCriteriaMet') && holds(status, 'SuccessCriteriaMet')) {
    errors.push(refused('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
  }
  return errors;
}
