import assert from 'node:assert/strict';
import type { AuthenticationResult } from '../../../src/cluster/authentication/authenticator.js';
import type { UnionResult } from '../../../src/cluster/authentication/union.js';
import { withAuthentication } from '../../../src/cluster/authentication/with-authentication.js';
import type { ApiRequest, Headers } from '../../../src/cluster/chain/handler.js';
import { requestInfo } from '../../../src/kube/request-info.js';
import { ApiError } from '../../../src/kube/status.js';

const jane: AuthenticationResult & { outcome: 'authenticated' } = {
  outcome: 'authenticated',
  method: 'client certificate',
  user: { username: 'jane', groups: ['dev', 'system:authenticated'] },
};
const anonymous: AuthenticationResult = {
  outcome: 'authenticated',
  method: 'anonymous',
  user: { username: 'system:anonymous', groups: ['system:unauthenticated'] },
};
const refused: AuthenticationResult = { outcome: 'refused', reason: 'expired' };
const refusals = [{ method: 'bearer token', reason: 'expired', remedy: 'Ask again.' }];
const spaced = (): Headers => ({ authorization: 'Bearer  abc' });

/** Sends a request through the stage alone; `next` is called when it was let through. */
function send(result: AuthenticationResult, more: Partial<UnionResult & ApiRequest> = {}) {
  const request: ApiRequest = {
    auditID: 'a',
    method: 'GET',
    url: '/api',
    query: new URLSearchParams(),
    headers: {},
    info: requestInfo('GET', '/api'),
    body: async () => Buffer.alloc(0),
    clientCertificates: [],
    sourceIPs: [],
    receivedAt: new Date(0),
    signal: new AbortController().signal,
    audit: { annotations: {} },
    findings: [],
    reached: [],
    ...more,
  };
  const unauthorized: ApiRequest[] = [];
  let passed = false;
  const stage = withAuthentication(
    {
      authenticate: () => ({ result, refusals: more.refusals ?? [] }),
      onUnauthorized: (of) => void unauthorized.push(of),
    },
    () => {
      passed = true;
      return { status: 200, headers: {}, body: '' };
    },
  );
  let error: unknown;
  try {
    void stage(request);
  } catch (thrown) {
    error = thrown;
  }
  return { request, unauthorized, passed, error };
}

describe('the stage of authentication', () => {
  it('tells who the user is, by which method, and passes the request on', () => {
    // what is said of a user is kept with its object
    const { request, passed, unauthorized } = send({ ...jane, user: { ...jane.user } });
    assert.deepEqual([passed, unauthorized.length, request.reached], [true, 0, ['authentication']]);
    assert.deepEqual(request.user, { username: 'jane', groups: ['dev', 'system:authenticated'] });
    assert.deepEqual(request.findings, [
      {
        stage: 'authentication',
        outcome: 'passed',
        detail: 'The client certificate is that of jane, in the groups dev, system:authenticated.',
      },
    ]);
    assert.deepEqual([request.warnings, request.audit.annotations], [undefined, {}]);
  });

  it('takes the credential out of the headers', () => {
    const protocols = 'v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.YWJj';
    const { request } = send(jane, {
      headers: { authorization: 'Bearer abc', 'sec-websocket-protocol': protocols, accept: '*/*' },
    });
    assert.deepEqual(request.headers, {
      authorization: undefined,
      'sec-websocket-protocol': 'v5.channel.k8s.io',
      accept: '*/*',
    });
  });

  it('refuses with 401 and no reason, which the explanation has', () => {
    const { request, passed, unauthorized, error } = send(refused, { refusals });
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.message, passed], [401, 'Unauthorized', false]);
    assert.deepEqual(unauthorized, [request]);
    assert.deepEqual(request.findings, [
      {
        stage: 'authentication',
        outcome: 'refused',
        detail: 'The bearer token was refused: expired',
        remedy: 'Ask again.',
      },
    ]);
    assert.equal(request.warnings, undefined);
  });

  it('says which credential was refused beside one that was accepted', () => {
    const { request } = send(jane, { refusals: [{ method: 'bearer token', reason: 'expired' }] });
    assert.equal(request.findings.length, 2);
    assert.deepEqual(request.findings[0], {
      stage: 'authentication',
      outcome: 'passed',
      detail: 'The bearer token was refused: expired (another credential was accepted)',
    });
  });

  for (const [authorization, why] of [
    [undefined, ''],
    ['Basic YTpi', ' Basic authentication is no method of Kubernetes any more; the header was passed over.'],
  ] as const) {
    it(`says that nobody was recognised, with the header ${authorization}`, () => {
      const { request, passed } = send(anonymous, { headers: { authorization } });
      assert.equal(passed, true);
      assert.deepEqual(request.findings, [
        {
          stage: 'authentication',
          outcome: 'passed',
          detail: `No credential was recognised: the user is system:anonymous.${why}`,
        },
      ]);
      assert.equal(request.warnings, undefined);
    });
  }

  it('warns of two spaces behind Bearer, whatever comes of the request', () => {
    const clientCertificates = [Buffer.of(1)];
    for (const { request } of [
      send(anonymous, { headers: spaced() }),
      send(jane, { headers: spaced(), clientCertificates }),
      send(refused, { headers: spaced(), clientCertificates, refusals }),
    ]) {
      assert.match(String(request.warnings), /^the provided Authorization header contains extra space/);
    }
    // a token that was taken by another way leaves nothing to say of the header
    assert.equal(send(jane, { headers: spaced() }).request.warnings, undefined);
  });

  it('hands on what the method tells the audit log and the client', () => {
    const { request } = send({ ...jane, annotations: { a: 'b' }, warning: 'Take another.' });
    assert.deepEqual([request.audit.annotations, request.warnings], [{ a: 'b' }, ['Take another.']]);
  });
});
