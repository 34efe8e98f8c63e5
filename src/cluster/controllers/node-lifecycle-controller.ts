/** Gives a node that is cordoned the taint that says so, and takes it away again (pkg/controller/nodelifecycle). */
import type { JsonObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { unschedulableTaint } from './node-fitness.js';
import { type Node, resources, type Taint, target } from './objects.js';
import { keysTo } from './queue.js';
import { whileThere } from './while-there.js';

const isCordon = ({ key, effect }: Taint): boolean =>
  key === unschedulableTaint.key && effect === unschedulableTaint.effect;

/** Starts the controller. */
export function startNodeLifecycleController(context: ControllerContext): void {
  const client = context.clientOf('node-controller');
  const queue = context.queue('node-controller', async (name) => {
    const node = nodes.get('', name);
    const { unschedulable = false, taints = [] } = node?.spec ?? {};
    if (!node || node.metadata.deletionTimestamp || taints.some(isCordon) === unschedulable) return;
    const timeAdded = formatTime(context.clock.now());
    const next = unschedulable ? [...taints, { ...unschedulableTaint, timeAdded }] : taints.filter((t) => !isCordon(t));
    const { resourceVersion } = node.metadata;
    // taints are plain JSON
    const spec = { taints: next.length ? (next as unknown as JsonObject[]) : null };
    await whileThere(() => client.patch(target(resources.nodes, { name }), { metadata: { resourceVersion }, spec }));
  });
  const nodes = context.watch<Node>(resources.nodes, keysTo(queue));
}
