/**
 * NodeRestriction: a kubelet writes what belongs to its own node alone, and of its node no label, taint or owner by which it
 * could draw other pods to itself (plugin/pkg/admission/noderestriction).
 */
import { equalJson } from '../../kube/equal-json.js';
import { fields, list, text, textMap } from '../../kube/fields.js';
import { goQuote } from '../../kube/go-quote.js';
import { isMirror, mirrorAnnotation } from '../../kube/mirror-pod.js';
import { formatGroupResource, type KubeObject } from '../../kube/object.js';
import { forbidden, notFound } from '../../kube/status.js';
import { nodeOfKubelet } from '../../kube/user.js';
import type { AdmissionAttributes, AdmissionPlugin, AdmissionReads, Authorize } from './admission.js';
import { tokenAudienceFault } from './node-audience.js';
import { modifiedLabels, withheldLabels } from './node-labels.js';
import { referenceOfMirrorPod } from './node-mirror-pods.js';
import { commonNameOfRequest, isRequest } from './request-subject.js';

/** A write of a kubelet, and how it is refused. */
interface NodeWrite {
  attributes: AdmissionAttributes;
  node: string;
  reads: AdmissionReads;
  authorize: Authorize;
  /** Throws an ApiError 403. */
  refuse(why: string): never;
}

/** The plug-in; throws an ApiError 403, and a 404 for a pod or node that is not there. */
export function nodeRestriction(reads: AdmissionReads, authorize: Authorize): AdmissionPlugin {
  return (attributes) => {
    const { operation, kind, name, user } = attributes;
    const node = operation === 'CONNECT' ? undefined : nodeOfKubelet(user);
    if (node === undefined) return;
    const refuse = (why: string): never => {
      throw forbidden(kind, name, why);
    };
    if (node === '') refuse(`could not determine node from user ${goQuote(user.username)}`);
    rules[formatGroupResource(kind)]?.({ attributes, node, reads, authorize, refuse });
  };
}

const nodeOf = (pod: KubeObject | undefined): unknown => fields(pod?.spec).nodeName;

/** The pod of that name. Throws an ApiError 404, which names the kind as the server's own readers do. */
function podNamed({ attributes: { namespace }, reads }: NodeWrite, name: string): KubeObject {
  const pod = reads.pod(namespace, name);
  if (!pod) throw notFound({ group: '', resource: 'pod' }, name);
  return pod;
}

function pods(write: NodeWrite): void {
  const { attributes, node, refuse } = write;
  const { operation, subresource, name, object, oldObject } = attributes;
  const who = `node ${goQuote(node)}`;
  switch (subresource) {
    case '':
      if (operation === 'CREATE') createdPod(write);
      else if (operation !== 'DELETE') {
        refuse(`unexpected operation ${goQuote(operation)}, ${who} can only create and delete mirror pods`);
      } else if (nodeOf(podNamed(write, name)) !== node) {
        refuse(`${who} can only delete pods with spec.nodeName set to itself`);
      }
      return;
    case 'status': {
      if (operation !== 'UPDATE') refuse(`unexpected operation ${goQuote(operation)}`);
      if (nodeOf(oldObject) !== node) {
        refuse(`${who} can only update pod status for pods with spec.nodeName set to itself`);
      }
      const [now, before] = [object, oldObject].map((pod) => ({
        labels: textMap(pod?.metadata.labels),
        claims: list(fields(pod?.status).resourceClaimStatuses),
        extended: fields(pod?.status).extendedResourceClaimStatus,
      }));
      if (!equalJson(now?.labels, before?.labels)) refuse(`${who} cannot update labels through pod status`);
      if (!equalJson(now?.claims, before?.claims)) refuse(`${who} cannot update resource claim statues`);
      if (!equalJson(now?.extended, before?.extended)) refuse(`${who} cannot update extended resource claim status`);
      return;
    }
    case 'eviction':
      if (nodeOf(podNamed(write, name)) !== node) {
        refuse(`node ${node} can only evict pods with spec.nodeName set to itself`);
      }
      return;
    default:
      refuse(`unexpected pod subresource ${goQuote(subresource)}, only 'status' and 'eviction' are allowed`);
  }
}

/** Mirror pods alone, which belong to the node and lead to nothing else. */
function createdPod({ attributes: { object }, node, reads, refuse }: NodeWrite): void {
  if (!object) return;
  const who = `node ${goQuote(node)}`;
  if (!isMirror(object)) {
    refuse(`pod does not have ${goQuote(mirrorAnnotation)} annotation, ${who} can only create mirror pods`);
  }
  if (nodeOf(object) !== node) refuse(`${who} can only create pods with spec.nodeName set to itself`);
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length > 1) refuse(`${who} can only create pods with a single owner reference set to itself`);
  const [owner] = owners;
  const isOwn = owner?.apiVersion === 'v1' && owner.kind === 'Node' && owner.name === node;
  if (!isOwn) refuse(`${who} can only create pods with an owner reference set to itself`);
  if (!owner?.controller) refuse(`${who} can only create pods with a controller owner reference set to itself`);
  if (owner?.blockOwnerDeletion) refuse(`${who} must not set blockOwnerDeletion on an owner reference`);
  const own = reads.node(node);
  if (!own) throw notFound({ group: '', resource: 'node' }, node);
  const { uid = '' } = own.metadata;
  if (owner?.uid !== uid) refuse(`node ${node} UID mismatch: expected ${owner?.uid ?? ''} got ${uid}`);
  const reference = referenceOfMirrorPod(fields(object.spec));
  if (reference !== undefined) refuse(`${who} can not create pods that reference ${reference}`);
}

