import assert from 'node:assert/strict';
import { explanationPath } from '../../../../src/kube/explanation.js';
import { type Answer, type Api, adminOf, apiOf, makeNamespace } from '../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { until } from '../../../helpers/until.js';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const inNs = `${rbac}/namespaces/rights`;
const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';
type Rule = Record<string, string[]>;
const role = (name: string, ...rules: Rule[]): object => ({ apiVersion, kind: 'Role', metadata: { name }, rules });
const clusterRole = (name: string, ...rules: Rule[]): object => ({
  apiVersion,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});
const binding = (name: string, kind: string, of: string, who = 'eve'): object => ({
  apiVersion,
  kind: 'RoleBinding',
  metadata: { name },
  roleRef: { apiGroup, kind, name: of },
  subjects: [{ kind: 'User', apiGroup, name: who }],
});
const all = ['create', 'get', 'list', 'update', 'patch'];
const readSecrets: Rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
const notHeld = (what: string, lines: string): string =>
  `${what} is forbidden: user "eve" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n${lines}`;

describe('nobody gives rights that they do not hold', () => {
  let cluster: TestCluster;
  let admin: Api;
  let eve: Api;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    eve = apiOf(cluster, { ...cluster.admin, as: { user: 'eve' } });
    await makeNamespace(admin, 'rights');
    await admin.post(
      `${inNs}/roles`,
      role('binder', { apiGroups: [apiGroup], resources: ['roles', 'rolebindings'], verbs: all }),
    );
    await admin.post(`${inNs}/roles`, role('secrets', readSecrets));
    await admin.post(`${inNs}/rolebindings`, binding('binder', 'Role', 'binder'));
    await until('eve may write roles', async () => (await eve.get(`${inNs}/roles`)).code === 200);
  });
  after(async () => {
    admin.close();
    eve.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  /** Gives eve a rule more, and takes it away again behind `run`. */
  const withRule = async (rule: Rule, run: () => Promise<Answer>, expected: number): Promise<void> => {
    await admin.post(`${inNs}/roles`, role('more', rule));
    await admin.post(`${inNs}/rolebindings`, binding('more', 'Role', 'more'));
    const answer = await until(`an answer ${expected}`, async () => {
      const given = await run();
      return given.code === expected && given;
    });
    assert.equal(answer.code, expected, answer.text);
    await admin.delete(`${inNs}/rolebindings/more`);
    await admin.delete(`${inNs}/roles/more`);
  };

  /** What the explanation of a refusal says of the registry of RBAC. */
  const noteOf = async (refused: Answer): Promise<unknown> => {
    const { body } = await eve.get(explanationPath(String(refused.headers['audit-id'])));
    return (body as unknown as { findings: { detail: string }[] }).findings.find(({ detail }) => /RBAC's/.test(detail));
  };
  const missing = '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}';

  it('in a role: the rules that lack are named', async () => {
    const answer = await eve.post(`${inNs}/roles`, role('mine', readSecrets));
    assert.equal(answer.code, 403);
    assert.equal(
      answer.message,
      notHeld(
        'roles.rbac.authorization.k8s.io "mine"',
        '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
      ),
    );
    assert.equal((await eve.get(`${inNs}/roles/mine`)).code, 404);
    assert.deepEqual(await noteOf(answer), {
      stage: 'validation',
      outcome: 'refused',
      detail: `RBAC's own registry: eve would give rights that they do not hold: ${missing}.`,
      remedy: 'Give eve these rights first, or the verb escalate on roles; or leave them out.',
    });
    const nameless = await eve.post(`${inNs}/roles`, { ...role('mine', readSecrets), metadata: {} });
    assert.equal(nameless.message, notHeld('roles.rbac.authorization.k8s.io', missing));
    // one without rules gives nothing
    assert.equal(
      (await eve.post(`${inNs}/roles`, { apiVersion, kind: 'Role', metadata: { name: 'no-rules' } })).code,
      201,
    );
  });

  it('in several rules: sorted, and those that are held are left out', async () => {
    const held: Rule = { apiGroups: [apiGroup], resources: ['roles'], verbs: ['get'] };
    const named: Rule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a'], verbs: ['get'] };
    const answer = await eve.post(`${inNs}/roles`, role('mine', readSecrets, held, named));
    assert.equal(
      answer.message,
      notHeld(
        'roles.rbac.authorization.k8s.io "mine"',
        '{APIGroups:[""], Resources:["configmaps"], ResourceNames:["a"], Verbs:["get"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
      ),
    );
    assert.equal((await eve.post(`${inNs}/roles`, role('less', held))).code, 201);
  });

  it('by changing a role, be it a label alone; what the garbage collector writes is free', async () => {
    const held: Rule = { apiGroups: [apiGroup], resources: ['roles'], verbs: ['get'] };
    assert.equal((await admin.post(`${inNs}/roles`, role('own', held))).code, 201);
    const add = await eve.patch(`${inNs}/roles/own`, { rules: [readSecrets] });
    assert.equal(add.code, 403);
    const label = await eve.patch(`${inNs}/roles/secrets`, { metadata: { labels: { a: 'b' } } });
    assert.equal(label.code, 403);
    const finalizers = await eve.patch(`${inNs}/roles/secrets`, { metadata: { finalizers: ['example.com/a'] } });
    assert.equal(finalizers.code, 200, finalizers.text);
    await eve.patch(`${inNs}/roles/secrets`, { metadata: { finalizers: [] } });
    const same = await eve.patch(`${inNs}/roles/secrets`, { rules: [readSecrets] });
    assert.equal(same.code, 200, same.text);
    const ownRights = await eve.patch(`${inNs}/roles/own`, { metadata: { labels: { a: 'b' } } });
    assert.equal(ownRights.code, 200, ownRights.text);
  });

  it('by changing a binding, be it a label alone; what the garbage collector writes is free', async () => {
    const path = `${inNs}/rolebindings/of-dave`;
    assert.equal((await admin.post(`${inNs}/rolebindings`, binding('of-dave', 'Role', 'secrets', 'dave'))).code, 201);
    for (const change of [
      { subjects: [{ kind: 'User', apiGroup, name: 'eve' }] },
      { metadata: { labels: { a: 'b' } } },
    ]) {
      assert.equal((await eve.patch(path, change)).code, 403);
    }
    assert.equal((await eve.patch(path, { metadata: { finalizers: ['example.com/a'] } })).code, 200);
    await admin.patch(path, { metadata: { finalizers: [] } });
    await admin.delete(path);
  });

  it('what is named twice stands there twice, and paths stand alone', async () => {
    const answer = await eve.post(`${inNs}/roles`, role('mine', readSecrets, readSecrets));
    assert.match(answer.message, /Verbs:\["get" "list" "get" "list"\]\}$/);
    const bound = await eve.post(`${inNs}/rolebindings`, binding('mine', 'ClusterRole', 'system:monitoring'));
    assert.match(
      bound.message,
      /\{NonResourceURLs:\["\/metrics"\], Verbs:\["get"\]\}\n\{NonResourceURLs:\["\/metrics\/slis"\]/,
    );
  });

  it('bindings of eve to roles that are not there are told of', async () => {
    await admin.post(`${inNs}/rolebindings`, binding('lost', 'ClusterRole', 'lost'));
    const answer = await until('the binding counts', async () => {
      const given = await eve.post(`${inNs}/roles`, role('mine', readSecrets));
      return given.message.includes('resolution') && given;
    });
    await admin.delete(`${inNs}/rolebindings/lost`);
    assert.ok(
      answer.message.endsWith('; resolution errors: [roles.rbac.authorization.k8s.io "lost" not found]'),
      answer.message,
    );
  });

  it('names no object whose name the server would make up', async () => {
    const answer = await eve.post(`${inNs}/roles`, { ...role('', readSecrets), metadata: { generateName: 'mine-' } });
    assert.equal(
      answer.message,
      notHeld('roles.rbac.authorization.k8s.io', '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}'),
    );
  });

  it('in a binding: the name of the role is one', async () => {
    const answer = await eve.post(`${inNs}/rolebindings`, binding('mine', 'Role', 'a/b'));
    assert.deepEqual([answer.code, answer.message], [400, `Name parameter invalid: "a/b": may not contain '/'`]);
  });

  it('in a binding: the rules of the role count', async () => {
    const answer = await eve.post(`${inNs}/rolebindings`, binding('mine', 'Role', 'secrets'));
    assert.deepEqual(
      [answer.code, answer.message],
      [
        403,
        notHeld(
          'rolebindings.rbac.authorization.k8s.io "mine"',
          '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
        ),
      ],
    );
    assert.match(JSON.stringify(await noteOf(answer)), /or the verb bind on that role;/);
    const lost = await eve.post(`${inNs}/rolebindings`, binding('mine', 'ClusterRole', 'none'));
    assert.deepEqual([lost.code, lost.message], [404, 'rolebindings.rbac.authorization.k8s.io "none" not found']);
    assert.match(JSON.stringify(await noteOf(lost)), /the ClusterRole \\"none\\" that the binding gives is not there/);
    // the role is looked up before the binding is validated
    const strange = await eve.post(`${inNs}/rolebindings`, binding('mine', 'Pod', 'x'));
    assert.deepEqual(
      [strange.code, strange.body.reason, strange.message],
      [500, undefined, 'unsupported role reference kind: "Pod"'],
    );
    // those who may do everything are told by the validation
    assert.equal((await admin.post(`${inNs}/rolebindings`, binding('mine', 'Pod', 'x'))).code, 422);
    const without = await eve.post(`${inNs}/rolebindings`, { ...binding('mine', 'Role', 'x'), roleRef: undefined });
    assert.deepEqual([without.code, without.message], [500, 'unsupported role reference kind: ""']);
    const nameless = await eve.post(`${inNs}/rolebindings`, binding('mine', 'Role', ''));
    assert.deepEqual([nameless.code, nameless.message], [400, 'Name parameter required.']);
  });

  it('is shown in a table with its role and its subjects, each kind in a column', async () => {
    const subjects = [
      { kind: 'User', apiGroup, name: 'ann' },
      { kind: 'Group', apiGroup, name: 'ops' },
      { kind: 'ServiceAccount', name: 'robot', namespace: 'lab' },
      { kind: 'User', apiGroup, name: 'bob' },
    ];
    await admin.post(`${inNs}/rolebindings`, { ...binding('shown', 'Role', 'secrets'), subjects });
    const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';
    const { body } = await admin.get(`${inNs}/rolebindings/shown`, { headers: { accept } });
    const [{ cells } = assert.fail()] = (body as unknown as { rows: { cells: unknown[] }[] }).rows;
    assert.deepEqual(
      [cells[0], cells[1], ...cells.slice(3)],
      ['shown', 'Role/secrets', 'ann, bob', 'ops', 'lab/robot'],
    );
    await admin.delete(`${inNs}/rolebindings/shown`);
  });

  it('but who may `escalate` writes any role, and who may `bind` a role binds that one', async () => {
    const escalate = { apiGroups: [apiGroup], resources: ['roles'], verbs: ['escalate'] };
    await withRule(escalate, () => eve.post(`${inNs}/roles`, role('escalated', readSecrets)), 201);
    const bind = { apiGroups: [apiGroup], resources: ['roles'], resourceNames: ['secrets'], verbs: ['bind'] };
    await withRule(bind, () => eve.post(`${inNs}/rolebindings`, binding('bound', 'Role', 'secrets', 'dave')), 201);
    await withRule(bind, () => eve.post(`${inNs}/rolebindings`, binding('other', 'Role', 'escalated')), 403);
    const bindView = { ...bind, resources: ['clusterroles'], resourceNames: ['view'] };
    await withRule(
      bindView,
      () => eve.post(`${inNs}/rolebindings`, binding('viewer', 'ClusterRole', 'view', 'dave')),
      201,
    );
  });

  it('and who holds the rights gives them on', async () => {
    await withRule(readSecrets, () => eve.post(`${inNs}/roles`, role('handed-on', readSecrets)), 201);
  });

  it('rights in one namespace are none in the cluster', async () => {
    await admin.post(
      `${rbac}/clusterroles`,
      clusterRole('cluster-binder', { apiGroups: [apiGroup], resources: ['*'], verbs: all }),
    );
    await admin.post(`${rbac}/clusterrolebindings`, {
      ...binding('cluster-binder', 'ClusterRole', 'cluster-binder', 'eve'),
      kind: 'ClusterRoleBinding',
    });
    await until('eve may write cluster roles', async () => (await eve.get(`${rbac}/clusterroles`)).code === 200);
    await admin.post(`${inNs}/rolebindings`, binding('reads-secrets', 'Role', 'secrets'));
    await until('eve may read secrets', async () => (await eve.get('/api/v1/namespaces/rights/secrets')).code === 200);
    const answer = await eve.post(`${rbac}/clusterroles`, clusterRole('wide', readSecrets));
    assert.deepEqual(
      [answer.code, answer.message],
      [
        403,
        notHeld(
          'clusterroles.rbac.authorization.k8s.io "wide"',
          '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
        ),
      ],
    );
    const everywhere = (kind: string, of: string, who: string): object => ({
      ...binding('everywhere', kind, of, who),
      kind: 'ClusterRoleBinding',
    });
    const bound = await eve.post(`${rbac}/clusterrolebindings`, everywhere('ClusterRole', 'view', 'eve'));
    assert.match(bound.message, /attempting to grant RBAC permissions not currently held/);
    const ofRole = await eve.post(`${rbac}/clusterrolebindings`, everywhere('Role', 'secrets', 'eve'));
    assert.deepEqual([ofRole.code, ofRole.message], [400, 'Namespace parameter required.']);
    // what is gathered by labels could be anything
    const aggregating = {
      ...clusterRole('gathers'),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] },
    };
    const gathered = await eve.post(`${rbac}/clusterroles`, aggregating);
    const why = (name: string): string =>
      `clusterroles.rbac.authorization.k8s.io "${name}" is forbidden: must have cluster-admin privileges to use the aggregationRule`;
    assert.deepEqual([gathered.code, gathered.message], [403, why('gathers')]);
    assert.equal(
      (await eve.post(`${rbac}/clusterroles`, { ...aggregating, metadata: {} })).message,
      why('gathers').replace(' "gathers"', ''),
    );
    assert.match(JSON.stringify(await noteOf(gathered)), /cluster-admin privileges.*Name the rules in the role itself/);
    // who may do everything by a rule may gather
    await admin.post(`${rbac}/clusterrolebindings`, everywhere('ClusterRole', 'cluster-admin', 'olga'));
    const olga = apiOf(cluster, { ...cluster.admin, as: { user: 'olga' } });
    await until('olga may do everything', async () => (await olga.get('/api/v1/nodes')).code === 200);
    const byOlga = await olga.post(`${rbac}/clusterroles`, { ...aggregating, metadata: { name: 'olgas' } });
    olga.close();
    assert.equal(byOlga.code, 201, byOlga.text);
    // nor does one who may not gather take the gathering away
    assert.equal((await admin.post(`${rbac}/clusterroles`, aggregating)).code, 201);
    const plain = await eve.put(`${rbac}/clusterroles/gathers`, clusterRole('gathers'));
    assert.deepEqual([plain.code, plain.message], [403, why('gathers')]);
  });
});
