import assert from 'node:assert/strict';
import { fromNewer, toNewer } from '../../../../src/cluster/kinds/autoscaling/older-version.js';
import { fields } from '../../../../src/kube/fields.js';
import type { KubeObject } from '../../../../src/kube/object.js';

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Mi' } },
};
const pods = { type: 'Pods', pods: { metric: { name: 'hits' }, target: { type: 'AverageValue', averageValue: '10' } } };
const newer = (spec: object): KubeObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'web', annotations: { own: 'yes' } },
  spec: { maxReplicas: 3, ...spec },
});

describe('an autoscaler in the older version', () => {
  it('has the target for CPU as a field, and the rest in annotations', () => {
    const old = fromNewer(newer({ metrics: [cpu, memory] }));
    assert.equal(old.apiVersion, 'autoscaling/v1');
    assert.deepEqual(old.spec, { maxReplicas: 3, targetCPUUtilizationPercentage: 60 });
    assert.deepEqual(JSON.parse(old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? ''), [
      { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Mi' } },
    ]);
  });
  it('is the same again in the newer version', () => {
    const behavior = { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 30 }], selectPolicy: 'Max' } };
    const spec = { metrics: [cpu, memory, pods], behavior };
    const { apiVersion, metadata, ...rest } = toNewer(fromNewer(newer(spec)));
    assert.deepEqual([apiVersion, metadata], ['autoscaling/v2', { name: 'web', annotations: { own: 'yes' } }]);
    assert.deepEqual(fields(rest.spec), { maxReplicas: 3, ...spec });
  });
  it('leaves out annotations that cannot be read', () => {
    const old = fromNewer(newer({}));
    old.metadata.annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '{' };
    assert.deepEqual(toNewer(old).spec, { maxReplicas: 3 });
  });
});
