/** The requests that each lesson's text speaks of, in the order of its cells, as the audit log has to show them. */

import { type DealtCase, lessonDeal } from '../../src/workshop/deal.js';

/** One request. What is left out is not looked at, save the user: that is the administrator. */
export interface ExpectedRequest {
  verb: string;
  /** `pods`, `pods/exec`, `deployments`; left out for a path. */
  resource?: string;
  /** The path of a request for no resource. */
  path?: string;
  /** Empty for a request across all namespaces. */
  namespace?: string;
  name?: string;
  /** A user name, or `nobody` for a request whose credential was refused. */
  user?: string;
  /** Whom it acts as. */
  as?: string;
  code: number;
  /** How often exactly the lesson sends it, when that is the point: 0 for one that must never reach the server. */
  times?: number;
}

const anonymous = 'system:anonymous';
const account = (name: string, namespace = 'default'): string => `system:serviceaccount:${namespace}:${name}`;
const csr = 'certificatesigningrequests';
const whoami = 'selfsubjectreviews';
const canI = 'selfsubjectaccessreviews';

function startHere(): ExpectedRequest[] {
  return [
    { verb: 'list', resource: 'pods', namespace: 'kube-system', code: 200 },
    // through the proxy as its user, directly as nobody
    { verb: 'list', resource: 'namespaces', code: 200 },
    { verb: 'list', resource: 'namespaces', user: anonymous, code: 403 },
    // without the CA: the handshake ends before there is a request
    { verb: 'get', path: '/version', code: 200, times: 0 },
    // the flags of the API server's pod
    { verb: 'list', resource: 'pods', namespace: 'kube-system', code: 200 },
    // basic auth, then a junk token
    { verb: 'list', resource: 'namespaces', user: anonymous, code: 403 },
    { verb: 'list', resource: 'namespaces', user: 'nobody', code: 401 },
    // a path that is not open to everybody, and the guest's token
    { verb: 'get', path: '/api', user: anonymous, code: 403 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'default', name: 'default', code: 201 },
  ];
}

function clientCertificates(): ExpectedRequest[] {
  return [
    // from the kubeconfig, and with the three things by hand; without the CA none comes
    { verb: 'get', path: '/api', code: 200, times: 2 },
    { verb: 'create', resource: whoami, code: 201 },
    { verb: 'get', path: '/api', user: anonymous, code: 403 },
    { verb: 'get', path: '/api', user: 'nobody', code: 401 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'default', name: 'default', code: 201 },
    // the thief, with the token that he was handed
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'create', resource: csr, name: 'lesson-jane', code: 201 },
    { verb: 'get', resource: csr, name: 'lesson-jane', code: 200 },
    { verb: 'update', resource: `${csr}/approval`, name: 'lesson-jane', code: 200 },
    { verb: 'list', resource: csr, code: 200 },
    { verb: 'create', resource: whoami, user: 'jane', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'jane', code: 403 },
    // for system:masters
    { verb: 'create', resource: csr, code: 403 },
    // the object is gone, the certificate works
    { verb: 'delete', resource: csr, name: 'lesson-jane', code: 200 },
    { verb: 'create', resource: whoami, user: 'jane', code: 201 },
  ];
}

