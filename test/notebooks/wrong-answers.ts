/**
 * Wrong answers to the tasks of each lesson, and what the check has to say that it saw. The tasks that a round does not name
 * are solved in it.
 */

/** A wrong answer: the source of the task's cell, and what stands in the answer of its check. */
export interface WrongAnswer {
  source: string;
  seen: RegExp;
}

/** By the id of a task's cell. */
export type Round = Record<string, WrongAnswer>;

const startHere: Round[] = [
  {
    'task-1': {
      source:
        "await admin.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'hello-kubelab', namespace: 'default' }, data: { method: 'token' } });",
      seen: /configmaps\/hello-kubelab was \w+ by "\S+"; its data\.method was "token"/,
    },
    'task-2': {
      source: "const openPath = '/api/v1';",
      seen: /reading \/api\/v1 was answered with 403 to "system:anonymous" without a credential/,
    },
    'task-3': {
      source: `const guestToken = (await admin.token('default')).token;
let guest = await connect({ server: admin.server, ca: admin.ca });`,
      seen: /selfsubjectreviews was answered with 403 to "system:anonymous" .*asked for: "default" with its token/,
    },
  },
];

const csr = (name: string, organization: string, seconds: number, verdict: string): string => `
const made_${verdict} = await admin.create({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: '${name}' },
  spec: {
    request: toBase64(await certificateRequest({ commonName: '${name}', organizations: ['${organization}'], key: newKey() })),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    expirationSeconds: ${seconds},
  },
});
await admin.put(\`\${csrs}/${name}/approval\`, {
  ...made_${verdict}.body,
  status: { conditions: [{ type: '${verdict}', status: 'True', reason: 'Task' }] },
});`;

const clientCertificates: Round[] = [
  {
    'task-1': {
      source: `const readerKey = newKey();${csr('lesson-reader', 'reader', 7200, 'Approved')}`,
      seen: /the certificate is for CN=lesson-reader,O=reader hint/,
    },
    'task-2': {
      source: csr('lesson-denied', 'readers', 7200, 'Approved').replaceAll('made_Approved', 'other'),
      seen: /lesson-denied\/approval was updated by .*; its status\.conditions\[\*\]\.type was "Approved"/,
    },
  },
];

const ciAccount =
  "await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'lesson-ci', namespace: 'default' } });";

const serviceAccountTokens: Round[] = [
  {
    'task-1': {
      source: `${ciAccount}\nlet apiToken = (await admin.token('lesson-ci', { audiences: ['vault'] })).token;`,
      seen: /lesson-ci\/token was created by .*; its spec\.audiences(\[\*\])? was "/,
    },
    'task-2': {
      source: "let registryToken = (await admin.token('lesson-ci', { audiences: ['registry.example'] })).token;",
      seen: /lesson-ci\/token was created by .*; its spec\.expirationSeconds was "\d+"/,
    },
  },
  {
    'task-3': {
      source:
        "await admin.delete('/api/v1/namespaces/default/serviceaccounts/lesson-ci', { query: { dryRun: 'All' } });",
      seen: /lesson-ci was deleted by .*; that was a dry run, which changes nothing.*ServiceAccount "lesson-ci" in "default" is still there/,
    },
  },
];

const role = (name: string, rules: string, subject: string, namespace = 'default'): string => `
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: '${name}', namespace: '${namespace}' },
  rules: [${rules}],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: '${name}', namespace: '${namespace}' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: '${name}' },
  subjects: [${subject}],
});`;
const user = (name: string): string => `{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: '${name}' }`;
const group = (name: string): string => `{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: '${name}' }`;

const rbac: Round[] = [
  {
    'task-1': {
      source: role(
        'lesson-readers',
        "{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }",
        user('lesson-readers'),
      ),
      seen: /"ann" of "lesson-readers" may not list configmaps in "default"/,
    },
    'task-2': {
      source: `await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'lesson-deployer', namespace: 'default' } });${role(
        'lesson-deployer',
        "{ apiGroups: ['apps'], resources: ['deployments', 'deployments/scale'], verbs: ['patch'] }",
        "{ kind: 'ServiceAccount', name: 'lesson-deployer', namespace: 'default' }",
      )}`,
      seen: /lesson-deployer" may patch deployments in "default"/,
    },
    'task-3': {
      source: role('lesson-secret-reader', "{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }", user('ben')),
      seen: /"ben" may get secrets "another" in "default"/,
    },
  },
];

