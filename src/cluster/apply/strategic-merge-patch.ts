/**
 * Strategic merge patches (apimachinery/pkg/util/strategicpatch): maps are merged, lists are merged by the keys that the
 * schema names, and directives (`$patch`, `$setElementOrder`, `$retainKeys`, `$deleteFromPrimitiveList`) do the rest.
 */

import { equalJson } from '../../kube/equal-json.js';
import { type Fields, isFields } from '../../kube/fields.js';
import type { GroupVersionKind, JsonObject } from '../../kube/object.js';
import { type ApiError, badRequest, refusedGenerically } from '../../kube/status.js';
import { type ObjectType, schemaOf, typeNamed } from '../types/api-types.js';
import type { Field } from '../types/parse-field.js';
import type { TypeRef } from '../types/parse-type.js';
import { shortName } from '../wire/go-names.js';
import { goString, goText, goType } from '../wire/go-text.js';
import { checkOrder, directive, failed, inOrder, keyOf, mapOf, notA, parted } from './patch-list-order.js';

const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList';
const orderPrefix = '$setElementOrder';

/**
 * `original`, which is not changed, with `patch` merged in. The patch is used up: it loses its directives, and the nulls and
 * lists that are done with; Kubernetes shows its rest when the object cannot be read. Throws an ApiError for a patch that
 * does not fit: 400 for a directive of a wrong form, 500 as Kubernetes does for other faults.
 */
export function strategicMergePatch(gvk: GroupVersionKind, original: JsonObject, patch: JsonObject): JsonObject {
  const type = schemaOf(gvk);
  const merged = mergeMap(original, patch, type ? { is: 'struct', name: type.name } : undefined);
  return structuredClone(merged) as JsonObject; // both were JSON
}

const badRetainKeys = 'invalid patch format of retainKeys';

const structOf = (type: TypeRef | undefined): ObjectType | undefined =>
  type?.is === 'struct' ? typeNamed(type.name) : undefined;

function fieldOf(type: TypeRef | undefined, name: string): Field | undefined {
  return structOf(type)?.fields.get(name);
}

/** The type of a value under `name`, in a struct or in a map. */
const childType = (type: TypeRef | undefined, name: string): TypeRef | undefined =>
  type?.is === 'map' ? type.of : fieldOf(type, name)?.type;

function mergeMap(original: Fields, patch: Fields, type: TypeRef | undefined): Fields {
  if (Object.hasOwn(patch, directive)) {
    const what = patch[directive];
    if (what === 'delete') return {};
    if (what !== 'replace') throw unknownPatchType(what, patch);
    delete patch[directive];
    return patch;
  }
  const out = new Map(Object.entries(original));
  applyRetainKeys(out, patch);
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    delete patch[key];
    mergeOrdered(out, key, order, patch, type);
  }
  for (const [key, value] of Object.entries(patch)) {
    const deletes = key.startsWith(deletePrefix);
    if (deletes && key[deletePrefix.length] !== '/') throw badRequest('invalid patch format of primitive list');
    mergeField(out, deletes ? key.slice(deletePrefix.length + 1) : key, value, type, deletes);
  }
  return Object.fromEntries(out);
}

const unknownPatchType = (what: unknown, map: Fields): ApiError =>
  failed(`unknown patch type: ${goString(what)} in map: ${goText(map)}`);

function applyRetainKeys(out: Map<string, unknown>, patch: Fields): void {
  const keep = patch[retainKeys];
  if (keep === undefined) return;
  delete patch[retainKeys];
  if (!Array.isArray(keep)) throw badRequest(badRetainKeys);
  const stray = ([key, value]: [string, unknown]): boolean =>
    value !== null && !key.startsWith(deletePrefix) && !key.startsWith(orderPrefix) && !keep.includes(key);
  if (Object.entries(patch).some(stray)) throw badRequest(badRetainKeys);
  for (const key of [...out.keys()]) if (!keep.includes(key)) out.delete(key);
}

/** A list whose order the patch gives; its items may be in the patch or not. They are taken out of it. */
function mergeOrdered(
  out: Map<string, unknown>,
  key: string,
  order: unknown,
  from: Fields,
  type: TypeRef | undefined,
): void {
  const places = listOf(order);
  if (key[orderPrefix.length] !== '/') throw badRequest('invalid patch format of setElementOrder list');
  const name = key.slice(orderPrefix.length + 1);
  const [current, value] = [out.get(name), from[name]];
  const had = current === undefined ? undefined : listOf(current);
  const patch = value === undefined ? undefined : listOf(value);
  const field = fieldOf(type, name);
  if (type?.is === 'struct' && !field) {
    throw failed(`unable to find api field in struct ${shortName(type.name)} for the json field "${name}"`);
  }
  const mergeKey = field?.mergeKey;
  checkOrder(patch ?? [], places, mergeKey);
  if (!had && !patch) return;
  const serverOrder = [...(had ?? [])];
  const merged = !patch ? serverOrder : had ? mergeList(serverOrder, patch, field) : withoutDirectivesIn(patch);
  const [ofPatch, ofServer] = parted(merged, places, mergeKey);
  if (elementsOf(had ?? [], patch ?? []) === 'map[string]interface {}') {
    for (const place of places) {
      if (mergeKey !== undefined) keyOf(mapOf(place), mergeKey);
    }
  }
  out.set(name, inOrder(ofPatch, ofServer, places, serverOrder, mergeKey));
  delete from[name];
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw notA('[]interface {}', value);
  return value;
}

