/** Keeps the pods of StatefulSets, each with a name and claims of its own (pkg/controller/statefulset). */
import type { StoredObject } from '../../kube/object.js';
import { isApiError, isNamespaceTerminating } from '../../kube/status.js';
import type { ControllerContext } from './context.js';
import { type ControllerRevision, revisionControl, revisionDataHash } from './controller-revisions.js';
import { eventRecorder } from './events.js';
import { equalJson, keyOf, resources, splitKey, target } from './objects.js';
import { claim, concerned } from './ownership.js';
import { told } from './pod-control.js';
import type { Pod } from './pod-objects.js';
import { toldByEvent } from './queue.js';
import { claimControl } from './stateful-set-claims.js';
import {
  nextStep,
  ordinalOf,
  podOf,
  revisionFor,
  revisionLabel,
  type StatefulSet,
  statusOf,
} from './stateful-set-pods.js';
import { whileThere } from './while-there.js';

const name = 'statefulset-controller';

/** Starts the stateful set controller. */
export function startStatefulSetController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf(name);
  const record = eventRecorder(client, clock, name, (e) => context.onError(e, name));
  const claims = claimControl(context, client, record);
  const history = revisionControl(client, { label: 'controller.kubernetes.io/hash', hash: revisionDataHash });

  /** Runs `act` on a pod and records it as an Event; none where the namespace is going. */
  const tell = async (
    set: StatefulSet,
    verb: 'Create' | 'Delete',
    podName: string,
    act: () => Promise<unknown>,
  ): Promise<void> => {
    const sentence = `${verb} Pod ${podName} in StatefulSet ${set.metadata.name}`;
    try {
      await act();
      record(set, 'Normal', `Successful${verb}`, `${sentence} successful`);
    } catch (error) {
      const isThere = isApiError(error, 'AlreadyExists') || isApiError(error, 'NotFound');
      if (!isThere && !isNamespaceTerminating(error)) {
        record(set, 'Warning', `Failed${verb}`, `${sentence} failed error: ${told(error)}`);
      }
      throw error;
    }
  };

  const create = async (set: StatefulSet, ordinal: number, revision: ControllerRevision): Promise<void> => {
    const { namespace = '' } = set.metadata;
    const podName = `${set.metadata.name}-${ordinal}`;
    await claims.awaitEnd(set, podName);
    await tell(set, 'Create', podName, async () => {
      await claims.create(set, podName);
      await client.create(target(resources.pods, { namespace }), podOf(set, ordinal, revision));
    });
  };

  const remove = async (set: StatefulSet, pod: Pod): Promise<void> => {
    const { namespace = '', name: podName, uid } = pod.metadata;
    await tell(set, 'Delete', podName, () =>
      client.delete(target(resources.pods, { namespace, name: podName }), { preconditions: { uid } }),
    );
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name: setName } = splitKey(key);
    const set = sets.get(namespace, setName);
    if (!set) return;
    const mine = pods.list(namespace).filter((pod) => ordinalOf(set, pod) !== undefined);
    const owned = await claim(set, mine, client, resources.pods);
    const revised = await history.sync(set, revisions.list(namespace));
    const { update, all } = revised;
    const current = all.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
    const names = { current: current.metadata.name, update: update.metadata.name };
    const status = statusOf(set, owned, names, clock.now());
    if (!equalJson(status, set.status ?? {})) {
      const at = target(resources.statefulSets, { namespace, name: setName, subresource: 'status' });
      await client.update(at, { ...set, status });
    }
    if (set.metadata.deletionTimestamp) return;
    const step = nextStep(set, owned, names.update, clock.now());
    try {
      for (const pod of owned) await claims.mend(set, pod);
      for (const pod of step.remove) await remove(set, pod);
      for (const ordinal of step.create) await create(set, ordinal, revisionFor(set, ordinal, { current, update }));
    } catch (error) {
      throw toldByEvent(error);
    }
    const used = new Set([
      names.current,
      names.update,
      ...owned.map((pod) => pod.metadata.labels?.[revisionLabel] ?? ''),
    ]);
    await history.cleanUp(set, revised, used);
    if (step.wait !== undefined) queue.addAfter(key, step.wait);
  };

  const queue = context.queue(name, async (key) => {
    // pods and templates that are not listed yet would be made twice
    await Promise.all([pods.synced, revisions.synced]);
    await whileThere(() => sync(key));
  });
  const wake = (object: StoredObject): void => {
    for (const key of concerned(object, 'StatefulSet', sets.list)) queue.add(key);
  };
  const sets = context.watch<StatefulSet>(resources.statefulSets, ({ object }) => queue.add(keyOf(object)));
  const pods = context.watch<Pod>(resources.pods, ({ object }) => wake(object));
  const revisions = context.watch<ControllerRevision>(resources.controllerRevisions, ({ type, object }) => {
    if (type === 'DELETED') wake(object);
  });
}
