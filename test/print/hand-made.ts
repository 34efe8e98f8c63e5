/** Views of every kind, made from facts that are written down here, so that they come out the same each time. */
import { loadKubeconfigOption } from '../../src/auth/kubeconfig.js';
import { grantsOf } from '../../src/inspect/access.js';
import { decodeJwt, encodedParts } from '../../src/inspect/jwt.js';
import { missingLink } from '../../src/inspect/missing-link.js';
import { type AccessQuestion, waysToAccess } from '../../src/inspect/why.js';
import type { CertificateFacts } from '../../src/inspect/x509.js';
import type { KubeObject } from '../../src/kube/object.js';
import { userOf } from '../../src/kube/user.js';
import { accessView } from '../../src/print/access-view.js';
import { certificateView } from '../../src/print/certificate-view.js';
import { diffView } from '../../src/print/diff-view.js';
import { exchangeView } from '../../src/print/exchange-view.js';
import { createExplained } from '../../src/print/explained.js';
import { viewOf } from '../../src/print/face.js';
import { jwtView } from '../../src/print/jwt-view.js';
import { kubeconfigView } from '../../src/print/kubeconfig-view.js';
import { matrixView } from '../../src/print/matrix.js';
import { secretView } from '../../src/print/secret-view.js';
import { ownView } from '../../src/print/shows-itself.js';
import type { Cell, View } from '../../src/print/view.js';
import { take, type WatchState, watchView } from '../../src/print/watch-show.js';
import { whyView } from '../../src/print/why-view.js';
import type { RawExchange } from '../../src/request/sent-exchange.js';
import { manyBindings } from './many-bindings.js';

const now = Date.parse('2026-03-01T12:00:00Z');
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
const rbac = 'rbac.authorization.k8s.io';
const hex = '3A:5F:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:3A:5F:00:11:22:33:44:55:66:77:88:99:AA:BB';

const name = (commonName: string, ...organizations: string[]): CertificateFacts['subject'] => ({
  text: [...organizations.map((o) => `O=${o}`), `CN=${commonName}`].join(', '),
  commonName,
  organizations,
  attributes: { CN: [commonName], O: organizations },
});

const ca: CertificateFacts = {
  subject: name('kubernetes'),
  issuer: name('kubernetes'),
  serialNumber: '01',
  notBefore: '2025-01-01T00:00:00.000Z',
  notAfter: '2035-01-01T00:00:00.000Z',
  alternativeNames: [],
  extendedKeyUsages: [],
  isCA: true,
  selfSigned: true,
  keyType: 'RSA 2048',
  keyId: 'aa11',
  authorityKeyId: undefined,
  fingerprint256: hex,
  pem: '',
};
const jane: CertificateFacts = {
  ...ca,
  subject: name('jane', 'dev', 'ops'),
  serialNumber: '4C6F19932C9A61FC',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  extendedKeyUsages: ['clientAuth'],
  isCA: false,
  selfSigned: false,
  keyType: 'EC prime256v1',
  keyId: 'bb22',
  authorityKeyId: 'aa11',
};
const server: CertificateFacts = {
  ...jane,
  subject: name('kube-apiserver'),
  extendedKeyUsages: ['serverAuth'],
  alternativeNames: ['DNS:kubernetes', 'DNS:kubernetes.default.svc', 'IP Address:127.0.0.1', 'IP Address:10.96.0.1'],
  notAfter: '2026-03-10T00:00:00.000Z',
};

/** An exchange of jane with a server that is checked; what is given replaces the rest. */
function exchange(given: Partial<RawExchange>, isNew = false): View {
  const path = '/api/v1/namespaces/lab/pods';
  const raw: RawExchange = {
    request: {
      method: 'GET',
      path,
      url: `https://127.0.0.1:6443${path}`,
      headers: { accept: 'application/json, */*', 'user-agent': 'kubelab' },
    },
    response: { status: 200, reason: 'OK', headers: { 'audit-id': 'a1', 'content-type': 'application/json' } },
    text: '',
    body: undefined,
    tls: {
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_128_GCM_SHA256',
      verified: true,
      verification: 'signed by the CA CN=kubernetes',
      serverName: '127.0.0.1',
      server,
      client: { subject: 'O=dev, CN=jane', fingerprint256: hex },
    },
    timings: { connect: 0.41, tls: 3.22, firstByte: 9.61, total: 12.04, reused: false },
    identity: {
      method: 'client certificate',
      user: 'jane',
      groups: ['dev'],
      description: 'jane by client certificate, groups dev',
    },
    failure: undefined,
    userAgent: 'kubelab',
    credential: {},
    connection: {
      server: 'https://127.0.0.1:6443',
      trust: { insecure: false },
      credential: {},
      namespace: 'lab',
      source: 'hand-made',
      origins: { ca: 'ca.crt', cert: 'jane.crt', key: 'jane.key' },
      reveal: false,
      timeout: 1000,
      userAgent: 'kubelab',
    },
    ask: () => Promise.resolve({ status: 0, body: undefined }),
    read: () => Promise.resolve({ status: 0, body: undefined }),
    ...given,
  };
  return exchangeView(raw, { reveal: false, now, isNew });
}

