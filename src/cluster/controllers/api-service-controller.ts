/** Reports whether services that are to serve a group can be reached: none answers here (kube-aggregator). */
import { fields, isFields, list, text } from '../../kube/fields.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { kindRow, resources, target } from './objects.js';
import { found, whileThere } from './while-there.js';

const apiServices = kindRow('apiservices', 'apiregistration.k8s.io');

/** Starts the controller, which has nothing to do before such a service is asked for. */
export function startApiServiceController(context: ControllerContext): void {
  const client = context.clientFor('system:apiserver');
  const queue = context.queue('api-service-controller', async (name) => {
    await whileThere(async () => {
      const { spec, status } = await client.get(target(apiServices, { name }));
      const service = fields(fields(spec).service);
      const [namespace, of] = [text(service.namespace), text(service.name)];
      const isThere = (await found(client, target(resources.services, { namespace, name: of }))) !== undefined;
      const reason = isThere ? 'FailedDiscoveryCheck' : 'ServiceNotFound';
      const message = isThere
        ? `service/${of} in "${namespace}" does not answer: the practice cluster calls no other API servers`
        : `service/${of} in "${namespace}" is not present`;
      if (list(fields(status).conditions).some((condition) => condition.message === message)) return;
      const lastTransitionTime = formatTime(context.clock.now());
      const condition = { type: 'Available', status: 'False', reason, message, lastTransitionTime };
      await client.patch(target(apiServices, { name, subresource: 'status' }), { status: { conditions: [condition] } });
    });
  });
  context.whenUsed(apiServices, () => {
    context.watch(apiServices, ({ type, object }) => {
      if (type !== 'DELETED' && isFields(fields(object.spec).service)) queue.add(object.metadata.name);
    });
  });
}
