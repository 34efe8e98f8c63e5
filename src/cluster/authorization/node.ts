/**
 * The Node authorizer: a kubelet may do what the role system:node says, and read the secrets, config maps and accounts of
 * pods on its own node alone (plugin/pkg/auth/authorizer/node).
 */
import type { KubeObject } from '../../kube/object.js';
import { type AccessAttributes, type PolicyRule, ruleAllows } from '../../kube/rbac.js';
import type { UserInfo } from '../../kube/user.js';
import type { Decision } from './authorizer.js';

/** The group of all kubelets; each is the user `system:node:NAME`. */
export const nodesGroup = 'system:nodes';
const prefix = 'system:node:';

/** True for the user of a kubelet. */
export function isKubelet({ username, groups }: UserInfo): boolean {
  return username.startsWith(prefix) && groups.includes(nodesGroup);
}

/** Objects that the authorizer reads. */
export interface NodeReads {
  /** Pods whose spec.nodeName is this. */
  podsOnNode(node: string): readonly KubeObject[];
  /** The rules of the ClusterRole system:node. */
  nodeRules(): readonly PolicyRule[];
}

type Verdict = (reads: NodeReads, node: string, attributes: AccessAttributes) => Decision;

const allow: Decision = { outcome: 'allow', reason: '' };
const noOpinion = (reason = ''): Decision => ({ outcome: 'no opinion', reason });

/** The decision about a kubelet's request; no opinion about anybody else's. */
export function authorizeNode(reads: NodeReads, attributes: AccessAttributes): Decision {
  const { user, apiGroup, resource } = attributes;
  if (!isKubelet(user)) return none;
  const node = user.username.slice(prefix.length);
  if (node === '') return noOpinion(`unknown node for user ${JSON.stringify(user.username)}`);
  const verdict = attributes.isResourceRequest ? verdicts[`${resource}.${apiGroup}`] : undefined;
  if (verdict) return verdict(reads, node, attributes);
  return reads.nodeRules().some((rule) => ruleAllows(attributes, rule)) ? allow : none;
}

const none = noOpinion();
const reading = new Set(['get', 'list', 'watch']);
const writing = new Set(['get', 'create', 'update', 'patch', 'delete']);

/** Allowed when a pod on the node mentions the object. */
const related =
  (kind: 'secret' | 'configMap' | 'serviceAccount'): Verdict =>
  (reads, node, { namespace, name }) => {
    const pods = reads.podsOnNode(node).filter((pod) => pod.metadata.namespace === namespace);
    return pods.some((pod) => mentions(pod, kind, name)) ? allow : unrelated(node);
  };
const unrelated = (node: string): Decision => noOpinion(`no relationship found between node '${node}' and this object`);

const readRelated =
  (kind: 'secret' | 'configMap'): Verdict =>
  (reads, node, attributes) => {
    if (!reading.has(attributes.verb)) return noOpinion('can only read resources of this type');
    if (attributes.subresource) return noOpinion('cannot read subresource');
    if (!attributes.namespace) return noOpinion('can only read namespaced object of this type');
    if (!attributes.name) return noOpinion('No Object name found');
    return related(kind)(reads, node, attributes);
  };

/** No pod here has a volume of these kinds. */
const getRelated: Verdict = (_reads, node, { verb, subresource, name }) => {
  if (verb !== 'get') return noOpinion('can only get individual resources of this type');
  if (subresource) return noOpinion('cannot get subresource');
  return name ? unrelated(node) : noOpinion('No Object name found');
};

/** The accounts of its pods, and tokens of them. */
const accounts: Verdict = (reads, node, attributes) => {
  const { verb, name, subresource } = attributes;
  if (verb === 'get' && subresource === '') return related('serviceAccount')(reads, node, attributes);
  if (verb !== 'create' || !name) return noOpinion('can only create tokens for individual service accounts');
  if (subresource !== 'token') return noOpinion('can only create token subresource of serviceaccount');
  return related('serviceAccount')(reads, node, attributes);
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

const pods: Verdict = (reads, node, { verb, subresource, namespace, name, fieldSelector = '' }) => {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allow : none;
  if (subresource === 'eviction') return verb === 'create' ? allow : none;
  if (subresource) return none;
  if (verb === 'create' || verb === 'delete') return allow;
  if (!reading.has(verb)) return none;
  const isList = verb !== 'get';
  if (isList && fieldSelector.split(',').some((term) => /^spec\.nodeName==?/.test(term) && term.endsWith(`=${node}`))) {
    return allow;
  }
  if (name) {
    const own = reads.podsOnNode(node).some(({ metadata: m }) => m.namespace === namespace && m.name === name);
    return own ? allow : unrelated(node);
  }
  return noOpinion(isList ? 'can only list/watch pods with spec.nodeName field selector' : 'No Object name found');
};

/** Resources with verdicts of their own; for all others the rules of system:node say what a kubelet may. */
const verdicts: Record<string, Verdict> = {
  'secrets.': readRelated('secret'),
  'configmaps.': readRelated('configMap'),
  'serviceaccounts.': accounts,
  'nodes.': nodes,
  'pods.': pods,
  'persistentvolumeclaims.': getRelated,
  'persistentvolumes.': getRelated,
  'resourceclaims.resource.k8s.io': getRelated,
  'volumeattachments.storage.k8s.io': getRelated,
  'leases.coordination.k8s.io': leases,
  'csinodes.storage.k8s.io': csiNodes,
};

/** True when the pod's spec refers to the object of that name: a reference of a field whose name says the kind. */
function mentions(pod: KubeObject, kind: 'secret' | 'configMap' | 'serviceAccount', name: string): boolean {
  const spec = pod.spec as Record<string, unknown> | undefined;
  if (kind === 'serviceAccount') return (spec?.serviceAccountName ?? 'default') === name;
  const wanted: Record<string, string> =
    kind === 'secret'
      ? { secret: 'secretName', secretRef: 'name', secretKeyRef: 'name', imagePullSecrets: 'name' }
      : { configMap: 'name', configMapRef: 'name', configMapKeyRef: 'name' };
  const look = (value: unknown, field: string): boolean => {
    if (Array.isArray(value)) return value.some((item) => look(item, field));
    if (typeof value !== 'object' || value === null) return false;
    const object = value as Record<string, unknown>;
    const key = wanted[field];
    // a projected volume's secret is named by `name`, a plain one by `secretName`
    if (key && (object[key] === name || object.name === name)) return true;
    return Object.entries(object).some(([f, v]) => look(v, f));
  };
  return look(spec, '');
}
