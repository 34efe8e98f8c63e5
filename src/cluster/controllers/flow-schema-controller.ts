/** Tells of each FlowSchema whether the level to which it sends requests is there. */
import { dangling } from '../../kube/dangling-schema.js';
import { fields, list, text } from '../../kube/fields.js';
import type { StoredObject } from '../../kube/object.js';
import { formatTime } from '../clock.js';
import type { ControllerContext } from './context.js';
import { equalJson, kindRow, target } from './objects.js';
import { keysTo } from './queue.js';
import { found, whileThere } from './while-there.js';

const group = 'flowcontrol.apiserver.k8s.io';
const schemas = kindRow('flowschemas', group);
const levels = kindRow('prioritylevelconfigurations', group);

/** Starts the controller, which has nothing to do before there is a schema. */
export function startFlowSchemaController(context: ControllerContext): void {
  const client = context.clientFor('system:apiserver');
  const queue = context.queue('flow-schema-controller', async (name) => {
    await whileThere(async () => {
      const schema = await client.get(target(schemas, { name }));
      const level = text(fields(fields(schema.spec).priorityLevelConfiguration).name);
      const isThere = (await found(client, target(levels, { name: level }))) !== undefined;
      const condition = dangling(level, isThere);
      const before = list(fields(schema.status).conditions).find(({ type }) => type === 'Dangling');
      const { lastTransitionTime: _, ...told } = before ?? {};
      if (equalJson(told, condition)) return;
      const lastTransitionTime = formatTime(context.clock.now());
      await client.patch(target(schemas, { name, subresource: 'status' }), {
        status: { conditions: [{ ...condition, lastTransitionTime }] },
      });
    });
  });
  context.whenUsed(schemas, () => {
    const known = context.watch(schemas, keysTo(queue));
    context.watch(levels, ({ object }: { object: StoredObject }) => {
      for (const schema of known.list()) {
        const level = fields(fields(schema.spec).priorityLevelConfiguration).name;
        if (level === object.metadata.name) queue.add(schema.metadata.name);
      }
    });
  });
}
