/**
 * The rules for sources of volumes outside of the cluster (disks, file systems, drivers), by the names of their fields. Pods
 * and PersistentVolumes share them; sources that only pods have are in pod/validation/volumes.ts.
 */
import { type Fields, fields, isFields, number, text, textMap, texts } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, fieldForbidden, invalid, notSupported, required } from '../../../kube/status.js';
import { named, oneOf, requiredName, requiredText } from '../field-rules.js';
import { csiDriverName } from './csi-driver-name.js';
import { noBacksteps } from './pod/validation/paths.js';

/** The faults of a source at `at`. */
export type SourceRule = (source: Fields, at: string) => FieldError[];

/** The rule that these texts are not empty. */
const needs =
  (...names: readonly string[]): SourceRule =>
  (source, at) =>
    names.flatMap((name) => requiredText(source[name], `${at}.${name}`));

/** The rule that a volume's source has no more than one kind. */
export const oneKindOnly = (path: string): FieldError =>
  fieldForbidden(path, 'may not specify more than 1 volume type');

/** Rules of sources that are the same in a pod and in a PersistentVolume. */
export const sharedSources: Readonly<Record<string, SourceRule>> = {
  hostPath: validateHostPath,
  gcePersistentDisk: (source, at) => [...needs('pdName')(source, at), ...partition(source, at)],
  awsElasticBlockStore: (source, at) => [...needs('volumeID')(source, at), ...partition(source, at)],
  flocker: validateFlocker,
  nfs: (source, at) => {
    const path = text(source.path);
    const relative = path.startsWith('/') ? [] : [invalid(`${at}.path`, path, 'must be an absolute path')];
    return [...needs('server', 'path')(source, at), ...relative];
  },
  quobyte: validateQuobyte,
  fc: validateFibreChannel,
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: validateAzureDisk,
};

/** Rules of the sources of a pod's volumes: those behind the shared ones are others in a PersistentVolume. */
export const podSources: Readonly<Record<string, SourceRule>> = {
  ...sharedSources,
  iscsi: (source, at) => validateIscsi(source, at),
  glusterfs: needs('endpoints', 'path'),
  rbd: (source, at) => [...monitors(source, at), ...needs('image')(source, at)],
  cinder: (source, at) => [...needs('volumeID')(source, at), ...namedSecret(source.secretRef, `${at}.secretRef`)],
  cephfs: monitors,
  flexVolume: (source, at) => [...needs('driver')(source, at), ...driverOptions(source, at)],
  azureFile: needs('secretName', 'shareName'),
  storageos: (source, at) => [
    ...requiredName(source.volumeName, `${at}.volumeName`, dnsLabelFaults),
    ...(text(source.volumeNamespace) === ''
      ? []
      : named(text(source.volumeNamespace), `${at}.volumeNamespace`, dnsLabelFaults)),
    ...namedSecret(source.secretRef, `${at}.secretRef`),
  ],
  scaleIO: needs('gateway', 'system', 'volumeName'),
  csi: validateCsi,
};

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function validateHostPath(source: Fields, at: string): FieldError[] {
  const path = text(source.path);
  if (path === '') return [required(`${at}.path`)];
  return [...noBacksteps(path, `${at}.path`), ...oneOf(source.type, `${at}.type`, hostPathTypes)];
}

/** The message begins at 1, though 0 is the disk without partitions. */
function partition(source: Fields, at: string): FieldError[] {
  const value = number(source.partition) ?? 0;
  if (value >= 0 && value <= 255) return [];
  return [invalid(`${at}.partition`, value, 'must be between 1 and 255, inclusive')];
}

