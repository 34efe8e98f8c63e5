/** metadata.managedFields: each field's last manager (KEP-555), and changes by writes other than apply. */
import {
  groupVersion,
  type JsonObject,
  type KubeObject,
  type ManagedFieldsEntry,
  parseApiVersion,
} from '../../kube/object.js';
import { type ObjectType, schemaOf, type TypedKind } from '../types/api-types.js';
import { isRegistered } from '../types/registered-kinds.js';
import { zeroStruct } from '../wire/convert.js';
import { capManagers } from './cap-managers.js';
import {
  difference,
  emptySet,
  type FieldSet,
  fromFieldsV1,
  isEmptySet,
  toFieldsV1,
  union,
  without,
} from './field-set.js';
import { compareObjects } from './typed.js';

/** A write by create, update or patch. */
export interface UpdateWrite {
  gvk: TypedKind;
  /** The object before; undefined when it is created. */
  live: KubeObject | undefined;
  /** The object as it will be stored. */
  object: KubeObject;
  /** The field manager: the option, or the first part of the User-Agent. */
  manager: string;
  /** `''` for the object itself. */
  subresource: string;
  now: Date;
  resets: ResetFields;
}

/** A manager with the fields it has. */
export interface Managed {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource: string;
  time: string | undefined;
  set: FieldSet;
}

