/** Workloads whose pods, claims and jobs a quota refuses: Events tell of it, and nothing is reported as a fault of the cluster. */
import assert from 'node:assert/strict';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const labels = { app: 'w' };
const template = (pod: object = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'i' }], ...pod },
});
const selector = { matchLabels: labels };
const claim = {
  metadata: { name: 'v' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } } },
};
const workloads: [path: string, kind: string, spec: object][] = [
  ['/apis/apps/v1/namespaces/full/replicasets', 'ReplicaSet', { selector, template: template() }],
  [
    '/api/v1/namespaces/full/replicationcontrollers',
    'ReplicationController',
    { selector: labels, template: template() },
  ],
  ['/apis/apps/v1/namespaces/full/daemonsets', 'DaemonSet', { selector, template: template() }],
  [
    '/apis/apps/v1/namespaces/full/statefulsets',
    'StatefulSet',
    { selector, template: template(), volumeClaimTemplates: [claim] },
  ],
  ['/apis/apps/v1/namespaces/full/deployments', 'Deployment', { selector, template: template() }],
  ['/apis/batch/v1/namespaces/full/jobs', 'Job', { template: template({ restartPolicy: 'Never' }) }],
];

interface Event {
  involvedObject: { kind: string };
  reason: string;
  count: number;
}

describe('what a quota refuses to controllers', () => {
  it('is told by Events alone, however often it is tried', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      await makeNamespace(admin, 'full');
      const hard = { pods: '0', persistentvolumeclaims: '0', 'count/replicasets.apps': '1' };
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } };
      assert.equal((await admin.post('/api/v1/namespaces/full/resourcequotas', quota)).code, 201);
      for (const [path, kind, spec] of workloads) {
        const apiVersion = path.split('/').slice(2, -3).join('/');
        const { code, text } = await admin.post(path, { apiVersion, kind, metadata: { name: 'w' }, spec });
        assert.equal(code, 201, text);
      }
      // a queue reports a fault at the fourth try
      await until('five refusals of each', async () => {
        const { body } = await admin.get('/api/v1/namespaces/full/events');
        const tries = (kind: string): number =>
          (body.items as unknown as Event[])
            .filter((event) => event.involvedObject.kind === kind && /^(Failed|ReplicaSet)Create/.test(event.reason))
            .reduce((sum, { count }) => sum + count, 0);
        return workloads.every(([, kind]) => tries(kind) >= 5);
      });
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
