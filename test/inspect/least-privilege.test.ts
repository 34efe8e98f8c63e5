import assert from 'node:assert/strict';
import { type LeastPrivilege, type LeastPrivilegeOptions, leastPrivilege } from '../../src/inspect/least-privilege.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { PolicyRule } from '../../src/kube/rbac.js';
import { type Cluster, startCluster } from '../../src/library/index.js';
import type { Client } from '../../src/request/api.js';

const rbac = 'rbac.authorization.k8s.io';
const namespaceNamed = (name: string): object => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
const configMap = (name: string, namespace = 'lab'): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
});
const clusterRole = (name: string, rules: PolicyRule[]): object => ({
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});
const binding = (kind: string, role: string, user: string, namespace?: string): object => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name: `${role}-${user.split(':').at(-1)}`, ...(namespace ? { namespace } : {}) },
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'User', apiGroup: rbac, name: user }],
});
const core = (resources: string[], verbs: string[], resourceNames?: string[]): PolicyRule => ({
  apiGroups: [''],
  resources,
  ...(resourceNames ? { resourceNames } : {}),
  verbs,
});

/** An event of jane's, that was allowed. */
const event = (changes: Partial<AuditEvent>): AuditEvent => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/lab/pods?watch=true',
  verb: 'watch',
  user: { username: 'jane' },
  requestReceivedTimestamp: '',
  stageTimestamp: '',
  annotations: { 'authorization.k8s.io/decision': 'allow' },
  ...changes,
});

