import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { Client, WatchEvent } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';

describe('request/watch', () => {
  let server: TestServer;
  let client: Client;
  let opened: (response: ServerResponse) => void = () => {};
  let closed: Promise<void> = Promise.resolve();
  const event = (name: string): string => `${JSON.stringify({ type: 'ADDED', object: { metadata: { name } } })}\n`;
  before(async () => {
    const ca = await makeCa();
    server = await startServer(await serverCertificate(ca), ({ url }, response) => {
      if (url.startsWith('/refuse')) return status(403, 'Forbidden', 'forbidden: User "x" cannot watch path "/refuse"');
      response.writeHead(200, { 'content-type': 'application/json' });
      closed = new Promise((resolve) => response.on('close', resolve));
      opened(response);
      return undefined;
    });
    client = await connect({ server: server.url, ca: ca.cert });
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const names = async (watch: AsyncIterable<WatchEvent>, most = Number.POSITIVE_INFINITY): Promise<string[]> => {
    const found: string[] = [];
    for await (const { object } of watch) {
      found.push(object.metadata.name);
      if (found.length === most) break;
    }
    return found;
  };

  it('gives each event, however the bytes are cut, until the server ends it', async () => {
    opened = (response) => {
      const bytes = Buffer.from(event('é-one') + event('two') + event('three'));
      let at = 0;
      const next = (): void => {
        if (at >= bytes.length) response.end();
        else response.write(bytes.subarray(at, at + 7), () => setImmediate(next));
        at += 7;
      };
      next();
    };
    assert.deepEqual(await names(client.watch('pods', { namespace: 'lab', timeoutSeconds: 5, resourceVersion: '7' })), [
      'é-one',
      'two',
      'three',
    ]);
    assert.equal(
      server.requests.at(-1)?.url,
      '/api/v1/namespaces/lab/pods?resourceVersion=7&watch=true&timeoutSeconds=5',
    );
  });

  it('leaves out empty lines, and a last one that was cut off', async () => {
    opened = (response) => response.end(`\n${event('one')} \n${event('two').trimEnd().replace('}}}', '')}`);
    assert.deepEqual(await names(client.watch('pods')), ['one']);
  });

  it('ends by itself after a minute unless told', async () => {
    opened = (response) => response.end();
    await names(client.watch('pods'));
    assert.match(server.requests.at(-1)?.url ?? '', /timeoutSeconds=60/);
    await names(client.watch('pods', { timeoutSeconds: 0 }));
    assert.doesNotMatch(server.requests.at(-1)?.url ?? '', /timeoutSeconds/);
  });

  it('ends the request when the loop is left, stopped or called off', async () => {
    opened = (response) => response.write(event('a') + event('b'));
    assert.deepEqual(await names(client.watch('pods'), 1), ['a']);
    await closed;
    const watch = client.watch('pods');
    for await (const { object } of watch) if (object.metadata.name === 'b') watch.stop();
    await closed;
    const abort = new AbortController();
    for await (const { object } of client.watch('pods', { signal: abort.signal }))
      if (object.metadata.name === 'b') abort.abort();
    await closed;
    assert.deepEqual(await names(client.watch('pods', { signal: AbortSignal.abort() })), []);
  });

  it('throws what the server refused, what is no event, and what is no resource', async () => {
    await assert.rejects(names(client.watch('/refuse')), { code: 'REQUEST_FAILED', message: /403: forbidden/ });
    opened = (response) => response.end(`${event('a')}<html>\n`);
    await assert.rejects(names(client.watch('pods')), { code: 'REQUEST_FAILED', message: /not JSON/ });
    assert.throws(() => client.watch('pod z'), { code: 'ARGUMENT_INVALID' });
    const nowhere = client.with({ server: 'https://127.0.0.1:1' });
    await assert.rejects(names(nowhere.watch('pods')), { code: 'REQUEST_FAILED', message: /refused/ });
  });

  it('holds the flow when nobody takes the events', async () => {
    const many = 5000;
    opened = (response) => {
      response.write(Array.from({ length: many }, (_, n) => event(`n${n}`)).join(''));
      response.end();
    };
    assert.equal((await names(client.watch('pods'))).length, many);
  });
});
