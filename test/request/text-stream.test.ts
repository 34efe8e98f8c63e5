import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

const linesOf = async (stream: AsyncIterable<string>, most = Number.POSITIVE_INFINITY): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of stream) {
    lines.push(line);
    if (lines.length === most) break;
  }
  return lines;
};

describe('request/text-stream', () => {
  let server: TestServer;
  let client: Client;
  let opened: (response: ServerResponse) => void = () => {};
  let closed: Promise<void> = Promise.resolve();
  before(async () => {
    const ca = await makeCa();
    server = await startServer(await serverCertificate(ca), ({ url }, response) => {
      if (url.startsWith('/refuse')) return status(403, 'Forbidden', 'forbidden: no');
      response.writeHead(200, { 'content-type': 'text/plain' });
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

  it('J11: gives the lines of an answer that goes on, empty ones and a last one without its end too', async () => {
    opened = (response) => {
      response.write('é one\r\n\nthr');
      setImmediate(() => response.end('ee\nlast'));
    };
    assert.deepEqual(await linesOf(client.stream('/log', { query: { follow: true } })), ['é one', '', 'three', 'last']);
    assert.equal(server.requests.at(-1)?.url, '/log?follow=true');
  });

  it('J11: ends with the loop, by stop(), by the signal and after its seconds, and ends the request', async () => {
    opened = (response) => response.write('a\nb\n');
    assert.deepEqual(await linesOf(client.stream('/log'), 1), ['a']);
    await closed;
    const stream = client.stream('/log');
    for await (const line of stream) if (line === 'b') stream.stop();
    await closed;
    const abort = new AbortController();
    for await (const line of client.stream('/log', { signal: abort.signal })) if (line === 'b') abort.abort();
    await closed;
    assert.deepEqual(await linesOf(client.stream('/log', { seconds: 2 })), ['a', 'b']);
    await closed;
  });

  it('sends nothing for a loop that was called off before, and keeps neither a listener nor a timer', async () => {
    const sent = server.requests.length;
    opened = (response) => response.end('a\nb');
    assert.deepEqual(await linesOf(client.stream('/log', { signal: AbortSignal.abort() })), []);
    const stopped = client.stream('/log');
    stopped.stop();
    assert.deepEqual(await linesOf(stopped), []);
    assert.equal(server.requests.length, sent);
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const { signal } = new AbortController();
    assert.deepEqual(await linesOf(client.stream('/log', { signal, seconds: 0 })), ['a', 'b']);
    const before = timers();
    assert.deepEqual(await linesOf(client.stream('/log', { signal })), ['a', 'b']);
    assert.deepEqual(await linesOf(client.stream('/log', { signal }), 1), ['a']);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    await until('no timer is left', () => timers() <= before, 5000);
    // the time of a request counts until its answer begins
    opened = (response) => response.write('a\n');
    let during = Number.POSITIVE_INFINITY;
    for await (const _ of client.stream('/log', { seconds: 0 })) {
      during = timers();
      break;
    }
    assert(during <= before, `${during} timers`);
  });

  it('gives every line of an answer that is longer than what is held for a loop', async () => {
    opened = (response) => response.end('x\n'.repeat(50_000));
    assert.equal((await linesOf(client.stream('/log'))).length, 50_000);
  });

  it('throws in the loop what no request can carry', async () => {
    const lines = linesOf(client.stream('/log', { headers: { 'x-a': 'b\n' } }));
    await assert.rejects(lines, { code: 'ARGUMENT_INVALID', message: /"x-a" cannot be sent/ });
  });

  it('J11: throws a refusal, a server that is not there, and arguments that cannot be', async () => {
    await assert.rejects(linesOf(client.stream('/refuse')), { code: 'REQUEST_FAILED', message: /403: forbidden: no/ });
    const nowhere = client.with({ server: 'https://127.0.0.1:1' });
    await assert.rejects(linesOf(nowhere.stream('/log')), { code: 'REQUEST_FAILED', message: /refused/ });
    assert.throws(() => client.stream('log'), { code: 'ARGUMENT_INVALID', message: /slash/ });
    for (const seconds of [-1, Number.NaN, 86_400, '5' as unknown as number])
      assert.throws(() => client.stream('/log', { seconds }), { code: 'ARGUMENT_INVALID', message: /seconds/ });
  });

  describe('on the practice cluster', () => {
    let cluster: TestCluster;
    let admin: Client;
    const log = '/api/v1/namespaces/default/pods/talker/log';
    before(async () => {
      cluster = await practiceCluster();
      const { certPem: cert, keyPem: key } = cluster.admin;
      admin = await connect({ server: cluster.server, ca: cluster.caPem, cert, key });
      const command = ['sh', '-c', 'echo one; sleep 0.3; echo two; sleep 3600'];
      await admin.must.create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'talker', namespace: 'default' },
        spec: { containers: [{ name: 'main', image: 'busybox', command }] },
      });
      await admin.until('pods', (pod) => pod?.status?.phase === 'Running', { name: 'talker' });
    });
    after(async () => {
      await admin.close();
      await cluster.stop();
    });

    it('J11: follows a log, whose plain GET keeps what came and names the stream', async () => {
      assert.deepEqual(await linesOf(admin.stream(`${log}?follow=true`), 2), ['one', 'two']);
      const { status, ok, text, failure, response } = await admin.get(`${log}?follow=true`, { timeout: 3000 });
      assert.deepEqual([status, ok, text, response], [0, false, 'one\ntwo\n', undefined]);
      assert.equal(failure?.stage, 'timeout');
      assert.match(failure?.message ?? '', /\(200\) began and did not end within 3000 ms: 8 bytes of it came\.$/);
      assert.match(failure?.hint ?? '', /client\.stream\(PATH\).*exchange\.text/);
      assert.match(failure?.dialects.curl ?? '', /timed out after 3000 milliseconds with 8 bytes received$/);
    });
  });
});