const activity: Round[] = [
  {
    'create-namespace': {
      source: "await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'activity-exampel' } });",
      seen: /namespaces\/activity-exampel was created by .*; asked for: another name/,
    },
  },
  {
    'use-token': {
      source: "let robot = admin.as('system:serviceaccount:activity-example:activity-sa');",
      seen: /with a client certificate, acting as "activity-sa"; asked for: "activity-sa" with its token/,
    },
  },
  {
    'list-pods': {
      source: "let pods = await robot.list('pods', { namespace: 'activity-example' });",
      seen: /activity-sa asked for \/api\/v1\/namespaces\/activity-example\/pods(?! *\?)/,
    },
  },
  {
    'create-service-account': {
      source:
        "await admin.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'activity-sa', namespace: 'default' } });",
      seen: /serviceaccounts\/activity-sa in "default" was created by .*; asked for: the namespace "activity-example"/,
    },
  },
  {
    'create-role-binding': {
      source: `await admin.create({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'activity-sa-clusteradmin', namespace: 'activity-example' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'activity-sa', namespace: 'activity-example' }],
});`,
      seen: /activity-sa-clusteradmin/,
    },
  },
  {
    'create-deployment': {
      source: `await admin.post('/apis/apps/v1/namespaces/activity-example/deployments', {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nginx' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'nginx' } },
    template: { metadata: { labels: { app: 'nginx' } }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
  },
});`,
      seen: /deployments\/nginx was created by .* with a client certificate; asked for: "activity-sa" with its token/,
    },
  },
  {
    'delete-namespace': {
      source: "let deleted = await admin.delete('/api/v1/namespaces/activity-example');",
      seen: /namespaces\/activity-example was deleted by .* with a client certificate; asked for: "activity-sa" with its token/,
    },
  },
];

const authenticatingProxy: Round[] = [
  {
    'task-1': {
      source: `const asCarol = { headers: { 'X-Remote-User': 'lesson-carol', 'X-Remote-Group': 'lesson-auditors' } };${role(
        'lesson-auditors',
        "{ apiGroups: [''], resources: ['events'], verbs: ['list', 'delete'] }",
        group('lesson-auditors'),
      )}`,
      seen: /"lesson-carol".* may delete events in "default"/,
    },
    'task-2': {
      source: "const withExtra = { headers: { ...asCarol.headers, 'X-Remote-Extra-Way': 'lesson' } };",
      seen: /lesson-carol came with the extra way: lesson/,
    },
  },
];

const tokensInCi: Round[] = [
  {
    'task-1': {
      source: `await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'releaser', namespace: 'lesson-release' } });${role(
        'releaser',
        "{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'patch'] }",
        "{ kind: 'ServiceAccount', name: 'releaser', namespace: 'lesson-release' }",
        'lesson-release',
      )}`,
      seen: /releaser" may patch deployments "database" in "lesson-release"/,
    },
    'task-2': {
      source: `await admin.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'lease', namespace: 'lesson-release' } });
const long = await admin.token('releaser', { namespace: 'lesson-release', boundTo: { kind: 'Secret', name: 'lease' } });
let release = await connect({ server: admin.server, ca: admin.ca, token: long.token });`,
      seen: /releaser\/token was created by .*; its spec\.expirationSeconds was "\d+"/,
    },
    'task-3': {
      source: "await admin.delete('/api/v1/namespaces/lesson-release/serviceaccounts/builder');",
      seen: /nothing that does this was seen; there is no ServiceAccount "builder" in "lesson-release"/,
    },
  },
  {
    'task-1': {
      source:
        "await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'releaser', namespace: 'lesson-release' } });",
      seen: /releaser" may not get deployments "web" in "lesson-release"/,
    },
    'task-2': {
      source: `await admin.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'lease', namespace: 'lesson-release' } });
await admin.token('releaser', { namespace: 'lesson-release', seconds: 900, boundTo: { kind: 'Secret', name: 'lease' } });
let release = admin.as('system:serviceaccount:lesson-release:releaser');`,
      seen: /selfsubjectreviews were created by .* with a client certificate, acting as "releaser"; asked for: "releaser" with its token/,
    },
    'task-3': {
      source: "await admin.delete('/api/v1/namespaces/lesson-release/secrets/build-43');",
      seen: /secrets\/build-43 was deleted by .*; asked for: another name/,
    },
  },
];

const letters = (name: string, data: string): string =>
  `await admin.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'lesson-review-${name}', namespace: 'default' }, data: { ${data} } });`;

const review: Round[] = [
  {
    'first-five': {
      source: letters('first', "q1: 'c', q2: 'a', q3: 'b', q4: 'c', q5: 'b'"),
      seen: /4 of 5 points.*Question 2 .*its data\.q2 was "a" hint 1 of 3: Read again in lesson 0/,
    },
    'second-five': {
      source: letters('second', "q6: 'a', q7: 'c', q8: 'b', q9: 'a'"),
      seen: /Question 10 .*its data\.q10 was absent/,
    },
  },
];

/** By the id of a lesson. */
export const wrongAnswers: Record<string, Round[]> = {
  'start-here': startHere,
  'client-certificates': clientCertificates,
  'service-account-tokens': serviceAccountTokens,
  rbac,
  activity,
  'authenticating-proxy': authenticatingProxy,
  'tokens-in-ci': tokensInCi,
  review,
};