function nodes({ attributes, node, refuse }: NodeWrite): void {
  const { operation, name, object, oldObject } = attributes;
  const who = `node ${goQuote(node)}`;
  if (name !== node) refuse(`${who} is not allowed to modify node ${goQuote(name)}`);
  const { configSource, taints } = fields(object?.spec);
  const labels = textMap(object?.metadata.labels);
  if (operation === 'CREATE') {
    if (configSource) refuse(`${who} is not allowed to create pods with a non-nil configSource`);
    const withheld = withheldLabels(modifiedLabels(labels, {}));
    if (withheld.length > 0) refuse(`${who} is not allowed to set the following labels: ${withheld.join(', ')}`);
  }
  if (operation !== 'UPDATE') return;
  const old = fields(oldObject?.spec);
  if (configSource && !equalJson(configSource, old.configSource)) {
    refuse(`${who} is not allowed to update configSource to a new non-nil configSource`);
  }
  if (!equalJson(list(taints), list(old.taints))) refuse(`${who} is not allowed to modify taints`);
  const owners = (of: KubeObject | undefined): unknown => of?.metadata.ownerReferences ?? [];
  if (!equalJson(owners(object), owners(oldObject))) refuse(`${who} is not allowed to modify ownerReferences`);
  const withheld = withheldLabels(modifiedLabels(labels, textMap(oldObject?.metadata.labels)));
  if (withheld.length > 0) refuse(`is not allowed to modify labels: ${withheld.join(', ')}`);
}

/** The status of a claim, of which a kubelet grows the volume. */
function claims({ attributes, node, refuse }: NodeWrite): void {
  const { operation, subresource, object, oldObject } = attributes;
  if (subresource !== 'status') refuse('may only update PVC status');
  if (operation !== 'UPDATE') refuse(`unexpected operation ${goQuote(operation)}`);
  const rest = (claim: KubeObject | undefined): unknown => {
    const { resourceVersion, managedFields, ...metadata } = claim?.metadata ?? {};
    const { capacity, conditions, allocatedResources, allocatedResourceStatuses, ...status } = fields(claim?.status);
    return { ...claim, metadata, status };
  };
  if (!equalJson(rest(object), rest(oldObject))) {
    refuse(`node ${goQuote(node)} is not allowed to update fields other than status.quantity and status.conditions`);
  }
}

/** Tokens for the pods of the node. */
function accounts(write: NodeWrite): void {
  const { attributes, node, refuse } = write;
  const { operation, subresource, object } = attributes;
  if (operation !== 'CREATE' || subresource !== 'token') return;
  const spec = fields(object?.spec);
  const { apiVersion, kind, name, uid } = fields(spec.boundObjectRef);
  if (apiVersion !== 'v1' || kind !== 'Pod' || !text(name)) refuse('node requested token not bound to a pod');
  if (!text(uid)) refuse('node requested token with a pod binding without a uid');
  const pod = podNamed(write, text(name));
  if (uid !== pod.metadata.uid) {
    refuse(
      `the UID in the bound object reference (${text(uid)}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  if (nodeOf(pod) !== node) refuse('node requested token bound to a pod scheduled on a different node');
  const fault = tokenAudienceFault(write, spec, pod);
  if (fault !== undefined) refuse(fault);
}

/** The name of the object that is written, which must be the node's. */
const ownName = ({ attributes: { operation, name, object } }: NodeWrite): string =>
  operation === 'CREATE' ? (object?.metadata.name ?? '') : name;

function leases(write: NodeWrite): void {
  const { attributes, node, refuse } = write;
  if (attributes.namespace !== 'kube-node-lease') {
    refuse('can only access leases in the "kube-node-lease" system namespace');
  }
  if (ownName(write) !== node) refuse('can only access node lease with the same name as the requesting node');
}

function csiNodes(write: NodeWrite): void {
  if (ownName(write) === write.node) return;
  write.refuse('can only access CSINode with the same name as the requesting node');
}

function slices({ attributes: { operation, object, oldObject }, node, refuse }: NodeWrite): void {
  if (operation === 'UPDATE' || nodeOf(operation === 'CREATE' ? object : oldObject) === node) return;
  refuse(`can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`);
}

const kubeletSigners = ['kubernetes.io/kubelet-serving', 'kubernetes.io/kube-apiserver-client-kubelet'];

function signingRequests({ attributes: { operation, object }, node, refuse }: NodeWrite): void {
  const { signerName, request } = fields(object?.spec);
  if (operation !== 'CREATE' || !kubeletSigners.includes(text(signerName))) return;
  const pem = Buffer.from(text(request), 'base64').toString();
  if (!isRequest(pem)) refuse('unable to parse csr: PEM block type must be CERTIFICATE REQUEST');
  const user = `system:node:${node}`;
  if (commonNameOfRequest(pem) !== user) refuse(`can only create a node CSR with CN=${user}`);
}

/** By the resource; all others are for the authorizer alone. */
const rules: Readonly<Record<string, (write: NodeWrite) => void>> = {
  pods,
  nodes,
  persistentvolumeclaims: claims,
  serviceaccounts: accounts,
  'leases.coordination.k8s.io': leases,
  'csinodes.storage.k8s.io': csiNodes,
  'resourceslices.resource.k8s.io': slices,
  'certificatesigningrequests.certificates.k8s.io': signingRequests,
};
