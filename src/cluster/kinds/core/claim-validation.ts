/** The rules for PersistentVolumeClaims, and for the specifications of claims in templates. */
import { equalJson } from '../../../kube/equal-json.js';
import { type Fields, fields, isFields, text, textMap, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults, qualifiedNameFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, nanosOf, parseQuantity } from '../../../kube/quantity.js';
import { isNativeResource } from '../../../kube/resource-names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { betaClass } from '../../../kube/storage-class.js';
import { validateLabelSelector } from '../../validation/field-checks.js';
import { named } from '../field-rules.js';
import { internalDiff } from '../internal-diff.js';
import { validateDataSources } from './claim-data-source.js';
import { validateModes, validateVolumeMode } from './volume-modes.js';

/** The faults of a claim's specification at `path`; `old` is the one that it replaces. */
export function validateClaim(claim: Fields, path: string, old?: Fields): FieldError[] {
  const errors: FieldError[] = [];
  if (texts(claim.accessModes).length === 0) {
    errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'));
  }
  errors.push(...validateLabelSelector(claim.selector, `${path}.selector`));
  errors.push(...validateModes(claim.accessModes, `${path}.accessModes`));
  const asked = textMap(fields(claim.resources).requests).storage;
  const size = parseQuantity(asked ?? '');
  const at = `${path}.resources[storage]`;
  if (asked === undefined) errors.push(required(at));
  else if (size && size.nanos <= 0n) errors.push(invalid(at, formatQuantity(size), 'must be greater than zero'));
  const classFaults = (name: 'storageClassName' | 'volumeAttributesClassName'): FieldError[] =>
    text(claim[name]) === '' ? [] : named(text(claim[name]), `${path}.${name}`, dnsSubdomainFaults);
  return [
    ...errors,
    ...classFaults('storageClassName'),
    ...validateVolumeMode(claim.volumeMode, `${path}.volumeMode`),
    ...validateDataSources(claim, path, old),
    ...classFaults('volumeAttributesClassName'),
  ];
}

const fixed =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** A bound claim may ask for more storage and for another class of attributes; no claim may change otherwise. */
export function validateClaimChange(object: KubeObject, old: KubeObject): FieldError[] {
  const [now, before] = [fields(object.spec), fields(old.spec)];
  const annotations = classAnnotations(object, old);
  const errors: FieldError[] = [];
  const mayName = mayNameClass(now, before, annotations);
  if (!mayName.byAnnotation && annotations.now !== annotations.before) {
    errors.push(invalid(`metadata.annotations.${betaClass}`, annotations.now ?? '', 'field is immutable'));
  }
  const [after, kept] = [structuredClone(now), structuredClone(before)];
  // a volume is named once
  if (text(before.volumeName) === '') copyField(kept, now, 'volumeName');
  if (mayName.byAnnotation || mayName.asNew) delete after.storageClassName;
  const requests = fields(after.resources).requests;
  if (fields(old.status).phase === 'Bound') {
    if (isFields(requests)) requests.storage = textMap(fields(before.resources).requests).storage;
    copyField(after, before, 'volumeAttributesClassName');
  }
  if (!equalJson(after, kept)) {
    errors.push(fieldForbidden('spec', `${fixed}\n${internalDiff('core.v1.PersistentVolumeClaimSpec', kept, after)}`));
  }
  errors.push(...validateSize(now, before, fields(old.status)));
  if (!equalJson(now.volumeMode, before.volumeMode)) {
    errors.push(invalid('volumeMode', now.volumeMode, 'field is immutable'));
  }
  const { volumeAttributesClassName: name } = now;
  if (equalJson(name, before.volumeAttributesClassName)) return errors;
  return [...errors, ...validateAttributesClass(name, fields(old.status))];
}

function copyField(target: Fields, source: Fields, field: string): void {
  if (source[field] === undefined) delete target[field];
  else target[field] = source[field];
}

interface ClassAnnotations {
  now: string | undefined;
  before: string | undefined;
}

const classAnnotations = (object: KubeObject, old: KubeObject): ClassAnnotations => ({
  now: object.metadata.annotations?.[betaClass],
  before: old.metadata.annotations?.[betaClass],
});

/** A claim without a class may get one: the class of its annotation, or any without such an annotation. */
function mayNameClass(
  { storageClassName: name }: Fields,
  old: Fields,
  annotations: ClassAnnotations,
): { byAnnotation: boolean; asNew: boolean } {
  const isNew = typeof name === 'string' && old.storageClassName === undefined;
  const { now, before } = annotations;
  return {
    byAnnotation: isNew && name === before && (now === undefined || now === before),
    asNew: isNew && (before === undefined || name === before),
  };
}

function validateSize(now: Fields, before: Fields, status: Fields): FieldError[] {
  const size = (spec: Fields): bigint => nanosOf(textMap(fields(spec.resources).requests).storage);
  if (size(now) >= size(before) || size(now) > nanosOf(textMap(status.capacity).storage)) return [];
  return [fieldForbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')];
}

/** The class of attributes that a volume has stays named. */
function validateAttributesClass(name: unknown, { currentVolumeAttributesClassName }: Fields): FieldError[] {
  if (currentVolumeAttributesClassName === undefined || text(name) !== '') return [];
  const to = name === undefined ? 'nil' : 'empty string';
  const why = `update to ${to} is forbidden when status.currentVolumeAttributesClassName is not nil`;
  return [fieldForbidden('spec.volumeAttributesClassName', why)];
}

const resizeStates = [
  'ControllerResizeInfeasible',
  'ControllerResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizePending',
].sort();

/** The faults of a claim's status that replaces another; resources in their order, while Go's maps have none. */
export function validateClaimStatus({ status }: KubeObject): FieldError[] {
  const { capacity, allocatedResources, allocatedResourceStatuses: states } = fields(status);
  const errors = amountFaults(capacity, 'status.capacity');
  for (const [name, state] of Object.entries(textMap(states))) {
    const path = 'status.allocatedResourceStatuses';
    errors.push(...resourceFaults(name, path));
    if (!resizeStates.includes(state)) errors.push(notSupported(path, name, resizeStates));
  }
  for (const [name, amount] of Object.entries(textMap(allocatedResources))) {
    const faults = resourceFaults(name, 'status.allocatedResources');
    errors.push(...(faults.length > 0 ? faults : amountFaults({ [name]: amount }, 'status.allocatedResources')));
  }
  return errors;
}

function amountFaults(amounts: unknown, path: string): FieldError[] {
  return Object.entries(textMap(amounts)).flatMap(([name, amount]) => {
    const nanos = nanosOf(amount);
    if (nanos >= 0n) return [];
    const value = Number((nanos - 999_999_999n) / 1_000_000_000n);
    return [invalid(`${path}[${name}]`, value, 'must be a valid resource quantity')];
  });
}

function resourceFaults(name: string, path: string): FieldError[] {
  const faults = named(name, path, qualifiedNameFaults);
  return faults.length > 0 || !isNativeResource(name) || name === 'storage'
    ? faults
    : [notSupported(path, name, ['storage'])];
}
