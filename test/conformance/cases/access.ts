/** Cases about who is asking and what they may. */
import type { Case } from '../case.js';

const pods = '/api/v1/namespaces/NS/pods';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/NS';
const reviews = '/apis/authorization.k8s.io/v1';
const robot = 'system:serviceaccount:NS:robot';
const bind = (name: string, kind: string, role: string, subject: object): object => ({
  metadata: { name },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
  subjects: [subject],
});

export const authentication: readonly Case[] = [
  {
    name: 'a request without a credential is anonymous',
    as: 'anonymous',
    path: pods,
    expect: {
      status: 403,
      reason: 'Forbidden',
      message:
        'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "NS"',
    },
  },
  {
    name: 'anonymous users read the version',
    as: 'anonymous',
    path: '/version',
    expect: { status: 200, fields: { major: '1' } },
  },
  {
    name: 'a token that is none is refused, and nobody says why',
    as: 'anonymous',
    path: pods,
    headers: { authorization: 'Bearer junk' },
    expect: { status: 401, reason: 'Unauthorized', message: 'Unauthorized' },
  },
  {
    name: 'a scheme that is not served is no credential',
    as: 'anonymous',
    path: pods,
    headers: { authorization: 'Digest abc' },
    expect: { status: 403, reason: 'Forbidden' },
  },
  {
    name: 'an account is told who it is',
    as: 'robot',
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: {},
    expect: {
      status: 201,
      fields: {
        'status.userInfo.username': robot,
        'status.userInfo.groups': ['system:serviceaccounts', 'system:serviceaccounts:NS', 'system:authenticated'],
      },
    },
  },
  {
    name: 'whom the administrator acts as',
    as: { user: 'jane', groups: ['developers'] },
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
    body: {},
    expect: {
      status: 201,
      fields: { 'status.userInfo.username': 'jane', 'status.userInfo.groups': ['developers', 'system:authenticated'] },
    },
  },
  {
    name: 'an account may not act as another',
    as: 'robot',
    path: pods,
    headers: { 'Impersonate-User': 'jane' },
    expect: {
      status: 403,
      message: `pods is forbidden: User "${robot}" cannot impersonate-on:user-info:list resource "pods" in API group "" in the namespace "NS"`,
    },
  },
  {
    name: 'a token for another audience is refused as one',
    method: 'POST',
    path: '/apis/authentication.k8s.io/v1/tokenreviews',
    body: { spec: { token: 'junk' } },
    expect: { status: 201, fields: { 'status.authenticated': undefined, 'status.user': {} } },
  },
];

export const authorization: readonly Case[] = [
  {
    name: 'a right that nobody gave',
    as: 'robot',
    method: 'DELETE',
    path: `${pods}/one`,
    expect: {
      status: 403,
      message: `pods "one" is forbidden: User "${robot}" cannot delete resource "pods" in API group "" in the namespace "NS"`,
      fields: { 'details.kind': 'pods', 'details.name': 'one', code: 403 },
    },
  },
  {
    name: 'a sub-resource is named in the refusal',
    as: 'robot',
    path: `${pods}/one/log`,
    expect: { status: 403, message: /cannot get resource "pods\/log" in API group ""/ },
  },
  {
    name: 'a path that is no resource',
    as: 'robot',
    path: '/metrics',
    expect: { status: 403, message: `forbidden: User "${robot}" cannot get path "/metrics"` },
  },
  {
    name: 'refusal comes before not found',
    as: 'robot',
    path: '/apis/example.com/v1/namespaces/NS/gadgets',
    expect: { status: 403, message: /cannot list resource "gadgets" in API group "example.com"/ },
  },
  {
    name: 'the role view is bound to the account',
    method: 'POST',
    path: `${rbac}/rolebindings`,
    body: bind('robot-view', 'ClusterRole', 'view', { kind: 'ServiceAccount', name: 'robot', namespace: 'NS' }),
    expect: { status: 201, fields: { 'roleRef.name': 'view', 'subjects.0.namespace': 'NS' } },
  },
  {
    name: 'and the account lists pods',
    as: 'robot',
    path: pods,
    eventually: true,
    expect: { status: 200, fields: { kind: 'PodList', apiVersion: 'v1' } },
  },
  {
    name: 'but no Secrets',
    as: 'robot',
    path: '/api/v1/namespaces/NS/secrets',
    expect: { status: 403 },
  },
  {
    name: 'and not in another namespace',
    as: 'robot',
    path: '/api/v1/namespaces/kube-system/pods',
    expect: { status: 403, message: /in the namespace "kube-system"$/ },
  },
  {
    name: 'an access review says yes, and why',
    as: 'robot',
    method: 'POST',
    path: `${reviews}/selfsubjectaccessreviews`,
    body: { spec: { resourceAttributes: { namespace: 'NS', verb: 'list', resource: 'pods' } } },
    expect: {
      status: 201,
      fields: {
        'status.allowed': true,
        'status.reason': `RBAC: allowed by RoleBinding "robot-view/NS" of ClusterRole "view" to ServiceAccount "robot/NS"`,
      },
    },
  },
  {
    name: 'an access review about a stranger says no',
    method: 'POST',
    path: `${reviews}/subjectaccessreviews`,
    body: { spec: { user: 'stranger', resourceAttributes: { namespace: 'NS', verb: 'list', resource: 'pods' } } },
    expect: { status: 201, fields: { 'status.allowed': false } },
  },
  {
    name: 'an access review wants something to review',
    method: 'POST',
    path: `${reviews}/selfsubjectaccessreviews`,
    body: { spec: {} },
    expect: { status: 422, message: /exactly one of nonResourceAttributes or resourceAttributes must be specified/ },
  },
  {
    name: 'the role of a binding stays',
    method: 'PATCH',
    path: `${rbac}/rolebindings/robot-view`,
    headers: { 'content-type': 'application/merge-patch+json' },
    body: { roleRef: { name: 'edit' } },
    expect: { status: 422, reason: 'Invalid', message: /cannot change roleRef/ },
  },
  {
    name: 'nobody gives more than they hold',
    as: { user: 'eve' },
    method: 'POST',
    path: `${rbac}/rolebindings`,
    body: bind('mine', 'ClusterRole', 'cluster-admin', { kind: 'User', name: 'eve' }),
    expect: { status: 403 },
  },
  {
    name: 'a role in a namespace has no other paths',
    method: 'POST',
    path: `${rbac}/roles`,
    body: { metadata: { name: 'paths' }, rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
    expect: { status: 422, message: /namespaced rules cannot apply to non-resource URLs/ },
  },
  {
    name: 'a rule has verbs',
    method: 'POST',
    path: `${rbac}/roles`,
    body: { metadata: { name: 'verbless' }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: [] }] },
    expect: { status: 422, fields: { 'details.causes.0.field': 'rules[0].verbs' } },
  },
  {
    name: 'the binding is taken away',
    method: 'DELETE',
    path: `${rbac}/rolebindings/robot-view`,
    expect: { status: 200, fields: { status: 'Success', 'details.name': 'robot-view' } },
  },
  { name: 'and the right with it', as: 'robot', path: pods, eventually: true, expect: { status: 403 } },
];
