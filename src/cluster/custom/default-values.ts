/** Fills in the defaults of a schema (apiserver/schema/defaulting). */
import { isFields } from '../../kube/fields.js';
import type { Json } from '../../kube/object.js';
import type { Schema } from './definition-spec.js';

/** Fills in missing values, in place; null of a field or of a map's entry that cannot be null counts as missing. */
export function fillDefaults(value: unknown, schema: Schema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    for (const [i, item] of value.entries()) {
      if (item === null && !items.nullable && items.default !== undefined) value[i] = structuredClone(items.default);
      fillDefaults(value[i], items);
    }
    return;
  }
  if (!isFields(value)) return;
  const { properties = {}, additionalProperties: others } = schema;
  for (const [name, property] of Object.entries(properties)) {
    const isNull = value[name] === null && !property.nullable;
    if (isNull) delete value[name];
    if (property.default !== undefined && !Object.hasOwn(value, name)) {
      value[name] = structuredClone(property.default);
    }
  }
  for (const name of Object.keys(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) fillDefaults(value[name], property);
    else if (isFields(others)) {
      const of: Schema = others;
      if (value[name] === null && !of.nullable) {
        if (of.default === undefined) delete value[name];
        else value[name] = structuredClone(of.default) as Json;
      }
      fillDefaults(value[name], of);
    }
  }
}
