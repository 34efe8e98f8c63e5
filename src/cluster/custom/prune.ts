/** Takes away fields that a schema does not name (apiserver/schema/pruning). */
import { isFields } from '../../kube/fields.js';
import type { Schema } from './definition-spec.js';

/** Prunes the value in place; gives the paths that were taken away. `isResource` is true for an object that has metadata. */
export function prune(value: unknown, schema: Schema, isResource: boolean, path = ''): string[] {
  const keep = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (Array.isArray(value)) {
    if (!schema.items) return [];
    // a list that keeps unknown fields keeps those of its items
    const items = keep ? { ...schema.items, 'x-kubernetes-preserve-unknown-fields': true } : schema.items;
    return value.flatMap((item, i) => prune(item, items, false, `${path}[${i}]`));
  }
  if (!isFields(value)) return [];
  const { properties = {}, additionalProperties: others } = schema;
  const resource = isResource || schema['x-kubernetes-embedded-resource'] === true;
  const gone: string[] = [];
  for (const name of Object.keys(value)) {
    const place = path ? `${path}.${name}` : name;
    if (resource && (name === 'apiVersion' || name === 'kind' || name === 'metadata')) continue;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property) gone.push(...prune(value[name], property, false, place));
    else if (isFields(others)) gone.push(...prune(value[name], others, false, place));
    // `additionalProperties: true` allows any entry, and says of no object in one that its fields are known
    else if (others === true) gone.push(...prune(value[name], {}, false, place));
    else if (!keep) {
      delete value[name];
      gone.push(place);
    }
  }
  return gone;
}
