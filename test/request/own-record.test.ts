import assert from 'node:assert/strict';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { keepRequest, type OwnRequest, ownRequests } from '../../src/request/own-record.js';
import { rawOf } from '../../src/request/sent-exchange.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

describe('request/own-record', () => {
  let server: TestServer;
  let client: Client;
  let answer: unknown;
  before(async () => {
    server = await startServer(undefined, () => ({ status: 201, body: answer }));
    client = await connect({ server: server.url, userAgent: 'lesson' });
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const last = (): OwnRequest => {
    const request = ownRequests(server.url).at(-1);
    assert(request);
    return request;
  };

  it('has of a request that was answered what was sent, by whom, and the name that the server gave', async () => {
    answer = { metadata: { name: 'web-x7' } };
    const begun = Date.now();
    const exchange = await client.post('/api/v1/namespaces/lab/pods?dryRun=All', {
      metadata: { generateName: 'web-' },
    });
    const { at, ...request } = last();
    assert(at >= begun && at <= Date.now());
    assert.deepEqual(request, {
      server: server.url,
      method: 'POST',
      path: '/api/v1/namespaces/lab/pods?dryRun=All',
      userAgent: 'lesson',
      body: { metadata: { generateName: 'web-' } },
      status: 201,
      name: 'web-x7',
      identity: exchange.identity,
      credential: {},
    });
  });

  it('has no body that is none of an object, and no name that is no text', async () => {
    const bodies = ['{"a":1}', [{ op: 'remove', path: '/a' }]];
    for (const body of bodies) {
      await client.patch('/api/v1/nodes/a', body);
      assert.equal(last().body, undefined);
    }
    for (const odd of ['', 'text', [], {}, { metadata: 'a' }, { metadata: { name: 5 } }]) {
      answer = odd;
      await client.get('/api');
      assert.equal(last().name, undefined, JSON.stringify(odd));
    }
  });

  it('has each request since the process began, as long as they are few', async () => {
    const before = ownRequests(server.url).length;
    for (let at = 0; at < 3; at++) await client.get('/api');
    assert.equal(ownRequests(server.url).length, before + 3);
  });

  it('has neither requests to another server nor those that nobody answered', async () => {
    const nowhere = client.with({ server: 'http://127.0.0.1:1' });
    await nowhere.get('/api');
    assert.deepEqual(ownRequests('http://127.0.0.1:1'), []);
    const other = await startServer(undefined);
    const elsewhere = client.with({ server: other.url });
    await elsewhere.get('/other');
    const paths = (url: string): string[] => ownRequests(url).map(({ path }) => path);
    assert.deepEqual(paths(other.url), ['/other']);
    assert.ok(!paths(server.url).includes('/other'));
    await elsewhere.close();
    await other.close();
  });

  it('forgets the oldest of more than 5000', async () => {
    const raw = rawOf(await client.get('/api'));
    assert(raw);
    for (let at = 0; at < 5001; at++) keepRequest(raw, at);
    const times = ownRequests(server.url).map(({ at }) => at);
    assert.deepEqual([times.length, times[0], times.at(-1)], [5000, 1, 5000]);
  });
});
