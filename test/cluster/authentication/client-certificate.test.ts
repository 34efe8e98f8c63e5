import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuthenticationResult } from '../../../src/cluster/authentication/authenticator.js';
import { clientCertificateAuthenticator } from '../../../src/cluster/authentication/client-certificate.js';
import { frontProxyAuthenticator } from '../../../src/cluster/authentication/front-proxy.js';
import { manualClock } from '../../../src/cluster/clock.js';

/** Certificates made by openssl, so that the judge is tested on what others write. */
describe('client certificates', () => {
  let folder: string;
  let caPem: string;
  // openssl begins a certificate at the second in which it is made
  const now = new Date(Date.now() + 5 * 60_000);
  const day = 24 * 60 * 60 * 1000;

  const openssl = (...args: string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  };
  const authority = (name: string, subject: string): void =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-days',
      '30',
      '-subj',
      subject,
    );
  const issue = (name: string, subject: string, issuer: string, extensions: string, days = '10'): Buffer => {
    writeFileSync(join(folder, `${name}.ext`), extensions);
    openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject);
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${issuer}.crt`,
      '-CAkey',
      `${issuer}.key`,
      '-CAcreateserial',
      '-out',
      `${name}.crt`,
      '-days',
      days,
      '-extfile',
      `${name}.ext`,
    );
    return der(name);
  };
  const der = (name: string): Buffer => new X509Certificate(readFileSync(join(folder, `${name}.crt`))).raw;
  const clientAuth = 'extendedKeyUsage=clientAuth\n';

  const judge = async (chain: Buffer[], at = now): Promise<AuthenticationResult> =>
    clientCertificateAuthenticator({ caPem, clock: manualClock(at) })({ headers: {}, clientCertificates: chain });
  const reasonOf = async (result: AuthenticationResult | Promise<AuthenticationResult>): Promise<string> => {
    const found = await result;
    return found.outcome === 'refused' ? found.reason : found.outcome;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-x509-'));
    authority('ca', '/CN=kubernetes');
    authority('other', '/CN=elsewhere');
    authority('twin', '/CN=kubernetes');
    caPem = readFileSync(join(folder, 'ca.crt'), 'utf8');
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
      /x509: certificate specifies an incompatible key usage$/,
    );
  });

  it('are refused after their end and before their beginning', async () => {
    const leaf = issue('short', '/CN=short', 'ca', clientAuth, '2');
    assert.match(
      await reasonOf(judge([leaf], new Date(now.getTime() + 3 * day))),
      /expired or is not yet valid: current time .* is after /,
    );
    assert.match(
      await reasonOf(judge([leaf], new Date(now.getTime() - day))),
      /expired or is not yet valid: current time .* is before /,
    );
    assert.equal(await reasonOf(judge([leaf])), 'authenticated');
  });

  it('are refused again on the same connection once they have ended', async () => {
    const leaf = issue('ends', '/CN=ends', 'ca', clientAuth, '2');
    const clock = manualClock(now);
    const authenticate = clientCertificateAuthenticator({ caPem, clock });
    const credentials = { headers: {}, clientCertificates: [leaf] };
    assert.equal((await authenticate(credentials)).outcome, 'authenticated');
    clock.advance(3 * day);
    assert.equal((await authenticate(credentials)).outcome, 'refused');
  });

  it('of another CA are refused, with a hint when it has the same name', async () => {
    assert.match(await reasonOf(judge([issue('far', '/CN=far', 'other', clientAuth)])), /signed by unknown authority$/);
    assert.match(
      await reasonOf(judge([issue('old', '/CN=old', 'twin', clientAuth)])),
      /unknown authority \(possibly because of "crypto\/rsa: verification error" while trying to verify candidate authority certificate "kubernetes"\)$/,
    );
    // the hint is told for what an intermediate CA comes from, too
    const middle = issue('twin-middle', '/CN=middle', 'twin', 'basicConstraints=critical,CA:TRUE\n');
    assert.match(
      await reasonOf(judge([issue('twin-leaf', '/CN=leaf', 'twin-middle', clientAuth), middle])),
      /unknown authority \(possibly because of .* certificate "kubernetes"\)$/,
    );
    // signed by itself
    assert.match(await reasonOf(judge([der('other')])), /unknown authority/);
  });

  it('that could all have signed each other are not tried in every order', async () => {
    const leaf = issue('many', '/CN=many', 'twin', clientAuth);
    const copies = Array.from({ length: 12 }, () => der('twin'));
    assert.match(await reasonOf(judge([leaf, ...copies])), /signature check attempts limit reached/);
  });

  it('without a CN are refused', async () => {
    assert.match(await reasonOf(judge([issue('nobody', '/O=developers', 'ca', clientAuth)])), /common name/);
  });

  it('may come with the intermediate CA that signed them, when that may sign', async () => {
    const middle = issue('middle', '/CN=middle', 'ca', 'basicConstraints=critical,CA:TRUE\n');
    const leaf = issue('below', '/CN=below', 'middle', clientAuth);
    assert.equal(await reasonOf(judge([leaf, middle])), 'authenticated');
    assert.match(await reasonOf(judge([leaf])), /unknown authority/);
    const noCa = issue('no-ca', '/CN=no-ca', 'ca', 'basicConstraints=critical,CA:FALSE\n');
    const forged = issue('forged', '/CN=forged', 'no-ca', clientAuth);
    assert.match(await reasonOf(judge([forged, noCa])), /unknown authority/);
  });

  it('are refused when the intermediate CA that signed them is for servers alone', async () => {
    const forServers = 'basicConstraints=critical,CA:TRUE\nextendedKeyUsage=serverAuth\n';
    const middle = issue('servers', '/CN=servers', 'ca', forServers);
    const leaf = issue('client', '/CN=client', 'servers', clientAuth);
    assert.match(await reasonOf(judge([leaf, middle])), /incompatible key usage$/);
  });

  it('that are no certificates are refused, none at all is no credential', async () => {
    assert.match(await reasonOf(judge([Buffer.from('junk')])), /malformed certificate/);
    assert.equal(await reasonOf(judge([])), 'none');
  });

  describe('of an authenticating proxy', () => {
    const headers = {
      'x-remote-user': 'jane',
      'x-remote-group': ['developers', 'qa'],
      'x-remote-extra-scopes': 'a',
      'x-remote-extra-acme.com%2fproject': 'p1',
    };
    const judgeProxy = (chain: Buffer[], sent: Record<string, string | string[]> = headers) =>
      frontProxyAuthenticator({
        caPem: readFileSync(join(folder, 'other.crt'), 'utf8'),
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
      assert.deepEqual(await judgeProxy([proxy], {}), { outcome: 'none' });
    });

    it('are refused for another name or CA; without a certificate the headers are nothing', async () => {
      assert.match(
        await reasonOf(judgeProxy([issue('stray', '/CN=stray', 'other', clientAuth)])),
        /cn=stray is not in the allowed list/,
      );
      assert.match(
        await reasonOf(judgeProxy([issue('user', '/CN=front-proxy-client', 'ca', clientAuth)])),
        /unknown authority/,
      );
      assert.deepEqual(await judgeProxy([]), { outcome: 'none' });
    });
  });
});
