import assert from 'node:assert/strict';
import { connect } from '../../src/print/connect.js';
import { viewOf } from '../../src/print/face.js';
import { renderHtml } from '../../src/print/html.js';
import type { Client } from '../../src/request/api.js';
import type { Exchange } from '../../src/request/exchange.js';
import { type RawExchange, rawOf } from '../../src/request/sent-exchange.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('print/exchange-view', () => {
  let server: TestServer;
  let client: Client;
  let answer: { status?: number; body?: unknown; headers?: Record<string, string> } = {};
  before(async () => {
    const ca = await makeCa('kubernetes');
    server = await startServer(await serverCertificate(ca), () => answer);
    client = await connect({ server: server.url, ca: ca.cert });
  });
  after(() => server.close());
  const ask = (given: typeof answer, path = '/api/v1/nodes', by = client): Promise<Exchange> => {
    answer = given;
    return by.get(path);
  };
  const line = /^✓ TLS {2}. authentication/m;

  it('shows the stages of the first exchange of its kind, and folds those of the next that is like it', async () => {
    const first = await ask({ status: 202, body: {} });
    const second = await ask({ status: 202, body: {} });
    assert.match(String(first), line);
    assert.match(String(first), line, 'and again when it is shown again');
    assert.doesNotMatch(String(second), line);
    assert.equal(String(second).split('\n').length, 2, 'one line, and the body');
    const folded = /<details[^>]*><summary[^>]*>Stages<\/summary>[\s\S]*authentication/;
    assert.match(renderHtml(viewOf(second) ?? []), folded);
    assert.doesNotMatch(renderHtml(viewOf(first) ?? []), folded);
  });

  it('says of a body in protobuf that it is no text, and shows none of its bytes', async () => {
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const body = 'k8s\0\n\x06\n\x02v1NoBytes\0';
    const text = String(await ask({ body, headers }));
    assert.match(text.replaceAll('\n', ' '), /The body is protobuf, which is no text: ask for application\/json/);
    assert.doesNotMatch(text, /NoBytes|k8s/);
  });

  it('takes another kind of credential for new', async () => {
    // a module of its own: what other tests have shown is remembered in the process
    const fresh = '../../src/print/first-of-kind.js?fresh';
    const { isFirstOfKind } = (await import(fresh)) as typeof import('../../src/print/first-of-kind.js');
    const asked = async (by = client): Promise<RawExchange> => {
      const raw = rawOf(await ask({ status: 202, body: {} }, '/api/v1/nodes', by));
      assert.ok(raw);
      return raw;
    };
    const [first, second, other] = [
      await asked(),
      await asked(),
      await asked(client.with({ token: 'another-credential' })),
    ];
    assert.deepEqual([first, second, other, first].map(isFirstOfKind), [true, false, true, true]);
  });

  it('shows the stages whenever something stopped', async () => {
    for (let i = 0; i < 2; i++) assert.match(String(await ask(status(409, 'Conflict', 'x'))), /^✓ TLS.*× storage/m);
  });

  it('says once what the server said once', async () => {
    const invalid = status(422, 'Invalid', 'ConfigMap "A" is invalid: metadata.name: Invalid value');
    const text = String(await ask(invalid)).replaceAll('\n', ' ');
    assert.equal(text.match(/is invalid/g)?.length, 1);
    assert.match(text, /stopped at validation: Invalid: ConfigMap "A" is invalid/);
  });

  const told: [string, typeof answer, string][] = [
    ['a webhook', status(400, 'BadRequest', 'admission webhook "a.b" denied the request: no'), 'admission'],
    [
      'a webhook that does not answer',
      status(500, 'InternalError', 'Internal error occurred: failed calling webhook "a.b": context deadline exceeded'),
      'admission',
    ],
    [
      'a policy',
      status(
        422,
        'Invalid',
        `pods "x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no`,
      ),
      'admission',
    ],
    ['a quota', status(403, 'Forbidden', 'pods "x" is forbidden: exceeded quota: q'), 'admission'],
    ['a disruption budget', status(429, 'TooManyRequests', "it would violate the pod's disruption budget."), 'storage'],
    ['a container that waits', status(400, 'BadRequest', 'container "a" in pod "p" is waiting to start: x'), 'storage'],
  ];
  for (const [who, given, stage] of told) {
    it(`reads off the answer that ${who} stopped it at ${stage}`, async () => {
      const explained = await (await ask(given)).explain();
      assert.equal(explained.findings.find((f) => f.outcome === 'refused')?.stage, stage);
      assert.match(String(explained), /The stages are inferred from what was sent and answered/);
    });
  }

  it('does not guess where the answer leaves it open', async () => {
    for (const given of [status(429, 'TooManyRequests', 'Too many requests'), { status: 503, body: 'no' }]) {
      const exchange = await ask(given);
      assert.match(String(exchange), /\? storage\nstopped, and the answer does not tell where/);
      assert.match((await exchange.explain()).summary, /the answer does not tell at which stage/);
    }
  });
});
