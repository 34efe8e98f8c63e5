import assert from 'node:assert/strict';
import { configMap } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const ns = '/api/v1/namespaces/updates';
const cms = `${ns}/configmaps`;
const modified =
  'Operation cannot be fulfilled on configmaps "one": the object has been modified; please apply your changes to the latest version and try again';

describe('updates', () => {
  const { api } = clusterForTests('updates');
  beforeEach(async () => {
    await api.delete(`${cms}/one`);
    assert.equal((await api.post(cms, configMap('one', { n: '0' }))).code, 201);
  });

  it('at the version that was read succeed once, and are refused after that', async () => {
    const { body } = await api.get(`${cms}/one`);
    const first = await api.put(`${cms}/one`, { ...body, data: { n: '1' } });
    assert.equal(first.code, 200);
    const second = await api.put(`${cms}/one`, { ...body, data: { n: '2' } });
    assert.deepEqual([second.code, second.body.reason, second.message], [409, 'Conflict', modified]);
    const patch = await api.patch(`${cms}/one`, {
      metadata: { resourceVersion: body.metadata.resourceVersion },
      data: { n: '3' },
    });
    assert.deepEqual([patch.code, patch.message], [409, modified]);
    assert.deepEqual((await api.get(`${cms}/one`)).body.data, { n: '1' });
  });

  it('of an APIService and a CustomResourceDefinition as they were read change nothing, and keep who manages which field', async () => {
    const spec = { group: 'example.com', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1 };
    const services = '/apis/apiregistration.k8s.io/v1/apiservices';
    const apiService = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };
    await api.post(services, { ...apiService, metadata: { name: 'v1.example.com' }, spec });
    const read = await api.get(`${services}/v1.example.com`);
    assert.equal(read.body.metadata.managedFields?.length, 1);
    const { conditions } = read.body.status as unknown as { conditions: object[] };
    assert.deepEqual(
      conditions.map((condition) => ({ ...condition, lastTransitionTime: '' })),
      [
        {
          type: 'Available',
          status: 'True',
          lastTransitionTime: '',
          reason: 'Local',
          message: 'Local APIServices are always available',
        },
      ],
    );
    assert.deepEqual((await api.put(`${services}/v1.example.com`, read.body)).body, read.body);
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const openAPIV3Schema = { type: 'object' };
    const made = await api.post(definitions, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'meals.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'meals', kind: 'Meal' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    });
    assert.equal(made.code, 201, made.text);
    const put = await api.patch(`${definitions}/meals.example.com`, { metadata: { labels: { a: 'b' } } });
    const managers = put.body.metadata.managedFields?.map(
      ({ operation, subresource }) => `${operation} ${subresource ?? ''}`,
    );
    assert.ok(managers?.includes('Update '), put.text);
  });

  it('of twenty clients that read, count up and write lose none when they mind the conflict', async () => {
    let conflicts = 0;
    const count = async (): Promise<void> => {
      for (;;) {
        const { body } = await api.get(`${cms}/one`);
        const n = String(Number((body.data as { n: string }).n) + 1);
        const { code } = await api.put(`${cms}/one`, { ...body, data: { n } });
        if (code === 200) return;
        assert.equal(code, 409);
        conflicts++;
      }
    };
    await Promise.all(Array.from({ length: 20 }, count));
    assert.deepEqual((await api.get(`${cms}/one`)).body.data, { n: '20' });
    assert.ok(conflicts > 0, 'nobody met anybody');
  });

  it('without a version, and patches, never conflict', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2
          ? api.put(`${cms}/one`, configMap('one', { put: String(i) }))
          : api.patch(`${cms}/one`, { metadata: { labels: { [`l${i}`]: 'x' } } }),
      ),
    );
    assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([200]));
  });

  it('that change nothing make no new version and no event', async () => {
    const { body } = await api.get(`${cms}/one`);
    const watching = await api.watch(`${cms}?resourceVersion=${body.metadata.resourceVersion}`);
    for (const answer of [
      await api.put(`${cms}/one`, body),
      await api.patch(`${cms}/one`, { data: { n: '0' } }),
      await api.patch(`${cms}/one`, [{ op: 'test', path: '/data/n', value: '0' }], 'json'),
    ]) {
      assert.equal(answer.code, 200);
      assert.equal(answer.body.metadata.resourceVersion, body.metadata.resourceVersion);
    }
    await api.patch(`${cms}/one`, { data: { n: 'changed' } });
    await watching.has(1);
    assert.deepEqual(watching.events[0]?.object.data, { n: 'changed' });
    watching.stop();
  });

  it('and creates write all fields in the order of Go\u2019s types', async () => {
    const { text } = await api.post(cms, {
      data: { b: '1', a: '2' },
      metadata: { labels: { b: '1', a: '2' }, name: 'row' },
    });
    const names = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'labels', 'managedFields'];
    const made = JSON.parse(text) as { metadata: object; data: object };
    assert.deepEqual(Object.keys(made), ['kind', 'apiVersion', 'metadata', 'data']);
    assert.deepEqual([Object.keys(made.metadata), Object.keys(made.data)], [names, ['a', 'b']]);
    const changed = JSON.parse(
      (await api.patch(`${cms}/row`, { metadata: { annotations: { x: 'y' } } })).text,
    ) as typeof made;
    assert.deepEqual(Object.keys(changed.metadata), [...names.slice(0, -1), 'annotations', 'managedFields']);
    await api.delete(`${cms}/row`);
  });

  it('of a version that is none is 500, of version 0 holds for any', async () => {
    const none = await api.put(`${cms}/one`, configMap('one', {}, { resourceVersion: 'abc' }));
    assert.deepEqual([none.code, none.message], [500, 'strconv.ParseUint: parsing "abc": invalid syntax']);
    const any = await api.put(`${cms}/one`, configMap('one', { n: 'any' }, { resourceVersion: '0' }));
    assert.deepEqual([any.code, any.body.data], [200, { n: 'any' }]);
    const fresh = await api.post(cms, configMap('fresh', {}, { resourceVersion: '5' }));
    const should = 'resourceVersion should not be set on objects to be created';
    assert.deepEqual([fresh.code, fresh.message], [500, should]);
  });

  it('cannot change what is the server’s: uid, times, generation, owner of the name', async () => {
    const { body: before } = await api.get(`${cms}/one`);
    const { body: after } = await api.put(`${cms}/one`, {
      ...before,
      metadata: {
        ...before.metadata,
        creationTimestamp: '2001-01-01T00:00:00Z',
        generation: 7,
        selfLink: '/x',
      },
      data: { n: '1' },
    });
    const { resourceVersion: _before, managedFields: _a, ...kept } = before.metadata;
    const { resourceVersion: _after, managedFields: _b, ...now } = after.metadata;
    assert.deepEqual(now, kept);
    const deleted = await api.patch(`${cms}/one`, { metadata: { deletionTimestamp: '2001-01-01T00:00:00Z' } });
    assert.deepEqual(
      [deleted.code, deleted.message],
      [
        422,
        'ConfigMap "one" is invalid: metadata.deletionTimestamp: Invalid value: "2001-01-01T00:00:00Z": field is immutable',
      ],
    );
    const deletionTimestamp = '2001-01-01T00:00:00Z';
    const ended = await api.put(`${cms}/one`, configMap('one', {}, { deletionTimestamp }));
    assert.equal(
      ended.message,
      `ConfigMap "one" is invalid: metadata.deletionTimestamp: Invalid value: "${deletionTimestamp}": field is immutable`,
    );
    assert.equal(ended.body.details?.causes?.length, 2);
    const replaced = configMap('one', {}, { uid: '11111111-1111-1111-1111-111111111111' });
    const dry = await api.put(`${cms}/one?dryRun=All`, replaced);
    assert.match(dry.message, /Code: 4, Key: \/configmaps\/updates\/one, ResourceVersion: 0/);
    const other = await api.put(`${cms}/one`, replaced);
    assert.equal(other.code, 409);
    assert.equal(
      other.message,
      `Operation cannot be fulfilled on configmaps "one": StorageError: invalid object, Code: 4, Key: /registry/configmaps/updates/one, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: 11111111-1111-1111-1111-111111111111, UID in object meta: ${before.metadata.uid}`,
    );
  });

  it('asks for a version that is one, and for a name', async () => {
    const versions = ['0', 'x', '1'].map((resourceVersion) => configMap('one', {}, { resourceVersion }));
    const answers = [];
    for (const object of versions) answers.push(await api.put(`${cms}/one`, object));
    assert.deepEqual(
      answers.map(({ code }) => code),
      [200, 500, 409],
    );
    assert.equal(answers[1]?.message, 'strconv.ParseUint: parsing "x": invalid syntax');
    const unnamed = await api.put(`${cms}/one`, { metadata: {} });
    assert.equal(
      unnamed.message,
      'the name of the object (one based on URL) was undeterminable: name must be provided',
    );
    const created = await api.post(cms, configMap('versioned', {}, { resourceVersion: '5' }));
    assert.deepEqual(
      [created.code, created.message],
      [500, 'resourceVersion should not be set on objects to be created'],
    );
  });

  it('names an owner once, and warns of those that are named twice', async () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    const ownerReferences = [owner, owner, { ...owner, uid: 'w' }];
    const { body, headers } = await api.put(`${cms}/one`, configMap('one', {}, { ownerReferences }));
    assert.deepEqual(body.metadata.ownerReferences, [owner, { ...owner, uid: 'w' }]);
    assert.match(String(headers.warning), /contains duplicate entries; .* duplicate UID\(s\) observed: u"$/);
  });

  it('warns of unknown fields though the object is refused', async () => {
    const { code, headers } = await api.put(`${cms}/one`, { metadata: { name: 'one', labels: { 'a b': '' } }, x: 1 });
    assert.equal(code, 422);
    assert.equal(headers.warning, '299 - "unknown field \\"x\\""');
    const other = await api.put(`${cms}/one`, { metadata: { name: 'one' }, é: 1, 'a\u0001': 1 });
    assert.equal(
      Buffer.from(String(other.headers.warning), 'latin1').toString(),
      '299 - "unknown field \\"é\\"", 299 - "unknown field \\"a\\\\x01\\""',
    );
  });

  it('takes the manager from what can be printed of the User-Agent', async () => {
    const managerOf = async (agent: string): Promise<unknown> => {
      // Node sends each letter of a header as a byte
      const headers = { 'User-Agent': Buffer.from(agent).toString('latin1') };
      const { body } = await api.post(`${cms}?dryRun=All`, configMap('agent', { a: '1' }), { headers });
      return body.metadata.managedFields?.[0]?.manager;
    };
    assert.equal(await managerOf('kubectl/v1.36 (linux)'), 'kubectl');
    assert.equal(await managerOf('é\tx/1'), 'éx');
    assert.equal(await managerOf('/1'), 'unknown');
    assert.equal(await managerOf('a'.repeat(200)), 'a'.repeat(128));
  });

  it('of what is not there: 404, or 201 for the kinds that are made by their update', async () => {
    const missing = await api.put(`${cms}/none`, configMap('none'));
    assert.deepEqual([missing.code, missing.message], [404, 'configmaps "none" not found']);
    // the status of what is not there makes nothing, though a Service is made by its update
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'none' }, spec: { ports: [{ port: 80 }] } };
    assert.equal((await api.put(`${ns}/services/none/status`, service)).message, 'services "none" not found');
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/updates/roles';
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'made' }, rules: [] };
    const made = await api.put(`${roles}/made`, role);
    assert.equal(made.code, 201, made.text);
    assert.equal((await api.put(`${roles}/made`, role)).code, 200);
  });

  it('of a pod as it was posted leave what admission added to it', async () => {
    const spec = {
      serviceAccountName: 'default',
      automountServiceAccountToken: false,
      nodeSelector: { no: 'where' },
      containers: [{ name: 'c', image: 'i' }],
    };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', generateName: 'p-' }, spec };
    const posted = await api.post(`${ns}/pods`, pod);
    assert.equal(posted.code, 201, posted.text);
    const put = await api.put(`${ns}/pods/p`, { ...pod, metadata: { name: 'p', labels: { a: 'b' } } });
    assert.equal(put.code, 200, put.text);
    assert.deepEqual(put.body.spec, posted.body.spec);
    const { generation, generateName } = put.body.metadata;
    assert.deepEqual([generation, generateName], [1, undefined]);
  });

  it('that create pass over a version, and want no uid', async () => {
    const roles = '/apis/rbac.authorization.k8s.io/v1/namespaces/updates/roles';
    const role = (name: string, more: object) => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name, ...more },
    });
    assert.equal((await api.put(`${roles}/v`, role('v', { resourceVersion: '5' }))).code, 201);
    const other = await api.put(`${roles}/u`, role('u', { uid: '11111111-1111-1111-1111-111111111111' }));
    assert.equal(other.code, 409);
    assert.match(other.message, /Key: \/registry\/roles\/updates\/u, .*, UID in object meta: $/);
    const wrong = await api.put(`${roles}/w`, role('w', { resourceVersion: 'x' }));
    assert.deepEqual([wrong.code, wrong.message], [500, 'strconv.ParseUint: parsing "x": invalid syntax']);
  });

  it('of another object than the stored one name the key under which that is', async () => {
    const objects: [path: string, kind: string, key: string][] = [
      ['/api/v1/namespaces/default/services/kubernetes', 'Service', 'services/specs/default/kubernetes'],
      ['/api/v1/nodes/kubelab', 'Node', 'minions/kubelab'],
      ['/apis/rbac.authorization.k8s.io/v1/clusterroles/view', 'ClusterRole', 'clusterroles/view'],
    ];
    for (const [path, kind, key] of objects) {
      const { body } = await api.get(path);
      const { code, message } = await api.put(path, { ...body, metadata: { ...body.metadata, uid: 'x' } });
      assert.deepEqual([code, /Key: \/registry\/([^,]*),/.exec(message)?.[1]], [409, key], kind);
    }
  });

  it('count generations of a specification, and nothing else', async () => {
    const path = '/apis/apps/v1/namespaces/updates/deployments';
    const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
    const spec = { replicas: 0, selector: { matchLabels: { app: 'x' } }, template };
    await api.post(path, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec });
    const watching = await api.watch(`${path}?fieldSelector=metadata.name%3Dweb`);
    // the controller has numbered the revision and written its status
    await watching.has(1);
    const observed = async (generation: number): Promise<number | undefined> => {
      for (let seen = 0; ; seen++) {
        const [, event] = [await watching.has(seen + 1), watching.events[seen]];
        const status = event?.object.status as { observedGeneration?: number } | undefined;
        const revision = event?.object.metadata.annotations?.['deployment.kubernetes.io/revision'];
        if (revision && status?.observedGeneration === generation) return event?.object.metadata.generation;
      }
    };
    assert.equal(await observed(1), 1);
    const scaled = await api.patch(`${path}/web`, { spec: { minReadySeconds: 1 } });
    assert.equal(scaled.body.metadata.generation, 2);
    const labelled = await api.patch(`${path}/web`, { metadata: { labels: { a: 'b' } } });
    assert.equal(labelled.body.metadata.generation, 2);
    assert.equal(await observed(2), 2);
    watching.stop();
  });
});
