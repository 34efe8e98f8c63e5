import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { removedIn } from '../../../src/cluster/controllers/certificate-controller.js';
import type { CertificateSigningRequest } from '../../../src/cluster/controllers/objects.js';
import { type Api, adminOf } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { signingRequest } from '../../helpers/signing-request.js';
import { until } from '../../helpers/until.js';

const request = (status?: CertificateSigningRequest['status']): CertificateSigningRequest => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'r', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { request: '', signerName: 'example.com/mine', username: 'jane' },
  ...(status ? { status } : {}),
});
const condition = (type: string, lastUpdateTime: string) => ({ type, status: 'True' as const, lastUpdateTime });
const minute = 60_000;
/** Minutes from one o'clock on until the request goes. */
const minutes = (status?: CertificateSigningRequest['status'], at = '01:00'): number | undefined => {
  const left = removedIn(request(status), new Date(`2026-01-01T${at}:00Z`));
  return left === undefined ? undefined : left / minute;
};

describe('a signing request is removed', () => {
  it('a day after it was made, while nobody has decided', () => {
    assert.deepEqual([minutes(), minutes({}), minutes({ conditions: [] })], [23 * 60, 23 * 60, 23 * 60]);
    assert.equal(removedIn(request(), new Date('2026-01-03T00:00:00Z')), 0);
  });

  it('an hour after it was denied, has failed, or was approved and signed', () => {
    for (const type of ['Denied', 'Failed']) {
      assert.equal(minutes({ conditions: [condition(type, '2026-01-01T00:50:00Z')] }), 50);
    }
    const conditions = [condition('Approved', '2026-01-01T00:40:00Z')];
    assert.equal(minutes({ conditions, certificate: 'x' }), 40);
    assert.equal(minutes({ conditions, certificate: 'x' }, '01:40'), 0);
    assert.equal(minutes({ conditions: [...conditions, condition('Failed', '2026-01-01T00:50:00Z')] }), 50);
  });

  it('a day after it was approved, while a signer of somebody else has still to sign it', () => {
    const conditions = [condition('Approved', '2026-01-01T00:40:00Z')];
    assert.equal(minutes({ conditions }, '23:00'), 100);
  });

  it('never for conditions of other types', () => {
    const conditions = [condition('Mine', '2025-01-01T00:00:00Z')];
    assert.equal(minutes({ conditions }), undefined);
  });
});

