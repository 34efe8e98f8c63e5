import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { hasCommand } from '../../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { skip } from '../../helpers/skip.js';
import { until } from '../../helpers/until.js';

interface Slice {
  metadata: {
    name: string;
    uid: string;
    generateName: string;
    labels: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences: object[];
  };
  addressType: string;
  endpoints: { addresses: string[]; conditions: { ready: boolean }; targetRef: { name: string } }[] | null;
  ports: { port: number }[] | null;
}

describe('the endpoints of services', () => {
  let cluster: TestCluster;
  let api: Api;
  let ns: string;
  const slicesPath = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    ns = await makeNamespace(api, 'shop');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const pod = (name: string, app = 'web'): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app } },
    spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort: 8080 }] }] },
  });
  const service = (name: string, spec: object): object => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { team: 'a' } },
    spec: { ports: [{ port: 80, targetPort: 'http' }], ...spec },
  });
  const slices = async (name: string): Promise<Slice[]> => {
    const { body } = await api.get(`${slicesPath}?labelSelector=kubernetes.io/service-name%3D${name}`);
    return body.items as unknown as Slice[];
  };
  const endpoints = async (name: string): Promise<{ ip: string; targetRef: { name: string } }[] | undefined> => {
    const { code, body } = await api.get(`${ns}/endpoints/${name}`);
    const [subset] = (body as { subsets?: { addresses?: never[] }[] }).subsets ?? [];
    return code === 200 ? (subset?.addresses ?? []) : undefined;
  };
  /** The names of the pods behind a service, when both tell the same. */
  const behind = async (name: string): Promise<string | undefined> => {
    const [slice, ...others] = await slices(name);
    const ready = slice?.endpoints?.filter(({ conditions }) => conditions.ready).map((e) => e.targetRef.name) ?? [];
    const told = (await endpoints(name))?.map(({ targetRef }) => targetRef.name);
    const names = ready.sort().join();
    return slice && others.length === 0 && told?.sort().join() === names ? names : undefined;
  };
  const become = (name: string, names: string): Promise<boolean> =>
    until(`${name} to have ${names || 'nobody'}`, async () => (await behind(name)) === names);

  it('are the ready pods that it selects, as they come, change their labels and go', async () => {
    await api.post(`${ns}/services`, service('web', { selector: { app: 'web' } }));
    await become('web', '');
    await Promise.all([
      api.post(`${ns}/pods`, pod('a')),
      api.post(`${ns}/pods`, pod('b')),
      api.post(`${ns}/pods`, pod('c', 'db')),
    ]);
    await become('web', 'a,b');
    const [slice] = await slices('web');
    assert.deepEqual(slice?.ports, [{ name: '', port: 8080, protocol: 'TCP' }]);
    assert.deepEqual(slice?.metadata.labels, {
      team: 'a',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    });
    assert.deepEqual(
      slice?.endpoints?.map((e) => e.addresses[0]).sort(),
      (await endpoints('web'))?.map(({ ip }) => ip).sort(),
    );
    await api.patch(`${ns}/pods/a`, { metadata: { labels: { app: 'db' } } });
    await become('web', 'b');
    await api.patch(`${ns}/services/web`, { spec: { selector: { app: 'db' } } });
    await become('web', 'a,c');
    await api.delete(`${ns}/pods/c`);
    await become('web', 'a');
  });

  it('say since when they are as they are, to whom they belong, and follow the labels of their service', async () => {
    const { body: made } = await api.post(`${ns}/services`, service('labelled', { selector: { app: 'labelled' } }));
    await become('labelled', '');
    const trigger = 'endpoints.kubernetes.io/last-change-trigger-time';
    const [first] = await slices('labelled');
    const endpointsOf = async () => (await api.get(`${ns}/endpoints/labelled`)).body.metadata;
    const { creationTimestamp, uid } = made.metadata;
    assert.equal(first?.metadata.annotations?.[trigger], creationTimestamp);
    assert.equal((await endpointsOf()).annotations?.[trigger], creationTimestamp);
    assert.deepEqual(first?.metadata.ownerReferences, [
      { apiVersion: 'v1', kind: 'Service', name: 'labelled', uid, controller: true, blockOwnerDeletion: true },
    ]);
    assert.deepEqual([first?.metadata.generateName, first?.addressType], ['labelled-', 'IPv4']);
    await api.patch(`${ns}/services/labelled`, { metadata: { labels: { team: 'b' } } });
    const own = {
      'kubernetes.io/service-name': 'labelled',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    };
    const slice = await until('the label', async () => {
      const [one] = await slices('labelled');
      return one?.metadata.labels.team === 'b' && one;
    });
    assert.deepEqual(slice.metadata.labels, { team: 'b', ...own });
    assert.equal(slice.metadata.uid, first?.metadata.uid);
    const { labels } = await until('the other label', async () => {
      const metadata = await endpointsOf();
      return metadata.labels?.team === 'b' && metadata;
    });
    assert.deepEqual(labels, { team: 'b', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
  });

  it('of a service without an address are marked as such', async () => {
    await api.post(`${ns}/services`, service('headless', { clusterIP: 'None', selector: { app: 'headless' } }));
    await become('headless', '');
    const headless = 'service.kubernetes.io/headless';
    assert.equal((await slices('headless'))[0]?.metadata.labels[headless], '');
    assert.equal((await api.get(`${ns}/endpoints/headless`)).body.metadata.labels?.[headless], '');
  });

  it('have a slice for each set of ports, and lose it with the last pod of that set', async () => {
    const { spec, ...rest } = pod('other', 'ports') as { spec: { containers: object[] } };
    const containers = [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort: 9090 }] }];
    await api.post(`${ns}/services`, service('ports', { selector: { app: 'ports' } }));
    await api.post(`${ns}/pods`, pod('same', 'ports'));
    await api.post(`${ns}/pods`, { ...rest, spec: { ...spec, containers } });
    const ports = async () => {
      const rows = (await slices('ports')).map(({ ports: of, endpoints: pods }) =>
        [of?.[0]?.port, ...(pods ?? []).map(({ targetRef }) => targetRef.name)].join(' '),
      );
      return rows.sort().join();
    };
    await until('both slices', async () => (await ports()) === '8080 same,9090 other');
    await api.delete(`${ns}/pods/other`);
    await until('one slice', async () => (await ports()) === '8080 same');
    await api.delete(`${ns}/pods/same`);
    await until('nobody', async () => (await ports()) === '');
    assert.equal((await slices('ports')).length, 1);
  });

  it('stay as they are when their service selects nobody any more, and are its author’s from then on', async () => {
    await api.post(`${ns}/services`, service('former', { selector: { app: 'web' } }));
    await become('former', 'b');
    await api.patch(`${ns}/services/former`, { spec: { selector: null } });
    await api.post(`${ns}/services`, service('witness', { selector: { app: 'none' } }));
    await become('witness', '');
    assert.deepEqual(
      (await endpoints('former'))?.map(({ targetRef }) => targetRef.name),
      ['b'],
    );
    await api.patch(`${ns}/endpoints/former`, { subsets: null });
    await api.patch(`${ns}/services/witness`, { metadata: { labels: { team: 'b' } } });
    await until('the label', async () => (await slices('witness'))[0]?.metadata.labels.team === 'b');
    assert.deepEqual(await endpoints('former'), []);
  });

  it('are put right when somebody takes or changes them', async () => {
    await api.post(`${ns}/services`, service('mended', { selector: { app: 'mended' } }));
    await api.post(`${ns}/pods`, pod('mended', 'mended'));
    await become('mended', 'mended');
    const [slice] = await slices('mended');
    await api.delete(`${slicesPath}/${slice?.metadata.name}`);
    await api.patch(`${ns}/endpoints/mended`, { subsets: null });
    await become('mended', 'mended');
  });

  it('are somebody else’s matter without a selector, and not written again when nothing changes', async () => {
    await api.post(`${ns}/services`, service('external', { ports: [{ port: 80 }] }));
    await api.post(`${ns}/services`, service('after', { selector: { app: 'none' } }));
    await become('after', '');
    assert.equal(await endpoints('external'), undefined);
    assert.deepEqual(await slices('external'), []);
    const version = async (): Promise<unknown> => (await api.get(`${ns}/endpoints/web`)).body.metadata.resourceVersion;
    const before = await version();
    await api.patch(`${ns}/pods/a`, { metadata: { annotations: { a: 'b' } } });
    await api.post(`${ns}/services`, service('later', { selector: { app: 'none' } }));
    await become('later', '');
    assert.equal(await version(), before);
  });

  it('are told of by Events when a policy forbids to change them, and follow when it does no more', async () => {
    const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolic';
    const rule = {
      apiGroups: ['', 'discovery.k8s.io'],
      apiVersions: ['v1'],
      operations: ['UPDATE', 'DELETE'],
      resources: ['endpoints', 'endpointslices'],
    };
    const policy = {
      matchConstraints: { resourceRules: [rule] },
      validations: [{ expression: "!oldObject.metadata.name.startsWith('frozen')", message: 'it is frozen' }],
    };
    const made = (kind: string, spec: object): object => {
      return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: { name: 'frozen' }, spec };
    };
    await api.post(`${ns}/services`, service('frozen', { selector: { app: 'frozen' } }));
    await become('frozen', '');
    await api.post(`${policies}ies`, made('ValidatingAdmissionPolicy', policy));
    const binding = made('ValidatingAdmissionPolicyBinding', { policyName: 'frozen', validationActions: ['Deny'] });
    assert.equal((await api.post(`${policies}ybindings`, binding)).code, 201);
    await api.post(`${ns}/pods`, pod('ice', 'frozen'));
    const told = (reason: string) =>
      until(reason, async () => {
        const [event] = (await api.get(`${ns}/events?fieldSelector=reason%3D${reason}`)).body.items;
        const { component } = (event?.source ?? {}) as { component?: string };
        return event && { about: (event.involvedObject as KubeObject).kind, component, message: String(event.message) };
      });
    const ofEndpoints = await told('FailedToUpdateEndpoint');
    assert.deepEqual([ofEndpoints.about, ofEndpoints.component], ['Endpoints', 'endpoint-controller']);
    assert.match(ofEndpoints.message, /^Failed to update endpoint shop\/frozen: .* it is frozen$/);
    const ofSlice = await told('FailedToUpdateEndpointSlices');
    assert.deepEqual([ofSlice.about, ofSlice.component], ['Service', 'endpoint-slice-controller']);
    const [slice] = await slices('frozen');
    const what = `failed to update ${slice?.metadata.name} EndpointSlice for Service shop/frozen: `;
    const start = `Error updating Endpoint Slices for Service shop/frozen: ${what}`;
    assert.equal(ofSlice.message.slice(0, start.length), start);
    await api.delete(`${policies}ybindings/frozen`);
    await become('frozen', 'ice');
  });

  it('are what kubectl shows', async function () {
    if (!hasCommand('kubectl')) return skip(this, 'kubectl is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-endpoints-'));
    try {
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, cluster.adminKubeconfig());
      const kubectl = async (...args: string[]): Promise<string> =>
        (await promisify(execFile)('kubectl', ['--kubeconfig', kubeconfig, '-n', 'shop', ...args])).stdout;
      const [address] = (await endpoints('web')) ?? [];
      const at = `${address?.ip}:8080`;
      assert.match(await kubectl('describe', 'service', 'web'), new RegExp(`\nEndpoints: +${at}\n`));
      assert.match(
        await kubectl('get', 'endpoints', 'web'),
        new RegExp(`^NAME +ENDPOINTS +AGE\nweb +${at} +[\\dms]+\n$`),
      );
      assert.match(
        await kubectl('get', 'endpointslices', '-l', 'kubernetes.io/service-name=web'),
        new RegExp(`^NAME +ADDRESSTYPE +PORTS +ENDPOINTS +AGE\nweb-\\w{5} +IPv4 +8080 +${address?.ip} +[\\dms]+\n$`),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('go with their service, and with their namespace', async () => {
    for (const name of ['leaves', 'remains']) {
      await api.post(`${ns}/services`, service(name, { selector: { app: 'none' } }));
      await become(name, '');
    }
    await api.delete(`${ns}/services/leaves`);
    const isGone = async (name: string): Promise<boolean> =>
      (await endpoints(name)) === undefined && (await slices(name)).length === 0;
    await until('those of the service to go', () => isGone('leaves'));
    assert.notEqual(await endpoints('remains'), undefined);
    await api.delete('/api/v1/namespaces/shop');
    await until('the namespace to go', async () => (await api.get('/api/v1/namespaces/shop')).code === 404);
    assert.ok(await isGone('remains'));
  });
});
