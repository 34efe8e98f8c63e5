/** Objects for the tests of quotas. */
import type { KubeObject } from '../../../../src/kube/object.js';

/** An object of the namespace lab. */
export const object = (kind: string, spec: object, status: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace: 'lab' },
  spec,
  status,
});
