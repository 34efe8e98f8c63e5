/** ComponentStatus: how the parts of the control plane are. All of them are in this process. */
import { list, text } from '../../../kube/fields.js';
import type { KubeObject } from '../../../kube/object.js';
import type { KindDefinition } from '../definition.js';
import { printerOf, shown, shownName } from '../printer.js';

const healthy = (object: KubeObject): Record<string, unknown> =>
  list(object.conditions).find(({ type }) => type === 'Healthy') ?? {};

/** What the server knows of it. */
export const componentStatus: KindDefinition = {
  printer: printerOf(
    shownName,
    shown('Status', 'Healthy, or not.', (object) => (healthy(object).status === 'True' ? 'Healthy' : 'Unhealthy')),
    shown('Message', 'What it says.', (object) => text(healthy(object).message)),
    shown('Error', 'What is wrong.', (object) => text(healthy(object).error)),
  ),
  initial: () =>
    ['controller-manager', 'scheduler', 'etcd-0'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ComponentStatus',
      metadata: { name },
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    })),
};
