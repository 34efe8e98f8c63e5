import assert from 'node:assert/strict';
import { isClient, isObject, objectsIn, readPolicy } from '../../src/print/policy.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('print/policy', () => {
  const named = (name: string): object => ({ metadata: { name } });
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', ...named('own') };
  const list = {
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleList', metadata: {} },
    items: [named('a'), { ...named('b'), kind: 'Other', apiVersion: 'v2' }],
  };
  const listed = [
    { ...role, ...named('a') },
    { ...named('b'), kind: 'Other', apiVersion: 'v2' },
  ];

  it('finds objects by themselves, in lists, in exchanges and in arrays of all of these', () => {
    assert.deepEqual(objectsIn(role), [role]);
    assert.deepEqual(objectsIn(list), listed);
    assert.deepEqual(objectsIn({ request: {}, body: list }), listed);
    assert.deepEqual(objectsIn([role, { request: {}, body: role }, [list]]), [role, role, ...listed]);
    const withRequest = { ...role, request: {} };
    assert.deepEqual(objectsIn(withRequest), [withRequest], 'a field of that name makes no exchange');
    for (const none of [
      undefined,
      null,
      'Role',
      5,
      {},
      { kind: 'Role' },
      { metadata: {} },
      { request: {} },
      { body: role },
      [],
    ])
      assert.deepEqual(objectsIn(none), [], JSON.stringify(none));
  });

  it('knows an object and a client by what they have', () => {
    assert.deepEqual([role, { kind: 'Role' }, { metadata: {} }, null, 'Role'].map(isObject), [
      true,
      false,
      false,
      false,
      false,
    ]);
    const client = { server: '', identity: {}, whoami: () => {} };
    assert.equal(isClient(client), true);
    for (const name of ['server', 'identity', 'whoami']) {
      assert.equal(isClient(Object.fromEntries(Object.entries(client).filter(([key]) => key !== name))), false, name);
    }
    assert.deepEqual([null, undefined, 'client'].map(isClient), [false, false, false]);
  });

  describe('of a cluster', () => {
    let server: TestServer;
    let client: Client;
    let refused: string | undefined;
    let broken: string | undefined;
    before(async () => {
      const ca = await makeCa();
      server = await startServer(await serverCertificate(ca), ({ url }) => {
        const resource = new URL(url, 'https://x').pathname.split('/').at(-1) ?? '';
        if (resource === broken) return { status: 502, body: 'no' };
        if (resource === refused) return status(403, 'Forbidden', 'not for you');
        const kind =
          { roles: 'Role', rolebindings: 'RoleBinding', clusterroles: 'ClusterRole' }[resource] ?? 'ClusterRoleBinding';
        return {
          body: {
            kind: `${kind}List`,
            apiVersion: 'rbac.authorization.k8s.io/v1',
            metadata: {},
            items: [named(resource)],
          },
        };
      });
      client = await connect({ server: server.url, ca: ca.cert });
    });
    beforeEach(() => {
      [refused, broken] = [undefined, undefined];
      server.requests.length = 0;
    });
    after(async () => {
      await client.close();
      await server.close();
    });

    it('is read by four lists, of a namespace where one is named', async () => {
      const kinds = (await readPolicy(client, 'lab')).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      assert.deepEqual(kinds, [
        'Role roles',
        'RoleBinding rolebindings',
        'ClusterRole clusterroles',
        'ClusterRoleBinding clusterrolebindings',
      ]);
      const paths = (): string[] => server.requests.map(({ url }) => url.replace(/^.*\/v1\//, '')).sort();
      const wide = ['clusterrolebindings', 'clusterroles'];
      assert.deepEqual(paths(), [...wide, 'namespaces/lab/rolebindings', 'namespaces/lab/roles']);
      server.requests.length = 0;
      await readPolicy(client);
      assert.deepEqual(paths(), [...wide, 'rolebindings', 'roles']);
    });

    it('cannot be read by one who may not list a part of it, or where nobody answers', async () => {
      for (const part of ['roles', 'clusterrolebindings']) {
        refused = part;
        await assert.rejects(readPolicy(client), {
          code: 'REQUEST_FAILED',
          message: /^Roles and bindings could not be read by .+: not for you$/,
          hint: 'Name a client that may: { from: admin }.',
        });
      }
      [refused, broken] = [undefined, 'roles'];
      await assert.rejects(readPolicy(client), { message: /could not be read by .+: 502$/ });
      const nowhere = client.with({ server: 'https://127.0.0.1:1' });
      const failure = await nowhere.list('roles');
      await assert.rejects(readPolicy(nowhere), {
        code: 'REQUEST_FAILED',
        message: `Roles and bindings could not be read by ${nowhere.identity.description}: ${failure.failure?.message}`,
        hint: failure.failure?.hint,
      });
    });
  });
});
