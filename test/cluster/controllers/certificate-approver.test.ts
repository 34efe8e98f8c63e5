import assert from 'node:assert/strict';
import type { CertificateSigningRequest } from '../../../src/cluster/controllers/objects.js';
import { type Api, adminOf, apiOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { signingRequest } from '../../helpers/signing-request.js';
import { until } from '../../helpers/until.js';

describe('a certificate that a kubelet asks for', () => {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
  });

  const ask = async (api: Api, name: string, cn: string, more: object = {}) => {
    const { code, text } = await api.post(path, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: {
        request: await signingRequest(cn, ['system:nodes']),
        signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
        usages: ['client auth', 'digital signature'],
        ...more,
      },
    });
    assert.equal(code, 201, text);
  };
  const read = async (name: string) =>
    (await admin.get(`${path}/${name}`)).body as unknown as CertificateSigningRequest;

  it('is approved and signed at once for who may ask for those of nodes', async () => {
    await ask(admin, 'any', 'system:node:other');
    const { status } = await until('the certificate', async () => {
      const request = await read('any');
      return request.status?.certificate !== undefined && request;
    });
    const [condition] = status?.conditions ?? [];
    assert.deepEqual(
      [condition?.type, condition?.status, condition?.reason, condition?.message],
      ['Approved', 'True', 'AutoApproved', 'Auto approving kubelet client certificate after SubjectAccessReview.'],
    );
  });

  it('for itself is told as such', async () => {
    const rules = [
      { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['create'] },
      {
        apiGroups: ['certificates.k8s.io'],
        resources: ['certificatesigningrequests/selfnodeclient'],
        verbs: ['create'],
      },
    ];
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    await admin.post(`${rbac}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata: { name: 'self' }, rules });
    await admin.post(`${rbac}/clusterrolebindings`, {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'self' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'self' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:node:n1' }],
    });
    const node = apiOf(cluster, { ...cluster.admin, as: { user: 'system:node:n1' } });
    await ask(node, 'own', 'system:node:n1');
    await ask(node, 'of-another', 'system:node:n2');
    node.close();
    // one that may ask, and has not the right to its own certificate
    await admin.post(`${rbac}/clusterroles`, {
      apiVersion,
      kind: 'ClusterRole',
      metadata: { name: 'asks' },
      rules: rules.slice(0, 1),
    });
    await admin.post(`${rbac}/clusterrolebindings`, {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'asks' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'asks' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:node:n3' }],
    });
    const other = apiOf(cluster, { ...cluster.admin, as: { user: 'system:node:n3' } });
    await ask(other, 'without-right', 'system:node:n3');
    other.close();
    await ask(admin, 'after-it', 'system:node:after');
    await until('the approval of a later one', async () => (await read('after-it')).status?.conditions);
    assert.equal((await read('without-right')).status?.conditions, undefined);
    const conditions = await until('the approval', async () => (await read('own')).status?.conditions);
    assert.equal(conditions[0]?.message, 'Auto approving self kubelet client certificate after SubjectAccessReview.');
    assert.equal((await read('of-another')).status?.conditions, undefined);
  });

  it('stays denied when somebody has denied it, and gets the right later', async () => {
    const denied = { type: 'Denied', status: 'True', reason: 'No', message: 'no' };
    const { status: _, ...whole } = await read('without-right');
    const answer = await admin.put(`${path}/without-right/approval`, { ...whole, status: { conditions: [denied] } });
    assert.equal(answer.code, 200, answer.text);
    const rbac = '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/self';
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:node:n3' }];
    assert.equal((await admin.patch(rbac, { subjects })).code, 200);
    assert.equal((await admin.patch(`${path}/without-right`, { metadata: { labels: { a: 'b' } } })).code, 200);
    await ask(admin, 'after-denial', 'system:node:after');
    await until('the approval of a later one', async () => (await read('after-denial')).status?.conditions);
    const { conditions = [] } = (await read('without-right')).status ?? {};
    assert.deepEqual(
      conditions.map(({ type }) => type),
      ['Denied'],
    );
  });

  it('waits for a person when it is not one of a kubelet', async () => {
    await ask(admin, 'client', 'jane', { signerName: 'kubernetes.io/kube-apiserver-client' });
    await ask(admin, 'misnamed', 'jane');
    // requests are looked at in their order: when a later one is approved, these two were passed over
    await ask(admin, 'later', 'system:node:later');
    await until('the approval of a later one', async () => (await read('later')).status?.conditions);
    for (const name of ['client', 'misnamed']) assert.equal((await read(name)).status?.conditions, undefined);
    assert.deepEqual(cluster.faults, []);
  });
});
