/** Values held against a schema, with the words of kube-openapi's validation. */
import { equalJson } from '../../kube/equal-json.js';
import { isFields } from '../../kube/fields.js';
import { goJson } from '../../kube/go-json.js';
import { goQuote } from '../../kube/go-quote.js';
import { type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../kube/status.js';
import type { Patterns } from '../cel/patterns.js';
import type { Schema } from './definition-spec.js';
import { hasFormat } from './formats.js';
import { keyOfItem } from './list-types.js';

/** The state of one check. */
interface Checks {
  patterns: Patterns;
  /** The beginning of every field path: `status` where the status alone is checked. */
  prefix: string;
  /** How many more values and schemas are held against each other; choices make more of them than there are. */
  left: number;
}

const most = 2_000_000;

/** The faults of a value; parts that `old` has already, at the same place, are not checked again (ratcheting). */
export function checkValue(
  patterns: Patterns,
  value: unknown,
  schema: Schema,
  { old, prefix = '' }: { old?: unknown; prefix?: string } = {},
): FieldError[] {
  const checks: Checks = { patterns, prefix, left: most };
  try {
    return check(checks, value, schema, '', old);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [invalid(fieldAt(prefix, ''), '', `the practice cluster looks at ${most} parts of an object at most`)];
  }
}

/** Ends a check that has gone on for too long. */
class TooMuch extends Error {}

const typeInvalid = (field: string, value: unknown, message: string): FieldError => ({
  ...invalid(field, value, message),
  reason: 'FieldValueTypeInvalid',
});

/** The whole path of a field; the root has no path, which Go writes as `<nil>`. */
const fieldAt = (prefix: string, path: string): string =>
  (prefix && path ? `${prefix}.${path}` : prefix || path) || '<nil>';

/** JSON's name for a value's type; a number without a fraction is an integer. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function check(checks: Checks, value: unknown, schema: Schema, path: string, old?: unknown): FieldError[] {
  if (--checks.left < 0) throw new TooMuch();
  if (old !== undefined && equalJson(value, old)) return [];
  const types = schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  const faults = typeFaults(checks, value, schema, types, path);
  if (value === null) return faults;
  faults.push(...junctorFaults(checks, value, schema, path));
  if (typeof value === 'string') faults.push(...stringFaults(checks, value, schema, path));
  if (typeof value === 'number') faults.push(...numberFaults(checks, value, schema, path));
  if (Array.isArray(value)) faults.push(...listFaults(checks, value, schema, path, old));
  faults.push(...enumFaults(checks, value, schema, path));
  if (isFields(value)) faults.push(...objectFaults(checks, value, schema, path, old));
  // the text of a fault takes longer than to find it
  checks.left -= faults.length * 10;
  return faults;
}

function typeFaults(
  { prefix }: Checks,
  value: unknown,
  schema: Schema,
  types: readonly string[],
  path: string,
): FieldError[] {
  const is = typeName(value);
  const fits = types.length === 0 || types.includes(is) || (is === 'integer' && types.includes('number'));
  if (fits || (is === 'null' && schema.nullable)) return [];
  const message = `${path || '""'} in body must be of type ${types.join(',')}: ${goQuote(is)}`;
  return [typeInvalid(fieldAt(prefix, path), is, message)];
}

/** The faults of several schemas together: no such fault names a field of its own. */
function junctorFaults(checks: Checks, value: unknown, schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const name = goQuote(path);
  const told = (message: string): FieldError => invalid(checks.prefix || '<nil>', '', message);
  const failing = (one: Schema): FieldError[] => check(checks, value, one, path);
  const best = (all: FieldError[][]): FieldError[] => all.reduce((a, b) => (b.length < a.length ? b : a), all[0] ?? []);
  const { anyOf, oneOf, allOf, not } = schema;
  if (anyOf?.length) {
    const all = anyOf.map(failing);
    if (all.every((one) => one.length > 0)) {
      faults.push(told(`${name} must validate at least one schema (anyOf)`), ...best(all));
    }
  }
  if (oneOf?.length) {
    const all = oneOf.map(failing);
    const fitting = all.filter((one) => one.length === 0).length;
    const why = fitting === 0 ? 'Found none valid' : `Found ${fitting} valid alternatives`;
    if (fitting !== 1) {
      faults.push(told(`${name} must validate one and only one schema (oneOf). ${why}`));
      if (fitting === 0) faults.push(...best(all));
    }
  }
  if (allOf?.length) {
    const all = allOf.map(failing);
    const failed = all.filter((one) => one.length > 0);
    faults.push(...failed.flat());
    if (failed.length > 0) {
      faults.push(
        told(`${name} must validate all the schemas (allOf)${failed.length === all.length ? '. None validated' : ''}`),
      );
    }
  }
  if (not && failing(not).length === 0) faults.push(told(`${name} must not validate the schema (not)`));
  return faults;
}

function stringFaults({ patterns, prefix }: Checks, value: string, schema: Schema, path: string): FieldError[] {
  const field = fieldAt(prefix, path);
  const { maxLength, minLength, pattern, format } = schema;
  const length = [...value].length;
  const faults: FieldError[] = [];
  if (maxLength !== undefined && length > maxLength) faults.push(tooLong(field, maxLength));
  if (minLength !== undefined && length < minLength) {
    faults.push(invalid(field, value, `${path} in body should be at least ${minLength} chars long`));
  }
  if (pattern && !patterns.matches(pattern, value)) {
    faults.push(invalid(field, value, `${path} in body should match '${pattern}'`));
  }
  if (format && !hasFormat(format, value)) {
    faults.push(typeInvalid(field, value, `${path} in body must be of type ${format}: ${goQuote(value)}`));
  }
  return faults;
}

function numberFaults({ prefix }: Checks, value: number, schema: Schema, path: string): FieldError[] {
  const { maximum, minimum, exclusiveMaximum, exclusiveMinimum, multipleOf } = schema;
  const faults: FieldError[] = [];
  const refuse = (why: string): void => {
    faults.push(invalid(fieldAt(prefix, path), value, `${path} in body should be ${why}`));
  };
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) refuse(`a multiple of ${multipleOf}`);
  if (maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)) {
    refuse(`less than ${exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
  }
  if (minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)) {
    refuse(`greater than ${exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
  }
  return faults;
}

/** Whether a number is a whole multiple, as far as binary fractions say so: 0.3 is three times 0.1. */
function isMultiple(value: number, factor: number): boolean {
  const times = factor < 1 ? (1 / factor) * value : value / factor;
  const whole = Math.round(times);
  return times === whole || Math.abs(times - whole) < 1e-9 * Math.abs(whole);
}

function listFaults(
  checks: Checks,
  value: readonly unknown[],
  schema: Schema,
  path: string,
  old: unknown,
): FieldError[] {
  const field = fieldAt(checks.prefix, path);
  const { minItems, maxItems, items } = schema;
  const before = new Map<string, unknown>();
  if (schema['x-kubernetes-list-type'] === 'map' && Array.isArray(old)) {
    for (const item of old) before.set(keyOfItem(item, schema), item);
  }
  const faults = items
    ? value.flatMap((item, i) =>
        check(checks, item, items, `${path}[${i}]`, before.size ? before.get(keyOfItem(item, schema)) : undefined),
      )
    : [];
  if (minItems !== undefined && value.length < minItems) {
    faults.push(invalid(field, value.length, `${path} in body should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) faults.push(tooMany(field, value.length, maxItems));
  return faults;
}

function enumFaults({ prefix }: Checks, value: unknown, { enum: values }: Schema, path: string): FieldError[] {
  if (!values?.length || values.some((one) => equalJson(one, value))) return [];
  const shown = values.map((one) => (typeof one === 'string' ? one : goJson(one)));
  return [notSupported(fieldAt(prefix, path), value, shown)];
}

function objectFaults(
  checks: Checks,
  value: Record<string, unknown>,
  schema: Schema,
  path: string,
  old: unknown,
): FieldError[] {
  const { minProperties, maxProperties, properties = {}, additionalProperties: others } = schema;
  const count = Object.keys(value).length;
  const field = fieldAt(checks.prefix, path);
  const at = (name: string): string => (path ? `${path}.${name}` : name);
  const faults: FieldError[] = [];
  if (minProperties !== undefined && count < minProperties) {
    faults.push(invalid(field, count, `${path} in body should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && count > maxProperties) faults.push(tooMany(field, count, maxProperties));
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) faults.push(required(fieldAt(checks.prefix, at(name))));
  }
  const before = isFields(old) ? old : {};
  for (const [name, child] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : isFields(others) ? (others as Schema) : undefined;
    if (own)
      faults.push(...check(checks, child, own, at(name), Object.hasOwn(before, name) ? before[name] : undefined));
  }
  return faults;
}
