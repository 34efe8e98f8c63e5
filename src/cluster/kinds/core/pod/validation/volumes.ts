/** The rules for the volumes of a pod; those of projected ones are in projected-volume.ts. */

import { type Fields, fields, isFields, list, number, text, texts } from '../../../../../kube/fields.js';
import { dnsLabelFaults } from '../../../../../kube/names.js';
import { parseQuantity } from '../../../../../kube/quantity.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
} from '../../../../../kube/status.js';
import { requiredName } from '../../../field-rules.js';
import { localDescending, noBacksteps } from './paths.js';
import { fileMode, validateDownwardFile, validateItem, validateProjected } from './projected-volume.js';

/** The volumes without faults, by name: mounts may use these. */
export type Volumes = ReadonlyMap<string, Fields>;

/** The faults of the list of volumes at `path`, and the volumes without one. */
export function validateVolumes(volumes: readonly Fields[], path: string): { errors: FieldError[]; good: Volumes } {
  const good = new Map<string, Fields>();
  const errors = volumes.flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const name = text(volume.name);
    const own = validateSource(volume, at);
    own.push(...requiredName(name, `${at}.name`, dnsLabelFaults));
    if (good.has(name)) own.push(duplicate(`${at}.name`, name));
    if (own.length === 0) good.set(name, volume);
    return own;
  });
  return { errors, good };
}

/** The sources of a volume in the order of Kubernetes' checks: a source behind the first is one too many. */
const sources = [
  'emptyDir',
  'hostPath',
  'gitRepo',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'secret',
  'nfs',
  'iscsi',
  'glusterfs',
  'flocker',
  'persistentVolumeClaim',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'downwardAPI',
  'fc',
  'flexVolume',
  'configMap',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'storageos',
  'projected',
  'scaleIO',
  'csi',
  'ephemeral',
  'image',
];
/** Where Kubernetes misspells the second source. */
const misspelt: Record<string, string> = { downwardAPI: 'downwarAPI', cephfs: 'cephFS' };

/** The texts that a source must have. */
const needed: Record<string, readonly string[]> = {
  gitRepo: ['repository'],
  gcePersistentDisk: ['pdName'],
  awsElasticBlockStore: ['volumeID'],
  secret: ['secretName'],
  nfs: ['server', 'path'],
  iscsi: ['targetPortal', 'iqn'],
  glusterfs: ['endpoints', 'path'],
  persistentVolumeClaim: ['claimName'],
  rbd: ['image'],
  cinder: ['volumeID'],
  flexVolume: ['driver'],
  configMap: ['name'],
  azureFile: ['secretName', 'shareName'],
  vsphereVolume: ['volumePath'],
  photonPersistentDisk: ['pdID'],
  portworxVolume: ['volumeID'],
  azureDisk: ['diskName', 'diskURI'],
  csi: ['driver'],
};

function validateSource(volume: Fields, at: string): FieldError[] {
  const [first, ...more] = sources.filter((name) => isFields(volume[name]));
  if (first === undefined) return [required(at, 'must specify a volume type')];
  // one path is not the field's name
  const path = `${at}.${first === 'gcePersistentDisk' ? 'persistentDisk' : first}`;
  const source = fields(volume[first]);
  const missing = (needed[first] ?? []).filter((name) => text(source[name]) === '');
  return [
    ...missing.map((name) => required(`${path}.${name}`)),
    ...validateOwn(first, source, path),
    ...more.map((s) => fieldForbidden(`${at}.${misspelt[s] ?? s}`, 'may not specify more than 1 volume type')),
  ];
}

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
const imagePullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** The faults of a source beside the texts that it must have. */
function validateOwn(kind: string, source: Fields, at: string): FieldError[] {
  switch (kind) {
    case 'emptyDir': {
      const limit = parseQuantity(text(source.sizeLimit));
      return limit && limit.nanos < 0n
        ? [fieldForbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [];
    }
    case 'hostPath':
      return validateHostPath(source, at);
    case 'gitRepo':
      return localDescending(text(source.directory), `${at}.directory`);
    case 'nfs': {
      const path = text(source.path);
      return path.startsWith('/') ? [] : [invalid(`${at}.path`, path, 'must be an absolute path')];
    }
    case 'secret':
    case 'configMap':
      return [
        ...fileMode(source.defaultMode, `${at}.defaultMode`),
        ...list(source.items).flatMap((item, i) => validateItem(item, `${at}.items[${i}]`)),
      ];
    case 'downwardAPI':
      return [
        ...fileMode(source.defaultMode, `${at}.defaultMode`),
        ...list(source.items).flatMap((file) => validateDownwardFile(file, at)),
      ];
    case 'projected':
      return validateProjected(source, at);
    case 'image': {
      const policy = text(source.pullPolicy);
      const errors = text(source.reference) === '' ? [required(`${at}.reference`)] : [];
      if (imagePullPolicies.includes(policy)) return errors;
      return [...errors, notSupported(`${at}.pullPolicy`, policy, imagePullPolicies)];
    }
    case 'iscsi': {
      const lun = number(source.lun) ?? 0;
      return lun < 0 || lun > 255 ? [invalid(`${at}.lun`, lun, 'must be between 0 and 255, inclusive')] : [];
    }
    case 'rbd':
    case 'cephfs':
      return texts(source.monitors).length > 0 ? [] : [required(`${at}.monitors`)];
    case 'ephemeral':
      return isFields(source.volumeClaimTemplate) ? [] : [required(`${at}.volumeClaimTemplate`)];
    default:
      return [];
  }
}

function validateHostPath(source: Fields, at: string): FieldError[] {
  const path = text(source.path);
  if (path === '') return [required(`${at}.path`)];
  const type = text(source.type);
  const errors = noBacksteps(path, `${at}.path`);
  return hostPathTypes.includes(type) ? errors : [...errors, notSupported(`${at}.type`, type, hostPathTypes)];
}