function serviceAccountTokens(): ExpectedRequest[] {
  const namespace = 'lesson-tokens';
  const ci = account('ci', namespace);
  const refusedWhoami: ExpectedRequest = { verb: 'create', resource: whoami, user: 'nobody', code: 401 };
  return [
    { verb: 'create', resource: 'serviceaccounts/token', namespace: 'default', name: 'default', code: 201 },
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'list', resource: 'serviceaccounts', namespace: '', code: 200 },
    // the token Secret: none by itself, one on request
    { verb: 'list', resource: 'secrets', namespace, code: 200 },
    { verb: 'create', resource: 'serviceaccounts', namespace, name: 'robot', code: 201 },
    { verb: 'create', resource: 'secrets', namespace, name: 'robot-token', code: 201 },
    { verb: 'list', resource: 'secrets', namespace, code: 200 },
    // TokenRequest: an hour, too short, for another audience
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'robot', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'robot', code: 422 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'robot', code: 201 },
    { verb: 'get', path: '/api', user: 'nobody', code: 401 },
    { verb: 'get', path: '/openid/v1/jwks', code: 200 },
    // the token with a changed claim
    { verb: 'get', path: '/api', user: 'nobody', code: 401 },
    { verb: 'create', resource: 'pods', namespace: 'default', name: 'my-bash', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', code: 200 },
    { verb: 'get', resource: 'pods', namespace: 'default', name: 'my-bash', code: 200 },
    { verb: 'get', resource: 'pods/exec', namespace: 'default', name: 'my-bash', code: 101 },
    // the chapter's calls from inside the pod; the first ends before there is a request, so one of them is anonymous
    { verb: 'list', resource: 'pods', namespace: 'default', user: anonymous, code: 403, times: 1 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'nobody', code: 401, times: 1 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: account('default'), code: 403, times: 1 },
    // the CI job
    { verb: 'create', resource: 'serviceaccounts', namespace, name: 'ci', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'ci', code: 201 },
    { verb: 'create', resource: whoami, user: ci, code: 201 },
    // a lease, and its end, which leaves the other token alone
    { verb: 'create', resource: 'secrets', namespace, name: 'ci-lease', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'ci', code: 201 },
    { verb: 'create', resource: whoami, user: ci, code: 201 },
    { verb: 'delete', resource: 'secrets', namespace, name: 'ci-lease', code: 200 },
    refusedWhoami,
    { verb: 'create', resource: whoami, user: ci, code: 201 },
    // the account deleted, and made again
    { verb: 'delete', resource: 'serviceaccounts', namespace, name: 'ci', code: 200 },
    refusedWhoami,
    { verb: 'create', resource: 'serviceaccounts', namespace, name: 'ci', code: 201 },
    refusedWhoami,
    // the pod's token ends with the pod
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'delete', resource: 'pods', namespace: 'default', name: 'my-bash', code: 200 },
    refusedWhoami,
    { verb: 'delete', resource: 'namespaces', name: namespace, code: 200 },
  ];
}

function rbac(): ExpectedRequest[] {
  const namespace = 'lesson-rbac';
  const robot = account('default');
  const reader = account('reader', namespace);
  return [
    { verb: 'list', resource: 'pods', namespace: 'default', user: 'nobody', code: 401 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 403 },
    { verb: 'get', resource: 'clusterroles', name: 'view', code: 200 },
    // from inside the pod: the fourth call, the binding, the fifth call
    { verb: 'create', resource: 'pods', namespace: 'default', name: 'my-bash', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 403 },
    { verb: 'create', resource: 'rolebindings', namespace: 'default', name: 'defaultSA-view', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 200 },
    // and from outside
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 200 },
    // a ClusterRole bound in one namespace, then everywhere, then in one again
    { verb: 'list', resource: 'pods', namespace: 'kube-system', user: robot, code: 403 },
    { verb: 'list', resource: 'pods', namespace: '', user: robot, code: 403 },
    { verb: 'patch', resource: 'clusterrolebindings', name: 'lesson-view-everywhere', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'kube-system', user: robot, code: 200 },
    { verb: 'list', resource: 'pods', namespace: '', user: robot, code: 200 },
    { verb: 'delete', resource: 'clusterrolebindings', name: 'lesson-view-everywhere', code: 200 },
    { verb: 'list', resource: 'pods', namespace: '', user: robot, code: 403 },
    { verb: 'list', resource: 'secrets', namespace: 'default', user: robot, code: 403 },
    // resourceNames
    { verb: 'get', resource: 'configmaps', namespace, name: 'settings', user: reader, code: 200 },
    { verb: 'get', resource: 'configmaps', namespace, name: 'private', user: reader, code: 403 },
    { verb: 'list', resource: 'configmaps', namespace, user: reader, code: 403 },
    { verb: 'list', resource: 'configmaps', namespace, user: reader, code: 200 },
    // sub-resources, aggregation
    { verb: 'create', resource: canI, user: robot, code: 201 },
    { verb: 'create', resource: 'clusterroles', name: 'lesson-gadgets-view', code: 201 },
    { verb: 'list', resource: 'clusterroles', code: 200 },
    { verb: 'create', resource: canI, user: robot, code: 201 },
    { verb: 'delete', resource: 'clusterroles', name: 'lesson-gadgets-view', code: 200 },
    // who may do what
    { verb: 'list', resource: 'roles', namespace: '', code: 200 },
    { verb: 'list', resource: 'rolebindings', namespace: '', code: 200 },
    { verb: 'list', resource: 'clusterroles', code: 200 },
    { verb: 'list', resource: 'clusterrolebindings', code: 200 },
    // escalation, impersonation
    { verb: 'create', resource: 'roles', namespace, as: 'eve', code: 403 },
    { verb: 'create', resource: 'roles', namespace, as: 'eve', code: 201 },
    { verb: 'create', resource: whoami, as: 'jane', code: 201 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 403 },
    { verb: 'create', resource: 'selfsubjectrulesreviews', user: reader, code: 201 },
    { verb: 'delete', resource: 'rolebindings', namespace: 'default', name: 'defaultSA-view', code: 200 },
    { verb: 'list', resource: 'pods', namespace: 'default', user: robot, code: 403 },
  ];
}

