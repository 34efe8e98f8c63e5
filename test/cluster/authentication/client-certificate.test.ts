import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthenticationResult } from '../../../src/cluster/authentication/authenticator.js';
import { clientCertificateAuthenticator } from '../../../src/cluster/authentication/client-certificate.js';
import { frontProxyAuthenticator } from '../../../src/cluster/authentication/front-proxy.js';
import { verifyChain } from '../../../src/cluster/authentication/verify-chain.js';
import type { Headers } from '../../../src/cluster/chain/handler.js';
import { manualClock } from '../../../src/cluster/clock.js';

/** Certificates made by openssl, so that the judge is tested on what others write. */
describe('client certificates', () => {
  let folder: string;
  let caPem: string;
  // openssl begins a certificate at the second in which it is made
  const now = new Date(Date.now() + 5 * 60_000);
  const day = 24 * 60 * 60 * 1000;

  const openssl = (args: string): void => {
    execFileSync('openssl', args.split(' '), { cwd: folder, stdio: 'ignore' });
  };
  const ecKey = 'ec -pkeyopt ec_paramgen_curve:P-256';
  const authority = (name: string, subject: string, key = ecKey): void =>
    openssl(`req -x509 -newkey ${key} -nodes -keyout ${name}.key -out ${name}.crt -days 30 -subj ${subject}`);
  const issue = (name: string, subject: string, issuer: string, extensions: string, days = 10): Buffer => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl(`req -newkey ${ecKey} -nodes -keyout ${name}.key -out ${name}.csr -subj ${subject}`);
    openssl(
      `x509 -req -in ${name}.csr -CA ${issuer}.crt -CAkey ${issuer}.key -CAcreateserial -out ${name}.crt -days ${days} -extfile ${name}.ext`,
    );
    return der(name);
  };
  const der = (name: string): Buffer => new X509Certificate(readFileSync(join(folder, `${name}.crt`))).raw;
  const clientAuth = 'extendedKeyUsage=clientAuth\n';

  const asCa = 'basicConstraints=critical,CA:TRUE\n';

  const pemOf = (name: string): string => readFileSync(join(folder, `${name}.crt`), 'utf8');
  const judge = async (chain: Buffer[], at = now, by = caPem): Promise<AuthenticationResult> =>
    clientCertificateAuthenticator({ caPem: by, clock: manualClock(at) })({ headers: {}, clientCertificates: chain });
  const reasonOf = async (result: AuthenticationResult | Promise<AuthenticationResult>): Promise<string> => {
    const found = await result;
    return found.outcome === 'refused' ? found.reason : found.outcome;
  };
  const remedyOf = async (result: AuthenticationResult | Promise<AuthenticationResult>): Promise<string> => {
    const found = await result;
    return found.outcome === 'refused' ? (found.remedy ?? 'none') : found.outcome;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-x509-'));
    authority('ca', '/CN=kubernetes', 'rsa:2048');
    authority('other', '/CN=elsewhere');
    authority('twin', '/CN=kubernetes', 'rsa:2048');
    caPem = pemOf('ca');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('give the user by CN, the groups by O, and the fingerprint as the id of the credential', async () => {
    const leaf = issue('jane', '/O=developers/O=ops/CN=jane', 'ca', clientAuth);
    const result = await judge([leaf]);
    assert.equal(result.outcome, 'authenticated');
    if (result.outcome !== 'authenticated') return;
    assert.equal(result.user.username, 'jane');
    assert.deepEqual(result.user.groups, ['developers', 'ops']);
    const fingerprint = new X509Certificate(leaf).fingerprint256.replaceAll(':', '').toLowerCase();
    assert.deepEqual(result.user.extra, {
      'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`],
    });
  });

  it('are accepted without an extended key usage, and refused with one for servers alone', async () => {
    assert.equal(
      await reasonOf(judge([issue('plain', '/CN=plain', 'ca', 'keyUsage=digitalSignature\n')])),
      'authenticated',
    );
    assert.match(
      await reasonOf(judge([issue('web', '/CN=web', 'ca', 'extendedKeyUsage=serverAuth\n')])),
      /^verifying certificate SN=\d+ failed: x509: certificate specifies an incompatible key usage$/,
    );
    const any = issue('any', '/CN=any', 'ca', 'extendedKeyUsage=serverAuth,anyExtendedKeyUsage\n');
    assert.equal(await reasonOf(judge([any])), 'authenticated');
  });

  it('are refused when the root itself is for servers alone', async () => {
    authority('web-ca', '/CN=web-ca', `${ecKey} -addext extendedKeyUsage=serverAuth`);
    const leaf = issue('of-web', '/CN=of-web', 'web-ca', clientAuth);
    assert.match(await reasonOf(judge([leaf], now, pemOf('web-ca'))), /incompatible key usage$/);
  });

  it('may be the root', async () => {
    const root = await judge([der('ca')]);
    assert.equal(root.outcome === 'authenticated' && root.user.username, 'kubernetes');
    // what is trusted need not have signed itself
    const middle = issue('trusted', '/CN=trusted', 'ca', asCa);
    assert.equal(await reasonOf(judge([middle], now, pemOf('trusted'))), 'authenticated');
  });

  it('are refused after their end and before their beginning', async () => {
    const leaf = issue('short', '/CN=short', 'ca', clientAuth, 2);
    const { validFrom, validTo } = new X509Certificate(leaf);
    const second = (at: string, ms: number): string => `${new Date(Date.parse(at) + ms).toISOString().slice(0, 19)}Z`;
    const at = (time: string, ms: number) => judge([leaf], new Date(Date.parse(time) + ms));
    assert.equal(await reasonOf(at(validTo, 0)), 'authenticated');
    const late = `current time ${second(validTo, 1000)} is after ${second(validTo, 0)}`;
    assert.ok(
      (await reasonOf(at(validTo, 1000))).endsWith(`x509: certificate has expired or is not yet valid: ${late}`),
    );
    assert.match(await remedyOf(at(validTo, 1000)), /^The certificate was valid until/);
    // the root is as old as the certificate is, if not older
    assert.equal(await reasonOf(at(validFrom, 0)), 'authenticated');
    const early = `current time ${second(validFrom, -day)} is before ${second(validFrom, 0)}`;
    assert.ok((await reasonOf(at(validFrom, -day))).endsWith(`not yet valid: ${early}`));
    assert.match(await remedyOf(at(validFrom, -day)), /^The certificate is valid from .* on\. Compare the clocks/);
  });

  it('are refused after the end of the intermediate CA that signed them', async () => {
    const middle = issue('short-middle', '/CN=short-middle', 'ca', asCa, 2);
    const leaf = issue('outlives', '/CN=outlives', 'short-middle', clientAuth);
    const late = new Date(now.getTime() + 3 * day);
    assert.match(await remedyOf(judge([leaf, middle], late)), /^A certificate in the chain was valid until/);
  });

  for (const [name, moved] of [
    ['have ended', 3],
    ['are before their beginning, by a clock that was set back', -1],
  ] as const) {
    it(`are refused again on the same connection once they ${name}`, async () => {
      const leaf = issue('ends', '/CN=ends', 'ca', clientAuth, 2);
      const clock = manualClock(now);
      const authenticate = clientCertificateAuthenticator({ caPem, clock });
      const credentials = { headers: {}, clientCertificates: [leaf] };
      assert.equal((await authenticate(credentials)).outcome, 'authenticated');
      clock.advance(moved * day);
      assert.equal((await authenticate(credentials)).outcome, 'refused');
    });
  }

  it('of another CA are refused, with a hint when it has the same name', async () => {
    const far = issue('far', '/CN=far', 'other', clientAuth);
    assert.match(await reasonOf(judge([far])), /signed by unknown authority$/);
    assert.equal(
      await remedyOf(judge([far])),
      'Its issuer is "CN=elsewhere"; this server accepts what CN=kubernetes has signed.',
    );
    const old = issue('old', '/CN=old', 'twin', clientAuth);
    assert.match(await remedyOf(judge([old])), /^The issuer has the right name and another key/);
    assert.match(
      await reasonOf(judge([old])),
      /unknown authority \(possibly because of "crypto\/rsa: verification error" while trying to verify candidate authority certificate "kubernetes"\)$/,
    );
    // the hint is told for what an intermediate CA comes from, too
    const middle = issue('twin-middle', '/CN=middle', 'twin', asCa);
    assert.match(
      await reasonOf(judge([issue('twin-leaf', '/CN=leaf', 'twin-middle', clientAuth), middle])),
      /unknown authority \(possibly because of .* certificate "kubernetes"\)$/,
    );
    // signed by itself
    assert.match(await reasonOf(judge([der('other')])), /unknown authority/);
    // by one whose key is of a kind that nobody knows
    const unknownKind = Buffer.from(
      middle.toString('latin1').replace('*\x86H\xce=\x02\x01', '*\x86H\xce=\x02\x09'),
      'latin1',
    );
    assert.notDeepEqual(unknownKind, middle);
    assert.match(
      await reasonOf(judge([issue('of-unknown', '/CN=leaf', 'twin-middle', clientAuth), unknownKind])),
      /unknown authority/,
    );
    // by a key of another kind
    authority('ec-twin', '/CN=kubernetes');
    assert.match(await reasonOf(judge([issue('ec', '/CN=ec', 'ec-twin', clientAuth)])), /unknown authority/);
    // with a key of another kind, and no CN
    for (const name of ['acme', 'acme-twin']) authority(name, '/O=acme');
    assert.match(
      await reasonOf(judge([issue('of-twin', '/CN=of-twin', 'acme-twin', clientAuth)], now, pemOf('acme'))),
      /possibly because of "x509: ECDSA verification failure" while trying to verify candidate authority certificate ""\)$/,
    );
  });

  it('that could all have signed each other are not tried in every order', async () => {
    const leaf = issue('many', '/CN=many', 'twin', clientAuth);
    const copies = Array.from({ length: 12 }, () => der('twin'));
    assert.match(await reasonOf(judge([leaf, ...copies])), /signature check attempts limit reached/);
    // each is tried once on a way, and those of another name are not tried at all
    assert.match(await reasonOf(judge([leaf, ...copies.slice(0, 2)])), /unknown authority/);
    assert.match(await reasonOf(judge([leaf, ...Array(101).fill(der('other'))])), /unknown authority/);
  });

  it('are at the end of a chain of nine at most', async () => {
    const chain: Buffer[] = [];
    let issuer = 'ca';
    for (let depth = 0; depth < 8; depth++) {
      const leaf = issue(`leaf-${depth}`, '/CN=leaf', issuer, clientAuth);
      assert.equal(await reasonOf(judge([leaf, ...chain])), 'authenticated', `${depth}`);
      chain.unshift(issue(`depth-${depth}`, `/CN=depth-${depth}`, issuer, asCa));
      issuer = `depth-${depth}`;
    }
    assert.match(await reasonOf(judge([issue('deep', '/CN=deep', issuer, clientAuth), ...chain])), /unknown authority/);
  });

  it('without a CN are refused', async () => {
    assert.match(await reasonOf(judge([issue('nobody', '/O=developers', 'ca', clientAuth)])), /common name/);
    assert.match(await reasonOf(judge([issue('nothing', '/', 'ca', clientAuth)])), /common name/);
  });

  it('are of the last CN when there are several, and of no group without an O', async () => {
    const result = await judge([issue('two', '/CN=first/CN=last', 'ca', clientAuth)]);
    assert.deepEqual(result.outcome === 'authenticated' && [result.user.username, result.user.groups], ['last', []]);
  });

  it('may come with the intermediate CA that signed them, when that may sign', async () => {
    const middle = issue('middle', '/CN=middle', 'ca', asCa);
    const leaf = issue('below', '/CN=below', 'middle', clientAuth);
    assert.equal(await reasonOf(judge([leaf, middle])), 'authenticated');
    assert.match(await reasonOf(judge([leaf])), /unknown authority/);
    const noCa = issue('no-ca', '/CN=no-ca', 'ca', 'basicConstraints=critical,CA:FALSE\n');
    const forged = issue('forged', '/CN=forged', 'no-ca', clientAuth);
    assert.match(await reasonOf(judge([forged, noCa])), /unknown authority/);
  });

  it('are refused below an intermediate CA whose key is of a kind that nobody can verify by', async () => {
    const middle = issue('ec-middle', '/CN=middle', 'ca', asCa);
    const leaf = issue('below-unknown', '/CN=below', 'ec-middle', clientAuth);
    assert.equal(await reasonOf(judge([leaf, middle])), 'authenticated');
    // another number of the kind of key, signed anew: the certificate is 4 bytes, what is signed, and the signature at its end
    const unknown = Buffer.from(
      middle.toString('latin1').replace('*\x86H\xce=\x02\x01', '*\x86H\xce=\x02\x09'),
      'latin1',
    );
    const signed = unknown.subarray(4, 8 + unknown.readUInt16BE(6));
    const signature = sign('sha256', signed, readFileSync(join(folder, 'ca.key')));
    signature.copy(unknown, unknown.length - signature.length);
    assert.ok(new X509Certificate(unknown).verify(new X509Certificate(caPem).publicKey), 'it is of the root');
    assert.match(await reasonOf(judge([leaf, unknown])), /unknown authority/);
  });

  it('are refused when the intermediate CA that signed them is for servers alone', async () => {
    const middle = issue('servers', '/CN=servers', 'ca', `${asCa}extendedKeyUsage=serverAuth\n`);
    const leaf = issue('client', '/CN=client', 'servers', clientAuth);
    assert.match(await reasonOf(judge([leaf, middle])), /incompatible key usage$/);
  });

  it('that are no certificates are refused, none at all is no credential', async () => {
    assert.equal(await reasonOf(judge([Buffer.from('junk')])), 'x509: malformed certificate');
    assert.equal(await reasonOf(judge([])), 'none');
    const empty = verifyChain([], [new X509Certificate(caPem)], now);
    assert.deepEqual([empty.valid, !empty.valid && empty.reason], [false, 'x509: no certificate']);
  });

  describe('of an authenticating proxy', () => {
    const headers = {
      'x-remote-user': 'jane',
      'x-remote-group': ['developers', 'qa'],
      'x-remote-extra-scopes': 'a',
      'x-remote-extra-acme.com%2fproject': 'p1',
    };
    const judgeProxy = (chain: Buffer[], sent: Headers = headers) =>
      frontProxyAuthenticator({
        caPem: pemOf('other'),
        allowedNames: ['front-proxy-client'],
        clock: manualClock(now),
      })({ headers: sent, clientCertificates: chain });

    it('let its headers say who the user is', async () => {
      const proxy = issue('proxy', '/CN=front-proxy-client', 'other', clientAuth);
      assert.deepEqual(await judgeProxy([proxy]), {
        outcome: 'authenticated',
        method: 'front proxy',
        user: { username: 'jane', groups: ['developers', 'qa'], extra: { scopes: ['a'], 'acme.com/project': ['p1'] } },
      });
      for (const name of [undefined, '', '  ']) {
        assert.deepEqual(await judgeProxy([proxy], { ...headers, 'x-remote-user': name }), { outcome: 'none' });
      }
      assert.deepEqual(await judgeProxy([proxy], { 'x-remote-user': ' jane ', 'x-remote-group': ['', 'qa'] }), {
        outcome: 'authenticated',
        method: 'front proxy',
        user: { username: 'jane', groups: ['qa'] },
      });
    });

    it('do not say which credential the user came with', async () => {
      const proxy = issue('proxy-claiming', '/CN=front-proxy-client', 'other', clientAuth);
      const claim = { 'x-remote-extra-authentication.kubernetes.io%2fcredential-id': 'JTI=1' };
      const { user } = (await judgeProxy([proxy], { ...headers, ...claim })) as { user: { extra: object } };
      assert.deepEqual(user.extra, { scopes: ['a'], 'acme.com/project': ['p1'] });
    });

    it('are refused for another name or CA; without a certificate the headers are nothing', async () => {
      assert.match(
        await reasonOf(judgeProxy([issue('stray', '/CN=stray', 'other', clientAuth)])),
        /^x509: subject with cn=stray is not in the allowed list$/,
      );
      assert.match(
        await reasonOf(judgeProxy([issue('no-name', '/O=front-proxy-client', 'other', clientAuth)])),
        /cn= is not in the allowed list/,
      );
      assert.match(
        await reasonOf(judgeProxy([issue('user', '/CN=front-proxy-client', 'ca', clientAuth)])),
        /unknown authority/,
      );
      assert.deepEqual(await judgeProxy([]), { outcome: 'none' });
    });
  });
});
