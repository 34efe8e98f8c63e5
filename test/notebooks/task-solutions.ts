/** The tasks of the lessons, solved: what a reader could write into each cell tagged `task`, by lesson and cell. */

/** By the id of a lesson: the cells' ids and their sources. A solution replaces the cell. */
export const taskSolutions: Record<string, Record<string, string>> = {
  'start-here': {
    'task-1': `
await admin.apply({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'hello-kubelab', namespace: 'default' },
  data: { method: 'certificate' },
});`,
    'task-2': `const openPath = '/livez';`,
    'task-3': `
const guestToken = (await admin.token('default')).token;
let guest = await connect({ server: admin.server, ca: admin.ca, token: guestToken });`,
  },
  'client-certificates': {
    'task-1': `
const readerKey = newKey();
const readerRequest = await certificateRequest({ commonName: 'lesson-reader', organizations: ['readers'], key: readerKey });
const readerCsr = await admin.create({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'lesson-reader' },
  spec: {
    request: toBase64(readerRequest),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
    expirationSeconds: 7200,
  },
});
await admin.put(\`\${csrs}/lesson-reader/approval\`, {
  ...readerCsr.body,
  status: { conditions: [{ type: 'Approved', status: 'True', reason: 'Task' }] },
});`,
    'task-2': `
const deniedCsr = await admin.create({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'lesson-denied' },
  spec: {
    request: toBase64(await certificateRequest({ commonName: 'someone', key: newKey() })),
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
  },
});
await admin.put(\`\${csrs}/lesson-denied/approval\`, {
  ...deniedCsr.body,
  status: { conditions: [{ type: 'Denied', status: 'True', reason: 'Task' }] },
});`,
  },
  'service-account-tokens': {
    'task-1': `
await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'lesson-ci', namespace: 'default' } });
let apiToken = (await admin.token('lesson-ci')).token;`,
    'task-2': `
let registryToken = (await admin.token('lesson-ci', { audiences: ['registry.example'], seconds: 900 })).token;`,
    'task-3': `await admin.delete('/api/v1/namespaces/default/serviceaccounts/lesson-ci');`,
  },
  rbac: {
    'task-1': `
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'lesson-readers', namespace: 'default' },
  rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'lesson-readers', namespace: 'default' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lesson-readers' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'lesson-readers' }],
});`,
    'task-2': `
await admin.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'lesson-deployer', namespace: 'default' } });
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'lesson-deployer', namespace: 'default' },
  rules: [{ apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['patch'] }],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'lesson-deployer', namespace: 'default' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lesson-deployer' },
  subjects: [{ kind: 'ServiceAccount', name: 'lesson-deployer', namespace: 'default' }],
});`,
    'task-3': `
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'lesson-secret-reader', namespace: 'default' },
  rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['lesson-secret'], verbs: ['get'] }],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'lesson-secret-reader', namespace: 'default' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lesson-secret-reader' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'ben' }],
});`,
  },
  'authenticating-proxy': {
    'task-1': `
const asCarol = { headers: { 'X-Remote-User': 'lesson-carol', 'X-Remote-Group': 'lesson-auditors' } };
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'lesson-auditors', namespace: 'default' },
  rules: [{ apiGroups: [''], resources: ['events'], verbs: ['list'] }],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'lesson-auditors', namespace: 'default' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'lesson-auditors' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'lesson-auditors' }],
});`,
    'task-2': `const withExtra = { headers: { ...asCarol.headers, 'X-Remote-Extra-Via': 'lesson' } };`,
  },
};
