import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { rawOf } from '../../src/request/sent-exchange.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { type Received, startServer, status, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

describe('request/transport', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let client: Client;
  let folder: string;
  /** What happens to a request that gets no answer. */
  let opened: (response: ServerResponse) => void = () => {};
  const token = fakeJwt({ sub: 'x' });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-transport-'));
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane' });
    server = await startServer(await serverCertificate(ca), ({ url, headers }, response) => {
      if (url === '/silent') {
        opened(response);
        return undefined;
      }
      if (url === '/plain') return { body: 'no JSON {' };
      if (url === '/empty') return { body: '' };
      return headers.authorization === 'Bearer old' ? status(401, 'Unauthorized', 'Unauthorized') : {};
    });
    client = await connect({ server: server.url, ca: ca.cert, token });
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await client.close();
    await server.close();
  });
  const last = (): Received => {
    const request = server.requests.at(-1);
    assert(request);
    return request;
  };
  /** A client whose credential comes from a plugin: what `script` prints is the token. */
  const byPlugin = (script: string, timeout?: number, interactiveMode = 'Never'): Promise<Client> => {
    const answer = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: '%s' } };
    const args = ['-c', `printf '${JSON.stringify(answer)}' "$(${script})"`];
    const exec = { apiVersion: answer.apiVersion, command: '/bin/sh', args, interactiveMode };
    const authority = Buffer.from(ca.cert).toString('base64');
    const kubeconfig = JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server: server.url, 'certificate-authority-data': authority } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });
    return connect({ kubeconfig, ...(timeout ? { timeout } : {}) });
  };

  it('runs a credential plugin again once its token was refused, and not before', async () => {
    const count = join(folder, 'count');
    writeFileSync(count, '');
    const robot = await byPlugin(`echo x >> ${count}; test $(wc -l < ${count}) = 1 && echo old || echo new`);
    const statuses: number[] = [];
    for (let sent = 0; sent < 3; sent++) statuses.push((await robot.get('/api')).status);
    assert.deepEqual(statuses, [401, 200, 200]);
    assert.equal(readFileSync(count, 'utf8'), 'x\nx\n');
    await robot.close();
  });

  it('gives a credential plugin the time of a person, however short that of a request is', async () => {
    const robot = await byPlugin('echo new', 1);
    opened = () => {};
    assert.equal((await robot.get('/silent')).failure?.stage, 'timeout');
    await robot.close();
  });

  it('runs a plugin that must ask a person in a terminal alone', async () => {
    const robot = await byPlugin('echo new', undefined, 'Always');
    const { status, failure } = await robot.get('/api');
    if (process.stdin.isTTY) assert.equal(status, 200);
    else assert.match(failure?.message ?? '', /there is no terminal here/);
    await robot.close();
  });

  it('looks as the failure of a credential like a request that was not sent', async () => {
    const broken = await byPlugin('kill -9 $$');
    const sent = server.requests.length;
    const exchange = await broken.as('boss').post('/api?a=b', { a: 1 });
    assert.deepEqual([exchange.status, exchange.failure?.stage], [0, 'credential']);
    const { request, identity, timings } = exchange;
    assert.deepEqual(request, {
      method: 'POST',
      path: '/api?a=b',
      url: `${server.url}/api?a=b`,
      headers: {},
      body: { a: 1 },
    });
    assert.deepEqual([identity.impersonating?.user, timings], ['boss', { total: 0, reused: false }]);
    assert.equal(server.requests.length, sent);
    await broken.close();
  });

  it('sends a header that is unchecked, and tells of one that nobody can write without sending it', async () => {
    const sent = server.requests.length;
    const headers = { 'x-a': 'b\n' };
    await assert.rejects(client.get('/api', { headers }), { code: 'ARGUMENT_INVALID' });
    for (const [one, options] of [
      [client.with({ unchecked: true }), {}],
      [client, { unchecked: true }],
    ] as const) {
      const { failure } = await one.get('/api', { headers, ...options });
      assert.equal(failure?.stage, 'credential');
      assert.match(failure.message, /^The header "x-a" cannot be written: .* Nothing was sent\.$/);
      assert.match(failure.hint, /^A line break at the end comes from .* value\.trim\(\)\.$/);
    }
    assert.equal(server.requests.length, sent);
    assert.equal((await client.get('/api', { unchecked: true })).status, 200);
    const own = await client.get('/api', { headers: { authorization: `Bearer ${token}\n` }, unchecked: true });
    assert.match(own.failure?.hint ?? '', /^A line break at the end of a token comes from .* token\.trim\(\)\.$/);
  });

  it('refuses whom to act as, or a User-Agent, that no header can carry, instead of waiting without end', async () => {
    const sent = server.requests.length;
    const clients: [Client, name: string][] = [
      [client.as('boss\n'), 'impersonate-user'],
      [client.as('\u65e5\u672c'), 'impersonate-user'],
      [client.as('boss', { groups: ['g', 'h\n'] }), 'impersonate-group'],
      [client.as('boss', { uid: '7\n' }), 'impersonate-uid'],
      [client.as('boss', { extra: { scope: ['a', 'b\n'] } }), 'impersonate-extra-scope'],
      [client.with({ userAgent: 'a\nb' }), 'user-agent'],
    ];
    for (const [one, name] of clients) {
      const message = `The header "${name}" cannot be sent: its name or value holds a character that headers do not carry.`;
      await assert.rejects(one.get('/api'), { code: 'ARGUMENT_INVALID', message });
      await assert.rejects(one.exec('p', 'ls'), { code: 'ARGUMENT_INVALID', message });
      const { failure } = await one.get('/api', { unchecked: true });
      assert.match(
        failure?.message ?? '',
        new RegExp(`^The header "${name}" cannot be written: .* Nothing was sent\\.$`),
      );
      await one.close();
    }
    assert.equal(server.requests.length, sent);
  });

  it('names the proxy where nothing listens', async () => {
    const env = { HTTPS_PROXY: 'http://me:s3cret@127.0.0.1:1' };
    const behind = await connect({ server: 'https://k8s.test' }, { env });
    const { failure } = await behind.get('/api');
    assert.deepEqual(
      [failure?.stage, failure?.message],
      ['proxy', 'Nothing listens at http://127.0.0.1:1: the connection was refused.'],
    );
    await behind.close();
  });

  it('asks the server as nobody, and reads from it as who sent the request', async () => {
    const acting = client.with({ cert: jane.cert, key: jane.key }).as('boss', { groups: ['g', 'h'] });
    const raw = rawOf(
      await acting.get('/api', { headers: { 'x-remote-user': 'alice', 'x-own': 'a', authorization: 'Basic YTpi' } }),
    );
    assert(raw);
    const identifying = ({ headers, clientName }: Received): unknown[] => [
      clientName,
      headers.authorization,
      headers['impersonate-user'],
      headers['impersonate-group'],
      headers['x-remote-user'],
      headers['x-own'],
      headers['user-agent'],
      headers.accept,
    ];
    assert.deepEqual(await raw.ask('/asked'), { status: 200, body: { kind: 'Answer' } });
    const none = [undefined, undefined, undefined, undefined, undefined, undefined];
    assert.deepEqual([last().url, ...identifying(last())], ['/asked', ...none, 'kubelab', 'application/json, */*']);
    assert.deepEqual(await raw.read('/read'), { status: 200, body: { kind: 'Answer' } });
    assert.deepEqual(identifying(last()), [
      'jane',
      'Basic YTpi',
      'boss',
      'g, h',
      'alice',
      undefined,
      'kubelab',
      'application/json, */*',
    ]);
    const gone = rawOf(await client.with({ server: 'https://127.0.0.1:1' }).get('/api'));
    assert.deepEqual(await gone?.ask('/asked'), { status: 0, body: undefined });
    assert.deepEqual(await gone?.read('/read'), { status: 0, body: undefined });
    await acting.close();
  });

  it('gives a body as JSON where it is, else as text, and nothing for an empty one', async () => {
    const bodies: unknown[] = [];
    for (const path of ['/plain', '/empty', '/api']) bodies.push((await client.get(path)).body);
    assert.deepEqual(bodies, ['no JSON {', undefined, { kind: 'Answer' }]);
  });

  it('refuses a body that is no JSON and a method that is none', async () => {
    const sent = server.requests.length;
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const cases: [() => Promise<unknown>, string][] = [
      [() => client.post('/x', cycle), 'The body cannot be written as JSON.'],
      [() => client.post('/x', 5n), 'The body cannot be written as JSON.'],
      [() => client.post('/x', () => {}), 'A function is no body.'],
      [() => client.request({ method: 5 as unknown as string, path: '/x' }), '5 is not an HTTP method.'],
      [() => client.request({ method: '', path: '/x' }), '"" is not an HTTP method.'],
      [() => client.request({ method: 'GET /', path: '/x' }), '"GET /" is not an HTTP method.'],
    ];
    for (const [send, message] of cases) await assert.rejects(send, { code: 'ARGUMENT_INVALID', message });
    assert.equal(server.requests.length, sent);
  });

  it('says which content a body has, and nothing where there is none', async () => {
    const types: unknown[] = [];
    for (const body of [undefined, 'a', { a: 1 }, null]) {
      await client.post('/x', body);
      types.push([last().headers['content-type'], last().body]);
    }
    assert.deepEqual(types, [
      [undefined, ''],
      ['application/json', 'a'],
      ['application/json', '{"a":1}'],
      ['application/json', 'null'],
    ]);
  });

  it('ends a request by its signal, before it is sent and before its answer, and keeps no listener', async () => {
    const sent = server.requests.length;
    const early = await client.get('/silent', { signal: AbortSignal.abort() });
    assert.deepEqual([early.failure?.stage, early.response, server.requests.length], ['aborted', undefined, sent]);
    const abort = new AbortController();
    let closed = false;
    opened = (response) => {
      response.on('close', () => {
        closed = true;
      });
      abort.abort();
    };
    const late = await client.get('/silent', { signal: abort.signal });
    assert.deepEqual([late.failure?.stage, late.response], ['aborted', undefined]);
    await until('the connection is closed', () => closed);
    const kept = new AbortController();
    await client.get('/api', { signal: kept.signal });
    for (const { signal } of [abort, kept]) assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('leaves no timer that would keep a program from its end', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    // the test has a timer of its own
    await client.get('/api');
    const before = timers();
    await client.get('/api');
    await until('no timer is left', () => timers() <= before, 5000);
  });
});