describe('leastPrivilege', () => {
  let cluster: Cluster;
  let admin: Client;
  let jane: Client;
  before(async () => {
    cluster = await startCluster({
      objects: [
        ...[namespaceNamed('lab'), namespaceNamed('shop')],
        ...[configMap('one'), configMap('two'), configMap('one', 'shop')],
        clusterRole('all', [
          { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
          { nonResourceURLs: ['*'], verbs: ['*'] },
        ]),
        binding('ClusterRoleBinding', 'all', 'jane'),
      ],
    });
    admin = await cluster.client();
    jane = await cluster.client({ user: 'jane' });
  });
  afterEach(() => cluster.reset());
  after(() => cluster.stop());

  const least = async (options: Partial<LeastPrivilegeOptions> = {}): Promise<LeastPrivilege> =>
    leastPrivilege(await cluster.auditEvents(), { user: 'jane', ...options });
  /** The rules of each role by its namespace, which is empty for a ClusterRole. */
  const rules = async (options: Partial<LeastPrivilegeOptions> = {}): Promise<Record<string, PolicyRule[]>> =>
    Object.fromEntries((await least(options)).roles.map((role) => [role.metadata.namespace ?? '', role.rules]));

  it('gives a Role for each namespace and a ClusterRole for the rest, and joins verbs and resources', async () => {
    await jane.list('configmaps', { namespace: 'lab' });
    await jane.list('secrets', { namespace: 'lab' });
    await jane.list('pods', { namespace: 'lab' });
    await jane.create(configMap('new'));
    await jane.list('pods', { namespace: 'shop' });
    await jane.list('nodes');
    await jane.get('/metrics');
    assert.deepEqual(await rules(), {
      '': [core(['nodes'], ['list']), { nonResourceURLs: ['/metrics'], verbs: ['get'] }],
      lab: [core(['configmaps'], ['list', 'create']), core(['pods', 'secrets'], ['list'])],
      shop: [core(['pods'], ['list'])],
    });
  });

  it('names objects that were known beforehand, and not those that were found or are many', async () => {
    await jane.get('/api/v1/namespaces/lab/configmaps/one');
    await jane.patch('/api/v1/namespaces/lab/configmaps/one', { data: { a: '1' } });
    await jane.list('configmaps', { namespace: 'shop', fieldSelector: 'metadata.name=one' });
    assert.deepEqual(await rules(), {
      lab: [core(['configmaps'], ['get', 'patch'], ['one'])],
      shop: [core(['configmaps'], ['list'], ['one'])],
    });
    assert.deepEqual(await rules({ resourceNames: 'never' }), {
      lab: [core(['configmaps'], ['get', 'patch'])],
      shop: [core(['configmaps'], ['list'])],
    });
    await jane.list('configmaps', { namespace: 'lab' });
    for (const name of ['a', 'b', 'c', 'd']) await jane.get(`/api/v1/namespaces/shop/services/${name}`);
    assert.deepEqual(await rules(), {
      lab: [core(['configmaps'], ['get', 'list', 'patch'])],
      shop: [core(['configmaps'], ['list']), core(['services'], ['get'])],
    });
  });

  it('takes what holds everywhere out of the namespaces', async () => {
    await jane.list('configmaps', { namespace: 'lab' });
    await jane.get('/api/v1/configmaps');
    const { roles, needed } = await least();
    assert.deepEqual(
      roles.map((role) => [role.kind, role.rules]),
      [['ClusterRole', [core(['configmaps'], ['list'])]]],
    );
    assert.deepEqual(needed[0]?.requests.map(({ requestURI }) => requestURI).sort(), [
      '/api/v1/configmaps',
      '/api/v1/namespaces/lab/configmaps',
    ]);
  });

  it('knows sub-resources, and that an apply which creates is asked about both', async () => {
    await jane.token('default', { namespace: 'lab' });
    await jane.apply(configMap('applied'));
    await jane.apply(configMap('one'));
    assert.deepEqual(await rules(), {
      lab: [
        core(['serviceaccounts/token'], ['create'], ['default']),
        core(['configmaps'], ['patch'], ['applied', 'one']),
        core(['configmaps'], ['create'], ['applied']),
      ],
    });
  });

  it('leaves out what everybody may do, and what was refused unless that is asked for', async () => {
    const joe = await cluster.client({ user: 'joe' });
    await joe.whoami();
    await joe.can('list', 'pods');
    await joe.get('/api/v1');
    await joe.get('/api/v1/namespaces/lab/secrets/gone');
    assert.deepEqual(await rules({ user: 'joe' }), {});
    const withRefused = { user: 'joe', includeRefused: true };
    assert.deepEqual(await rules(withRefused), { lab: [core(['secrets'], ['get'], ['gone'])] });
    assert.equal((await least(withRefused)).needed[0]?.requests[0]?.refused, true);
  });

  it('gives who acts as another the right to, and the other what was done', async () => {
    const account = 'system:serviceaccount:lab:default';
    await admin.must.create(clusterRole('imp', [core(['users', 'groups', 'serviceaccounts'], ['impersonate'])]));
    await admin.must.create(binding('ClusterRoleBinding', 'imp', 'ann'));
    await admin.must.create(binding('ClusterRoleBinding', 'all', account));
    const ann = await cluster.client({ user: 'ann' });
    await ann.as('jane', { groups: ['ops'] }).list('pods', { namespace: 'lab' });
    await ann.as(account).list('pods', { namespace: 'shop' });
    assert.deepEqual(await rules({ user: 'ann' }), {
      '': [core(['users'], ['impersonate'], ['jane']), core(['groups'], ['impersonate'], ['ops'])],
      lab: [core(['serviceaccounts'], ['impersonate'], ['default'])],
    });
    assert.deepEqual(await rules(), { lab: [core(['pods'], ['list'])] });
    assert.deepEqual(await rules({ user: account }), { shop: [core(['pods'], ['list'])] });
  });

  it('knows the narrow ways to act as another', async () => {
    const narrow = [
      { apiGroups: ['authentication.k8s.io'], resources: ['users'], verbs: ['impersonate:user-info'] },
      core(['pods'], ['impersonate-on:user-info:list']),
    ];
    await admin.must.create(clusterRole('narrow', narrow));
    await admin.must.create(binding('ClusterRoleBinding', 'narrow', 'ann'));
    const ann = await cluster.client({ user: 'ann' });
    assert.equal((await ann.as('jane').list('pods', { namespace: 'lab' })).status, 200);
    assert.deepEqual(await rules({ user: 'ann' }), {
      '': [{ ...narrow[0], resourceNames: ['jane'] }],
      lab: [narrow[1]],
    });
  });

  it('says what is granted and was never used', async () => {
    const user = 'system:serviceaccount:lab:default';
    const wide = [
      core(['configmaps', 'secrets'], ['get', 'list']),
      core(['nodes'], ['list']),
      core(['pods'], ['list']),
    ];
    await admin.must.create(clusterRole('wide', wide));
    await admin.must.create(binding('RoleBinding', 'wide', user, 'lab'));
    const account = await cluster.client({ user });
    await account.must.list('configmaps', { namespace: 'lab' });
    await account.must.list('pods', { namespace: 'lab' });
    const kinds = {
      clusterroles: 'ClusterRole',
      clusterrolebindings: 'ClusterRoleBinding',
      rolebindings: 'RoleBinding',
    };
    const lists = Object.entries(kinds).map(async ([resource, kind]) => {
      const { body } = await admin.must.get(`/apis/${rbac}/v1/${resource}`);
      return (body.items as KubeObject[]).map((item) => ({ ...item, kind }));
    });
    const { unused } = await least({ user, objects: (await Promise.all(lists)).flat() });
    assert.deepEqual(
      unused.map(({ role, binding: { namespace }, unused: parts }) => [role.name, namespace, parts]),
      [
        ['wide', 'lab', [core(['configmaps'], ['get']), core(['secrets'], ['get', 'list'])]],
        ['wide', 'lab', [core(['nodes'], ['list'])]],
      ],
    );
    assert.deepEqual(
      unused.map(({ wider }) => wider),
      [[], []],
    );
  });

  it('says of a rule with a star that it gives more than was used, whatever was used', async () => {
    const user = 'system:serviceaccount:lab:starred';
    await admin.must.create({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'starred', namespace: 'lab' },
    });
    await admin.must.create(clusterRole('starred', [core(['*'], ['list', 'watch']), core(['pods'], ['list'])]));
    await admin.must.create(binding('ClusterRoleBinding', 'starred', user));
    const account = await cluster.client({ user });
    await account.must.list('pods', { namespace: 'lab' });
    const objects = [
      { ...(await admin.must.get(`/apis/${rbac}/v1/clusterroles/starred`)).body, kind: 'ClusterRole' },
      {
        ...(await admin.must.get(`/apis/${rbac}/v1/clusterrolebindings/starred-starred`)).body,
        kind: 'ClusterRoleBinding',
      },
    ] as KubeObject[];
    const { unused } = await least({ user, objects });
    assert.deepEqual(
      unused.map(({ unused: never, wider }) => [never, wider]),
      [[[core(['*'], ['watch'])], [core(['*'], ['list'])]]],
    );
  });

  it('gives roles that are enough: all that was done is allowed again with them, and no more', async () => {
    const work = async (): Promise<number[]> => {
      const answers = [
        await jane.list('nodes'),
        await jane.apply(configMap('applied')),
        await jane.get('/api/v1/namespaces/lab/configmaps/applied'),
        await jane.delete('/api/v1/namespaces/lab/configmaps/applied'),
        await jane.get('/metrics'),
        await jane.list('pods', { namespace: 'shop' }),
        await jane.get('/api/v1/namespaces/lab'),
      ];
      return answers.map(({ status }) => status);
    };
    const before = await work();
    const { roles, bindings } = await least();
    await admin.must.delete(`/apis/${rbac}/v1/clusterrolebindings/all-jane`);
    assert.deepEqual([...new Set(await work())], [403]);
    for (const object of [...roles, ...bindings]) await admin.must.create(object);
    assert.deepEqual(await work(), before);
    assert.equal((await jane.list('configmaps', { namespace: 'lab' })).status, 403);
  });

  it('takes a request once, whichever of its events it gets, and leaves out those of others', () => {
    const events = [
      event({ stage: 'RequestReceived', annotations: {} }),
      event({ stage: 'ResponseStarted' }),
      event({}),
      // a client may give its auditID to another request
      event({ requestURI: '/api/v1/namespaces/lab/secrets', verb: 'list' }),
      event({ user: { username: 'joe' } }),
      event({ auditID: 'b', user: { username: 'joe' } }),
      event({ auditID: 'c', user: {}, stage: 'ResponseStarted', annotations: {} }),
    ];
    const { needed } = leastPrivilege(events, { user: 'jane' });
    assert.deepEqual(
      needed.map(({ rule, requests }) => [rule, requests.length]),
      [
        [core(['pods'], ['watch']), 1],
        [core(['secrets'], ['list']), 1],
      ],
    );
  });

  const get = (namespace: string, name: string, more: Partial<AuditEvent> = {}): AuditEvent =>
    event({
      auditID: `${namespace}/${name}`,
      verb: 'get',
      requestURI: `/api/v1/namespaces/${namespace}/secrets/${name}`,
      ...more,
    });

  it('names three objects at most', () => {
    const rulesFor = (...names: string[]): PolicyRule[] =>
      leastPrivilege(
        names.map((name, i) => get('lab', name, { auditID: String(i) })),
        { user: 'jane' },
      ).needed.map((needed) => needed.rule);
    assert.deepEqual(rulesFor('c', 'a', 'b', 'a'), [core(['secrets'], ['get'], ['a', 'b', 'c'])]);
    assert.deepEqual(rulesFor('a', 'b', 'c', 'd'), [core(['secrets'], ['get'])]);
  });

  it('gives the rules of the whole cluster first, then those of namespaces in their order, each bound to the user', () => {
    const user = { username: 'system:serviceaccount:lab:robot' };
    const nodes = event({ auditID: 'n', verb: 'list', requestURI: '/api/v1/nodes', user });
    const events = [get('shop', 'a', { user }), nodes, get('lab', 'a', { user })];
    const { roles, bindings, needed } = leastPrivilege(events, { user: user.username });
    assert.deepEqual(
      needed.map(({ namespace }) => namespace),
      [undefined, 'lab', 'shop'],
    );
    assert.deepEqual(
      roles.map(({ kind, metadata }) => [kind, metadata]),
      [
        ['ClusterRole', { name: 'robot' }],
        ['Role', { name: 'robot', namespace: 'lab' }],
        ['Role', { name: 'robot', namespace: 'shop' }],
      ],
    );
    assert.deepEqual(
      bindings.map(({ kind, roleRef }) => [kind, roleRef]),
      [
        ['ClusterRoleBinding', { apiGroup: rbac, kind: 'ClusterRole', name: 'robot' }],
        ...['lab', 'shop'].map(() => ['RoleBinding', { apiGroup: rbac, kind: 'Role', name: 'robot' }]),
      ],
    );
    for (const { subjects } of bindings)
      assert.deepEqual(subjects, [{ kind: 'ServiceAccount', namespace: 'lab', name: 'robot' }]);
    const [ofJane] = leastPrivilege([get('lab', 'a')], { user: 'jane' }).bindings;
    assert.deepEqual(ofJane?.subjects, [{ kind: 'User', apiGroup: rbac, name: 'jane' }]);
    const named = (name: string): string | undefined =>
      leastPrivilege([get('lab', 'a', { user: { username: name } })], { user: name }).roles[0]?.metadata.name;
    assert.deepEqual(['Jane Doe', '.x.', '!'].map(named), ['jane-doe', 'x', 'user']);
  });

  it('needs the right to delete many for a deletion of many, and to act as all that belongs to another', () => {
    const many = event({ verb: 'deletecollection', requestURI: '/api/v1/namespaces/lab/pods?labelSelector=a' });
    const other = { username: 'joe', groups: ['ops', 'system:authenticated'], uid: 'u', extra: { team: ['a', 'b'] } };
    const acting = event({ auditID: 'b', impersonatedUser: other });
    const needed = leastPrivilege([many, acting], { user: 'jane', resourceNames: 'always' }).needed.map(
      (one) => one.rule,
    );
    const authentication = (resource: string, ...names: string[]): PolicyRule => ({
      ...core([resource], ['impersonate'], names),
      apiGroups: ['authentication.k8s.io'],
    });
    assert.deepEqual(needed, [
      core(['users'], ['impersonate'], ['joe']),
      core(['groups'], ['impersonate'], ['ops']),
      authentication('uids', 'u'),
      authentication('userextras/team', 'a', 'b'),
      core(['pods'], ['deletecollection']),
    ]);
  });
});
