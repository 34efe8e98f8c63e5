import assert from 'node:assert/strict';
import { type Api, adminOf, makeNamespace } from '../../../helpers/api.js';
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
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'calm');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
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
});
