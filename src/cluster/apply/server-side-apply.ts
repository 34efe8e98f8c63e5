/** Server-side apply: merges a manager's configuration into the live object and finds conflicts (KEP-555). */

import { equalJson } from '../../kube/equal-json.js';
import type { Fields } from '../../kube/fields.js';
import { groupVersion, type KubeObject } from '../../kube/object.js';
import { ApiError, badRequest } from '../../kube/status.js';
import { type ObjectType, schemaOf, type TypedKind } from '../types/api-types.js';
import { readObject } from '../wire/convert.js';
import { toNode } from '../wire/json-nodes.js';
import { unstructuredFault } from '../wire/unstructured-fault.js';
import { applySubject } from './decode-apply.js';
import { difference, type FieldSet, intersection, isEmptySet, memberPaths, union } from './field-set.js';
import { lastApplied, renewLastApplied } from './last-applied.js';
import {
  emptyObject,
  loseFields,
  type Managed,
  ownable,
  type ResetFields,
  readEntries,
  timestamp,
  withoutEntries,
  writeEntries,
} from './managed-fields.js';
import { compareObjects, fieldSetOf, mergeObjects, removeItems, withNamedFields } from './typed.js';

/** An apply patch. */
export interface ApplyWrite {
  gvk: TypedKind;
  /** The object before; undefined when the apply creates it. */
  live: KubeObject | undefined;
  /** The configuration as `decodeApply` gives it: as its author wrote it. */
  applied: KubeObject;
  manager: string;
  /** Takes over other managers' fields, without failing. */
  force: boolean;
  subresource: string;
  now: Date;
  resets: ResetFields;
}

/**
 * The merged object with its managedFields; it still wants defaults, preparation and validation. Throws an ApiError 409
 * that lists the conflicts, or 400 when the configuration holds managedFields.
 */
export function applyConfiguration(write: ApplyWrite): KubeObject {
  const { gvk, live, applied, manager, subresource, now, resets } = write;
  const type = schemaOf(gvk);
  if (!type) return structuredClone(applied);
  if (applied.metadata.managedFields) throw badRequest('metadata.managedFields must be nil');

  // without a deep copy the result would share parts with the stored object
  const base = live ? structuredClone(withoutEntries(live)) : (emptyObject(type) as KubeObject);
  const managers = managersOf(live, base, type, write);
  const previous = managers.find(
    (m) => m.manager === manager && m.operation === 'Apply' && m.subresource === subresource,
  );
  const written = fieldSetOf(applied, type);
  const set = ownable(written, resets, subresource);
  const own: Managed = {
    manager,
    operation: 'Apply',
    apiVersion: groupVersion(gvk.group, gvk.version),
    subresource,
    time: previous?.time,
    set,
  };
  const others = managers.filter((m) => m !== previous);

  let merged = mergeObjects(base, structuredClone(applied), type) as KubeObject;
  if (previous) {
    const managed = others.map((m) => m.set).reduce(union, written);
    merged = withoutAbandoned(merged, previous.set, managed, type);
  }
  const comparison = compareObjects(base, merged, type);
  // fields that this request cannot set cause no conflict
  const settable = (set: FieldSet): FieldSet => ownable(set, resets, subresource);
  const changed = settable(union(comparison.added, comparison.modified));
  const conflicts = others
    .map((m) => ({ manager: m, set: intersection(m.set, changed) }))
    .filter((c) => !isEmptySet(c.set));
  const open = write.force ? [] : withoutClientSide(write, conflicts, type);
  if (open.length > 0) throw conflictError(open);

  const left = loseFields(others, union(changed, settable(comparison.removed)));
  // an apply that changes nothing is not noted with a time
  const same = Object.values(comparison).every(isEmptySet);
  const managedFields = writeEntries([...left, { ...own, time: same ? own.time : timestamp(now) }]);
  merged = converted(merged, write, type);
  const result = {
    ...merged,
    kind: gvk.kind,
    apiVersion: own.apiVersion,
    metadata: { ...merged.metadata, ...(managedFields.length ? { managedFields } : {}) },
  };
  if (manager === 'kubectl') renewLastApplied(result, applied);
  return result;
}

