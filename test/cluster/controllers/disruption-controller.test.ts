import assert from 'node:assert/strict';
import { formatTime, manualClock } from '../../../src/cluster/clock.js';
import { allowance } from '../../../src/cluster/controllers/disruption-controller.js';
import { fields, list } from '../../../src/kube/fields.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('what a disruption budget allows', () => {
  for (const [what, spec, expected, healthy, desiredHealthy, disruptionsAllowed] of [
    ['the pods above the least', { minAvailable: 2 }, 3, 3, 2, 1],
    ['nothing when too few are ready', { minAvailable: 2 }, 3, 1, 2, 0],
    ['nothing of no pods', { minAvailable: 0 }, 0, 0, 0, 0],
    ['percentages, rounded up', { minAvailable: '50%' }, 3, 3, 2, 1],
    ['as many as may be missing', { maxUnavailable: 1 }, 3, 3, 2, 1],
    ['never less than none', { maxUnavailable: 5 }, 3, 3, 0, 3],
    ['a share of those that are missing, rounded up', { maxUnavailable: '30%' }, 5, 5, 3, 2],
    ['nothing when more are missing than may be', { maxUnavailable: 1 }, 3, 1, 2, 0],
    ['nothing of no pods, of which some may be missing', { maxUnavailable: 1 }, 0, 0, 0, 0],
    ['all where neither is said', {}, 2, 2, 0, 2],
  ] as const) {
    it(what, () => assert.deepEqual(allowance(spec, expected, healthy), { desiredHealthy, disruptionsAllowed }));
  }
});

