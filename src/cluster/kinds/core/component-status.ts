/** ComponentStatus: how the parts of the control plane are. All of them are in this process. */
import { componentStatusPrinter } from '../../../kube/tables/core.js';
import type { KindDefinition } from '../definition.js';

/** What the server knows of it. */
export const componentStatus: KindDefinition = {
  printer: componentStatusPrinter,
  initial: () =>
    ['controller-manager', 'scheduler', 'etcd-0'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ComponentStatus',
      metadata: { name },
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    })),
};
