import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KubelabError } from '../../src/errors.js';
import { decodeCertificate, isIssuedBy, parseCertificate, pemBlocks } from '../../src/inspect/x509.js';
import { makeCa } from '../helpers/pki.js';

describe('inspect/x509', () => {
  it('reads what openssl wrote', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-x509-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const subject = '/C=US/ST=California/L=Mountain View/O=Google LLC/O=Other, Inc./CN=www.google.com';
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '10',
        '-subj',
        subject,
        '-addext',
        'subjectAltName=DNS:a.example,IP:10.0.0.1,IP:::1',
        '-addext',
        'extendedKeyUsage=clientAuth,1.2.3.4',
      ],
      { stdio: 'ignore' },
    );
    const facts = decodeCertificate(readFileSync(cert, 'utf8'));
    const printed = (...args: string[]): string =>
      execFileSync('openssl', ['x509', '-in', cert, '-noout', ...args], { encoding: 'utf8' });
    assert.deepEqual(facts.subject.attributes, {
      C: ['US'],
      ST: ['California'],
      L: ['Mountain View'],
      O: ['Google LLC', 'Other, Inc.'],
      CN: ['www.google.com'],
    });
    assert.deepEqual(facts.subject.organizations, ['Google LLC', 'Other, Inc.']);
    assert.equal(facts.subject.commonName, 'www.google.com');
    assert.deepEqual(facts.alternativeNames, ['DNS:a.example', 'IP Address:10.0.0.1', 'IP Address:0:0:0:0:0:0:0:1']);
    assert.deepEqual(facts.extendedKeyUsages, ['clientAuth', '1.2.3.4']);
    assert.deepEqual([facts.isCA, facts.selfSigned, facts.keyType], [true, true, 'RSA 2048']);
    assert.equal(facts.fingerprint256, /=(.*)/.exec(printed('-fingerprint', '-sha256'))?.[1]);
    assert.equal(facts.serialNumber, /=(.*)/.exec(printed('-serial'))?.[1]);
    const id = printed('-ext', 'subjectKeyIdentifier').split('\n')[1]?.trim().replaceAll(':', '').toLowerCase();
    assert.equal(facts.keyId, id);
    assert.equal(Date.parse(facts.notAfter), Date.parse(/=(.*)/.exec(printed('-enddate'))?.[1] ?? ''));
    rmSync(folder, { recursive: true });
  });

  it('tells two CAs of one name apart', async () => {
    const [one, two] = [await makeCa('kubernetes'), await makeCa('kubernetes')];
    const { cert } = await one.issue({ cn: 'jane' });
    assert(isIssuedBy(parseCertificate(cert), parseCertificate(one.cert)));
    assert(!isIssuedBy(parseCertificate(cert), parseCertificate(two.cert)));
    assert.equal(decodeCertificate(cert).authorityKeyId, decodeCertificate(one.cert).keyId);
    assert.notEqual(decodeCertificate(one.cert).keyId, decodeCertificate(two.cert).keyId);
    assert.deepEqual([decodeCertificate(cert).isCA, decodeCertificate(cert).selfSigned], [false, false]);
    assert.equal(pemBlocks(`junk\n${cert}between${one.cert}`).length, 2);
  });

  it('reads a certificate without CN, usages and names', async () => {
    const facts = decodeCertificate((await (await makeCa()).issue({ usages: [] })).cert);
    assert.deepEqual(
      [
        facts.subject.text,
        facts.subject.commonName,
        facts.subject.organizations,
        facts.extendedKeyUsages,
        facts.alternativeNames,
      ],
      ['', undefined, [], [], []],
    );
  });

  it('leaves TLS in order where it is used first', async () => {
    const { cert } = await makeCa();
    const program = `
      import { decodeCertificate } from ${JSON.stringify(pathToFileURL(resolve('src/inspect/x509.ts')).href)};
      decodeCertificate(process.env.CERTIFICATE);
      const { createSecureContext } = await import('node:tls');
      console.log(typeof createSecureContext);`;
    const words = ['--import=tsx', '--input-type=module', '--eval', program];
    const env = { ...process.env, CERTIFICATE: cert };
    assert.equal(execFileSync(process.execPath, words, { env, encoding: 'utf8' }).trim(), 'function');
  });

  it('says what it was given instead of a certificate', async () => {
    const { cert, key } = await (await makeCa()).issue({ cn: 'a' });
    const cases: [unknown, RegExp][] = [
      [Buffer.from(cert).toString('base64'), /still base64/],
      [key, /PRIVATE KEY/],
      ['', /empty/],
      ['hello', /not a certificate in PEM\.$/],
      [undefined, /undefined/],
      [null, /null/],
      [cert.replace(/\n.{10}/, '\nAAAAAAAAAA'), /not a certificate/],
    ];
    for (const [value, text] of cases) {
      assert.throws(
        () => decodeCertificate(value as string),
        (error: KubelabError) =>
          error instanceof KubelabError && error.code === 'PEM_INVALID' && text.test(error.message),
      );
    }
  });
});
