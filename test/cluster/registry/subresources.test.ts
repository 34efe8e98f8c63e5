import assert from 'node:assert/strict';
import { type Api, type Body, makeNamespace } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { signingRequest } from '../../helpers/signing-request.js';
import { until } from '../../helpers/until.js';

const ns = '/api/v1/namespaces/subs';
const deployments = '/apis/apps/v1/namespaces/subs/deployments';
const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const container = { name: 'c', image: 'nginx:1.27' };
const pod = (name: string, spec: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [container], ...spec },
});
const statusOf = ({ status }: Body): Record<string, unknown> => status as unknown as Record<string, unknown>;
const specOf = ({ spec }: Body): Record<string, unknown> => spec as Record<string, unknown>;

describe('sub-resources', () => {
  const { api } = clusterForTests('subs');

  it('status changes the status alone, and the object itself never does', async () => {
    await api.post(`${ns}/pods`, pod('s', { nodeSelector: { no: 'where' } }));
    const first = await api.patch(`${ns}/pods/s/status`, { status: { message: 'hello' }, spec: { hostname: 'x' } });
    assert.equal(first.code, 200);
    assert.deepEqual([statusOf(first.body).message, specOf(first.body).hostname], ['hello', undefined]);
    const { body } = await api.patch(`${ns}/pods/s`, { status: { message: 'no' }, metadata: { labels: { a: 'b' } } });
    assert.deepEqual([statusOf(body).message, body.metadata.labels], ['hello', { a: 'b' }]);
    assert.equal(statusOf((await api.get(`${ns}/pods/s/status`)).body).message, 'hello');
    assert.equal((await api.get(`${ns}/pods/none/status`)).code, 404);
  });

  describe('scale', () => {
    const scale = (replicas: number, more: object = {}): object => ({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web', namespace: 'subs', ...more },
      spec: { replicas },
    });
    before(async () => {
      const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } };
      const selector = { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] };
      const { code, text } = await api.post(deployments, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 0, selector, template },
      });
      assert.equal(code, 201, text);
    });

    it('is a Scale with the replicas and the selector as text', async () => {
      const { body } = await api.get(`${deployments}/web/scale`);
      assert.deepEqual([body.kind, body.apiVersion, body.metadata.name], ['Scale', 'autoscaling/v1', 'web']);
      assert.deepEqual([body.spec, statusOf(body)], [{}, { replicas: 0, selector: 'app=x,app' }]);
    });

    it('sets the replicas by PUT and by PATCH, which makes a new generation', async () => {
      const { metadata: before } = (await api.get(`${deployments}/web`)).body;
      const put = await api.put(`${deployments}/web/scale`, scale(1));
      assert.deepEqual([put.code, put.body.kind, put.body.spec], [200, 'Scale', { replicas: 1 }]);
      const patch = await api.patch(`${deployments}/web/scale`, { spec: { replicas: 2 } });
      assert.deepEqual(patch.body.spec, { replicas: 2 });
      const { body } = await api.get(`${deployments}/web`);
      assert.equal(specOf(body).replicas, 2);
      assert.equal(body.metadata.generation, (before.generation ?? 0) + 2);
      await until('two pods', async () => (await api.get(`${ns}/pods?labelSelector=app`)).body.items.length === 2);
    });

    it('is applied as a Scale that says what it is', async () => {
      const spec = (replicas: number): string => `kind: Scale\nspec:\n  replicas: ${replicas}\n`;
      const path = `${deployments}/web/scale?fieldManager=me`;
      const applied = await api.patch(path, `apiVersion: autoscaling/v1\n${spec(1)}`, 'apply');
      assert.deepEqual([applied.code, applied.body.spec], [200, { replicas: 1 }]);
      assert.equal((await api.patch(path, spec(3), 'apply')).message, 'invalid object type: /, Kind=Scale');
    });

    it('refuses an old version, another name, and less than nothing', async () => {
      const old = await api.put(`${deployments}/web/scale`, scale(1, { resourceVersion: '1' }));
      assert.deepEqual([old.code, old.body.reason], [409, 'Conflict']);
      const another = await api.put(`${deployments}/web/scale`, scale(1, { uid: 'x' }));
      assert.equal(another.code, 409);
      assert.match(another.message, /Precondition failed: UID in precondition: x, UID in object meta: /);
      const named = await api.put(`${deployments}/web/scale`, scale(1, { name: 'other' }));
      assert.deepEqual(
        [named.code, named.message],
        [400, 'the name of the object (other) does not match the name on the URL (web)'],
      );
      const renamed = await api.patch(`${deployments}/web/scale`, { metadata: { name: 'other' } });
      assert.deepEqual([renamed.code, renamed.message], [named.code, named.message]);
      const nameless = await api.put(`${deployments}/web/scale`, scale(1, { name: '' }));
      assert.deepEqual(
        [nameless.code, nameless.message],
        [400, 'the name of the object (web based on URL) was undeterminable: name must be provided'],
      );
      const labelled = await api.put(`${deployments}/web/scale`, scale(1, { labels: { a: '-' } }));
      assert.equal(labelled.code, 422);
      assert.match(labelled.message, /^Scale\.autoscaling "web" is invalid: metadata\.labels: Invalid value: "-"/);
      const elsewhere = await api.put(`${deployments}/web/scale`, scale(1, { namespace: 'other' }));
      assert.deepEqual(
        [elsewhere.code, elsewhere.message],
        [400, 'the namespace of the provided object does not match the namespace sent on the request'],
      );
      const negative = await api.patch(`${deployments}/web/scale`, { spec: { replicas: -1 } });
      assert.deepEqual(
        [negative.code, negative.message],
        [
          422,
          'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        ],
      );
    });
  });

  describe('binding', () => {
    const bind = (name: string, node: string): object => ({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { apiVersion: 'v1', kind: 'Node', name: node },
    });
    it('gives a pod its node, once', async () => {
      // not one that the scheduler takes
      await api.post(`${ns}/pods`, pod('b', { schedulerName: 'by-hand' }));
      const bound = await api.post(`${ns}/pods/b/binding`, bind('b', 'elsewhere'));
      assert.deepEqual([bound.code, bound.body.kind, bound.body.status], [201, 'Status', 'Success']);
      const { body } = await api.get(`${ns}/pods/b`);
      assert.equal(specOf(body).nodeName, 'elsewhere');
      const [condition] = (statusOf(body).conditions as { type: string; status: string }[]) ?? [];
      assert.deepEqual([condition?.type, condition?.status], ['PodScheduled', 'True']);
      assert.equal((condition as { observedGeneration?: number }).observedGeneration, body.metadata.generation);
      assert.deepEqual(
        body.metadata.managedFields?.map(({ subresource }) => subresource),
        [undefined],
      );
      const again = await api.post(`${ns}/pods/b/binding`, bind('b', 'other'));
      assert.deepEqual(
        [again.code, again.message],
        [409, 'Operation cannot be fulfilled on pods/binding "b": pod b is already assigned to node "elsewhere"'],
      );
    });
    it('may name the very pod and its version, and gives it labels and annotations', async () => {
      const created = await api.post(`${ns}/pods`, {
        ...pod('named', { schedulerName: 'by-hand' }),
        metadata: { name: 'named', labels: { zone: 'a', app: 'web' }, annotations: { note: 'first' } },
      });
      const { uid, resourceVersion } = created.body.metadata;
      const bound = (metadata: object, query = ''): ReturnType<Api['post']> =>
        api.post(`${ns}/pods/named/binding${query}`, {
          ...bind('named', 'elsewhere'),
          metadata: { name: 'named', ...metadata },
        });
      const why = (key: string, field: string, wanted: string, found = ''): string =>
        `Operation cannot be fulfilled on pods "named": StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${found}`;
      const path = ns.replace('/api/v1/namespaces', '/pods');
      const other = await bound({ uid: 'another', resourceVersion: '1' });
      assert.deepEqual([other.code, other.message], [409, why(`/registry${path}/named`, 'UID', 'another', uid)]);
      const older = await bound({ uid, resourceVersion: '1' }, '?dryRun=All');
      assert.deepEqual(
        [older.code, older.message],
        [409, why(`${path}/named`, 'ResourceVersion', '1', resourceVersion)],
      );
      const labels = { zone: 'b' };
      assert.equal((await bound({ uid, resourceVersion, labels, annotations: { by: 'hand' } })).code, 201);
      const { metadata } = (await api.get(`${ns}/pods/named`)).body;
      assert.deepEqual(metadata.labels, { zone: 'b', app: 'web' });
      assert.deepEqual(metadata.annotations, { note: 'first', by: 'hand' });
    });
    it('names the pod and a node, and waits for the gates', async () => {
      await api.post(`${ns}/pods`, pod('gated', { schedulingGates: [{ name: 'example.com/wait' }] }));
      const path = `${ns}/pods/gated/binding`;
      const gated = await api.post(path, bind('gated', 'elsewhere'));
      const why = 'pod gated has non-empty .spec.schedulingGates';
      assert.deepEqual(
        [gated.code, gated.message],
        [409, `Operation cannot be fulfilled on pods/binding "gated": ${why}`],
      );
      const other = await api.post(path, bind('other', 'elsewhere'));
      assert.deepEqual([other.code, other.message], [400, 'name in URL does not match name in Binding object']);
      const nowhere = await api.post(path, { ...bind('gated', ''), target: { kind: 'Pod' } });
      const faults =
        'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>", target.name: Required value';
      assert.deepEqual([nowhere.code, nowhere.message, nowhere.body.reason], [500, `[${faults}]`, undefined]);
    });
    it('is refused in a namespace that is going, either way', async () => {
      const going = await makeNamespace(api, 'going');
      const held = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'd', finalizers: ['example.com/hold'] } };
      await api.post(`${going}/pods`, { ...held, spec: { schedulerName: 'by-hand', containers: [container] } });
      await api.delete('/api/v1/namespaces/going');
      const why = 'is forbidden: unable to create new content in namespace going because it is being terminated';
      for (const [path, what] of [
        ['pods/d/binding', 'pods "d"'],
        ['bindings', 'bindings "d"'],
      ]) {
        const { code, message, text } = await api.post(`${going}/${path}`, bind('d', 'kubelab'));
        assert.deepEqual([code, message], [403, `${what} ${why}`]);
        assert.match(text, /"reason":"NamespaceTerminating"/);
      }
      assert.equal(specOf((await api.get(`${going}/pods/d`)).body).nodeName, undefined);
      await api.patch(`${going}/pods/d`, { metadata: { finalizers: null } });
    });
    it('also by the old way, and only of a pod that is there', async () => {
      await api.post(`${ns}/pods`, pod('c', { schedulerName: 'by-hand' }));
      assert.equal((await api.post(`${ns}/bindings`, bind('c', 'elsewhere'))).code, 201);
      const missing = await api.post(`${ns}/pods/none/binding`, bind('none', 'elsewhere'));
      assert.deepEqual([missing.code, missing.message], [404, 'pods "none" not found']);
    });
  });

  it('eviction deletes the pod, unless it is dry or names another', async () => {
    const eviction = (name: string, deleteOptions?: object): object => ({
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name },
      ...(deleteOptions && { deleteOptions }),
    });
    await api.post(`${ns}/pods`, pod('e', { schedulerName: 'by-hand' }));
    const path = `${ns}/pods/e`;
    const other = await api.post(`${path}/eviction`, eviction('other'));
    assert.deepEqual([other.code, other.message], [400, 'name in URL does not match name in Eviction object']);
    const elsewhere = { ...eviction('e'), metadata: { name: 'e', namespace: 'elsewhere' } };
    assert.equal((await api.post(`${path}/eviction`, elsewhere)).code, 400);
    assert.equal((await api.post(`${path}/eviction`, eviction('e', { dryRun: ['All'] }))).code, 201);
    assert.equal((await api.post(`${path}/eviction?dryRun=All`, eviction('e'))).code, 201);
    assert.equal((await api.get(path)).code, 200);
    const wrong = await api.post(`${path}/eviction`, eviction('e', { preconditions: { uid: 'x' } }));
    assert.equal(wrong.code, 409);
    const done = await api.post(`${path}/eviction`, eviction('e'));
    assert.deepEqual([done.code, done.body.status, done.body.code], [201, 'Success', 201]);
    assert.equal((await api.get(path)).code, 404);
  });

  it('approval decides on a signing request and dates the decision; the certificate follows', async () => {
    const request = await signingRequest('jane', ['developers']);
    const spec = { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], request };
    const csr = { apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'jane' } };
    const { body } = await api.post(csrs, { ...csr, spec: { ...spec, username: 'somebody-else', groups: ['x'] } });
    // who asks is not the client's to say
    assert.equal(specOf(body).username, 'kubelab-admin');
    const approved = (status: string): object => ({
      conditions: [{ type: 'Approved', status, reason: 'Tested', message: 'by a test' }],
    });
    const byUpdate = await api.patch(`${csrs}/jane`, { status: approved('True') });
    assert.deepEqual(statusOf(byUpdate.body), {});
    const { code, body: decided } = await api.put(`${csrs}/jane/approval`, { ...body, status: approved('True') });
    assert.equal(code, 200);
    const [condition] = statusOf(decided).conditions as Record<string, string>[];
    assert.match(condition?.lastUpdateTime ?? '', /Z$/);
    assert.equal(condition?.lastTransitionTime, condition?.lastUpdateTime);
    const certificate = await until('the certificate', async () => {
      const { certificate } = statusOf((await api.get(`${csrs}/jane`)).body);
      return typeof certificate === 'string' && certificate;
    });
    assert.match(Buffer.from(certificate, 'base64').toString(), /^-----BEGIN CERTIFICATE-----/);
  });
});
