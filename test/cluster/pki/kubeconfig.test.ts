import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { kubeconfigOfUser, kubeconfigText } from '../../../src/cluster/pki/kubeconfig.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const place = { server: 'https://127.0.0.1:6443', caPem: 'the CA' };
const clusters = [
  { name: 'kubelab', cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': base64('the CA') } },
];
const context = (name: string, user: string): object => ({
  name,
  context: { cluster: 'kubelab', user, namespace: 'default' },
});

describe('a kubeconfig that the cluster writes', () => {
  for (const [credential, user] of [
    [{ token: 'a.b.c' }, { token: 'a.b.c' }],
    [
      { certPem: 'certificate', keyPem: 'key' },
      { 'client-certificate-data': base64('certificate'), 'client-key-data': base64('key') },
    ],
  ] as const) {
    it(`has one context, for a user with ${Object.keys(user).join(' and ')}, whatever its name`, () => {
      const name = 'system: "node": #1';
      assert.deepEqual(parse(kubeconfigOfUser({ ...place, user: name, credential })), {
        apiVersion: 'v1',
        kind: 'Config',
        clusters,
        users: [{ name, user }],
        contexts: [context('kubelab', name)],
        'current-context': 'kubelab',
      });
    });
  }

  it('has a context for the front proxy beside that of the administrator', () => {
    const credential = { certPem: 'certificate', keyPem: 'key' };
    const frontProxy = { certPem: 'proxy', keyPem: 'proxy key' };
    assert.deepEqual(parse(kubeconfigText({ ...place, user: 'kubelab-admin', credential, frontProxy })), {
      apiVersion: 'v1',
      kind: 'Config',
      clusters,
      users: [
        {
          name: 'kubelab-admin',
          user: { 'client-certificate-data': base64('certificate'), 'client-key-data': base64('key') },
        },
        {
          name: 'front-proxy',
          user: { 'client-certificate-data': base64('proxy'), 'client-key-data': base64('proxy key') },
        },
      ],
      contexts: [context('kubelab', 'kubelab-admin'), context('front-proxy', 'front-proxy')],
      'current-context': 'kubelab',
      preferences: {},
    });
  });
});
