/**
 * Strategic merge patches (apimachinery/pkg/util/strategicpatch): maps are merged, lists are merged by the keys that the
 * schema names, and directives (`$patch`, `$setElementOrder`, `$retainKeys`, `$deleteFromPrimitiveList`) do the rest.
 */
import type { GroupVersionKind, JsonObject } from '../../kube/object.js';
import { badRequest } from '../../kube/status.js';
import { type Fields, isFields } from './access.js';
import { equalJson } from './equal.js';
import { type Field, type ObjectType, schemaOf, type TypeRef, typeNamed } from './schema.js';

const directive = '$patch';
const retainKeys = '$retainKeys';
const deletePrefix = '$deleteFromPrimitiveList/';
const orderPrefix = '$setElementOrder/';

/**
 * `original` with `patch` merged in; neither is changed. Throws an ApiError 400 for a patch that does not fit the types
 * or has an unknown directive.
 */
export function strategicMergePatch(gvk: GroupVersionKind, original: JsonObject, patch: JsonObject): JsonObject {
  const type = schemaOf(gvk);
  const merged = mergeMap(original, patch, type ? { is: 'struct', name: type.name } : undefined);
  return structuredClone(merged) as JsonObject; // both were JSON
}

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
    if (what === 'replace') return withoutDirectives(rest, type);
    if (what === 'delete') return {};
    throw badRequest(`unknown patch type "${String(what)}" in map`);
  }
  const out = new Map(Object.entries(original));
  applyRetainKeys(out, patch);
  const names = new Set<string>();
  for (const key of Object.keys(patch)) {
    if (key === retainKeys) continue;
    const prefix = [deletePrefix, orderPrefix].find((p) => key.startsWith(p));
    if (prefix && !Array.isArray(patch[key])) {
      throw badRequest(
        prefix === orderPrefix
          ? 'the patch is not a valid set element order list'
          : 'invalid patch format of primitive list',
      );
    }
    names.add(prefix ? key.slice(prefix.length) : key);
  }
  for (const name of names) mergeField(out, name, patch, type);
  return Object.fromEntries(out);
}

function applyRetainKeys(out: Map<string, unknown>, patch: Fields): void {
  const keep = patch[retainKeys];
  if (keep === undefined) return;
  if (!Array.isArray(keep)) throw badRequest('invalid patch format of retainKeys');
  const stray = Object.keys(patch).find((k) => !k.startsWith('$') && patch[k] !== null && !keep.includes(k));
  if (stray !== undefined) throw badRequest('patch contains a field that is not in $retainKeys list');
  for (const key of [...out.keys()]) if (!keep.includes(key)) out.delete(key);
}

function mergeField(out: Map<string, unknown>, name: string, patch: Fields, type: TypeRef | undefined): void {
  const field = fieldOf(type, name);
  const deleted = patch[deletePrefix + name];
  const order = patch[orderPrefix + name];
  const given = Object.hasOwn(patch, name);
  const value = patch[name];
  if (given && value === null) {
    out.delete(name);
    return;
  }
  let current = out.get(name);
  if (Array.isArray(deleted) && Array.isArray(current)) {
    current = current.filter((item) => !deleted.some((d) => equalJson(item, d)));
    out.set(name, current);
  }
  if (!given) {
    if (Array.isArray(order) && Array.isArray(current)) {
      out.set(name, ordered(current, [], order, current, field?.mergeKey));
    }
    return;
  }
  if (Array.isArray(order) && Array.isArray(value)) checkOrder(value, order, field?.mergeKey);
  const child = childType(type, name);
  if (isFields(value)) out.set(name, mergeMap(isFields(current) ? current : {}, value, child));
  else if (Array.isArray(value))
    out.set(name, mergeList(current, value, Array.isArray(order) ? order : undefined, field));
  else out.set(name, value);
}

function mergeList(
  current: unknown,
  patch: readonly unknown[],
  order: readonly unknown[] | undefined,
  field: Field | undefined,
): unknown[] {
  const item = field?.type.is === 'list' ? field.type.of : undefined;
  const had = Array.isArray(current) ? current : [];
  if (!field?.merge) return patch.map((value) => (isFields(value) ? withoutDirectives(value, item) : value));
  if (field.mergeKey === undefined) {
    const merged = [...had];
    for (const value of patch) if (!merged.some((m) => equalJson(m, value))) merged.push(value);
    return ordered(merged, patch, order ?? patch, had, undefined);
  }
  return mergeByKey(had, patch, order, field.mergeKey, item);
}

function mergeByKey(
  had: readonly unknown[],
  patch: readonly unknown[],
  order: readonly unknown[] | undefined,
  mergeKey: string,
  item: TypeRef | undefined,
): unknown[] {
  let merged = [...had];
  const plain: Fields[] = [];
  let replace = false;
  for (const value of patch) {
    if (!isFields(value)) throw badRequest('invalid patch format: a list of objects is expected');
    const what = value[directive];
    if (what === undefined) {
      plain.push(value);
      continue;
    }
    if (what === 'replace') replace = true;
    else if (what === 'delete') {
      const key = keyOf(value, mergeKey);
      merged = merged.filter((m) => !isFields(m) || !equalJson(m[mergeKey], key));
    } else throw badRequest(`unknown patch type "${String(what)}" in map`);
  }
  if (replace) return plain.map((value) => withoutDirectives(value, item));
  for (const value of plain) {
    const key = keyOf(value, mergeKey);
    const at = merged.findIndex((m) => isFields(m) && equalJson(m[mergeKey], key));
    const before = merged[at];
    const after = mergeMap(isFields(before) ? before : {}, value, item);
    if (at < 0) merged.push(after);
    else merged[at] = after;
  }
  return ordered(merged, plain, order ?? plain, had, mergeKey);
}

/** The items of a list that are not to be deleted have to stand in its order list, in that order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  const kept = patch.filter((value) => !isFields(value) || value[directive] !== 'delete');
  const identity = identityBy(mergeKey);
  let next = 0;
  for (const place of order) if (next < kept.length && equalJson(identity(kept[next]), identity(place))) next++;
  if (order.length > 0 && next < kept.length) {
    throw badRequest(
      `The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`,
    );
  }
}

const identityBy =
  (mergeKey: string | undefined) =>
  (value: unknown): unknown =>
    mergeKey !== undefined && isFields(value) ? value[mergeKey] : value;

/** A value as Go's `%v` shows it. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isFields(value)) return value === null ? '<nil>' : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goText(value[key])}`).join(' ')}]`;
}

function keyOf(value: Fields, mergeKey: string): unknown {
  const key = value[mergeKey];
  if (key === undefined)
    throw badRequest(`map: ${JSON.stringify(value)} does not contain declared merge key: ${mergeKey}`);
  return key;
}

/**
 * The merged items in the order that the patch gives; those that it does not name stay where they were among them, as
 * far as both orders allow.
 */
function ordered(
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

/** A value that stands alone: its directives have nothing to act on. */
function withoutDirectives(value: Fields, type: TypeRef | undefined): Fields {
  return mergeMap({}, value, type);
}