function activity(): ExpectedRequest[] {
  const namespace = 'activity-example';
  const user = account('activity-sa', namespace);
  return [
    { verb: 'create', resource: 'namespaces', name: namespace, code: 201 },
    { verb: 'create', resource: 'serviceaccounts', namespace, name: 'activity-sa', code: 201 },
    { verb: 'create', resource: 'rolebindings', namespace, name: 'activity-sa-clusteradmin', code: 201 },
    { verb: 'create', resource: 'serviceaccounts/token', namespace, name: 'activity-sa', code: 201 },
    { verb: 'create', resource: 'deployments', namespace, user, code: 201 },
    { verb: 'list', resource: 'pods', namespace, user, code: 200 },
    { verb: 'list', resource: 'pods', namespace, user, code: 200 },
    { verb: 'delete', resource: 'namespaces', name: namespace, user, code: 200 },
    // and the token went with the account
    { verb: 'create', resource: whoami, user: 'nobody', code: 401 },
  ];
}

function authenticatingProxy(): ExpectedRequest[] {
  const pods: Omit<ExpectedRequest, 'code'> = { verb: 'list', resource: 'pods', namespace: 'default' };
  const binding = { resource: 'rolebindings', namespace: 'default', name: 'lesson-developers-view' };
  return [
    { verb: 'create', resource: whoami, user: 'alice', code: 201 },
    {
      verb: 'get',
      resource: 'configmaps',
      namespace: 'kube-system',
      name: 'extension-apiserver-authentication',
      code: 200,
    },
    { ...pods, user: 'alice', code: 403 },
    { verb: 'patch', ...binding, code: 201 },
    { ...pods, user: 'alice', code: 200 },
    { ...pods, user: 'bob', code: 403 },
    // the same headers from others
    { verb: 'create', resource: whoami, user: anonymous, code: 403 },
    { verb: 'create', resource: whoami, user: account('default'), code: 201 },
    { verb: 'create', resource: whoami, code: 201 },
    { verb: 'create', resource: whoami, user: 'alice', code: 201 },
    // the proxy's certificate without headers
    { ...pods, user: 'nobody', code: 401 },
    // through the reader's own proxy, which lets two of four pass
    { ...pods, user: 'alice', code: 200, times: 2 },
    { ...pods, user: 'carol', code: 403 },
    { verb: 'create', resource: whoami, user: 'mallory', code: 201 },
    { verb: 'list', resource: 'secrets', namespace: '', user: 'mallory', code: 200 },
    { verb: 'delete', ...binding, code: 200 },
  ];
}

