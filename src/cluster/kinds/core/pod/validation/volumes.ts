/** The rules for the volumes of a pod: projected ones are in projected-volume.ts, disks and the like in ../../volume-sources.ts. */

import { type Fields, fields, isFields, list, text } from '../../../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../../../kube/names.js';
import type { ObjectMeta } from '../../../../../kube/object.js';
import { parseQuantity } from '../../../../../kube/quantity.js';
import {
  duplicate,
  type FieldError,
  fieldForbidden,
  invalid,
  notSupported,
  required,
} from '../../../../../kube/status.js';
import { requiredName, requiredText } from '../../../field-rules.js';
import { validateClaimTemplate } from '../../claim-template.js';
import { oneKindOnly, podSources } from '../../volume-sources.js';
import { localDescending } from './paths.js';
import { fileMode, validateDownwardFile, validateItem, validateProjected } from './projected-volume.js';

/** The volumes without faults, by name: mounts may use these. */
export type Volumes = ReadonlyMap<string, Fields>;

/** The faults of the list of volumes at `path`, and the volumes without one; `pod` is undefined in a template. */
export function validateVolumes(
  volumes: readonly Fields[],
  path: string,
  pod?: ObjectMeta,
): { errors: FieldError[]; good: Volumes } {
  const good = new Map<string, Fields>();
  const errors = volumes.flatMap((volume, i) => {
    const at = `${path}[${i}]`;
    const name = text(volume.name);
    const own = validateSource(volume, at, pod);
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

function validateSource(volume: Fields, at: string, pod: ObjectMeta | undefined): FieldError[] {
  const [first, ...more] = sources.filter((name) => isFields(volume[name]));
  if (first === undefined) return [required(at, 'must specify a volume type')];
  return [
    // one path is not the field's name
    ...validateKind(
      first,
      fields(volume[first]),
      `${at}.${first === 'gcePersistentDisk' ? 'persistentDisk' : first}`,
      pod !== undefined,
    ),
    ...(first === 'iscsi' ? iscsiPortalLength(volume, at) : []),
    ...(first === 'ephemeral' ? claimName(volume, at, pod?.name ?? '') : []),
    ...more.flatMap((kind) => [
      oneKindOnly(`${at}.${misspelt[kind] ?? kind}`),
      ...(kind === 'iscsi' ? iscsiPortalLength(volume, at) : []),
    ]),
  ];
}

/** The faults of a source of the volume. */
function validateKind(kind: string, source: Fields, at: string, isPod: boolean): FieldError[] {
  const rule = podSources[kind];
  if (rule) return rule(source, at);
  switch (kind) {
    case 'emptyDir': {
      const limit = parseQuantity(text(source.sizeLimit));
      return limit && limit.nanos < 0n
        ? [fieldForbidden(`${at}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
        : [];
    }
    case 'gitRepo':
      return [
        ...requiredText(source.repository, `${at}.repository`),
        ...localDescending(text(source.directory), `${at}.directory`),
      ];
    case 'persistentVolumeClaim':
      return requiredText(source.claimName, `${at}.claimName`);
    case 'secret':
    case 'configMap': {
      const name = kind === 'secret' ? 'secretName' : 'name';
      return [
        ...requiredText(source[name], `${at}.${name}`),
        ...fileMode(source.defaultMode, `${at}.defaultMode`),
        ...list(source.items).flatMap((item, i) => validateItem(item, `${at}.items[${i}]`)),
      ];
    }
    case 'downwardAPI':
      return [
        ...fileMode(source.defaultMode, `${at}.defaultMode`),
        ...list(source.items).flatMap((file) => validateDownwardFile(file, at)),
      ];
    case 'projected':
      return validateProjected(source, at);
    case 'ephemeral':
      return isFields(source.volumeClaimTemplate)
        ? validateClaimTemplate(source.volumeClaimTemplate, `${at}.volumeClaimTemplate`)
        : [required(`${at}.volumeClaimTemplate`)];
    default: {
      // an image; the reference of a template may be filled in later
      const policy = text(source.pullPolicy);
      const errors = isPod ? requiredText(source.reference, `${at}.reference`) : [];
      if (imagePullPolicies.includes(policy)) return errors;
      return [...errors, notSupported(`${at}.pullPolicy`, policy, imagePullPolicies)];
    }
  }
}

const imagePullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** With a name for its initiator, a volume's name and the portal have to fit into one name together. */
function iscsiPortalLength(volume: Fields, at: string): FieldError[] {
  const { initiatorName, targetPortal } = fields(volume.iscsi);
  const name = text(volume.name);
  if (initiatorName === undefined || Buffer.byteLength(`${name}:${text(targetPortal)}`) <= 64) return [];
  const why =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [invalid(`${at}.name`, name, why)];
}

/** An ephemeral volume has a claim that is called by the pod and the volume. */
function claimName(volume: Fields, at: string, pod: string): FieldError[] {
  const name = text(volume.name);
  if (pod === '' || name === '') return [];
  const claim = `${pod}-${name}`;
  return dnsSubdomainFaults(claim).map((f) => invalid(`${at}.name`, name, `PVC name ${JSON.stringify(claim)}: ${f}`));
}
