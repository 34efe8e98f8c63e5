/** What a mirror pod must not refer to, since whoever writes it would get at that (pkg/api/pod/util.go, HasAPIObjectReference). */
import { type Fields, fields, list, text } from '../../kube/fields.js';
import { configMapNames, secretNames } from '../../kube/pod-references.js';

/** Kinds of volumes that lead to other objects, and the words for that. */
const ofVolumes: Readonly<Record<string, string>> = {
  configMap: 'configmaps (via configmap volumes)',
  secret: 'secrets (via secret volumes)',
  csi: 'csidrivers (via CSI volumes)',
  glusterfs: 'endpoints (via glusterFS volumes)',
  persistentVolumeClaim: 'persistentvolumeclaims',
  ephemeral: 'persistentvolumeclaims (via ephemeral volumes)',
  azureFile: 'secrets (via azureFile volumes)',
};
const ofSources: Readonly<Record<string, string>> = {
  configMap: 'configmaps (via projected volumes)',
  secret: 'secrets (via projected volumes)',
  serviceAccountToken: 'serviceaccounts (via projected volumes)',
  clusterTrustBundle: 'clustertrustbundles',
  podCertificate: 'podcertificates',
};

/** The first kind of object that the pod refers to, in the words of the refusal; undefined when there is none. */
export function referenceOfMirrorPod(spec: Fields): string | undefined {
  if (text(spec.serviceAccountName)) return 'serviceaccounts';
  if (secretNames(spec).length > 0) return 'secrets';
  if (configMapNames(spec).length > 0) return 'configmaps';
  if (list(spec.resourceClaims).length > 0) return 'resourceclaims';
  for (const volume of list(spec.volumes)) {
    const found =
      firstOf(ofVolumes, volume) ??
      list(fields(volume.projected).sources)
        .map((source) => firstOf(ofSources, source))
        .find((one) => one !== undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

const firstOf = (words: Readonly<Record<string, string>>, volume: Fields): string | undefined =>
  Object.entries(words).find(([kind]) => volume[kind])?.[1];
