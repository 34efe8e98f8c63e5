/** The rules for sources that a PersistentVolume has in a form of its own; the others are in volume-sources.ts. */
import { type Fields, fields, isFields, text } from '../../../kube/fields.js';
import { dnsLabelFaults, dnsSubdomainFaults } from '../../../kube/names.js';
import { type FieldError, invalid, required } from '../../../kube/status.js';
import { named, requiredName, requiredText } from '../field-rules.js';
import { csiDriverName } from './csi-driver-name.js';
import { noBacksteps } from './pod/validation/paths.js';
import { podSources, type SourceRule, sharedSources, validateIscsi } from './volume-sources.js';

/** Rules by the name of the source, in the order of Kubernetes' checks. */
export const persistentSources: Readonly<Record<string, SourceRule | undefined>> = {
  hostPath: sharedSources.hostPath,
  gcePersistentDisk: sharedSources.gcePersistentDisk,
  awsElasticBlockStore: sharedSources.awsElasticBlockStore,
  glusterfs: validateGlusterfs,
  flocker: sharedSources.flocker,
  nfs: sharedSources.nfs,
  rbd: podSources.rbd,
  quobyte: sharedSources.quobyte,
  cephfs: podSources.cephfs,
  iscsi: (source, at) => [
    ...validateIscsi(source, at, 'must be valid format'),
    ...(isFields(source.secretRef) ? requiredText(source.secretRef.name, `${at}.secretRef.name`) : []),
  ],
  cinder: (source, at) => [
    ...requiredText(source.volumeID, `${at}.volumeID`),
    ...secretOf(source.secretRef, `${at}.secretRef`),
  ],
  fc: sharedSources.fc,
  flexVolume: podSources.flexVolume,
  azureFile: (source, at) => [
    ...(podSources.azureFile?.(source, at) ?? []),
    ...(source.secretNamespace === '' ? [required(`${at}.secretNamespace`)] : []),
  ],
  vsphereVolume: sharedSources.vsphereVolume,
  photonPersistentDisk: sharedSources.photonPersistentDisk,
  portworxVolume: sharedSources.portworxVolume,
  azureDisk: sharedSources.azureDisk,
  scaleIO: podSources.scaleIO,
  local: (source, at) => {
    const path = text(source.path);
    return path === '' ? [required(`${at}.path`)] : noBacksteps(path, `${at}.path`);
  },
  storageos: (source, at) => [
    ...(podSources.storageos?.(source, at) ?? []),
    ...(isFields(source.secretRef) ? requiredText(source.secretRef.namespace, `${at}.secretRef.namespace`) : []),
  ],
  csi: validateCsi,
};

function validateGlusterfs(source: Fields, at: string): FieldError[] {
  const { endpointsNamespace: namespace } = source;
  const path = `${at}.endpointsNamespace`;
  const errors = podSources.glusterfs?.(source, at) ?? [];
  if (namespace === undefined) return errors;
  const why = 'if the endpointnamespace is set, it must be a valid namespace name';
  if (namespace === '') return [...errors, invalid(path, '', why)];
  return [...errors, ...named(text(namespace), path, dnsLabelFaults)];
}

/** The faults of a secret that needs a name and a namespace. */
const secretOf = (secret: unknown, at: string): FieldError[] =>
  isFields(secret)
    ? [...requiredText(secret.name, `${at}.name`), ...requiredText(secret.namespace, `${at}.namespace`)]
    : [];

function validateCsi(source: Fields, at: string): FieldError[] {
  const secrets = ['controllerPublish', 'controllerExpand', 'nodePublish', 'nodeExpand'].map(
    (name) => `${name}SecretRef`,
  );
  return [
    ...csiDriverName(source.driver, `${at}.driver`),
    ...requiredText(source.volumeHandle, `${at}.volumeHandle`),
    ...secrets.flatMap((name) => {
      if (!isFields(source[name])) return [];
      const secret = fields(source[name]);
      return [
        ...requiredName(secret.name, `${at}.${name}.name`, dnsSubdomainFaults),
        ...requiredName(secret.namespace, `${at}.${name}.namespace`, dnsLabelFaults),
      ];
    }),
  ];
}
