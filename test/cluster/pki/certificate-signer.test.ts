import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, manualClock, systemClock } from '../../../src/cluster/clock.js';
import { createSigner } from '../../../src/cluster/pki/certificate-signer.js';
import { createPki } from '../../../src/cluster/pki/cluster-pki.js';
import { signingRequest } from '../../helpers/signing-request.js';

describe('the signer of certificate requests', () => {
  it('keeps the key, groups the organizations as Go does, and gives the usages that were asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-csr-'));
    try {
      execFileSync(
        'openssl',
        'req -newkey rsa:2048 -nodes -keyout jane.key -out jane.csr -subj /O=developers/O=testers/CN=jane'.split(' '),
        { cwd: folder, stdio: 'ignore' },
      );
      const csr = execFileSync('cat', ['jane.csr'], { cwd: folder, encoding: 'utf8' });
      const pki = createPki({ clock: systemClock });
      const pem = await createSigner(pki.ca, systemClock).sign(csr, { usages: ['client auth'], notAfterSeconds: 3600 });
      const certificate = new X509Certificate(pem);
      assert.ok(certificate.verify(new X509Certificate(pki.ca.certPem).publicKey));
      assert.ok(certificate.checkPrivateKey(createPrivateKey(execFileSync('cat', ['jane.key'], { cwd: folder }))));
      const { subject } = certificate.toLegacyObject();
      assert.deepEqual({ ...subject }, { O: ['testers', 'developers'], CN: 'jane' });
      assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2']);
      const life = Date.parse(certificate.validTo) - Date.now();
      assert.ok(life > 3_500_000 && life <= 3_600_000, `${life}`);
      // begun five minutes ago; of a long life they are taken off the end
      const seconds = 24 * 3600;
      const long = new X509Certificate(
        await createSigner(pki.ca, systemClock).sign(csr, { usages: ['client auth'], notAfterSeconds: seconds }),
      );
      assert.equal(Date.parse(long.validTo) - Date.parse(long.validFrom), seconds * 1000);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  const pki = createPki({ clock: systemClock });
  const signed = async (
    csr: string,
    usages: readonly string[],
    { seconds = 3600, clock = systemClock }: { seconds?: number; clock?: Clock } = {},
  ): Promise<X509Certificate> =>
    new X509Certificate(await createSigner(pki.ca, clock).sign(csr, { usages, notAfterSeconds: seconds }));
  const requestOf = async (...args: Parameters<typeof signingRequest>): Promise<string> =>
    Buffer.from(await signingRequest(...args), 'base64').toString();
  /** The extensions as openssl tells them, each in one line. */
  const extensionsOf = (certificate: X509Certificate): string[] => {
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], {
      input: certificate.toString(),
      encoding: 'utf8',
    });
    const part = text.slice(
      text.indexOf('X509v3 extensions:'),
      text.indexOf('Signature Algorithm', text.indexOf('X509v3 ext')),
    );
    return part
      .split(/\n {12}(?=\S)/)
      .slice(1)
      .map((lines) => lines.replace(/\s+/g, ' ').trim())
      .filter((line) => !line.startsWith('X509v3 Authority Key Identifier'));
  };

  it('names no usage that was not asked for, and is of no CA', async () => {
    const csr = await requestOf('jane');
    assert.deepEqual(extensionsOf(await signed(csr, [])), ['X509v3 Basic Constraints: critical CA:FALSE']);
    assert.deepEqual(extensionsOf(await signed(csr, ['digital signature', 'nothing'])), [
      'X509v3 Key Usage: critical Digital Signature',
      'X509v3 Basic Constraints: critical CA:FALSE',
    ]);
    const usages = [
      'signing',
      'key encipherment',
      'crl sign',
      'decipher only',
      'server auth',
      's/mime',
      'email protection',
    ];
    assert.deepEqual(extensionsOf(await signed(csr, usages)), [
      'X509v3 Key Usage: critical Digital Signature, Key Encipherment, CRL Sign, Decipher Only',
      'X509v3 Extended Key Usage: TLS Web Server Authentication, E-mail Protection',
      'X509v3 Basic Constraints: critical CA:FALSE',
    ]);
  });

  it('has the names that were asked for', async () => {
    const csr = await requestOf(
      'system:node:n1',
      ['system:nodes'],
      [
        { type: 'dns', value: 'n1.example' },
        { type: 'ip', value: '192.0.2.7' },
      ],
    );
    const { subjectAltName, subject } = await signed(csr, ['server auth']);
    assert.equal(subjectAltName, 'DNS:n1.example, IP Address:192.0.2.7');
    assert.equal(subject, 'O=system:nodes\nCN=system:node:n1');
    assert.equal((await signed(await requestOf('jane'), [])).subjectAltName, undefined);
  });

  it('orders values of one length by their letters', async () => {
    const { subject } = await signed(await requestOf('jane', ['bb', 'c', 'ab', 'aa']), ['client auth']);
    assert.equal(subject, 'O=c + O=aa + O=ab + O=bb\nCN=jane');
  });

  it('does not outlive its CA, and keeps a life of less than eight hours whole', async () => {
    const csr = await requestOf('jane');
    const end = Date.parse(new X509Certificate(pki.ca.certPem).validTo);
    assert.equal(Date.parse((await signed(csr, [], { seconds: 20 * 365 * 24 * 3600 })).validTo), end);
    const clock = manualClock(new Date('2027-01-01T00:00:00Z'));
    const life = async (seconds: number): Promise<[string, string]> => {
      const { validFrom, validTo } = await signed(csr, [], { seconds, clock });
      return [validFrom, validTo];
    };
    const from = 'Dec 31 23:55:00 2026 GMT';
    assert.deepEqual(await life(8 * 3600 - 1), [from, 'Jan  1 07:59:59 2027 GMT']);
    assert.deepEqual(await life(8 * 3600), [from, 'Jan  1 07:55:00 2027 GMT']);
  });

  it('rejects a request that is not signed by its own key', async () => {
    const der = Buffer.from((await requestOf('jane')).replace(/-----[^-]+-----/g, ''), 'base64');
    // the last byte is one of the signature
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    await assert.rejects(signed(pem, []), { message: 'the certificate request is not signed by its own key' });
  });

  it('rejects what is no request', async () => {
    await assert.rejects(signed('junk', []));
  });

  it('gives each certificate a positive number of its own', async () => {
    const csr = await requestOf('jane');
    const numbers = await Promise.all(Array.from({ length: 20 }, async () => (await signed(csr, [])).serialNumber));
    assert.equal(new Set(numbers).size, 20);
    for (const number of numbers) assert.match(number, /^[4-7][0-9A-F]{31}$/);
  });
});
