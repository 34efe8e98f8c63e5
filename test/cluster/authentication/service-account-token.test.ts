import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Authenticator, TokenClaimsRequest } from '../../../src/cluster/authentication/authenticator.js';
import { bearerCredential, withoutTokenProtocol } from '../../../src/cluster/authentication/bearer-token.js';
import { jsonWebKeySet } from '../../../src/cluster/authentication/jwt.js';
import { serviceAccountTokens } from '../../../src/cluster/authentication/service-account-token.js';
import { tokenIssuer } from '../../../src/cluster/authentication/token-issuer.js';
import { unionAuthenticator } from '../../../src/cluster/authentication/union.js';
import { manualClock } from '../../../src/cluster/clock.js';
import type { KubeObject } from '../../../src/kube/object.js';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const start = new Date('2026-11-25T00:00:00Z');
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { privateKey: otherKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

function setUp(key = privateKey) {
  const clock = manualClock(start);
  const objects = new Map<string, KubeObject>();
  const put = (path: string, uid: string, more: object = {}): void => {
    const name = path.split('/').at(-1) ?? '';
    objects.set(path, { apiVersion: 'v1', kind: 'X', metadata: { name, uid }, ...more });
  };
  put('serviceaccounts/lab/robot', 'uid-1');
  let ids = 0;
  const randomUUID = (): string => `id-${++ids}`;
  const tokens = tokenIssuer({ key: Promise.resolve(key), issuer, clock, randomUUID });
  const authenticate = serviceAccountTokens({
    key: Promise.resolve(privateKey),
    issuer,
    audiences: [issuer],
    clock,
    reads: {
      read: (resource, namespace, name) => objects.get([resource, namespace, name].filter(Boolean).join('/')),
    },
  });
  const issue = async (more: Partial<TokenClaimsRequest> = {}): Promise<string> => {
    const request = {
      namespace: 'lab',
      name: 'robot',
      uid: 'uid-1',
      audiences: [issuer],
      expirationSeconds: 3600,
      ...more,
    };
    return (await tokens.issue(request)).token;
  };
  const reason = async (token: string, audiences?: string[]): Promise<string> => {
    const result = await authenticate(token, audiences);
    return result.outcome === 'refused' ? result.reason : result.outcome;
  };
  return { clock, objects, put, tokens, authenticate, issue, reason };
}

describe('service account tokens', () => {
  it('give the account with its groups, the id of the token, and the pod and node that it is bound to', async () => {
    const { put, issue, authenticate } = setUp();
    put('pods/lab/web', 'uid-p');
    const token = await issue({
      boundObject: { kind: 'Pod', name: 'web', uid: 'uid-p' },
      node: { name: 'kubelab', uid: 'uid-n' },
    });
    assert.deepEqual(await authenticate(token), {
      outcome: 'authenticated',
      method: 'service account token',
      audiences: [issuer],
      user: {
        username: 'system:serviceaccount:lab:robot',
        uid: 'uid-1',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:lab'],
        extra: {
          'authentication.kubernetes.io/credential-id': ['JTI=id-1'],
          'authentication.kubernetes.io/node-name': ['kubelab'],
          'authentication.kubernetes.io/node-uid': ['uid-n'],
          'authentication.kubernetes.io/pod-name': ['web'],
          'authentication.kubernetes.io/pod-uid': ['uid-p'],
        },
      },
    });
  });

  it('verify with another library against the published keys', async () => {
    const { issue } = setUp();
    const keys = createLocalJWKSet(jsonWebKeySet(privateKey) as Parameters<typeof createLocalJWKSet>[0]);
    const { payload, protectedHeader } = await jwtVerify(await issue(), keys, {
      issuer,
      audience: issuer,
      currentDate: start,
    });
    assert.equal(payload.sub, 'system:serviceaccount:lab:robot');
    assert.equal(protectedHeader.alg, 'RS256');
    assert.deepEqual(Object.keys(payload), ['aud', 'exp', 'iat', 'iss', 'jti', 'kubernetes.io', 'nbf', 'sub']);
  });

  it('end at their time, a minute of leeway later, whether or not they were seen before', async () => {
    const { clock, issue, reason } = setUp();
    const token = await issue({ expirationSeconds: 600 });
    assert.equal(await reason(token), 'authenticated');
    clock.advance(659_000);
    assert.equal(await reason(token), 'authenticated');
    clock.advance(2_000);
    assert.equal(await reason(token), '[invalid bearer token, service account token has expired]');
  });

  it('are not valid before their time', async () => {
    const late = setUp();
    late.clock.advance(3_600_000);
    const token = await late.issue();
    assert.equal(await setUp().reason(token), '[invalid bearer token, service account token is not valid yet]');
  });

  it('are valid a minute before their time, since clocks differ', async () => {
    const ahead = (ms: number): Promise<string> => {
      const late = setUp();
      late.clock.advance(ms);
      return late.issue();
    };
    assert.equal(await setUp().reason(await ahead(59_000)), 'authenticated');
    assert.match(await setUp().reason(await ahead(61_000)), /not valid yet/);
  });

  it('are for their audience alone', async () => {
    const { issue, reason, authenticate } = setUp();
    const token = await issue({ audiences: ['vault', 'px'] });
    assert.equal(
      await reason(token),
      `[invalid bearer token, token audiences ["vault" "px"] is invalid for the target audiences ["${issuer}"]]`,
    );
    const review = await authenticate(token, ['px', 'other']);
    assert.deepEqual(review.outcome === 'authenticated' ? review.audiences : review, ['px']);
  });

  it('die with their account, and stay dead when it is made again', async () => {
    const { objects, put, issue, reason } = setUp();
    const token = await issue();
    assert.equal(await reason(token), 'authenticated');
    objects.delete('serviceaccounts/lab/robot');
    assert.equal(await reason(token), '[invalid bearer token, serviceaccounts "robot" not found]');
    put('serviceaccounts/lab/robot', 'uid-2');
    assert.match(await reason(token), /service account UID \(uid-2\) does not match claim \(uid-1\)/);
  });

  for (const [kind, resource] of [
    ['Secret', 'secrets/lab'],
    ['Pod', 'pods/lab'],
    ['Node', 'nodes'],
  ] as const) {
    it(`die with the ${kind} that they are bound to`, async () => {
      const { objects, put, issue, reason } = setUp();
      put(`${resource}/b`, 'uid-b');
      const token = await issue({ boundObject: { kind, name: 'b', uid: 'uid-b' } });
      assert.equal(await reason(token), 'authenticated');
      put(`${resource}/b`, 'uid-c');
      assert.match(await reason(token), /UID \(uid-c\) does not match/);
      objects.delete(`${resource}/b`);
      assert.equal(await reason(token), '[invalid bearer token, service account token has been invalidated]');
    });

    it(`die a minute after the ${kind} that they are bound to began to end, though it is still there`, async () => {
      const { clock, objects, put, issue, reason } = setUp();
      put(`${resource}/b`, 'uid-b');
      const token = await issue({ boundObject: { kind, name: 'b', uid: 'uid-b' } });
      const ending = objects.get(`${resource}/b`) as KubeObject;
      ending.metadata.deletionTimestamp = start.toISOString();
      clock.advance(59_000);
      assert.equal(await reason(token), 'authenticated');
      clock.advance(2_000);
      assert.equal(await reason(token), '[invalid bearer token, service account token has been invalidated]');
    });
  }

  it('of another key, or changed, are refused', async () => {
    const foreign = await setUp(otherKey).issue();
    const { issue, reason } = setUp();
    assert.equal(await reason(foreign), '[invalid bearer token, invalid signature, no keys found]');
    const [header, , signature] = (await issue()).split('.');
    const claims = Buffer.from(
      JSON.stringify({ iss: issuer, sub: 'system:serviceaccount:kube-system:x', aud: [issuer] }),
    );
    assert.match(
      await reason(`${header}.${claims.toString('base64url')}.${signature}`),
      /error in cryptographic primitive/,
    );
  });

  it('of another issuer, or no tokens at all are refused with no more than that', async () => {
    const { reason, issue } = setUp();
    const part = (o: object): string => Buffer.from(JSON.stringify(o)).toString('base64url');
    const [header, claims] = (await issue()).split('.');
    for (const token of [
      'junk',
      '',
      'a.b.c',
      `${header}.${claims}`,
      `${part({ alg: ['RS256'] })}.${claims}.`,
      `${part({ alg: 'RS256', kid: 5 })}.${claims}.AAAA`,
      `${header}.${claims}.A`,
      `${header}.${part({ iss: 'https://elsewhere' })}.AAAA`,
      `${header}.${part([1])}.AAAA`,
    ]) {
      assert.equal(await reason(token), 'invalid bearer token', token);
    }
  });

  it('unsigned, or signed in another way, are refused for their signature', async () => {
    const { reason, issue } = setUp();
    const part = (o: object): string => Buffer.from(JSON.stringify(o)).toString('base64url');
    const [, claims] = (await issue()).split('.');
    for (const token of [`${part({ alg: 'none' })}.${claims}.`, `${part({ alg: 'HS256' })}.${claims}.AAAA`]) {
      const why = '[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]';
      assert.equal(await reason(token), why, token);
    }
  });

  it('without expiry live as long as their Secret holds them', async () => {
    const { objects, put, tokens, reason, authenticate } = setUp();
    const token = await tokens.legacy({ namespace: 'lab', name: 'robot', uid: 'uid-1', secretName: 'robot-token' });
    assert.equal(await reason(token), '[invalid bearer token, Token has been invalidated]');
    put('secrets/lab/robot-token', 'uid-s', { data: { token: Buffer.from(token).toString('base64') } });
    const result = await authenticate(token);
    assert.equal(result.outcome === 'authenticated' && result.user.username, 'system:serviceaccount:lab:robot');
    objects.delete('secrets/lab/robot-token');
    assert.match(await reason(token), /invalidated/);
  });
});

describe('bearer tokens in headers', () => {
  it('are recognised whatever the case of the scheme', () => {
    assert.deepEqual(bearerCredential({ authorization: 'Bearer abc' }), { token: 'abc' });
    assert.deepEqual(bearerCredential({ authorization: 'bearer abc' }), { token: 'abc' });
    assert.deepEqual(bearerCredential({}), {});
  });

  for (const header of ['abc', 'Bearer: abc', 'Bearer ', 'Bearer', 'Basic YTpi']) {
    it(`are none in "${header}", and it is said why`, () => {
      const { token, unrecognised } = bearerCredential({ authorization: header });
      assert.equal(token, undefined);
      assert.ok(unrecognised);
    });
  }

  it('are none behind two spaces, which Kubernetes warns of', () => {
    const found = bearerCredential({ authorization: 'Bearer  abc' });
    assert.equal(found.token, undefined);
    assert.match(found.warning ?? '', /extra space before the bearer token/);
  });

  it('may be in a WebSocket sub-protocol, and are taken out of it', () => {
    const token = Buffer.from('abc').toString('base64url');
    const headers = { 'sec-websocket-protocol': `v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${token}` };
    assert.deepEqual(bearerCredential(headers), { token: 'abc' });
    assert.deepEqual(withoutTokenProtocol(headers), { 'sec-websocket-protocol': 'v5.channel.k8s.io' });
  });
});

describe('the union of methods', () => {
  const none: Authenticator = async () => ({ outcome: 'none' });
  const bad: Authenticator = async () => ({ outcome: 'refused', reason: 'bad' });
  const good: Authenticator = async () => ({
    outcome: 'authenticated',
    user: { username: 'jane', groups: ['dev'] },
    method: 'm',
  });
  const ask = async (...methods: Authenticator[]) =>
    (
      await unionAuthenticator(methods.map((authenticate, i) => ({ name: `m${i}`, authenticate })))({
        headers: {},
        clientCertificates: [],
      })
    ).result;

  it('takes the first success, also behind a failure, and adds system:authenticated', async () => {
    for (const methods of [[good], [none, good], [bad, good], [good, bad]]) {
      const result = await ask(...methods);
      assert.deepEqual(result.outcome === 'authenticated' && result.user, {
        username: 'jane',
        groups: ['dev', 'system:authenticated'],
      });
    }
  });

  it('refuses when a credential was bad and none was good, and is anonymous only without any', async () => {
    assert.deepEqual(await ask(none, bad, bad), { outcome: 'refused', reason: '[bad, bad]' });
    const result = await ask(none, none);
    assert.deepEqual(result.outcome === 'authenticated' && result.user, {
      username: 'system:anonymous',
      groups: ['system:unauthenticated'],
    });
  });
});
