import assert from 'node:assert/strict';
import { formatTime, manualClock } from '../../../src/cluster/clock.js';
import { limitedReplicas, unmeasured } from '../../../src/cluster/controllers/pod-autoscaler-controller.js';
import { fields, list, number } from '../../../src/kube/fields.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
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
    const { events, replicas } = unmeasured([
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
    assert.deepEqual(replicas, { currentMetrics: [{ type: '' }, { type: '' }] });
    const nothing = { states: [], replicas: {}, events: [] };
    assert.deepEqual(unmeasured([{ type: 'Pods' }]), nothing);
    assert.deepEqual(unmeasured([metric('cpu', {}), { type: 'Pods' }]), nothing);
    assert.deepEqual(unmeasured([]), nothing);
  });

  it('finds its target, keeps its limits, and says that no usage is known', async () => {
    // no time passes: after 15 s those that exclude each other would change it again
    const cluster = await practiceCluster({ clock: manualClock(new Date()) });
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'scaled');
      const deployments = '/apis/apps/v1/namespaces/scaled/deployments';
      const autoscalers = '/apis/autoscaling/v2/namespaces/scaled/horizontalpodautoscalers';
      const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
      const watching = await admin.watch(autoscalers);
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
      assert.deepEqual([status.currentReplicas, status.desiredReplicas, status.currentMetrics], [2, 2, [{ type: '' }]]);
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
      const idle = await statusWith('ScalingDisabled');
      const disabled = 'scaling is disabled since the replica count of the target is zero';
      assert.deepEqual(conditions(idle).at(-1), ['ScalingActive', 'False', 'ScalingDisabled', disabled]);
      assert.deepEqual([idle.currentReplicas, idle.desiredReplicas, idle.currentMetrics], [undefined, 0, null]);
      // a change of the target is told, before the next look tells of the rest
      watching.stop();
      const steps = watching.events.flatMap(({ object }) => conditions(fields(object.status)).map(String));
      const scaled = 'the HPA controller was able to update the target scale to 2';
      assert.ok(steps.includes(`AbleToScale,True,SucceededRescale,${scaled}`), steps.join('; '));
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });

  it('scales custom targets, says which it does not find or may not scale, and takes turns every 15 seconds', async () => {
    // a whole second, as the status has it: 15 seconds later is its turn
    const clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    const start = formatTime(clock.now());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'turns');
      const autoscalers = '/apis/autoscaling/v2/namespaces/turns/horizontalpodautoscalers';
      const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
      const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
      for (const group of ['a.example.com', 'b.example.com']) {
        const made = await admin.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
          apiVersion: 'apiextensions.k8s.io/v1',
          kind: 'CustomResourceDefinition',
          metadata: { name: `farms.${group}` },
          spec: {
            group,
            scope: 'Namespaced',
            names: { plural: 'farms', kind: 'Farm' },
            versions: [
              {
                name: 'v1',
                served: true,
                storage: true,
                schema: { openAPIV3Schema },
                subresources: { status: {}, scale },
              },
            ],
          },
        });
        assert.equal(made.code, 201, made.text);
      }
      const farms = '/apis/b.example.com/v1/namespaces/turns/farms';
      await until('the custom kind', async () => (await admin.get(farms)).code === 200);
      const farm = { apiVersion: 'b.example.com/v1', kind: 'Farm', metadata: { name: 'farm' }, spec: { replicas: 1 } };
      assert.equal((await admin.post(farms, farm)).code, 201);
      const follow = async (name: string, group: string, kind: string, more: object): Promise<void> => {
        const scaleTargetRef = { apiVersion: `${group}/v1`, kind, name: 'farm' };
        const made = await admin.post(autoscalers, { metadata: { name }, spec: { scaleTargetRef, ...more } });
        assert.equal(made.code, 201, made.text);
      };
      const replicas = async () => number(fields((await admin.get(`${farms}/farm`)).body.spec).replicas);
      const statusOf = async (name: string) => fields((await admin.get(`${autoscalers}/${name}`)).body.status);
      /** The state of a condition, its reason and its message, when it has this reason. */
      const condition = (name: string, reason: string) =>
        until(`${reason} of ${name}`, async () =>
          list((await statusOf(name)).conditions).find((c) => c.reason === reason),
        );
      const unable = "the HPA controller was unable to get the target's current scale: ";

      await follow('no-kind', 'a.example.com', 'Field', { maxReplicas: 3 });
      const { message, status } = await condition('no-kind', 'FailedGetScale');
      assert.deepEqual([message, status], [`${unable}no matches for kind "Field" in group "a.example.com"`, 'False']);
      await follow('other-group', 'a.example.com', 'Farm', { maxReplicas: 3 });
      const other = await condition('other-group', 'FailedGetScale');
      assert.equal(other.message, `${unable}farms.a.example.com "farm" not found`);
      await follow('up', 'b.example.com', 'Farm', { minReplicas: 2, maxReplicas: 4 });
      await until('more', async () => (await statusOf('up')).currentReplicas === 2);
      assert.equal(await replicas(), 2);
      assert.deepEqual((await statusOf('up')).lastScaleTime, start);
      // it has its turn again 15 seconds later
      assert.equal((await admin.patch(`${farms}/farm`, { spec: { replicas: 9 } })).code, 200);
      const touch = async (value: string): Promise<void> => {
        const metadata = { labels: { touched: value } };
        assert.equal((await admin.patch(`${autoscalers}/up`, { metadata })).code, 200);
      };
      await touch('once');
      await until('a look', async () => (await statusOf('up')).currentReplicas === 9);
      assert.equal(await replicas(), 9);
      clock.advance(14_999);
      assert.equal((await admin.patch(`${farms}/farm`, { spec: { replicas: 8 } })).code, 200);
      await touch('twice');
      await until('another look', async () => (await statusOf('up')).currentReplicas === 8);
      assert.equal(await replicas(), 8);
      clock.advance(1);
      await until('fewer', async () => (await replicas()) === 4);
      await until('a look', async () => (await statusOf('up')).currentReplicas === 4);
      const { lastScaleTime: second, conditions } = await statusOf('up');
      // the time of a condition is that of its last change
      const able = list(conditions).find(({ type }) => type === 'AbleToScale');
      assert.deepEqual([second, able?.status, able?.lastTransitionTime], [formatTime(clock.now()), 'True', start]);
      const told = await until('the news', async () => {
        const { items } = (await admin.get(`${path}/events?fieldSelector=involvedObject.name%3Dup`)).body;
        const all = items.map(({ type, reason, message: text }) => `${type} ${reason} ${text}`);
        return all.length > 3 && all.sort();
      });
      // the definition does not say which pods the target has
      const unselected = await condition('up', 'InvalidSelector');
      assert.deepEqual(
        [unselected.type, unselected.status, unselected.message],
        ['ScalingActive', 'False', "the HPA target's scale is missing a selector"],
      );
      assert.deepEqual(told, [
        'Normal SuccessfulRescale New size: 2; reason: Current number of replicas below Spec.MinReplicas',
        'Normal SuccessfulRescale New size: 4; reason: Current number of replicas above Spec.MaxReplicas',
        'Warning FailedComputeMetricsReplicas selector is required',
        'Warning SelectorRequired selector is required',
      ]);

      // somebody's policy refuses
      const resources = ['farms/scale'];
      const rule = { apiGroups: ['b.example.com'], apiVersions: ['v1'], operations: ['UPDATE'], resources };
      await refusingPolicy(admin, { name: 'few', rule, message: 'too many' });
      await until('the policy', async () => {
        const patch = { spec: { replicas: 1 } };
        return (await admin.patch(`${farms}/farm/scale?dryRun=All`, patch)).code === 422;
      });
      await follow('refused', 'b.example.com', 'Farm', { minReplicas: 7, maxReplicas: 8 });
      const refused = await condition('refused', 'FailedUpdateScale');
      assert.equal(refused.status, 'False');
      assert.match(String(refused.message), /^the HPA controller was unable to update the target scale: .*too many/);
      assert.equal(await replicas(), 4);
      const { currentReplicas, desiredReplicas, lastScaleTime } = await statusOf('refused');
      assert.deepEqual([currentReplicas, desiredReplicas, lastScaleTime], [4, 0, undefined]);
      const news = await until('the news', async () => {
        const { items } = (await admin.get(`${path}/events?fieldSelector=involvedObject.name%3Drefused`)).body;
        return items[0];
      });
      assert.deepEqual([news.type, news.reason], ['Warning', 'FailedRescale']);
      assert.equal(fields(news.source).component, 'horizontal-pod-autoscaler');
      assert.match(
        String(news.message),
        /^New size: 7; reason: Current number of replicas below Spec\.MinReplicas; error: .*too many/,
      );
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
