/** The objects that belong to a node, since it or a pod on it uses them (plugin/pkg/auth/authorizer/node/graph.go). */
import { fields, text } from '../../kube/fields.js';
import { isMirror } from '../../kube/mirror-pod.js';
import type { GroupResource, KubeObject } from '../../kube/object.js';
import { claimNames, configMapNames, resourceClaimNames, secretNames } from '../../kube/pod-references.js';

/** Reads the objects that tell which others belong to a node. */
export interface RelationReads {
  /** Pods whose spec.nodeName is this. */
  podsOnNode(node: string): readonly KubeObject[];
  /** All objects of a resource in the cluster. */
  all(target: GroupResource): readonly KubeObject[];
}

/** True when the object of that name, in that namespace, belongs to the node. */
export type Relation = (reads: RelationReads, node: string, namespace: string, name: string) => boolean;

/** The node's pods in the namespace that may lead to other objects: a node could write mirror pods to get at them. */
const podsIn = (reads: RelationReads, node: string, namespace: string): KubeObject[] =>
  reads.podsOnNode(node).filter((pod) => pod.metadata.namespace === namespace && !isMirror(pod));

const named =
  (namesOf: (pod: KubeObject) => readonly string[]): Relation =>
  (reads, node, namespace, name) =>
    podsIn(reads, node, namespace).some((pod) => namesOf(pod).includes(name));

const podClaim = named(claimNames);
const podSecret = named(({ spec }) => secretNames(fields(spec)));

const volumes: GroupResource = { group: '', resource: 'persistentvolumes' };

/** True for a volume whose claim a pod on the node has. */
function isMounted(reads: RelationReads, node: string, volume: KubeObject): boolean {
  const { claimRef } = fields(volume.spec);
  const { namespace, name } = fields(claimRef);
  return podClaim(reads, node, text(namespace), text(name));
}

/** What is looked up by its own `spec.nodeName`. */
const ofNode =
  (target: GroupResource): Relation =>
  (reads, node, _namespace, name) =>
    reads.all(target).some(({ metadata, spec }) => metadata.name === name && fields(spec).nodeName === node);

/** By the resource. */
export const relations: Readonly<
  Record<
    | 'secrets'
    | 'configmaps'
    | 'serviceaccounts'
    | 'pods'
    | 'persistentvolumeclaims'
    | 'persistentvolumes'
    | 'resourceclaims'
    | 'volumeattachments'
    | 'resourceslices',
    Relation
  >
> = {
  secrets: (reads, node, namespace, name) =>
    podSecret(reads, node, namespace, name) ||
    reads
      .all(volumes)
      .some((volume) => volumeSecrets(volume).has(`${namespace}/${name}`) && isMounted(reads, node, volume)),
  configmaps: named(({ spec }) => configMapNames(fields(spec))),
  serviceaccounts: named(({ spec }) => [text(fields(spec).serviceAccountName)]),
  pods: (reads, node, namespace, name) =>
    reads.podsOnNode(node).some(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  persistentvolumeclaims: podClaim,
  persistentvolumes: (reads, node, _namespace, name) =>
    reads.all(volumes).some((volume) => volume.metadata.name === name && isMounted(reads, node, volume)),
  resourceclaims: named(resourceClaimNames),
  volumeattachments: ofNode({ group: 'storage.k8s.io', resource: 'volumeattachments' }),
  resourceslices: ofNode({ group: 'resource.k8s.io', resource: 'resourceslices' }),
};

/** The secrets of a volume that a kubelet needs, as `NAMESPACE/NAME` (pkg/api/v1/persistentvolume/util.go). */
function volumeSecrets({ spec }: KubeObject): Set<string> {
  const source = fields(spec);
  const own = text(fields(source.claimRef).namespace);
  const { azureFile, csi } = source;
  const { secretName, secretNamespace } = fields(azureFile);
  const of = (reference: unknown, otherwise: string): string => {
    const { namespace, name } = fields(reference);
    return `${text(namespace) || otherwise}/${text(name)}`;
  };
  const secretRef = (kind: string): unknown => fields(source[kind]).secretRef;
  return new Set([
    of({ namespace: secretNamespace, name: secretName }, own),
    ...['cephfs', 'flexVolume', 'rbd', 'scaleIO', 'iscsi'].map((kind) => of(secretRef(kind), own)),
    ...['cinder', 'storageos'].map((kind) => of(secretRef(kind), '')),
    ...['nodePublishSecretRef', 'nodeStageSecretRef', 'nodeExpandSecretRef'].map((name) => of(fields(csi)[name], '')),
  ]);
}
