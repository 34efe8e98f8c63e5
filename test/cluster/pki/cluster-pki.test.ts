import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { manualClock, systemClock } from '../../../src/cluster/clock.js';
import { clientCertificate, createPki, serverNames } from '../../../src/cluster/pki/cluster-pki.js';
import { pemOfKey } from '../../../src/cluster/pki/signing-key.js';

// a key on P-256 is made at once, one of RSA takes longer than all the rest
const { privateKey: signingKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

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

  it("stay as they are once closed: a signing key that is ready later is not written, since the folder may be another cluster's by then", async () => {
    const pki = createPki({ clock: systemClock, directory: folder });
    const making = pki.serviceAccountKey();
    pki.close();
    await making;
    assert.ok(!readdirSync(folder).includes('sa.key'));
  });

  it('name the server by no address that stands for all, and by each name once', () => {
    const names = (host: string): string =>
      new X509Certificate(createPki({ clock: systemClock, host }).server.certPem).subjectAltName ?? '';
    assert.equal(names('0.0.0.0'), names('localhost'));
    assert.equal(names('::'), names('localhost'));
    assert.match(names('2001:db8::1:2'), /, IP Address:2001:DB8:0:0:0:0:1:2$/);
    assert.match(names('2001:db8:1:2:3:4:5:6'), /, IP Address:2001:DB8:1:2:3:4:5:6$/);
    assert.match(names('::'), /IP Address:127\.0\.0\.1, IP Address:0:0:0:0:0:0:0:1, IP Address:10\.96\.0\.1$/);
    assert.match(names('lab.example'), /, DNS:lab\.example$/);
  });

  it('of the server are made anew for another host, by the same CA, and the others are kept', () => {
    const first = createPki({ clock: systemClock, directory: folder, signingKey, host: '192.0.2.7' });
    const second = createPki({ clock: systemClock, directory: folder, signingKey, host: '192.0.2.8' });
    assert.equal(new X509Certificate(second.server.certPem).checkIP('192.0.2.8'), '192.0.2.8');
    assert.deepEqual(
      [second.ca, second.admin, second.acceptableCaNames],
      [first.ca, first.admin, first.acceptableCaNames],
    );
  });

  for (const [what, change] of [
    ['that are cut off', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100))],
    ['that are empty', (file: string) => writeFileSync(file, '')],
    ['that are not there', (file: string) => rmSync(file)],
    ['that belong to others', (file: string) => copyFileSync(join(folder, `front-proxy-client${extname(file)}`), file)],
  ] as const) {
    it(`of the server and the administrator ${what} are made anew, by the same CA`, () => {
      const first = createPki({ clock: systemClock, directory: folder, signingKey });
      for (const file of ['apiserver.crt', 'apiserver.key', 'admin.crt', 'admin.key', 'ca-name.crt', 'ca-name.key']) {
        change(join(folder, file));
        const { ca, server, admin } = createPki({ clock: systemClock, directory: folder, signingKey });
        assert.equal(ca.certPem, first.ca.certPem);
        for (const { certPem, keyPem } of [server, admin]) {
          const certificate = new X509Certificate(certPem);
          assert.ok(certificate.checkIssued(new X509Certificate(ca.certPem)));
          assert.ok(certificate.checkPrivateKey(createPrivateKey(keyPem)));
        }
      }
      // what was made is kept
      const [again, once] = [1, 2].map(() => createPki({ clock: systemClock, directory: folder, signingKey }));
      assert.deepEqual([again?.server, again?.admin], [once?.server, once?.admin]);
    });
  }

  for (const [file, message] of [
    ['ca.crt', 'ca.crt and ca.key are no certificate with its key'],
    ['ca.key', 'ca.crt and ca.key are no certificate with its key'],
    ['front-proxy-ca.crt', 'front-proxy-ca.crt and front-proxy-ca.key are no certificate with its key'],
    ['sa.key', 'sa.key is no private key'],
  ] as const) {
    it(`are not made anew where ${file} is cut off, since what it signed would be void`, () => {
      createPki({ clock: systemClock, directory: folder, signingKey });
      writeFileSync(join(folder, 'sa.key'), pemOfKey(signingKey));
      const kept = readFileSync(join(folder, file), 'utf8');
      writeFileSync(join(folder, file), kept.slice(0, 100));
      assert.throws(() => createPki({ clock: systemClock, directory: folder }), {
        code: 'DATA_DIR_UNUSABLE',
        message,
        place: { file: join(folder, file.replace(/^(.*ca)\.key$/, '$1.crt')) },
        hint: /kubelab cluster reset$/,
      });
      writeFileSync(join(folder, file), kept);
      createPki({ clock: systemClock, directory: folder });
    });
  }

  it('made while the clock was ahead are made anew, and hold as soon as it is right', () => {
    const now = new Date('2026-12-01T12:00:00Z');
    const ahead = new Date('2026-12-01T14:00:00Z');
    const at = (time: Date) => createPki({ clock: manualClock(time), directory: folder, signingKey });
    const early = at(ahead);
    const { ca, server, admin } = at(now);
    for (const { certPem } of [ca, server, admin]) {
      const { validFrom, validTo } = new X509Certificate(certPem);
      assert.ok(Date.parse(validFrom) <= now.getTime() && Date.parse(validTo) > ahead.getTime());
    }
    assert.notEqual(ca.certPem, early.ca.certPem);
    assert.ok(new X509Certificate(server.certPem).checkIssued(new X509Certificate(ca.certPem)));
    assert.equal(at(ahead).server.certPem, server.certPem);
  });

  it('cannot be read with a CA and the key of another', () => {
    createPki({ clock: systemClock, directory: folder, signingKey });
    copyFileSync(join(folder, 'front-proxy-ca.key'), join(folder, 'ca.key'));
    assert.throws(() => createPki({ clock: systemClock, directory: folder, signingKey }), {
      code: 'DATA_DIR_UNUSABLE',
    });
  });

  it('of a user name it and its groups, for a year', () => {
    const { ca } = createPki({ clock: systemClock });
    const now = new Date('2049-06-01T00:00:00Z');
    const { certPem, keyPem } = clientCertificate(ca, { user: 'jane', groups: ['developers', 'testers'] }, now);
    writeFileSync(join(folder, 'ca.crt'), ca.certPem);
    writeFileSync(join(folder, 'jane.crt'), certPem);
    const certificate = new X509Certificate(certPem);
    assert.ok(certificate.checkPrivateKey(createPrivateKey(keyPem)));
    assert.ok(certificate.verify(new X509Certificate(ca.certPem).publicKey));
    assert.equal(certificate.subject, 'O=developers\nO=testers\nCN=jane');
    // after 2049 a time has a year of four digits
    assert.deepEqual(
      [certificate.validFrom, certificate.validTo],
      ['May 31 23:55:00 2049 GMT', 'Jun  1 00:00:00 2050 GMT'],
    );
    const times = openssl('asn1parse', '-in', 'jane.crt').match(/(UTCTIME|GENERALIZEDTIME) +:\S+/g);
    assert.deepEqual(times, ['UTCTIME           :490531235500Z', 'GENERALIZEDTIME   :20500601000000Z']);
  });

  for (const [name, expected] of [
    [
      'ca',
      [
        'Key Usage: critical Digital Signature, Key Encipherment, Certificate Sign',
        'Basic Constraints: critical CA:TRUE',
        'Subject Key Identifier:',
      ],
    ],
    [
      'server',
      [
        'Key Usage: critical Digital Signature, Key Encipherment',
        'Extended Key Usage: TLS Web Server Authentication',
        'Basic Constraints: critical CA:FALSE',
        'Authority Key Identifier:',
      ],
    ],
    [
      'admin',
      [
        'Key Usage: critical Digital Signature, Key Encipherment',
        'Extended Key Usage: TLS Web Client Authentication',
        'Basic Constraints: critical CA:FALSE',
        'Authority Key Identifier:',
      ],
    ],
    [
      'frontProxyClient',
      [
        'Key Usage: critical Digital Signature, Key Encipherment',
        'Extended Key Usage: TLS Web Client Authentication',
        'Basic Constraints: critical CA:FALSE',
        'Authority Key Identifier:',
      ],
    ],
  ] as const) {
    it(`have the extensions of their purpose: ${name}`, () => {
      const pki = createPki({ clock: systemClock });
      writeFileSync(join(folder, 'it.crt'), pki[name].certPem);
      const text = openssl('x509', '-in', 'it.crt', '-noout', '-text')
        .replace(/X509v3 |\s+/g, ' ')
        .replace(/ +/g, ' ');
      for (const words of expected) assert.ok(text.includes(words), `${words}: ${text}`);
    });
  }

  it('name the same key in the certificate of a CA and in those that it issued', () => {
    const pki = createPki({ clock: systemClock });
    const keyOf = (pem: string, extension: string): string => {
      writeFileSync(join(folder, 'it.crt'), pem);
      return openssl('x509', '-in', 'it.crt', '-noout', '-ext', extension).split('\n')[1]?.trim() ?? '';
    };
    const key = keyOf(pki.ca.certPem, 'subjectKeyIdentifier');
    assert.match(key, /^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
    assert.equal(keyOf(pki.admin.certPem, 'authorityKeyIdentifier'), key);
    assert.notEqual(keyOf(pki.frontProxyClient.certPem, 'authorityKeyIdentifier'), key);
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
