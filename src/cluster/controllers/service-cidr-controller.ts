/** Holds networks of services by a finalizer, and says that they are ready (pkg/controller/servicecidrs). */
import { fields, list } from '../../kube/fields.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { kindRow, target } from './objects.js';
import { keysTo } from './queue.js';
import { whileThere } from './while-there.js';

const cidrs = kindRow('servicecidrs', 'networking.k8s.io');
const finalizer = 'networking.k8s.io/service-cidr-finalizer';
/** The network of the cluster itself, out of which the API server has its address. */
const own = 'kubernetes';

/** Starts the controller, which has nothing to do before a network is asked for. */
export function startServiceCidrController(context: ControllerContext): void {
  const client = context.clientOf('service-cidrs-controller');
  const queue = context.queue('service-cidrs-controller', async (name) => {
    await whileThere(async () => {
      const { metadata, status } = await client.get(target(cidrs, { name }));
      const held = metadata.finalizers ?? [];
      const at = target(cidrs, { name });
      if (metadata.deletionTimestamp) {
        if (name === own || !held.includes(finalizer)) return;
        await client.patch(at, { metadata: { finalizers: held.filter((one) => one !== finalizer) } });
        return;
      }
      if (!held.includes(finalizer)) await client.patch(at, { metadata: { finalizers: [...held, finalizer] } });
      if (list(fields(status).conditions).some(({ type }) => type === 'Ready')) return;
      const lastTransitionTime = formatTime(context.clock.now());
      const ready = { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
      await client.patch(target(cidrs, { name, subresource: 'status' }), {
        status: { conditions: [{ ...ready, lastTransitionTime }] },
      });
    });
  });
  context.whenUsed(cidrs, () => {
    context.watch(cidrs, keysTo(queue));
  });
}