const pod = (podName: string, ready: boolean, restarts = 0): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: podName, namespace: 'lab', uid: podName, creationTimestamp: ago(7) },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
  status: { phase: 'Running', containerStatuses: [{ ready, restartCount: restarts, state: { running: {} } }] },
});

const status = (code: number, reason: string, message: string): Partial<RawExchange> => ({
  response: { status: code, reason: '', headers: { 'content-type': 'application/json' } },
  body: { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message, reason, code },
});

function conflicted(): Partial<RawExchange> {
  const owned = (field: string): object => ({
    reason: 'FieldManagerConflict',
    message: 'conflict with "web-team" using apps/v1',
    field,
  });
  const message =
    'Apply failed with 2 conflicts: conflicts with "web-team" using apps/v1:\n- .spec.paused\n- .spec.replicas';
  const base = status(409, 'Conflict', message);
  return { ...base, body: { ...base.body, details: { causes: [owned('.spec.paused'), owned('.spec.replicas')] } } };
}

const role = (kind: string, roleName: string, rules: object[], namespace?: string): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name: roleName, ...(namespace ? { namespace } : {}) },
  rules,
});
const binding = (
  kind: string,
  roleName: string,
  ref: [string, string],
  subjects: object[],
  namespace?: string,
): KubeObject => ({
  apiVersion: `${rbac}/v1`,
  kind,
  metadata: { name: roleName, ...(namespace ? { namespace } : {}) },
  roleRef: { apiGroup: rbac, kind: ref[0], name: ref[1] },
  subjects,
});
const robot = { kind: 'ServiceAccount', name: 'robot', namespace: 'lab' };
const dev = { kind: 'Group', name: 'dev', apiGroup: rbac };
const policy = [
  role('Role', 'pod-reader', [{ verbs: ['get', 'watch'], apiGroups: [''], resources: ['pods'] }], 'lab'),
  role('Role', 'deployer', [{ verbs: ['*'], apiGroups: ['apps'], resources: ['deployments'] }], 'lab'),
  role('Role', 'log-reader', [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }], 'other'),
  role('ClusterRole', 'node-lister', [{ verbs: ['list'], apiGroups: [''], resources: ['nodes'] }]),
  binding('RoleBinding', 'robot-reads', ['Role', 'pod-reader'], [robot], 'lab'),
  binding('RoleBinding', 'dev-deploys', ['Role', 'deployer'], [dev, robot], 'lab'),
  binding('RoleBinding', 'robot-elsewhere', ['Role', 'log-reader'], [robot], 'other'),
  binding('RoleBinding', 'leftover', ['Role', 'was-deleted'], [dev], 'lab'),
  role('ClusterRole', 'system:discovery', [{ verbs: ['get'], nonResourceURLs: ['/api', '/version'] }]),
  binding(
    'ClusterRoleBinding',
    'system:discovery',
    ['ClusterRole', 'system:discovery'],
    [{ kind: 'Group', name: 'system:authenticated', apiGroup: rbac }],
  ),
  binding('ClusterRoleBinding', 'dev-nodes', ['ClusterRole', 'node-lister'], [dev]),
];

/** A role that allows to list nodes in a namespace, and that nobody is given. */
const lister = role('ClusterRole', 'lists-nodes', [
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['nodes', 'namespaces'] },
]);

function why(verb: string, resource: string, allowed: boolean, reason = '', objects = policy): View {
  const user = userOf(`system:serviceaccount:lab:${objects === policy || !allowed ? 'robot' : 'ci'}`, []);
  const question: AccessQuestion = { user, verb, resource, namespace: 'lab' };
  const found = waysToAccess(objects, question);
  const missing = allowed ? undefined : missingLink(objects, question, found);
  return whyView({ question, answer: { allowed, reason }, found, missing });
}