/** The merged object as Go's types hold it; throws an ApiError 500 for values of wrong types. */
function converted(merged: KubeObject, { gvk, applied }: ApplyWrite, type: ObjectType): KubeObject {
  if (gvk.type) return merged;
  const { value, findings } = readObject(toNode(merged), type);
  if (findings.typeFault === undefined) return value as unknown as KubeObject; // an object of the kind
  const fields = applied as unknown as Fields; // every object is one
  const why = unstructuredFault(merged as unknown as Fields, type) ?? findings.typeFault;
  throw new ApiError({
    code: 500,
    message: `failed to convert new object (${applySubject(fields, gvk)}) to proper version: unable to convert unstructured object to ${gvk.group}/${gvk.version}, Kind=${gvk.kind}: ${why}`,
  });
}

/** The managers of the live object; without any, `before-first-apply` gets all its fields. */
function managersOf(live: KubeObject | undefined, base: KubeObject, type: ObjectType, write: ApplyWrite): Managed[] {
  if (!live) return [];
  if (live.metadata.managedFields?.length) return readEntries(live.metadata.managedFields) ?? [];
  const { added, modified } = compareObjects(emptyObject(type), base, type);
  const set = ownable(union(added, modified), write.resets, '');
  const apiVersion = groupVersion(write.gvk.group, write.gvk.version);
  const time = timestamp(write.now);
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion, subresource: '', time, set }];
}

/**
 * The object without fields that the manager applied before, applies no longer, and no other manager has (prune in
 * structured-merge-diff/merge/update.go): an abandoned part goes as a whole, with its defaults.
 */
function withoutAbandoned(object: KubeObject, before: FieldSet, managed: FieldSet, type: ObjectType): KubeObject {
  const merged = object as unknown as Fields; // every object is one
  const setOf = (value: Fields): FieldSet => withNamedFields(fieldSetOf(value, type), type);
  const [all, last] = [setOf(merged), withNamedFields(before, type)];
  const bare = removeItems(merged, last, type);
  const owned = removeItems(merged, difference(all, union(setOf(bare), withNamedFields(managed, type))), type);
  // only fields that this field manager owned before are removed
  return removeItems(merged, intersection(difference(all, setOf(owned)), last), type) as unknown as KubeObject;
}

interface Conflict {
  manager: Managed;
  set: FieldSet;
}

/**
 * The conflicts but for those about fields of a client-side `kubectl apply` that have not changed since: the same user moves
 * to server-side apply (managedfields/internal/lastappliedmanager.go).
 */
function withoutClientSide(write: ApplyWrite, conflicts: readonly Conflict[], type: ObjectType): readonly Conflict[] {
  const { gvk, live, manager } = write;
  const config = lastApplied(live);
  if (manager !== 'kubectl' || !live || config?.apiVersion !== groupVersion(gvk.group, gvk.version)) return conflicts;
  const { added, removed, modified } = compareObjects(config, withoutEntries(live), type);
  const allowed = difference(fieldSetOf(config, type), union(union(added, removed), modified));
  return conflicts
    .map((conflict) => ({ ...conflict, set: difference(conflict.set, allowed) }))
    .filter(({ set }) => !isEmptySet(set));
}

function describe(manager: Managed): string {
  const name = JSON.stringify(manager.manager);
  const through = manager.subresource ? ` with subresource ${JSON.stringify(manager.subresource)}` : '';
  return manager.operation === 'Update' ? `${name}${through} using ${manager.apiVersion}` : `${name}${through}`;
}

function conflictError(conflicts: readonly Conflict[]): ApiError {
  const all = conflicts.map((c) => ({ who: describe(c.manager), paths: memberPaths(c.set) }));
  all.sort((a, b) => (a.who < b.who ? -1 : 1));
  const causes = all.flatMap(({ who, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field })),
  );
  const first = causes[0];
  const message =
    causes.length === 1 && first
      ? `Apply failed with 1 conflict: ${first.message}: ${first.field}`
      : `Apply failed with ${causes.length} conflicts: ${all
          .map(({ who, paths }) => `conflicts with ${who}:\n${paths.map((p) => `- ${p}`).join('\n')}`)
          .join('\n')}`;
  return new ApiError({ code: 409, reason: 'Conflict', message, details: { causes } });
}

/** True for objects that differ at most in the entries of managedFields. */
export function sameButForEntries(a: KubeObject, b: KubeObject): boolean {
  return equalJson(withoutEntries(a), withoutEntries(b));
}
