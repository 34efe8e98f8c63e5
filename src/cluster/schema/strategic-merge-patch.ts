/**
 * Strategic merge patches (apimachinery/pkg/util/strategicpatch): maps are merged, lists are merged by the keys that the
 * schema names, and directives (`$patch`, `$setElementOrder`, `$retainKeys`, `$deleteFromPrimitiveList`) do the rest.
 */
import type { GroupVersionKind, JsonObject } from '../../kube/object.js';
import { ApiError, badRequest, refusedGenerically } from '../../kube/status.js';
import { type Fields, isFields } from './access.js';
import { equalJson } from './equal.js';
import { shortName } from './go-names.js';
import { goString, goText } from './go-text.js';
import { type Field, type ObjectType, schemaOf, type TypeRef, typeNamed } from './schema.js';

const directive = '$patch';
const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';

/**
 * `original` with `patch` merged in; neither is changed. Throws an ApiError for a patch that does not fit: 400 for a
 * directive of a wrong form, 500 as Kubernetes does for the rest.
 */
export function strategicMergePatch(gvk: GroupVersionKind, original: JsonObject, patch: JsonObject): JsonObject {
  const type = schemaOf(gvk);
  const merged = mergeMap(original, patch, type ? { is: 'struct', name: type.name } : undefined);
  return structuredClone(merged) as JsonObject; // both were JSON
}

const failed = (message: string): ApiError => new ApiError({ code: 500, message });
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
    const { [directive]: what, ...rest } = patch;
    if (what === 'replace') return rest;
    if (what === 'delete') return {};
    throw unknownPatchType(what, patch);
  }
  const out = new Map(Object.entries(original));
  applyRetainKeys(out, patch);
  const ordered = new Set<string>();
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const name = key.slice(orderPrefix.length);
    mergeOrdered(out, name, order, patch, type);
    ordered.add(name);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === retainKeys || key.startsWith(orderPrefix) || ordered.has(key)) continue;
    if (`${key}/` === deletePrefix) throw badRequest('invalid patch format of primitive list');
    if (key.startsWith(deletePrefix)) deletePrimitives(out, key.slice(deletePrefix.length), value);
    else mergeField(out, key, value, type);
  }
  return Object.fromEntries(out);
}

const unknownPatchType = (what: unknown, map: Fields): ApiError =>
  failed(`unknown patch type: ${goString(what)} in map: ${goText(map)}`);

function applyRetainKeys(out: Map<string, unknown>, patch: Fields): void {
  const keep = patch[retainKeys];
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw badRequest(badRetainKeys);
  const stray = ([key, value]: [string, unknown]): boolean =>
    key !== retainKeys &&
    value !== null &&
    !key.startsWith(deletePrefix) &&
    !key.startsWith(orderPrefix) &&
    !keep.includes(key);
  if (Object.entries(patch).some(stray)) throw badRequest(badRetainKeys);
  for (const key of [...out.keys()]) if (!keep.includes(key)) out.delete(key);
}

/** A list whose order the patch gives; its items may be in the patch or not. */
function mergeOrdered(
  out: Map<string, unknown>,
  name: string,
  order: unknown,
  patch: Fields,
  type: TypeRef | undefined,
): void {
  const [current, value] = [out.get(name), patch[name]];
  for (const list of [order, current, value]) {
    if (list !== undefined && !Array.isArray(list))
      throw failed(`expected a []interface {}, but received a ${list === null ? '%!s(<nil>)' : goType(list)}`);
  }
  const field = fieldOf(type, name);
  if (type?.is === 'struct' && !field) {
    throw failed(`unable to find api field in struct ${shortName(type.name)} for the json field "${name}"`);
  }
  const places = order as unknown[]; // a list: all three were looked at
  if (field?.mergeKey !== undefined) {
    for (const [i, place] of places.entries()) {
      if (!isFields(place)) throw failed(`value for key ${i} is not a map`);
      keyOf(place, field.mergeKey);
    }
  }
  if (Array.isArray(value)) checkOrder(value, places, field?.mergeKey);
  if (!Array.isArray(current)) {
    if (Array.isArray(value))
      out.set(name, inOrder(withoutDirectives(value) as unknown[], [], places, [], field?.mergeKey));
    return;
  }
  const merged = Array.isArray(value) ? mergeList(current, value, places, field) : current;
  out.set(name, inOrder(merged, [], places, current, field?.mergeKey));
}

function deletePrimitives(out: Map<string, unknown>, name: string, values: unknown): void {
  const current = out.get(name);
  if (!Array.isArray(values) || !Array.isArray(current)) return;
  out.set(
    name,
    current.filter((item) => !values.some((value) => equalJson(item, value))),
  );
}

