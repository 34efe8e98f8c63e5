/** What components inside the process send, and what they make of the answers; the stages behind are the test's own. */
import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { type Target, WriteRefusal } from '../../../src/cluster/client/client.js';
import { decoded, inProcessClients, isGone, itemsOf } from '../../../src/cluster/client/in-process-client.js';
import { manualClock } from '../../../src/cluster/clock.js';
import { ApiError } from '../../../src/kube/status.js';

const pods: Target = { group: '', version: 'v1', resource: 'pods', namespace: 'lab' };
const web: Target = { ...pods, name: 'web' };
const deployments: Target = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'lab' };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } };
const answer = (status: number, body: unknown = {}): ApiResponse => ({
  status,
  headers: {},
  body: JSON.stringify(body),
});

/** A client whose requests `handle` answers, and the requests so far. */
function setUp(
  handle: (request: ApiRequest) => ApiResponse = () => answer(200, pod),
  username = 'system:kube-scheduler',
) {
  const seen: ApiRequest[] = [];
  const controller = new AbortController();
  const clientFor = inProcessClients({
    handle: (request) => {
      seen.push(request);
      return handle(request);
    },
    clock: manualClock(new Date(0)),
    randomUUID: () => 'u',
    signal: controller.signal,
    uidOf: (namespace, name) => (namespace === 'kube-system' && name === 'job-controller' ? 'own-uid' : undefined),
    onError: (error) => assert.fail(String(error)),
  });
  return { client: clientFor(username), clientFor, seen, signal: controller.signal };
}

