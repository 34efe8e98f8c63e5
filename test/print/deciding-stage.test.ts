/** Which stage decided: what the practice cluster wrote down, and what the answer alone tells, of the same requests. */
import assert from 'node:assert/strict';
import type { KubeObject } from '../../src/kube/object.js';
import { connect } from '../../src/print/connect.js';
import { outcomes, stoppedAt } from '../../src/print/stopped-at.js';
import type { Client } from '../../src/request/api.js';
import type { Exchange, Explained } from '../../src/request/exchange.js';
import { rawOf } from '../../src/request/sent-exchange.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';

const maps = '/api/v1/namespaces/default/configmaps';
const pods = '/api/v1/namespaces/default/pods';
const rbac = 'rbac.authorization.k8s.io/v1';
const roles = `/apis/${rbac}/namespaces/default/roles`;
const map = (name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...more,
});

describe('the stage that decided', () => {
  let cluster: TestCluster;
  let admin: Client;
  let writer: Client;
  before(async () => {
    cluster = await practiceCluster();
    admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    await admin.must.post(maps, map('there'));
    await admin.must.post(`/apis/${rbac}/clusterroles`, {
      apiVersion: rbac,
      kind: 'ClusterRole',
      metadata: { name: 'writes-roles' },
      rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles', 'rolebindings'], verbs: ['create'] }],
    });
    await admin.must.post(`/apis/${rbac}/clusterrolebindings`, {
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'writes-roles' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'writes-roles' },
      subjects: [{ kind: 'User', name: 'jane' }],
    });
    await admin.must.post(roles, {
      ...role('updates', []),
      rules: [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['update'] }],
    });
    await admin.must.post(bindings, {
      ...binding('x'),
      metadata: { name: 'updates' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'updates' },
      subjects: [{ kind: 'User', name: 'updater' }],
    });
    writer = admin.as('jane');
  });
  after(() => cluster?.stop());

  /** `stage: outcome` of each stage but those that passed. */
  const told = ({ findings }: Pick<Explained, 'findings'>): Record<string, string> =>
    Object.fromEntries(findings.filter((f) => f.outcome !== 'passed').map((f) => [f.stage, f.outcome]));
  const inferred = (exchange: Exchange): Record<string, string> => {
    const raw = rawOf(exchange);
    assert(raw);
    return told({ findings: outcomes(raw).map((step) => ({ ...step, detail: '' })) });
  };

  const cases: [string, number, string, () => Promise<Exchange>][] = [
    ['T7: a body that is no JSON', 400, 'decoding', () => admin.post(maps, '{"kind":')],
    ['T7: a method that the path does not have', 405, 'routing', () => admin.delete(`${pods}/x/binding`)],
    [
      'T7: DELETE of a token',
      405,
      'routing',
      () => admin.delete('/api/v1/namespaces/default/serviceaccounts/default/token'),
    ],
    ['T7: a path below a group that nobody serves', 404, 'routing', () => admin.get('/apis/nowhere.io/v1/things')],
    ['T7: a resource that is not there', 404, 'routing', () => admin.get('/api/v1/namespaces/default/podz')],
    ['T7: a path that is not there', 404, 'routing', () => admin.get('/nowhere')],
    ['a form that the server does not write', 406, 'routing', () => admin.get(maps, { headers: { accept: 'a/b' } })],
    ['a body in a form that it does not read', 415, 'decoding', () => send(admin, 'POST', maps, '<a/>', 'text/xml')],
    [
      'J24: a JSON patch that does not fit',
      422,
      'decoding',
      () => admin.patch(`${maps}/there`, [{ op: 'remove', path: '/data/gone' }], { type: 'json' }),
    ],
    [
      'J24: a JSON patch that is none',
      400,
      'decoding',
      () => admin.patch(`${maps}/there`, { op: 'remove' }, { type: 'json' }),
    ],
    [
      'a merge patch that makes something else of it',
      422,
      'decoding',
      () => admin.patch(`${maps}/there`, { data: 'text' }, { type: 'merge' }),
    ],
    [
      'an unknown field under Strict',
      400,
      'decoding',
      () => admin.post(maps, map('strict', { dta: {} }), { query: { fieldValidation: 'Strict' } }),
    ],
    ['options that are none', 422, 'decoding', () => admin.post(maps, map('dry'), { query: { dryRun: 'Some' } })],
    ['a selector that is none', 400, 'decoding', () => admin.get(maps, { query: { labelSelector: 'a in' } })],
    ['an object of another namespace', 400, 'decoding', () => admin.post(maps, map('far', meta('far', 'other')))],
    ['no rule', 403, 'authorization', () => writer.get(pods)],
    ['a PUT that would create', 403, 'authorization', () => updater().put(`${roles}/new`, role('new', []))],
    [
      'a namespace that is not there',
      404,
      'admission',
      () => admin.post('/api/v1/namespaces/gone/configmaps', map('a')),
    ],
    [
      'a service account that is not there',
      403,
      'admission',
      () => admin.post(pods, { ...map('pod'), kind: 'Pod', spec: podSpec({ serviceAccountName: 'gone' }) }),
    ],
    ["J24: RBAC's check of escalation", 403, 'validation', () => writer.post(roles, role('more', ['secrets']))],
    ['a binding to a role that is not there', 404, 'validation', () => writer.post(bindings, binding('gone'))],
    ['a binding to a role with more rights', 403, 'validation', () => writer.post(bindings, binding('cluster-admin'))],
    ['a field that is wrong', 422, 'validation', () => admin.post(maps, map('Not_A_Name'))],
    ['a name that is taken', 409, 'storage', () => admin.post(maps, map('there'))],
    ['an object that is not there', 404, 'storage', () => admin.get(`${maps}/gone`)],
    ['a patch of an object that is not there', 404, 'storage', () => admin.patch(`${maps}/gone`, {})],
    ['a deletion of an object that is not there', 404, 'storage', () => admin.delete(`${maps}/gone`)],
    ['a version that is old', 409, 'storage', () => admin.put(`${maps}/there`, map('there', old))],
    ['J10: an apply to what others own', 409, 'storage', () => conflicting()],
    ['a log of a pod that is not there', 404, 'storage', () => admin.get(`${pods}/gone/log`)],
    ['a place in the history that is gone', 410, 'storage', () => admin.get(maps, { query: expired })],
  ];
  const bindings = `/apis/${rbac}/namespaces/default/rolebindings`;
  const old = { metadata: { name: 'there', resourceVersion: '1' } };
  const expired = { resourceVersion: '1', resourceVersionMatch: 'Exact' };
  const meta = (name: string, namespace: string): object => ({ metadata: { name, namespace } });
  const podSpec = (more: object): object => ({ containers: [{ name: 'a', image: 'a' }], ...more });
  const role = (name: string, resources: string[]): object => ({
    apiVersion: rbac,
    kind: 'Role',
    metadata: { name },
    rules: resources.length ? [{ apiGroups: [''], resources, verbs: ['get'] }] : [],
  });
  const binding = (name: string): object => ({
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: { name: 'b' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', name: 'jane' }],
  });
  const updater = (): Client => admin.as('updater');
  const send = (by: Client, method: string, path: string, body: string, type: string): Promise<Exchange> =>
    by.request({ method, path, body, headers: { 'content-type': type } });
  const conflicting = async (): Promise<Exchange> => {
    const path = `${maps}/owned`;
    const apply = (value: string, fieldManager: string): Promise<Exchange> =>
      admin.patch(path, map('owned', { data: { a: value } }), { type: 'apply', fieldManager });
    await apply('theirs', 'web-team');
    return apply('mine', 'me');
  };
  for (const [what, status, stage, ask] of cases) {
    it(`${what}: ${status} at ${stage}, by the record and by the answer alone`, async () => {
      const exchange = await ask();
      assert.equal(exchange.status, status, exchange.text);
      const explained = await exchange.explain();
      assert.equal(explained.source, 'practice cluster');
      const raw = rawOf(exchange);
      assert.equal(raw && stoppedAt(raw)?.stage, stage, 'inferred');
      assert.equal(explained.findings.find((f) => f.outcome === 'refused')?.stage, stage, String(explained));
      assert.match(explained.summary, new RegExp(`^${status}: refused at the stage of ${stage}\\.`));
    });
  }

  it('what did not come to a stage is said to have not come there', async () => {
    const decoding = await admin.post(maps, 'x');
    const rest = { admission: 'not reached', validation: 'not reached', storage: 'not reached' };
    assert.deepEqual(told(await decoding.explain()), { decoding: 'refused', ...rest });
    assert.deepEqual(inferred(decoding), { decoding: 'refused', ...rest });
    const escalating = await writer.post(roles, role('more', ['secrets']));
    const explained = await escalating.explain();
    assert.deepEqual(told(explained), { validation: 'refused', storage: 'not reached' });
    assert.match(String(explained), /RBAC's own registry: jane would give rights that they do not hold[\s\S]*escalate/);
  });

  it('a request that passed says what it was not asked for', async () => {
    const read = await admin.get(`${maps}/there`);
    const nothing = { admission: 'not asked', validation: 'not asked' };
    assert.deepEqual(told(await read.explain()), nothing);
    assert.deepEqual(inferred(read), nothing);
    const made = await admin.post(maps, map('made'));
    assert.deepEqual(told(await made.explain()), {});
    assert.deepEqual(inferred(made), {});
    const gone = await admin.delete(`${maps}/made`);
    assert.deepEqual(told(await gone.explain()), { validation: 'not asked' });
    assert.deepEqual(inferred(gone), { validation: 'not asked' });
  });

  it('J10, T11: a conflict of an apply says who owns which field, what stands there, and the ways on', async () => {
    const exchange = await conflicting();
    const shown = String(exchange);
    assert.match(shown, /stopped at storage: web-team owns \.data\.a\n/);
    assert.match(shown, /Leave the field out[\s\S]*\{ force: true \}[\s\S]*both of you own it/);
    assert.doesNotMatch(shown, /Read it again/);
    const explained = String(await exchange.explain());
    assert.match(
      explained.replace(/\s+/g, ' '),
      /\.data\.a is owned by web-team \(by an apply, \S+Z\): there stands "theirs", you sent "mine"/,
    );
    assert.match(explained.replace(/\s+/g, ' '), /Leave the field out.*force: true.*both of you own it/);
    const taken = await admin.apply(map('owned', { data: { a: 'theirs' } }), { fieldManager: 'me' });
    assert.equal(taken.status, 200, 'the same value is owned together');
  });

  it('J10: an object that has changed is to be read again', async () => {
    const exchange = await admin.put(`${maps}/there`, map('there', old));
    assert.match(String(exchange), /Read it again and send the change on top/);
    assert.match(String(await exchange.explain()), /Read it again and send the change on top/);
    assert.doesNotMatch(String(await (await admin.post(maps, map('there'))).explain()), /Read it again/);
  });

  it('J9: a misspelt field shows beside the 201, as the server warns of it', async () => {
    const exchange = await admin.post(maps, map('misspelt', { dta: { a: 'b' }, größe: 1 }));
    const lines = String(exchange).split('\n');
    assert.match(lines[0] ?? '', /-> 201 Created/);
    const warnings = lines.filter((line) => line.startsWith('Warning: '));
    assert.deepEqual(warnings, ['Warning: unknown field "dta"', 'Warning: unknown field "größe"']);
    assert.ok(lines.indexOf(warnings[0] ?? '') < lines.findIndex((line) => line.startsWith('apiVersion')));
  });
});
