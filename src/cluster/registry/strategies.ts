/** What single kinds do on their own when they are written or deleted; all else is the same for all. */
import type { ResourceKind } from '../../kube/kinds.js';
import type { KubeObject } from '../../kube/object.js';
import { warn } from '../chain/handler.js';
import { type Call, part, type Registry } from './deps.js';
import { checkRole, checkRoleBinding } from './escalation.js';
import { allocateForService } from './service-writes.js';
import { recordRequester, stampConditions } from './signing-requests.js';

/** `old` is what the object is to replace. */
type Hook<Old> = (
  registry: Registry,
  call: Call,
  object: KubeObject,
  old: Old,
  dryRun: boolean,
) => void | Promise<void>;

/** The hooks of one kind; each may throw an ApiError. */
export interface Strategy {
  /** A PUT to a name that is free creates the object. */
  createOnUpdate?: boolean;
  /** DELETE answers with the object instead of a Status. */
  returnsDeleted?: boolean;
  /** The new object has defaults and metadata, and is not validated yet; it may be changed. */
  beforeCreate?: Hook<undefined>;
  beforeUpdate?: Hook<KubeObject>;
  /** How long an object lives on after a DELETE; at once without it. */
  gracePeriodSeconds?(object: KubeObject, asked: number | undefined): number;
}

const role: Strategy = { createOnUpdate: true, beforeCreate: checkRole, beforeUpdate: checkRole };
const binding: Strategy = { createOnUpdate: true, beforeCreate: checkRoleBinding, beforeUpdate: checkRoleBinding };

const strategies: Record<string, Strategy> = {
  ClusterRole: role,
  Role: role,
  ClusterRoleBinding: binding,
  RoleBinding: binding,
  Event: { createOnUpdate: true },
  Endpoints: { createOnUpdate: true },
  Service: {
    createOnUpdate: true,
    returnsDeleted: true,
    beforeCreate: allocateForService,
    beforeUpdate: allocateForService,
  },
  ServiceAccount: { returnsDeleted: true, beforeCreate: warnOfMountable, beforeUpdate: warnOfMountable },
  CertificateSigningRequest: {
    beforeCreate: (_registry, call, object) => recordRequester(call, object),
    beforeUpdate: stampConditions,
  },
  Pod: { returnsDeleted: true, gracePeriodSeconds: podGracePeriod },
};

const mountable = 'kubernetes.io/enforce-mountable-secrets';

/** The annotation is deprecated; whoever adds it is told. */
function warnOfMountable(_registry: Registry, { request }: Call, object: KubeObject, old?: KubeObject): void {
  const has = (account: KubeObject | undefined): boolean => account?.metadata.annotations?.[mountable] !== undefined;
  if (!has(object) || has(old)) return;
  const why = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  warn(request, `metadata.annotations[${mountable}]: ${why}`);
}

const none: Strategy = {};

/** The strategy of a kind. */
export function strategyOf(kind: ResourceKind): Strategy {
  return strategies[kind.kind] ?? none;
}

/** Seconds, of which Go's time.Duration holds no more; what ends later than dates can tell has no end to write down. */
const longestPeriod = 9_223_372_036;

/** A pod that runs nowhere, or has ended, goes at once (registry/core/pod/strategy.go). */
function podGracePeriod(object: KubeObject, asked: number | undefined): number {
  const spec = part(object, 'spec');
  const { phase } = part(object, 'status');
  if (!spec.nodeName || phase === 'Succeeded' || phase === 'Failed') return 0;
  const period = asked ?? Number(spec.terminationGracePeriodSeconds ?? 30);
  return period < 0 ? 1 : Math.min(period, longestPeriod);
}
