/** Controllers that begin with objects of an earlier run. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { type Fields, fields, list } from '../../../src/kube/fields.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const selector = { matchLabels: { app: 'w' } };
const template = (pod: object = {}) => ({
  metadata: { labels: { app: 'w' } },
  spec: { containers: [{ name: 'c', image: 'busybox', command: ['sleep', '100000'] }], ...pod },
});
const workloads: [path: string, body: object][] = [
  ['batch/v1/namespaces/kept/jobs', { kind: 'Job', spec: { template: template({ restartPolicy: 'Never' }) } }],
  ['apps/v1/namespaces/kept/daemonsets', { kind: 'DaemonSet', spec: { selector, template: template() } }],
  ['apps/v1/namespaces/kept/statefulsets', { kind: 'StatefulSet', spec: { selector, template: template() } }],
  ['apps/v1/namespaces/kept/deployments', { kind: 'Deployment', spec: { selector, template: template() } }],
];

/** A replica set of the deployment's template, under a hash that is not today's: earlier versions of kubelab made such ones. */
const labels = { app: 'w', 'pod-template-hash': '5d748c4499' };
const olderSet = {
  ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'w-5d748c4499', labels } },
  spec: { selector: { matchLabels: labels }, template: { ...template(), metadata: { labels } } },
};

/** The names of the replica sets, when the deployment has taken all of them. */
const replicaSets = (admin: Api): Promise<(string | undefined)[]> =>
  until('a deployment with its replica sets', async () => {
    const { body } = await admin.get('/apis/apps/v1/namespaces/kept/replicasets');
    const areOwned = body.items.every(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'Deployment');
    return areOwned && body.items.map(({ metadata }) => metadata.name);
  });

/** The names, uids and finalizers of the pods, when all of them run. */
const pods = (admin: Api): Promise<string[]> =>
  until('four pods that run', async () => {
    const { body } = await admin.get('/api/v1/namespaces/kept/pods');
    const run = body.items.filter(({ status }) => (status as unknown as { phase?: string }).phase === 'Running');
    if (run.length < workloads.length || run.length < body.items.length) return undefined;
    return run.map(({ metadata: { name, uid, finalizers } }) => `${name} ${uid} ${finalizers?.join() ?? ''}`).sort();
  });

