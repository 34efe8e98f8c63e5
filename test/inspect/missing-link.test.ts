import assert from 'node:assert/strict';
import { type MissingLink, missingLink } from '../../src/inspect/missing-link.js';
import { type AccessQuestion, waysToAccess } from '../../src/inspect/why.js';
import type { KubeObject } from '../../src/kube/object.js';
import type { PolicyRule, Subject } from '../../src/kube/rbac.js';
import { userOf } from '../../src/kube/user.js';

const role = (name: string, namespace: string | undefined, ...rules: PolicyRule[]): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: namespace ? 'Role' : 'ClusterRole',
  metadata: { name, ...(namespace ? { namespace } : {}) },
  rules,
});
const jane: Subject = { kind: 'User', name: 'jane' };
const bind = (name: string, roleRef: string, namespace?: string, subject: Subject = jane): KubeObject => {
  const [kind, roleName] = roleRef.split('/');
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: namespace ? 'RoleBinding' : 'ClusterRoleBinding',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: roleName },
    subjects: [subject],
  };
};
const rule = (verbs: string, resources: string, ...resourceNames: string[]): PolicyRule => ({
  verbs: verbs.split(','),
  apiGroups: [''],
  resources: resources.split(','),
  ...(resourceNames.length > 0 ? { resourceNames } : {}),
});
const link = (objects: KubeObject[], more: Partial<AccessQuestion> = {}): MissingLink => {
  const question = { user: userOf('jane', []), verb: 'list', resource: 'pods', namespace: 'lab', ...more };
  return missingLink(objects, question, waysToAccess(objects, question));
};
const commands = (objects: KubeObject[], more: Partial<AccessQuestion> = {}): string[] =>
  link(objects, more).commands.map((words) => words.join(' '));

