/** The order in which Go writes an object: the fields as they stand in the type, the keys of maps sorted. */

import { type Fields, isFields } from '../../kube/fields.js';
import { type KubeObject, parseApiVersion } from '../../kube/object.js';
import { type ObjectType, schemaOf, typeNamed } from '../types/api-types.js';
import type { TypeRef } from '../types/parse-type.js';

/**
 * The object with its fields in Go's order; parts in order already are not copied. Fields that the type does not have come
 * last; of a custom resource the metadata is ordered. JavaScript lists keys that are whole numbers before others, whatever the order: keys of maps stay so.
 */
export function inFieldOrder(object: KubeObject): KubeObject {
  const type = schemaOf({ ...parseApiVersion(object.apiVersion), kind: object.kind });
  if (type) return orderedStruct(object, type) as KubeObject; // the same fields
  const metadata = ordered(object.metadata, objectMeta) as KubeObject['metadata'];
  return metadata === object.metadata ? object : { ...object, metadata };
}

const objectMeta: TypeRef = { is: 'struct', name: 'meta.v1.ObjectMeta' };

function ordered(value: unknown, type: TypeRef): unknown {
  if (type.is === 'scalar' || typeof value !== 'object' || value === null) return value;
  if (type.is === 'list') return Array.isArray(value) ? orderedList(value, type.of) : value;
  if (!isFields(value)) return value;
  if (type.is === 'map') return orderedMap(value, type.of);
  const named = typeNamed(type.name);
  return named ? orderedStruct(value, named) : value;
}

function orderedList(items: unknown[], of: TypeRef): unknown[] {
  if (of.is === 'scalar') return items;
  const sorted = items.map((item) => ordered(item, of));
  return sorted.every((item, i) => item === items[i]) ? items : sorted;
}

function orderedMap(map: Fields, of: TypeRef): Fields {
  const keys = Object.keys(map);
  const inOrder = keys.every((key, i) => i === 0 || (keys[i - 1] as string) <= key);
  return rebuilt(map, inOrder ? keys : [...keys].sort(), inOrder, () => of);
}

function orderedStruct(object: Fields, type: ObjectType): Fields {
  const keys = Object.keys(object);
  const wanted = [...type.fields.keys()].filter((name) => Object.hasOwn(object, name));
  const rest = wanted.length < keys.length ? keys.filter((key) => !type.fields.has(key)) : [];
  const names = rest.length > 0 ? [...wanted, ...rest] : wanted;
  const inOrder = names.every((name, i) => name === keys[i]);
  return rebuilt(object, names, inOrder, (name) => type.fields.get(name)?.type);
}

/** The object with these keys in this order; itself when that changes nothing. */
function rebuilt(
  object: Fields,
  keys: string[],
  inOrder: boolean,
  typeOf: (key: string) => TypeRef | undefined,
): Fields {
  let changed = !inOrder;
  const out: Fields = {};
  for (const key of keys) {
    const type = typeOf(key);
    const value = type ? ordered(object[key], type) : object[key];
    changed ||= value !== object[key];
    // not by assignment: a key of a map may be `__proto__`
    if (key === '__proto__')
      Object.defineProperty(out, key, { value, enumerable: true, writable: true, configurable: true });
    else out[key] = value;
  }
  return changed ? out : object;
}
