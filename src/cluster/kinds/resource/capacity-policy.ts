/** How much of a device's capacity a claim may ask for, when several claims share the device. */
import { type Fields, isFields, text, texts } from '../../../kube/fields.js';
import { formatQuantity, nanosOf, parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../../kube/status.js';
import { setFaults } from './device-claims.js';

const mostValues = 10;

/** The faults of the policy of a capacity. */
export function policyFaults(policy: Fields, capacity: string, at: string): FieldError[] {
  const { default: asked, validValues, validRange } = policy;
  const values = texts(validValues);
  const field = values.length > 0 ? 'validValues' : 'validRange';
  if (values.length > 0 && isFields(validRange)) {
    const why = 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    return [fieldForbidden(at, why)];
  }
  if (values.length === 0 && !isFields(validRange)) return [];
  if (typeof asked !== 'string') return [required(`${at}.default`, `required when ${field} is defined`)];
  if (isFields(validRange)) return rangeFaults(validRange, asked, capacity, `${at}.validRange`);
  return valuesFaults(values, asked, capacity, `${at}.validValues`);
}

const isMore = (one: string, other: string): boolean => nanosOf(one) > nanosOf(other);

const unit = 1_000_000_000n;

/** The amount in whole units, rounded up, as Kubernetes counts here. */
const wholeOf = (amount: string): bigint => {
  const nanos = nanosOf(amount);
  return nanos / unit + (nanos > 0n && nanos % unit !== 0n ? 1n : 0n);
};

function valuesFaults(values: readonly string[], asked: string, capacity: string, at: string): FieldError[] {
  const errors = values.slice(1).flatMap((value, i) => {
    const isSorted = !isMore(values[i] ?? '', value);
    return isSorted ? [] : [invalid(`${at}[${i + 1}]`, value, 'values must be sorted in ascending order')];
  });
  const larger = `option is larger than capacity value: ${capacity}`;
  errors.push(
    ...setFaults(
      values,
      at,
      mostValues,
      (one) => String(wholeOf(one)),
      (one, where) => (isMore(one, capacity) ? [invalid(where, one, larger)] : []),
    ),
  );
  // of a list that is too long no value is looked at
  if (values.length <= mostValues && values.some((one) => nanosOf(one) === nanosOf(asked))) return errors;
  return [...errors, invalid(at, asked, 'default value is not valid according to the requestPolicy')];
}

function rangeFaults(range: Fields, asked: string, capacity: string, at: string): FieldError[] {
  const [min, max, step] = [text(range.min), text(range.max), text(range.step)];
  if (!min) return [required(`${at}.min`, 'required when validRange is defined')];
  const errors: FieldError[] = [];
  const check = (isWrong: boolean, field: string, value: string, why: string): void => {
    if (isWrong) errors.push(invalid(`${at}.${field}`, value, why));
  };
  check(isMore(min, capacity), 'min', min, `min is larger than capacity value: ${capacity}`);
  check(isMore(min, asked), 'min', asked, `default is less than min: ${min}`);
  if (max) {
    check(isMore(min, max), 'max', min, `min is larger than max: ${max}`);
    check(isMore(max, capacity), 'max', max, `max is larger than capacity value: ${capacity}`);
    check(isMore(asked, max), 'max', asked, `default is more than max: ${max}`);
  }
  if (!step) return errors;
  const sum = added(min, step);
  check(isMore(sum, capacity), 'step', step, `one step ${sum} is larger than capacity value: ${capacity}`);
  const why = `value is not a multiple of a given step (${step}) from (${min})`;
  for (const value of max ? [asked, max] : [asked]) {
    const steps = wholeOf(step);
    // without a step Kubernetes divides by zero, and does not answer
    check(steps !== 0n && (wholeOf(value) - wholeOf(min)) % steps !== 0n, 'step', value, why);
  }
  return errors;
}

/** The sum, in the format of the first amount that is not zero. */
function added(one: string, other: string): string {
  const [first, second] = [parseQuantity(one), parseQuantity(other)];
  if (!first || !second) return '';
  return formatQuantity({
    nanos: first.nanos + second.nanos,
    format: first.nanos === 0n ? second.format : first.format,
  });
}