function token(): View {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = now / 1000;
  const claims = {
    aud: ['https://kubernetes.default.svc.cluster.local'],
    exp: seconds + 58 * 60,
    iat: seconds - 120,
    iss: 'https://kubernetes.default.svc.cluster.local',
    jti: '5b3e7f6a-0000-4000-8000-000000000000',
    'kubernetes.io': {
      namespace: 'lab',
      pod: { name: 'web-1', uid: 'p1' },
      serviceaccount: { name: 'robot', uid: 'u1' },
      warnafter: seconds + 3000,
    },
    nbf: seconds - 120,
    sub: 'system:serviceaccount:lab:robot',
    team: 'blue',
  };
  const text = `${part({ alg: 'RS256', kid: 'k1' })}.${part(claims)}.c2lnbmF0dXJl`;
  return jwtView(decodeJwt(text, now), {
    encoded: encodedParts(text),
    verification: { valid: true, detail: 'signed (RS256) by the key k1 of the JWKS' },
    now,
  });
}

const kubeconfig = `apiVersion: v1
kind: Config
current-context: lab
clusters:
- { name: practice, cluster: { server: 'https://127.0.0.1:6443', insecure-skip-tls-verify: true } }
- { name: work, cluster: { server: 'https://k8s.example.com' } }
users:
- { name: robot, user: { token: abc } }
- { name: old, user: { username: a, password: b } }
contexts:
- { name: lab, context: { cluster: practice, user: robot, namespace: lab } }
- { name: work, context: { cluster: work, user: old } }
- { name: lost, context: { cluster: gone, user: robot } }
`;

function watched(): View {
  const state: WatchState = { what: '/api/v1/namespaces/lab/pods', seen: new Map(), log: [], ended: undefined };
  take(state, { type: 'ADDED', object: pod('web-1', false) }, 0.02);
  take(state, { type: 'ADDED', object: pod('web-2', true) }, 0.02);
  take(state, { type: 'MODIFIED', object: pod('web-1', true) }, 1.31);
  take(state, { type: 'DELETED', object: pod('web-2', true) }, 4);
  state.ended = 'ended after 10 s, 4 events';
  return watchView(state, now);
}

function explained(): View {
  const value = createExplained({
    summary: '403: refused at the stage of authorization.',
    source: 'practice cluster',
    findings: [
      { stage: 'tls', outcome: 'passed', detail: 'TLSv1.3; the client certificate O=dev, CN=jane was offered' },
      { stage: 'authentication', outcome: 'passed', detail: 'jane, by the client certificate' },
      {
        stage: 'authorization',
        outcome: 'refused',
        detail: 'no rule allows jane to list secrets in lab',
        remedy: 'A Role in lab with a rule for it, bound by a RoleBinding.',
      },
      ...['routing', 'decoding', 'admission', 'validation'].map((stage) => ({
        stage,
        outcome: 'not reached' as const,
        detail: '',
      })),
      { stage: 'storage', outcome: 'not reached', detail: '' },
    ],
  });
  return ownView(value) ?? [];
}

const yes: Cell = { text: 'yes', tone: 'good' };
const no: Cell = { text: 'no', tone: 'bad' };

