/** The rules for metadata that hold for every kind (apimachinery/pkg/api/validation/objectmeta.go). */

import { equalJson } from '../../kube/equal-json.js';
import { unprintable } from '../../kube/go-quote.js';
import type { ResourceKind } from '../../kube/kinds.js';
import {
  dnsLabelFaults,
  dnsSubdomainFaults,
  labelValueFaults,
  longNameFaults,
  pathSegmentFaults,
  qualifiedNameFaults,
} from '../../kube/names.js';
import type { KubeObject, ObjectMeta } from '../../kube/object.js';
import { type FieldError, fieldForbidden, invalid, required, tooLong } from '../../kube/status.js';

/** The rules of a kind's metadata. */
export interface MetadataRules {
  /** The faults of a text as the name of this object of the kind; by default those of a DNS subdomain. */
  nameFaults?(name: string, object: KubeObject): string[];
  /** True where finalizers without a domain are taken. */
  anyFinalizer?: true;
}

/** The faults of the name of a kind that declares its form; what is only the beginning of a name is not looked at as closely. */
export function declaredNameFaults(name: string, { metadata }: KubeObject): string[] {
  return name === metadata.name ? longNameFaults(name) : pathSegmentFaults(name);
}

/** The faults of the metadata of a new object, as the rules of its kind find them. */
export function validateMetadata(
  object: KubeObject,
  kind: ResourceKind,
  { nameFaults = dnsSubdomainFaults, anyFinalizer }: MetadataRules,
): FieldError[] {
  const faults = validateAnyMetadata(object.metadata, kind, (name) => nameFaults(name, object));
  return anyFinalizer ? faults : [...faults, ...validateFinalizerNames(object.metadata.finalizers)];
}

/** The faults of replaced metadata that every kind checks before its own rules. */
export function validateReplacedMetadata(metadata: ObjectMeta, old: ObjectMeta, kind: ResourceKind): FieldError[] {
  return [...validateAnyMetadata(metadata, kind, pathSegmentFaults), ...validateChanges(metadata, old)];
}

/** The faults of metadata that replaces other metadata, as the rules of a kind find them. */
export function validateMetadataUpdate(
  metadata: ObjectMeta,
  old: ObjectMeta,
  { anyFinalizer }: MetadataRules = {},
): FieldError[] {
  const faults = validateChanges(metadata, old);
  return anyFinalizer ? faults : [...faults, ...validateFinalizerNames(metadata.finalizers)];
}

/** The faults of the metadata of an object within another one, which may have no name. */
export function validateInnerMetadata(metadata: ObjectMeta): FieldError[] {
  const named = { ...metadata, name: metadata.name || 'fakename' };
  return validateAnyMetadata(named, { namespaced: Boolean(metadata.namespace) }, pathSegmentFaults);
}

function validateAnyMetadata(
  metadata: ObjectMeta,
  kind: Pick<ResourceKind, 'namespaced'>,
  faultsOfName: (name: string) => string[],
): FieldError[] {
  const { name, generateName, namespace, generation = 0 } = metadata;
  const errors: FieldError[] = [];
  if (generateName) {
    // the random letters behind it make a dash at its end right
    const stem = generateName.replace(/.-$/s, 'a');
    errors.push(...faultsOfName(stem).map((f) => invalid('metadata.generateName', generateName, f)));
  }
  if (!name) errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...faultsOfName(name).map((f) => invalid('metadata.name', name, f)));
  if (kind.namespaced) {
    if (!namespace) errors.push(required('metadata.namespace'));
    else errors.push(...dnsLabelFaults(namespace).map((f) => invalid('metadata.namespace', namespace, f)));
  } else if (namespace) errors.push(fieldForbidden('metadata.namespace', 'not allowed on this type'));
  if (generation < 0) {
    errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'));
  }
  return [
    ...errors,
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(metadata.annotations, 'metadata.annotations'),
    ...validateOwners(metadata),
    ...validateFinalizers(metadata.finalizers),
    ...validateManagedFields(metadata),
  ];
}

