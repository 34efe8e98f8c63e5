import assert from 'node:assert/strict';
import { type Api, adminOf } from '../../../helpers/api.js';
import { clusterForTests } from '../../../helpers/cluster-for-tests.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { until } from '../../../helpers/until.js';

const pods = '/api/v1/namespaces/calm/pods';
const budgets = '/apis/policy/v1/namespaces/calm/poddisruptionbudgets';
const pod = (name: string): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] },
});

describe('an eviction', () => {
  const { api } = clusterForTests('calm');
  const evict = (name: string) =>
    api.post(`${pods}/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
  const allowed = async (count: number): Promise<void> => {
    await until(`${count} may go`, async () => {
      const { body } = await api.get(`${budgets}/web`);
      const { disruptionsAllowed, currentHealthy } = body.status as Record<string, number>;
      return disruptionsAllowed === count && (currentHealthy ?? 0) > 0;
    });
  };

  it('is refused where the budget does not allow it, and goes on when it does', async () => {
    await api.post(budgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    });
    assert.equal((await api.post(pods, pod('one'))).code, 201);
    await allowed(0);
    const refused = await evict('one');
    assert.deepEqual(
      [refused.code, refused.message],
      [429, "Cannot evict pod as it would violate the pod's disruption budget."],
    );
    assert.equal((await api.post(pods, pod('two'))).code, 201);
    await allowed(1);
    const [first, second] = [await evict('one'), await evict('two')];
    assert.deepEqual([first.code, second.code], [201, 429]);
    await until('the pod is gone', async () => (await api.get(`${pods}/one`)).code === 404);
    assert.equal((await api.get(`${pods}/two`)).code, 200);
  });

  it('says in the conditions of the pod that it goes by an eviction, unless it is dry or means another pod', async () => {
    const metadata = { name: 'held', finalizers: ['example.com/hold'] };
    const { body } = await api.post(pods, { ...pod('held'), metadata });
    const notes = async () => {
      const { status } = (await api.get(`${pods}/held`)).body;
      const all = (status as { conditions?: Record<string, unknown>[] }).conditions ?? [];
      return all.filter(({ type }) => type === 'DisruptionTarget');
    };
    const evictHeld = (deleteOptions: object) => {
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'held' }, deleteOptions };
      return api.post(`${pods}/held/eviction`, eviction);
    };
    await until('it runs', async () => {
      return ((await api.get(`${pods}/held`)).body.status as { phase?: string }).phase === 'Running';
    });
    assert.equal((await evictHeld({ dryRun: ['All'] })).code, 201);
    assert.equal((await evictHeld({ preconditions: { uid: 'x' } })).code, 409);
    assert.deepEqual(await notes(), []);
    assert.equal((await evictHeld({ preconditions: { resourceVersion: '1' } })).code, 409);
    assert.deepEqual(await notes(), []);
    const { uid } = body.metadata;
    const { resourceVersion } = (await api.get(`${pods}/held`)).body.metadata;
    assert.equal((await evictHeld({ preconditions: { uid, resourceVersion } })).code, 201);
    const [note, ...others] = await notes();
    assert.deepEqual(others, []);
    const { lastTransitionTime, ...rest } = note ?? {};
    assert.ok(lastTransitionTime);
    assert.deepEqual(rest, {
      observedGeneration: 1,
      type: 'DisruptionTarget',
      status: 'True',
      lastProbeTime: null,
      reason: 'EvictionByEvictionAPI',
      message: 'Eviction API: evicting',
    });
    // it stays when the pod has ended
    await until('its end', async () => {
      return ((await api.get(`${pods}/held`)).body.status as { phase?: string }).phase === 'Failed';
    });
    assert.equal((await notes()).length, 1);
    const managers = (await api.get(`${pods}/held`)).body.metadata.managedFields ?? [];
    assert.ok(!JSON.stringify(managers).includes('DisruptionTarget'));
    await api.patch(`${pods}/held`, { metadata: { finalizers: null } });
    await until('it is gone', async () => (await api.get(`${pods}/held`)).code === 404);
  });
});

describe('the budget of an evicted pod', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster({ hasNode: false });
    // the states of pods and budgets are those that a test writes
    await cluster.pauseControllers();
    api = adminOf(cluster);
  });
  after(async () => {
    api.close();
    await cluster.stop();
  });

  const [pods, budgets] = [
    '/api/v1/namespaces/default/pods',
    '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
  ];
  let count = 0;

  /** Evicts a pod in this state, with a budget in that one; the code of the answer and what it says. */
  async function evicted(phase: string, ready: boolean, budget: object, spec: object = {}): Promise<unknown[]> {
    count += 1;
    const name = `p${count}`;
    const labels = { app: name };
    const selector = { matchLabels: labels };
    const made = await api.post(budgets, { metadata: { name }, spec: { minAvailable: 1, selector, ...spec } });
    assert.equal(made.code, 201, made.text);
    const status = { observedGeneration: 1, expectedPods: 1, disruptionsAllowed: 0, currentHealthy: 0, ...budget };
    const counted = await api.patch(`${budgets}/${name}/status`, { status: { desiredHealthy: 1, ...status } });
    assert.equal(counted.code, 200, counted.text);
    await api.post(pods, { metadata: { name, labels }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } });
    const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
    await api.patch(`${pods}/${name}/status`, { status: { phase, conditions } });
    const answer = await api.post(`${pods}/${name}/eviction`, { metadata: { name } });
    const { causes, retryAfterSeconds } = answer.body.details ?? {};
    const why = causes?.map(({ message }) => message?.replace(name, 'NAME'));
    return [answer.code, ...(why ?? []), ...(retryAfterSeconds ? [retryAfterSeconds] : [])];
  }

  const refused = [429, 'The disruption budget NAME needs 1 healthy pods and has 0 currently'];

  it('is not asked about a pod that has not begun, or has ended', async () => {
    for (const phase of ['Pending', 'Succeeded', 'Failed'])
      assert.deepEqual(await evicted(phase, false, {}), [201], phase);
    assert.deepEqual(await evicted('Running', true, {}), refused);
  });

  it('lets a pod go that is not ready, when enough others are, or always where it says so', async () => {
    assert.deepEqual(await evicted('Running', false, {}), refused);
    assert.deepEqual(await evicted('Running', false, { currentHealthy: 1 }), [201]);
    const none = await evicted('Running', false, { desiredHealthy: 0 });
    assert.deepEqual(none, [429, 'The disruption budget NAME needs 0 healthy pods and has 0 currently']);
    const always = { unhealthyPodEvictionPolicy: 'AlwaysAllow' };
    assert.deepEqual(await evicted('Running', false, {}, always), [201]);
    assert.deepEqual(await evicted('Running', true, {}, always), refused);
    assert.deepEqual(await evicted('Running', false, {}, { unhealthyPodEvictionPolicy: 'IfHealthyBudget' }), refused);
  });

  it('refuses for a while what it has not counted yet, and lets go of what it allows', async () => {
    assert.deepEqual(await evicted('Running', true, { observedGeneration: 0, disruptionsAllowed: 1 }), [
      429,
      'The disruption budget NAME is still being processed by the server.',
      10,
    ]);
    assert.deepEqual(await evicted('Running', true, { disruptionsAllowed: 1 }), [201]);
    const { status } = (await api.get(`${budgets}/p${count}`)).body;
    const { disruptionsAllowed, disruptedPods = {} } = status as { disruptionsAllowed: number; disruptedPods?: object };
    assert.deepEqual([disruptionsAllowed, Object.keys(disruptedPods)], [0, [`p${count}`]]);
  });
});
