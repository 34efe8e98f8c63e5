import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import type { CertificateSigningRequest } from '../../../src/cluster/controllers/objects.js';
import { type Api, adminOf, apiOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { signingRequest } from '../../helpers/signing-request.js';
import { until } from '../../helpers/until.js';

describe('a certificate that a kubelet asks for', () => {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  before(async () => {
    // of its own for every run of these tests: certificates begin at its time
    clock = manualClock(new Date());
    cluster = await practiceCluster({ clock });
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

  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const mayCreate = (...resources: string[]) => [{ apiGroups: ['certificates.k8s.io'], resources, verbs: ['create'] }];
  /** Gives users the right to create these resources of certificates. */
  const allow = async (role: string, users: string[], ...resources: string[]): Promise<void> => {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const apiGroup = 'rbac.authorization.k8s.io';
    const metadata = { name: role };
    const rules = mayCreate(...resources);
    const made = await admin.post(`${rbac}/clusterroles`, { apiVersion, kind: 'ClusterRole', metadata, rules });
    assert.equal(made.code, 201, made.text);
    const roleRef = { apiGroup, kind: 'ClusterRole', name: role };
    const subjects = users.map((name) => ({ apiGroup, kind: 'User', name }));
    const binding = { apiVersion, kind: 'ClusterRoleBinding', metadata, roleRef, subjects };
    const bound = await admin.post(`${rbac}/clusterrolebindings`, binding);
    assert.equal(bound.code, 201, bound.text);
  };
  const askAs = async (user: string, name: string, cn: string): Promise<void> => {
    // a kubelet may not even ask for the certificate of another node: somebody of its name and not of its group may
    const groups = user === cn ? {} : { groups: ['system:authenticated'] };
    const api = apiOf(cluster, { ...cluster.admin, as: { user, ...groups } });
    await ask(api, name, cn);
    api.close();
  };
  /** Requests are looked at in their order: when this one is approved, those before it were looked at. */
  const passes = async (name: string): Promise<void> => {
    await ask(admin, name, `system:node:${name}`);
    await until('the approval of a later one', async () => (await read(name)).status?.conditions);
  };
  /** Time for work that failed to be tried again, until its fault is told. */
  const faultsAreTold = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) {
      clock.advance(30_000);
      await passes(`retry-${++retries}`);
    }
    assert.deepEqual(cluster.faults, []);
  };
  let retries = 0;
  const conditionsOf = async (name: string) =>
    ((await read(name)).status?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
  const approval = (whose: string): string[] => [
    `Approved: Auto approving ${whose} certificate after SubjectAccessReview.`,
  ];

  it('for itself is told as such', async () => {
    await allow('self', ['system:node:n1'], 'certificatesigningrequests', 'certificatesigningrequests/selfnodeclient');
    await askAs('system:node:n1', 'own', 'system:node:n1');
    await askAs('system:node:n1', 'of-another', 'system:node:n2');
    // those that may ask, and have not the right to their own certificate
    await allow(
      'asks',
      ['system:node:n3', 'system:node:n4', 'system:node:n5', 'system:node:n6'],
      'certificatesigningrequests',
    );
    await askAs('system:node:n3', 'without-right', 'system:node:n3');
    await passes('after-it');
    assert.deepEqual(await conditionsOf('without-right'), []);
    assert.deepEqual(await conditionsOf('own'), approval('self kubelet client'));
    assert.deepEqual(await conditionsOf('of-another'), []);
  });

  it('is looked at again after 0.2 s, and then after twice the time, until its user has the right', async () => {
    await askAs('system:node:n4', 'early', 'system:node:n4');
    await askAs('system:node:n4', 'early-of-another', 'system:node:n5');
    await passes('first-look');
    clock.advance(200);
    await passes('second-look');
    await allow('late', ['system:node:n4'], 'certificatesigningrequests/nodeclient');
    clock.advance(399);
    await passes('before-the-third');
    for (const name of ['early', 'early-of-another']) assert.deepEqual(await conditionsOf(name), []);
    clock.advance(1);
    for (const name of ['early', 'early-of-another']) {
      await until('the approval', async () => (await read(name)).status?.conditions);
      assert.deepEqual(await conditionsOf(name), approval('kubelet client'));
    }
  });

  it('is looked at every 1000 s in the end', async () => {
    await askAs('system:node:n5', 'patient', 'system:node:n5');
    await passes('patience');
    for (let pause = 200; pause < 1_000_000; pause *= 2) {
      clock.advance(pause);
      await passes(`patience-${pause}`);
    }
    clock.advance(999_999);
    await passes('more-patience');
    await allow('patient', ['system:node:n5'], 'certificatesigningrequests/selfnodeclient');
    clock.advance(1);
    await until('the approval', async () => (await read('patient')).status?.conditions);
  });

  it('stays undecided when somebody has put a certificate into the request', async () => {
    await askAs('system:node:n3', 'filled', 'system:node:n3');
    const { status: _, ...whole } = await read('filled');
    const certificate = Buffer.from(cluster.caPem).toString('base64');
    const answer = await admin.put(`${path}/filled/status`, { ...whole, status: { certificate } });
    assert.equal(answer.code, 200, answer.text);
    await askAs('system:node:n3', 'failed', 'system:node:n3');
    const failed = { type: 'Failed', status: 'True', reason: 'No', message: 'no' };
    const { status: __, ...other } = await read('failed');
    assert.equal((await admin.put(`${path}/failed/status`, { ...other, status: { conditions: [failed] } })).code, 200);
    await allow('later', ['system:node:n3'], 'certificatesigningrequests/selfnodeclient');
    assert.equal((await admin.patch(`${path}/filled`, { metadata: { labels: { a: 'b' } } })).code, 200);
    await faultsAreTold();
    const { status } = await read('filled');
    assert.deepEqual([status?.certificate, status?.conditions], [certificate, undefined]);
  });

  it('is approved once, also when it failed and is not signed', async () => {
    const both = ['Failed: no', ...approval('self kubelet client')];
    assert.deepEqual(await conditionsOf('failed'), both);
    assert.equal((await admin.patch(`${path}/failed`, { metadata: { labels: { a: 'b' } } })).code, 200);
    await faultsAreTold();
    assert.deepEqual(await conditionsOf('failed'), both);
    assert.equal((await read('failed')).status?.certificate, undefined);
  });

  it('is forgotten when somebody deletes the request', async () => {
    await askAs('system:node:n1', 'deleted', 'system:node:n6');
    await passes('after-the-deleted');
    assert.equal((await admin.delete(`${path}/deleted`)).code, 200);
    await faultsAreTold();
  });

  it('is looked at again after 0.2 s when it is made anew', async () => {
    await allow('asks-too', ['system:node:n7'], 'certificatesigningrequests');
    await askAs('system:node:n7', 'anew', 'system:node:n7');
    await passes('before-the-anew');
    clock.advance(200);
    await passes('beside-the-anew');
    assert.equal((await admin.delete(`${path}/anew`)).code, 200);
    clock.advance(400);
    await passes('without-the-anew');
    await askAs('system:node:n7', 'anew', 'system:node:n7');
    await passes('after-the-anew');
    await allow('anew', ['system:node:n7'], 'certificatesigningrequests/selfnodeclient');
    clock.advance(200);
    await until('the approval', async () => (await read('anew')).status?.conditions);
  });

  it('stays denied when somebody has denied it, and its user has the right', async () => {
    const denied = { type: 'Denied', status: 'True', reason: 'No', message: 'no' };
    await askAs('system:node:n6', 'denied', 'system:node:n6');
    const { status: _, ...whole } = await read('denied');
    const answer = await admin.put(`${path}/denied/approval`, { ...whole, status: { conditions: [denied] } });
    assert.equal(answer.code, 200, answer.text);
    await allow('last', ['system:node:n6'], 'certificatesigningrequests/selfnodeclient');
    assert.equal((await admin.patch(`${path}/denied`, { metadata: { labels: { a: 'b' } } })).code, 200);
    await faultsAreTold();
    assert.deepEqual(await conditionsOf('denied'), ['Denied: no']);
  });

  it('waits for a person when it is not one of a kubelet', async () => {
    await ask(admin, 'client', 'jane', { signerName: 'kubernetes.io/kube-apiserver-client' });
    await ask(admin, 'misnamed', 'jane');
    await ask(admin, 'of-another-signer', 'system:node:n', { signerName: 'kubernetes.io/kube-apiserver-client' });
    await ask(admin, 'for-serving', 'system:node:n', { usages: ['server auth', 'digital signature'] });
    await passes('later');
    for (const name of ['client', 'misnamed', 'of-another-signer', 'for-serving']) {
      assert.deepEqual(await conditionsOf(name), [], name);
    }
    assert.deepEqual(cluster.faults, []);
  });
});