describe('the disruption controller', () => {
  it('expects the replicas of what manages the pods, also where its owners go round in a circle', async () => {
    const cluster = await practiceCluster();
    const api = adminOf(cluster);
    try {
      const ns = await makeNamespace(api, 'circle');
      const sets = '/apis/apps/v1/namespaces/circle/replicasets';
      const labels = { app: 'x' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
      const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'own' } };
      const spec = { replicas: 2, selector: { matchLabels: labels }, template };
      const { uid } = (await api.post(sets, { ...set, spec })).body.metadata;
      const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'own', uid, controller: true };
      assert.equal((await api.patch(`${sets}/own`, { metadata: { ownerReferences: [owner] } })).code, 200);
      await until('two pods', async () => (await api.get(`${ns}/pods?labelSelector=app`)).body.items.length === 2);
      const budgets = '/apis/policy/v1/namespaces/circle/poddisruptionbudgets';
      const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'half' } };
      await api.post(budgets, { ...budget, spec: { minAvailable: '50%', selector: { matchLabels: labels } } });
      const status = await until('a count', async () => {
        const found = fields((await api.get(`${budgets}/half`)).body.status);
        return found.currentHealthy === 2 && found;
      });
      assert.deepEqual([status.expectedPods, status.desiredHealthy, status.disruptionsAllowed], [2, 1, 1]);
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });

  it('counts anew when pods come and go, and none for pods that nothing manages', async () => {
    const cluster = await practiceCluster();
    const api = adminOf(cluster);
    try {
      const ns = await makeNamespace(api, 'counted');
      const sets = '/apis/apps/v1/namespaces/counted/replicasets';
      const labels = { app: 'x' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
      const spec = { replicas: 3, selector: { matchLabels: labels }, template };
      const set = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec };
      await api.post(sets, set);
      const alone = { metadata: { name: 'alone', labels: { app: 'y' } }, spec: template.spec };
      await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', ...alone });
      const budgets = '/apis/policy/v1/namespaces/counted/poddisruptionbudgets';
      const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' };
      for (const app of ['x', 'y']) {
        const selector = { matchLabels: { app } };
        await api.post(budgets, { ...budget, metadata: { name: app }, spec: { maxUnavailable: '50%', selector } });
      }
      const counts = (name: string, ...wanted: number[]) =>
        until(`${name} to count ${wanted}`, async () => {
          const status = fields((await api.get(`${budgets}/${name}`)).body.status);
          const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = status;
          return String([expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed]) === String(wanted);
        });
      await counts('x', 3, 3, 1, 2);
      await counts('y', 0, 1, 0, 0);
      await api.patch(`${sets}/web`, { spec: { replicas: 1 } });
      await counts('x', 1, 1, 0, 1);
      const conditions = list(fields((await api.get(`${budgets}/y`)).body.status).conditions);
      assert.deepEqual(
        conditions.map(({ type, status, reason }) => [type, status, reason]),
        [['DisruptionAllowed', 'False', 'InsufficientPods']],
      );
      const all = { selector: { matchLabels: { app: 'y' } }, minAvailable: 1 };
      await api.post(budgets, { ...budget, metadata: { name: 'least' }, spec: all });
      await counts('least', 1, 1, 1, 0);
      await api.post(budgets, { ...budget, metadata: { name: 'none' }, spec: { minAvailable: 1 } });
      await counts('none', 0, 0, 1, 0);
      // a pod that is not ready is expected, and not healthy
      const broken = [{ name: 'c', image: 'registry.invalid/c' }];
      const unready = { metadata: { name: 'unready', labels: { app: 'z' } }, spec: { containers: broken } };
      await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', ...unready });
      const conditionsOf = async () => list(fields((await api.get(`${ns}/pods/unready`)).body.status).conditions);
      await until('its conditions', async () => (await conditionsOf()).some(({ type }) => type === 'Ready'));
      const one = { selector: { matchLabels: { app: 'z' } }, minAvailable: 1 };
      await api.post(budgets, { ...budget, metadata: { name: 'z' }, spec: one });
      await counts('z', 1, 0, 1, 0);
      // nor is one that is going, though it still says that it is ready; nobody serves its node
      const there = { nodeName: 'elsewhere', containers: template.spec.containers };
      const going = { metadata: { name: 'going', labels: { app: 'w' } }, spec: there };
      await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', ...going });
      const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
      assert.equal((await api.patch(`${ns}/pods/going/status`, ready)).code, 200);
      const w = { selector: { matchLabels: { app: 'w' } }, minAvailable: 1 };
      await api.post(budgets, { ...budget, metadata: { name: 'w' }, spec: w });
      await counts('w', 1, 1, 1, 0);
      await api.delete(`${ns}/pods/going`);
      await counts('w', 1, 0, 1, 0);
      /** What is told of a budget. */
      const news = async (name: string): Promise<string[]> => {
        const { items } = (await api.get(`${ns}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
        return items.map(({ type, reason, message }) => `${type} ${reason} ${message}`);
      };
      await until('the news', async () => (await news('none'))[0] === 'Normal NoPods No matching pods found');
      const unmanaged = /^Warning UnmanagedPods Pods selected by .*\{app: y,\}/;
      await until('the warning', async () => unmanaged.test((await news('y')).join()));
      assert.deepEqual(await news('least'), []);
      // one of several that nothing manages is enough for a warning
      const tier = { tier: 't' };
      const mixed = { ...set, metadata: { name: 'mixed' }, spec: { ...spec, replicas: 1 } };
      const both = { ...labels, part: 'mixed', ...tier };
      mixed.spec = { ...mixed.spec, selector: { matchLabels: both } };
      mixed.spec.template = { ...template, metadata: { labels: both } };
      assert.equal((await api.post(sets, mixed)).code, 201);
      const bare = { metadata: { name: 'bare', labels: tier }, spec: template.spec };
      assert.equal((await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', ...bare })).code, 201);
      await until('both', async () => (await api.get(`${ns}/pods?labelSelector=tier`)).body.items.length === 2);
      const half = { maxUnavailable: '50%', selector: { matchLabels: tier } };
      await api.post(budgets, { ...budget, metadata: { name: 'mixed' }, spec: half });
      await until('the warning', async () => /UnmanagedPods/.test((await news('mixed')).join()));
      // pods of a controller, and pods that are counted one by one, need no warning
      for (const name of ['x', 'least']) assert.doesNotMatch((await news(name)).join(), /UnmanagedPods/);
      // two budgets select the pods of y: each counts them, though an eviction fails then
      const twice = { metadata: { name: 'twice', labels: { app: 'y' } }, spec: template.spec };
      assert.equal((await api.post(`${ns}/pods`, { apiVersion: 'v1', kind: 'Pod', ...twice })).code, 201);
      await counts('least', 2, 2, 1, 1);
      await counts('y', 0, 2, 0, 0);
      const chosen =
        /^Warning MultiplePodDisruptionBudgets Pod "counted"\/"twice" matches multiple PodDisruptionBudgets\. {2}Chose "(y|least)" arbitrarily\.$/;
      await until('the warning', async () => (await news('twice')).some((told) => chosen.test(told)));
      assert.doesNotMatch((await news('unready')).join(), /MultiplePodDisruptionBudgets/);
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });

  it('counts a pod again two minutes after an eviction that did not happen', async () => {
    // a whole second, as the status has the times
    const clock = manualClock(new Date(Math.floor(Date.now() / 1000) * 1000));
    const cluster = await practiceCluster({ clock });
    const api = adminOf(cluster);
    try {
      const ns = await makeNamespace(api, 'evicted');
      const labels = { app: 'x' };
      const containers = [{ name: 'c', image: 'nginx:1.27' }];
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels }, spec: { containers } };
      await api.post(`${ns}/pods`, pod);
      const path = '/apis/policy/v1/namespaces/evicted/poddisruptionbudgets';
      const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'b' } };
      await api.post(path, { ...budget, spec: { minAvailable: 0, selector: { matchLabels: labels } } });
      const healthy = (count: number) =>
        until(`${count} healthy`, async () => {
          const { observedGeneration, currentHealthy } = fields((await api.get(`${path}/b`)).body.status);
          return observedGeneration === 1 && currentHealthy === count;
        });
      /** The condition, with the seconds since its last transition. */
      const condition = async () => {
        const [first, ...others] = list(fields((await api.get(`${path}/b`)).body.status).conditions);
        const { type, lastTransitionTime, observedGeneration, ...found } = fields(first);
        assert.deepEqual([type, others], ['DisruptionAllowed', []]);
        const now = Date.parse(formatTime(clock.now()));
        return { ...found, observedGeneration, seconds: (now - Date.parse(String(lastTransitionTime))) / 1000 };
      };
      const allowed = { status: 'True', reason: 'SufficientPods', message: '' };
      await healthy(1);
      assert.deepEqual(await condition(), { ...allowed, observedGeneration: 1, seconds: 0 });
      const disruptedPods = { p: formatTime(clock.now()) };
      assert.equal((await api.patch(`${path}/b/status`, { status: { disruptedPods } })).code, 200);
      await healthy(0);
      const refused = { status: 'False', reason: 'InsufficientPods', message: '' };
      assert.deepEqual(await condition(), { ...refused, observedGeneration: 1, seconds: 0 });
      clock.advance(119_999);
      await healthy(0);
      clock.advance(1);
      await healthy(1);
      assert.deepEqual(await condition(), { ...allowed, observedGeneration: 1, seconds: 0 });
      assert.equal(fields((await api.get(`${path}/b`)).body.status).disruptedPods, undefined);
      const [event] = await until('the news of the pod', async () => {
        const { items } = (await api.get(`${ns}/events?fieldSelector=reason%3DNotDeleted`)).body;
        return items.length > 0 && items;
      });
      assert.deepEqual(
        [event?.type, event?.message, fields(event?.involvedObject).name, fields(event?.source).component],
        ['Warning', "Pod was expected by PDB evicted/evicted to be deleted but it wasn't", 'p', 'controllermanager'],
      );
      clock.advance(60_000);
      await api.patch(`${path}/b`, { spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' } });
      const later = await until('the next generation', async () => {
        const now = await condition();
        return now.observedGeneration === 2 && now;
      });
      assert.deepEqual(later, { ...allowed, observedGeneration: 2, seconds: 60 });
      // a condition that somebody took away comes again
      assert.equal((await api.patch(`${path}/b/status`, { status: { conditions: null } })).code, 200);
      await until('the condition', async () => fields((await api.get(`${path}/b`)).body.status).conditions);
      // a pod that is going is not waited for any more
      assert.equal((await api.patch(`${ns}/pods/p`, { metadata: { finalizers: ['example.com/hold'] } })).code, 200);
      assert.equal((await api.delete(`${ns}/pods/p`)).code, 200);
      const again = { status: { disruptedPods: { p: formatTime(clock.now()) } } };
      assert.equal((await api.patch(`${path}/b/status`, again)).code, 200);
      await until('its end in the status', async () => {
        const { disruptedPods, currentHealthy } = fields((await api.get(`${path}/b`)).body.status);
        return disruptedPods === undefined && currentHealthy === 0;
      });
      assert.equal((await api.patch(`${ns}/pods/p`, { metadata: { finalizers: null } })).code, 200);
      assert.deepEqual(cluster.faults, []);
    } finally {
      api.close();
      await cluster.stop();
    }
  });
});
