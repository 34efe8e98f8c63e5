import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { certificateRequests } from '../../../src/cluster/admission/certificate-requests.js';
import { organizationsOfRequest } from '../../../src/cluster/admission/request-subject.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { isApiError } from '../../../src/kube/status.js';
import { signingRequest } from '../../helpers/signing-request.js';

const kind = kindOfResource('certificates.k8s.io', 'certificatesigningrequests') as ResourceKind;
const client = 'kubernetes.io/kube-apiserver-client';
const csr = (signerName: string, request: string, status: object = {}): KubeObject => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'jane' },
  spec: { signerName, request },
  status,
});
/** Admits for a user who holds `rights`, each a verb and a signer. */
const admit = async (rights: readonly string[], more: Partial<AdmissionAttributes>): Promise<void> =>
  certificateRequests(({ verb, apiGroup, resource, name }) => ({
    outcome: rights.includes(`${verb} ${resource}.${apiGroup} ${name}`) ? 'allow' : 'no opinion',
    reason: '',
  }))({
    operation: 'CREATE',
    kind,
    namespace: '',
    name: 'jane',
    subresource: '',
    user: { username: 'jane', groups: [] },
    dryRun: false,
    ...more,
  });
const refuses = (run: Promise<void>, why: string): Promise<void> =>
  assert.rejects(run, (error) => {
    assert.ok(isApiError(error, 'Forbidden'), String(error));
    assert.equal(error.message, `certificatesigningrequests.certificates.k8s.io "jane" is forbidden: ${why}`);
    return true;
  });

describe('admission of signing requests', () => {
  let masters: string;
  let developers: string;
  before(async () => {
    masters = await signingRequest('jane', ['developers', 'system:masters']);
    developers = await signingRequest('jane', ['developers']);
  });

  it('nobody asks for system:masters, from the signer of clients', async () => {
    const why = `use of ${client} signer with system:masters group is not allowed`;
    await refuses(admit([], { object: csr(client, masters) }), why);
    await admit([], { object: csr(client, developers) });
    await admit([], { object: csr('example.com/signer', masters) });
    // validation refuses it
    await admit([], { object: csr(client, Buffer.from('junk').toString('base64')) });
  });

  const approval = { operation: 'UPDATE', subresource: 'approval' } as const;
  it('who approves must hold `approve` for the signer, or for its domain', async () => {
    const object = csr(client, developers);
    const why = `user not permitted to approve requests with signerName "${client}"`;
    await refuses(admit([], { ...approval, object, oldObject: object }), why);
    await refuses(
      admit([`sign signers.certificates.k8s.io ${client}`], { ...approval, object, oldObject: object }),
      why,
    );
    await admit([`approve signers.certificates.k8s.io ${client}`], { ...approval, object, oldObject: object });
    await admit(['approve signers.certificates.k8s.io kubernetes.io/*'], { ...approval, object, oldObject: object });
    // whoever approves writes a condition, and need not be a signer
    const approved = csr(client, developers, { conditions: [{ type: 'Approved', status: 'True' }] });
    await admit([`approve signers.certificates.k8s.io ${client}`], {
      ...approval,
      object: approved,
      oldObject: object,
    });
    // the signer is the one that is stored
    const changed = csr('example.com/mine', developers);
    const mine = ['approve signers.certificates.k8s.io example.com/mine'];
    await refuses(admit(mine, { ...approval, object: changed, oldObject: object }), why);
  });

  it('who writes a certificate or a condition must hold `sign`; a status that stays is free', async () => {
    const oldObject = csr(client, developers);
    const update = { operation: 'UPDATE', subresource: 'status', oldObject } as const;
    const signed = csr(client, developers, { certificate: 'x' });
    await refuses(
      admit([], { ...update, object: signed }),
      `user not permitted to sign requests with signerName "${client}"`,
    );
    await admit([`sign signers.certificates.k8s.io ${client}`], { ...update, object: signed });
    const failed = csr(client, developers, { conditions: [{ type: 'Failed', status: 'True' }] });
    await refuses(
      admit([], { ...update, object: failed }),
      `user not permitted to sign requests with signerName "${client}"`,
    );
    await admit([], { ...update, object: csr(client, developers, { conditions: [] }) });
    await admit([], { operation: 'UPDATE', object: oldObject, oldObject });
  });
});

describe('the organizations of a request', () => {
  const pem = (base64: string): string => Buffer.from(base64, 'base64').toString();

  it('are read from its subject', async () => {
    assert.deepEqual(organizationsOfRequest(pem(await signingRequest('jane', ['a', 'ключ']))), ['a', 'ключ']);
    assert.deepEqual(organizationsOfRequest(pem(await signingRequest('jane'))), []);
    // longer than what one byte of length holds
    const long = 'x'.repeat(60);
    assert.deepEqual(organizationsOfRequest(pem(await signingRequest('jane', [long, long, long]))), [long, long, long]);
  });

  it('are none in what is no request, or is cut off anywhere', async () => {
    assert.deepEqual(organizationsOfRequest('junk'), []);
    const body = pem(await signingRequest('jane', ['a'])).replace(/-----[^-]+-----|\s/g, '');
    const whole = Buffer.from(body, 'base64');
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length).toString('base64');
      const text = `-----BEGIN CERTIFICATE REQUEST-----\n${cut}\n-----END CERTIFICATE REQUEST-----\n`;
      assert.deepEqual(organizationsOfRequest(text), []);
    }
  });
});
