import assert from 'node:assert/strict';
import { validateTokenRequest } from '../../../../../src/cluster/kinds/core/service-account/token-request.js';
import { type Answer, type Api, adminOf, apiOf, makeNamespace } from '../../../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../../../helpers/practice-cluster.js';
import { until } from '../../../../helpers/until.js';

const ns = '/api/v1/namespaces/tokens';
const issuer = 'https://kubernetes.default.svc.cluster.local';
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
const statusOf = ({ body }: Answer): { token: string; expirationTimestamp: string } => body.status as never;

describe('token requests', () => {
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    await makeNamespace(api, 'tokens');
    await api.post(`${ns}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } });
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const ask = (spec: object, account = 'robot', more: object = {}): Promise<Answer> =>
    api.post(`${ns}/serviceaccounts/${account}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
      ...more,
    });
  /** The status of a request that only somebody whom the token names may see answered otherwise than by 401. */
  const tryToken = async (token: string): Promise<number> => {
    const user = apiOf(cluster, { token });
    const { code } = await user.post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    user.close();
    return code;
  };

  it('give an hour and the cluster’s audience by default', async () => {
    const answer = await ask({});
    assert.equal(answer.code, 201, answer.text);
    assert.deepEqual(answer.body.spec, { audiences: [issuer], expirationSeconds: 3600, boundObjectRef: null });
    const { token, expirationTimestamp } = statusOf(answer);
    const claims = claimsOf(token);
    assert.deepEqual([claims.iss, claims.aud, claims.sub], [issuer, [issuer], 'system:serviceaccount:tokens:robot']);
    assert.equal(Number(claims.exp) - Number(claims.iat), 3600);
    assert.equal(Date.parse(expirationTimestamp), Number(claims.exp) * 1000);
    assert.equal(await tryToken(token), 201);
  });

  it('give what is asked for: audiences and a lifetime', async () => {
    const { token } = statusOf(await ask({ audiences: ['a', 'b'], expirationSeconds: 600 }));
    const claims = claimsOf(token);
    assert.deepEqual([claims.aud, Number(claims.exp) - Number(claims.iat)], [['a', 'b'], 600]);
    assert.equal(await tryToken(token), 401);
  });

  const refusals: [what: string, spec: object, code: number, message: string | RegExp][] = [
    [
      'too short a life',
      { expirationSeconds: 599 },
      422,
      /^TokenRequest\.authentication\.k8s\.io "" is invalid: spec\.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes$/,
    ],
    [
      'too long a life',
      { expirationSeconds: 2 ** 32 + 1 },
      422,
      /^TokenRequest\.authentication\.k8s\.io "" is invalid: spec\.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2\^32 seconds$/,
    ],
    [
      'a secret that is not there',
      { boundObjectRef: { kind: 'Secret', apiVersion: 'v1', name: 'none' } },
      404,
      'secrets "none" not found',
    ],
    [
      'a pod that is not there',
      { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'none' } },
      404,
      'pods "none" not found',
    ],
    [
      'an object of another kind',
      { boundObjectRef: { kind: 'ConfigMap', apiVersion: 'v1', name: 'none' } },
      400,
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    ],
  ];
  for (const [what, spec, code, message] of refusals) {
    it(`are refused for ${what}`, async () => {
      const answer = await ask(spec);
      assert.equal(answer.code, code);
      if (typeof message === 'string') assert.equal(answer.message, message);
      else assert.match(answer.message, message);
    });
  }

  it('are refused for an account that is not there, or that the body names otherwise', async () => {
    const missing = await ask({}, 'nobody');
    assert.deepEqual([missing.code, missing.message], [404, 'serviceaccounts "nobody" not found']);
    const other = await ask({}, 'robot', { metadata: { name: 'other' } });
    assert.deepEqual(
      [other.code, other.message],
      [
        422,
        'TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified',
      ],
    );
    const { uid } = (await api.get(`${ns}/serviceaccounts/robot`)).body.metadata;
    assert.equal((await ask({}, 'robot', { metadata: { uid } })).code, 201);
    const stranger = await ask({}, 'robot', { metadata: { uid: 'x' } });
    assert.deepEqual(
      [stranger.code, stranger.message],
      [
        409,
        `Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "robot": the UID in the token request (x) does not match the UID of the service account (${uid})`,
      ],
    );
  });

  it('bind to a pod of the same account, with its node, and to no other pod', async () => {
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { ...spec, serviceAccountName: 'robot' },
    };
    await api.post(`${ns}/pods`, pod);
    const { body } = await until('the pod has a node', async () => {
      const answer = await api.get(`${ns}/pods/p`);
      return Boolean((answer.body.spec as { nodeName?: string }).nodeName) && answer;
    });
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p' };
    const { token } = statusOf(await ask({ boundObjectRef }));
    const about = claimsOf(token)['kubernetes.io'] as Record<string, object>;
    assert.deepEqual(about.pod, { name: 'p', uid: body.metadata.uid });
    assert.equal((about.node as { name: string }).name, (body.spec as { nodeName: string }).nodeName);
    const others = await ask({ boundObjectRef }, 'default');
    assert.deepEqual(
      [others.code, others.message],
      [400, 'cannot bind token for serviceaccount "default" to pod running with different serviceaccount name.'],
    );
    const wrong = await ask({ boundObjectRef: { ...boundObjectRef, uid: 'x' } });
    assert.deepEqual([wrong.code, wrong.body.reason], [409, 'Conflict']);
    assert.equal(
      wrong.message,
      'Operation cannot be fulfilled on Pod "p": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    );
    assert.equal(await tryToken(token), 201);
    // as the kubelet asks: good for a year, and to be noted behind the hour
    const ofKubelet = statusOf(await ask({ boundObjectRef, expirationSeconds: 3607 }));
    const {
      exp,
      iat,
      'kubernetes.io': told,
    } = claimsOf(ofKubelet.token) as Record<string, number> & {
      'kubernetes.io': { warnafter: number };
    };
    assert.deepEqual([Number(exp) - Number(iat), told.warnafter - Number(iat)], [365 * 24 * 3600, 3607]);
    assert.equal(Date.parse(ofKubelet.expirationTimestamp) / 1000 - Number(iat), 3607);
    const forOthers = statusOf(await ask({ boundObjectRef, expirationSeconds: 3607, audiences: ['vault'] }));
    assert.equal(Number(claimsOf(forOthers.token).exp) - Number(claimsOf(forOthers.token).iat), 3607);
    await api.delete(`${ns}/pods/p?gracePeriodSeconds=0`);
    assert.equal(await tryToken(token), 401);
  });

  it('are admitted like all that is made: not in a namespace that ends', async () => {
    const path = await makeNamespace(api, 'ending');
    const metadata = { name: 'held', finalizers: ['example.com/hold'] };
    await api.post(`${path}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    await api.delete(path);
    const answer = await api.post(`${path}/serviceaccounts/held/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    assert.deepEqual(
      [answer.code, answer.message],
      [
        403,
        'serviceaccounts "held" is forbidden: unable to create new content in namespace ending because it is being terminated',
      ],
    );
    await api.patch(`${path}/serviceaccounts/held`, { metadata: { finalizers: null } });
    await until('the namespace is gone', async () => (await api.get(path)).code === 404);
  });

  describe('and the Secrets that hold a token for ever', () => {
    const secret = (name: string, account?: string): object => ({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name, ...(account && { annotations: { 'kubernetes.io/service-account.name': account } }) },
    });
    it('are filled in, and work until they are deleted', async () => {
      assert.equal((await api.post(`${ns}/secrets`, secret('kept', 'robot'))).code, 201);
      const { data, metadata } = await until('the token', async () => {
        const { body } = await api.get(`${ns}/secrets/kept`);
        const held = (body.data ?? {}) as Record<string, string>;
        return held.token !== undefined && { data: held, metadata: body.metadata };
      });
      const plain = (key: string): string => Buffer.from(data[key] ?? '', 'base64').toString();
      assert.deepEqual(Object.keys(data).sort(), ['ca.crt', 'namespace', 'token']);
      assert.deepEqual([plain('namespace'), plain('ca.crt').trim()], ['tokens', cluster.caPem.trim()]);
      const { body: account } = await api.get(`${ns}/serviceaccounts/robot`);
      const before = new Date().toISOString().slice(0, 10);
      assert.equal(metadata.annotations?.['kubernetes.io/service-account.uid'], account.metadata.uid);
      assert.equal(claimsOf(plain('token')).exp, undefined);
      assert.equal(await tryToken(plain('token')), 201);
      const used = cluster.events.filter(({ user }) => user.username === 'system:serviceaccount:tokens:robot').at(-1);
      assert.equal(used?.annotations?.['authentication.k8s.io/legacy-token-manual-secret'], 'kept');
      const date = await until('the Secret says when it was used', async () => {
        const { labels } = (await api.get(`${ns}/secrets/kept`)).body.metadata;
        return labels?.['kubernetes.io/legacy-token-last-used'] ?? false;
      });
      // midnight may have come in between
      const today = new Date().toISOString().slice(0, 10);
      assert.ok([before, today].includes(String(date)), `${date}, and today is ${today}`);
      const errorOf = async (): Promise<unknown> => {
        const { body } = await api.post('/apis/authentication.k8s.io/v1/tokenreviews', {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenReview',
          spec: { token: plain('token') },
        });
        return (body.status as unknown as { error?: string }).error;
      };
      await api.patch(`${ns}/secrets/kept`, {
        metadata: { labels: { 'kubernetes.io/legacy-token-invalid-since': date } },
      });
      assert.match(
        String(await errorOf()),
        /^\[invalid bearer token, the token in secret tokens\/kept .* marked invalid\./,
      );
      await api.delete(`${ns}/secrets/kept`);
      assert.equal(await tryToken(plain('token')), 401);
      assert.equal(await errorOf(), '[invalid bearer token, Token has been invalidated]');
    });
    it('need an account’s name, and go when there is no such account', async () => {
      const nameless = await api.post(`${ns}/secrets`, secret('lost'));
      assert.equal(nameless.code, 422);
      assert.match(nameless.message, /metadata\.annotations\[kubernetes\.io\/service-account\.name\]: Required value/);
      await api.post(`${ns}/secrets`, secret('stray', 'nobody'));
      await until('it is removed', async () => (await api.get(`${ns}/secrets/stray`)).code === 404);
    });
  });
});

describe('validateTokenRequest', () => {
  const request = (expirationSeconds: number): string[] =>
    validateTokenRequest({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {},
      spec: { expirationSeconds },
    }).map((e) => `${e.field}: ${e.message}`);

  it('lives ten minutes or more', () => {
    assert.deepEqual(request(600), []);
    assert.deepEqual(request(599), [
      'spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ]);
    assert.deepEqual(request(2 ** 32 + 1), [
      'spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    ]);
  });
});
