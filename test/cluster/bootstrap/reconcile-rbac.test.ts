import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const roleRef = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name });
const group = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name });
const annotation = 'rbac.authorization.kubernetes.io/autoupdate';
const podReader = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

describe('the start of a cluster', () => {
  it('mends default roles and bindings, and leaves what else somebody has changed of them', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'kubelab-rbac-'));
    try {
      let cluster = await practiceCluster({ dataDir });
      let admin = adminOf(cluster);
      const patch = async (path: string, body: object): Promise<void> => {
        const { code, text } = await admin.patch(`${rbac}/${path}`, body, 'merge');
        assert.equal(code, 200, text);
      };
      const read = async (path: string): Promise<Record<string, unknown>> =>
        (await admin.get(`${rbac}/${path}`)).body as unknown as Record<string, unknown>;
      const untouched = await read('clusterroles/system:node');
      await patch('clusterroles/system:basic-user', { rules: [podReader] });
      await patch('clusterroles/system:discovery', { metadata: { annotations: { [annotation]: 'false' } }, rules: [] });
      await patch('clusterroles/system:public-info-viewer', { metadata: { labels: null } });
      await patch('clusterroles/view', { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } });
      await patch('clusterrolebindings/system:basic-user', { subjects: [group('ops')] });
      assert.equal((await admin.delete(`${rbac}/clusterrolebindings/system:discovery`)).code, 200);
      const other = { metadata: { name: 'system:discovery' }, roleRef: roleRef('view'), subjects: [group('ops')] };
      assert.equal((await admin.post(`${rbac}/clusterrolebindings`, other)).code, 201);
      admin.close();
      await cluster.stop();

      cluster = await practiceCluster({ dataDir });
      admin = adminOf(cluster);
      try {
        const single = (apiGroup: string, resource: string) => ({
          apiGroups: [apiGroup],
          resources: [resource],
          verbs: ['create'],
        });
        assert.deepEqual((await read('clusterroles/system:basic-user')).rules, [
          podReader,
          single('authorization.k8s.io', 'selfsubjectaccessreviews'),
          single('authorization.k8s.io', 'selfsubjectrulesreviews'),
          single('authentication.k8s.io', 'selfsubjectreviews'),
        ]);
        assert.equal((await read('clusterroles/system:discovery')).rules, null);
        const { metadata } = (await admin.get(`${rbac}/clusterroles/system:public-info-viewer`)).body;
        assert.deepEqual(metadata.labels, { 'kubernetes.io/bootstrapping': 'rbac-defaults' });
        assert.deepEqual((await read('clusterroles/view')).aggregationRule, {
          clusterRoleSelectors: [
            { matchLabels: { a: 'b' } },
            { matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } },
          ],
        });
        const basic = await read('clusterrolebindings/system:basic-user');
        assert.deepEqual(basic.subjects, [group('ops'), group('system:authenticated')]);
        const discovery = await read('clusterrolebindings/system:discovery');
        assert.deepEqual(discovery.roleRef, roleRef('system:discovery'));
        assert.deepEqual(discovery.subjects, [group('system:authenticated')]);
        assert.deepEqual(await read('clusterroles/system:node'), untouched);
        assert.deepEqual(cluster.faults, []);
      } finally {
        admin.close();
        await cluster.stop();
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