describe('controllers after a restart of the cluster', () => {
  it('make no pod twice and let go of none, leave what has ended, and keep a replica set whose hash was another one then', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'kubelab-restart-'));
    try {
      let cluster = await practiceCluster({ dataDir });
      let admin = adminOf(cluster);
      await makeNamespace(admin, 'kept');
      const made = await admin.post('/apis/apps/v1/namespaces/kept/replicasets', olderSet);
      assert.equal(made.code, 201, made.text);
      for (const [path, body] of workloads) {
        const apiVersion = path.split('/').slice(0, 2).join('/');
        // each of them looks for pods of the same labels, of which it takes none of another's
        const answer = await admin.post(`/apis/${path}`, { apiVersion, metadata: { name: 'w' }, ...body });
        assert.equal(answer.code, 201, answer.text);
      }
      const path = await makeNamespace(admin, 'alone');
      const alone = async (name: string): Promise<Pod> =>
        (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      for (const [name, command, phase] of [
        ['ended', 'true', 'Succeeded'],
        ['first', 'sleep 100000', 'Running'],
        ['second', 'sleep 100000', 'Running'],
        ['evicted', 'sleep 100000', 'Running'],
      ] as const) {
        const containers = [{ name: 'c', image: 'busybox', command: ['sh', '-c', command] }];
        await admin.post(`${path}/pods`, { metadata: { name }, spec: { restartPolicy: 'OnFailure', containers } });
        await until(`${name} is ${phase}`, async () => (await alone(name)).status?.phase === phase);
      }
      // its address is free, and is not taken by those that have theirs
      await admin.delete(`${path}/pods/first`);
      await until('its end', async () => (await admin.get(`${path}/pods/first`)).code === 404);
      await admin.patch(`${path}/pods/evicted/status`, { status: { phase: 'Failed', reason: 'Evicted' } });
      const [ended, second, evicted] = [await alone('ended'), await alone('second'), await alone('evicted')];
      const before = await pods(admin);
      assert.deepEqual(await replicaSets(admin), [olderSet.metadata.name]);
      admin.close();
      await cluster.stop();
      cluster = await practiceCluster({ dataDir });
      admin = adminOf(cluster);
      try {
        assert.deepEqual(await pods(admin), before);
        assert.deepEqual(await replicaSets(admin), [olderSet.metadata.name]);
        const again = await until('the container is started again', async () => {
          const { status } = await alone('second');
          const [container] = status?.containerStatuses ?? [];
          return container?.restartCount === 1 && container.state.running && { ...container, podIP: status?.podIP };
        });
        assert.equal(again.podIP, second.status?.podIP);
        const { exitCode, reason, containerID } = again.lastState.terminated ?? {};
        const old = second.status?.containerStatuses?.[0];
        assert.deepEqual([exitCode, reason, containerID], [255, 'Unknown', old?.containerID]);
        // one that has ended stays so, and can be deleted
        for (const one of [ended, evicted]) {
          assert.deepEqual((await alone(one.metadata.name ?? '')).status, one.status);
        }
        await admin.delete(`${path}/pods/ended`);
        await until('its end', async () => (await admin.get(`${path}/pods/ended`)).code === 404);
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

describe('the controllers that nothing else needs', () => {
  const { api: admin } = clusterForTests('used');
  const path = '/api/v1/namespaces/used';

  const apps = (group: string): string => `/apis/${group}/namespaces/used`;
  const containers = [{ name: 'c', image: 'nginx' }];
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'none' };
  const rule = { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] };
  const volume = {
    capacity: { storage: '1Gi' },
    accessModes: ['ReadWriteOnce'],
    hostPath: { path: '/x' },
    storageClassName: 'x',
  };
  /** What is made, and what its status says when its controller has seen it; without a status it is removed. */
  const seen: [at: () => string, name: string, body: object, is?: (status: Fields) => boolean][] = [
    [
      () => `${path}/replicationcontrollers`,
      'rc',
      { spec: { replicas: 0, selector: selector.matchLabels, template: template() } },
      ({ observedGeneration }) => observedGeneration === 1,
    ],
    [() => `${path}/resourcequotas`, 'quota', { spec: { hard: { pods: '9' } } }, ({ used }) => used !== undefined],
    [
      () => '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
      'policy',
      { spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }] } },
      ({ observedGeneration }) => observedGeneration === 1,
    ],
    [
      () => `${apps('autoscaling/v2')}/horizontalpodautoscalers`,
      'scaler',
      { spec: { maxReplicas: 1, scaleTargetRef } },
      ({ conditions }) => list(conditions).some(({ reason }) => reason === 'FailedGetScale'),
    ],
    [() => '/api/v1/persistentvolumes', 'volume', { spec: volume }, ({ phase }) => phase === 'Available'],
    [
      () => '/apis/networking.k8s.io/v1/servicecidrs',
      'addresses',
      { spec: { cidrs: ['10.200.0.0/24'] } },
      ({ conditions }) => list(conditions).some(({ type, status }) => type === 'Ready' && status === 'True'),
    ],
    [
      () => `${apps('batch/v1')}/jobs`,
      'job',
      { spec: { completions: 0, ttlSecondsAfterFinished: 0, template: template({ restartPolicy: 'Never' }) } },
    ],
  ];

  it('see what is made for them', async () => {
    for (const [at, name, body] of seen) {
      const { code, text } = await admin.post(at(), { metadata: { name }, ...body });
      assert.equal(code, 201, text);
    }
    for (const [at, name, , is] of seen) {
      await until(`the work on ${name}`, async () => {
        const { code, body } = await admin.get(`${at()}/${name}`);
        return is ? is(fields(body.status)) : code === 404;
      });
    }
  });

  it('keep pods from a node that is closed to them, and fail those that never had one', async () => {
    const make = async (name: string, more: object, metadata: object = {}): Promise<void> => {
      const answer = await admin.post(`${path}/pods`, {
        metadata: { name, ...metadata },
        spec: { containers, ...more },
      });
      assert.equal(answer.code, 201, answer.text);
    };
    await make('stays', {});
    await make('never', { schedulerName: 'nobody' }, { finalizers: ['example.com/hold'] });
    await admin.delete(`${path}/pods/never`);
    await until('its failure', async () => {
      return fields((await admin.get(`${path}/pods/never`)).body.status).phase === 'Failed';
    });
    const node = '/api/v1/nodes/kubelab';
    await admin.patch(node, { spec: { unschedulable: true } });
    const taints = await until('the taint', async () => {
      const found = list(fields((await admin.get(node)).body.spec).taints);
      return found.length > 0 && found;
    });
    assert.equal(taints[0]?.key, 'node.kubernetes.io/unschedulable');
    await admin.patch(node, { spec: { taints: [...taints, { key: 'out', effect: 'NoExecute' }] } });
    await until('its end', async () => (await admin.get(`${path}/pods/stays`)).code === 404);
  });
});
