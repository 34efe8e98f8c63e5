import assert from 'node:assert/strict';
import { configMap, makeNamespace } from '../../helpers/api.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { until } from '../../helpers/until.js';

const namespaces = '/api/v1/namespaces';

describe('the life of a namespace', () => {
  const { cluster, api } = clusterForTests();

  it('begins with a label of its name, a finalizer, a default account and the cluster’s CA', async () => {
    const path = await makeNamespace(api, 'fresh');
    const { body } = await api.get(path);
    assert.deepEqual(body.metadata.labels, { 'kubernetes.io/metadata.name': 'fresh' });
    assert.deepEqual([body.spec, body.status], [{ finalizers: ['kubernetes'] }, { phase: 'Active' }]);
    const { body: map } = await api.get(`${path}/configmaps/kube-root-ca.crt`);
    assert.equal((map.data as Record<string, string>)['ca.crt']?.trim(), cluster.caPem.trim());
  });

  it('ends when all in it is gone: nothing new until then, and a fresh start after', async () => {
    const path = await makeNamespace(api, 'ending');
    await api.post(`${path}/configmaps`, configMap('held', {}, { finalizers: ['example.com/hold'] }));
    await api.post(`${path}/configmaps`, configMap('free'));
    const pod = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    await api.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: pod });
    const { body: before } = await api.get(path);

    const deleted = await api.delete(path);
    assert.equal(deleted.code, 200);
    assert.equal((deleted.body.status as unknown as { phase: string }).phase, 'Terminating');
    await until('all but the held object are gone', async () => {
      const left = [];
      for (const resource of ['pods', 'configmaps', 'serviceaccounts']) {
        left.push(...(await api.get(`${path}/${resource}`)).body.items.map((item) => item.metadata.name));
      }
      return left.join() === 'held';
    });
    const late = await api.post(`${path}/configmaps`, configMap('late'));
    assert.equal(late.code, 403);
    assert.equal(
      late.message,
      'configmaps "late" is forbidden: unable to create new content in namespace ending because it is being terminated',
    );
    assert.deepEqual(late.body.details?.causes, [
      { reason: 'NamespaceTerminating', message: 'namespace ending is being terminated', field: 'metadata.namespace' },
    ]);
    const conditions = await until('a condition that says what holds it', async () => {
      const status = (await api.get(path)).body.status as unknown as {
        conditions?: { type: string; status: string }[];
      };
      return (
        status.conditions?.some((c) => c.type === 'NamespaceFinalizersRemaining' && c.status === 'True') &&
        status.conditions
      );
    });
    assert.equal(conditions.length, 5);

    await api.patch(`${path}/configmaps/held`, { metadata: { finalizers: [] } });
    await until('the namespace is gone', async () => (await api.get(path)).code === 404);
    await makeNamespace(api, 'ending');
    const { body: after } = await api.get(path);
    assert.notEqual(after.metadata.uid, before.metadata.uid);
    assert.equal((await api.get(`${path}/configmaps/free`)).code, 404);
  });

  it('lasts as long as a finalizer of its own holds it', async () => {
    const path = await makeNamespace(api, 'kept');
    await api.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
    await api.delete(path);
    await until('only the finalizer holds it', async () => {
      const { body } = await api.get(path);
      return (body.spec as { finalizers?: string[] }).finalizers === undefined;
    });
    await api.patch(path, { metadata: { finalizers: null } });
    assert.equal((await api.get(path)).code, 404);
  });

  it('gives up its finalizer only through finalize', async () => {
    const path = await makeNamespace(api, 'final');
    const { body: first } = await api.patch(path, { spec: { finalizers: [] } });
    assert.deepEqual(first.spec, { finalizers: ['kubernetes'] });
    const { code, body } = await api.put(`${path}/finalize`, {
      ...first,
      spec: { finalizers: ['kubernetes', 'example.com/own'] },
    });
    assert.equal(code, 200);
    assert.deepEqual(body.spec, { finalizers: ['kubernetes', 'example.com/own'] });
    await api.put(`${path}/finalize`, { ...body, spec: {} });
    await api.delete(path);
    await until('it is gone', async () => (await api.get(path)).code === 404);
  });

  it('ends for nobody who means another one, or saw it as it is no more', async () => {
    const path = await makeNamespace(api, 'seen');
    const { uid, resourceVersion } = (await api.get(path)).body.metadata;
    const refused = async (preconditions: object, why: string): Promise<void> => {
      const { code, message } = await api.delete(path, { preconditions });
      assert.deepEqual([code, message], [409, `Operation cannot be fulfilled on namespaces "seen": ${why}`]);
    };
    await refused({ uid: 'x' }, `Precondition failed: UID in precondition: x, UID in object meta: ${uid}`);
    const of = (version: string | undefined, where: string): string => `ResourceVersion in ${where}: ${version}`;
    const old = `Precondition failed: ${of('1', 'precondition')}, ${of(resourceVersion, 'object meta')}`;
    await refused({ resourceVersion: '1' }, old);
    assert.equal((await api.delete(path, { preconditions: { uid, resourceVersion } })).code, 200);
  });

  for (const name of ['default', 'kube-system', 'kube-public']) {
    it(`of ${name} has no end`, async () => {
      const { code, message } = await api.delete(`${namespaces}/${name}`);
      assert.deepEqual([code, message], [403, `namespaces "${name}" is forbidden: this namespace may not be deleted`]);
    });
  }
});
