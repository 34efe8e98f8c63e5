/** The stages that ask whether the user may, and whether somebody may act as another. */
import assert from 'node:assert/strict';
import type { Authorizer } from '../../../src/cluster/authorization/authorizer.js';
import type { ApiRequest, ApiResponse } from '../../../src/cluster/chain/handler.js';
import { withAuthorization } from '../../../src/cluster/chain/with-authorization.js';
import { withImpersonation } from '../../../src/cluster/chain/with-impersonation.js';
import type { AccessAttributes } from '../../../src/kube/rbac.js';
import { isApiError } from '../../../src/kube/status.js';
import { apiRequest } from '../../helpers/api-request.js';

const pods = '/api/v1/namespaces/lab/pods/web';
const answer: ApiResponse = { status: 200, headers: {}, body: '' };
const jane = { username: 'jane', groups: ['dev'] };
const allow: Authorizer = () => ({ outcome: 'allow', reason: '' });

/** A next stage that keeps what came to it. */
function last(): { next: (request: ApiRequest) => ApiResponse; came: ApiRequest[] } {
  const came: ApiRequest[] = [];
  return {
    came,
    next: (request) => {
      came.push(request);
      return answer;
    },
  };
}

describe('the authorization stage', () => {
  const nothing = () => assert.fail('a request that is allowed has no near miss');

  it('lets an allowed request through, and notes why', () => {
    for (const [reason, detail] of [
      ['RBAC: allowed by role r', 'RBAC: allowed by role r'],
      ['', 'Members of system:masters may do everything.'],
    ]) {
      const { next, came } = last();
      const request = apiRequest('GET', pods, { user: jane });
      const authorize: Authorizer = () => ({ outcome: 'allow', reason: reason ?? '' });
      assert.equal(withAuthorization({ authorize, explain: nothing }, next)(request), answer);
      assert.deepEqual(came, [request]);
      assert.deepEqual(request.reached, ['authorization']);
      assert.deepEqual(request.findings, [{ stage: 'authorization', outcome: 'passed', detail }]);
      assert.deepEqual(request.audit.annotations, {
        'authorization.k8s.io/decision': 'allow',
        'authorization.k8s.io/reason': reason,
      });
    }
  });

  it('asks about user, verb and object, and refuses with the reason and the nearest miss', () => {
    const asked: AccessAttributes[] = [];
    const explained: AccessAttributes[] = [];
    const request = apiRequest('GET', pods, { user: jane });
    const stage = withAuthorization(
      {
        authorize: (attributes) => {
          asked.push(attributes);
          return { outcome: 'no opinion', reason: 'no role' };
        },
        explain: (attributes) => {
          explained.push(attributes);
          return { detail: 'a role is near', remedy: 'bind it' } as never;
        },
      },
      () => assert.fail('refused'),
    );
    assert.throws(
      () => stage(request),
      (error) => {
        assert.ok(isApiError(error, 'Forbidden'));
        assert.equal(
          error.message,
          'pods "web" is forbidden: User "jane" cannot get resource "pods" in API group "" in the namespace "lab": no role',
        );
        assert.deepEqual(error.headers, { 'x-content-type-options': 'nosniff' });
        return error.code === 403;
      },
    );
    const { path: _, ...attributes } = asked[0] ?? assert.fail();
    assert.deepEqual(attributes, {
      user: jane,
      verb: 'get',
      isResourceRequest: true,
      namespace: 'lab',
      apiGroup: '',
      apiVersion: 'v1',
      resource: 'pods',
      subresource: '',
      name: 'web',
      fieldSelector: undefined,
    });
    assert.deepEqual(explained, asked);
    assert.deepEqual(request.findings, [
      { stage: 'authorization', outcome: 'refused', detail: 'a role is near', remedy: 'bind it' },
    ]);
    assert.deepEqual(request.audit.annotations, {
      'authorization.k8s.io/decision': 'forbid',
      'authorization.k8s.io/reason': 'no role',
    });
  });

  it('refuses with the sentence alone where nobody gave a reason, and also what was denied', () => {
    const explain = () => ({ detail: '', remedy: '' }) as never;
    for (const outcome of ['no opinion', 'deny'] as const) {
      const stage = withAuthorization({ authorize: () => ({ outcome, reason: '' }), explain }, () => answer);
      assert.throws(() => stage(apiRequest('GET', '/metrics', { user: jane })), {
        message: 'forbidden: User "jane" cannot get path "/metrics"',
      });
    }
  });
});

