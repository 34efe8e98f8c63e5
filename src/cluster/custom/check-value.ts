/** Values held against a schema, with the words of kube-openapi's validation. */
import { equalJson } from '../../kube/equal-json.js';
import { isFields } from '../../kube/fields.js';
import { goJson } from '../../kube/go-json.js';
import { goQuote } from '../../kube/go-quote.js';
import { type FieldError, invalid, notSupported, required, tooLong, tooMany } from '../../kube/status.js';
import type { Patterns } from '../cel/patterns.js';
import { hasFormat } from '../validation/string-formats.js';
import { numberFaults } from './check-number.js';
import type { Schema } from './definition-spec.js';
import { keyOfItem } from './list-types.js';

/** The state of one check. */
interface Checks {
  patterns: Patterns;
  /** The beginning of every field path: `status` where the status alone is checked. */
  prefix: string;
  /** A default: an integer or string may be any value. */
  isDefault: boolean;
  /** What Kubernetes counts of a schema that a value is held against: of schemas that all fail it tells the faults of the one with the most. */
  matched: number;
  /** How many more values and schemas are held against each other; choices make more of them than there are. */
  left: number;
}

const most = 2_000_000;

/** The faults of a value; parts that `old` has already, at the same place, are not checked again (ratcheting). */
export function checkValue(
  patterns: Patterns,
  value: unknown,
  schema: Schema,
  { old, prefix = '', isDefault = false }: { old?: unknown; prefix?: string; isDefault?: boolean } = {},
): FieldError[] {
  const checks: Checks = { patterns, prefix, isDefault, matched: 0, left: most };
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
  const either = checks.isDefault ? [] : ['integer', 'string'];
  const types = schema['x-kubernetes-int-or-string'] ? either : schema.type ? [schema.type] : [];
  const faults = typeFaults(checks, value, schema, types, path);
  checks.matched += countOf(value, types.length > 0 || Boolean(schema.format), faults.length === 0);
  if (value === null) return faults;
  faults.push(...junctorFaults(checks, value, schema, path));
  if (typeof value === 'string') faults.push(...stringFaults(checks, value, schema, path));
  if (typeof value === 'number') {
    faults.push(
      ...numberFaults(value, schema, { field: fieldAt(checks.prefix, path), path, root: fieldAt(checks.prefix, '') }),
    );
  }
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
  const message = `${path} in body must be of type ${types.join(',')}: ${goQuote(is)}`;
  return [typeInvalid(fieldAt(prefix, path), is, message)];
}

/** The faults by one schema of several, and how much of it was matched. */
interface Tried {
  found: FieldError[];
  matched: number;
}

/** What a value counts by itself: a validator of its type, one more for the type when it is right, and so on. */
function countOf(value: unknown, isTyped: boolean, isRight: boolean): number {
  const type = isTyped ? 1 + Number(isRight) : 0;
  if (value === null) return isRight ? 1 : 0;
  const own = typeof value === 'number' || Array.isArray(value) ? 2 : typeof value === 'boolean' ? 0 : 1;
  // the schemas within, the values that are supported, and the whole
  return type + own + 4;
}

/** The faults of several schemas together: no such fault names a field of its own. */
function junctorFaults(checks: Checks, value: unknown, schema: Schema, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const name = goQuote(path);
  const told = (message: string): FieldError => invalid(checks.prefix || '<nil>', '', message);
  const tried = (one: Schema): Tried => {
    const before = checks.matched;
    const found = check(checks, value, one, path);
    const matched = checks.matched - before;
    checks.matched = before;
    return { found, matched };
  };
  const failing = (one: Schema): FieldError[] => tried(one).found;
  const keep = ({ found, matched }: Tried): FieldError[] => {
    checks.matched += matched;
    return found;
  };
  const best = (all: Tried[]): Tried => all.reduce((a, b) => (b.matched > a.matched ? b : a));
  const { anyOf, oneOf, allOf, not } = schema;
  if (anyOf?.length) {
    const all: Tried[] = [];
    for (const one of anyOf) if (all.push(tried(one)) && all.at(-1)?.found.length === 0) break;
    const fit = all.find(({ found }) => found.length === 0);
    if (!fit) faults.push(told(`${name} must validate at least one schema (anyOf)`));
    faults.push(...keep(fit ?? best(all)));
  }
  if (oneOf?.length) {
    const all = oneOf.map(tried);
    const fitting = all.filter(({ found }) => found.length === 0);
    const why = fitting.length === 0 ? 'Found none valid' : `Found ${fitting.length} valid alternatives`;
    if (fitting.length !== 1) faults.push(told(`${name} must validate one and only one schema (oneOf). ${why}`));
    if (fitting.length < 2) faults.push(...keep(fitting[0] ?? best(all)));
  }
  if (allOf?.length) {
    const all = allOf.map((one) => keep(tried(one)));
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

function stringFaults(checks: Checks, value: string, schema: Schema, path: string): FieldError[] {
  const field = fieldAt(checks.prefix, path);
  const { format } = schema;
  const length = lengthOrPatternFault(checks, value, schema, path);
  const faults = length ? [length] : [];
  if (format && !hasFormat(format, value)) {
    faults.push(typeInvalid(field, value, `${path} in body must be of type ${format}: ${goQuote(value)}`));
  }
  return faults;
}

/** Kubernetes looks for no second fault of these. */
function lengthOrPatternFault(
  { patterns, prefix }: Checks,
  value: string,
  { maxLength, minLength, pattern }: Schema,
  path: string,
): FieldError | undefined {
  const field = fieldAt(prefix, path);
  const length = [...value].length;
  if (maxLength !== undefined && length > maxLength) return tooLong(field, maxLength);
  if (minLength !== undefined && length < minLength) {
    return invalid(field, value, `${path} in body should be at least ${minLength} chars long`);
  }
  if (!pattern || patterns.matches(pattern, value)) return undefined;
  return invalid(field, value, `${path} in body should match '${pattern}'`);
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
  const before = isFields(old) ? old : {};
  for (const [name, child] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : isFields(others) ? (others as Schema) : undefined;
    if (own)
      faults.push(...check(checks, child, own, at(name), Object.hasOwn(before, name) ? before[name] : undefined));
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) faults.push(required(fieldAt(checks.prefix, at(name))));
  }
  return faults;
}
