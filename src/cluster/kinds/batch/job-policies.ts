/** The rules for a job's pod failure policy and its success policy (pkg/apis/batch/validation). */

import { type Fields, fields, isFields, list, number, text } from '../../../kube/fields.js';
import { countIndexes, rangesOf } from '../../../kube/index-ranges.js';
import { qualifiedNameFaults } from '../../../kube/names.js';
import { duplicate, type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../../kube/status.js';
import { nonNegative } from '../../validation/field-checks.js';
import { internalValue } from '../internal-value.js';

const actions = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const operators = ['In', 'NotIn'];
const states = ['False', 'True', 'Unknown'];
const longestIndexes = 64 * 1024;
const most = { rules: 20, values: 255, conditions: 20 };

/** A fault without its value. */
const refused = (field: string, why: string): FieldError => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${why}`,
});

/** `valid values: ["In" "NotIn"]`. */
const oneOf = (value: unknown, path: string, supported: readonly string[]): FieldError[] => {
  if (text(value) === '') {
    return [required(path, `valid values: [${supported.map((name) => JSON.stringify(name)).join(' ')}]`)];
  }
  return supported.includes(text(value)) ? [] : [notSupported(path, value, supported)];
};

/** The faults of `podFailurePolicy` in a job's specification. */
export function validatePodFailurePolicy(spec: Fields, path: string): FieldError[] {
  const rules = list(fields(spec.podFailurePolicy).rules);
  const pod = fields(fields(spec.template).spec);
  const containers = [...list(pod.containers), ...list(pod.initContainers)].map(({ name }) => text(name));
  return [
    ...(rules.length > most.rules ? [tooMany(`${path}.rules`, rules.length, most.rules)] : []),
    ...rules.flatMap((rule, i) => validateRule(rule, `${path}.rules[${i}]`, spec, containers)),
  ];
}

function validateRule(rule: Fields, path: string, spec: Fields, containers: readonly string[]): FieldError[] {
  const conditions = list(rule.onPodConditions);
  const errors = oneOf(rule.action, `${path}.action`, actions);
  if (rule.action === 'FailIndex' && spec.backoffLimitPerIndex === undefined) {
    errors.push(invalid(`${path}.action`, rule.action, 'requires the backoffLimitPerIndex to be set'));
  }
  if (isFields(rule.onExitCodes))
    errors.push(...validateExitCodes(rule.onExitCodes, `${path}.onExitCodes`, containers));
  if (conditions.length > most.conditions) {
    errors.push(tooMany(`${path}.onPodConditions`, conditions.length, most.conditions));
  }
  for (const [i, { type, status }] of conditions.entries()) {
    const at = `${path}.onPodConditions[${i}]`;
    errors.push(...qualifiedNameFaults(text(type)).map((fault) => invalid(`${at}.type`, type, fault)));
    errors.push(...oneOf(status, `${at}.status`, states));
  }
  const given = Number(isFields(rule.onExitCodes)) + Number(conditions.length > 0);
  if (given === 2) errors.push(refused(path, 'specifying both OnExitCodes and OnPodConditions is not supported'));
  if (given === 0) errors.push(refused(path, 'specifying one of OnExitCodes and OnPodConditions is required'));
  return errors;
}

function validateExitCodes(codes: Fields, path: string, containers: readonly string[]): FieldError[] {
  const errors = oneOf(codes.operator, `${path}.operator`, operators);
  if (typeof codes.containerName === 'string' && !containers.includes(codes.containerName)) {
    const why = 'must be one of the container or initContainer names in the pod template';
    errors.push(invalid(`${path}.containerName`, codes.containerName, why));
  }
  const values = Array.isArray(codes.values) ? codes.values.map(Number) : [];
  const at = `${path}.values`;
  if (values.length === 0) errors.push(invalid(at, codes.values, 'at least one value is required'));
  if (values.length > most.values) errors.push(tooMany(at, values.length, most.values));
  for (const [i, value] of values.entries()) {
    if (codes.operator === 'In' && value === 0) {
      errors.push(invalid(`${at}[${i}]`, value, 'must not be 0 for the In operator'));
    }
    if (values.indexOf(value) < i) errors.push(duplicate(`${at}[${i}]`, value));
  }
  if (values.some((value, i) => i > 0 && (values[i - 1] ?? 0) > value)) {
    errors.push(invalid(at, values, 'must be ordered'));
  }
  return errors;
}

/** The faults of `successPolicy` in a job's specification. */
export function validateSuccessPolicy(spec: Fields, path: string): FieldError[] {
  if (spec.completionMode !== 'Indexed') {
    return [
      invalid(path, internalValue('batch.v1.SuccessPolicy', spec.successPolicy), 'requires indexed completion mode'),
    ];
  }
  const rules = list(fields(spec.successPolicy).rules);
  const completions = number(spec.completions) ?? 0;
  const errors: FieldError[] = [];
  if (rules.length === 0) {
    errors.push(required(`${path}.rules`, 'at least one rules must be specified when the successPolicy is specified'));
  }
  if (rules.length > most.rules) errors.push(tooMany(`${path}.rules`, rules.length, most.rules));
  return [...errors, ...rules.flatMap((rule, i) => validateSuccess(rule, `${path}.rules[${i}]`, completions))];
}

function validateSuccess(
  { succeededCount, succeededIndexes }: Fields,
  path: string,
  completions: number,
): FieldError[] {
  if (succeededCount === undefined && succeededIndexes === undefined) {
    return [required(path, 'at least one of succeededCount or succeededIndexes must be specified')];
  }
  const errors: FieldError[] = [];
  // indexes that cannot be read count as none
  let indexes = typeof succeededIndexes === 'string' ? 0 : undefined;
  if (typeof succeededIndexes === 'string') {
    if (Buffer.byteLength(succeededIndexes) > longestIndexes) {
      errors.push(tooLong(`${path}.succeededIndexes`, longestIndexes));
    }
    const read = rangesOf(succeededIndexes, completions);
    if (typeof read === 'string') {
      const why = `error parsing succeededIndexes: ${read}`;
      errors.push(invalid(`${path}.succeededIndexes`, succeededIndexes, why));
    } else indexes = countIndexes(read);
  }
  const count = number(succeededCount);
  if (count === undefined) return errors;
  const at = `${path}.succeededCount`;
  errors.push(...nonNegative(count, at));
  if (count > completions) {
    const why = `must be less than or equal to ${completions} (the number of specified completions)`;
    errors.push(invalid(at, count, why));
  }
  if (indexes !== undefined && count > indexes) {
    const why = `must be less than or equal to ${indexes} (the number of indexes in the specified succeededIndexes field)`;
    errors.push(invalid(at, count, why));
  }
  return errors;
}
