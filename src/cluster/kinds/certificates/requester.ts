/** CertificateSigningRequests: who asked is written down by the server, and conditions get their times. */
import type { KubeObject } from '../../../kube/object.js';
import { formatTime } from '../../clock.js';
import { type Call, partOf, type Registry } from '../../registry/deps.js';

/** Puts the user of the request into the specification, whatever the client wrote there. */
export function recordRequester({ user }: Call, object: KubeObject): void {
  const spec = partOf(object, 'spec');
  spec.username = user.username;
  spec.groups = [...user.groups];
  if (user.uid) spec.uid = user.uid;
  else delete spec.uid;
  if (user.extra && Object.keys(user.extra).length > 0) spec.extra = user.extra;
  else delete spec.extra;
}

interface Condition {
  type: string;
  status: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

/** Gives new and changed conditions their times, as the approval and status strategies do. */
export function stampConditions(registry: Registry, _call: Call, object: KubeObject, old: KubeObject): void {
  const now = formatTime(registry.clock.now());
  const before = conditionsOf(old);
  for (const condition of conditionsOf(object)) {
    const known = before.find((c) => c.type === condition.type);
    condition.lastUpdateTime ??= now;
    if (!condition.lastTransitionTime) {
      const unchanged = known?.status === condition.status ? known.lastTransitionTime : undefined;
      condition.lastTransitionTime = unchanged ?? now;
    }
  }
}

function conditionsOf(object: KubeObject): Condition[] {
  return (object.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
}
