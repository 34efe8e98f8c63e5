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
    const group = 'rbac.authorization.k8s.io';
    await make(`/apis/${group}/v1/namespaces/lab/rolebindings`, {
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'mine' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'view' },
    });
    const found = (await client.objects(new Set([`${group}/RoleBinding`]))).filter(
      ({ metadata }) => metadata.name === 'mine',
    );
    assert.deepEqual(found.map(nameOf), [`${group}/v1 RoleBinding lab mine`]);
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
    await client.objects(new Set(['/ConfigMap']));
    await admin.get('/api/v1/namespaces');
    const mark = await client.mark();
    assert.match(mark, /^pass-[0-9a-f-]{36}$/);
    await until('the mark is in the log', () => cluster.events.some(({ auditID }) => auditID === mark));
    const own = cluster.events.filter(({ userAgent }) => userAgent === 'kubelab-grade');
    assert.ok(own.length >= 4);
    for (const { auditID } of own) assert.ok(client.isOwn(auditID));
    const others = cluster.events.filter(({ userAgent }) => userAgent !== 'kubelab-grade');
    assert.ok(others.length > 0 && others.every(({ auditID }) => !client.isOwn(auditID)));
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
    await assert.rejects(other.mark(), {
      code: 'CLUSTER_NOT_RUNNING',
      message: /gave no answer to \/api \(ECONNREFUSED\)/,
    });
    await other.close();
  });

  /** What a client finds on a server that answers so, as no practice cluster does. */
  const onServer = async (
    answer: Answer,
    find = (found: GraderClient): Promise<KubeObject[]> => found.objects(),
  ): Promise<KubeObject[]> => {
    const ca = await makeCa();
    const server = await startServer(await serverCertificate(ca), answer);
    const user = { server: server.url, caPem: ca.cert, user: 'x', credential: { token: 'x' } };
    const found = await graderClient(kubeconfigOfUser(user), 'practice');
    try {
      return await find(found);
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

  it('asks once more where its connection was closed before the answer, and no third time', async () => {
    let cut = 0;
    const cutting =
      (times: number): Answer =>
      ({ url }, _response, { socket }) => {
        if (url === '/api' && cut < times) {
          cut += 1;
          socket.destroy();
          return undefined;
        }
        return { body: { items: [] } };
      };
    assert.deepEqual(await onServer(cutting(1)), []);
    cut = 0;
    await assert.rejects(onServer(cutting(3)), /gave no answer to \/api \((?:ECONNRESET|UND_ERR_SOCKET)\)/);
    assert.equal(cut, 2);
  });

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

  it('reads each resource in the version that its group prefers, and none that is called as another', async () => {
    const group = (name: string, ...versions: [string, ...object[]][]): object => ({
      metadata: { name },
      versions: versions.map(([version, ...resources]) => ({ version, resources })),
    });
    const scaler = resource('horizontalpodautoscalers', 'HorizontalPodAutoscaler');
    const bindings = [resource('imitations', 'RoleBinding'), resource('rolebindings', 'RoleBinding')];
    const items = [
      group('autoscaling', ['v2', scaler], ['v1', scaler, resource('olds', 'Old')]),
      group('rbac.authorization.k8s.io', ['v1', ...bindings]),
      group('example.com', ['v1', resource('rolebindings', 'RoleBinding')]),
    ];
    const found = await onServer(({ url }) => {
      if (url === '/api') return { body: { items: [] } };
      return { body: url === '/apis' ? { items } : { items: [{ metadata: { name: url.split('?')[0] } }] } };
    });
    assert.deepEqual(
      found.map(({ metadata }) => metadata.name),
      [
        '/apis/autoscaling/v1/olds',
        '/apis/autoscaling/v2/horizontalpodautoscalers',
        '/apis/example.com/v1/rolebindings',
        '/apis/rbac.authorization.k8s.io/v1/rolebindings',
      ],
    );
  });

  it('waits until nothing is written any more, but for the leases and states of nodes', async () => {
    /** The name of the object in the answer, and how often all was listed; each list is of the next entry. */
    const settled = async (versions: number[], objects: object[][]): Promise<[number, unknown]> => {
      let lists = 0;
      let asked = 0;
      const found = await onServer(
        ({ url }) => {
          if (url === '/api')
            return { body: discovery(resource('pods', 'Pod'), resource('leases', 'Lease'), resource('nodes', 'Node')) };
          if (url === '/apis') return { body: { items: [] } };
          if (url.includes('/namespaces'))
            return { body: { metadata: { resourceVersion: String(versions[asked++] ?? asked) } } };
          const [pods, leases, nodes] = objects[lists] ?? [];
          if (url.includes('/nodes')) lists++;
          const one = url.includes('/pods') ? pods : url.includes('/leases') ? leases : nodes;
          return { body: { items: one ? [one] : [] } };
        },
        (client) => client.settledObjects(),
      );
      return [lists, found.find(({ kind }) => kind === 'Pod')?.metadata.name];
    };
    const of = (name: string, version: number): object => ({
      metadata: { name, uid: name, resourceVersion: `${version}` },
    });
    const writes = (first: string, second: string, third: string): object[][] =>
      [first, second, third, third].map((name, index) => [of(name, 1), of('lease', index), of('node', index)]);
    assert.deepEqual(await settled([7, 7], writes('a', 'b', 'c')), [1, 'a']);
    // the store was written between, and then not
    assert.deepEqual(await settled([7, 8, 8], writes('a', 'b', 'c')), [2, 'b']);
    // it is always written, and the objects stay
    assert.deepEqual(await settled([], writes('a', 'a', 'c')), [2, 'a']);
    assert.deepEqual(await settled([], writes('a', 'b', 'b')), [3, 'b']);
    assert.deepEqual(await settled([], writes('a', 'b', 'c')), [4, 'c']);
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
    assert.equal((await of(20_000, 0)).length, 20_000);
    // a list without an end
    const endless = onServer(({ url }) => {
      if (url === '/api') return { body: discovery(resource('pods', 'Pod')) };
      if (url === '/apis') return { body: { items: [] } };
      return { body: { items: some(10_000), metadata: { continue: 'next' } } };
    });
    await assert.rejects(endless, { code: 'CLUSTER_NOT_RUNNING', message });
  });
});
