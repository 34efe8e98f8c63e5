/** Disruption budgets at the eviction of a pod (pkg/registry/core/pod/storage/eviction.go). */
import { fields, list, number, text } from '../../../kube/fields.js';
import { kindOfResource, type ResourceKind } from '../../../kube/kinds.js';
import type { KubeObject } from '../../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../../kube/selector.js';
import { ApiError, internalError } from '../../../kube/status.js';
import { formatTime } from '../../clock.js';
import { prefixOf, type Registry } from '../../registry/deps.js';

/** Notes in the pod's budget that it goes; throws an ApiError 429 when the budget does not allow it, 500 for two budgets. */
export async function spendBudget(registry: Registry, pod: KubeObject, dryRun: boolean): Promise<void> {
  const { phase } = fields(pod.status);
  if (['Pending', 'Succeeded', 'Failed'].includes(text(phase)) || pod.metadata.deletionTimestamp) return;
  const found = budgetsOf(registry, pod);
  if (found.length > 1) {
    const why = 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
    throw internalError(why);
  }
  const [stored] = found;
  if (!stored) return;
  const { object: budget } = stored;
  const status = fields(budget.status);
  const [allowed, healthy, desired] = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy'].map(
    (field) => number(status[field]) ?? 0,
  ) as [number, number, number];
  if (!isReady(pod)) {
    // a pod that does not work may go when all others do
    const isFree =
      fields(budget.spec).unhealthyPodEvictionPolicy === 'AlwaysAllow' || (healthy >= desired && desired > 0);
    if (isFree) return;
  }
  const { name = '', generation = 0 } = budget.metadata;
  if ((number(status.observedGeneration) ?? 0) < generation) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, 10);
  }
  if (allowed <= 0) {
    throw refusal(`The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`);
  }
  if (dryRun) return;
  const now = formatTime(registry.clock.now());
  const disruptedPods = { ...fields(status.disruptedPods), [pod.metadata.name ?? '']: now };
  const next = { ...budget, status: { ...status, disruptionsAllowed: allowed - 1, disruptedPods } };
  const written = await registry.store.update(stored.key, next, stored.revision);
  // somebody else was quicker: what is allowed is counted anew
  if (!written) await spendBudget(registry, pod, dryRun);
}

function budgetsOf(registry: Registry, { metadata }: KubeObject): ReturnType<Registry['store']['list']> {
  const kind = kindOfResource('policy', 'poddisruptionbudgets') as ResourceKind; // the table has budgets
  return registry.store.list(prefixOf(kind, metadata.namespace ?? '')).filter(({ object }) => {
    const { selector } = fields(object.spec);
    // the selector was checked when it was written
    return selector !== undefined && matchesLabels(labelSelectorTerms(selector as LabelSelector), metadata.labels);
  });
}

const isReady = ({ status }: KubeObject): boolean =>
  list(fields(status).conditions).some((condition) => condition.type === 'Ready' && condition.status === 'True');

function refusal(message: string, retryAfterSeconds?: number): ApiError {
  return new ApiError({
    code: 429,
    reason: 'TooManyRequests',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: {
      ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
      causes: [{ reason: 'DisruptionBudget', message }],
    },
  });
}
