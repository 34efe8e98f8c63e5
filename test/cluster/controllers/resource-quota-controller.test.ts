/** The use that quotas tell of, on a practice cluster. */
import assert from 'node:assert/strict';
import { equalJson } from '../../../src/kube/equal-json.js';
import { fields } from '../../../src/kube/fields.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the controller of quotas', () => {
  it('counts what is there, and anew when an object ends or goes, or the quota changes', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'counted');
      const secret = (name: string) =>
        admin.post(`${path}/secrets`, { apiVersion: 'v1', kind: 'Secret', metadata: { name } });
      // no scheduler takes them: their status is the test's
      const spec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'busybox' }] };
      const pod = (name: string) =>
        admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
      const quota = (name: string, rules: object) =>
        admin.post(`${path}/resourcequotas`, {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name },
          spec: rules,
        });
      const used = (name: string, counts: Record<string, string>) =>
        until(`${name} to count ${JSON.stringify(counts)}`, async () =>
          equalJson(fields((await admin.get(`${path}/resourcequotas/${name}`)).body.status).used, counts),
        );
      await secret('a');
      await pod('stays');
      await quota('all', { hard: { pods: '5', secrets: '5', 'count/things.example.com': '5' } });
      await quota('some', { hard: { pods: '5' }, scopes: ['NotBestEffort'] });
      await used('all', { pods: '1', secrets: '1', 'count/things.example.com': '0' });
      await used('some', { pods: '0' });

      await secret('b');
      await used('all', { pods: '1', secrets: '2', 'count/things.example.com': '0' });
      await admin.delete(`${path}/secrets/a`);
      await used('all', { pods: '1', secrets: '1', 'count/things.example.com': '0' });

      await pod('ends');
      await used('all', { pods: '2', secrets: '1', 'count/things.example.com': '0' });
      assert.equal((await admin.patch(`${path}/pods/ends/status`, { status: { phase: 'Succeeded' } })).code, 200);
      await used('all', { pods: '1', secrets: '1', 'count/things.example.com': '0' });

      await quota('ending', { hard: { pods: '5' }, scopes: ['Terminating'] });
      await quota('staying', { hard: { pods: '5' }, scopes: ['NotTerminating'] });
      await used('ending', { pods: '0' });
      await used('staying', { pods: '1' });
      assert.equal((await admin.patch(`${path}/pods/stays`, { spec: { activeDeadlineSeconds: 3600 } })).code, 200);
      await used('ending', { pods: '1' });
      await used('staying', { pods: '0' });

      const hard = { pods: '4', services: '2' };
      await admin.put(`${path}/resourcequotas/all`, {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'all' },
        spec: { hard },
      });
      await used('all', { pods: '1', services: '0' });
      assert.deepEqual(fields((await admin.get(`${path}/resourcequotas/all`)).body.status).hard, hard);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
