/** Lists that are sets and maps: no item, and no key, may stand twice in one (apiserver/schema/listtype). */
import { canonicalJson } from '../../kube/equal-json.js';
import { isFields } from '../../kube/fields.js';
import { duplicate, type FieldError } from '../../kube/status.js';
import type { Schema } from './definition-spec.js';

/** The keys of an item of a list, as one text. */
export function keyOfItem(item: unknown, schema: Schema): string {
  return canonicalJson(keysOf(item, schema));
}

function keysOf(item: unknown, schema: Schema): Record<string, unknown> {
  if (!isFields(item)) return {};
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return Object.fromEntries(
    [...keys].sort().flatMap((key) => {
      const value = Object.hasOwn(item, key) ? item[key] : schema.items?.properties?.[key]?.default;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Duplicates in the lists of a value, at any depth. */
export function listTypeFaults(value: unknown, schema: Schema, path = ''): FieldError[] {
  if (Array.isArray(value)) {
    const faults: FieldError[] = [];
    const type = schema['x-kubernetes-list-type'];
    const seen = new Map<string, number>();
    for (const [i, item] of value.entries()) {
      const place = `${path}[${i}]`;
      if (type === 'set' || type === 'map') {
        const text = type === 'map' ? keyOfItem(item, schema) : canonicalJson(item);
        const times = seen.get(text) ?? 0;
        seen.set(text, times + 1);
        // a third one is told of no more
        if (times === 1) faults.push(duplicate(place, type === 'map' ? keysOf(item, schema) : item));
      }
      if (schema.items) faults.push(...listTypeFaults(item, schema.items, place));
    }
    return faults;
  }
  if (!isFields(value)) return [];
  const { properties = {}, additionalProperties: others } = schema;
  return Object.entries(value).flatMap(([name, child]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : isFields(others) ? (others as Schema) : undefined;
    return own ? listTypeFaults(child, own, path ? `${path}.${name}` : name) : [];
  });
}