function mergeField(out: Map<string, unknown>, name: string, value: unknown, type: TypeRef | undefined): void {
  if (value === null) {
    out.delete(name);
    return;
  }
  const current = out.get(name);
  if (isFields(value) && isFields(current)) out.set(name, mergeMap(current, value, childType(type, name)));
  else if (Array.isArray(value) && Array.isArray(current)) {
    out.set(name, mergeList(current, value, undefined, fieldOf(type, name)));
  } else {
    const kept = withoutDirectives(value);
    if (kept === undefined) out.delete(name);
    else out.set(name, kept);
  }
}

function mergeList(
  had: readonly unknown[],
  patch: readonly unknown[],
  order: readonly unknown[] | undefined,
  field: Field | undefined,
): unknown[] {
  if (!field?.merge) return [...patch];
  const all = [...had, ...patch];
  if (all.length === 0) return [];
  const [first] = all;
  if (Array.isArray(first)) throw refusedGenerically();
  if (all.some((item) => goType(item) !== goType(first))) {
    throw failed(`list element types are not identical: ${goText([had, patch])}`);
  }
  if (!isFields(first)) {
    const merged = [...had];
    for (const value of patch) if (!merged.some((m) => equalJson(m, value))) merged.push(value);
    return inOrder(merged, patch, order ?? patch, had, undefined);
  }
  if (field.mergeKey === undefined) throw failed(`cannot merge lists without merge key for ${field.name}`);
  const item = field.type.is === 'list' ? field.type.of : undefined;
  return mergeByKey(had, patch as readonly Fields[], order, field.mergeKey, item);
}

function mergeByKey(
  had: readonly unknown[],
  patch: readonly Fields[],
  order: readonly unknown[] | undefined,
  mergeKey: string,
  item: TypeRef | undefined,
): unknown[] {
  let merged = [...had];
  const plain: Fields[] = [];
  let replace = false;
  for (const value of patch) {
    const what = value[directive];
    if (what === undefined) plain.push(value);
    else if (what === 'replace') replace = true;
    else if (what === 'delete') {
      const key = keyOf(value, mergeKey);
      merged = merged.filter((m) => !isFields(m) || !equalJson(m[mergeKey], key));
    } else if (what === 'merge') throw failed('merging lists cannot yet be specified in the patch');
    else throw unknownPatchType(what, value);
  }
  if (replace) return plain;
  for (const value of plain) {
    const key = keyOf(value, mergeKey);
    const at = merged.findIndex((m) => isFields(m) && equalJson(m[mergeKey], key));
    const before = merged[at];
    if (isFields(before)) merged[at] = mergeMap(before, value, item);
    else merged.push(value);
  }
  return inOrder(merged, plain, order ?? plain, had, mergeKey);
}

/** The items of a list that are not to be deleted have to stand in its order list, in that order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  const kept = patch.filter((value) => !isFields(value) || value[directive] !== 'delete');
  const identity = identityBy(mergeKey);
  let next = 0;
  for (const place of order) if (next < kept.length && equalJson(identity(kept[next]), identity(place))) next++;
  if (order.length > 0 && next < kept.length) {
    throw failed(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

const identityBy =
  (mergeKey: string | undefined) =>
  (value: unknown): unknown =>
    mergeKey !== undefined && isFields(value) ? value[mergeKey] : value;

function keyOf(value: Fields, mergeKey: string): unknown {
  const key = value[mergeKey];
  if (key === undefined) throw failed(`map: ${goText(value)} does not contain declared merge key: ${mergeKey}`);
  return key;
}

/**
 * The merged items in the order that the patch gives; those that it does not name stay where they were among them, as
 * far as both orders allow.
 */
function inOrder(
  merged: readonly unknown[],
  patch: readonly unknown[],
  order: readonly unknown[],
  live: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const identity = identityBy(mergeKey);
  const place = (list: readonly unknown[], value: unknown): number =>
    list.findIndex((l) => equalJson(identity(l), identity(value)));
  const named = (value: unknown): boolean => place(order, value) >= 0 || place(patch, value) >= 0;
  const byOrder = (list: readonly unknown[]) => (a: unknown, b: unknown) => {
    const [x, y] = [place(list, a), place(list, b)];
    return x < 0 || y < 0 ? 0 : x - y;
  };
  const right = merged.filter(named).sort(byOrder(order));
  const left = merged.filter((value) => !named(value)).sort(byOrder(live));
  const out: unknown[] = [];
  while (left.length > 0 && right.length > 0) {
    const [x, y] = [place(live, left[0]), place(live, right[0])];
    out.push(x >= 0 && y >= 0 && x < y ? left.shift() : right.shift());
  }
  return [...out, ...left, ...right];
}

/** A value that meets nothing to be merged into, without what bears a directive; undefined when that is all of it. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isFields(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const entries = Object.entries(value).map(([name, child]) => [name, withoutDirectives(child)] as const);
  return Object.fromEntries(entries.filter(([, child]) => child !== undefined && child !== null));
}

/** Go's type of a value that came out of JSON. */
function goType(value: unknown): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isFields(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
