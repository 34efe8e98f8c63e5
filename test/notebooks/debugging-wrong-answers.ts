/** A wrong answer to each task of the lesson on debugging: what a hasty reader may try, and what the check has to say of it. */

/** One answer. */
export interface WrongAnswer {
  /** The id of the task's cell. */
  task: string;
  code: string;
  /** What the check says that the API server saw. */
  seen: RegExp;
}

/** In the order of the lesson. */
export const wrongAnswers: WrongAnswer[] = [
  {
    task: 'other-ca',
    code: `await admin.get(configMap('other-ca'));`,
    seen: /asked for: worker with its token/,
  },
  {
    task: 'old-ca',
    code: `await worker.with({ ca: admin.ca }).get(configMap('old-ca-2'));`,
    seen: /answered with (403|404)/,
  },
  {
    task: 'wrong-name',
    code: `await worker.with({ tlsServerName: 'kubernetes', anonymous: true }).get(configMap('wrong-name'));`,
    seen: /answered with 403 to .*anonymous.*; asked for: worker with its token/,
  },
  {
    task: 'expired-server',
    code: `await behindGateway.with({ insecure: true }).get(configMap('expired-server'));`,
    seen: /expired-server in lesson-debug by worker with its token was not seen/,
  },
  {
    task: 'base64-ca',
    code: `await admin.with({ ca: fromBase64(base64Ca) }).get(configMap('base64-ca'));`,
    seen: /asked for: worker with its token/,
  },
  {
    task: 'plain-http',
    code: `await plain.with({ server: admin.server, anonymous: true }).get(configMap('plain-http'));`,
    seen: /answered with 403 to .*; asked for: worker with its token/,
  },
  {
    task: 'no-key',
    code: `await admin.with({ anonymous: true }).get(configMap('no-key'));`,
    seen: /answered with 403 to .*anonymous.*; asked for: ann with a client certificate/,
  },
  {
    task: 'other-key',
    code: `await worker.get(configMap('other-key'));`,
    seen: /by worker with its token; asked for: ann with a client certificate/,
  },
  {
    task: 'foreign-certificate',
    code: `const again = await strangerCertificate({ commonName: 'ann', organizations: ['lesson-debuggers'], issuer: 'kubernetes' });
await admin.with({ cert: again.cert, key: again.key }).get(configMap('foreign-certificate'));`,
    seen: /answered with 401 to nobody who was recognised/,
  },
  {
    task: 'server-usage',
    code: `await admin.with({ cert: ann.cert, key: ann.key }).get(configMap('server-usage'));`,
    seen: /by ann with a client certificate; asked for: bea/,
  },
  {
    task: 'swapped-subject',
    code: `const cleo = await issue('cleo', { commonName: 'cleo', organizations: ['debuggers'] });
await admin.with(cleo).get(configMap('swapped-subject'));`,
    seen: /answered with 403 to cleo with a client certificate; asked for: a success/,
  },
  {
    task: 'no-bearer',
    code: `await nobody.get(configMap('no-bearer'), { headers: { authorization: \`Bearer: \${workerToken}\` } });`,
    seen: /answered with 403 to .*anonymous.*; asked for: worker with its token/,
  },
  {
    task: 'line-break',
    code: `await admin.with({ token: \`\${fromEditor.trim()}.\` }).get(configMap('line-break'));`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'base64-token',
    code: `await nobody.get(configMap('base64-token'), { headers: { authorization: \`Bearer \${fromSecret}\` } });`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'cut-off',
    code: `await admin.with({ token: \`\${cut}\${'A'.repeat(20)}\` }).get(configMap('cut-off'));`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'expired-token',
    code: `const longer = { ...claims, exp: claims.exp + 900_000 };
await admin.with({ token: [head, Buffer.from(JSON.stringify(longer)).toString('base64url'), signature].join('.') }).get(configMap('expired-token'));`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'other-audience',
    code: `const { token: forRegistry } = await admin.token('worker', { namespace: 'lesson-debug', audiences: ['registry'] });
await admin.with({ token: forRegistry }).get(configMap('other-audience'));`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'account-made-again',
    code: `await worker.get(configMap('account-made-again'));`,
    seen: /was read by worker with its token; asked for: phoenix with its token/,
  },
  {
    task: 'revoked',
    code: `await admin.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'lease', namespace: 'lesson-debug' } });
await admin.with({ token: leased }).get(configMap('revoked'));`,
    seen: /answered with 401 to nobody who was recognised; asked for: worker with its token/,
  },
  {
    task: 'wrong-account',
    code: `await allow('wrong-account', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }], account('worker', 'lesson-debug-apps'));
await namesake.get(configMap('wrong-account'));`,
    seen: /by lesson-debug-apps\/worker with its token; asked for: worker with its token/,
  },
  {
    task: 'no-rule',
    code: `await allow('no-rule', [{ apiGroups: [''], resources: ['configmap'], verbs: ['list'] }], account('no-rule'));
await newcomer.list('configmaps', { namespace: 'lesson-debug' });`,
    seen: /listing configmaps in lesson-debug was answered with 403 to no-rule with its token; asked for: a success/,
  },
  {
    task: 'wrong-verb',
    code: `await allow('wrong-verb', [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'read'] }], account('wrong-verb'));
await reader.list('pods', { namespace: 'lesson-debug' });`,
    seen: /was answered with 403 to wrong-verb with its token; asked for: a success/,
  },
  {
    task: 'wrong-group',
    code: `await allow('wrong-group', [{ apiGroups: ['apps/v1'], resources: ['deployments'], verbs: ['list'] }], account('wrong-group'));
await deployer.list('deployments', { namespace: 'lesson-debug' });`,
    seen: /listing deployments in lesson-debug was answered with 403 to wrong-group with its token; asked for: a success/,
  },
  {
    task: 'sub-resource',
    code: `await allow('sub-resource', [{ apiGroups: [''], resources: ['serviceaccounts', 'token'], verbs: ['create'] }], account('sub-resource'));
await minter.token('sub-resource', { namespace: 'lesson-debug' });`,
    seen: /serviceaccounts\/sub-resource\/token was answered with 403 to sub-resource with its token; asked for: a success/,
  },
  {
    task: 'wrong-namespace',
    code: `await visitor.list('services', { namespace: 'lesson-debug-apps' });`,
    seen: /listing services in lesson-debug was answered with 403 to wrong-namespace with its token; asked for: a success/,
  },
  {
    task: 'cluster-scope',
    code: `await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'lesson-debug-cluster-scope' },
  roleRef: clusterRole,
  subjects: [account('surveyor')],
});
await surveyor.list('namespaces');`,
    seen: /listing namespaces was answered with 403 to cluster-scope with its token; asked for: a success/,
  },
  {
    task: 'too-wide',
    code: `await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: { name: 'too-wide', namespace: 'lesson-debug' },
  roleRef: viewRole,
  subjects: [account('too-wide')],
});
await wide.list('configmaps', { namespace: 'default' });`,
    seen: /listing configmaps in default was answered with 200 to too-wide with its token; asked for: the answer 403/,
  },
  {
    task: 'subject-kind',
    code: `await allow('subject-kind', listAccounts, { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'subject-kind' });
await mistaken.list('serviceaccounts', { namespace: 'lesson-debug' });`,
    seen: /was answered with 403 to subject-kind with its token; asked for: a success/,
  },
  {
    task: 'subject-namespace',
    code: `await allow('subject-namespace', listSets, account('subject-namespace', 'lesson-debug-apps'), 'lesson-debug-apps');
await neighbour.list('replicasets', { namespace: 'lesson-debug' });`,
    seen: /listing replicasets in lesson-debug was answered with 403 to subject-namespace with its token; asked for: a success/,
  },
  {
    task: 'missing-role',
    code: `const changed = await admin.apply({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'RoleBinding',
  metadata: metadata,
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'readers' },
  subjects: [account('missing-role')],
});
console.log(changed.status);
await roleless.list('events', { namespace: 'lesson-debug' });`,
    seen: /was answered with 403 to missing-role with its token; asked for: a success/,
  },
  {
    task: 'list-with-names',
    code: `await narrow.list('secrets', { namespace: 'lesson-debug', labelSelector: 'name=registry-login' });`,
    seen: /was answered with 403 to list-with-names with its token; asked for: a success/,
  },
  {
    task: 'create-with-names',
    code: `await admin.create(report);`,
    seen: /by .* with a client certificate; asked for: create-with-names with its token/,
  },
  {
    task: 'impersonation',
    code: `await admin.as('lesson-jane').get(configMap('impersonation'));`,
    seen: /acting as lesson-jane; asked for: somebody with its token, acting as lesson-jane/,
  },
];
