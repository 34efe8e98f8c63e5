/** ComponentStatus: the health of the control plane's parts. All run in this process. */
import type { KindDefinition } from '../definition.js';

/** The definition of ComponentStatuses. */
export const componentStatus: KindDefinition = {
  initial: () =>
    ['controller-manager', 'scheduler', 'etcd-0'].map((name) => ({
      apiVersion: 'v1',
      kind: 'ComponentStatus',
      metadata: { name },
      conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
    })),
};
