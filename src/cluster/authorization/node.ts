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

/** What the authorizer looks at. */
export interface NodeReads {
  /** Pods whose spec.nodeName is this. */
  podsOnNode(node: string): readonly KubeObject[];
  /** The rules of the ClusterRole system:node. */
  nodeRules(): readonly PolicyRule[];
}

/** The decision about a kubelet's request; no opinion about anybody else's. */
export function authorizeNode(reads: NodeReads, attributes: AccessAttributes): Decision {
  const { user } = attributes;
  const none: Decision = { outcome: 'no opinion', reason: '' };
  if (!isKubelet(user)) return none;
  const node = user.username.slice(prefix.length);
  const related = relatedTo(attributes);
  if (related) {
    if (!attributes.namespace || !attributes.name) {
      return { outcome: 'no opinion', reason: `No Object name found` };
    }
    const pods = reads.podsOnNode(node).filter((pod) => pod.metadata.namespace === attributes.namespace);
    return pods.some((pod) => mentions(pod, related, attributes.name))
      ? { outcome: 'allow', reason: '' }
      : { outcome: 'no opinion', reason: `no relationship found between node '${node}' and this object` };
  }
  return reads.nodeRules().some((rule) => ruleAllows(attributes, rule)) ? { outcome: 'allow', reason: '' } : none;
}

function relatedTo(attributes: AccessAttributes): 'secret' | 'configMap' | 'serviceAccount' | undefined {
  if (!attributes.isResourceRequest || attributes.apiGroup !== '') return undefined;
  const reading = ['get', 'list', 'watch'].includes(attributes.verb);
  const { resource, subresource, verb } = attributes;
  if (resource === 'secrets' && reading) return 'secret';
  if (resource === 'configmaps' && reading) return 'configMap';
  if (resource === 'serviceaccounts' && subresource === 'token' && verb === 'create') return 'serviceAccount';
  return undefined;
}

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
