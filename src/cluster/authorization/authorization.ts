/** The authorizers in their order: system:masters, then Node, then RBAC; the first that allows decides. */
import { nodeOfKubelet, systemMasters } from '../../kube/user.js';
import { type Authorization, aggregateText } from './authorizer.js';
import { authorizeNode, type NodeReads } from './node.js';
import type { RelationReads } from './node-relations.js';
import { authorizeByRbac, missingRole, missingRoles, rulesForUser } from './rbac.js';
import type { RbacIndex } from './rbac-index.js';

/** Authorization for the registry and the handler chain. */
export function createAuthorization(index: RbacIndex, reads: RelationReads): Authorization {
  const nodeReads: NodeReads = {
    ...reads,
    nodeRules: () => index.rulesOf({ kind: 'ClusterRole', name: 'system:node' }, '') ?? [],
  };
  return {
    authorize: (attributes) => {
      if (attributes.user.groups.includes(systemMasters)) return { outcome: 'allow', reason: '' };
      const node = authorizeNode(nodeReads, attributes);
      if (node.outcome === 'allow') return node;
      const rbac = authorizeByRbac(index, attributes);
      if (rbac.outcome === 'allow') return rbac;
      return { outcome: 'no opinion', reason: [node.reason, rbac.reason].filter(Boolean).join('\n') };
    },
    rulesFor: (user, namespace) => rulesForUser(index, user, namespace),
    rulesOf: (roleRef, namespace) => index.rulesOf(roleRef, namespace),
    missingRoles: (user, namespace) => missingRoles(index, user, namespace),
    unlisted: (user, namespace) => {
      // the rights of a kubelet depend on its pods, and no rule lists them
      const ofNode = nodeOfKubelet(user) !== undefined ? ['node authorizer does not support user rule resolution'] : [];
      const lost = aggregateText(missingRoles(index, user, namespace).map(missingRole));
      return { incomplete: ofNode.length > 0, errors: [...ofNode, ...(lost ? [lost] : [])] };
    },
  };
}
