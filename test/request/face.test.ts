import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import type { Exchange } from '../../src/request/exchange.js';
import { jupyterDisplay, plainFace } from '../../src/request/face.js';
import { exchangeBehind, failedRequest } from '../../src/request/failed-request.js';
import { keepLatest, offerLatest } from '../../src/request/latest.js';
import { fakeJwt } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('request/face, and the errors of exchanges', () => {
  let server: TestServer;
  let client: Client;
  before(async () => {
    server = await startServer(undefined, ({ url }) => {
      if (url === '/refuse') return status(403, 'Forbidden', 'forbidden: no');
      if (url === '/old') return status(401, 'Unauthorized', 'Unauthorized');
      if (url === '/text') return { status: 502, body: 'bad' };
      if (url === '/bad') return status(400, 'BadRequest', 'bad: no');
      if (url === '/odd') return { status: 500, body: { message: 5 } };
      return { body: { message: 'not to be told of a success' } };
    });
    client = await connect({ server: server.url });
  });
  after(async () => {
    await client.close();
    await server.close();
  });

  it('tells an exchange in one line, with the words of a refusal or of a failure', async () => {
    const rows: [string, string][] = [
      ['/api', 'GET /api -> 200 OK'],
      ['/refuse', 'GET /refuse -> 403 Forbidden: forbidden: no'],
      ['/bad', 'GET /bad -> 400 Bad Request: bad: no'],
      ['/text', 'GET /text -> 502 Bad Gateway'],
      ['/odd', 'GET /odd -> 500 Internal Server Error'],
    ];
    for (const [path, line] of rows) {
      const exchange = await client.get(path);
      const explained = await exchange.explain();
      assert.deepEqual(
        [inspect(exchange), String(exchange), String(explained), explained.summary],
        Array(4).fill(line),
      );
      assert.deepEqual([explained.source, explained.findings], ['client', []]);
      assert.deepEqual(Reflect.get(exchange, jupyterDisplay).call(exchange), { 'text/plain': line });
    }
    // HTTP/2 has no words beside the status
    const { request, status: code } = await client.get('/odd');
    const wordless = { request, status: code, body: null } as Partial<Exchange> as Exchange;
    assert.equal(plainFace.text(wordless), 'GET /odd -> 500');
    assert.equal(failedRequest(wordless).message, 'GET /odd was answered with 500');
    const failed = await client.with({ server: 'http://127.0.0.1:1' }).get('/api');
    assert.match(String(failed), /^GET \/api -> Nothing listens at 127\.0\.0\.1:1: /);
    const result = { ok: false, stdout: '', stderr: '', exchange: await client.get('/refuse') };
    assert.equal(
      plainFace.execResult({ ...result, exitCode: undefined }),
      'GET /refuse -> 403 Forbidden: forbidden: no',
    );
    assert.equal(plainFace.execResult({ ...result, exitCode: 3 }), 'exit code 3');
    assert.equal(plainFace.client(client), `Client of ${server.url} as nobody: no credential is sent`);
  });

  it('makes an error of an exchange, with its words and the best advice that there is', async () => {
    const usual = 'Send it without `must` and look at `await exchange.explain()`.';
    const errorOf = async (one: Client, path: string, advice?: string): Promise<[string, string]> => {
      const exchange = await one.get(path);
      const error = failedRequest(exchange, advice);
      assert.equal(exchangeBehind(error), exchange);
      assert.equal(error.code, 'REQUEST_FAILED');
      return [error.message, error.hint];
    };
    assert.deepEqual(await errorOf(client, '/refuse'), ['GET /refuse was answered with 403: forbidden: no', usual]);
    assert.deepEqual(await errorOf(client, '/refuse', 'Ask.'), [
      'GET /refuse was answered with 403: forbidden: no',
      'Ask.',
    ]);
    assert.deepEqual(await errorOf(client, '/text'), ['GET /text was answered with 502', usual]);
    assert.deepEqual(await errorOf(client, '/odd'), ['GET /odd was answered with 500', usual]);
    const expired = client.with({ token: fakeJwt({ sub: 'x', iss: 'me', exp: 1 }) });
    const [, hint] = await errorOf(expired, '/old');
    assert.equal(hint, 'The token expired on 1970-01-01T00:00:01.000Z. Ask its issuer (me) for a new one.');
    const nowhere = client.with({ server: 'http://127.0.0.1:1' });
    const [message, advice] = await errorOf(nowhere, '/api', 'Ask.');
    assert.match(message, /^GET \/api was not answered: Nothing listens at /);
    assert.match(advice, /^Is the cluster running/);
    assert.equal(exchangeBehind(new Error('other')), undefined);
    await expired.close();
  });

  it('offers the latest exchange of the process to a prompt', async () => {
    offerLatest();
    const latest = Reflect.get(globalThis, Symbol.for('kubelab.latest'));
    const [first, second] = [await client.get('/api'), await client.get('/refuse')];
    assert.equal(latest(), second);
    keepLatest(first);
    assert.equal(latest(), first);
  });
});