describe('the impersonation stage', () => {
  const as = (headers: ApiRequest['headers']): ApiRequest =>
    apiRequest('GET', '/api/v1/namespaces/lab/pods/web', { user: jane, headers: { accept: 'a', ...headers } });

  it('lets a request go on as it is that does not ask for another user', () => {
    const { next, came } = last();
    const request = as({ 'x-impersonate-user': 'bob', 'not-impersonate-': 'x' });
    const { headers } = request;
    const never: Authorizer = () => assert.fail('nobody is to be asked');
    assert.equal(withImpersonation(never, next)(request), answer);
    assert.deepEqual([came[0]?.user, came[0]?.headers === headers, came[0]?.findings], [jane, true, []]);
    assert.equal(came[0]?.impersonator, undefined);
    const empty = as({ 'impersonate-user': '' });
    withImpersonation(never, next)(empty);
    assert.deepEqual([empty.user, empty.headers['impersonate-user'], empty.findings], [jane, '', []]);
  });

  it('goes on as the other, keeps the caller, and takes the headers away', () => {
    const { next, came } = last();
    const request = as({ 'impersonate-user': 'bob', 'impersonate-group': 'ops' });
    withImpersonation(allow, next)(request);
    const bob = { username: 'bob', groups: ['ops', 'system:authenticated'] };
    assert.deepEqual([came[0]?.user, came[0]?.impersonator, came[0]?.headers], [bob, jane, { accept: 'a' }]);
    assert.equal(request.audit.impersonationConstraint, 'impersonate:user-info');
    assert.deepEqual(request.findings, [
      {
        stage: 'authentication',
        outcome: 'passed',
        detail: 'jane acts as bob, in the groups ops, system:authenticated.',
      },
    ]);
  });

  it('names no constraint when the old verb allowed it', () => {
    const old: Authorizer = ({ verb }) => ({ outcome: verb === 'impersonate' ? 'allow' : 'no opinion', reason: '' });
    const { next, came } = last();
    withImpersonation(old, next)(as({ 'impersonate-user': 'bob' }));
    assert.equal(came[0]?.user?.username, 'bob');
    assert.ok(!('impersonationConstraint' in (came[0]?.audit ?? {})));
  });

  it('refuses with a finding that says who may not act as whom, and what would help', () => {
    const deny: Authorizer = () => ({ outcome: 'no opinion', reason: 'no role' });
    const request = as({ 'impersonate-user': 'bob' });
    assert.throws(() => withImpersonation(deny, () => assert.fail('refused'))(request), { code: 403 });
    const [finding, ...others] = request.findings;
    assert.deepEqual(others, []);
    assert.deepEqual([finding?.stage, finding?.outcome], ['authorization', 'refused']);
    assert.match(
      finding?.detail ?? '',
      /^jane may not act as bob: pods "web" is forbidden: User "jane" cannot impersonate-on:/,
    );
    assert.match(
      finding?.remedy ?? '',
      /^Give jane the verb "impersonate" on users, groups or serviceaccounts, or the/,
    );
    assert.deepEqual([request.user, request.headers['impersonate-user']], [jane, 'bob']);
  });

  it('passes a fault of its own on, without a finding', () => {
    const broken: Authorizer = () => {
      throw new Error('inside');
    };
    const request = as({ 'impersonate-user': 'bob' });
    assert.throws(() => withImpersonation(broken, () => answer)(request), { message: 'inside' });
    assert.deepEqual(request.findings, []);
    const nameless = as({ 'impersonate-uid': 'u' });
    assert.throws(() => withImpersonation(allow, () => answer)(nameless), { code: 400 });
  });

  it('tries the way that was allowed last first, for each caller', () => {
    const verbs: string[] = [];
    const old: Authorizer = ({ verb }) => {
      verbs.push(verb);
      return { outcome: verb === 'impersonate' ? 'allow' : 'no opinion', reason: '' };
    };
    const stage = withImpersonation(old, () => answer);
    for (let i = 0; i < 2; i++) stage(as({ 'impersonate-user': 'bob' }));
    assert.deepEqual(verbs, ['impersonate-on:user-info:get', 'impersonate', 'impersonate']);
    stage({ ...as({ 'impersonate-user': 'bob' }), user: { username: 'joe', groups: [] } });
    assert.deepEqual(verbs.slice(3), ['impersonate-on:user-info:get', 'impersonate']);
  });
});
