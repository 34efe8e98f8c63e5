import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { explanationPath } from '../../src/kube/explanation.js';
import { connect } from '../../src/print/connect.js';
import { headerShape } from '../../src/print/diagnose.js';
import { readRefusal, refusalRemedy } from '../../src/print/refusal.js';
import type { Client } from '../../src/request/api.js';
import type { Explained } from '../../src/request/exchange.js';
import { fakeJwt, type IssueOptions, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

const issuer = 'https://kubernetes.default.svc.cluster.local';
const hour = 3600;
const seconds = (): number => Math.floor(Date.now() / 1000);
const claims = (more: object = {}): object => ({
  iss: issuer,
  aud: [issuer],
  sub: 'system:serviceaccount:lab:robot',
  iat: seconds() - 60,
  exp: seconds() + hour,
  'kubernetes.io': { namespace: 'lab', serviceaccount: { name: 'robot', uid: 'u1' } },
  ...more,
});

describe('print/explain', () => {
  let ca: TestCa;
  let server: TestServer;
  let client: Client;
  let answer: { status?: number; body?: unknown; headers?: Record<string, string> } = {};
  let other: (url: string) => typeof answer | undefined = () => undefined;
  before(async () => {
    ca = await makeCa('kubernetes');
    server = await startServer(
      await serverCertificate(ca),
      ({ url }) => other(url) ?? (url === '/try' ? answer : status(404, 'NotFound', 'not found')),
    );
    client = await connect({ server: server.url, ca: ca.cert });
  });
  afterEach(() => {
    other = () => undefined;
  });
  after(() => server.close());
  const explained = async (
    by: Client,
    given: typeof answer,
    headers: Record<string, string> = {},
  ): Promise<Explained> => {
    answer = given;
    return (await by.get('/try', { headers: headers })).explain();
  };
  const refusedAt = ({ findings }: Explained): string | undefined =>
    findings.find((f) => f.outcome === 'refused')?.stage;
  const unauthorized = status(401, 'Unauthorized', 'Unauthorized');
  const forbidden = (who: string, what: string): typeof answer =>
    status(403, 'Forbidden', `x is forbidden: User "${who}" cannot ${what}`);
  const finding = ({ findings }: Explained, stage: string): string => {
    const found = findings.find((f) => f.stage === stage);
    return `${found?.outcome}: ${found?.detail} / ${found?.remedy ?? ''}`;
  };

  describe('the three results of authentication', () => {
    it('nothing recognised is 403 as anonymous, and the shape of the header is looked at', async () => {
      const given = forbidden('system:anonymous', 'get path "/try"');
      const nothing = await explained(client, given);
      assert.equal(refusedAt(nothing), 'authorization');
      assert.match(
        finding(nothing, 'authentication'),
        /passed: the server took you for system:anonymous: no credential was sent/,
      );
      for (const [header, text] of [
        ['Basic YTpi', /Basic, which Kubernetes removed in 1\.19/],
        ['Bearer  x', /two spaces/],
        ['Bearer: x', /colon/],
        ['Bearer', /nothing stands behind/],
        ['eyJhbGciOiJub25lIn0.e30.', /does not begin with the word/],
      ] as [string, RegExp][]) {
        const shape = await explained(client, given, { authorization: header });
        assert.match(finding(shape, 'authentication'), text);
        assert.match(finding(shape, 'authentication'), /Authorization: Bearer TOKEN/);
      }
    });

    it('a good one without a rule is 403 by name', async () => {
      const by = client.with({ token: fakeJwt(claims()) });
      const result = await explained(
        by,
        forbidden('system:serviceaccount:lab:robot', 'list resource "pods" in API group "" in the namespace "default"'),
      );
      assert.equal(refusedAt(result), 'authorization');
      assert.match(
        finding(result, 'authorization'),
        /kubectl create rolebinding NAME --clusterrole=view --serviceaccount=lab:robot -n default/,
      );
      assert.match(finding(result, 'authorization'), /RoleBinding in the namespace default/);
    });

    const tokens: [string, object, RegExp][] = [
      ['expired', { exp: 1_700_000_000 }, /\. Found: the token expired on 2023-11-14/],
      ['for another audience', { aud: ['vault'] }, /\. Perhaps: the token is meant for vault, not for the API server/],
      ['not yet good', { nbf: seconds() + 2 * hour }, /\. Perhaps: the token is good only from/],
      ['with nothing wrong in it', {}, /\. Perhaps: nothing is wrong .*\(uid u1\) may have been deleted/],
      [
        'expired and for another audience',
        { exp: 1_700_000_000, aud: ['vault'] },
        /\. Found: the token expired on [^;]*$/,
      ],
    ];
    for (const [name, more, text] of tokens) {
      it(`a token ${name} is 401`, async () => {
        const result = await explained(client.with({ token: fakeJwt(claims(more)) }), unauthorized);
        assert.equal(refusedAt(result), 'authentication');
        assert.match(finding(result, 'authentication'), text);
        assert.equal(finding(result, 'authorization').startsWith('not reached'), true);
      });
    }

    it('a token of another issuer or key is found where the cluster tells its own', async () => {
      other = (url) =>
        url.includes('openid-configuration')
          ? { body: { issuer: 'https://this' } }
          : url.includes('jwks')
            ? { body: { keys: [] } }
            : undefined;
      const result = await explained(client.with({ token: fakeJwt(claims()) }), unauthorized);
      assert.match(
        finding(result, 'authentication'),
        /issued by https:\/\/kubernetes.*this cluster's issuer is https:\/\/this/,
      );
      assert.match(finding(result, 'authentication'), /no key k1/);
    });

    it('junk is 401', async () => {
      assert.match(
        finding(await explained(client.with({ token: 'junk' }), unauthorized), 'authentication'),
        /not a JWT/,
      );
    });

    const day = 24 * 3_600_000;
    const certificates: [string, IssueOptions, RegExp][] = [
      [
        'expired',
        { cn: 'jane', notBefore: new Date(Date.now() - 3 * day), notAfter: new Date(Date.now() - day) },
        /expired on/,
      ],
      [
        'not yet good',
        { cn: 'jane', notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) },
        /only from/,
      ],
      ['for servers only', { cn: 'jane', usages: ['serverAuth'] }, /serverAuth only, not for client authentication/],
      ['without a name', { o: ['dev'] }, /has no CN/],
    ];
    for (const [name, options, text] of certificates) {
      it(`a certificate ${name} is 401`, async () => {
        const { cert, key } = await ca.issue(options);
        assert.match(
          finding(await explained(client.with({ cert: cert, key: key }), unauthorized), 'authentication'),
          text,
        );
      });
    }

    it('a certificate of a stranger CA is 401, one of the same name too', async () => {
      for (const [name, text] of [
        ['stranger', /signed by CN=stranger, and the CA of this cluster is another/],
        ['kubernetes', /has the name of the CA of this cluster and another key/],
      ] as [string, RegExp][]) {
        const { cert, key } = await (await makeCa(name)).issue({ cn: 'jane' });
        assert.match(
          finding(await explained(client.with({ cert: cert, key: key }), unauthorized), 'authentication'),
          text,
        );
      }
    });

    it('a clock that is off is seen', async () => {
      const late = { ...unauthorized, headers: { date: new Date(Date.now() + 10 * 60_000).toUTCString() } };
      assert.match(
        finding(await explained(client.with({ token: fakeJwt(claims()) }), late), 'authentication'),
        /10 minutes ahead of this machine's/,
      );
    });
  });

  it('asks the practice cluster, without a credential, and believes it', async () => {
    const by = client.with({ token: fakeJwt(claims()) });
    const findings = [
      { stage: 'tls', outcome: 'passed', detail: 'TLS.' },
      {
        stage: 'authentication',
        outcome: 'refused',
        detail: 'the service account was deleted',
        remedy: 'make it again',
      },
    ];
    other = (url) => (url === explanationPath('a b') ? { body: { auditID: 'a b', findings } } : undefined);
    const result = await explained(by, { ...unauthorized, headers: { 'audit-id': 'a b' } });
    assert.equal(result.source, 'practice cluster');
    assert.match(finding(result, 'authentication'), /was deleted \/ make it again/);
    assert.match(finding(result, 'tls'), /TLSv1\.3; the server is CN=kube-apiserver, signed by the CA that was given/);
    assert.equal(server.requests.at(-1)?.headers.authorization, undefined);
    other = (url) => (url === explanationPath('x') ? { body: 'nonsense' } : undefined);
    assert.equal((await explained(by, { ...unauthorized, headers: { 'audit-id': 'x' } })).source, 'client');
  });

  it('names the stage of every other answer', async () => {
    const cases: [typeof answer, string | undefined][] = [
      [{ body: {} }, undefined],
      [status(404, 'NotFound', 'pods "x" not found'), 'storage'],
      [status(409, 'AlreadyExists', 'x already exists'), 'storage'],
      [status(422, 'Invalid', 'x is invalid'), 'validation'],
      [status(403, 'Forbidden', 'pods "x" is forbidden: exceeded quota'), 'admission'],
      [
        status(
          403,
          'Forbidden',
          'users "a" is forbidden: User "b" cannot impersonate resource "users" in API group "" at the cluster scope',
        ),
        'authorization',
      ],
      [{ status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' }, 'tls'],
      [{ status: 500, body: 'oops' }, undefined],
    ];
    for (const [given, stage] of cases)
      assert.equal(refusedAt(await explained(client, given)), stage, JSON.stringify(given));
    const nowhere = await (await client.with({ server: 'https://127.0.0.1:1' }).get('/try')).explain();
    assert.equal(refusedAt(nowhere), 'connection');
    const strange = await (await client.with({ ca: 'system' }).get('/try')).explain();
    assert.equal(refusedAt(strange), 'tls');
    assert.match(inspect(strange), /tls +refused/);
    assert.equal(String(strange), inspect(strange));
  });

  it('reads the sentence of a 403', () => {
    assert.deepEqual(
      readRefusal(
        'deployments.apps "w" is forbidden: User "a" cannot get resource "deployments/scale" in API group "apps" in the namespace "lab"',
      ),
      { user: 'a', verb: 'get', resource: 'deployments/scale', group: 'apps', namespace: 'lab' },
    );
    assert.deepEqual(readRefusal('forbidden: User "a" cannot get path "/metrics"'), {
      user: 'a',
      verb: 'get',
      path: '/metrics',
    });
    assert.deepEqual(
      readRefusal('nodes is forbidden: User "a" cannot list resource "nodes" in API group "" at the cluster scope'),
      { user: 'a', verb: 'list', resource: 'nodes', group: '' },
    );
    assert.equal(readRefusal('exceeded quota'), undefined);
  });

  it('says what would change it', () => {
    const remedy = (message: string): string => {
      const refusal = readRefusal(message);
      assert(refusal);
      return refusalRemedy(refusal);
    };
    assert.match(
      remedy('User "a" cannot list resource "nodes" in API group "" at the cluster scope'),
      /ClusterRoleBinding.*RoleBinding gives nothing at the cluster scope/,
    );
    assert.match(
      remedy('User "Jane Doe" cannot list resource "pods" in API group "" in the namespace "x"'),
      /kubectl create rolebinding NAME --clusterrole=view --user='Jane Doe' -n x/,
    );
    assert.match(remedy('User "a" cannot get path "/metrics"'), /nonResourceURLs: \["\/metrics"\]/);
    assert.match(
      remedy('User "a" cannot impersonate resource "users" in API group "" at the cluster scope'),
      /verb impersonate/,
    );
    assert.doesNotMatch(
      remedy('User "a" cannot list resource "secrets" in API group "" in the namespace "x"'),
      /ClusterRole view/,
    );
    assert.match(
      remedy('User "a" cannot get resource "pods/log" in API group "" in the namespace "x"'),
      /does not include pods\/log/,
    );
    assert.doesNotMatch(
      remedy('User "a" cannot get resource "pods/log" in API group "" in the namespace "x"'),
      /ClusterRole view/,
    );
    assert.match(
      remedy('User "a" cannot impersonate-on:user-info:get resource "pods" in API group "" in the namespace "x"'),
      /verb impersonate on users .* for a/,
    );
    assert.match(
      remedy('User "a" cannot create resource "configmaps" in API group "" in the namespace "x"'),
      /resourceNames never allows create/,
    );
    assert.match(
      remedy(
        'User "a" cannot list resource "pods" in API group "" in the namespace "x": RBAC: role.rbac.authorization.k8s.io "r" not found',
      ),
      /leads to role\.rbac\.authorization\.k8s\.io "r", which is not there/,
    );
  });

  it('reads a header as the API server does', () => {
    assert.deepEqual(headerShape('bEaReR abc'), { token: 'abc' });
    assert.deepEqual(headerShape(undefined), {});
  });
});
