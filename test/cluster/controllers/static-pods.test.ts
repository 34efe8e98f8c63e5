import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiServerUser } from '../../../src/cluster/client/in-process-client.js';
import { type Node, resources, target } from '../../../src/cluster/controllers/objects.js';
import type { Container, Pod } from '../../../src/cluster/controllers/pod-objects.js';
import type { JsonObject } from '../../../src/kube/object.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const names = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => `${name}-kubelab`);
const place = { namespace: 'kube-system' };

describe('the pods of the control plane', () => {
  const home = mkdtempSync(join(tmpdir(), 'kubelab-static-'));
  const start = (): Promise<TestCluster> => practiceCluster({ dataDir: join(home, 'data') });
  let cluster: TestCluster;
  before(async () => {
    cluster = await start();
  });
  after(async () => {
    await cluster.stop();
    rmSync(home, { recursive: true });
  });
  const pods = async (): Promise<Pod[]> => {
    const all = await cluster.clientFor(apiServerUser).list<Pod>(target(resources.pods, place));
    return all.filter(({ metadata }) => names.includes(metadata.name ?? ''));
  };
  const patchNode = (patch: JsonObject): Promise<Node> =>
    cluster.clientFor(apiServerUser).patch<Node>(target(resources.nodes, { name: 'kubelab' }), patch);
  const allRun = (): Promise<Pod[] | undefined> =>
    until('all to run', async () => {
      const found = await pods();
      return found.length === 3 && found.every(({ status }) => status?.phase === 'Running') ? found : undefined;
    });

  it('are told to run at once, as the kubelet ran them before', async () => {
    await allRun();
    const reports = cluster.events.flatMap(({ verb, objectRef, requestObject }) =>
      verb === 'patch' && objectRef?.resource === 'pods' && objectRef.subresource === 'status' ? [requestObject] : [],
    );
    assert.ok(reports.length > 0);
    for (const report of reports) assert.equal((report as unknown as Pod).status?.phase, 'Running');
  });

  it('have the flags of this API server, and list controllers that run', async () => {
    const [server, manager] = (await allRun()) ?? [];
    const { port } = new URL(cluster.server);
    assert.ok(server?.spec.containers[0]?.command?.includes(`--secure-port=${port}`));
    const flag = manager?.spec.containers[0]?.command?.find((word) => word.startsWith('--controllers='));
    assert.match(flag ?? '', /[=,]job-controller,/);
    assert.match(flag ?? '', /[=,]resourcequota-controller,/);
    const listed = flag?.slice('--controllers='.length).split(',') ?? [];
    for (const name of listed) assert.match(name, /^[a-z]+(-[a-z]+)*-controller$/);
    assert.equal(new Set(listed).size, listed.length);
    assert.deepEqual(
      manager?.spec.containers[0]?.command?.filter((word) => word !== flag),
      [
        'kube-controller-manager',
        '--cluster-name=kubelab',
        '--leader-elect=false',
        '--use-service-account-credentials=true',
      ],
    );
  });

  it('are shown as a kubelet shows what it runs from files', async () => {
    const scheduler = (await allRun())?.[2];
    const node = await cluster.clientFor(apiServerUser).get<Node>(target(resources.nodes, { name: 'kubelab' }));
    const { labels, annotations, ownerReferences } = scheduler?.metadata ?? {};
    assert.deepEqual(labels, { component: 'kube-scheduler', tier: 'control-plane' });
    const hash = annotations?.['kubernetes.io/config.hash'] ?? '';
    const seen = annotations?.['kubernetes.io/config.seen'] ?? '';
    assert.match(hash, /^[0-9a-f]{32}$/);
    assert.ok(Date.parse(seen) > 0, seen);
    assert.deepEqual(annotations, {
      'kubernetes.io/config.hash': hash,
      'kubernetes.io/config.mirror': hash,
      'kubernetes.io/config.seen': seen,
      'kubernetes.io/config.source': 'file',
    });
    assert.deepEqual(ownerReferences, [
      { apiVersion: 'v1', kind: 'Node', name: 'kubelab', uid: node.metadata.uid, controller: true },
    ]);
    const { containers, hostNetwork, nodeName, restartPolicy, tolerations, enableServiceLinks } = scheduler?.spec ?? {};
    assert.deepEqual([hostNetwork, nodeName, restartPolicy, enableServiceLinks], [true, 'kubelab', 'Always', true]);
    assert.deepEqual(tolerations, [{ effect: 'NoExecute', operator: 'Exists' }]);
    const { priority, priorityClassName, securityContext } = (scheduler?.spec ?? {}) as Record<string, unknown>;
    assert.deepEqual([priority, priorityClassName], [2000001000, 'system-node-critical']);
    assert.deepEqual(securityContext, { seccompProfile: { type: 'RuntimeDefault' } });
    const [{ name, image, imagePullPolicy, command } = {}] = (containers ?? []) as Partial<Container>[];
    assert.deepEqual(
      [name, image, imagePullPolicy, command],
      [
        'kube-scheduler',
        'registry.k8s.io/kube-scheduler:v1.36.2',
        'IfNotPresent',
        ['kube-scheduler', '--leader-elect=false'],
      ],
    );
  });

  it('come back when they are deleted, and are made anew with other flags, on the same node', async () => {
    const before = new Map((await allRun())?.map(({ metadata }) => [metadata.name, metadata.uid]));
    const uidsNow = async (): Promise<(string | undefined)[]> => {
      const now = await allRun();
      return names.map((name) => now?.find(({ metadata }) => metadata.name === name)?.metadata.uid);
    };
    const [server = '', manager = '', scheduler = ''] = names;
    const admin = cluster.clientFor('system:node:kubelab');
    await admin.delete(target(resources.pods, { ...place, name: scheduler }), { gracePeriodSeconds: 0 });
    await until('another scheduler', async () => {
      const uid = (await uidsNow())[2];
      return uid !== undefined && uid !== before.get(scheduler);
    });
    const { port } = new URL(cluster.server);
    const [, , schedulerUid] = await uidsNow();
    await patchNode({ metadata: { labels: { disk: 'ssd' } }, spec: { unschedulable: true } });
    await cluster.stop();
    cluster = await start();
    const after = await uidsNow();
    const sameFlags = new URL(cluster.server).port === port;
    assert.equal(after[0] === before.get(server), sameFlags, 'another port is another flag');
    assert.deepEqual(after.slice(1), [before.get(manager), schedulerUid]);
  });

  it('run on a node that keeps what somebody gave it, and tells when it was cordoned before and is no more', async () => {
    const { metadata, status } = await patchNode({ spec: { unschedulable: null } });
    assert.deepEqual([metadata.labels?.disk, status?.conditions?.length], ['ssd', 4]);
    await until('the news', async () => {
      const all = await cluster.clientFor(apiServerUser).list(target(resources.events, { namespace: 'default' }));
      return all.some(({ reason }) => reason === 'NodeSchedulable');
    });
    assert.deepEqual(cluster.faults, []);
  });
});
