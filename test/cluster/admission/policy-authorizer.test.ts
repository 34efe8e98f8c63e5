/** What the expressions of an admission policy learn from the authorizer about whoever sends the request. */
import assert from 'node:assert/strict';
import { type Api, adminOf, apiOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';

const admission = '/apis/admissionregistration.k8s.io/v1';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';

describe('the authorizer of admission policies', () => {
  let cluster: TestCluster;
  let api: Api;
  let jane: Api;
  const make = async (path: string, body: object): Promise<void> =>
    assert.equal((await api.post(path, body)).code, 201, path);

  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    jane = apiOf(cluster, { ...cluster.admin, as: { user: 'jane' } });
    const grant = async (name: string, rules: object[], subject: object): Promise<void> => {
      await make(`${rbac}/roles`, { metadata: { name }, rules });
      await make(`${rbac}/rolebindings`, {
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
        subjects: [subject],
      });
    };
    const maps = { apiGroups: [''], resources: ['configmaps'] };
    const user = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' };
    await grant('maker', [{ ...maps, verbs: ['create'] }], user);
    await grant('reader', [{ apiGroups: [''], resources: ['pods/log'], resourceNames: ['web'], verbs: ['get'] }], user);
    await grant('robot', [{ ...maps, verbs: ['protect'] }], {
      kind: 'ServiceAccount',
      name: 'bot',
      namespace: 'default',
    });
    await make(`${admission}/validatingadmissionpolicybindings`, {
      metadata: { name: 'b' },
      spec: { policyName: 'p', validationActions: ['Deny'] },
    });
  });
  after(async () => {
    api.close();
    jane.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

  /** What jane is told who makes a ConfigMap under a policy of these expressions; nothing when it is made. */
  async function told(expressions: readonly string[], data: object = {}): Promise<string> {
    const policy = {
      metadata: { name: 'p' },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
        },
        validations: expressions.map((expression) => ({ expression })),
      },
    };
    await make(`${admission}/validatingadmissionpolicies`, policy);
    try {
      const body = { metadata: { generateName: 'm-' }, data };
      return (await jane.post('/api/v1/namespaces/default/configmaps', body)).message;
    } finally {
      await api.delete(`${admission}/validatingadmissionpolicies/p`);
    }
  }

  const maps = "authorizer.group('').resource('configmaps').namespace('default')";
  const logs = "authorizer.group('').resource('pods').subresource('log').namespace('default')";
  for (const [what, expression] of [
    ['a right that the user has', `${maps}.check('create').allowed()`],
    ['one that the user lacks', `!${maps}.check('delete').allowed()`],
    ['one in another namespace', `!${maps}.namespace('kube-system').check('create').allowed()`],
    ['the reason', `${maps}.check('create').reason().contains('RoleBinding "maker/default" of Role "maker"')`],
    [
      'a sub-resource and a name',
      `${logs}.name('web').check('get').allowed() && !${logs}.name('api').check('get').allowed()`,
    ],
    [
      'a path',
      "authorizer.path('/version').check('get').allowed() && !authorizer.path('/metrics').check('get').allowed()",
    ],
    [
      'a service account',
      `authorizer.serviceAccount('default', 'bot').group('').resource('configmaps').namespace('default').check('protect').allowed()`,
    ],
    [
      'an account, which is not in system:authenticated here',
      "!authorizer.serviceAccount('default', 'bot').path('/version').check('get').allowed()",
    ],
    [
      'the resource of the request',
      "authorizer.requestResource.check('create').allowed() && !authorizer.requestResource.check('protect').allowed()",
    ],
    ['that nothing failed', `!${maps}.check('create').errored() && ${maps}.check('create').error() == ''`],
    [
      'selectors, which no authorizer looks at',
      `${maps}.labelSelector('a=b').fieldSelector('x=y').check('create').allowed()`,
    ],
  ] as const) {
    it(`says ${what}`, async () => assert.equal(await told([expression]), ''));
  }

  it('keeps those out who lack a verb of your own', async () => {
    const guarded = ["!has(object.data.protected) || authorizer.requestResource.check('protect').allowed()"];
    assert.equal(await told(guarded, { free: 'yes' }), '');
    assert.match(await told(guarded, { protected: 'yes' }), /denied request: failed expression/);
  });

  for (const [what, expression, why] of [
    ['an empty path', "authorizer.path(' ').check('get').allowed()", 'path must not be empty'],
    ['an empty resource', "authorizer.group('').resource('').check('get').allowed()", 'resource must not be empty'],
    [
      'a name that no account has',
      "authorizer.serviceAccount('default', 'A B').path('/x').check('get').allowed()",
      'Invalid service account name',
    ],
    ['an object that poses as an answer', 'dyn(object.data).allowed()', 'no such overload'],
    [
      'a third question of one expression',
      [1, 2, 3].map(() => `${maps}.check('create').allowed()`).join(' && '),
      'operation cancelled: actual cost limit exceeded',
    ],
  ] as const) {
    it(`fails for ${what}`, async () => {
      const message = await told([expression], { a: 'b' });
      assert.ok(message.endsWith(`resulted in error: ${why}`), message);
    });
  }

  it('is checked by its types when the policy is written', async () => {
    const { message } = await api.post(`${admission}/validatingadmissionpolicies`, {
      metadata: { name: 'wrong' },
      spec: {
        matchConstraints: {
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
        },
        validations: [{ expression: "authorizer.group('').check('get').allowed()" }],
      },
    });
    assert.match(
      message,
      /found no matching overload for 'check' applied to 'kubernetes\.authorization\.GroupCheck\.\(string\)'/,
    );
  });
});
