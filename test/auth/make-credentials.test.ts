import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import * as x509 from '@peculiar/x509';
import { certificateRequest, newKey, strangerCertificate } from '../../src/auth/make-credentials.js';
import { decodeCertificate } from '../../src/inspect/x509.js';
import { practiceCluster } from '../helpers/practice-cluster.js';

describe('auth/make-credentials', () => {
  it('makes keys that do not show themselves', () => {
    for (const [type, name] of [
      ['ec', 'EC P-256'],
      ['rsa', 'RSA 2048'],
    ] as const) {
      const key = newKey(type);
      assert.deepEqual([key.type, createPrivateKey(key.pem).asymmetricKeyType], [name, type]);
      assert.deepEqual(Reflect.ownKeys({ ...key }), ['publicKey', 'type']);
      const shown = `PrivateKey (${name}; its PEM is in .pem and is not shown)`;
      assert.deepEqual([`${key}`, inspect(key)], [shown, shown]);
      assert.deepEqual(JSON.parse(JSON.stringify(key)), { type: name, publicKey: key.publicKey, pem: '<redacted>' });
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

  it('signs with a key of each curve that Kubernetes takes, and with no other kind', async () => {
    const pemOf = (options: { namedCurve: string } | undefined): string => {
      const pair = options ? generateKeyPairSync('ec', options) : generateKeyPairSync('ed25519');
      return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    };
    for (const namedCurve of ['P-256', 'P-384', 'P-521']) {
      const request = await certificateRequest({ commonName: 'jane', key: pemOf({ namedCurve }) });
      assert.equal(await new x509.Pkcs10CertificateRequest(request).verify(), true, namedCurve);
    }
    await assert.rejects(certificateRequest({ commonName: 'jane', key: pemOf({ namedCurve: 'secp256k1' }) }), {
      code: 'ARGUMENT_INVALID',
      message: 'A key of the type secp256k1 cannot sign a request here.',
    });
    await assert.rejects(certificateRequest({ commonName: 'jane', key: pemOf(undefined) }), {
      code: 'ARGUMENT_INVALID',
      message: 'A key of the type ed25519 cannot sign a request here.',
    });
  });

  it('refuses a request without a name, with a wrong list, and with a key that is none', async () => {
    const key = newKey();
    for (const commonName of ['', 5 as unknown as string])
      await assert.rejects(certificateRequest({ commonName, key }), { code: 'ARGUMENT_INVALID' });
    for (const none of [undefined, null, 'junk'])
      await assert.rejects(certificateRequest({ commonName: 'a', key: none as unknown as string }), {
        code: 'PEM_INVALID',
      });
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

  it('makes both for the time that was asked for, and marks each for what it is', async () => {
    const [minute, day] = [60_000, 24 * 3_600_000];
    const now = Date.now();
    const soon = (date: Date, wanted: number): boolean => Math.abs(date.getTime() - wanted) < 2 * minute;
    const usual = await strangerCertificate({ commonName: 'jane' });
    const parsed = [usual.cert, usual.ca].map((pem) => new x509.X509Certificate(pem));
    for (const { notBefore, notAfter, serialNumber } of parsed) {
      assert.ok(soon(notBefore, now - 5 * minute) && soon(notAfter, now + day));
      // 16 bytes, of which the first is never 0 nor negative
      assert.match(serialNumber, /^[4-7][0-9a-f]{31}$/i);
    }
    const critical = parsed.map((certificate) =>
      [...certificate.extensions].flatMap(({ critical, type }) => (critical ? [type] : [])),
    );
    assert.deepEqual(critical, [
      ['2.5.29.19', '2.5.29.15'],
      ['2.5.29.19', '2.5.29.15'],
    ]);
    const isCa = parsed.map((certificate) => certificate.getExtension(x509.BasicConstraintsExtension)?.ca);
    assert.deepEqual(isCa, [false, true]);
    assert.deepEqual(decodeCertificate(usual.cert).alternativeNames, []);
    for (const [notBefore, notAfter] of [
      [now - 9 * day, now - 8 * day],
      [now + 8 * day, now + 9 * day],
    ] as const) {
      const { cert, ca } = await strangerCertificate({
        commonName: 'jane',
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
        alternativeNames: ['::1', '10.0.0.1', 'a.b'],
      });
      const [leaf, root] = [new x509.X509Certificate(cert), new x509.X509Certificate(ca)];
      assert.ok(soon(leaf.notBefore, notBefore) && soon(leaf.notAfter, notAfter));
      // the CA is good now, and as long as what it signed
      assert.ok(soon(root.notBefore, Math.min(notBefore, now - 5 * minute)));
      assert.ok(soon(root.notAfter, Math.max(notAfter, now + day)));
      assert.deepEqual(decodeCertificate(cert).alternativeNames, [
        'IP Address:0:0:0:0:0:0:0:1',
        'IP Address:10.0.0.1',
        'DNS:a.b',
      ]);
    }
  });

  it('writes the name of that CA byte for byte as the practice cluster does, so that Go takes it for a namesake', async () => {
    const cluster = await practiceCluster();
    const { ca } = await strangerCertificate({ commonName: 'jane', issuer: 'kubernetes' });
    const name = Buffer.concat([Buffer.from([0x0c, 10]), Buffer.from('kubernetes')]); // UTF8String of 10 bytes
    for (const pem of [cluster.caPem, ca]) assert.ok(new X509Certificate(pem).raw.includes(name));
    await cluster.stop();
  });
});