describe('a client inside the process', () => {
  it('sends each call to its path, with its body in JSON', async () => {
    const { client, seen, signal } = setUp();
    const object = { metadata: { name: 'web' } };
    await client.get(web);
    await client.create(pods, object);
    await client.create(web, object);
    await client.create({ ...web, subresource: 'binding' }, object);
    await client.update({ ...web, subresource: 'status' }, object);
    await client.patch({ ...deployments, name: 'a/b' }, { spec: null });
    await client.apply({ ...deployments, name: 'd' }, object, 'me & you');
    await client.delete(web);
    await client.delete(web, { propagationPolicy: 'Orphan' });
    await client.deleteCollection(pods, { gracePeriodSeconds: 0 });
    await client.get({ group: '', version: 'v1', resource: 'nodes', name: 'n' });
    const lab = '/api/v1/namespaces/lab/pods';
    const d = '/apis/apps/v1/namespaces/lab/deployments';
    assert.deepEqual(
      await Promise.all(
        seen.map(async ({ method, url, headers, body }) => [
          method,
          url,
          headers['content-type'],
          String(await body()),
        ]),
      ),
      [
        ['GET', `${lab}/web`, undefined, ''],
        ['POST', lab, 'application/json', JSON.stringify(object)],
        ['POST', lab, 'application/json', JSON.stringify(object)],
        ['POST', `${lab}/web/binding`, 'application/json', JSON.stringify(object)],
        ['PUT', `${lab}/web/status`, 'application/json', JSON.stringify(object)],
        ['PATCH', `${d}/a%2Fb`, 'application/merge-patch+json', '{"spec":null}'],
        ['PATCH', `${d}/d?fieldManager=me+%26+you&force=true`, 'application/apply-patch+yaml', JSON.stringify(object)],
        ['DELETE', `${lab}/web`, undefined, ''],
        ['DELETE', `${lab}/web`, 'application/json', '{"propagationPolicy":"Orphan"}'],
        ['DELETE', lab, 'application/json', '{"gracePeriodSeconds":0}'],
        ['GET', '/api/v1/nodes/n', undefined, ''],
      ],
    );
    const [first, , , , , , applied] = seen;
    assert.deepEqual(
      [...(applied?.query ?? [])],
      [
        ['fieldManager', 'me & you'],
        ['force', 'true'],
      ],
    );
    assert.deepEqual([...(first?.query ?? ['none'])], []);
    assert.deepEqual([first?.auditID, first?.headers.accept, first?.signal], ['u', 'application/json', signal]);
    assert.deepEqual([first?.info.verb, first?.info.resource, first?.info.name], ['get', 'pods', 'web']);
  });

  it('gives the items of a list the kind that the list tells once', async () => {
    const list = { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [{ metadata: { name: 'a' } }] };
    const { client, seen } = setUp(() => answer(200, list));
    assert.deepEqual(await client.list(pods, { labelSelector: 'a=b', limit: '2' }), [
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } },
    ]);
    await client.list(pods);
    assert.deepEqual(
      seen.map(({ url }) => url.slice(url.indexOf('/pods'))),
      ['/pods?labelSelector=a%3Db&limit=2', '/pods'],
    );
    const own = { apiVersion: 'x/v1', kind: 'Lamp', metadata: { name: 'b' } };
    const lamps = { apiVersion: 'x/v2', kind: 'LampList', metadata: {}, items: [own] };
    assert.deepEqual(itemsOf(lamps as never), [own]);
    assert.deepEqual(itemsOf({ apiVersion: 'v1', kind: 'PodList', metadata: {}, items: null } as never), []);
  });

  it('throws the Status of a bad answer, and a 404 of a path that no router knows', async () => {
    const status = { code: 409, message: 'there', reason: 'AlreadyExists', details: { name: 'web' } };
    const { client } = setUp(() => answer(409, status));
    await assert.rejects(client.get(web), (error: ApiError) => {
      assert.ok(error instanceof ApiError && !(error instanceof WriteRefusal));
      const { code, message, reason, details } = error.status;
      assert.deepEqual({ code, message, reason, details }, status);
      return true;
    });
    const plain = { status: 404, headers: {}, body: '404 page not found\n' };
    assert.throws(() => decoded(plain), { code: 404, message: '404 page not found' });
    const missing = answer(404, { code: 404, message: 'no pod', reason: 'NotFound' });
    assert.throws(() => decoded(missing), { code: 404, message: 'no pod' });
    assert.throws(
      () => decoded({ status: 503, headers: {} }),
      (error: ApiError) => error.code === 503,
    );
    assert.equal(decoded({ status: 200, headers: {} }), undefined);
    assert.deepEqual(decoded(answer(399, { a: 1 })), { a: 1 });
  });

  it('tells a refusal by admission from other faults', async () => {
    const refusing = (stage: 'admission' | 'validation', outcome: 'refused' | 'passed', status: number) =>
      setUp((request) => {
        request.findings.push({ stage, outcome, detail: '' });
        return answer(status, status < 400 ? pod : { code: status, message: 'no' });
      }).client.create(pods, pod);
    await assert.rejects(refusing('admission', 'refused', 403), (error) => error instanceof WriteRefusal);
    for (const [stage, outcome] of [
      ['admission', 'passed'],
      ['validation', 'refused'],
    ] as const) {
      await assert.rejects(refusing(stage, outcome, 403), (error) => !(error instanceof WriteRefusal));
    }
    assert.deepEqual(await refusing('admission', 'refused', 201), pod);
  });

  it('comes as its component, with its groups and agent', async () => {
    const { clientFor, seen } = setUp();
    const names = [
      'system:apiserver',
      'system:node:n1',
      'system:kube-scheduler',
      'system:kube-controller-manager',
      'system:serviceaccount:kube-system:job-controller',
      'system:serviceaccount:kube-system:other',
    ];
    for (const name of names) await clientFor(name).get(web);
    assert.equal(clientFor(names[0] ?? ''), clientFor(names[0] ?? ''), 'one client for a name');
    const accounts = ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'];
    assert.deepEqual(
      seen.map(({ user }) => user),
      [
        { username: 'system:apiserver', groups: ['system:masters', 'system:authenticated'] },
        { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] },
        { username: 'system:kube-scheduler', groups: ['system:authenticated'] },
        { username: 'system:kube-controller-manager', groups: ['system:authenticated'] },
        { username: names[4], groups: accounts, uid: 'own-uid' },
        { username: names[5], groups: accounts },
      ],
    );
    const agent = (component: string): RegExp =>
      new RegExp(`^${component}/v1\\.36\\.\\d+ \\(linux/\\w+\\) kubernetes/kubelab`);
    const agents = seen.map(({ headers }) => String(headers['user-agent']));
    for (const [i, component] of ['kube-apiserver', 'kubelet', 'kube-scheduler'].entries()) {
      assert.match(agents[i] ?? '', agent(component));
    }
    assert.match(agents[2] ?? '', /\/scheduler$/);
    for (const i of [3, 4]) assert.match(agents[i] ?? '', agent('kube-controller-manager'));
    assert.match(agents[3] ?? '', /\/tokens-controller$/);
    assert.match(agents[4] ?? '', /\/system:serviceaccount:kube-system:job-controller$/);
    for (const i of [0, 1]) assert.match(agents[i] ?? '', /kubernetes\/kubelab$/);
  });

  it('knows that a list has to be read again by the reasons Expired and Gone', () => {
    const of = (reason: 'Expired' | 'Gone' | 'NotFound'): ApiError => new ApiError({ code: 410, reason, message: '' });
    assert.deepEqual([of('Expired'), of('Gone'), of('NotFound'), new Error('Gone')].map(isGone), [
      true,
      true,
      false,
      false,
    ]);
  });
});
