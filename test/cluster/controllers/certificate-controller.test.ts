import assert from 'node:assert/strict';
import { removedIn } from '../../../src/cluster/controllers/certificate-controller.js';
import type { CertificateSigningRequest } from '../../../src/cluster/controllers/objects.js';

const request = (status?: CertificateSigningRequest['status']): CertificateSigningRequest => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'r', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: { request: '', signerName: 'example.com/mine', username: 'jane' },
  ...(status ? { status } : {}),
});
const condition = (type: string, lastUpdateTime: string, status: 'True' | 'False' = 'True') => ({
  type,
  status,
  lastUpdateTime,
});
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

  it('never while it is approved and a signer of somebody else has still to sign it', () => {
    const conditions = [condition('Approved', '2026-01-01T00:40:00Z')];
    assert.equal(minutes({ conditions }, '23:00'), undefined);
    assert.equal(
      minutes({ conditions: [...conditions, condition('Failed', '2026-01-01T00:50:00Z', 'False')] }),
      undefined,
    );
  });
});
