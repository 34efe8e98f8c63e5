/** Counts the pods of each disruption budget, and says how many of them may go (pkg/controller/disruption). */
import { fields, list, number, text } from '../../kube/fields.js';
import type { OwnerReference, StoredObject } from '../../kube/object.js';
import { type LabelSelector, labelSelectorTerms, matchesLabels } from '../../kube/selector.js';
import type { Informer } from '../client/client.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { eventRecorder } from './events.js';
import { controllerOf, equalJson, keyOf, kindOfReference, kindRow, resources, splitKey, target } from './objects.js';
import { keysTo } from './queue.js';
import { unmanagedPodsMessage } from './unmanaged-pods.js';
import { whileThere } from './while-there.js';

const budgets = kindRow('poddisruptionbudgets', 'policy');

/** A pod whose eviction did not happen is counted again after this. */
const evictionTimeout = 2 * 60 * 1000;

/** The disruptions that a budget allows, with so many expected and so many ready pods. */
export function allowance(
  spec: Record<string, unknown>,
  expected: number,
  healthy: number,
): { desiredHealthy: number; disruptionsAllowed: number } {
  const { minAvailable, maxUnavailable } = spec;
  const amount = (value: unknown): number =>
    typeof value === 'string' ? Math.ceil((Number.parseInt(value, 10) * expected) / 100) : (number(value) ?? 0);
  const desiredHealthy =
    maxUnavailable === undefined ? amount(minAvailable) : Math.max(0, expected - amount(maxUnavailable));
  return { desiredHealthy, disruptionsAllowed: expected > 0 ? Math.max(0, healthy - desiredHealthy) : 0 };
}

/** Starts the controller, which has nothing to do before there is a budget. */
export function startDisruptionController(context: ControllerContext): void {
  const controller = 'disruption-controller';
  const client = context.clientOf(controller);
  const record = eventRecorder(client, context.clock, 'controllermanager', (error) =>
    context.onError(error, controller),
  );

  /** The replicas of the topmost owner of the pods, as a deployment manages those of its replica sets. */
  const replicasOf = async (
    owner: OwnerReference,
    namespace: string,
    below: readonly string[] = [],
  ): Promise<[uid: string, replicas: number]> => {
    const row = kindOfReference(owner);
    const object = row && (await client.get(target(row, { namespace, name: owner.name })).catch(() => undefined));
    const above = object && controllerOf(object);
    // owners are what somebody wrote, and may go round in a circle
    if (above && !below.includes(above.uid)) return replicasOf(above, namespace, [...below, owner.uid]);
    return [owner.uid, number(fields(object?.spec).replicas) ?? 0];
  };

  const expectedOf = async (spec: Record<string, unknown>, pods: readonly StoredObject[]): Promise<number> => {
    if (countsPods(spec)) return pods.length;
    const all = new Map<string, number>();
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (owner) all.set(...(await replicasOf(owner, pod.metadata.namespace ?? '')));
    }
    return [...all.values()].reduce((sum, replicas) => sum + replicas, 0);
  };

  const sync = async (key: string, pods: Informer): Promise<void> => {
    await pods.synced;
    const { namespace, name } = splitKey(key);
    const budget = await client.get(target(budgets, { namespace, name }));
    const spec = fields(budget.spec);
    const now = context.clock.now();
    const own = podsOf(budget, pods.list(namespace));
    if (own.length === 0) record(budget, 'Normal', 'NoPods', 'No matching pods found');
    const waiting = Object.entries(fields(fields(budget.status).disruptedPods)).filter(([podName, since]) => {
      const pod = own.find(({ metadata }) => metadata.name === podName);
      if (!pod || pod.metadata.deletionTimestamp) return false;
      if (now.getTime() - Date.parse(text(since)) < evictionTimeout) return true;
      // Kubernetes writes the namespace in the place of the budget's name, too
      const message = `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`;
      record(pod, 'Warning', 'NotDeleted', message);
      return false;
    });
    const gone = new Set(waiting.map(([podName]) => podName));
    const currentHealthy = own.filter((pod) => isReady(pod) && !gone.has(pod.metadata.name)).length;
    const expectedPods = await expectedOf(spec, own);
    if (!countsPods(spec) && own.some((pod) => !controllerOf(pod))) {
      // the API server has checked it
      record(budget, 'Warning', 'UnmanagedPods', unmanagedPodsMessage(spec.selector as LabelSelector));
    }
    const allowed = allowance(spec, expectedPods, currentHealthy);
    const status = {
      observedGeneration: budget.metadata.generation ?? 0,
      ...(waiting.length > 0 ? { disruptedPods: Object.fromEntries(waiting) } : {}),
      ...allowed,
      currentHealthy,
      expectedPods,
    };
    const ends = waiting.map(([, since]) => Date.parse(text(since)) + evictionTimeout - now.getTime());
    if (ends.length > 0) queue.addAfter(key, Math.min(...ends));
    const { conditions, ...before } = fields(budget.status);
    if (equalJson(before, status) && list(conditions).length > 0) return;
    const isAllowed = allowed.disruptionsAllowed > 0;
    const old = list(conditions).find(({ type }) => type === 'DisruptionAllowed');
    const condition = {
      type: 'DisruptionAllowed',
      status: isAllowed ? 'True' : 'False',
      observedGeneration: status.observedGeneration,
      lastTransitionTime: old?.status === (isAllowed ? 'True' : 'False') ? old.lastTransitionTime : formatTime(now),
      reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
      message: '',
    };
    await client.update(target(budgets, { namespace, name, subresource: 'status' }), {
      ...budget,
      status: { ...status, conditions: [condition] },
    });
  };

  const queue = context.queue(controller, async (key) => {
    await whileThere(() => sync(key, context.watch(resources.pods)));
  });
  context.whenUsed(budgets, () => {
    const known = context.watch(budgets, keysTo(queue));
    context.watch(resources.pods, ({ object }: { object: StoredObject }) => {
      const { namespace = '', name } = object.metadata;
      const about = known.list(namespace).filter((budget) => podsOf(budget, [object]).length > 0);
      const [first, second] = about;
      if (first && second) {
        const message = `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${first.metadata.name}" arbitrarily.`;
        record(object, 'Warning', 'MultiplePodDisruptionBudgets', message);
      }
      // Kubernetes counts anew for the chosen budget alone; here all of them have the right count
      for (const budget of about) queue.add(keyOf(budget));
    });
  });
}

/** True for a budget that expects the pods which are there, and no controller's replicas. */
const countsPods = ({ minAvailable }: Record<string, unknown>): boolean => typeof minAvailable === 'number';

/** The pods that a budget is about: an empty selector selects all, a missing one no pod. */
function podsOf(budget: StoredObject, pods: readonly StoredObject[]): StoredObject[] {
  const { selector } = fields(budget.spec);
  if (selector === undefined) return [];
  // the API server has checked it
  const terms = labelSelectorTerms(selector as LabelSelector);
  return pods.filter(({ metadata }) => matchesLabels(terms, metadata.labels));
}

const isReady = ({ metadata, status }: StoredObject): boolean =>
  !metadata.deletionTimestamp &&
  list(fields(status).conditions).some((condition) => condition.type === 'Ready' && condition.status === 'True');
