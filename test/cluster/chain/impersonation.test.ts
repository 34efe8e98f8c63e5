import assert from 'node:assert/strict';
import { createAuthorization } from '../../../src/cluster/authorization/authorization.js';
import { RbacIndex } from '../../../src/cluster/authorization/rbac-index.js';
import type { Headers } from '../../../src/cluster/chain/handler.js';
import {
  asksForImpersonation,
  type Impersonated,
  impersonate,
  type LastModes,
  wantedUser,
  withoutImpersonation,
} from '../../../src/cluster/chain/impersonation.js';
import type { PolicyRule } from '../../../src/kube/rbac.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import { ApiError } from '../../../src/kube/status.js';
import type { UserInfo } from '../../../src/kube/user.js';

const deputy: UserInfo = { username: 'deputy', groups: ['system:authenticated'] };
const root: UserInfo = { username: 'root', groups: ['system:masters', 'system:authenticated'] };

/** What comes of it when `caller`, who has these rules, sends these headers with a list of pods. */
function act(
  headers: Headers,
  rules: PolicyRule[] = [],
  caller: UserInfo = deputy,
  last: LastModes = new Map(),
): Impersonated | string {
  const index = new RbacIndex();
  index.set({ apiVersion: 'v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules });
  index.set({
    apiVersion: 'v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'b' },
    roleRef: { apiGroup: '', kind: 'ClusterRole', name: 'r' },
    subjects: [{ kind: 'User', name: caller.username }],
  });
  const { authorize } = createAuthorization(index, { podsOnNode: () => [], all: () => [] });
  try {
    const wanted = wantedUser(headers);
    if (!wanted) return 'nobody';
    const info = requestInfo('GET', '/api/v1/namespaces/lab/pods');
    return impersonate(authorize, wanted, { user: caller, ...info }, last);
  } catch (error) {
    assert.ok(error instanceof ApiError);
    return `${error.code} ${error.message}`;
  }
}

const rule = (group: string, resource: string, verb: string, ...names: string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [resource],
  verbs: [verb],
  ...(names.length ? { resourceNames: names } : {}),
});
const authn = 'authentication.k8s.io';

describe('impersonation', () => {
  it('is not asked for without its headers, and needs a user with any of them', () => {
    assert.equal(act({}), 'nobody');
    assert.equal(
      act({ 'impersonate-group': ['developers', 'qa'] }),
      '400 requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"developers", "qa"}, Extra:map[string][]string(nil)} without impersonating a user name',
    );
    assert.match(
      `${act({ 'impersonate-extra-scopes': 'a' })}`,
      /^400 .*Extra:map\[string\]\[\]string\{"scopes":\[\]string\{"a"\}\}/,
    );
  });

  it('gives the user with the groups that belong to it', () => {
    const user = (headers: Headers): unknown => {
      const found = act(headers, [], root);
      return typeof found === 'string' ? found : found.user;
    };
    assert.deepEqual(user({ 'impersonate-user': 'jane' }), { username: 'jane', groups: ['system:authenticated'] });
    assert.deepEqual(user({ 'impersonate-user': 'jane', 'impersonate-group': 'developers', 'impersonate-uid': 'u1' }), {
      username: 'jane',
      uid: 'u1',
      groups: ['developers', 'system:authenticated'],
    });
    assert.deepEqual(user({ 'impersonate-user': 'system:serviceaccount:lab:robot' }), {
      username: 'system:serviceaccount:lab:robot',
      groups: ['system:serviceaccounts', 'system:serviceaccounts:lab', 'system:authenticated'],
    });
    assert.deepEqual(user({ 'impersonate-user': 'system:anonymous' }), {
      username: 'system:anonymous',
      groups: ['system:unauthenticated'],
    });
    assert.deepEqual(user({ 'impersonate-user': 'system:node:n1' }), {
      username: 'system:node:n1',
      groups: ['system:nodes', 'system:authenticated'],
    });
    assert.deepEqual(user({ 'impersonate-user': 'jane', 'impersonate-extra-acme.io%2fscopes': ['a', 'b'] }), {
      username: 'jane',
      groups: ['system:authenticated'],
      extra: { 'acme.io/scopes': ['a', 'b'] },
    });
  });

  it('is refused in the words of the narrow way when nothing allows it', () => {
    assert.equal(
      act({ 'impersonate-user': 'jane' }),
      '403 pods is forbidden: User "deputy" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "lab"',
    );
    assert.match(
      `${act({ 'impersonate-user': 'system:serviceaccount:lab:robot' })}`,
      /impersonate-on:serviceaccount:list/,
    );
    assert.match(`${act({ 'impersonate-user': 'system:node:n1' })}`, /impersonate-on:arbitrary-node:list/);
  });

  it('needs both halves of the narrow way, and tells which allowed it', () => {
    const on = rule('', 'pods', 'impersonate-on:user-info:list');
    const as = rule(authn, 'users', 'impersonate:user-info', 'jane');
    const jane = { 'impersonate-user': 'jane' };
    assert.deepEqual(act(jane, [on, as]), {
      user: { username: 'jane', groups: ['system:authenticated'] },
      constraint: 'impersonate:user-info',
    });
    assert.match(`${act(jane, [as])}`, /cannot impersonate-on:user-info:list/);
    assert.match(
      `${act(jane, [on])}`,
      /^403 users.authentication.k8s.io "jane" is forbidden: .* cannot impersonate:user-info resource "users"/,
    );
    assert.match(`${act({ 'impersonate-user': 'joe' }, [on, as])}`, /^403 users.authentication.k8s.io "joe"/);
    assert.match(
      `${act({ ...jane, 'impersonate-group': 'ops' }, [on, as])}`,
      /^403 groups.authentication.k8s.io "ops"/,
    );
  });

  it('is allowed by the old verb too, for every part that is asked for', () => {
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': 'ops', 'impersonate-extra-scopes': 'a' };
    const rules = [rule('', 'users', 'impersonate', 'jane'), rule('', 'groups', 'impersonate', 'ops')];
    assert.match(`${act(headers, rules)}`, /^403/);
    assert.deepEqual(act(headers, [...rules, rule(authn, 'userextras/scopes', 'impersonate', 'a')]), {
      user: { username: 'jane', groups: ['ops', 'system:authenticated'], extra: { scopes: ['a'] } },
    });
  });

  it('of system:masters is left to the old verb', () => {
    const headers = { 'impersonate-user': 'jane', 'impersonate-group': 'system:masters' };
    const narrow = [rule('', 'pods', 'impersonate-on:user-info:list'), rule(authn, '*', 'impersonate:user-info')];
    assert.match(
      `${act(headers, narrow)}`,
      /^403 groups.authentication.k8s.io "system:masters" is forbidden: .*: impersonating the system:masters group is not allowed$/,
    );
    assert.deepEqual(act(headers, [rule('', '*', 'impersonate')]), {
      user: { username: 'jane', groups: ['system:masters', 'system:authenticated'] },
    });
  });

  it('of groups, and of extra whose key is no domain and path, is left to the old verb', () => {
    const narrow = [rule('', 'pods', 'impersonate-on:user-info:list'), rule(authn, '*', 'impersonate:user-info')];
    const said = (name: string, values: string | string[] = 'a'): string =>
      String(act({ 'impersonate-user': 'jane', [`impersonate-extra-${name}`]: values }, narrow));
    const refused = (why: string): string =>
      `403 userextras.authentication.k8s.io is forbidden: User "deputy" cannot impersonate:user-info resource "userextras" in API group "authentication.k8s.io" at the cluster scope: ${why}`;
    const invalid = (key: string, why: string): string =>
      refused(`impersonating an invalid key in extra is not allowed: extra.key: Invalid value: "${key}": ${why}`);
    const noPath = 'must be a domain-prefixed path (such as "acme.io/foo")';
    assert.equal(said(''), refused('impersonating the empty string key in extra is not allowed'));
    assert.equal(said('scopes'), invalid('scopes', noPath));
    assert.equal(said('acme.io%2f'), invalid('acme.io/', noPath));
    assert.equal(said('%2fscopes'), invalid('/scopes', noPath));
    assert.match(said('a_b%2fscopes'), /Invalid value: "a_b": a lowercase RFC 1123 subdomain must consist of/);
    assert.match(said('acme.io%2fa b'), /Invalid value: "a b": Invalid path \(regex used for validation is '/);
    assert.equal(
      said('acme.io%2fscopes', ['a', '']),
      refused('impersonating the empty string value in extra is not allowed'),
    );
    const all = [...narrow, rule(authn, 'userextras/*', 'impersonate:user-info')];
    const allowed = act({ 'impersonate-user': 'jane', 'impersonate-extra-acme.io%2Fa%2Fb': ['x', 'y'] }, all);
    assert.deepEqual(allowed, {
      user: { username: 'jane', groups: ['system:authenticated'], extra: { 'acme.io/a/b': ['x', 'y'] } },
      constraint: 'impersonate:user-info',
    });
    assert.match(
      String(act({ 'impersonate-user': 'jane', 'impersonate-group': ['ops', ''] }, narrow)),
      /^403 groups\.authentication\.k8s\.io is forbidden: .*: impersonating the empty string group is not allowed$/,
    );
  });

  it('of an account or a node may ask for nothing but its name', () => {
    const rules = ['serviceaccount', 'arbitrary-node'].flatMap((mode) => [
      rule('', 'pods', `impersonate-on:${mode}:list`),
      rule(authn, '*', `impersonate:${mode}`),
    ]);
    const names = { account: 'system:serviceaccount:lab:robot', node: 'system:node:n1' };
    for (const user of Object.values(names)) {
      assert.equal(typeof act({ 'impersonate-user': user }, rules), 'object', user);
      for (const more of ['impersonate-uid', 'impersonate-group', 'impersonate-extra-acme.io%2fa']) {
        assert.match(String(act({ 'impersonate-user': user, [more]: 'x' }, rules)), /^403/, `${user} ${more}`);
      }
    }
  });

  it('of its own node is open to an account on that node', () => {
    const agent: UserInfo = {
      username: 'system:serviceaccount:lab:agent',
      groups: [],
      extra: { 'authentication.kubernetes.io/node-name': ['n1'] },
    };
    const rules = [
      rule('', 'pods', 'impersonate-on:associated-node:list'),
      rule(authn, 'nodes', 'impersonate:associated-node', '*'),
      rule(authn, 'groups', 'impersonate:associated-node', 'ops'),
    ];
    const found = act({ 'impersonate-user': 'system:node:n1' }, rules, agent);
    assert.deepEqual(found, {
      user: { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] },
      constraint: 'impersonate:associated-node',
    });
    assert.match(`${act({ 'impersonate-user': 'system:node:n2' }, rules, agent)}`, /^403/);
    const node = { 'impersonate-user': 'system:node:n1' };
    const others: [string, UserInfo, Headers?][] = [
      ['a user with the same extra', { ...agent, username: 'agent' }],
      ['an account on two nodes', { ...agent, extra: { 'authentication.kubernetes.io/node-name': ['n1', 'n2'] } }],
      ['an account on no node', { ...agent, extra: {} }],
      ['an account that asks for groups, too', agent, { ...node, 'impersonate-group': 'ops' }],
    ];
    for (const [who, caller, headers = node] of others) {
      assert.match(`${act(headers, rules, caller)}`, /^403/, who);
    }
  });

  it('is asked for by any header of it, and by no other', () => {
    for (const name of ['impersonate-user', 'impersonate-extra-a', 'impersonate-']) {
      assert.ok(asksForImpersonation({ accept: 'a', [name]: 'x' }), name);
    }
    for (const name of ['x-impersonate-user', 'impersonate', 'not-impersonate-']) {
      assert.ok(!asksForImpersonation({ [name]: 'x' }), name);
    }
    assert.ok(!asksForImpersonation({}));
  });

  it('remembers the ways of ten thousand callers, and then begins again', () => {
    const last: LastModes = new Map();
    for (let i = 0; i < 10_000; i++) last.set(`caller-${i}`, {} as never);
    last.delete('caller-0');
    const jane = { 'impersonate-user': 'jane' };
    act(jane, [], root, last);
    assert.equal(last.size, 10_000);
    act(jane, [], { ...root, username: 'other' }, last);
    assert.deepEqual([...last.keys()], ['other']);
  });

  it('leaves no trace in the headers', () => {
    const headers = { accept: 'a', 'impersonate-user': 'jane', 'impersonate-extra-x': 'y' };
    assert.deepEqual(withoutImpersonation(headers), { accept: 'a' });
  });

  it('the narrow way asks once for many groups, when all are allowed', () => {
    const rules = [
      rule('', 'pods', 'impersonate-on:user-info:list'),
      rule(authn, 'users', 'impersonate:user-info'),
      rule(authn, 'groups', 'impersonate:user-info', '*'),
    ];
    const groups = ['a', 'b', 'c', 'd'];
    assert.equal(typeof act({ 'impersonate-user': 'jane', 'impersonate-group': groups }, rules), 'object');
    assert.match(
      `${act({ 'impersonate-user': 'jane', 'impersonate-group': groups.slice(1) }, rules)}`,
      /^403 groups\.authentication\.k8s\.io "b" is forbidden/,
    );
  });

  it('the narrow way asks once for many values of extra, when all are allowed', () => {
    const rules = [
      rule('', 'pods', 'impersonate-on:user-info:list'),
      rule(authn, 'users', 'impersonate:user-info'),
      rule(authn, 'userextras/*', 'impersonate:user-info', '*'),
    ];
    const act4 = (...values: string[]): Impersonated | string =>
      act({ 'impersonate-user': 'jane', 'impersonate-extra-acme.io%2fscopes': values }, rules);
    assert.equal(typeof act4('a', 'b', 'c', 'd'), 'object');
    assert.match(`${act4('a', 'b', 'c')}`, /^403 userextras\.authentication\.k8s\.io "a" is forbidden/);
  });

  it('the old verb asks for each of many groups and values of extra', () => {
    const rules = [
      rule('', 'users', 'impersonate'),
      rule('', 'groups', 'impersonate', '*'),
      rule(authn, 'userextras/*', 'impersonate', '*'),
    ];
    const many = ['a', 'b', 'c', 'd'];
    const last: LastModes = new Map();
    assert.equal(typeof act({ 'impersonate-user': 'jane' }, rules, deputy, last), 'object');
    const refusal = (more: Headers): string => `${act({ 'impersonate-user': 'jane', ...more }, rules, deputy, last)}`;
    assert.match(
      refusal({ 'impersonate-group': many }),
      /^403 groups "a" is forbidden: .* cannot impersonate resource/,
    );
    assert.match(
      refusal({ 'impersonate-extra-scopes': many }),
      /^403 userextras\.authentication\.k8s\.io "a" is forbidden: .* cannot impersonate resource "userextras\/scopes"/,
    );
  });

  it('adds no group to those of a user who is not authenticated', () => {
    const groups = (name: string, ...given: string[]): unknown => {
      const found = act({ 'impersonate-user': name, 'impersonate-group': given }, [], root);
      return typeof found === 'string' ? found : found.user.groups;
    };
    assert.deepEqual(groups('jane', 'system:unauthenticated'), ['system:unauthenticated']);
    assert.deepEqual(groups('jane', 'system:authenticated', 'ops'), ['system:authenticated', 'ops']);
    assert.deepEqual(groups('system:anonymous', 'ops'), ['ops', 'system:unauthenticated']);
    assert.deepEqual(groups('system:anonymous', 'system:authenticated'), [
      'system:authenticated',
      'system:unauthenticated',
    ]);
  });

  it('a node without a name is a user', () => {
    assert.match(`${act({ 'impersonate-user': 'system:node:' })}`, /cannot impersonate-on:user-info:list/);
  });

  it('a name that no account can have is that of a user', () => {
    assert.equal(
      act({ 'impersonate-user': 'system:serviceaccount:Lab:robot' }),
      '403 pods is forbidden: User "deputy" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "lab"',
    );
  });

  it('the way that was allowed last is tried first, and tells of its refusal', () => {
    const rules = [rule('', 'users', 'impersonate', 'jane')];
    const last: LastModes = new Map();
    const bob = (): unknown => act({ 'impersonate-user': 'bob' }, rules, deputy, last);
    assert.match(`${bob()}`, /cannot impersonate-on:user-info:list resource "pods"/);
    assert.equal(typeof act({ 'impersonate-user': 'jane' }, rules, deputy, last), 'object');
    assert.equal(
      bob(),
      '403 users "bob" is forbidden: User "deputy" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });
});
