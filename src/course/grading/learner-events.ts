/**
 * Which events of an audit log are the learner's. A learner is the administrator and can be called anything: names alone
 * prove nothing, so that an event is left out only when its sender cannot have been the learner.
 */
import type { AuditEvent } from '../../kube/audit-event.js';

/** True for an event that the learner did not cause directly. */
export type IsOthers = (event: AuditEvent) => boolean;

/** Where the practice cluster's control plane runs: no connection to its port can come from there. */
const PRACTICE_NODE = '10.0.0.10';

/** The events of others on the practice cluster, whose control plane sends its requests from inside. */
export function othersOnPractice({ sourceIPs }: AuditEvent): boolean {
  return sourceIPs?.length === 1 && sourceIPs[0] === PRACTICE_NODE;
}

const CREDENTIAL = 'authentication.kubernetes.io/credential-id';
const ISSUED = 'authentication.kubernetes.io/issued-credential-id';

/**
 * The events of others on a real cluster, by its events before the run. A component of the control plane goes by a
 * credential that it used before, or got from a component that did. Without a credential's id (the API server itself) the
 * name must be one that no certificate and no token of a learner can have without an id.
 */
export function othersOnCluster(earlier: readonly AuditEvent[]): IsOthers {
  const known = new Set<string>();
  const learn = (event: AuditEvent): void => {
    const issued = event.annotations?.[ISSUED];
    if (issued) known.add(issued);
  };
  for (const event of earlier) {
    const id = event.user.extra?.[CREDENTIAL]?.[0];
    if (id && isComponent(event)) known.add(id);
  }
  return (event) => {
    if (!isComponent(event)) return false;
    const id = event.user.extra?.[CREDENTIAL]?.[0];
    const others = id === undefined ? event.user.username === 'system:apiserver' : known.has(id);
    if (others) learn(event);
    return others;
  };
}

const components = new Set([
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:kube-proxy',
  'system:cloud-controller-manager',
]);

function isComponent({ user: { username = '', groups = [] } }: AuditEvent): boolean {
  return (
    components.has(username) ||
    groups.includes('system:nodes') ||
    username.startsWith('system:serviceaccount:kube-system:')
  );
}
