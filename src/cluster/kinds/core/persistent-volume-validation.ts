/** The rules for the specification of a PersistentVolume, of its own or inside of a VolumeAttachment. */
import { posix } from 'node:path';
import { type Fields, fields, isFields, text, textMap, texts } from '../../../kube/fields.js';
import { dnsSubdomainFaults } from '../../../kube/names.js';
import type { KubeObject } from '../../../kube/object.js';
import { formatQuantity, parseQuantity } from '../../../kube/quantity.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { named, oneOf } from '../field-rules.js';
import { persistentSources } from './persistent-volume-sources.js';
import { validateNodeSelector } from './pod/validation/scheduling.js';
import { validateModes, validateVolumeMode } from './volume-modes.js';
import { oneKindOnly } from './volume-sources.js';

/** The faults of a PersistentVolume; `old` is the one that it replaces. */
export function validatePersistentVolume({ metadata, spec }: KubeObject, old?: KubeObject): FieldError[] {
  const volume = fields(spec);
  return [
    ...(texts(volume.accessModes).length === 0 ? [required('spec.accessModes')] : []),
    ...validateModes(volume.accessModes, 'spec.accessModes'),
    ...validateCapacity(volume.capacity),
    ...oneOf(volume.persistentVolumeReclaimPolicy, 'spec.persistentVolumeReclaimPolicy', [
      'Delete',
      'Recycle',
      'Retain',
    ]),
    ...validateAffinity(volume.nodeAffinity, fields(old?.spec).nodeAffinity),
    ...validateSources(volume, 'spec', metadata.name),
    ...recycledRoot(volume),
    ...(text(volume.storageClassName)
      ? named(text(volume.storageClassName), 'spec.storageClassName', dnsSubdomainFaults)
      : []),
    ...validateVolumeMode(volume.volumeMode, 'spec.volumeMode'),
    ...validateAttributesClass(volume, 'spec'),
  ];
}

/** The faults of a volume that is described inside of an attachment, at `at`. */
export function validateInlineVolume(volume: Fields, at: string): FieldError[] {
  const where = 'in the context of inline volumes';
  const unset = (name: string, isGiven: boolean): FieldError[] =>
    isGiven ? [fieldForbidden(`${at}.${name}`, `may not be specified ${where}`)] : [];
  const { persistentVolumeReclaimPolicy: policy = 'Retain', volumeMode = 'Filesystem' } = volume;
  return [
    ...unset('claimRef', isFields(volume.claimRef)),
    ...unset('capacity', Object.keys(fields(volume.capacity)).length > 0),
    ...(isFields(volume.csi) ? [] : [required(`${at}.csi`, `has to be specified ${where}`)]),
    ...(texts(volume.accessModes).length === 0 ? [required(`${at}.accessModes`)] : []),
    ...validateModes(volume.accessModes, `${at}.accessModes`),
    ...(policy === 'Retain' || policy === ''
      ? []
      : [fieldForbidden(`${at}.persistentVolumeReclaimPolicy`, `may only be Retain ${where}`)]),
    ...unset('nodeAffinity', isFields(volume.nodeAffinity)),
    ...validateSources(volume, at),
    ...recycledRoot(volume, at),
    ...unset('storageClassName', text(volume.storageClassName) !== ''),
    ...(volumeMode === 'Filesystem'
      ? []
      : [fieldForbidden(`${at}.volumeMode`, `may not specify volumeMode other than Filesystem ${where}`)]),
  ];
}

function validateCapacity(capacity: unknown): FieldError[] {
  const amounts = textMap(capacity);
  const names = Object.keys(amounts);
  const errors = names.length === 0 ? [required('spec.capacity')] : [];
  if (amounts.storage === undefined || names.length > 1) {
    errors.push(notSupported('spec.capacity', capacity ?? null, ['storage']));
  }
  for (const [name, amount] of Object.entries(amounts)) {
    const size = parseQuantity(amount);
    if (!size || size.nanos > 0n) continue;
    const at = `spec.capacity[${name}]`;
    // rounded up, away from zero
    const value = Number((size.nanos - 999_999_999n) / 1_000_000_000n);
    if (size.nanos < 0n) errors.push(invalid(at, value, 'must be a valid resource quantity'));
    errors.push(invalid(at, formatQuantity(size), 'must be greater than zero'));
  }
  return errors;
}

function validateAffinity(affinity: unknown, before: unknown): FieldError[] {
  if (!isFields(affinity)) return [];
  const path = 'spec.nodeAffinity.required';
  if (!isFields(affinity.required)) return [required(path, 'must specify required node constraints')];
  // values that were wrong already may stay
  const stays = validateNodeSelector(fields(fields(before).required), path, true).some(({ field }) =>
    /\.values\[\d+\]$/.test(field),
  );
  return validateNodeSelector(affinity.required, path, !stays);
}

/** Where Kubernetes' path of a source is not its name: of the first source, and of one that is too many. */
const pathOfFirst: Readonly<Record<string, string>> = { gcePersistentDisk: 'persistentDisk' };
const pathOfMore: Readonly<Record<string, string>> = { cephfs: 'cephFS' };

function validateSources(volume: Fields, at: string, name = ''): FieldError[] {
  const given = Object.keys(persistentSources).filter((source) => isFields(volume[source]));
  const errors = given.flatMap((kind, i) => {
    const source = fields(volume[kind]);
    // a driver of the old interface is checked wherever it stands
    if (i > 0 && kind !== 'flexVolume') return [oneKindOnly(`${at}.${pathOfMore[kind] ?? kind}`)];
    const path = `${at}.${pathOfFirst[kind] ?? kind}`;
    const own = persistentSources[kind]?.(source, path) ?? [];
    if (kind === 'iscsi') own.push(...portalLength(name, source, path));
    if (kind === 'local' && !isFields(volume.nodeAffinity)) {
      own.push(required(`${at}.nodeAffinity`, 'Local volume requires node affinity'));
    }
    return own;
  });
  return given.length > 0 ? errors : [required(at, 'must specify a volume type')];
}

function portalLength(volume: string, { initiatorName, targetPortal }: Fields, at: string): FieldError[] {
  if (initiatorName === undefined || Buffer.byteLength(`${volume}:${text(targetPortal)}`) <= 64) return [];
  const why =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [invalid(`${at}.targetportal`, text(targetPortal), why)];
}

/** The root of the node must not be emptied. */
function recycledRoot({ hostPath, persistentVolumeReclaimPolicy: policy }: Fields, at = 'spec'): FieldError[] {
  if (!isFields(hostPath) || policy !== 'Recycle' || posix.normalize(text(hostPath.path)) !== '/') return [];
  return [fieldForbidden(`${at}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'")];
}

function validateAttributesClass({ volumeAttributesClassName: name, csi }: Fields, at: string): FieldError[] {
  if (typeof name !== 'string') return [];
  const path = `${at}.volumeAttributesClassName`;
  return [
    ...(name === '' ? [required(path, 'an empty string is disallowed')] : named(name, path, dnsSubdomainFaults)),
    ...(isFields(csi) ? [] : [required(`${at}.csi`, 'has to be specified when using volumeAttributesClassName')]),
  ];
}
