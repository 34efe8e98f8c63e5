import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { certificateRequest, newKey, strangerCertificate } from '../../src/auth/make-credentials.js';
import { decodeCertificate } from '../../src/inspect/x509.js';
import { practiceCluster } from '../helpers/practice-cluster.js';

describe('auth/make-credentials', () => {
  it('makes keys that do not show themselves', () => {
    for (const type of ['ec', 'rsa'] as const) {
      const key = newKey(type);
      assert.match(key.pem, /^-----BEGIN PRIVATE KEY-----/);
      const secret = key.pem.split('\n')[2] ?? '';
      for (const shown of [inspect(key), JSON.stringify(key), `${key}`, inspect({ key: key })])
        assert(!shown.includes(secret));
    }
  });

  it('makes a request that openssl reads and verifies', async () => {
    for (const type of ['ec', 'rsa'] as const) {
      const key = newKey(type);
      const request = await certificateRequest({ commonName: 'jane', organizations: ['dev', 'ops, too'], key: key });
      const out = execFileSync('openssl', ['req', '-noout', '-verify', '-subject', '-nameopt', 'multiline'], {
        input: request,
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      assert.match(out, /commonName += jane/);
      assert.match(out, /organizationName += dev/);
      assert.match(out, /organizationName += ops, too/);
    }
  });

  it('refuses a request without a name, with a wrong list, and with a key that is none', async () => {
    const key = newKey();
    await assert.rejects(certificateRequest({ commonName: '', key: key }), { code: 'ARGUMENT_INVALID' });
    await assert.rejects(
      certificateRequest({ commonName: 'a', organizations: 'dev' as unknown as string[], key: key }),
      { code: 'ARGUMENT_INVALID' },
    );
    await assert.rejects(certificateRequest({ commonName: 'a', key: key.publicKey }), { code: 'PEM_INVALID' });
  });

  it('makes a certificate of a CA that nobody knows, good in form', async () => {
    const { cert, key, ca } = await strangerCertificate({ commonName: 'jane', organizations: ['dev'] });
    const [certificate, issuer] = [new X509Certificate(cert), new X509Certificate(ca)];
    assert(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
    const facts = decodeCertificate(cert);
    assert.deepEqual(
      [facts.subject.commonName, facts.subject.organizations, facts.extendedKeyUsages],
      ['jane', ['dev'], ['clientAuth']],
    );
    assert.equal(facts.authorityKeyId, decodeCertificate(ca).keyId);
    assert(certificate.checkPrivateKey(createPrivateKey(key.pem)));
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-stranger-'));
    writeFileSync(join(folder, 'ca'), ca);
    writeFileSync(join(folder, 'cert'), cert);
    const verdict = execFileSync('openssl', ['verify', '-CAfile', join(folder, 'ca'), join(folder, 'cert')], {
      encoding: 'utf8',
    });
    rmSync(folder, { recursive: true });
    assert.match(verdict, /: OK/);
  });

  it('writes the name of that CA byte for byte as the practice cluster does, so that Go takes it for a namesake', async () => {
    const cluster = await practiceCluster();
    const { ca } = await strangerCertificate({ commonName: 'jane', issuer: 'kubernetes' });
    const name = Buffer.concat([Buffer.from([0x0c, 10]), Buffer.from('kubernetes')]); // UTF8String of 10 bytes
    for (const pem of [cluster.caPem, ca]) assert.ok(new X509Certificate(pem).raw.includes(name));
    await cluster.stop();
  });
});