function tokensInCi(): ExpectedRequest[] {
  const namespace = 'lesson-ci';
  const user = account('deployer', namespace);
  const shop: Omit<ExpectedRequest, 'code'> = { resource: 'deployments', namespace, name: 'shop', verb: 'patch' };
  const token: Omit<ExpectedRequest, 'code'> = {
    verb: 'create',
    resource: 'serviceaccounts/token',
    namespace,
    name: 'deployer',
  };
  const lease: Omit<ExpectedRequest, 'code'> = { verb: 'create', resource: 'secrets', namespace };
  const refused: ExpectedRequest = { verb: 'create', resource: whoami, user: 'nobody', code: 401 };
  const refusedGet: ExpectedRequest = { ...shop, verb: 'get', user: 'nobody', code: 401 };
  return [
    { verb: 'create', resource: 'namespaces', name: namespace, code: 201 },
    // the whole thing
    { ...token, code: 201 },
    { ...shop, user, code: 200 },
    // what it may do, and what a patch may do
    { verb: 'create', resource: canI, user, code: 201 },
    { ...shop, user, code: 200 },
    // a minute, a quarter of an hour, ten years
    { ...token, code: 422 },
    { ...token, code: 201 },
    { ...token, code: 201 },
    // two audiences, and the two readers of each
    { ...token, code: 201 },
    { ...token, code: 201 },
    { verb: 'create', resource: 'tokenreviews', code: 201 },
    // the keys, for nobody and for the job
    { verb: 'get', path: '/.well-known/openid-configuration', user: anonymous, code: 403 },
    { verb: 'get', path: '/.well-known/openid-configuration', user, code: 200 },
    { verb: 'get', path: '/openid/v1/jwks', user, code: 200 },
    // the old way, and its end
    { ...lease, name: 'old-way', code: 201 },
    { verb: 'create', resource: whoami, user, code: 201 },
    { verb: 'delete', resource: 'secrets', namespace, name: 'old-way', code: 200 },
    refused,
    // a lease that ends one token and not the one that the job asked for by itself
    { ...lease, name: 'run-1', code: 201 },
    { ...token, user, code: 201 },
    { verb: 'delete', resource: 'secrets', namespace, name: 'run-1', code: 200 },
    refused,
    { verb: 'create', resource: whoami, user, code: 201 },
    // the dispenser asks and cannot deploy; the job asks no more
    { ...token, user: account('dispenser', namespace), code: 201 },
    { ...shop, user: account('dispenser', namespace), code: 403 },
    { ...token, user, code: 403 },
    // rotation: the new one is used before the old one ends
    { ...lease, name: 'run-3', user: account('dispenser', namespace), code: 201 },
    { ...shop, verb: 'get', user, code: 200 },
    {
      verb: 'delete',
      resource: 'secrets',
      namespace,
      name: 'run-2',
      user: account('dispenser', namespace),
      code: 200,
    },
    refusedGet,
    // the leak: used, ended, and the other runs go on
    { ...lease, name: 'run-12', code: 201 },
    { ...shop, user, code: 200 },
    { verb: 'list', resource: 'secrets', namespace, user, code: 403 },
    { verb: 'delete', resource: 'secrets', namespace, name: 'run-12', code: 200 },
    refusedGet,
    { ...shop, verb: 'get', user, code: 200 },
    { ...shop, verb: 'get', user, code: 200 },
    { verb: 'create', resource: 'tokenreviews', code: 201 },
    // what the thief did is undone, and the token for ten years ends with the account
    { ...shop, code: 200 },
    { verb: 'create', resource: whoami, user, code: 201 },
    { verb: 'delete', resource: 'serviceaccounts', namespace, name: 'deployer', code: 200 },
    refused,
    { verb: 'delete', resource: 'namespaces', name: namespace, code: 200 },
  ];
}

function debuggingAccess(): ExpectedRequest[] {
  const everySecret = { verb: 'list', resource: 'secrets', namespace: 'default' };
  return [
    // the three of the beginning; the first ends before there is a request
    { ...everySecret, user: 'nobody', code: 401, times: 1 },
    { ...everySecret, user: account('default'), code: 403, times: 1 },
    ...lessonDeal().cases.map(requestOfCase),
  ];
}

/** The request of a case as it is set up. */
function requestOfCase({ id, fault, names }: DealtCase): ExpectedRequest {
  const [home, away] = ['lesson-debug', 'lesson-debug-apps'];
  const read = { verb: 'get', resource: 'configmaps', namespace: home, name: id };
  if (fault.part !== 'rbac') {
    const user: Partial<Record<string, string>> = {
      'wrong-account': account(names.who, away),
      'swapped-subject': names.group,
    };
    if (fault.shows === 'forbidden') return { ...read, user: user[fault.id] ?? '', code: 403 };
    if (fault.shows === 'anonymous') return { ...read, user: anonymous, code: 403 };
    if (fault.shows === '401') return { ...read, user: 'nobody', code: 401 };
    return { ...read, code: 200, times: 0 };
  }
  const { all } = fault.mended(names) as { all: { request: Record<string, string> }[] };
  const { verb = '', resource = '', namespace, user = '' } = all[0]?.request ?? {};
  return {
    verb,
    resource: resource.replace(/\.\w+$/, ''),
    ...(namespace === undefined ? {} : { namespace }),
    user: fault.id === 'impersonation' ? account(names.who, home) : user,
    code: fault.shows === '200' ? 200 : 403,
  };
}

/** By the id of a lesson. */
export const lessonRequests: Record<string, ExpectedRequest[]> = {
  'start-here': startHere(),
  'client-certificates': clientCertificates(),
  'service-account-tokens': serviceAccountTokens(),
  rbac: rbac(),
  activity: activity(),
  'authenticating-proxy': authenticatingProxy(),
  'tokens-in-ci': tokensInCi(),
  'debugging-access': debuggingAccess(),
  review: ['first', 'second'].map((name) => ({
    verb: 'patch',
    resource: 'configmaps',
    namespace: 'default',
    name: `lesson-review-${name}`,
    code: 201,
  })),
};