/** Fields without a manager: the system's fields, and the object's identity. */
const unowned: readonly (readonly string[])[] = [
  ['f:apiVersion'],
  ['f:kind'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
];

/** Fields that writes cannot set (GetResetFields of a kind's strategies). */
export interface ResetFields {
  /** The status is written through `/status` alone, and `without` cannot be set along with it. */
  status?: { without?: readonly string[] };
  /** The specification never changes after the creation. */
  hasFixedSpec?: boolean;
}

/** The set without fields that this write cannot set. */
function withoutReset(set: FieldSet, { status, hasFixedSpec }: ResetFields, subresource: string): FieldSet {
  if (subresource !== 'status' && subresource !== 'approval') {
    const whole = hasFixedSpec ? without(set, ['f:spec']) : set;
    return status ? without(whole, ['f:status']) : whole;
  }
  const left = without(set, ['f:spec']);
  return status?.without ? without(left, status.without) : left;
}

/** The set without fields that no manager owns or that this write cannot set. */
export function ownable(set: FieldSet, resets: ResetFields, subresource: string): FieldSet {
  let out = unowned.reduce((left, path) => without(left, path), withoutReset(set, resets, subresource));
  // the object and its metadata are nobody's, their parts are
  const metadata = out.children.get('f:metadata');
  if (metadata) {
    const children = new Map(out.children);
    const bare = { ...metadata, member: false };
    if (isEmptySet(bare)) children.delete('f:metadata');
    else children.set('f:metadata', bare);
    out = { ...out, children };
  }
  return { ...out, member: false };
}

/** The entries of an object, read; undefined when the server would not write one of them so. */
export function readEntries(entries: readonly ManagedFieldsEntry[] | undefined): Managed[] | undefined {
  const managers = (entries ?? []).map((entry): Managed | undefined => {
    const { manager = '', operation, apiVersion = '', subresource = '', time, fieldsType, fieldsV1 = {} } = entry;
    const set = fromFieldsV1(fieldsV1);
    const isKnown = operation === 'Apply' || operation === 'Update';
    if (!isKnown || !apiVersion || fieldsType !== 'FieldsV1' || !set) return undefined;
    return { manager, operation, apiVersion, subresource, time, set };
  });
  return managers.includes(undefined) ? undefined : (managers as Managed[]); // none of them is undefined
}

/** The entries as an object carries them, in Kubernetes' order: applies first, then by time and name. */
export function writeEntries(managers: readonly Managed[]): ManagedFieldsEntry[] {
  const text = (m: Managed): string =>
    `${m.operation}\0${m.time ?? ''}\0${m.manager}\0${m.apiVersion}\0${m.subresource}`;
  return managers
    .filter((m) => !isEmptySet(m.set))
    .sort((a, b) => (text(a) < text(b) ? -1 : 1))
    .map((m) => ({
      manager: m.manager,
      operation: m.operation,
      apiVersion: m.apiVersion,
      ...(m.time ? { time: m.time } : {}),
      fieldsType: 'FieldsV1',
      fieldsV1: sharedFields(m.set),
      ...(m.subresource ? { subresource: m.subresource } : {}),
    }));
}

/** The most sets of fields kept, each as shared JSON. Objects that a program makes mostly have the same fields. */
const mostShared = 500;
const shared = new Map<string, JsonObject>();

/** The fields as an object carries them: one shared, immutable value for each set that was written lately. */
function sharedFields(set: FieldSet): JsonObject {
  const fields = toFieldsV1(set);
  const text = JSON.stringify(fields);
  const known = shared.get(text);
  if (known) return known;
  if (shared.size === mostShared) shared.clear();
  shared.set(text, fields);
  return fields;
}

/** Plain fields of an object, without the entries themselves. */
export function withoutEntries(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The object of a kind without any field set. */
export const emptyObject = (type: ObjectType): Record<string, unknown> => zeroStruct(type);

/** Managers without the fields that another write changed or removed; managers without fields are dropped. */
export function loseFields(managers: readonly Managed[], lost: FieldSet): Managed[] {
  return managers.map((m) => ({ ...m, set: difference(m.set, lost) })).filter((m) => !isEmptySet(m.set));
}

/** RFC 3339 in whole seconds. */
export const timestamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** The managedFields entries of the written object; its client may have sent some, too. */
export function trackUpdate({
  gvk,
  live,
  object,
  manager,
  subresource,
  now,
  resets,
}: UpdateWrite): ManagedFieldsEntry[] {
  const type = schemaOf(gvk);
  if (!type) return object.metadata.managedFields ?? [];
  const apiVersion = groupVersion(gvk.group, gvk.version);
  // of versions that there are not, nothing is known; APIService and CustomResourceDefinition are known in their own alone
  const isKnown = (m: Managed): boolean =>
    m.apiVersion === apiVersion ||
    (gvk.type ? parseApiVersion(m.apiVersion).group === gvk.group : isRegistered(m.apiVersion, gvk.kind));
  const managers = managersFor(live, object, subresource).filter(isKnown);
  // an object that nobody is noted for is not tracked before somebody applies it
  if (live && managers.length === 0) return [];

  const before = live ? withoutEntries(live) : emptyObject(type);
  const { added, removed, modified } = compareObjects(before, withoutEntries(object), type);
  const written = (set: FieldSet): FieldSet => withoutReset(set, resets, subresource);
  const changed = written(union(added, modified));
  const left = loseFields(managers, union(changed, written(removed)));
  const set = ownable(changed, resets, subresource);
  if (isEmptySet(set)) return writeEntries(capManagers(left));
  const isOwn = (m: Managed): boolean =>
    m.manager === manager && m.operation === 'Update' && m.apiVersion === apiVersion && m.subresource === subresource;
  const previous = left.find(isOwn)?.set ?? emptySet();
  const own: Managed = {
    manager,
    operation: 'Update',
    apiVersion,
    subresource,
    time: timestamp(now),
    set: union(previous, set),
  };
  return writeEntries(capManagers([...left.filter((m) => !isOwn(m)), own]));
}

/** The managers that a write starts from: those that the client sends, or those of the stored object. */
function managersFor(live: KubeObject | undefined, object: KubeObject, subresource: string): Managed[] {
  const stored = (): Managed[] => readEntries(live?.metadata.managedFields) ?? [];
  const sent = object.metadata.managedFields;
  if (!sent || subresource !== '') return stored();
  // a list of nothing, or of one entry of nothing, is how a client asks to forget all
  if (sent.length === 0 || (sent.length === 1 && Object.keys(sent[0] ?? {}).length === 0)) return [];
  return readEntries(sent) ?? stored();
}
