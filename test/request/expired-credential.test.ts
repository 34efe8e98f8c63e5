import assert from 'node:assert/strict';
import { manualClock } from '../../src/cluster/clock.js';
import { certificateRequest, fromBase64, newKey, toBase64 } from '../../src/index.js';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';
import type { Exchange } from '../../src/request/exchange.js';
import { expiredSentence } from '../../src/request/expired-credential.js';
import { fakeJwt, makeCa } from '../helpers/pki.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

const HOUR = 3_600_000;
const CSR = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** Options of a client with a certificate of ten minutes. */
async function shortCertificate(admin: Client): Promise<{ cert: string; key: string }> {
  const { pem: key } = newKey();
  const request = toBase64(await certificateRequest({ commonName: 'jane', key }));
  const spec = { request, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] };
  const { body } = await admin.must.create({
    ...{ apiVersion: 'certificates.k8s.io/v1', kind: 'CertificateSigningRequest', metadata: { name: 'jane' } },
    spec: { ...spec, expirationSeconds: 600 },
  });
  const conditions = [{ type: 'Approved', status: 'True', reason: 'Test', message: 'a test' }];
  await admin.must.put(`${CSR}/jane/approval`, { ...body, status: { conditions } });
  const certificate = async () => (await admin.must.get(`${CSR}/jane`)).body.status?.certificate as string | undefined;
  return { cert: fromBase64(String(await until('the certificate', certificate))), key };
}

describe('a credential that has expired', () => {
  let cluster: TestCluster;
  let robot: Client;
  let jane: Client;
  let good: Exchange;
  before(async () => {
    const clock = manualClock(new Date(Date.now() - HOUR));
    cluster = await practiceCluster({ clock });
    const admin = await connect({ kubeconfig: cluster.adminKubeconfig() });
    robot = admin.with({ token: (await admin.must.token('default', { seconds: 600 })).token ?? '' });
    jane = admin.with(await shortCertificate(admin));
    for (const client of [robot, jane]) {
      good = await client.get('/api/v1/pods');
      assert.equal(good.status, 403, 'it is good');
    }
    clock.advance(HOUR);
  });
  after(() => cluster.stop());

  const when = String.raw`expired on \d{4}-\d\d-\d\dT[\d:.]+Z\.`;
  const rows: [name: string, client: () => Client, words: RegExp][] = [
    [
      'a token',
      () => robot,
      new RegExp(
        `The token ${when} Ask for a new one: \\(await admin\\.token\\('default', \\{ namespace: 'default' \\}\\)\\)\\.token, or kubectl create token default -n default`,
      ),
    ],
    [
      'a certificate',
      () => jane,
      new RegExp(
        `The client certificate \\(CN=jane\\) ${when} Have a new one issued: await certificateRequest\\(\\{ commonName: 'jane', key \\}\\)`,
      ),
    ],
  ];
  for (const [name, client, words] of rows) {
    it(`names itself, its end and the way to another in the exchange, as ${name}`, async () => {
      const exchange = await client().get('/api/v1/pods');
      assert.match(String(exchange).replace(/\s+/g, ' '), words);
      assert.match(String(await exchange.explain()), /has expired/);
    });

    it(`does so where an answer is demanded, as ${name}`, async () => {
      await assert.rejects(client().must.get('/api/v1/pods'), { code: 'REQUEST_FAILED', hint: words });
      await assert.rejects(
        async () => {
          for await (const _event of client().watch('pods'));
        },
        { hint: words },
      );
    });
  }

  it('is judged by the clock of the server where that is ahead', async () => {
    const exchange = await robot.get('/api/v1/pods');
    assert.match(expiredSentence(exchange, Date.now() - 3 * HOUR) ?? '', new RegExp(`^The token ${when}`));
  });

  it('is told the way to its issuer where that is not the cluster', async () => {
    const tokenOf = (claims: object): string => fakeJwt({ exp: Math.floor(Date.now() / 1000) - 60, ...claims });
    const said = async (claims: object): Promise<string> => {
      const exchange = await robot.with({ token: tokenOf(claims) }).get('/api/v1/pods');
      return expiredSentence(exchange) ?? '';
    };
    assert.match(
      await said({ iss: 'https://login.example' }),
      /^The token .* Ask its issuer \(https:\/\/login\.example\)/,
    );
    assert.match(await said({}), / Ask its issuer \(it names none\) for a new one\.$/);
  });

  it('is not said of one that is refused before its end, nor of a request that is not refused for it', async () => {
    const stranger = await (await makeCa()).issue({ cn: 'jane' });
    const byCertificate = await robot.with(stranger).get('/api/v1/pods');
    const later = { exp: Math.floor(Date.now() / 1000) + 600 };
    const byToken = await robot.with({ token: fakeJwt(later) }).get('/api/v1/pods');
    for (const exchange of [byCertificate, byToken]) {
      assert.equal(exchange.status, 401);
      assert.equal(expiredSentence(exchange), undefined);
    }
    const nobody = jane.with({ server: 'https://127.0.0.1:1' });
    assert.equal(expiredSentence(await nobody.get('/api')), undefined, 'no answer at all');
    assert.equal(good.status, 403);
    assert.equal(expiredSentence(good, Date.now() + 10 * HOUR), undefined, 'forbidden, before it had expired');
  });

  it('is not said of another refusal', async () => {
    const exchange = await robot.with({ token: `${'x'.repeat(20)}` }).get('/api/v1/pods');
    assert.equal(exchange.status, 401);
    assert.equal(expiredSentence(exchange), undefined);
    assert.match(String(exchange).replace(/\s+/g, ' '), /await exchange\.explain\(\) looks for it/);
  });
});
