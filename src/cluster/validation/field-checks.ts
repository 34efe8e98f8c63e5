/** Small checks that the rules of several kinds share, in Kubernetes' words. */

import { type Fields, isFields, list, text, textMap, texts } from '../../kube/fields.js';
import { labelValueFaults, qualifiedNameFaults } from '../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, required } from '../../kube/status.js';
import { validateLabels } from './metadata.js';

/** The number is there and negative. */
export function nonNegative(value: unknown, path: string): FieldError[] {
  return typeof value === 'number' && value < 0 ? [invalid(path, value, 'must be greater than or equal to 0')] : [];
}

/** A token is to live for less than ten minutes, or for too long. */
export function tokenLifetime(seconds: number | undefined, path: string): FieldError[] {
  const why = 'may not specify a duration';
  if (seconds === undefined) return [];
  if (seconds < 600) return [invalid(path, seconds, `${why} less than 10 minutes`)];
  return seconds > 2 ** 32 ? [invalid(path, seconds, `${why} larger than 2^32 seconds`)] : [];
}

/** The number is no port. */
export function portRange(value: unknown, path: string): FieldError[] {
  return typeof value === 'number' && value >= 1 && value <= 65535
    ? []
    : [invalid(path, value, 'must be between 1 and 65535, inclusive')];
}

/** The faults of `value` as the name of a port (IANA_SVC_NAME). */
export function portNameFaults(value: string): string[] {
  const faults: string[] = [];
  if (value.length > 15) faults.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value)) {
    faults.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(value)) faults.push('must contain at least one letter (a-z)');
  if (value.includes('--')) faults.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) faults.push('must not begin or end with a hyphen');
  return faults;
}

/** A port given by number or by name. */
export function numberOrPortName(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') return portNameFaults(value).map((f) => invalid(path, value, f));
  return portRange(value, path);
}

/** A number from 0, or a percentage. */
export function intOrPercent(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'string') return nonNegative(value, path);
  return /^[0-9]+%$/.test(value)
    ? []
    : [
        invalid(
          path,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}

/** The faults of a LabelSelector at `path`. */
export function validateLabelSelector(selector: unknown, path: string): FieldError[] {
  if (!isFields(selector)) return [];
  const errors = validateLabels(textMap(selector.matchLabels), `${path}.matchLabels`);
  for (const [i, term] of list(selector.matchExpressions).entries()) {
    errors.push(...validateRequirement(term, `${path}.matchExpressions[${i}]`));
  }
  return errors;
}

/** The faults of one term of a label selector; with `newOperators` it may have an unknown operator. */
export function validateRequirement(term: Fields, at: string, newOperators = false): FieldError[] {
  const operator = text(term.operator);
  const known = ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator);
  const errors = validateValueCount(term, at);
  if (!known && !newOperators) errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  const key = text(term.key);
  errors.push(...qualifiedNameFaults(key).map((f) => invalid(`${at}.key`, key, f)));
  for (const [i, value] of texts(term.values).entries()) {
    errors.push(...labelValueFaults(value).map((f) => invalid(`${at}.values[${i}]`, value, f)));
  }
  return errors;
}

/** A term of a selector has values where its operator wants some, and none where it does not. */
export function validateValueCount(term: Fields, at: string): FieldError[] {
  const count = texts(term.values).length;
  switch (text(term.operator)) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist': {
      const why = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      return count > 0 ? [fieldForbidden(`${at}.values`, why)] : [];
    }
    default:
      return [];
  }
}

/** Fault of a missing object (FieldValueNotFound). */
export const fieldNotFound = (field: string, value: unknown): FieldError => ({
  reason: 'FieldValueNotFound',
  field,
  message: `Not found: ${JSON.stringify(value)}`,
});
