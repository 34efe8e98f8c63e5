import assert from 'node:assert/strict';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';
import { takeUnseen } from '../../src/request/unseen.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('request/unseen', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    const ca = await makeCa('kubernetes');
    server = await startServer(await serverCertificate(ca), ({ url }) =>
      url.startsWith('/good')
        ? { body: {} }
        : url === '/wrong'
          ? status(400, 'BadRequest', 'no')
          : url === '/no'
            ? status(403, 'Forbidden', 'no')
            : status(404, 'NotFound', 'x not found'),
    );
    client = await connect({ server: server.url, ca: ca.cert });
  });
  beforeEach(() => void takeUnseen());
  after(() => server.close());
  const unseen = (): string[] => takeUnseen().map(({ request, status: code }) => `${request.method} ${code}`);

  it('T10: a refusal that nobody has looked at is kept, once', async () => {
    const { token } = await client.token('nobody');
    assert.equal(token, undefined);
    await client.get('/bad');
    await client.get('/wrong');
    assert.deepEqual(unseen(), ['POST 404', 'GET 404', 'GET 400']);
    assert.deepEqual(unseen(), []);
  });

  it('the latest fifty are kept', async () => {
    for (let at = 0; at < 51; at++) await client.get(at === 0 ? '/wrong' : '/no');
    assert.deepEqual(unseen(), Array(50).fill('GET 403'));
  });

  it('a request without an answer is one of them', async () => {
    await client.with({ server: 'https://127.0.0.1:1' }).get('/x');
    assert.deepEqual(unseen(), ['GET 0']);
  });

  it('one without an answer is kept though its body was read, until somebody asks what failed', async () => {
    const answer = await client.with({ server: 'https://127.0.0.1:1' }).get('/x');
    assert.equal(`${answer.status} ${answer.body}`, '0 undefined');
    assert.deepEqual(unseen(), ['GET 0']);
    assert.equal(answer.body, undefined);
    assert.match(answer.failure?.message ?? '', /Nothing listens/);
    assert.equal(answer.body, undefined);
    assert.deepEqual(unseen(), []);
    const other = await client.with({ server: 'https://127.0.0.1:1' }).get('/x');
    assert.deepEqual([other.ok, other.body], [false, undefined]);
    assert.deepEqual(unseen(), [], 'whoever read ok knows');
    await client.with({ server: 'https://127.0.0.1:1' }).get('/x');
    const [told] = takeUnseen();
    assert.match(String(told), /GET \/x/);
    assert.deepEqual(unseen(), [], 'telling of it keeps it no longer');
    const must = client.with({ server: 'https://127.0.0.1:1' }).must;
    await assert.rejects(must.get('/x'), { code: 'REQUEST_FAILED' });
    assert.deepEqual(unseen(), []);
  });

  const looks: [string, (at: Client) => Promise<unknown>][] = [
    ['its status', async (at) => (await at.get('/bad')).status],
    ['ok', async (at) => (await at.get('/bad')).ok],
    ['its body', async (at) => (await at.get('/bad')).body],
    ['its text', async (at) => `${await at.get('/bad')}`],
    ['what failed', async (at) => (await at.get('/bad')).failure],
    ['its explanation', async (at) => (await at.get('/bad')).explain()],
    ['its JSON', async (at) => JSON.stringify(await at.get('/bad'))],
    ['the error of must', async (at) => at.must.get('/bad').catch(String)],
  ];
  for (const [what, look] of looks) {
    it(`whoever reads ${what} has looked`, async () => {
      await look(client);
      assert.deepEqual(unseen(), []);
    });
  }

  it('successes and deletions of what is not there are none', async () => {
    await client.get('/good');
    await client.delete('/bad');
    assert.deepEqual(unseen(), []);
    await client.delete('/no');
    assert.deepEqual(unseen(), ['DELETE 403']);
  });
});
