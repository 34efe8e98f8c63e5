/** The objects that a pod names in its specification (pkg/api/v1/pod/util.go), each by its name in the pod's namespace. */
import { type Fields, fields, list, text } from './fields.js';
import type { KubeObject } from './object.js';

const containersOf = (spec: Fields): Fields[] =>
  ['initContainers', 'containers', 'ephemeralContainers'].flatMap((name) => list(spec[name]));

const sourcesOf = (volume: Fields): Fields[] => list(fields(volume.projected).sources);

const nonEmpty = (names: readonly unknown[]): string[] => names.map(text).filter((name) => name !== '');

/** The names of one kind of object that the environment of the containers is read from. */
const ofEnvironment = (spec: Fields, whole: string, key: string): unknown[] =>
  containersOf(spec).flatMap(({ envFrom, env }) => [
    ...list(envFrom).map((source) => fields(source[whole]).name),
    ...list(env).map(({ valueFrom }) => fields(fields(valueFrom)[key]).name),
  ]);

/** Volumes that name their secret so. */
const withSecretRef = ['cephfs', 'cinder', 'flexVolume', 'rbd', 'scaleIO', 'iscsi', 'storageos'];

/** The secrets: of images, of the environment, and of volumes of any kind. */
export function secretNames(spec: Fields): string[] {
  return nonEmpty([
    ...list(spec.imagePullSecrets).map(({ name }) => name),
    ...ofEnvironment(spec, 'secretRef', 'secretKeyRef'),
    ...list(spec.volumes).flatMap((volume) => [
      fields(volume.azureFile).secretName,
      fields(volume.secret).secretName,
      ...sourcesOf(volume).map(({ secret }) => fields(secret).name),
      ...withSecretRef.map((kind) => fields(fields(volume[kind]).secretRef).name),
      fields(fields(volume.csi).nodePublishSecretRef).name,
    ]),
  ]);
}

/** The config maps: of the environment and of volumes. */
export function configMapNames(spec: Fields): string[] {
  return nonEmpty([
    ...ofEnvironment(spec, 'configMapRef', 'configMapKeyRef'),
    ...list(spec.volumes).flatMap((volume) => [
      fields(volume.configMap).name,
      ...sourcesOf(volume).map(({ configMap }) => fields(configMap).name),
    ]),
  ]);
}

/** The claims of its volumes, also of those that are made for it. */
export function claimNames({ metadata, spec }: KubeObject): string[] {
  return nonEmpty(list(fields(spec).volumes).map((volume) => claimName(volume, metadata.name ?? '')));
}

/** The claim of a volume of the pod of that name; undefined for a volume without. */
export function claimName(volume: Fields, pod: string): string | undefined {
  if (volume.persistentVolumeClaim) return text(fields(volume.persistentVolumeClaim).claimName);
  return volume.ephemeral ? `${pod}-${text(volume.name)}` : undefined;
}

/** The claims for devices, as far as they are known: those that it names, and those that were made for it. */
export function resourceClaimNames({ spec, status }: KubeObject): string[] {
  const { resourceClaimStatuses, extendedResourceClaimStatus } = fields(status);
  const made = new Map(list(resourceClaimStatuses).map((one) => [one.name, one.resourceClaimName]));
  return nonEmpty([
    ...list(fields(spec).resourceClaims).map(({ name, resourceClaimName }) => resourceClaimName ?? made.get(name)),
    fields(extendedResourceClaimStatus).resourceClaimName,
  ]);
}
