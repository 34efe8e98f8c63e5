/** The rules for certificate signing requests; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { systemClock } from '../../../../src/cluster/clock.js';
import { certificateRequestFault } from '../../../../src/cluster/kinds/certificates/certificate-request.js';
import { createPki } from '../../../../src/cluster/pki/cluster-pki.js';
import { faultsOf, updateFaultsOf } from '../faults.js';

const caPem = createPki({ clock: systemClock }).ca.certPem;
const algorithms = {
  ecdsa: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ecdsa384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  rsa: { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
  pss: {
    name: 'RSA-PSS',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
    saltLength: 32,
  },
  ed25519: { name: 'Ed25519' },
};

async function makeRequest(algorithm: keyof typeof algorithms = 'ecdsa'): Promise<Buffer> {
  const signingAlgorithm = algorithms[algorithm];
  const keys = (await webcrypto.subtle.generateKey(signingAlgorithm, true, [
    'sign',
    'verify',
  ])) as webcrypto.CryptoKeyPair;
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ name: 'CN=jane', keys, signingAlgorithm });
  return Buffer.from(request.rawData);
}

const pem = (der: Buffer, type = 'CERTIFICATE REQUEST'): string =>
  Buffer.from(`-----BEGIN ${type}-----\n${der.toString('base64')}\n-----END ${type}-----\n`).toString('base64');

describe('certificateRequestFault', () => {
  for (const algorithm of Object.keys(algorithms) as (keyof typeof algorithms)[]) {
    it(`takes a request signed with ${algorithm}`, async () => {
      assert.equal(certificateRequestFault(pem(await makeRequest(algorithm))), undefined);
    });
  }

  it('finds what is no request, cut short, or changed after it was signed', async () => {
    const der = await makeRequest();
    assert.equal(certificateRequestFault('anVuaw=='), 'PEM block type must be CERTIFICATE REQUEST');
    assert.equal(certificateRequestFault(pem(der, 'CERTIFICATE')), 'PEM block type must be CERTIFICATE REQUEST');
    assert.match(certificateRequestFault(pem(der.subarray(0, 40))) ?? '', /^asn1: syntax error/);
    assert.equal(certificateRequestFault(pem(Buffer.concat([der, der]))), 'asn1: syntax error: trailing data');
    const changed = Buffer.from(der);
    changed[der.indexOf('jane')] = 'J'.charCodeAt(0);
    assert.equal(certificateRequestFault(pem(changed)), 'x509: ECDSA verification failure');
  });

  it('tells a changed request by the type of its key', async () => {
    for (const [algorithm, fault] of [
      ['rsa', 'crypto/rsa: verification error'],
      ['ed25519', 'x509: Ed25519 verification failure'],
    ] as const) {
      const der = await makeRequest(algorithm);
      der[der.indexOf('jane')] = 'J'.charCodeAt(0);
      assert.equal(certificateRequestFault(pem(der)), fault);
    }
  });

  it('refuses a key on a curve that Go does not know', async () => {
    const der = await makeRequest();
    const curve = der.indexOf(Buffer.from('2a8648ce3d030107', 'hex'));
    der[curve + 7] = 1;
    assert.equal(certificateRequestFault(pem(der)), 'x509: unsupported elliptic curve');
    der[curve - 2] = 5;
    assert.equal(certificateRequestFault(pem(der)), 'x509: invalid ECDSA parameters');
  });

  it('refuses a point that is not on the curve of its key', async () => {
    const der = await makeRequest();
    const point = der.indexOf(Buffer.from('03420004', 'hex')) + 4;
    der[point] = (der[point] ?? 0) ^ 1;
    assert.equal(certificateRequestFault(pem(der)), 'x509: failed to unmarshal elliptic curve point');
  });

  it('survives every byte being another', async () => {
    const der = await makeRequest();
    for (let i = 0; i < der.length; i++) {
      const changed = Buffer.from(der);
      changed[i] = (changed[i] ?? 0) ^ 0xff;
      assert.equal(typeof certificateRequestFault(pem(changed)), 'string', `byte ${i}`);
    }
  });
});

describe('validateSigningRequest', () => {
  let request: string;
  before(async () => {
    request = pem(await makeRequest());
  });
  const signerName = 'kubernetes.io/kube-apiserver-client';
  const kind = 'CertificateSigningRequest';
  const of = (spec: object): string[] =>
    faultsOf(kind, { spec: { request, signerName, usages: ['client auth'], ...spec } });

  it('takes a good one', () => assert.deepEqual(of({}), []));

  it('the request', () => {
    assert.deepEqual(of({ request: 'anVuaw==' }), [
      'spec.request: Invalid value: "anVuaw==": PEM block type must be CERTIFICATE REQUEST',
    ]);
  });

  const names: [string, string[]][] = [
    ['', ['Required value']],
    [
      'nope',
      [`Invalid value: "nope": must be a fully qualified domain and path of the form 'example.com/signer-name'`],
    ],
    [
      'a.b/c/d',
      [`Invalid value: "a.b/c/d": must be a fully qualified domain and path of the form 'example.com/signer-name'`],
    ],
    ['local/x', ['Invalid value: "local": should be a domain with at least two segments separated by dots']],
    [
      'kubernetes.io/legacy-unknown',
      ['Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version'],
    ],
    ['example.com/my-signer.v1', []],
  ];
  for (const [name, want] of names) {
    it(`the signer ${JSON.stringify(name)}`, () => {
      assert.deepEqual(
        of({ signerName: name }),
        want.map((message) => `spec.signerName: ${message}`),
      );
    });
  }

  it('a request that is left out', () => {
    const fault = 'PEM block type must be CERTIFICATE REQUEST';
    assert.deepEqual(of({ request: '' }), [`spec.request: Invalid value: "": ${fault}`]);
    assert.deepEqual(of({ request: undefined }), [`spec.request: Invalid value: null: ${fault}`]);
  });

  it('the usages', () => {
    assert.deepEqual(of({ usages: [] }), ['spec.usages: Required value']);
    assert.deepEqual(of({ usages: ['client auth', 'client auth'] }), [
      'spec.usages[1]: Duplicate value: "client auth"',
    ]);
    assert.match(
      of({ usages: ['flying'] })[0] ?? '',
      /^spec\.usages\[0\]: Unsupported value: "flying": supported values: "any", /,
    );
  });

  it('the duration', () => {
    assert.deepEqual(of({ expirationSeconds: 600 }), []);
    assert.deepEqual(of({ expirationSeconds: 10 }), [
      'spec.expirationSeconds: Invalid value: 10: may not specify a duration less than 600 seconds (10 minutes)',
    ]);
  });

  describe('its decision', () => {
    const csr = (...types: string[]) => ({
      spec: { request, signerName, usages: ['client auth'] },
      status: { conditions: types.map((type) => ({ type, status: 'True' })) },
    });
    const decide = (before: string[], after: string[], through = 'approval'): string[] =>
      updateFaultsOf(kind, csr(...before), csr(...after), through);

    it('is made once, through the approval', () => {
      assert.deepEqual(decide([], ['Approved']), []);
      assert.deepEqual(decide([], ['Denied']), []);
      assert.deepEqual(decide([], ['Approved'], 'status'), [
        'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
      ]);
      assert.deepEqual(decide([], ['Failed'], 'status'), []);
    });

    it('is not both, and not taken back', () => {
      assert.deepEqual(decide(['Denied'], ['Denied', 'Approved']), [
        'status.conditions: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive',
      ]);
      assert.deepEqual(decide(['Approved'], []), [
        'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
      ]);
    });

    it('a certificate stays what it is', () => {
      const issued = (certificate: string) => ({ ...csr(), status: { certificate } });
      const good = Buffer.from(caPem).toString('base64');
      assert.deepEqual(updateFaultsOf(kind, issued('YQ=='), issued(good), 'status'), [
        'status.certificate: Forbidden: updates may not modify existing certificate content',
      ]);
      assert.deepEqual(updateFaultsOf(kind, csr(), issued(good), 'status'), []);
    });

    it('a certificate is given through the status alone', () => {
      const good = { ...csr(), status: { certificate: Buffer.from(caPem).toString('base64') } };
      for (const through of ['', 'approval']) {
        assert.deepEqual(
          updateFaultsOf(kind, csr(), good, through).at(-1),
          'status.certificate: Forbidden: updates may not set certificate content',
          through,
        );
      }
    });

    it('conditions have a type and a state, each type once, and decisions hold', () => {
      const conditions = (...all: object[]): string[] =>
        updateFaultsOf(kind, csr(), { ...csr(), status: { conditions: all } }, 'approval');
      assert.deepEqual(conditions({ type: 'Seen', status: 'Unknown' }), []);
      assert.deepEqual(conditions({ type: '', status: '' }, { type: 'Seen', status: 'Maybe' }), [
        'status.conditions[0].type: Required value',
        'status.conditions[0].status: Required value',
        'status.conditions[1].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
      ]);
      assert.deepEqual(conditions({ type: 'Denied', status: 'False' }), [
        'status.conditions[0].status: Unsupported value: "False": supported values: "True"',
      ]);
      assert.deepEqual(conditions({ type: 'Seen', status: 'True' }, { type: 'Seen', status: 'False' }), [
        'status.conditions[1].type: Duplicate value: "Seen"',
      ]);
    });

    it('a certificate is one, in PEM', () => {
      const fault = (text: string): string[] => {
        const certificate = Buffer.from(text).toString('base64');
        return updateFaultsOf(kind, csr(), { ...csr(), status: { certificate } }, 'status');
      };
      const at = 'status.certificate: Invalid value: "<certificate data>":';
      assert.deepEqual(fault('a'), [`${at} must contain at least one CERTIFICATE PEM block`]);
      assert.deepEqual(fault(caPem.replaceAll('CERTIFICATE', 'KEY')), [
        `${at} only CERTIFICATE PEM blocks are allowed, found "KEY"`,
      ]);
      assert.deepEqual(fault(caPem.replace('-----\n', '-----\na: b\n')), [`${at} no PEM block headers are permitted`]);
      assert.deepEqual(fault('-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'), [
        `${at} found CERTIFICATE PEM block containing 0 certificates`,
      ]);
      assert.deepEqual(fault(caPem.replace('-----\nMI', '-----\nAA')), [`${at} x509: malformed certificate`]);
    });
  });
});
