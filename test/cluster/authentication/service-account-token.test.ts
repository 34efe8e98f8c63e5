import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Authenticator, TokenClaimsRequest } from '../../../src/cluster/authentication/authenticator.js';
import {
  bearerCredential,
  bearerTokenAuthenticator,
  withoutTokenProtocol,
} from '../../../src/cluster/authentication/bearer-token.js';
import { jsonWebKeySet } from '../../../src/cluster/authentication/jwt.js';
import { serviceAccountTokens } from '../../../src/cluster/authentication/service-account-token.js';
import { tokenIssuer } from '../../../src/cluster/authentication/token-issuer.js';
import { unionAuthenticator } from '../../../src/cluster/authentication/union.js';
import type { Headers } from '../../../src/cluster/chain/handler.js';
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
  const tokens = tokenIssuer({ key: async () => key, issuer, clock, randomUUID });
  const legacyUses: string[] = [];
  const authenticate = serviceAccountTokens({
    key: async () => privateKey,
    issuer,
    audiences: [issuer],
    clock,
    onLegacyUse: ({ metadata }) => void legacyUses.push(metadata.name ?? ''),
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
  /** What the sender of a refused token is told to do. */
  const remedy = async (token: string): Promise<string> => {
    const result = await authenticate(token);
    return result.outcome === 'refused' ? (result.remedy ?? 'none') : result.outcome;
  };
  return { clock, objects, put, tokens, authenticate, issue, reason, remedy, legacyUses };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const robotClaims = { namespace: 'lab', serviceaccount: { name: 'robot', uid: 'uid-1' } };

/** A token with a good signature, whatever it says. */
function signed(claims: unknown, header: unknown = { alg: 'RS256' }): string {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}
/** One of the robot, with other claims than it should have. */
const robotToken = (claims: object, header?: object): string =>
  signed({ iss: issuer, aud: [issuer], 'kubernetes.io': robotClaims, ...claims }, header);
const seconds = start.getTime() / 1000;

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
    assert.deepEqual(payload['kubernetes.io'], robotClaims);
  });

  it('end at their time, a minute of leeway later, whether or not they were seen before', async () => {
    const { clock, issue, reason, remedy } = setUp();
    const token = await issue({ expirationSeconds: 600 });
    assert.equal(await reason(token), 'authenticated');
    clock.advance(660_000);
    assert.equal(await reason(token), 'authenticated');
    clock.advance(1_000);
    assert.equal(await reason(token), '[invalid bearer token, service account token has expired]');
    assert.match(await remedy(token), /ended at 2026-11-25T00:10:00.000Z, now it is 2026-11-25T00:11:01.000Z\. Ask/);
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
    assert.equal(await setUp().reason(await ahead(60_000)), 'authenticated');
    assert.match(await setUp().reason(await ahead(61_000)), /not valid yet/);
    assert.match(await setUp().remedy(await ahead(61_000)), /^The token begins at 2026-11-25T00:01:01.000Z, now it is/);
  });

  it('are not of the future, with the same leeway', async () => {
    const { reason, remedy } = setUp();
    assert.equal(await reason(robotToken({ iat: seconds + 60 })), 'authenticated');
    const future = robotToken({ iat: seconds + 61 });
    assert.equal(await reason(future), '[invalid bearer token, service account token is issued in the future]');
    assert.match(await remedy(future), /^The token was made at 2026-11-25T00:01:01.000Z/);
    assert.match(await remedy(robotToken({ nbf: 1e300 })), /^The token begins at 1e\+300, now/);
  });

  it('may leave out their times and their id, or have null there', async () => {
    const { authenticate } = setUp();
    for (const claims of [{}, { exp: null, nbf: null, iat: null, jti: null, sub: null }]) {
      const result = await authenticate(robotToken(claims));
      assert.deepEqual(result.outcome === 'authenticated' ? result.user.extra : result, {});
    }
  });

  for (const [claims, why] of [
    [{ exp: '1' }, 'go-jose/go-jose/jwt: expected number value to unmarshal NumericDate'],
    [{ nbf: true }, 'go-jose/go-jose/jwt: expected number value to unmarshal NumericDate'],
    [{ iat: [1] }, 'go-jose/go-jose/jwt: expected number value to unmarshal NumericDate'],
    [{ sub: 5 }, 'json: cannot unmarshal number into Go value of type string'],
    [{ sub: ['robot'] }, 'json: cannot unmarshal array into Go value of type string'],
    [{ jti: false }, 'json: cannot unmarshal bool into Go value of type string'],
    [{ jti: {} }, 'json: cannot unmarshal object into Go value of type string'],
    [{ 'kubernetes.io': undefined }, 'resource name may not be empty'],
    [{ 'kubernetes.io': null }, 'resource name may not be empty'],
    [{ 'kubernetes.io': 'robot' }, 'resource name may not be empty'],
    [{ 'kubernetes.io': { ...robotClaims, serviceaccount: null } }, 'resource name may not be empty'],
    [{ 'kubernetes.io': { ...robotClaims, serviceaccount: 'robot' } }, 'resource name may not be empty'],
    [{ 'kubernetes.io': { ...robotClaims, serviceaccount: { name: 1 } } }, 'resource name may not be empty'],
    [
      { 'kubernetes.io': { ...robotClaims, serviceaccount: { name: 'robot', uid: 1 } } },
      'resource name may not be empty',
    ],
    [
      { 'kubernetes.io': { ...robotClaims, serviceaccount: { name: 'robot' } } },
      'service account UID (uid-1) does not match claim ()',
    ],
    [{ 'kubernetes.io': { ...robotClaims, namespace: ['lab'] } }, 'serviceaccounts "robot" not found'],
  ] as const) {
    it(`are refused with the claims ${JSON.stringify(claims)}, whatever their signature`, async () => {
      assert.equal(await setUp().reason(robotToken(claims)), `[invalid bearer token, ${why}]`);
    });
  }

  it('are noted for the audit log when they are used later than their kubelet asked for', async () => {
    const { clock, issue, authenticate } = setUp();
    const token = await issue({ warnAfterSeconds: 600 });
    const noted = async (): Promise<unknown> => {
      const result = await authenticate(token);
      return result.outcome === 'authenticated' ? result.annotations : result;
    };
    clock.advance(600_000);
    assert.equal(await noted(), undefined);
    const unset = await authenticate(robotToken({ 'kubernetes.io': { ...robotClaims, warnafter: null } }));
    assert.equal(unset.outcome === 'authenticated' && unset.annotations, undefined);
    clock.advance(7_000);
    assert.deepEqual(await noted(), {
      'authentication.k8s.io/stale-token':
        'subject: system:serviceaccount:lab:robot, seconds after warning threshold: 7',
    });
  });

  it('say when they end', async () => {
    const request = { namespace: 'lab', name: 'robot', uid: 'uid-1', audiences: [issuer], expirationSeconds: 600 };
    const { expires } = await setUp().tokens.issue(request);
    assert.equal(expires.toISOString(), '2026-11-25T00:10:00.000Z');
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
    const own = await authenticate(await issue(), []);
    assert.deepEqual(own.outcome === 'authenticated' ? own.audiences : own, [issuer]);
    // a token that names none is for the API server, and one text is a list of one
    for (const aud of [undefined, [], issuer, [5, issuer]]) {
      assert.equal(await reason(robotToken({ aud })), 'authenticated', JSON.stringify(aud));
      assert.match(await reason(robotToken({ aud }), ['vault']), /token audiences \["https:.*"\] is invalid/);
    }
  });

  it('die with their account, and stay dead when it is made again', async () => {
    const { objects, put, issue, reason, remedy } = setUp();
    const token = await issue();
    assert.equal(await reason(token), 'authenticated');
    objects.delete('serviceaccounts/lab/robot');
    assert.equal(await reason(token), '[invalid bearer token, serviceaccounts "robot" not found]');
    assert.match(await remedy(token), /^The service account lab\/robot is gone/);
    put('serviceaccounts/lab/robot', 'uid-2');
    assert.match(await reason(token), /service account UID \(uid-2\) does not match claim \(uid-1\)/);
    assert.match(await remedy(token), /deleted and made again/);
  });

  it('die a minute after their account began to end, though it is still there', async () => {
    const { clock, objects, issue, reason } = setUp();
    const token = await issue();
    (objects.get('serviceaccounts/lab/robot') as KubeObject).metadata.deletionTimestamp = start.toISOString();
    clock.advance(60_000);
    assert.equal(await reason(token), 'authenticated');
    clock.advance(1);
    assert.equal(await reason(token), '[invalid bearer token, service account lab/robot has been deleted]');
  });

  for (const [kind, resource] of [
    ['Secret', 'secrets/lab'],
    ['Pod', 'pods/lab'],
    ['Node', 'nodes'],
  ] as const) {
    it(`die with the ${kind} that they are bound to`, async () => {
      const { objects, put, issue, reason, remedy } = setUp();
      put(`${resource}/b`, 'uid-b');
      const token = await issue({ boundObject: { kind, name: 'b', uid: 'uid-b' } });
      assert.equal(await reason(token), 'authenticated');
      put(`${resource}/b`, 'uid-c');
      const what = kind.toLowerCase();
      assert.equal(
        await reason(token),
        `[invalid bearer token, ${what} UID (uid-c) does not match service account ${what} ref claim (uid-b)]`,
      );
      assert.match(await remedy(token), new RegExp(`bound to the ${what} "b", which was deleted and made again`));
      objects.delete(`${resource}/b`);
      assert.equal(await reason(token), '[invalid bearer token, service account token has been invalidated]');
      assert.match(await remedy(token), new RegExp(`bound to the ${what} "b", which is gone`));
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
    const { issue, reason, remedy } = setUp();
    assert.equal(await reason(foreign), '[invalid bearer token, invalid signature, no keys found]');
    assert.match(await remedy(foreign), /^The token was signed with another key \([\w-]+\) than this server's/);
    const good = await issue();
    // its signature is known from now on
    assert.equal(await reason(good), 'authenticated');
    const [header, , signature] = good.split('.');
    const claims = part({ iss: issuer, sub: 'system:serviceaccount:kube-system:x', aud: [issuer] });
    const changed = `${header}.${claims}.${signature}`;
    assert.match(await reason(changed), /error in cryptographic primitive/);
    assert.match(await remedy(changed), /^The signature does not fit/);
  });

  it('need not name their key, nor be on one line', async () => {
    const { reason } = setUp();
    for (const kid of [undefined, null, '']) {
      assert.equal(await reason(robotToken({}, { alg: 'RS256', kid })), 'authenticated', `${kid}`);
    }
    assert.equal(await reason(`${robotToken({}).replaceAll('.', '.\n')}\n`), 'authenticated');
  });

  it('of another issuer, or no tokens at all are refused with no more than that', async () => {
    const { reason, issue } = setUp();
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
      `${header}.${part(null)}.AAAA`,
      `${part([1])}.${claims}.AAAA`,
      `${part(null)}.${claims}.AAAA`,
      signed(null),
      `${part('text')}.${claims}.AAAA`,
      signed('text'),
      `${header}.${claims}.AA+A`,
      `${robotToken({})}.AAAA`,
    ]) {
      assert.equal(await reason(token), 'invalid bearer token', token);
    }
  });

  it('unsigned, or signed in another way, are refused for their signature', async () => {
    const { reason, remedy } = setUp();
    const [, claims] = robotToken({}).split('.');
    assert.match(await remedy(robotToken({}, { alg: 'HS256' })), /says that it is signed with "HS256"/);
    for (const token of [
      `${part({ alg: 'none' })}.${claims}.`,
      `${part({ alg: null })}.${claims}.AAAA`,
      `${part({ alg: 'HS256' })}.${claims}.AAAA`,
      // the signature is good, and yet it is not what the token says
      robotToken({}, { alg: 'HS256' }),
      robotToken({}, { alg: 'RS256', crit: ['exp'], exp: 1 }),
    ]) {
      const why = '[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]';
      assert.equal(await reason(token), why, token);
    }
  });

  describe('without expiry', () => {
    const claim = (name: string): string => `kubernetes.io/serviceaccount/${name}`;
    const claims = {
      iss: 'kubernetes/serviceaccount',
      [claim('namespace')]: 'lab',
      [claim('secret.name')]: 'kept',
      [claim('service-account.name')]: 'robot',
      [claim('service-account.uid')]: 'uid-1',
    };
    /** A token that the Secret `kept` holds. */
    const held = async () => {
      const test = setUp();
      const request = { namespace: 'lab', name: 'robot', uid: 'uid-1', secretName: 'kept' };
      const token = await test.tokens.legacy(request);
      const keep = (text: string): void =>
        test.put('secrets/lab/kept', 'uid-s', { data: { token: Buffer.from(text).toString('base64') } });
      keep(token);
      return { ...test, token, keep };
    };

    it('live as long as their Secret holds them, and are told of at each use', async () => {
      const { objects, keep, token, authenticate, reason, remedy, legacyUses } = await held();
      assert.deepEqual(await authenticate(token), {
        outcome: 'authenticated',
        method: 'service account token',
        audiences: [issuer],
        annotations: { 'authentication.k8s.io/legacy-token-manual-secret': 'kept' },
        user: {
          username: 'system:serviceaccount:lab:robot',
          uid: 'uid-1',
          groups: ['system:serviceaccounts', 'system:serviceaccounts:lab'],
        },
      });
      await authenticate(token);
      assert.deepEqual(legacyUses, ['kept', 'kept']);
      const another = "[invalid bearer token, Token does not match server's copy]";
      keep('another');
      assert.equal(await reason(token), another);
      assert.match(await remedy(token), /^The Secret lab\/kept holds another token/);
      const secret = objects.get('secrets/lab/kept') as KubeObject;
      for (const data of [undefined, {}]) {
        secret.data = data;
        assert.equal(await reason(token), another);
      }
      keep(token);
      (objects.get('secrets/lab/kept') as KubeObject).metadata.deletionTimestamp = start.toISOString();
      assert.equal(await reason(token), '[invalid bearer token, Token has been invalidated]');
      objects.delete('secrets/lab/kept');
      assert.equal(await reason(token), '[invalid bearer token, Token has been invalidated]');
      assert.match(await remedy(token), /^The Secret lab\/kept that held this token is gone/);
    });

    it('warn when the Secret is one of those that the account lists', async () => {
      const { objects, token, authenticate } = await held();
      const account = objects.get('serviceaccounts/lab/robot') as KubeObject;
      account.secrets = [{ name: 'pulls' }];
      const manual = await authenticate(token);
      assert.equal(manual.outcome === 'authenticated' && manual.warning, undefined);
      account.secrets = [{ name: 'pulls' }, { name: 'kept' }];
      const result = await authenticate(token);
      assert.ok(result.outcome === 'authenticated');
      assert.match(result.warning ?? '', /instead of auto-generated secret-based tokens\.$/);
      assert.deepEqual(result.annotations, { 'authentication.k8s.io/legacy-token-autogenerated-secret': 'kept' });
    });

    it('die with their account, as soon as it begins to end, and stay dead when it is made again', async () => {
      const { objects, put, token, reason } = await held();
      (objects.get('serviceaccounts/lab/robot') as KubeObject).metadata.deletionTimestamp = start.toISOString();
      assert.equal(await reason(token), '[invalid bearer token, ServiceAccount lab/robot has been deleted]');
      put('serviceaccounts/lab/robot', 'uid-2');
      assert.equal(
        await reason(token),
        '[invalid bearer token, ServiceAccount UID (uid-2) does not match claim (uid-1)]',
      );
      objects.delete('serviceaccounts/lab/robot');
      assert.equal(await reason(token), '[invalid bearer token, serviceaccounts "robot" not found]');
    });

    it('are refused once their Secret is labelled as invalid', async () => {
      const { objects, token, reason } = await held();
      const secret = objects.get('secrets/lab/kept') as KubeObject;
      secret.metadata.labels = { 'kubernetes.io/legacy-token-invalid-since': '2026-11-24' };
      assert.match(await reason(token), /the token in secret lab\/kept .* has been marked invalid\./);
    });

    it('are for the API server, whatever audience they name', async () => {
      const { keep, reason } = await held();
      const token = signed({ ...claims, aud: ['vault'] });
      keep(token);
      assert.equal(await reason(token), 'authenticated');
      assert.match(await reason(token, ['vault']), /token audiences \["https:.*"\] is invalid/);
    });

    for (const [name, missing] of [
      ['namespace', 'namespace'],
      ['secret.name', 'secretName'],
      ['service-account.name', 'serviceAccountName'],
      ['service-account.uid', 'serviceAccountUID'],
    ] as const) {
      it(`need the claim ${name}, as a text`, async () => {
        for (const value of [undefined, '', 5]) {
          const token = signed({ ...claims, [claim(name)]: value });
          assert.equal(await setUp().reason(token), `[invalid bearer token, ${missing} claim is missing]`);
        }
      });
    }
  });

  it('cannot be judged when the objects cannot be read: that is no fault of the token', async () => {
    const authenticate = serviceAccountTokens({
      key: async () => privateKey,
      issuer,
      audiences: [issuer],
      clock: manualClock(start),
      reads: {
        read: () => {
          throw new Error('the store is closed');
        },
      },
    });
    await assert.rejects(async () => authenticate(robotToken({})), /the store is closed/);
  });
});