function validateChanges(metadata: ObjectMeta, old: ObjectMeta): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp) {
    const added = [...new Set(metadata.finalizers ?? [])].filter((f) => !old.finalizers?.includes(f));
    if (added.length > 0) {
      const names = added
        .sort()
        .map((f) => JSON.stringify(f))
        .join(', ');
      errors.push(
        fieldForbidden(
          'metadata.finalizers',
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`,
        ),
      );
    }
  }
  if ((metadata.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid('metadata.generation', metadata.generation, 'must not be decremented'));
  }
  for (const field of [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ] as const) {
    const [now, before] = [metadata[field], old[field]];
    if (!equalJson(now, before)) errors.push(invalid(`metadata.${field}`, now, 'field is immutable'));
  }
  return [
    ...errors,
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(metadata.annotations, 'metadata.annotations'),
    ...validateOwners(metadata),
    ...validateManagedFields(metadata),
  ];
}

/** The faults of a map of labels at `path`. */
export function validateLabels(labels: Record<string, string> | undefined, path: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map((f) => invalid(path, key, f)),
    ...labelValueFaults(value).map((f) => invalid(path, value, f)),
  ]);
}

const maxAnnotations = 256 * 1024;

/** The faults of a map of annotations at `path`. */
export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const errors = entries.flatMap(([key]) => qualifiedNameFaults(key.toLowerCase()).map((f) => invalid(path, key, f)));
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  if (size > maxAnnotations) errors.push(tooLong(path, maxAnnotations));
  return errors;
}

/** Kinds that own no objects, as Go writes them. */
const bannedOwners: Record<string, string | undefined> = { 'v1/Event': '/v1, Kind=Event' };

/** Of more references than that, one fault shows them all and not each. */
const mostShown = 100;

function validateOwners(metadata: ObjectMeta): FieldError[] {
  const path = 'metadata.ownerReferences';
  const errors: FieldError[] = [];
  const owners = metadata.ownerReferences ?? [];
  let controller = '';
  let others = 0;
  // the place in the list is not told
  for (const owner of owners) {
    const parts = owner.apiVersion.split('/');
    if (!parts.at(-1) || parts.length > 2) {
      errors.push(invalid(`${path}.apiVersion`, owner.apiVersion, 'version must not be empty'));
    }
    if (!owner.kind) errors.push(invalid(`${path}.kind`, owner.kind, 'must not be empty'));
    if (!owner.name) errors.push(invalid(`${path}.name`, owner.name, 'must not be empty'));
    if (!owner.uid) errors.push(invalid(`${path}.uid`, owner.uid, 'must not be empty'));
    const banned = bannedOwners[`${owner.apiVersion}/${owner.kind}`];
    if (banned) errors.push(invalid(path, owner, `${banned} is disallowed from being an owner`));
    if (!owner.controller) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (controller) {
      // each fault shows all references, which would fill the memory
      if (others++ > 0 && owners.length > mostShown) continue;
      const why = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalid(path, owners, why));
    } else controller = name;
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[] | undefined): FieldError[] {
  const path = 'metadata.finalizers';
  const errors = (finalizers ?? []).flatMap((f) => qualifiedNameFaults(f).map((fault) => invalid(path, f, fault)));
  if (finalizers?.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    errors.push(invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'));
  }
  return errors;
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Finalizers other than Kubernetes' own need a domain. */
function validateFinalizerNames(finalizers: readonly string[] | undefined): FieldError[] {
  const why = 'name is neither a standard finalizer name nor is it fully qualified';
  return (finalizers ?? []).flatMap((name, i) =>
    name.includes('/') || standardFinalizers.includes(name) ? [] : [invalid(`metadata.finalizers[${i}]`, name, why)],
  );
}

/** Most bytes in a manager's name. */
export const longestManager = 128;

/** The faults of the name of a field manager at `path`; it may be empty. */
export function fieldManagerFaults(manager: string, path: string): FieldError[] {
  return [
    ...(Buffer.byteLength(manager) > longestManager ? [tooLong(path, longestManager)] : []),
    ...unprintable(manager).map(({ name, position }) =>
      invalid(path, manager, `invalid character ${name} (at position ${position})`),
    ),
  ];
}

function validateManagedFields(metadata: ObjectMeta): FieldError[] {
  return (metadata.managedFields ?? []).flatMap((entry, i) => {
    const at = `metadata.managedFields[${i}]`;
    const errors: FieldError[] = [];
    if (entry.operation !== 'Apply' && entry.operation !== 'Update') {
      // an entry of nothing at all is how a client asks to forget all entries
      if (Object.keys(entry).length > 0) {
        errors.push(invalid(`${at}.operation`, entry.operation ?? '', 'must be `Apply` or `Update`'));
      }
    }
    if (entry.fieldsType && entry.fieldsType !== 'FieldsV1') {
      errors.push(invalid(`${at}.fieldsType`, entry.fieldsType, 'must be `FieldsV1`'));
    }
    errors.push(...fieldManagerFaults(entry.manager ?? '', `${at}.manager`));
    if (Buffer.byteLength(entry.subresource ?? '') > 256) errors.push(tooLong(`${at}.subresource`, 256));
    return errors;
  });
}
