/** Gives a node the taints that its conditions and a cordon ask for, and takes them away again (pkg/controller/nodelifecycle). */
import type { JsonObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { unschedulableTaint } from './node-fitness.js';
import { type Node, resources, type Taint, target } from './objects.js';
import { keysTo, type WorkQueue } from './queue.js';
import { whileThere } from './while-there.js';

const prefix = 'node.kubernetes.io/';
/** The taint of each condition, by the condition's status. */
const taintOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: 'not-ready', Unknown: 'unreachable' },
  MemoryPressure: { True: 'memory-pressure' },
  DiskPressure: { True: 'disk-pressure' },
  NetworkUnavailable: { True: 'network-unavailable' },
  PIDPressure: { True: 'pid-pressure' },
};
const unschedulable = unschedulableTaint.key;
const managed = new Set([
  unschedulable,
  ...Object.values(taintOf).flatMap((names) => Object.values(names).map((name) => prefix + name)),
]);

/** A taint of this controller; taints of the same keys with other effects are not. */
const isManaged = ({ key, effect }: Taint): boolean => effect === 'NoSchedule' && managed.has(key);

/** The taints that the node should have; undefined when it has them. */
export function taintsFor({ spec, status }: Node, timeAdded: string): Taint[] | undefined {
  const taints = spec?.taints ?? [];
  const keys = (status?.conditions ?? []).flatMap((condition) => {
    const name = taintOf[condition.type]?.[condition.status];
    return name === undefined ? [] : [prefix + name];
  });
  if (spec?.unschedulable) keys.push(unschedulable);
  const kept = taints.filter((taint) => !isManaged(taint) || keys.includes(taint.key));
  const missing = keys.filter((key) => !kept.some((taint) => isManaged(taint) && taint.key === key));
  if (missing.length === 0 && kept.length === taints.length) return undefined;
  return [...kept, ...missing.map((key) => ({ key, effect: 'NoSchedule', timeAdded }))];
}

/** Starts the controller; the queue is idle when all nodes have the taints that they should have. */
export function startNodeLifecycleController(context: ControllerContext): Pick<WorkQueue, 'idle'> {
  const client = context.clientOf('node-controller');
  const queue = context.queue('node-controller', async (name) => {
    const node = nodes.get('', name);
    if (!node || node.metadata.deletionTimestamp) return;
    const taints = taintsFor(node, formatTime(context.clock.now()));
    if (!taints) return;
    const { resourceVersion } = node.metadata;
    // taints are plain JSON
    const spec = { taints: taints.length ? (taints as unknown as JsonObject[]) : null };
    await whileThere(() => client.patch(target(resources.nodes, { name }), { metadata: { resourceVersion }, spec }));
  });
  const nodes = context.watch<Node>(resources.nodes, keysTo(queue));
  return queue;
}
