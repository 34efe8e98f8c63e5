/** What a quota or a policy refuses to controllers: Events tell of some of it, and nothing is reported as a fault of the cluster. */
import assert from 'node:assert/strict';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
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

describe('what is refused to controllers', () => {
  it('by a quota is told by Events alone, however often it is tried', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      await makeQuota(admin, await makeNamespace(admin, 'full'), 'q', {
        pods: '0',
        persistentvolumeclaims: '0',
        'count/replicasets.apps': '1',
      });
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

  it('by a policy is no fault of the cluster, and an Event tells of endpoints', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const resources = ['serviceaccounts', 'configmaps', 'endpoints', 'endpointslices', 'controllerrevisions'];
    const rule = { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources };
    const made = async (path: string, object: object): Promise<void> => {
      const { code, text } = await admin.post(path, object);
      assert.equal(code, 201, text);
    };
    try {
      await refusingPolicy(admin, { name: 'closed', rule, message: 'nothing is made here', namespace: 'closed' });
      const named = { apiVersion: 'v1', metadata: { name: 'closed' } };
      await made('/api/v1/namespaces', { ...named, kind: 'Namespace' });
      const ports = [{ port: 80 }];
      await made('/api/v1/namespaces/closed/services', {
        ...named,
        kind: 'Service',
        spec: { selector: labels, ports },
      });
      await made('/apis/apps/v1/namespaces/closed/statefulsets', {
        ...named,
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        spec: { selector, serviceName: '', template: template() },
      });
      // a queue reports a fault at the fourth try
      await until('five refusals of each', () =>
        resources.every((resource) => {
          const tries = cluster.events.filter(
            ({ objectRef, responseStatus }) =>
              objectRef?.resource === resource && objectRef.namespace === 'closed' && responseStatus?.code === 422,
          );
          return tries.length >= 5;
        }),
      );
      const told = await until('Events', async () => {
        const { body } = await admin.get('/api/v1/namespaces/closed/events');
        const events = body.items as unknown as (Event & { message: string })[];
        const messages = ['FailedToCreateEndpoint', 'FailedToUpdateEndpointSlices'].flatMap(
          (wanted) => events.find(({ reason }) => reason === wanted)?.message ?? [],
        );
        return messages.length === 2 && messages;
      });
      assert.match(told[0] ?? '', /^Failed to create endpoint for service closed\/closed: .*nothing is made here$/);
      const slices = /^Error updating Endpoint Slices for Service closed\/closed: failed to create EndpointSlice for /;
      assert.match(told[1] ?? '', slices);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