/** Every view by the name of its golden files. */
export async function handMadeViews(): Promise<Record<string, View>> {
  const deployment = (replicas: number, image: string, version: string): object => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', resourceVersion: version, managedFields: [{ manager: version }] },
    spec: { replicas, template: { spec: { containers: [{ name: 'app', image }] } } },
  });
  const question = 'do what in lab';
  return {
    'exchange-ok': exchange({
      body: { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [pod('web-1', true), pod('web-2', false, 3)] },
    }),
    'exchange-unauthorized': exchange(status(401, 'Unauthorized', 'Unauthorized')),
    'exchange-forbidden': exchange(
      status(
        403,
        'Forbidden',
        'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "lab"',
      ),
    ),
    'exchange-invalid': exchange({
      ...status(422, 'Invalid', 'Pod "Web" is invalid: metadata.name: Invalid value: "Web": a lowercase RFC 1123 name'),
      request: {
        method: 'POST',
        path: '/api/v1/namespaces/lab/pods',
        url: 'https://127.0.0.1:6443/api/v1/namespaces/lab/pods',
        headers: { 'content-type': 'application/json' },
        body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'Web' } },
      },
    }),
    'exchange-new': exchange(
      {
        request: {
          method: 'POST',
          path: '/api/v1/namespaces/lab/configmaps',
          url: 'https://127.0.0.1:6443/api/v1/namespaces/lab/configmaps',
          headers: { 'content-type': 'application/json' },
          body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, dta: { b: 'c' } },
        },
        response: { status: 201, reason: 'Created', headers: { warning: '299 - "unknown field \\"dta\\""' } },
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'lab' } },
      },
      true,
    ),
    'exchange-conflict': exchange({
      ...conflicted(),
      request: {
        method: 'PATCH',
        path: '/apis/apps/v1/namespaces/lab/deployments/web?fieldManager=jane',
        url: 'https://127.0.0.1:6443/apis/apps/v1/namespaces/lab/deployments/web?fieldManager=jane',
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 5 } },
      },
    }),
    'exchange-no-route': exchange({
      response: { status: 404, reason: 'Not Found', headers: { 'content-type': 'text/plain' } },
      body: '404 page not found\n',
    }),
    'exchange-undecided': exchange(
      status(503, 'ServiceUnavailable', 'the server is currently unable to handle the request'),
    ),
    'exchange-no-tls': exchange({
      response: undefined,
      failure: {
        stage: 'tls',
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
        message: 'The certificate of the server is signed by nobody that is trusted.',
        hint: 'Give the CA of the cluster: connect({ ca }).',
        dialects: {
          curl: 'curl: (60) SSL certificate problem: self-signed certificate',
          kubectl: 'x509: certificate signed by unknown authority',
          node: 'Error: self-signed certificate',
        },
      },
    }),
    'exchange-no-connection': exchange({
      response: undefined,
      tls: undefined,
      timings: { connect: 0.3, total: 0.9, reused: false },
      failure: {
        stage: 'connect',
        code: 'ECONNREFUSED',
        message: 'Nothing listens at 127.0.0.1:6443.',
        hint: 'Start the cluster: npx kubelab cluster up.',
        dialects: { node: 'connect ECONNREFUSED 127.0.0.1:6443' },
      },
    }),
    explained: explained(),
    client:
      viewOf({
        server: 'https://127.0.0.1:6443',
        identity: { description: 'jane by client certificate, groups dev' },
        source: '~/.kube/config, context lab',
        ca: undefined,
        insecure: true,
        namespace: 'lab',
        whoami: () => undefined,
      }) ?? [],
    command: viewOf({ stdout: 'hello\n', stderr: 'cat: x: No such file\n', exitCode: 1, exchange: undefined }) ?? [],
    discovery: exchange({
      body: {
        kind: 'APIResourceList',
        groupVersion: 'v1',
        resources: [
          { name: 'pods', shortNames: ['po'], namespaced: true, kind: 'Pod', verbs: ['create', 'get', 'list'] },
          { name: 'nodes', namespaced: false, kind: 'Node', verbs: ['get', 'list'] },
        ],
      },
    }),
    'exchange-object': exchange({ body: { ...pod('web-1', true), metadata: { name: 'web-1', managedFields: [] } } }),
    'certificate-client': certificateView(jane, now, {
      chain: { issuers: [ca], complete: true },
      keyFits: true,
      caFits: true,
    }),
    'certificate-server': certificateView(server, now, { keyFits: false, caFits: false }),
    'certificate-expired': certificateView({ ...jane, notAfter: '2026-02-01T00:00:00.000Z' }, now),
    token: token(),
    kubeconfig: kubeconfigView(loadKubeconfigOption(kubeconfig), 'hand-made', false),
    secret: secretView(
      {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: { name: 'login', namespace: 'lab' },
        data: { password: Buffer.from('hunter2').toString('base64') },
      },
      false,
    ),
    access: accessView(grantsOf(policy, { namespace: 'lab' }), question, true),
    'access-many': accessView(grantsOf(manyBindings(62), { namespace: 'lab' }), question, true),
    'access-roles': accessView(grantsOf(manyBindings(20, 14), { namespace: 'lab' }), question, true),
    'access-none': accessView([], question, true),
    'why-allowed': why('get', 'pods', true, 'RBAC: allowed by RoleBinding "robot-reads/lab"'),
    'why-everything': why('delete', 'secrets', true, '', manyBindings(62)),
    'why-gap': why('list', 'nodes', false, '', [...policy, lister]),
    'why-refused': why('list', 'pods', false),
    matrix: matrixView(
      'lab',
      ['get', 'list', 'delete'],
      [
        ['admin', 'pods', yes, yes, yes],
        ['admin', 'secrets', yes, yes, yes],
        ['system:serviceaccount:lab:robot', 'pods', yes, no, no],
        ['system:serviceaccount:lab:robot', 'secrets', no, no, { text: 'not answered (401)', tone: 'warn' }],
      ],
    ),
    watch: watched(),
    diff: diffView(
      deployment(1, 'nginx:1.26', '100'),
      { ...deployment(3, 'nginx:1.27', '104'), status: { replicas: 3 } },
      false,
    ),
    long: [
      {
        type: 'table',
        caption: 'ConfigMapList, 30 items',
        columns: ['Namespace', 'Name', 'Data', 'Age'],
        rows: Array.from({ length: 30 }, (_, n) => ['kube-system', `config-map-with-a-long-name-${n}`, '1', '7m']),
      },
      { type: 'code', caption: 'body', text: Array.from({ length: 40 }, (_, n) => `line ${n}: value`).join('\n') },
    ],
  };
}
