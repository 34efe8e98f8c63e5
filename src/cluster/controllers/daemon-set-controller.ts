/** Keeps a pod of each DaemonSet on every node that fits (pkg/controller/daemon). */
import type { StoredObject } from '../../kube/object.js';
import { hasEnded } from '../../kube/pod-phase.js';
import type { ControllerContext } from './context.js';
import { type ControllerRevision, revisionControl } from './controller-revisions.js';
import { type DaemonSet, fits, hashLabel, nodeOf, statusOf, templateFor } from './daemon-set-pods.js';
import { allowsSurge, rollout, surplusPods } from './daemon-set-rollout.js';
import { eventRecorder } from './events.js';
import { equalJson, keyOf, type Node, resources, splitKey, target } from './objects.js';
import { claim, concerned } from './ownership.js';
import { inGrowingSteps, podControl } from './pod-control.js';
import type { Pod } from './pod-objects.js';
import { podTemplateHash } from './pod-template-hash.js';
import { toldByEvent } from './queue.js';
import { availableIn } from './replica-set-pods.js';
import { whileThere } from './while-there.js';

const name = 'daemonset-controller';

/** Starts the daemon set controller. */
export function startDaemonSetController(context: ControllerContext): void {
  const { clock } = context;
  const client = context.clientOf('daemon-set-controller');
  const record = eventRecorder(client, clock, name, (e) => context.onError(e, name));
  const control = podControl(client, record);
  const history = revisionControl(client, { label: hashLabel, hash: podTemplateHash });

  /** The pods that are to go and the nodes that are to get one. */
  const manage = (
    set: DaemonSet,
    on: (node: string) => readonly Pod[],
    hash: string,
  ): { remove: Pod[]; create: string[] } => {
    const remove: Pod[] = [];
    const create: string[] = [];
    const settled = new Map<string, readonly Pod[]>();
    for (const node of nodes.list()) {
      const { name: nodeName } = node.metadata;
      const { shouldRun, mayStay } = fits(set, node);
      const alive = on(nodeName).filter((pod) => !pod.metadata.deletionTimestamp);
      const ended = alive.filter(hasEnded);
      for (const pod of ended) tellOfEnd(set, pod, nodeName);
      const running = alive.filter((pod) => !ended.includes(pod));
      if (!mayStay) remove.push(...alive);
      else remove.push(...ended, ...surplusPods(set, running, hash));
      if (!shouldRun) continue;
      // without a surge a pod that is going has the place until it is gone
      if (on(nodeName).length === 0 || (allowsSurge(set) && running.length === 0)) create.push(nodeName);
      settled.set(nodeName, on(nodeName));
    }
    // pods that ran on a node that is gone are left to the collector of such pods
    remove.push(...on('').filter(({ metadata, spec }) => !spec.nodeName && !metadata.deletionTimestamp));
    if (remove.length > 0 || create.length > 0) return { remove, create };
    return rollout(set, settled, hash, clock.now());
  };

  const tellOfEnd = (set: DaemonSet, pod: Pod, node: string): void => {
    const which = `daemon pod ${keyOf(pod)} on node ${node}`;
    if (pod.status?.phase === 'Failed') {
      record(set, 'Warning', 'FailedDaemonPod', `Found failed ${which}, will try to kill it`);
    } else record(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${which}, will try to delete it`);
  };

  const sync = async (key: string): Promise<void> => {
    const { namespace, name: setName } = splitKey(key);
    const set = sets.get(namespace, setName);
    if (!set) {
      control.forget(key);
      return;
    }
    const owned = await claim(set, control.settled(set, pods.list(namespace)), client, resources.pods);
    const revised = await history.sync(set, revisions.list(namespace));
    const hash = revised.update.metadata.labels?.[hashLabel] ?? '';
    const known = new Set(nodes.list().map(({ metadata }) => metadata.name));
    // pods of a node that is gone are under no name
    const on = (node: string): readonly Pod[] =>
      owned.filter((pod) => (known.has(nodeOf(pod)) ? nodeOf(pod) : '') === node);
    let failure: unknown;
    if (!set.metadata.deletionTimestamp) {
      const { remove, create } = manage(set, on, hash);
      failure = await inGrowingSteps([
        ...remove.map((pod) => () => control.remove(set, pod)),
        ...create.map((node) => () => control.create(set, templateFor(set, node, hash))),
      ]);
      const used = new Set(
        revised.all
          .filter(({ metadata }) =>
            owned.some((pod) => pod.metadata.labels?.[hashLabel] === metadata.labels?.[hashLabel]),
          )
          .map(({ metadata }) => metadata.name),
      );
      await history.cleanUp(set, revised, used);
    }
    const now = clock.now();
    const status = statusOf(set, nodes.list(), on, hash, now);
    if (!equalJson(status, set.status ?? {})) {
      const at = target(resources.daemonSets, { namespace, name: setName, subresource: 'status' });
      await client.update(at, { ...set, status });
    }
    const waits = owned.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, now)).filter((ms) => ms);
    if (waits.length > 0) queue.addAfter(key, Math.min(...waits.map(Number)));
    if (failure !== undefined) throw toldByEvent(failure);
  };

  const queue = context.queue(name, async (key) => {
    // pods that are not listed yet would be made twice
    await Promise.all([pods.synced, revisions.synced, nodes.synced]);
    await whileThere(() => sync(key));
  });
  const wake = (object: StoredObject): void => {
    for (const key of concerned(object, 'DaemonSet', sets.list)) queue.add(key);
  };
  const sets = context.watch<DaemonSet>(resources.daemonSets, ({ object }) => queue.add(keyOf(object)));
  const pods = context.watch<Pod>(resources.pods, ({ type, object }) => {
    if (type === 'DELETED') control.gone(object);
    wake(object);
  });
  const revisions = context.watch<ControllerRevision>(resources.controllerRevisions, ({ type, object }) => {
    if (type === 'DELETED') wake(object);
  });
  const nodes = context.watch<Node>(resources.nodes, () => {
    for (const set of sets.list()) queue.add(keyOf(set));
  });
}
