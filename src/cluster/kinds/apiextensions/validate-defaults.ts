/** The rules of defaults: each is right by its own schema, and names no field that it does not (apiserver/schema/defaulting). */
import { isFields } from '../../../kube/fields.js';
import { type FieldError, invalid } from '../../../kube/status.js';
import { checkValue } from '../../custom/check-value.js';
import { checkers } from '../../custom/checkers.js';
import type { Schema } from '../../custom/definition-spec.js';
import { embeddedFaults } from '../../custom/embedded-resources.js';
import { prune } from '../../custom/prune.js';
import { hasRules } from '../../custom/schema-tree.js';

/** Where a schema stands. */
interface Place {
  path: string;
  /** The object around it. */
  resource: Schema;
  /** Within metadata, apiVersion or kind of that object: gives the object with a value at this place. */
  within?: (value: unknown) => unknown;
}

/** The faults of all defaults of a schema; none are looked for in maps, where there may be none. */
export function defaultFaults(schema: Schema, path: string): FieldError[] {
  return faultsAt({ ...schema, 'x-kubernetes-embedded-resource': true }, { path, resource: schema });
}

function faultsAt(schema: Schema, place: Place): FieldError[] {
  const isResource = schema['x-kubernetes-embedded-resource'] === true;
  const { path } = place;
  const { resource, within }: Partial<Place> = isResource ? { resource: schema } : place;
  const faults: FieldError[] = [];
  if (schema.default !== undefined) {
    const at = `${path}.default`;
    faults.push(...valueFaults(schema, { path: at, resource, ...(within && { within }) }));
  }
  const { items, properties = {} } = schema;
  if (isFields(items)) {
    const inner = within && ((value: unknown): unknown => within([value]));
    faults.push(...faultsAt(items, { path: `${path}.items`, resource, ...(inner && { within: inner }) }));
  }
  for (const [name, child] of Object.entries(properties)) {
    const around = isResource && metaFields.includes(name) ? objectWith : within;
    const inner = around && ((value: unknown): unknown => around({ [name]: value }));
    const below = { path: `${path}.properties[${name}]`, resource, ...(inner && { within: inner }) };
    faults.push(...faultsAt(child, below));
  }
  return faults;
}

const metaFields = ['metadata', 'apiVersion', 'kind'];

const objectWith = (fields: unknown): unknown => ({
  apiVersion: 'validation/v1',
  kind: 'Validation',
  ...(fields as object), // an object of one field
});

function valueFaults(schema: Schema, { path, resource, within }: Place): FieldError[] {
  const value = schema.default;
  const isResource = schema['x-kubernetes-embedded-resource'] === true;
  const faults: FieldError[] = [];
  if (within) {
    const inMeta = embeddedFaults(within(value), resource, true);
    if (inMeta.length > 0) {
      const all = inMeta.map(({ field, message }) => `${field}: ${message}`);
      const why = all.length > 1 ? `[${all.join(', ')}]` : all[0];
      return [invalid(path, value, `must result in valid metadata: ${why}`)];
    }
  } else {
    if (prune(structuredClone(value), schema, isResource).length > 0) {
      faults.push(invalid(path, value, 'must not have unknown fields'));
    }
    const inMeta = embeddedFaults(value, schema, isResource, path);
    if (inMeta.length > 0) return [...faults, ...inMeta];
  }
  const { patterns, rules } = checkers();
  const found = checkValue(patterns, value, schema, { prefix: path, isDefault: true });
  if (found.length > 0) return [...faults, ...found];
  return hasRules(schema) ? [...faults, ...rules.compile(schema, isResource).faults(value, undefined, path)] : faults;
}
