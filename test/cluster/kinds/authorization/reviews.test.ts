import assert from 'node:assert/strict';
import { type Answer, type Api, adminOf, apiOf, makeNamespace } from '../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { until } from '../../../helpers/until.js';

const authorization = '/apis/authorization.k8s.io/v1';
const authentication = '/apis/authentication.k8s.io/v1';
const account = 'system:serviceaccount:reviews:default';
const statusOf = ({ body }: Answer): Record<string, unknown> => body.status as unknown as Record<string, unknown>;
const inReviews = (verb: string, resource: string, more: object = {}): object => ({
  resourceAttributes: { namespace: 'reviews', verb, resource, ...more },
});

describe('reviews', () => {
  let cluster: TestCluster;
  let admin: Api;
  let robot: Api;
  let token: string;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    const ns = await makeNamespace(admin, 'reviews');
    await admin.post('/apis/rbac.authorization.k8s.io/v1/namespaces/reviews/rolebindings', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'defaultSA-view' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'reviews' }],
    });
    const made = await admin.post(`${ns}/serviceaccounts/default/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    token = String(statusOf(made).token);
    robot = apiOf(cluster, { token });
    await until('the binding counts', async () => (await robot.get(`${ns}/pods`)).code === 200);
  });
  after(async () => {
    admin.close();
    robot.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const review = (api: Api, kind: string, spec?: object): Promise<Answer> => {
    const group = kind === 'SelfSubjectReview' || kind === 'TokenReview' ? authentication : authorization;
    const place = kind.startsWith('Local') ? '/namespaces/reviews' : '';
    const apiVersion = group.slice('/apis/'.length);
    return api.post(`${group}${place}/${kind.toLowerCase()}s`, { apiVersion, kind, ...(spec && { spec }) });
  };

  it('SelfSubjectReview says who asks', async () => {
    const answer = await review(robot, 'SelfSubjectReview');
    assert.equal(answer.code, 201);
    const { username, groups } = statusOf(answer).userInfo as { username: string; groups: string[] };
    assert.equal(username, account);
    assert.deepEqual(groups, ['system:serviceaccounts', 'system:serviceaccounts:reviews', 'system:authenticated']);
    const anonymous = apiOf(cluster);
    const refused = await review(anonymous, 'SelfSubjectReview');
    anonymous.close();
    assert.equal(refused.code, 403);
    const asJane = apiOf(cluster, { ...cluster.admin, as: { user: 'jane', groups: ['developers'] } });
    assert.deepEqual(statusOf(await review(asJane, 'SelfSubjectReview')), {
      userInfo: { username: 'jane', groups: ['developers', 'system:authenticated'] },
    });
    asJane.close();
  });

  it('SelfSubjectAccessReview says what the one who asks may, and why', async () => {
    const may = statusOf(await review(robot, 'SelfSubjectAccessReview', inReviews('list', 'pods')));
    assert.deepEqual(may, {
      allowed: true,
      reason:
        'RBAC: allowed by RoleBinding "defaultSA-view/reviews" of ClusterRole "view" to ServiceAccount "default/reviews"',
    });
    assert.deepEqual(statusOf(await review(robot, 'SelfSubjectAccessReview', inReviews('delete', 'pods'))), {
      allowed: false,
    });
    const path = { nonResourceAttributes: { verb: 'get', path: '/healthz' } };
    assert.equal(statusOf(await review(robot, 'SelfSubjectAccessReview', path)).allowed, true);
  });

  it('SubjectAccessReview asks for others, which not everybody may', async () => {
    const log = inReviews('get', 'pods', { subresource: 'log' });
    assert.equal(statusOf(await review(admin, 'SubjectAccessReview', { user: account, ...log })).allowed, true);
    assert.deepEqual(statusOf(await review(admin, 'SubjectAccessReview', { user: 'nobody', ...log })), {
      allowed: false,
    });
    const masters = { user: 'nobody', groups: ['system:masters'], ...inReviews('delete', 'nodes') };
    assert.equal(statusOf(await review(admin, 'SubjectAccessReview', masters)).allowed, true);
    const refused = await review(robot, 'SubjectAccessReview', { user: 'nobody', ...log });
    assert.deepEqual(
      [refused.code, refused.message],
      [
        403,
        `subjectaccessreviews.authorization.k8s.io is forbidden: User "${account}" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope`,
      ],
    );
  });

  it('LocalSubjectAccessReview asks for one namespace, its own', async () => {
    const spec = { user: account, ...inReviews('list', 'pods') };
    const lsar = await review(admin, 'LocalSubjectAccessReview', spec);
    assert.equal(statusOf(lsar).allowed, true, lsar.text);
    const elsewhere = await review(admin, 'LocalSubjectAccessReview', {
      user: account,
      resourceAttributes: { namespace: 'default', verb: 'list', resource: 'pods' },
    });
    assert.equal(elsewhere.code, 422);
    assert.match(
      elsewhere.message,
      /spec\.resourceAttributes\.namespace: Invalid value: "default": must match metadata\.namespace$/,
    );
  });

  it('SelfSubjectRulesReview lists the rules of a namespace', async () => {
    const answer = await review(robot, 'SelfSubjectRulesReview', { namespace: 'reviews' });
    const { resourceRules, nonResourceRules, incomplete } = statusOf(answer) as {
      resourceRules: { verbs: string[]; apiGroups: string[]; resources: string[] }[];
      nonResourceRules: { nonResourceURLs: string[] }[];
      incomplete: boolean;
    };
    assert.equal(incomplete, false);
    const pods = resourceRules.find((r) => r.apiGroups.includes('') && r.resources.includes('pods'));
    assert.deepEqual(pods?.verbs, ['get', 'list', 'watch']);
    assert.ok(nonResourceRules.some(({ nonResourceURLs }) => nonResourceURLs.includes('/healthz')));
    const other = statusOf(await review(robot, 'SelfSubjectRulesReview', { namespace: 'default' }));
    assert.ok(!(other.resourceRules as { resources: string[] }[]).some((r) => r.resources.includes('pods')));
    assert.deepEqual([answer.body.metadata, answer.body.spec], [{}, {}]);
    const none = await review(robot, 'SelfSubjectRulesReview', {});
    assert.deepEqual([none.code, none.message], [400, 'no namespace on request']);
  });

  it('SelfSubjectRulesReview says what it leaves out', async () => {
    const kubelet = apiOf(cluster, { ...cluster.admin, as: { user: 'system:node:n', groups: ['system:nodes'] } });
    const ofNode = statusOf(await review(kubelet, 'SelfSubjectRulesReview', { namespace: 'reviews' }));
    kubelet.close();
    assert.deepEqual(
      [ofNode.incomplete, ofNode.evaluationError],
      [true, 'node authorizer does not support user rule resolution'],
    );
    await admin.post('/apis/rbac.authorization.k8s.io/v1/namespaces/reviews/rolebindings', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'lost' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lost' },
      subjects: [{ kind: 'ServiceAccount', name: 'default' }],
    });
    const lost = await until('the binding counts', async () => {
      const status = statusOf(await review(robot, 'SelfSubjectRulesReview', { namespace: 'reviews' }));
      return status.evaluationError !== undefined && status;
    });
    assert.deepEqual(
      [lost.incomplete, lost.evaluationError],
      [false, 'role.rbac.authorization.k8s.io "lost" not found'],
    );
    await admin.delete('/apis/rbac.authorization.k8s.io/v1/namespaces/reviews/rolebindings/lost');
  });

  it('an access review answers although its selector cannot be read, and says so', async () => {
    const asked = (selectors: object): object => inReviews('list', 'pods', selectors);
    const raw = await review(robot, 'SelfSubjectAccessReview', asked({ fieldSelector: { rawSelector: 'a' } }));
    assert.equal(
      statusOf(raw).evaluationError,
      'spec.resourceAttributes.fieldSelector ignored due to parse error',
      raw.text,
    );
    const requirements = [
      { key: 'a', operator: 'In', values: ['b'] },
      { key: 'a', operator: 'Later' },
    ];
    const some = await review(robot, 'SelfSubjectAccessReview', asked({ labelSelector: { requirements } }));
    assert.equal(
      statusOf(some).evaluationError,
      'spec.resourceAttributes.labelSelector partially ignored due to parse error',
    );
  });

  it('what an access review is narrowed to counts', async () => {
    const kubelet = { user: 'system:node:n', groups: ['system:nodes'] };
    const list = (more: object = {}): object => ({ resourceAttributes: { verb: 'list', resource: 'pods', ...more } });
    const all = statusOf(await review(admin, 'SubjectAccessReview', { ...kubelet, ...list() }));
    assert.deepEqual(all, { allowed: false, reason: 'can only list/watch pods with spec.nodeName field selector' });
    const requirements = [{ key: 'spec.nodeName', operator: 'In', values: ['n'] }];
    for (const fieldSelector of [{ rawSelector: 'spec.nodeName=n' }, { requirements }]) {
      const own = await review(admin, 'SubjectAccessReview', { ...kubelet, ...list({ fieldSelector }) });
      assert.deepEqual(statusOf(own), { allowed: true }, own.text);
    }
  });

  it('a review tells who wrote its fields, as all objects do', async () => {
    const { body } = await review(robot, 'SelfSubjectAccessReview', inReviews('list', 'pods'));
    const [entry] = body.metadata.managedFields ?? [];
    assert.deepEqual([entry?.operation, entry?.apiVersion], ['Update', 'authorization.k8s.io/v1']);
    assert.deepEqual(entry?.fieldsV1, {
      'f:spec': { 'f:resourceAttributes': { '.': {}, 'f:namespace': {}, 'f:resource': {}, 'f:verb': {} } },
    });
  });

  it('TokenReview says whose a token is, for which audiences, or what is wrong with it', async () => {
    const good = statusOf(await review(admin, 'TokenReview', { token }));
    assert.equal(good.authenticated, true);
    assert.equal((good.user as { username: string }).username, account);
    assert.ok((good.user as { groups: string[] }).groups.includes('system:authenticated'));
    const issuer = 'https://kubernetes.default.svc.cluster.local';
    const asked = statusOf(await review(admin, 'TokenReview', { token, audiences: ['other', issuer] }));
    assert.deepEqual([asked.authenticated, asked.audiences], [true, [issuer]]);
    const wrong = statusOf(await review(admin, 'TokenReview', { token, audiences: ['other'] }));
    assert.equal(wrong.authenticated, undefined);
    assert.equal(
      wrong.error,
      `[invalid bearer token, token audiences ["${issuer}"] is invalid for the target audiences ["other"]]`,
    );
    const junk = statusOf(await review(admin, 'TokenReview', { token: 'junk' }));
    assert.deepEqual([junk.authenticated, junk.user], [undefined, {}]);
    assert.equal(junk.error, 'invalid bearer token');
    const cutOut = statusOf(await review(admin, 'TokenReview', { token: `${token} more\n` }));
    assert.equal(cutOut.authenticated, true);
    assert.deepEqual(statusOf(await review(admin, 'TokenReview', { token: ` ${token}` })), {
      authenticated: true,
      user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
      audiences: [issuer],
    });
    const none = await review(admin, 'TokenReview', {});
    assert.deepEqual([none.code, none.message], [400, 'token is required for TokenReview in authentication']);
  });

  it('without attributes are refused with the fields that lack', async () => {
    const { code, body } = await review(robot, 'SelfSubjectAccessReview', {});
    assert.equal(code, 422);
    assert.match(body.message ?? '', /exactly one of nonResourceAttributes or resourceAttributes must be specified/);
    const both = { ...inReviews('get', 'pods'), nonResourceAttributes: { verb: 'get', path: '/' } };
    const refused = await review(robot, 'SelfSubjectAccessReview', both);
    assert.equal(refused.code, 422);
    assert.match(
      refused.message,
      /spec\.nonResourceAttributes: Invalid value: .*: cannot be specified in combination with resourceAttributes$/,
    );
  });
});
