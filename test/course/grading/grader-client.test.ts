import assert from 'node:assert/strict';
import { kubeconfigOfUser } from '../../../src/cluster/pki/kubeconfig.js';
import { type GraderClient, graderClient } from '../../../src/course/grading/grader-client.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, configMap, makeNamespace } from '../../helpers/api.js';
import { makeCa, serverCertificate } from '../../helpers/pki.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { type Answer, startServer } from '../../helpers/tls-server.js';
import { until } from '../../helpers/until.js';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const nameOf = ({ apiVersion, kind, metadata: { namespace = '', name } }: KubeObject): string =>
  [apiVersion, kind, namespace, name].join(' ');

describe('course/grading/grader-client', () => {
  let cluster: TestCluster;
  let admin: Api;
  let client: GraderClient;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    client = await graderClient(cluster.adminKubeconfig(), 'practice', 'pass-');
    await makeNamespace(admin, 'lab');
  });
  after(async () => {
    await client?.close();
    admin?.close();
    await cluster?.stop();
  });
  const make = async (path: string, body: object): Promise<void> => {
    const { code, text } = await admin.post(path, body);
    assert.equal(code, 201, text);
  };
  const secret = (name: string, more: object, annotations?: Record<string, string>): Promise<void> => {
    const metadata = { name, ...(annotations ? { annotations } : {}) };
    return make('/api/v1/namespaces/lab/secrets', { apiVersion: 'v1', kind: 'Secret', metadata, ...more });
  };
  const ofGroup = (group: string, plural: string, kind: string, version: string, approved = false): object => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      ...(approved ? { annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' } } : {}),
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  });
  const custom = async (
    group: string,
    plural: string,
    kind: string,
    version: string,
    approved = false,
  ): Promise<void> => {
    await make(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      ofGroup(group, plural, kind, version, approved),
    );
    const path = `/apis/${group}/${version}/namespaces/lab/${plural}`;
    await until(`${plural} are served`, async () => (await admin.get(path)).code === 200);
    await make(path, { apiVersion: `${group}/${version}`, kind, metadata: { name: 'mine' } });
  };

  it('reads the objects of all kinds but Events, each once, by kind, namespace and name', async () => {
    for (const name of ['b', 'a']) await make('/api/v1/namespaces/lab/configmaps', configMap(name));
    const metadata = { name: 'happened', namespace: 'lab' };
    const event = { apiVersion: 'v1', kind: 'Event', metadata, involvedObject: { namespace: 'lab' }, reason: 'x' };
    await make('/api/v1/namespaces/lab/events', event);
    await custom('example.com', 'meals', 'Meal', 'v1');
    const scaled = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 2 };
    await make('/apis/autoscaling/v1/namespaces/lab/horizontalpodautoscalers', {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: scaled,
    });
    const names = (await client.objects()).map(nameOf);
    assert.deepEqual(names, [...new Set(names)].sort());
    assert.deepEqual(
      names.filter((name) => / lab /.test(name) && !/ServiceAccount|kube-root-ca/.test(name)),
      [
        'autoscaling/v2 HorizontalPodAutoscaler lab web',
        'example.com/v1 Meal lab mine',
        'v1 ConfigMap lab a',
        'v1 ConfigMap lab b',
      ],
    );
    assert.ok(names.includes('v1 Namespace  lab') && names.includes('rbac.authorization.k8s.io/v1 ClusterRole  view'));
  });

  it('reads the kinds that are asked about, and no others, Events too where a rubric asks', async () => {
    const asked = await client.objects(new Set(['/ConfigMap', '/Event', 'example.com/Deployment']));
    assert.deepEqual([...new Set(asked.map(({ kind }) => kind))], ['ConfigMap', 'Event']);
    assert.deepEqual(await client.objects(new Set()), []);
  });

  it('reads the keys alone of a Secret, and nothing of what was applied', async () => {
    await secret('s1', { stringData: { password: 's3cret' } }, { [LAST_APPLIED]: 's3cret', note: 'mine' });
    await secret('s2', {});
    const [first, second] = (await client.objects(new Set(['/Secret']))) as (KubeObject & { data?: object })[];
    assert.deepEqual([first?.data, first?.metadata.annotations], [{ password: '' }, { note: 'mine' }]);
    assert.deepEqual([second?.metadata.name, second && 'data' in second], ['s2', false]);
    assert.equal(second && 'annotations' in second.metadata, false);
    // of another kind everything counts
    await make(
      '/api/v1/namespaces/lab/configmaps',
      configMap('c', { a: 'b' }, { annotations: { [LAST_APPLIED]: 'x' } }),
    );
    const maps = (await client.objects(new Set(['/ConfigMap']))) as (KubeObject & { data?: object })[];
    const map = maps.find(({ metadata }) => metadata.name === 'c');
    assert.deepEqual([map?.data, map?.metadata.annotations], [{ a: 'b' }, { [LAST_APPLIED]: 'x' }]);
  });

  it("does not read a custom resource for one of Kubernetes' own that it is called as", async () => {
    await custom('rbac.authorization.k8s.io', 'imitations', 'RoleBinding', 'v9', true);
    const asked = new Set(['rbac.authorization.k8s.io/RoleBinding', 'example.com/Meal']);
    const found = (await client.objects(asked)).filter(({ metadata }) => metadata.name === 'mine');
    assert.deepEqual(found.map(nameOf), ['example.com/v1 Meal lab mine']);
  });

  it('has the objects that controllers made of the last request', async () => {
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx' }] } };
    await make('/apis/apps/v1/namespaces/lab/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    });
    const settled = await client.settledObjects(new Set(['/Pod', 'apps/ReplicaSet']));
    assert.deepEqual(
      settled.filter(({ metadata }) => metadata.namespace === 'lab').map(({ kind }) => kind),
      ['ReplicaSet', 'Pod', 'Pod'],
    );
  });

  it("knows its own requests by ids that begin with the pass, and its mark among those of the server's log", async () => {
    const mark = await client.mark();
    assert.match(mark, /^pass-[0-9a-f-]{36}$/);
    await until('the mark is in the log', () => cluster.events.some(({ auditID }) => auditID === mark));
    const own = cluster.events.filter(({ userAgent }) => userAgent === 'kubelab-grade');
    assert.ok(own.length > 10);
    for (const { auditID } of own) assert.ok(client.isOwn(auditID));
    const others = cluster.events.filter(({ userAgent }) => userAgent !== 'kubelab-grade');
    assert.ok(others.length > 10 && others.every(({ auditID }) => !client.isOwn(auditID)));
    assert.equal(client.isOwn(`${mark}x`), false);
    assert.notEqual(await client.mark(), mark);
  });

  it('says which path gave no answer, of a user without the rights and of a cluster that has ended', async () => {
    const { server, caPem } = cluster;
    const jo = { server, caPem, user: 'jo', credential: cluster.certificateFor('jo', []) };
    const poor = await graderClient(kubeconfigOfUser(jo), 'practice');
    await assert.rejects(poor.settledObjects(), {
      code: 'CLUSTER_NOT_RUNNING',
      message: 'the cluster gave no answer to /api/v1/namespaces (403)',
    });
    await poor.close();
    const gone = await practiceCluster();
    const other = await graderClient(gone.adminKubeconfig(), 'practice');
    await gone.stop();
    await assert.rejects(other.mark(), { code: 'CLUSTER_NOT_RUNNING', message: /gave no answer to \/api \(none\)/ });
    await other.close();
  });

  /** What a client finds on a server that answers so, as no practice cluster does. */
  const onServer = async (answer: Answer): Promise<KubeObject[]> => {
    const ca = await makeCa();
    const server = await startServer(await serverCertificate(ca), answer);
    const credential = { token: 'x' };
    const found = await graderClient(
      kubeconfigOfUser({ server: server.url, caPem: ca.cert, user: 'x', credential }),
      'real',
    );
    try {
      return await found.objects();
    } finally {
      await found.close();
      await server.close();
    }
  };
  const resource = (name: string, kind: string, verbs = ['list']): object => ({
    resource: name,
    responseKind: { kind },
    verbs,
  });
  const discovery = (...resources: object[]): object => ({
    items: [{ metadata: {}, versions: [{ version: 'v1', resources }] }],
  });
  const some = (count: number): object[] =>
    Array.from({ length: count }, (_, index) => ({ metadata: { name: `x${index}` } }));

  it('says that a server has no aggregated discovery, which older ones do not have', async () => {
    await assert.rejects(
      onServer(() => ({ body: { kind: 'APIVersions', versions: ['v1'] } })),
      {
        code: 'CLUSTER_NOT_RUNNING',
        message: 'the cluster gave no answer to /api (no aggregated discovery)',
      },
    );
  });

  it('reads no resource that cannot be listed', async () => {
    const found = await onServer(({ url }) => {
      if (url === '/api')
        return { body: discovery(resource('bindings', 'Binding', ['create']), resource('pods', 'Pod')) };
      if (url === '/apis') return { body: { items: [] } };
      return url.startsWith('/api/v1/pods?') ? { body: { items: some(1) } } : { status: 405 };
    });
    assert.deepEqual(found, [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x0' } }]);
  });

  it('reads lists of more than one page', async () => {
    const found = await onServer(({ url }) => {
      if (url === '/api') return { body: discovery(resource('pods', 'Pod')) };
      if (url === '/apis') return { body: { items: [] } };
      const asked = new URL(url, 'https://x').searchParams;
      assert.equal(asked.get('limit'), '500');
      const pages: Record<string, object> = {
        null: { items: [{ metadata: { name: 'b' } }], metadata: { continue: 'second' } },
        second: { metadata: { continue: 'third' } },
        third: { items: [{ metadata: { name: 'a' } }], metadata: {} },
      };
      return { body: pages[String(asked.get('continue'))] };
    });
    assert.deepEqual(found.map(nameOf), ['v1 Pod  a', 'v1 Pod  b']);
  });

  it('takes twenty thousand objects, and refuses more of one kind or of all together', async () => {
    const of = (pods: number, maps: number): Promise<KubeObject[]> =>
      onServer(({ url }) => {
        if (url === '/api') return { body: discovery(resource('pods', 'Pod'), resource('configmaps', 'ConfigMap')) };
        if (url === '/apis') return { body: { items: [] } };
        return { body: { items: some(url.includes('pods') ? pods : maps), metadata: { continue: '' } } };
      });
    assert.equal((await of(10_000, 10_000)).length, 20_000);
    const message = 'the cluster holds more than 20000 objects';
    await assert.rejects(of(10_000, 10_001), { message });
    // a list without an end
    const endless = onServer(({ url }) => {
      if (url === '/api') return { body: discovery(resource('pods', 'Pod')) };
      if (url === '/apis') return { body: { items: [] } };
      return { body: { items: some(10_000), metadata: { continue: 'next' } } };
    });
    await assert.rejects(endless, { code: 'CLUSTER_NOT_RUNNING', message });
  });
});
