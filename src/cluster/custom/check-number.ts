/** Numbers held against a schema, with the words of kube-openapi's validation. */
import { type FieldError, invalid } from '../../kube/status.js';
import type { Schema } from './definition-spec.js';

/** The names of a value in messages: its whole field, its path below what is checked, and what is checked. */
interface Names {
  field: string;
  path: string;
  root: string;
}

/** The faults of a number, and of limits that are themselves no numbers of their type. */
export function numberFaults(value: number, schema: Schema, { field, path, root }: Names): FieldError[] {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf } = schema;
  const faults: FieldError[] = [];
  const look = (what: string, one: number): void => {
    const why = rangeFault(one, schema);
    if (why) faults.push(invalid(root, '', `${what} value must be of type ${why} in ${path}`));
  };
  const refuse = (why: string): void => {
    faults.push(invalid(field, value, `${path} in body should be ${why}`));
  };
  look('Checked', value);
  if (multipleOf !== undefined) {
    look('MultipleOf', multipleOf);
    if (!isMultiple(value, multipleOf)) refuse(`a multiple of ${multipleOf}`);
  }
  if (minimum !== undefined) {
    look('Minimum boundary', minimum);
    if (exclusiveMinimum ? value <= minimum : value < minimum) {
      refuse(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
    }
  }
  if (maximum !== undefined) {
    look('Maximum boundary', maximum);
    if (exclusiveMaximum ? value >= maximum : value > maximum) {
      refuse(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
    }
  }
  return faults;
}

const largestFloat = 3.4028235677973366e38;

/** The type with its format that a number is not of; undefined for a number that is. */
function rangeFault(
  value: number,
  { type, format = '', 'x-kubernetes-int-or-string': either }: Schema,
): string | undefined {
  if (either) return undefined;
  if (type === 'number') {
    return format === 'float' && Math.abs(value) >= largestFloat ? 'number with format float' : undefined;
  }
  if (type !== 'integer') return undefined;
  const bits = format === 'int32' ? 31 : 63;
  if (Number.isInteger(value) && value >= -(2 ** bits) && value <= 2 ** bits - 1) return undefined;
  return format === 'int32' || format === 'int64' ? `integer with format ${format}` : 'integer (default format)';
}

/** Whether a number is a whole multiple, as far as binary fractions say so: 0.3 is three times 0.1. */
function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  const whole = Math.round(times);
  return times === whole || Math.abs(times - whole) < 1e-9 * Math.abs(whole);
}
