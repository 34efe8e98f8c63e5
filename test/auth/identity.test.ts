import assert from 'node:assert/strict';
import type { ExecConfig } from '../../src/auth/connection.js';
import { identityOf } from '../../src/auth/identity.js';
import { fakeJwt, makeCa } from '../helpers/pki.js';

describe('auth/identity', () => {
  it('reads user and groups from a certificate', async () => {
    const certificate = await (await makeCa()).issue({ cn: 'jane', o: ['dev', 'ops'] });
    const identity = identityOf({ certificate });
    assert.deepEqual([identity.method, identity.user, identity.groups], ['client certificate', 'jane', ['dev', 'ops']]);
    assert.equal(identity.certificate?.issuer, 'CN=test-ca');
    assert(!JSON.stringify(identity).includes('PRIVATE'));
  });

  it('reads the claims of a service account token and holds no part of its signature', () => {
    const token = fakeJwt({
      iss: 'https://kubernetes.default.svc',
      sub: 'system:serviceaccount:lab:robot',
      aud: ['a'],
      exp: 1_800_000_000,
      'kubernetes.io': { namespace: 'lab', serviceaccount: { name: 'robot', uid: 'u' } },
    });
    const identity = identityOf({ token });
    assert.equal(identity.user, 'system:serviceaccount:lab:robot');
    assert.deepEqual(identity.groups, ['system:serviceaccounts', 'system:serviceaccounts:lab']);
    assert.equal(identity.token?.expires, '2027-01-15T08:00:00.000Z');
    assert(!JSON.stringify(identity).includes(token.split('.')[2] ?? 'x'));
  });

  it('names the certificate first when both are sent, and tells of anonymous, opaque tokens and impersonation', async () => {
    const certificate = await (await makeCa()).issue({ cn: 'jane' });
    assert.equal(identityOf({ certificate, token: 'junk' }).user, 'jane');
    assert.equal(identityOf({ certificate, token: 'junk' }).method, 'client certificate and bearer token');
    assert.equal(identityOf({ token: 'junk' }).user, undefined);
    assert.equal(identityOf({}).method, 'anonymous');
    assert.equal(identityOf({}).description, 'nobody: no credential is sent');
    const both = identityOf({ certificate, token: fakeJwt({ sub: 'joe', iss: 'i' }) });
    assert.deepEqual([both.user, both.token?.subject, both.token?.issuer], ['jane', 'joe', 'i']);
    assert.equal(
      both.description,
      'jane by client certificate; a bearer token is sent too, and counts only if the certificate does not',
    );
  });

  it('tells of what is sent unchecked: half a pair, and a text that is no certificate', () => {
    const halves = (['key', 'certificate'] as const).map((half) => identityOf({ half }).description);
    assert.deepEqual(halves, [
      'nobody: the key was given without its certificate, and TLS sends neither',
      'nobody: the certificate was given without its key, and TLS sends neither',
    ]);
    assert.deepEqual(identityOf({ certificate: { cert: 'junk', key: 'junk' } }), {
      method: 'client certificate',
      user: undefined,
      groups: [],
      description: 'a client certificate that cannot be read',
    });
  });

  it('is that of the plugin only until the plugin has given a credential', async () => {
    const exec: ExecConfig = { apiVersion: 'v1', command: 'login', args: [], env: {}, interactiveMode: 'Never' };
    const certificate = await (await makeCa()).issue({ cn: 'jane' });
    const description = 'whoever the plugin login signs in';
    assert.deepEqual(identityOf({ exec }), {
      method: 'exec plugin',
      user: undefined,
      groups: [],
      description,
    });
    assert.equal(identityOf({ exec, token: fakeJwt({ sub: 'joe' }) }).user, 'joe');
    assert.equal(identityOf({ exec, certificate }).user, 'jane');
  });

  it('is told in a line, with what a credential lacks', async () => {
    const ca = await makeCa();
    const told = async (options: { cn?: string; o?: string[] }): Promise<string> =>
      identityOf({ certificate: await ca.issue(options) }).description;
    assert.equal(await told({ cn: 'jane', o: ['dev', 'ops'] }), 'jane by client certificate, groups dev, ops');
    assert.equal(await told({ cn: 'jane' }), 'jane by client certificate');
    assert.equal(await told({ o: ['dev'] }), 'nobody (no CN) by client certificate, groups dev');
    assert.equal(identityOf({ token: fakeJwt({ sub: 'joe' }) }).description, 'joe by bearer token');
    assert.equal(identityOf({ token: fakeJwt({ iss: 'i' }) }).description, 'nobody (no sub) by bearer token');
    // a token that is sent unchecked may have a line break around it
    assert.equal(identityOf({ token: `${fakeJwt({ sub: 'joe' })}\n` }).user, 'joe');
    const acting = identityOf({ token: fakeJwt({ sub: 'joe' }) }, { user: 'boss', groups: [] });
    assert.equal(acting.description, 'boss (no groups named), impersonated by joe (bearer token)');
  });

  it('J23: says whose groups are whose when one user acts as another', async () => {
    const certificate = await (await makeCa()).issue({ cn: 'jane', o: ['dev'] });
    const described = (impersonating: { user: string; groups?: string[] }): string =>
      identityOf({ certificate }, impersonating).description;
    assert.equal(
      described({ user: 'boss', groups: ['g', 'h'] }),
      'boss (groups g, h), impersonated by jane (client certificate, groups dev)',
    );
    assert.equal(
      described({ user: 'boss' }),
      'boss (no groups named), impersonated by jane (client certificate, groups dev)',
    );
    assert.match(identityOf({}, { user: 'boss' }).description, /impersonated by nobody: no credential is sent/);
  });
});
