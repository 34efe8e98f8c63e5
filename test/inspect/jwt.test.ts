import assert from 'node:assert/strict';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { KubelabError } from '../../src/errors.js';
import { decodeJwt, looksLikeJwt, verifyJwt } from '../../src/inspect/jwt.js';
import { fakeJwt } from '../helpers/pki.js';

describe('inspect/jwt', () => {
  const claims = {
    aud: ['https://kubernetes.default.svc'],
    exp: 1_800_000_000,
    iat: 1_700_000_000,
    iss: 'https://kubernetes.default.svc',
    sub: 'system:serviceaccount:lab:robot',
    'kubernetes.io': { namespace: 'lab', serviceaccount: { name: 'robot', uid: 'u1' }, pod: { name: 'p', uid: 'u2' } },
  };

  it('opens a service account token', () => {
    const facts = decodeJwt(`Bearer ${fakeJwt(claims)}\n`, 1_750_000_000_000);
    assert.deepEqual(facts.serviceAccount, { namespace: 'lab', name: 'robot', uid: 'u1' });
    assert.deepEqual(facts.boundTo, { kind: 'Pod', name: 'p', uid: 'u2' });
    assert.deepEqual([facts.issuer, facts.subject, facts.audiences], [claims.iss, claims.sub, claims.aud]);
    assert.deepEqual(
      [facts.issuedAt, facts.expires, facts.expired],
      ['2023-11-14T22:13:20.000Z', '2027-01-15T08:00:00.000Z', false],
    );
    assert.equal(decodeJwt(fakeJwt(claims), 1_800_000_000_000).expired, true);
    assert.deepEqual(facts.claims, claims);
  });

  it('opens a token that says little', () => {
    const facts = decodeJwt(fakeJwt({ aud: 'one', exp: 'never' }));
    assert.deepEqual(
      [facts.audiences, facts.expires, facts.expired, facts.serviceAccount, facts.boundTo, facts.subject],
      [['one'], undefined, false, undefined, undefined, undefined],
    );
    assert.equal(decodeJwt(fakeJwt({ exp: 1e20 })).expires, undefined);
  });

  it('refuses what is none, without repeating it', () => {
    const token = fakeJwt(claims);
    for (const [value, text] of [
      ['junk', /three parts/],
      [token.split('.').slice(0, 2).join('.'), /this has 2/],
      [Buffer.from(token).toString('base64'), /still base64/],
      ['a.b.c', /not a JSON Web Token/],
      [undefined, /this has no/],
    ] as [unknown, RegExp][]) {
      assert.throws(
        () => decodeJwt(value as string),
        (error: KubelabError) => {
          assert(error instanceof KubelabError);
          assert.match(error.message, text);
          assert(!error.message.includes(token.slice(0, 40)));
          return true;
        },
      );
    }
    assert(looksLikeJwt(token) && !looksLikeJwt('a.b.c'));
  });

  it('checks the signature against a JWKS', async () => {
    const [own, other] = [
      await generateKeyPair('RS256', { extractable: true }),
      await generateKeyPair('RS256', { extractable: true }),
    ];
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(own.privateKey);
    const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' }] };
    assert.deepEqual(await verifyJwt(token, jwks), { valid: true, detail: 'signed (RS256) by the key k1 of the JWKS' });
    const foreign = { keys: [{ ...(await exportJWK(other.publicKey)), kid: 'k2', alg: 'RS256' }] };
    assert.match((await verifyJwt(token, foreign)).detail, /no key k1: another cluster/);
    const disguised = { keys: [{ ...(await exportJWK(other.publicKey)), kid: 'k1', alg: 'RS256' }] };
    assert.match((await verifyJwt(token, disguised)).detail, /did not sign/);
    const [header = '', , signature = ''] = token.split('.');
    const altered = [
      header,
      Buffer.from(JSON.stringify({ ...claims, sub: 'system:admin' })).toString('base64url'),
      signature,
    ].join('.');
    assert.equal((await verifyJwt(altered, jwks)).valid, false);
    await assert.rejects(verifyJwt(token, {}), { code: 'ARGUMENT_INVALID' });
  });
});