describe('the link that is missing', () => {
  it('is a role of the kind that a binding gives, and that is not there', () => {
    const { text, role: given, binding } = link([bind('b', 'ClusterRole/gone', 'lab')]);
    assert.equal(text, 'RoleBinding b gives a ClusterRole that is not there: gone.');
    assert.deepEqual(given, { kind: 'ClusterRole', name: 'gone', exists: false });
    assert.deepEqual(binding, { kind: 'RoleBinding', name: 'b', exists: true });
    assert.deepEqual(commands([bind('b', 'ClusterRole/gone', 'lab')]), [
      'kubectl create clusterrole gone --verb=list --resource=pods',
    ]);
    const everywhere = link([bind('b', 'ClusterRole/gone')]);
    assert.deepEqual(everywhere.binding, { kind: 'ClusterRoleBinding', name: 'b', exists: true });
    // one of another namespace would help nobody here
    assert.match(link([bind('b', 'Role/gone', 'shop')]).text, /^No role allows just this in lab/);
  });

  it('is a role and a binding for a namespace, or for the whole cluster', () => {
    assert.equal(link([]).text, 'No role allows just this in lab: a role and a binding are missing.');
    assert.equal(
      link([], { namespace: undefined }).text,
      'No role allows just this: a role and a binding are missing.',
    );
    assert.equal(
      link([], { resource: '/metrics' }).text,
      'No role allows just this: a role and a binding are missing.',
    );
    assert.deepEqual(link([]).role, { kind: 'Role', name: 'list-pods', exists: false });
    assert.deepEqual(link([]).binding, { kind: 'RoleBinding', name: 'jane-list-pods', exists: false });
    assert.deepEqual(commands([], { resource: 'deployments/scale', verb: 'get', name: 'web' }), [
      'kubectl create role get-deployments-scale --verb=get --resource=deployments.apps/scale --resource-name=web -n lab',
      'kubectl create rolebinding jane-get-deployments-scale --role=get-deployments-scale --user=jane -n lab',
    ]);
  });

  it('is named after whoever asks, in letters that a name may have', () => {
    const bindingOf = (username: string): string => link([], { user: userOf(username, []) }).binding.name;
    assert.equal(bindingOf('Jane Doe'), 'jane-doe-list-pods');
    assert.equal(bindingOf('system:serviceaccount:lab:robot'), 'robot-list-pods');
    assert.equal(bindingOf('--!--'), 'user-list-pods');
  });

  it('is called by the first name that is free', () => {
    const taken = ['list-pods', 'list-pods-2'].map((name) => role(name, 'lab'));
    assert.equal(link(taken).role.name, 'list-pods-3');
    assert.equal(
      link(['jane-list-pods'].map((name) => bind(name, 'Role/x', 'lab', { kind: 'User', name: 'joe' }))).binding.name,
      'jane-list-pods-2',
    );
    // a ClusterRole is no Role
    assert.equal(link([role('list-pods', undefined)]).role.name, 'list-pods');
  });

  it('is a binding where a role allows it that gives little besides', () => {
    const fits = (...objects: KubeObject[]) => link(objects).role;
    assert.deepEqual(fits(role('r', 'lab', rule('list', 'pods'))), { kind: 'Role', name: 'r', exists: true });
    assert.deepEqual(fits(role('r', undefined, rule('list', 'pods'))), {
      kind: 'ClusterRole',
      name: 'r',
      exists: true,
    });
    for (const wide of [rule('*', 'pods'), rule('list', '*')]) assert.equal(fits(role('r', 'lab', wide)).exists, false);
    const paths = { verbs: ['get', 'post'], nonResourceURLs: ['/a'] };
    assert.equal(
      fits(role('a', 'lab', rule('list', 'pods'), paths), role('b', 'lab', rule('list,get', 'pods'))).name,
      'b',
    );
    assert.equal(
      fits(role('a', 'lab', rule('list', 'pods,nodes,events')), role('b', 'lab', rule('list,get', 'pods'))).name,
      'b',
    );
    // roles of a namespace are none for the whole cluster
    assert.equal(link([role('r', 'lab', rule('list', 'pods'))], { namespace: undefined }).role.exists, false);
  });

  it('is no binding where a list may ask for the one name of a rule', () => {
    const only = [role('only', 'lab', rule('list,watch,get', 'secrets', 'login')), bind('b', 'Role/only', 'lab')];
    const said =
      /^Role only allows it for what is named login, and the request names nothing: ask with fieldSelector metadata\.name=login\. To (\w+) all/;
    for (const verb of ['list', 'watch']) assert.match(link(only, { verb, resource: 'secrets' }).text, said);
    assert.doesNotMatch(link(only, { verb: 'list', resource: 'secrets', name: 'other' }).text, /fieldSelector/);
    assert.doesNotMatch(link(only, { verb: 'delete', resource: 'secrets' }).text, /fieldSelector/);
    assert.doesNotMatch(link(only, { verb: 'list', resource: 'configmaps' }).text, /fieldSelector/);
  });

  it('may be a subject: a binding of this namespace, or of the cluster, is for somebody else of that name', () => {
    const reader = role('reader', undefined, rule('list', 'pods'));
    const group: Subject = { kind: 'Group', name: 'jane' };
    const told = (binding: KubeObject): string => link([reader, binding]).text;
    const end = 'is for the Group jane, and the request comes from the User jane.';
    assert.ok(told(bind('b', 'ClusterRole/reader', 'lab', group)).endsWith(` RoleBinding b ${end}`));
    assert.ok(told(bind('b', 'ClusterRole/reader', undefined, group)).endsWith(` ClusterRoleBinding b ${end}`));
    assert.doesNotMatch(told(bind('b', 'ClusterRole/reader', 'shop', group)), /RoleBinding b/);
    assert.doesNotMatch(told({ ...bind('b', 'ClusterRole/reader', 'lab'), subjects: null }), /RoleBinding b/);
  });

  it('may be a rule more, in a role that lacks nothing else', () => {
    const near = role('near', 'lab', rule('get', 'pods'));
    assert.match(
      link([near, bind('b', 'Role/near', 'lab')]).text,
      / Or the rule is added to Role near, for all to whom it is bound\.$/,
    );
    const other = role('other', 'lab', rule('get', 'nodes'));
    assert.doesNotMatch(link([other, bind('b', 'Role/other', 'lab')]).text, /Or the rule/);
    const elsewhere = role('r', 'shop', rule('list', 'pods'));
    assert.doesNotMatch(link([elsewhere, bind('b', 'Role/r', 'shop')]).text, /Or the rule/);
  });

  it('minds no object of another kind, and no role without rules', () => {
    const odd = { ...role('odd', 'lab'), rules: null };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'lab' } };
    assert.equal(link([odd, pod]).role.exists, false);
  });
});