describe('the signer of the cluster', () => {
  const path = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
  const clientSigner = 'kubernetes.io/kube-apiserver-client';
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
    assert.deepEqual(cluster.faults, []);
  });

  const ask = async (name: string, more: object = {}): Promise<void> => {
    const { code, text } = await admin.post(path, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: {
        request: await signingRequest('jane', ['dev']),
        signerName: clientSigner,
        usages: ['client auth', 'digital signature'],
        ...more,
      },
    });
    assert.equal(code, 201, text);
  };
  const read = async (name: string): Promise<CertificateSigningRequest | undefined> => {
    const { code, body } = await admin.get(`${path}/${name}`);
    return code === 200 ? (body as unknown as CertificateSigningRequest) : undefined;
  };
  const decide = async (name: string, type: 'Approved' | 'Denied'): Promise<void> => {
    const { status: _, ...whole } = (await read(name)) ?? {};
    const conditions = [{ type, status: 'True', reason: 'ByTest', message: 'so be it' }];
    const { code, text } = await admin.put(`${path}/${name}/approval`, { ...whole, status: { conditions } });
    assert.equal(code, 200, text);
  };
  const certificateOf = (name: string): Promise<X509Certificate> =>
    until(`the certificate of ${name}`, async () => {
      const { certificate = '' } = (await read(name))?.status ?? {};
      return certificate !== '' && new X509Certificate(Buffer.from(certificate, 'base64'));
    });

  it('signs what is approved, for as long as is asked for', async () => {
    for (const [name, more] of [
      ['short', { expirationSeconds: 7200 }],
      ['long', {}],
    ] as const) {
      await ask(name, more);
      await decide(name, 'Approved');
    }
    const life = ({ validTo }: X509Certificate): number => (Date.parse(validTo) - clock.now().getTime()) / 3_600_000;
    const [short, long] = [await certificateOf('short'), await certificateOf('long')];
    assert.match(short.subject, /CN=jane/);
    assert.ok(short.verify(new X509Certificate(cluster.caPem).publicKey));
    assert.ok(life(short) > 1.8 && life(short) <= 2.1, String(life(short)));
    assert.ok(life(long) > 364 * 24 && life(long) <= 366 * 24, String(life(long)));
  });

  it('fails what asks for a usage that the signer does not give, and signs neither that nor what is denied', async () => {
    await ask('serving', { usages: ['server auth'] });
    await decide('serving', 'Approved');
    const conditions = await until('its failure', async () => {
      const { conditions: now = [] } = (await read('serving'))?.status ?? {};
      return now.length > 1 && now;
    });
    const [approved, failed] = conditions;
    assert.deepEqual([approved?.type, approved?.reason, conditions.length], ['Approved', 'ByTest', 2]);
    assert.deepEqual(
      [failed?.type, failed?.status, failed?.reason, failed?.message],
      ['Failed', 'True', 'SignerValidationFailure', 'invalid usage for client certificate: server auth'],
    );
    await ask('denied');
    await decide('denied', 'Denied');
    await ask('foreign', { signerName: 'example.com/mine' });
    await decide('foreign', 'Approved');
    await ask('undecided');
    // requests are looked at in their order
    await ask('later');
    await decide('later', 'Approved');
    await certificateOf('later');
    for (const name of ['serving', 'denied', 'foreign', 'undecided']) {
      assert.equal((await read(name))?.status?.certificate, undefined, name);
    }
  });

  it('does not sign what has failed already, by the word of somebody else', async () => {
    await ask('failed');
    const { status: _, ...whole } = (await read('failed')) ?? {};
    const conditions = [{ type: 'Failed', status: 'True', reason: 'ByTest', message: 'no' }];
    assert.equal((await admin.put(`${path}/failed/status`, { ...whole, status: { conditions } })).code, 200);
    const { status, ...same } = (await read('failed')) ?? {};
    const approved = { type: 'Approved', status: 'True', reason: 'ByTest', message: 'so be it' };
    const both = { ...same, status: { conditions: [...(status?.conditions ?? []), approved] } };
    assert.equal((await admin.put(`${path}/failed/approval`, both)).code, 200);
    await ask('after-the-failed');
    await decide('after-the-failed', 'Approved');
    await certificateOf('after-the-failed');
    assert.equal((await read('failed'))?.status?.certificate, undefined);
  });

  it('signs also what somebody deletes, as long as a finalizer holds it', async () => {
    await ask('held');
    const held = { metadata: { finalizers: ['example.com/hold'] } };
    assert.equal((await admin.patch(`${path}/held`, held)).code, 200);
    assert.equal((await admin.delete(`${path}/held`)).code, 200);
    await decide('held', 'Approved');
    await certificateOf('held');
    assert.equal((await admin.patch(`${path}/held`, { metadata: { finalizers: null } })).code, 200);
  });

  it('leaves a certificate as it is when the request is changed', async () => {
    const before = (await read('long'))?.status;
    assert.equal((await admin.patch(`${path}/long`, { metadata: { labels: { a: 'b' } } })).code, 200);
    await ask('after-the-change');
    await decide('after-the-change', 'Approved');
    await certificateOf('after-the-change');
    assert.deepEqual((await read('long'))?.status, before);
  });

  it('removes in an hour what is decided, in a day what is not or what others have not signed', async () => {
    const isGone = (name: string): Promise<boolean> =>
      until(`the end of ${name}`, async () => (await read(name)) === undefined);
    clock.advance(59 * minute);
    assert.ok(await read('denied'));
    clock.advance(2 * minute);
    for (const name of ['short', 'serving', 'denied', 'later']) await isGone(name);
    for (const name of ['undecided', 'foreign']) assert.ok(await read(name));
    clock.advance(24 * 60 * minute);
    for (const name of ['undecided', 'foreign']) await isGone(name);
  });
});
