/** metadata.managedFields: who set which field last (KEP-555), and how writes that are no apply change it. */
import {
  type GroupVersionKind,
  groupVersion,
  type JsonObject,
  type KubeObject,
  type ManagedFieldsEntry,
} from '../../kube/object.js';
import { zeroStruct } from './convert.js';
import {
  difference,
  emptySet,
  type FieldSet,
  fromFieldsV1,
  isEmptySet,
  isFieldsV1,
  sameSet,
  toFieldsV1,
  union,
  without,
} from './field-set.js';
import { type ObjectType, schemaOf } from './schema.js';
import { compareObjects } from './typed.js';

/** A write by create, update or patch. */
export interface UpdateWrite {
  gvk: GroupVersionKind;
  /** The object before; undefined when it is created. */
  live: KubeObject | undefined;
  /** The object as it will be stored. */
  object: KubeObject;
  /** The field manager: the option, or the first part of the User-Agent. */
  manager: string;
  /** `''` for the object itself. */
  subresource: string;
  now: Date;
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

/** What no manager owns: the system's fields, and what tells the object apart. */
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
  ...['deletionTimestamp', 'deletionGracePeriodSeconds'].map((name) => ['f:metadata', `f:${name}`]),
];

/** Kinds whose status is written through a sub-resource alone. */
const statusApart = new Set([
  'Deployment',
  'ReplicaSet',
  'Pod',
  'Namespace',
  'Node',
  'Service',
  'CertificateSigningRequest',
]);

/** What the status of some kinds cannot be written along with (GetResetFields of their status strategies). */
const apartFromStatus: Record<string, readonly string[] | undefined> = {
  Deployment: ['f:metadata', 'f:labels'],
  Pod: ['f:metadata', 'f:ownerReferences'],
};

/** The set without what no manager owns and what this way of writing cannot set. */
export function ownable(set: FieldSet, kind: string, subresource: string): FieldSet {
  let out = unowned.reduce((left, path) => without(left, path), set);
  if (subresource === 'status' || subresource === 'approval') {
    out = without(out, ['f:spec']);
    const more = apartFromStatus[kind];
    if (more) out = without(out, more);
  } else if (statusApart.has(kind)) out = without(out, ['f:status']);
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

/** The entries of an object, read; an entry without fields or manager is left out. */
export function readEntries(entries: readonly ManagedFieldsEntry[] | undefined): Managed[] {
  return (entries ?? []).flatMap((entry): Managed[] => {
    const set = fromFieldsV1(entry.fieldsV1);
    if (!entry.operation || isEmptySet(set)) return [];
    const { manager = '', operation, apiVersion = '', subresource = '', time } = entry;
    return [{ manager, operation, apiVersion, subresource, time, set }];
  });
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
      fieldsV1: toFieldsV1(m.set) as JsonObject,
      ...(m.subresource ? { subresource: m.subresource } : {}),
    }));
}

/** Plain fields of an object, without the entries themselves. */
export function withoutEntries(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** The object of a kind in which nothing is set. */
export const emptyObject = (type: ObjectType): Record<string, unknown> => zeroStruct(type);

/** Managers whose fields someone else has changed or removed no longer have them. */
export function loseFields(managers: readonly Managed[], lost: FieldSet, except: Managed | undefined): Managed[] {
  return managers.map((m) => (m === except ? m : { ...m, set: difference(m.set, lost) }));
}

/** RFC 3339 in whole seconds. */
export const timestamp = (now: Date): string => `${now.toISOString().slice(0, 19)}Z`;

/** The managers that a write goes on from: those that it names, or those of the stored object. */
function managersOf(live: KubeObject | undefined, { metadata }: KubeObject): Managed[] {
  const sent = metadata.managedFields;
  // no entry, or one of nothing, is how a client asks to forget all
  const isReset = sent && (sent.length === 0 || (sent.length === 1 && Object.keys(sent[0] ?? {}).length === 0));
  if (isReset) return [];
  const given = sent?.every(isReadable) ? readEntries(sent) : [];
  return given.length > 0 ? given : readEntries(live?.metadata.managedFields);
}

const isReadable = ({ operation, fieldsType, fieldsV1 }: ManagedFieldsEntry): boolean =>
  (operation === 'Apply' || operation === 'Update') && fieldsType === 'FieldsV1' && isFieldsV1(fieldsV1);

/** The entries that the written object shall carry. */
export function trackUpdate({ gvk, live, object, manager, subresource, now }: UpdateWrite): ManagedFieldsEntry[] {
  const type = schemaOf(gvk);
  if (!type) return object.metadata.managedFields ?? [];
  const managers = managersOf(live, object);
  // whose fields were forgotten is not told again before an apply
  if (live && managers.length === 0) return [];

  const before = live ? withoutEntries(live) : emptyObject(type);
  const { added, removed, modified } = compareObjects(before, withoutEntries(object), type);
  const apiVersion = groupVersion(gvk.group, gvk.version);
  const found = managers.find(
    (m) =>
      m.manager === manager && m.operation === 'Update' && m.apiVersion === apiVersion && m.subresource === subresource,
  );
  const own: Managed = found ?? {
    manager,
    operation: 'Update',
    apiVersion,
    subresource,
    time: undefined,
    set: emptySet(),
  };
  const changed = union(added, modified);
  const set = ownable(union(difference(own.set, removed), changed), gvk.kind, subresource);
  const others = loseFields(
    managers.filter((m) => m !== found),
    union(changed, removed),
    undefined,
  );
  const time = found && sameSet(found.set, set) ? found.time : timestamp(now);
  return writeEntries([...others, { ...own, set, time }]);
}
