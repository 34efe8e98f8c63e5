import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAuditPolicy } from '../../../src/cluster/audit/policy-file.js';
import { isKubelabError } from '../../../src/errors.js';
import { practiceCluster, send, type TestResponse } from '../../helpers/practice-cluster.js';

describe('an audit policy file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-policy-'));
  const file = join(folder, 'policy.yaml');
  after(() => rmSync(folder, { recursive: true }));

  const write = (text: string): string => {
    writeFileSync(file, `apiVersion: audit.k8s.io/v1\nkind: Policy\n${text}`);
    return file;
  };
  const fault = (text: string): string => {
    try {
      readAuditPolicy(write(text));
    } catch (error) {
      if (!isKubelabError(error)) throw error;
      return `${error.code} ${error.place?.line}:${error.place?.column} ${error.message.split('\n')[0]} (${error.hint})`;
    }
    return '';
  };

  it('is honoured: what no rule matches is not written', async () => {
    write(`omitStages: [RequestReceived]
rules:
  - level: RequestResponse
    resources: [{ group: "", resources: [configmaps] }]
    verbs: [create]
  - level: Metadata
    nonResourceURLs: [/version]
`);
    const cluster = await practiceCluster({ auditPolicyFile: file });
    try {
      const { certPem: cert, keyPem: key } = cluster.admin;
      const maps = '/api/v1/namespaces/default/configmaps';
      await send(cluster, maps, { cert, key, method: 'POST', body: { metadata: { name: 'one' } } });
      await send(cluster, `${maps}/one`, { cert, key });
      await send(cluster, '/version', { cert, key });
      await cluster.flush();
      const seen = cluster.events
        .filter((event) => event.user.username === 'kubelab-admin')
        .map(({ level, verb, requestURI, responseObject }) => [level, verb, requestURI, Boolean(responseObject)]);
      assert.deepEqual(seen, [
        ['RequestResponse', 'create', maps, true],
        ['Metadata', 'get', '/version', false],
      ]);
      assert.ok(cluster.events.every((event) => event.stage !== 'RequestReceived'));
    } finally {
      await cluster.stop();
    }
  });

  it('tells what a list or a refusal answered, and of Secrets in any form not what they hold', async () => {
    write(`omitStages: [RequestReceived]
omitManagedFields: true
rules:
  - level: RequestResponse
`);
    const cluster = await practiceCluster({ auditPolicyFile: file });
    try {
      const { certPem: cert, keyPem: key } = cluster.admin;
      const secrets = '/api/v1/namespaces/default/secrets';
      const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'aGlkZGVu' };
      const body = { metadata: { name: 'one', annotations }, data: { a: 'aGlkZGVu' } };
      await send(cluster, secrets, { cert, key, method: 'POST', body });
      for (const [type, change] of [
        ['merge-patch', { data: { b: 'aGlkZGVu' } }],
        ['json-patch', [{ op: 'add', path: '/data/c', value: 'aGlkZGVu' }]],
      ] as const) {
        const headers = { 'content-type': `application/${type}+json` };
        assert.equal(
          (await send(cluster, `${secrets}/one`, { cert, key, method: 'PATCH', headers, body: change })).status,
          200,
        );
      }
      const accepted = ['application/json', 'application/yaml'].concat(
        ['Table', 'PartialObjectMetadataList'].map((as) => `application/json;as=${as};g=meta.k8s.io;v=v1`),
      );
      for (const accept of accepted) {
        const { text } = await send(cluster, `${secrets}?includeObject=Object`, { cert, key, headers: { accept } });
        assert.match(text, /aGlkZGVu/);
      }
      await send(cluster, `${secrets}/none`, { cert, key });
      await cluster.flush();
      const seen = cluster.events.filter(
        ({ user, objectRef }) => user.username === 'kubelab-admin' && objectRef?.resource === 'secrets',
      );
      assert.deepEqual(
        seen.map(({ verb, responseObject }) => `${verb} ${(responseObject as { kind: string }).kind}`),
        [
          'create Secret',
          'patch Secret',
          'patch Secret',
          'list SecretList',
          'list SecretList',
          'list Table',
          'list PartialObjectMetadataList',
          'get Status',
        ],
      );
      assert.ok(!/aGlkZGVu|managedFields/.test(JSON.stringify(seen)));
      assert.match(JSON.stringify(seen.at(-1)?.responseObject), /"secrets \\"none\\" not found"/);
    } finally {
      await cluster.stop();
    }
  });

  it('leaves managed fields out where it says so: a rule is heard before the policy, a patch is told as it was sent', async () => {
    write(`omitStages: [RequestReceived]
omitManagedFields: true
rules:
  - level: RequestResponse
    resources: [{ group: "", resources: [configmaps] }]
  - level: RequestResponse
    omitManagedFields: false
    resources: [{ group: "", resources: [serviceaccounts] }]
`);
    const cluster = await practiceCluster({ auditPolicyFile: file });
    try {
      const { certPem: cert, keyPem: key } = cluster.admin;
      const ask = (method: string, path: string, body?: object): Promise<TestResponse> =>
        send(cluster, `/api/v1/namespaces/default/${path}`, {
          ...{ cert, key, method },
          ...(body === undefined ? {} : { body }),
          ...(method === 'PATCH' ? { headers: { 'content-type': 'application/merge-patch+json' } } : {}),
        });
      const managedFields = [
        { manager: 'me', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
      ];
      await ask('POST', 'configmaps', { metadata: { name: 'one', managedFields } });
      await ask('PATCH', 'configmaps/one', { metadata: { managedFields }, data: { a: 'b' } });
      await ask('POST', 'serviceaccounts', { metadata: { name: 'one', labels: { a: 'b' }, managedFields } });
      await ask('DELETE', 'configmaps');
      await cluster.flush();
      const tells = (object: unknown): boolean => JSON.stringify(object ?? null).includes('managedFields');
      const seen = cluster.events
        .filter((event) => event.user.username === 'kubelab-admin')
        .map(({ verb, objectRef, requestObject, responseObject }) => [
          `${verb} ${objectRef?.resource}`,
          tells(requestObject),
          tells(responseObject),
        ]);
      assert.deepEqual(seen, [
        ['create configmaps', false, false],
        ['patch configmaps', true, false],
        ['create serviceaccounts', true, true],
        ['deletecollection configmaps', false, false],
      ]);
      // the store and the client have them
      assert.ok(tells((await ask('GET', 'serviceaccounts/one')).json()));
    } finally {
      await cluster.stop();
    }
  });

  it('says what is wrong in it, and where', () => {
    assert.match(fault('rules: []\n'), /^AUDIT_POLICY_INVALID 3:8 rules is wrong: holds no rule/);
    assert.match(fault('rules:\n  - level: All\n'), /^AUDIT_POLICY_INVALID 4:12 rules\[0\].level is wrong: /);
    assert.match(
      fault('rules:\n  - level: None\n    usres: [a]\n'),
      /5:5 rules\[0\].usres is no known entry \(did you mean users\?\)$/,
    );
    assert.match(
      fault('rules:\n  - level: None\n    namespaces: [a]\n    nonResourceURLs: [/a]\n'),
      /names both resources and other paths/,
    );
    assert.match(fault('rules:\n  - level: None\n    nonResourceURLs: [a]\n'), /5:23 .* is no path/);
    assert.throws(
      () => readAuditPolicy(join(folder, 'none.yaml')),
      (error: unknown) => isKubelabError(error) && error.code === 'FILE_MISSING',
    );
  });
});
