import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, systemClock } from '../../../src/cluster/clock.js';
import { createSigner } from '../../../src/cluster/pki/certificate-signer.js';
import { createPki, serverNames } from '../../../src/cluster/pki/cluster-pki.js';

describe('the keys and certificates of a cluster', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-pki-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const openssl = (...args: string[]): string =>
    execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

  it('verify with openssl against their own CA and no other', () => {
    const pki = createPki({ clock: systemClock });
    writeFileSync(join(folder, 'ca.crt'), pki.ca.certPem);
    writeFileSync(join(folder, 'proxy-ca.crt'), pki.frontProxyCa.certPem);
    writeFileSync(join(folder, 'server.crt'), pki.server.certPem);
    writeFileSync(join(folder, 'admin.crt'), pki.admin.certPem);
    writeFileSync(join(folder, 'proxy.crt'), pki.frontProxyClient.certPem);
    openssl('verify', '-CAfile', 'ca.crt', '-purpose', 'sslserver', 'server.crt');
    openssl('verify', '-CAfile', 'ca.crt', '-purpose', 'sslclient', 'admin.crt');
    openssl('verify', '-CAfile', 'proxy-ca.crt', '-purpose', 'sslclient', 'proxy.crt');
    assert.throws(() => openssl('verify', '-CAfile', 'ca.crt', 'proxy.crt'));
    assert.throws(() => openssl('verify', '-CAfile', 'ca.crt', '-purpose', 'sslclient', 'server.crt'));
  });

  it('name the server by all names it is reached under, and the host that was asked for', () => {
    const certificate = new X509Certificate(createPki({ clock: systemClock, host: '192.0.2.7' }).server.certPem);
    for (const name of serverNames) {
      assert.ok(/[:.]\d|::/.test(name) ? certificate.checkIP(name) : certificate.checkHost(name), name);
    }
    assert.equal(certificate.checkIP('192.0.2.7'), '192.0.2.7');
    assert.equal(certificate.checkIP('192.0.2.8'), undefined);
    assert.equal(certificate.checkHost('example.com'), undefined);
  });

  it('belong together: every key fits its certificate, the admin is in system:masters', () => {
    const { ca, frontProxyCa, server, admin, frontProxyClient } = createPki({ clock: systemClock });
    for (const { certPem, keyPem } of [ca, frontProxyCa, server, admin, frontProxyClient]) {
      assert.ok(new X509Certificate(certPem).checkPrivateKey(createPrivateKey(keyPem)));
    }
    assert.equal(new X509Certificate(admin.certPem).subject, 'O=system:masters\nCN=kubelab-admin');
  });

  it('are kept in the folder, readable for their owner alone', async () => {
    const first = createPki({ clock: systemClock, directory: folder });
    const key = await first.serviceAccountKey();
    const second = createPki({ clock: systemClock, directory: folder });
    assert.equal(second.ca.certPem, first.ca.certPem);
    assert.equal(second.server.certPem, first.server.certPem);
    assert.ok((await second.serviceAccountKey()).equals(key));
    const modes = new Set(readdirSync(folder).map((file) => statSync(join(folder, file)).mode & 0o777));
    assert.deepEqual([...modes], [0o600]);
  });

  it('are made anew when they end soon, by the same CA', () => {
    const start = new Date('2026-01-01T00:00:00Z');
    const first = createPki({ clock: manualClock(start), directory: folder });
    const later = new Date('2026-12-20T00:00:00Z');
    const second = createPki({ clock: manualClock(later), directory: folder });
    assert.equal(second.ca.certPem, first.ca.certPem);
    assert.notEqual(second.server.certPem, first.server.certPem);
    assert.ok(Date.parse(new X509Certificate(second.server.certPem).validTo) > Date.parse('2027-12-01'));
  });
});

describe('the certificate of a server that goes on running', () => {
  const day = 24 * 60 * 60 * 1000;
  const endOf = ({ certPem }: { certPem: string }): number => Date.parse(new X509Certificate(certPem).validTo);

  for (const where of ['in memory', 'in a folder']) {
    it(`is renewed before it ends, again and again, and kept: ${where}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'kubelab-renew-'));
      try {
        const clock = manualClock(new Date('2026-01-01T00:00:00Z'));
        const directory = where === 'in a folder' ? { directory: folder } : {};
        const pki = createPki({ clock, host: '192.0.2.7', ...directory });
        const ca = new X509Certificate(pki.ca.certPem);
        let latest = pki.server;
        for (let year = 1; year <= 2; year++) {
          clock.advance(334 * day);
          assert.equal(pki.renewServer(), undefined);
          clock.advance(day);
          const renewed = pki.renewServer();
          assert.ok(renewed);
          assert.ok(endOf(renewed) - endOf(latest) > 300 * day);
          const certificate = new X509Certificate(renewed.certPem);
          assert.ok(certificate.checkIssued(ca) && certificate.checkPrivateKey(createPrivateKey(renewed.keyPem)));
          assert.equal(certificate.checkIP('192.0.2.7'), '192.0.2.7');
          assert.equal(pki.renewServer(), undefined);
          latest = renewed;
        }
        if ('directory' in directory) assert.deepEqual(createPki({ clock, ...directory }).server, latest);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

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

  it('rejects what is no request', async () => {
    const { ca } = createPki({ clock: systemClock });
    await assert.rejects(createSigner(ca, systemClock).sign('junk', { usages: [], notAfterSeconds: 60 }));
  });
});