describe('bearer tokens in headers', () => {
  it('are recognised whatever the case of the scheme', () => {
    assert.deepEqual(bearerCredential({ authorization: 'Bearer abc' }), { token: 'abc' });
    assert.deepEqual(bearerCredential({ authorization: 'bearer abc' }), { token: 'abc' });
    assert.deepEqual(bearerCredential({}), {});
  });

  for (const [header, why] of [
    ['abc', 'does not begin with "Bearer "'],
    ['Bearer: abc', 'does not begin with "Bearer "'],
    ['Bearer ', 'holds "Bearer" and no token'],
    ['Bearer', 'holds "Bearer" and no token'],
    ['Basic YTpi', 'Basic authentication is no method'],
    ['basic', 'Basic authentication is no method'],
  ] as const) {
    it(`are none in "${header}", and it is said why`, () => {
      const { token, unrecognised = '', warning } = bearerCredential({ authorization: header });
      assert.deepEqual([token, warning], [undefined, undefined]);
      assert.ok(unrecognised.includes(why), unrecognised);
    });
  }

  it('have no space around them', () => {
    assert.deepEqual(bearerCredential({ authorization: ' Bearer abc ' }), { token: 'abc' });
  });

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
    const twice = { 'sec-websocket-protocol': headers['sec-websocket-protocol'].split(', ') };
    assert.deepEqual(bearerCredential(twice), { token: 'abc' });
    assert.deepEqual(withoutTokenProtocol(twice), { 'sec-websocket-protocol': 'v5.channel.k8s.io' });
    const alone = { 'sec-websocket-protocol': `base64url.bearer.authorization.k8s.io.${token}` };
    assert.deepEqual(withoutTokenProtocol(alone), { 'sec-websocket-protocol': undefined });
    const others = { 'sec-websocket-protocol': 'v5.channel.k8s.io,v4.channel.k8s.io' };
    assert.deepEqual([bearerCredential(others), withoutTokenProtocol(others)], [{}, others]);
  });

  it('are judged, and without one there is nothing to judge', () => {
    const authenticate = bearerTokenAuthenticator((token) => ({ outcome: 'refused', reason: `it was ${token}` }));
    const judged = (headers: Headers) => authenticate({ headers, clientCertificates: [] });
    assert.deepEqual(judged({ authorization: 'Bearer abc' }), { outcome: 'refused', reason: 'it was abc' });
    assert.deepEqual(judged({}), { outcome: 'none' });
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
