/** One right way to mend each fault, as a cell of the notebook would: `it` is the case's variable. */
import type { Fault } from '../../src/workshop/fault.js';

const askAgain = (it: string): string =>
  `await ${it}.send(admin.with({ token: (await admin.token(${it}.who, { namespace: 'lesson-debug' })).token }));`;
const issueAgain = (it: string): string =>
  `await ${it}.send(admin.with(await workshop.issue({ commonName: ${it}.who, organizations: [\`\${${it}.who}-team\`] })));`;
/** The rule that the message of the refusal names. */
const asRefused = (it: string, subject: string, namespace = ''): string =>
  `const [, ${it}Kind, ${it}Group] = /resource "([^"]+)" in API group "([^"]*)"/.exec(${it}.answer.body.message);
await workshop.allow(${it}.id, [{ apiGroups: [${it}Group], resources: [${it}Kind], verbs: ['list'] }], ${subject}${namespace});
await ${it}.send();`;
const own = (it: string): string => `workshop.account(${it}.who)`;
const foreign = (it: string): string => `workshop.account(${it}.who, 'lesson-debug-apps')`;

/** By the id of a fault. */
export const mends: Record<Fault['id'], (it: string) => string> = {
  'other-ca': (it) => `await ${it}.send(${it}.client.with({ ca: admin.ca }));`,
  'old-ca': (it) => `await ${it}.send(${it}.client.with({ ca: admin.ca }));`,
  'wrong-name': (it) => `await ${it}.send(${it}.client.with({ tlsServerName: 'kubernetes' }));`,
  'expired-server': (it) => `await ${it}.send(${it}.client.with({ server: admin.server, ca: admin.ca }));`,
  'base64-ca': (it) => `await ${it}.send(admin.with({ token: ${it}.held.token, ca: fromBase64(${it}.held.ca) }));`,
  'plain-http': (it) => `await ${it}.send(${it}.client.with({ server: admin.server }));`,
  'no-key': (it) =>
    `await ${it}.send(admin.with({ cert: ${it}.held['client.crt'], key: ${it}.held['key left at home'] }));`,
  'other-key': (it) =>
    `await ${it}.send(admin.with({ cert: ${it}.held['client.crt'], key: ${it}.held['client-2.key'] }));`,
  'foreign-certificate': issueAgain,
  'server-usage': issueAgain,
  'swapped-subject': issueAgain,
  'no-bearer': (it) => `await ${it}.send(admin.with({ token: ${it}.held.token }));`,
  'line-break': (it) => `await ${it}.send(admin.with({ token: ${it}.held.token.trim() }));`,
  'base64-token': (it) => `await ${it}.send(admin.with({ token: fromBase64(${it}.held.token) }));`,
  'cut-off': askAgain,
  'expired-token': askAgain,
  'other-audience': askAgain,
  'account-made-again': askAgain,
  revoked: askAgain,
  'wrong-account': askAgain,
  'no-rule': (it) => asRefused(it, own(it)),
  'wrong-verb': (it) => asRefused(it, own(it)),
  'wrong-group': (it) => asRefused(it, own(it)),
  'sub-resource': (
    it,
  ) => `await workshop.allow(${it}.id, [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: [${it}.who], verbs: ['create'] }], ${own(it)});
await ${it}.send();`,
  'list-with-names': (it) =>
    `await ${it}.client.list('secrets', { namespace: 'lesson-debug', fieldSelector: \`metadata.name=\${${it}.id}-login\` });`,
  'create-with-names': (
    it,
  ) => `await workshop.allow(${it}.id, [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }, { apiGroups: [''], resources: ['configmaps'], resourceNames: [\`\${${it}.id}-report\`], verbs: ['get', 'update'] }], ${own(it)});
await ${it}.send();`,
  'wrong-namespace': (it) => asRefused(it, foreign(it)),
  'cluster-scope': (it) => `await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: \`lesson-debug-\${${it}.id}\` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: \`lesson-debug-\${${it}.id}\` },
  subjects: [${own(it)}],
});
await ${it}.send();`,
  'too-wide': (
    it,
  ) => `await admin.delete(\`/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/lesson-debug-\${${it}.id}\`);
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: ${it}.id, namespace: 'lesson-debug' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
  subjects: [${own(it)}],
});
await ${it}.send();
await ${it}.client.list('configmaps', { namespace: 'lesson-debug' });`,
  'subject-kind': (it) => asRefused(it, own(it)),
  'subject-namespace': (it) => asRefused(it, foreign(it)),
  'missing-role': (it) => asRefused(it, own(it)),
  impersonation: (it) => `await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: \`lesson-debug-\${${it}.id}\` },
  rules: [{ apiGroups: [''], resources: ['users'], resourceNames: [${it}.held.owner], verbs: ['impersonate'] }],
});
await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: \`lesson-debug-\${${it}.id}\` },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: \`lesson-debug-\${${it}.id}\` },
  subjects: [${own(it)}],
});
await ${it}.send();`,
};
