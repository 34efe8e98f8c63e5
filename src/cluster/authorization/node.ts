/**
 * The Node authorizer: a kubelet may do what the role system:node says, and read what pods on its own node use
 * (plugin/pkg/auth/authorizer/node). What it may write of that is said by admission (NodeRestriction).
 */
import { type AccessAttributes, type PolicyRule, ruleAllows } from '../../kube/rbac.js';
import { nodeOfKubelet } from '../../kube/user.js';
import type { Decision } from './authorizer.js';
import { type RelationReads, relations } from './node-relations.js';

/** Objects that the authorizer reads. */
export interface NodeReads extends RelationReads {
  /** The rules of the ClusterRole system:node. */
  nodeRules(): readonly PolicyRule[];
}

type Verdict = (reads: NodeReads, node: string, attributes: AccessAttributes) => Decision;

const allow: Decision = { outcome: 'allow', reason: '' };
const noOpinion = (reason = ''): Decision => ({ outcome: 'no opinion', reason });

/** The decision about a kubelet's request; no opinion about anybody else's. */
export function authorizeNode(reads: NodeReads, attributes: AccessAttributes): Decision {
  const { user, apiGroup, resource } = attributes;
  const node = nodeOfKubelet(user);
  if (node === undefined) return none;
  if (node === '') return noOpinion(`unknown node for user ${JSON.stringify(user.username)}`);
  const verdict = attributes.isResourceRequest ? verdicts[`${resource}.${apiGroup}`] : undefined;
  if (verdict) return verdict(reads, node, attributes);
  return reads.nodeRules().some((rule) => ruleAllows(attributes, rule)) ? allow : none;
}

const none = noOpinion();
const reading = new Set(['get', 'list', 'watch']);
const writing = new Set(['get', 'create', 'update', 'patch', 'delete']);

/** Allowed when the object belongs to the node. */
function related(resource: keyof typeof relations): Verdict {
  return (reads, node, { namespace, name }) => {
    if (!name) return noOpinion('No Object name found');
    return relations[resource](reads, node, namespace, name) ? allow : unrelated(node);
  };
}
const unrelated = (node: string): Decision => noOpinion(`no relationship found between node '${node}' and this object`);

const readRelated =
  (resource: keyof typeof relations): Verdict =>
  (reads, node, attributes) => {
    if (!reading.has(attributes.verb)) return noOpinion('can only read resources of this type');
    if (attributes.subresource) return noOpinion('cannot read subresource');
    if (!attributes.namespace) return noOpinion('can only read namespaced object of this type');
    return related(resource)(reads, node, attributes);
  };

const getRelated =
  (resource: keyof typeof relations): Verdict =>
  (reads, node, attributes) => {
    if (attributes.verb !== 'get') return noOpinion('can only get individual resources of this type');
    return attributes.subresource ? noOpinion('cannot get subresource') : related(resource)(reads, node, attributes);
  };

/** The claims of its pods, and their statuses. */
const claims: Verdict = (reads, node, attributes) => {
  if (attributes.subresource !== 'status') return getRelated('persistentvolumeclaims')(reads, node, attributes);
  if (attributes.verb !== 'update' && attributes.verb !== 'patch') {
    return noOpinion('can only get/update/patch this type');
  }
  return related('persistentvolumeclaims')(reads, node, attributes);
};

/** The accounts of its pods, and tokens of them. */
const accounts: Verdict = (reads, node, attributes) => {
  const { verb, name, subresource } = attributes;
  if (verb === 'get' && subresource === '') return readRelated('serviceaccounts')(reads, node, attributes);
  if (verb !== 'create' || !name) return noOpinion('can only create tokens for individual service accounts');
  if (subresource !== 'token') return noOpinion('can only create token subresource of serviceaccount');
  return related('serviceaccounts')(reads, node, attributes);
};

const leases: Verdict = (_reads, node, { verb, namespace, name }) => {
  if (!writing.has(verb)) return noOpinion('can only get, create, update, patch, or delete a node lease');
  if (namespace !== 'kube-node-lease') {
    return noOpinion('can only access leases in the "kube-node-lease" system namespace');
  }
  // a create may have no name yet
  if (verb === 'create' || name === node) return allow;
  return noOpinion('can only access node lease with the same name as the requesting node');
};

const csiNodes: Verdict = (_reads, node, { verb, subresource, name }) => {
  if (!writing.has(verb)) return noOpinion('can only get, create, update, patch, or delete a CSINode');
  if (subresource) return noOpinion('cannot authorize CSINode subresources');
  if (verb === 'create' || name === node) return allow;
  return noOpinion('can only access CSINode with the same name as the requesting node');
};

const nodes: Verdict = (_reads, node, { verb, subresource, name }) => {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : none;
  if (subresource) return none;
  if (verb === 'create' || verb === 'update' || verb === 'patch') return allow;
  if (!reading.has(verb)) return none;
  if (name === node) return allow;
  if (!name) return noOpinion(`node '${node}' cannot read all nodes, only its own Node object`);
  return noOpinion(`node '${node}' cannot read '${name}', only its own Node object`);
};

const pods: Verdict = (reads, node, attributes) => {
  const { verb, subresource, name } = attributes;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : none;
  if (subresource === 'eviction') return verb === 'create' ? allow : none;
  if (subresource) return none;
  if (verb === 'create' || verb === 'delete') return allow;
  if (!reading.has(verb)) return none;
  if (verb !== 'get' && selectsNode(attributes, node)) return allow;
  if (verb !== 'get' && !name) return noOpinion('can only list/watch pods with spec.nodeName field selector');
  return related('pods')(reads, node, attributes);
};

const slices: Verdict = (reads, node, attributes) => {
  const { verb, subresource } = attributes;
  if (subresource) return noOpinion('cannot authorize ResourceSlice subresources');
  if (verb === 'create') return allow;
  if (writing.has(verb)) return related('resourceslices')(reads, node, attributes);
  if (selectsNode(attributes, node)) return allow;
  return noOpinion('can only list/watch/deletecollection resourceslices with nodeName field selector');
};

/** True when the field selector asks for the objects of the node alone. */
const selectsNode = ({ fieldSelector = '' }: AccessAttributes, node: string): boolean =>
  fieldSelector.split(',').some((term) => /^spec\.nodeName==?/.test(term) && term.endsWith(`=${node}`));

/** Resources with verdicts of their own; for all others the rules of system:node say what a kubelet may. */
const verdicts: Record<string, Verdict> = {
  'secrets.': readRelated('secrets'),
  'configmaps.': readRelated('configmaps'),
  'serviceaccounts.': accounts,
  'nodes.': nodes,
  'pods.': pods,
  'persistentvolumeclaims.': claims,
  'persistentvolumes.': getRelated('persistentvolumes'),
  'resourceclaims.resource.k8s.io': getRelated('resourceclaims'),
  'resourceslices.resource.k8s.io': slices,
  'volumeattachments.storage.k8s.io': getRelated('volumeattachments'),
  'leases.coordination.k8s.io': leases,
  'csinodes.storage.k8s.io': csiNodes,
};
