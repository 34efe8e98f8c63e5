import assert from 'node:assert/strict';
import { limitedReplicas, unmeasured } from '../../../src/cluster/controllers/pod-autoscaler-controller.js';
import { fields, list, number } from '../../../src/kube/fields.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const why =
  'unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

describe('an autoscaler', () => {
  it('keeps replicas between its limits', () => {
    assert.equal(limitedReplicas({ minReplicas: 2, maxReplicas: 4 }, 3), undefined);
    const [above, below] = ['above Spec.MaxReplicas', 'below Spec.MinReplicas'];
    const told = (replicas: number, why: string) => ({ replicas, reason: `Current number of replicas ${why}` });
    assert.deepEqual(limitedReplicas({ minReplicas: 2, maxReplicas: 4 }, 5), told(4, above));
    assert.deepEqual(limitedReplicas({ minReplicas: 2, maxReplicas: 4 }, 1), told(2, below));
    for (const current of [2, 4]) assert.equal(limitedReplicas({ minReplicas: 2, maxReplicas: 4 }, current), undefined);
    // without a minimum it is one
    assert.deepEqual(limitedReplicas({ maxReplicas: 4 }, 0), told(1, below));
    assert.equal(limitedReplicas({ maxReplicas: 4 }, 1), undefined);
  });

  it('tells of every resource that nobody measures, and of no other metric', () => {
    const metric = (name: string, wanted: object) => ({ type: 'Resource', resource: { name, target: wanted } });
    const { events } = unmeasured([
      metric('cpu', { averageUtilization: 50 }),
      metric('memory', { averageValue: '1Mi' }),
    ]);
    assert.deepEqual(
      events.map(([, reason]) => reason),
      ['FailedGetResourceMetric', 'FailedGetResourceMetric', 'FailedComputeMetricsReplicas'],
    );
    assert.match(events[1]?.[2] ?? '', /^failed to get memory usage: unable to get metrics for resource memory: /);
    assert.match(events[0]?.[2] ?? '', /^failed to get cpu utilization: /);
    assert.match(events[2]?.[2] ?? '', /^invalid metrics \(2 invalid out of 2\), first error is: failed to get cpu /);
    assert.ok(events.every(([type]) => type === 'Warning'));
    const nothing = { states: [], events: [] };
    assert.deepEqual(unmeasured([{ type: 'Pods' }]), nothing);
    assert.deepEqual(unmeasured([metric('cpu', {}), { type: 'Pods' }]), nothing);
    assert.deepEqual(unmeasured([]), nothing);
  });

  it('finds its target, keeps its limits, and says that no usage is known', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'scaled');
      const deployments = '/apis/apps/v1/namespaces/scaled/deployments';
      const autoscalers = '/apis/autoscaling/v2/namespaces/scaled/horizontalpodautoscalers';
      const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
      const made = await admin.post(autoscalers, {
        metadata: { name: 'web' },
        spec: { scaleTargetRef, maxReplicas: 2 },
      });
      assert.equal(made.code, 201);
      const statusWith = (reason: string) =>
        until(reason, async () => {
          const status = fields((await admin.get(`${autoscalers}/web`)).body.status);
          return list(status.conditions).some((one) => one.reason === reason) && status;
        });
      const conditions = (status: Record<string, unknown>) =>
        list(status.conditions).map(({ type, status: holds, reason, message }) => [type, holds, reason, message]);
      const missing = 'deployments.apps "web" not found';
      assert.deepEqual(conditions(await statusWith('FailedGetScale')), [
        [
          'AbleToScale',
          'False',
          'FailedGetScale',
          `the HPA controller was unable to get the target's current scale: ${missing}`,
        ],
      ]);
      const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
      const spec = { replicas: 3, selector: { matchLabels: { a: 'b' } }, template };
      assert.equal((await admin.post(deployments, { metadata: { name: 'web' }, spec })).code, 201);
      const status = await statusWith('FailedGetResourceMetric');
      assert.deepEqual(conditions(status), [
        ['AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale"],
        [
          'ScalingActive',
          'False',
          'FailedGetResourceMetric',
          `the HPA was unable to compute the replica count: failed to get cpu utilization: ${why}`,
        ],
      ]);
      assert.deepEqual([status.currentReplicas, status.desiredReplicas], [2, 2]);
      assert.equal(number(fields((await admin.get(`${deployments}/web`)).body.spec).replicas), 2);
      const events = await until('the news', async () => {
        const { items } = (await admin.get(`${path}/events?fieldSelector=involvedObject.name%3Dweb`)).body;
        const told = new Map(items.map(({ reason, message }) => [reason, message]));
        return told.has('FailedComputeMetricsReplicas') && told;
      });
      assert.equal(events.get('FailedGetScale'), missing);
      assert.equal(
        events.get('SuccessfulRescale'),
        'New size: 2; reason: Current number of replicas above Spec.MaxReplicas',
      );
      assert.equal(
        events.get('FailedComputeMetricsReplicas'),
        `invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: failed to get cpu utilization: ${why}`,
      );
      // two that exclude each other
      const other = { metadata: { name: 'other' }, spec: { scaleTargetRef, minReplicas: 4, maxReplicas: 4 } };
      assert.equal((await admin.post(autoscalers, other)).code, 201);
      await until('its change', async () => {
        const { status: of } = (await admin.get(`${autoscalers}/other`)).body;
        return fields(of).desiredReplicas === 4;
      });
      await until('the news of it', async () => {
        const { status: of } = (await admin.get(`${autoscalers}/web`)).body;
        return fields(of).currentReplicas === 4;
      });
      const changes = cluster.events.filter(
        ({ verb, objectRef }) => verb === 'update' && objectRef?.subresource === 'scale',
      );
      assert.equal(changes.length, 2, 'each has changed it once');
      assert.equal((await admin.delete(`${autoscalers}/other`)).code, 200);
      await admin.patch(`${deployments}/web/scale`, { spec: { replicas: 0 } });
      await statusWith('ScalingDisabled');
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
