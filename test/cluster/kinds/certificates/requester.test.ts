import assert from 'node:assert/strict';
import { type Answer, type Api, adminOf, apiOf } from '../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../helpers/practice-cluster.js';
import { signingRequest } from '../../../helpers/signing-request.js';
import { until } from '../../../helpers/until.js';

const csrs = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const client = 'kubernetes.io/kube-apiserver-client';
interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}
const conditionsOf = ({ body }: Answer): Condition[] =>
  (body.status as unknown as { conditions?: Condition[] }).conditions ?? [];

describe('signing requests', () => {
  let cluster: TestCluster;
  let admin: Api;
  let request: string;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    request = await signingRequest('jane', ['developers']);
  });
  after(async () => {
    admin.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const csr = (name: string, spec: object = {}): object => ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request, signerName: client, usages: ['client auth'], ...spec },
  });
  const decided = async (path: string, ...types: string[]): Promise<Answer> => {
    const { body } = await admin.get(path.replace(/\/(approval|status)$/, ''));
    return admin.put(path, { ...body, status: { conditions: types.map((type) => ({ type, status: 'True' })) } });
  };

  it('may be called anything that a path can hold', async () => {
    assert.equal((await admin.post(csrs, csr('Jane_D.'))).code, 201);
    const slash = await admin.post(csrs, csr('a/b'));
    assert.equal(slash.code, 422);
    assert.match(slash.message, /metadata\.name: Invalid value: "a\/b": may not contain '\/'$/);
  });

  it('are validated before a plug-in looks at whom they are for', async () => {
    const masters = await signingRequest('mallory', ['system:masters']);
    const both = await admin.post(csrs, csr('mallory', { request: masters, usages: [] }));
    assert.equal(both.code, 422, both.text);
    const one = await admin.post(csrs, csr('mallory', { request: masters }));
    assert.equal(one.code, 403, one.text);
  });

  it('are decided through the approval alone', async () => {
    await admin.post(csrs, csr('decided', { signerName: 'example.com/lab' }));
    const at = `${csrs}/decided`;
    const message = (what: string): string =>
      `CertificateSigningRequest.certificates.k8s.io "decided" is invalid: status.conditions: Forbidden: updates may not ${what} a condition of type "Approved"`;
    const added = await decided(`${at}/status`, 'Approved');
    assert.deepEqual([added.code, added.message], [422, message('add')]);
    assert.equal((await decided(`${at}/approval`, 'Approved')).code, 200);
    for (const through of ['status', 'approval']) {
      const removed = await decided(`${at}/${through}`);
      assert.deepEqual([removed.code, removed.message], [422, message('remove')]);
    }
    const failed = await decided(`${at}/status`, 'Approved', 'Failed');
    assert.deepEqual(
      conditionsOf(failed).map(({ type }) => type),
      ['Approved', 'Failed'],
      failed.text,
    );
  });

  describe('of kubelets', () => {
    const kubelet = { signerName: `${client}-kubelet`, usages: ['client auth', 'digital signature'] };

    it('are approved by themselves for who may have nodes', async () => {
      const node = await signingRequest('system:node:n9', ['system:nodes']);
      await admin.post(csrs, csr('n9', { ...kubelet, request: node }));
      const answer = await until('a certificate', async () => {
        const given = await admin.get(`${csrs}/n9`);
        return Boolean((given.body.status as unknown as { certificate?: string }).certificate) && given;
      });
      const [condition] = conditionsOf(answer);
      assert.deepEqual(
        [condition?.type, condition?.reason, condition?.message],
        ['Approved', 'AutoApproved', 'Auto approving kubelet client certificate after SubjectAccessReview.'],
      );
    });

    it('stay open for who may not, and for what is no kubelet', async () => {
      await admin.post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'asks' },
        rules: [
          { apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'], verbs: ['create', 'get'] },
        ],
      });
      await admin.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name: 'asks' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'asks' },
        subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'dave' }],
      });
      const dave = apiOf(cluster, { ...cluster.admin, as: { user: 'dave' } });
      const node = await signingRequest('system:node:n8', ['system:nodes']);
      await until(
        'dave may ask',
        async () => (await dave.post(csrs, csr('n8', { ...kubelet, request: node }))).code === 201,
      );
      await admin.post(csrs, csr('no-kubelet', kubelet));
      await until('the review of dave', async () =>
        cluster.events.some(
          ({ objectRef, user, stage }) =>
            objectRef?.resource === 'subjectaccessreviews' &&
            user.username?.endsWith('certificate-controller') &&
            stage === 'ResponseComplete',
        ),
      );
      assert.deepEqual(conditionsOf(await dave.get(`${csrs}/n8`)), []);
      assert.deepEqual(conditionsOf(await admin.get(`${csrs}/no-kubelet`)), []);
      dave.close();
    });
  });
});