/** Go's type of the items of two lists; they have to be of one. */
function elementsOf(had: readonly unknown[], patch: readonly unknown[]): string {
  const [first, ...rest] = [...had, ...patch];
  if (first === undefined) throw failed('no elements in any of the given slices');
  if (Array.isArray(first)) throw refusedGenerically();
  if (rest.some((item) => goType(item) !== goType(first))) {
    throw failed(`list element types are not identical: ${goText([had, patch])}`);
  }
  return goType(first);
}

function mergeField(
  out: Map<string, unknown>,
  name: string,
  value: unknown,
  type: TypeRef | undefined,
  deletes: boolean,
): void {
  if (value === null) {
    out.delete(name);
    return;
  }
  const current = out.get(name);
  if (isFields(value) && isFields(current)) out.set(name, mergeMap(current, value, childType(type, name)));
  else if (Array.isArray(value) && Array.isArray(current)) {
    const field = fieldOf(type, name);
    out.set(name, deletes ? deleteFrom(current, value, field) : mergeList([...current], value, field));
  } else if (!deletes || goType(value) === goType(current)) {
    if (goType(value) !== goType(current)) discardNulls(value);
    const kept = withoutDirectives(value);
    if (kept === undefined) out.delete(name);
    else out.set(name, kept);
  }
}

function deleteFrom(had: readonly unknown[], values: readonly unknown[], field: Field | undefined): unknown[] {
  if (had.length === 0 && values.length === 0) return [];
  if (elementsOf(had, values) === 'map[string]interface {}') return mergeMaps([...had], values, field);
  return had.filter((item) => !values.includes(item));
}

/** `had` becomes the list's array as Go leaves it: items move up within it, and new ones take the free places. */
function mergeList(had: unknown[], patch: readonly unknown[], field: Field | undefined): unknown[] {
  if (!field?.merge) return [...patch];
  if (had.length === 0 && patch.length === 0) return [];
  if (elementsOf(had, patch) === 'map[string]interface {}') return mergeMaps(had, patch, field);
  const [ofPatch, ofServer] = parted([...new Set([...had, ...patch])], patch, undefined);
  return inOrder(ofPatch, ofServer, patch, had, undefined);
}

function mergeMaps(had: unknown[], values: readonly unknown[], field: Field | undefined): unknown[] {
  const mergeKey = field?.mergeKey;
  const item = field?.type.is === 'list' ? field.type.of : undefined;
  if (mergeKey === undefined) {
    throw failed(`cannot merge lists without merge key for ${item?.is === 'scalar' ? item.scalar : 'struct'}`);
  }
  const plain: Fields[] = [];
  let live = [...had];
  let replace = false;
  for (const value of values) {
    if (!isFields(value)) continue; // elementsOf() has seen that there is none
    const what = value[directive];
    if (what === undefined) plain.push(value);
    else if (what === 'replace') replace = true;
    else if (what === 'delete') {
      const key = keyOf(value, mergeKey);
      live = live.filter((m) => !isFields(m) || !equalJson(m[mergeKey], key));
      had.splice(0, live.length, ...live);
    } else if (what === 'merge') throw failed('merging lists cannot yet be specified in the patch');
    else throw unknownPatchType(what, value);
  }
  const patch = replace ? [] : plain;
  if (replace) live = plain;
  const merged = [...live];
  for (const value of patch) {
    const key = keyOf(value, mergeKey);
    const at = merged.findIndex((m) => isFields(m) && equalJson(m[mergeKey], key));
    const before = merged[at];
    if (isFields(before)) merged[at] = mergeMap(before, value, item);
    else merged.push(value);
  }
  if (!replace) for (let i = live.length; i < Math.min(merged.length, had.length); i++) had[i] = merged[i];
  const [ofPatch, ofServer] = parted(merged, patch, mergeKey);
  return inOrder(ofPatch, ofServer, patch, live, mergeKey);
}

const withoutDirectivesIn = (list: readonly unknown[]): unknown[] =>
  list.map(withoutDirectives).filter((item) => item !== undefined);

/**
 * A value without a counterpart to merge into, without its maps that hold a directive, at any depth; undefined when it is one
 * itself.
 */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return withoutDirectivesIn(value);
  if (!isFields(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  for (const [name, child] of Object.entries(value)) {
    const kept = withoutDirectives(child);
    if (kept === undefined) delete value[name];
    else if (kept !== child) value[name] = kept;
  }
  return value;
}

/** Takes the nulls out of a value's maps. */
function discardNulls(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) discardNulls(item);
  if (!isFields(value)) return;
  for (const [name, child] of Object.entries(value)) {
    if (child === null) delete value[name];
    else discardNulls(child);
  }
}
