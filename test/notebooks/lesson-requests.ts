/** The requests that each lesson's text speaks of, as the audit log has to show them. */

/** One request. What is left out is not looked at, save the user: that is the administrator. */
export interface ExpectedRequest {
  verb: string;
  /** `pods`, `pods/exec`, `deployments`; left out for a path. */
  resource?: string;
  /** The path of a request for no resource. */
  path?: string;
  namespace?: string;
  name?: string;
  /** A user name, or `nobody` for a request whose credential was refused. */
  user?: string;
  /** Whom it acts as. */
  as?: string;
  code: number;
}

const anonymous = 'system:anonymous';
const account = (name: string, namespace = 'default'): string => `system:serviceaccount:${namespace}:${name}`;
const csr = 'certificatesigningrequests';
const whoami = 'selfsubjectreviews';

/** By the id of a lesson. */
export const lessonRequests: Record<string, ExpectedRequest[]> = {
  'start-here': [
    { verb: 'list', resource: 'pods', namespace: 'kube-system', code: 200 },
    // through the proxy as its user, directly as nobody
    { verb: 'list', resource: 'namespaces', code: 200 },
    { verb: 'list', resource: 'namespaces', user: anonymous, code: 403 },
    // a junk token; basic auth is the 403 above once more
    { verb: 'list', resource: 'namespaces', user: 'nobody', code: 401 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'default', name: 'default', code: 201 },
    { verb: 'get', path: '/api', user: anonymous, code: 403 },
  ],
  'client-certificates': [
    { verb: 'get', path: '/api', code: 200 },
    { verb: 'create', resource: whoami, code: 201 },
    { verb: 'get', path: '/api', user: anonymous, code: 403 },
    { verb: 'get', path: '/api', user: 'nobody', code: 401 },
    // the thief, with the token that he was handed
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'create', resource: csr, name: 'lesson-jane', code: 201 },
    { verb: 'update', resource: `${csr}/approval`, name: 'lesson-jane', code: 200 },
    { verb: 'watch', resource: csr, code: 200 },
    { verb: 'create', resource: whoami, user: 'jane', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'jane', code: 403 },
    { verb: 'create', resource: csr, code: 403 },
    { verb: 'delete', resource: csr, name: 'lesson-jane', code: 200 },
  ],
  'service-account-tokens': [
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'list', resource: 'serviceaccounts', code: 200 },
    { verb: 'create', resource: 'secrets', namespace: 'lesson-tokens', name: 'robot-token', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'lesson-tokens', name: 'robot', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'lesson-tokens', name: 'robot', code: 422 },
    { verb: 'get', path: '/openid/v1/jwks', code: 200 },
    { verb: 'get', path: '/api', user: 'nobody', code: 401 },
    { verb: 'create', resource: 'pods', namespace: 'default', name: 'my-bash', code: 201 },
    { verb: 'get', resource: 'pods/exec', namespace: 'default', name: 'my-bash', code: 101 },
    // the chapter's calls from inside the pod; the first ends before there is a request
    { verb: 'list', resource: 'pods', namespace: 'default', user: anonymous, code: 403 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'nobody', code: 401 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: account('default'), code: 403 },
    { verb: 'create', resource: whoami, user: account('ci', 'lesson-tokens'), code: 201 },
    { verb: 'delete', resource: 'secrets', namespace: 'lesson-tokens', name: 'ci-lease', code: 200 },
    { verb: 'delete', resource: 'serviceaccounts', namespace: 'lesson-tokens', name: 'ci', code: 200 },
    { verb: 'create', resource: whoami, user: 'nobody', code: 401 },
    { verb: 'delete', resource: 'namespaces', name: 'lesson-tokens', code: 200 },
  ],
  rbac: [
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'nobody', code: 401 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: account('default'), code: 403 },
    { verb: 'create', resource: 'rolebindings', namespace: 'default', name: 'defaultSA-view', code: 201 },
    // the fifth call
    { verb: 'list', resource: 'pods', namespace: 'default', user: account('default'), code: 200 },
    { verb: 'list', resource: 'pods', namespace: 'kube-system', user: account('default'), code: 403 },
    { verb: 'list', resource: 'secrets', namespace: 'default', user: account('default'), code: 403 },
    { verb: 'get', resource: 'configmaps', name: 'settings', user: account('reader', 'lesson-rbac'), code: 200 },
    { verb: 'get', resource: 'configmaps', name: 'private', user: account('reader', 'lesson-rbac'), code: 403 },
    { verb: 'list', resource: 'configmaps', user: account('reader', 'lesson-rbac'), code: 403 },
    { verb: 'list', resource: 'configmaps', user: account('reader', 'lesson-rbac'), code: 200 },
    { verb: 'create', resource: 'selfsubjectaccessreviews', user: account('default'), code: 201 },
    { verb: 'create', resource: 'clusterroles', name: 'lesson-gadgets-view', code: 201 },
    { verb: 'create', resource: 'roles', namespace: 'lesson-rbac', as: 'eve', code: 403 },
    { verb: 'create', resource: 'roles', namespace: 'lesson-rbac', as: 'eve', code: 201 },
    { verb: 'create', resource: whoami, as: 'jane', code: 201 },
    { verb: 'create', resource: 'selfsubjectrulesreviews', user: account('reader', 'lesson-rbac'), code: 201 },
    { verb: 'delete', resource: 'rolebindings', namespace: 'default', name: 'defaultSA-view', code: 200 },
  ],
  activity: [
    { verb: 'create', resource: 'namespaces', name: 'activity-example', code: 201 },
    { verb: 'create', resource: 'serviceaccounts', namespace: 'activity-example', name: 'activity-sa', code: 201 },
    {
      verb: 'create',
      resource: 'rolebindings',
      namespace: 'activity-example',
      name: 'activity-sa-clusteradmin',
      code: 201,
    },
    {
      verb: 'create',
      resource: 'deployments',
      namespace: 'activity-example',
      user: account('activity-sa', 'activity-example'),
      code: 201,
    },
    {
      verb: 'list',
      resource: 'pods',
      namespace: 'activity-example',
      user: account('activity-sa', 'activity-example'),
      code: 200,
    },
    {
      verb: 'delete',
      resource: 'namespaces',
      name: 'activity-example',
      user: account('activity-sa', 'activity-example'),
      code: 200,
    },
    // and the token went with the account
    { verb: 'create', resource: whoami, user: 'nobody', code: 401 },
  ],
  'authenticating-proxy': [
    { verb: 'create', resource: whoami, user: 'alice', code: 201 },
    {
      verb: 'get',
      resource: 'configmaps',
      namespace: 'kube-system',
      name: 'extension-apiserver-authentication',
      code: 200,
    },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'alice', code: 403 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'alice', code: 200 },
    // the same headers from others
    { verb: 'create', resource: whoami, user: anonymous, code: 403 },
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'create', resource: whoami, code: 201 },
    // the proxy's certificate without headers
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'nobody', code: 401 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'carol', code: 403 },
    { verb: 'list', resource: 'secrets', user: 'mallory', code: 200 },
  ],
};