function validateFlocker(source: Fields, at: string): FieldError[] {
  const [name, uuid] = [text(source.datasetName), text(source.datasetUUID)];
  const errors: FieldError[] = [];
  if (name === '' && uuid === '') errors.push(required(at, 'one of datasetName and datasetUUID is required'));
  if (name !== '' && uuid !== '') {
    errors.push(invalid(at, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  return name.includes('/') ? [...errors, invalid(`${at}.datasetName`, name, "must not contain '/'")] : errors;
}

const hostAndPort = /^(\[[^[\]]*\]|[^:[\]]*):[^:[\]]*$/;

function validateQuobyte(source: Fields, at: string): FieldError[] {
  const registry = text(source.registry);
  const why = 'must be a host:port pair or multiple pairs separated by commas';
  const errors: FieldError[] = [];
  if (registry === '') errors.push(required(`${at}.registry`, why));
  else if (text(source.tenant).length >= 65) {
    errors.push(required(`${at}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'));
  } else {
    const wrong = registry.split(',').filter((pair) => !hostAndPort.test(pair));
    errors.push(...wrong.map(() => invalid(`${at}.registry`, registry, why)));
  }
  return [...errors, ...requiredText(source.volume, `${at}.volume`)];
}

function validateFibreChannel(source: Fields, at: string): FieldError[] {
  const targets = texts(source.targetWWNs);
  const ids = texts(source.wwids);
  const path = `${at}.targetWWNs`;
  const errors: FieldError[] = [];
  if (targets.length === 0 && ids.length === 0) {
    errors.push(required(path, 'must specify either targetWWNs or wwids, but not both'));
  }
  if (targets.length > 0 && ids.length > 0) {
    errors.push(invalid(path, targets, 'targetWWNs and wwids can not be specified simultaneously'));
  }
  if (targets.length === 0) return errors;
  const why = 'lun is required if targetWWNs is specified';
  return [...errors, ...(source.lun === undefined ? [required(`${at}.lun`, why)] : unitNumber(source.lun, at))];
}

/** The number of a logical unit. */
function unitNumber(lun: unknown, at: string): FieldError[] {
  const value = number(lun) ?? 0;
  return value >= 0 && value <= 255 ? [] : [invalid(`${at}.lun`, value, 'must be between 0 and 255, inclusive')];
}

const iscsiNames: Readonly<Record<string, RegExp>> = {
  iqn: /iqn\.\d{4}-\d{2}\.([0-9A-Za-z.-]+)(:[^,;*&$|\t\n\f\r ]+)$/,
  eui: /^eui.[0-9A-Za-z]{16}$/,
  naa: /^naa.[0-9A-Za-z]{32}$/,
};

/** The faults of the name of an iSCSI node; `unknown` is the fault of a name of no known form. */
function iscsiNodeName(name: string, path: string, unknown: string): FieldError[] {
  const form = iscsiNames[name.slice(0, 3)];
  if (!form) return [invalid(path, name, unknown)];
  return form.test(name) ? [] : [invalid(path, name, 'must be valid format')];
}

/** The faults of an iSCSI source; `unknown` is the fault of a node's name of no known form. */
export function validateIscsi(
  source: Fields,
  at: string,
  unknown = 'must be valid format starting with iqn, eui, or naa',
): FieldError[] {
  const node = (name: unknown, path: string): FieldError[] => iscsiNodeName(text(name), path, unknown);
  const needsSecret = source.chapAuthDiscovery === true || source.chapAuthSession === true;
  return [
    ...needs('targetPortal', 'iqn')(source, at),
    ...(text(source.iqn) === '' ? [] : node(source.iqn, `${at}.iqn`)),
    ...unitNumber(source.lun, at),
    ...(needsSecret && !isFields(source.secretRef) ? [required(`${at}.secretRef`)] : []),
    // the path in Kubernetes' answers is in small letters
    ...(source.initiatorName === undefined ? [] : node(source.initiatorName, `${at}.initiatorname`)),
  ];
}

/** The rule that a Ceph source has monitors. */
function monitors(source: Fields, at: string): FieldError[] {
  return texts(source.monitors).length > 0 ? [] : [required(`${at}.monitors`)];
}

/** The rule that options of a driver are not in Kubernetes' own domains. */
function driverOptions(source: Fields, at: string): FieldError[] {
  return Object.keys(textMap(source.options)).flatMap((key) => {
    const domain = `.${key.split('/')[0]?.toLowerCase()}`;
    if (!domain.endsWith('.kubernetes.io') && !domain.endsWith('.k8s.io')) return [];
    return [invalid(`${at}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved')];
  });
}

const cachingModes = ['None', 'ReadOnly', 'ReadWrite'];
const diskKinds = ['Dedicated', 'Managed', 'Shared'];
const managedDisk = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const blobDisk = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

function validateAzureDisk(source: Fields, at: string): FieldError[] {
  const uri = text(source.diskURI);
  const [start, form] = source.kind === 'Managed' ? ['/subscriptions/', managedDisk] : ['https://', blobDisk];
  return [
    ...needs('diskName', 'diskURI')(source, at),
    ...oneOf(source.cachingMode, `${at}.cachingMode`, cachingModes),
    ...oneOf(source.kind, `${at}.kind`, diskKinds),
    ...(source.kind === undefined || uri.startsWith(start) ? [] : [notSupported(`${at}.diskURI`, uri, [form])]),
  ];
}

function validateCsi(source: Fields, at: string): FieldError[] {
  const secret = source.nodePublishSecretRef;
  const errors = [
    ...csiDriverName(source.driver, `${at}.driver`),
    ...namedSecret(secret, `${at}.nodePublishSecretRef`),
  ];
  const name = text(fields(secret).name);
  // Kubernetes names the field of a wrong name without its secret
  return name === '' ? errors : [...errors, ...named(name, `${at}.name`, dnsSubdomainFaults)];
}

/** The rule that a secret, if there is one, has a name. */
const namedSecret = (secret: unknown, path: string): FieldError[] =>
  isFields(secret) ? requiredText(secret.name, `${path}.name`) : [];
