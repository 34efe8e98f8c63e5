import assert from 'node:assert/strict';
import { request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { WebSocket } from 'ws';
import { type PageServer, startPageServer } from '../../src/page/server.js';

describe('the gate of the page', () => {
  let server: PageServer;
  /** Pages that were let in. */
  let pages = 0;
  before(async () => {
    const onPage = (): void => {
      pages += 1;
    };
    server = await startPageServer({ port: 0, onPage });
  });
  after(() => server.close());
  beforeEach(() => {
    pages = 0;
  });

  const origin = ({ port } = server): string => `http://127.0.0.1:${port}`;
  const newToken = (of = server): string => of.newAddress().split('#')[1] ?? '';

  function send(
    path: string,
    {
      method = 'GET',
      headers = {},
      body = '',
      port = server.port,
    }: { method?: string; headers?: Record<string, string>; body?: string; port?: number } = {},
  ): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  const change = (token: string, headers: Record<string, string> = {}, of = server) =>
    send('/session', { method: 'POST', headers: { origin: origin(of), ...headers }, body: token, port: of.port });

  async function enter(of = server): Promise<{ cookie: string; key: string }> {
    const { status, headers, text } = await change(newToken(of), {}, of);
    assert.equal(status, 200);
    return { cookie: String(headers['set-cookie']).split(';')[0] ?? '', key: text };
  }

  /** How a WebSocket ends: `let in`, the status of a refusal, or the code of its close. */
  function knock(headers: Record<string, string>, first?: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/lessons`, { headers });
      socket.on('error', () => {});
      socket.on('unexpected-response', (_, answer) => resolve(String(answer.statusCode)));
      socket.on('open', () => {
        socket.send(first ?? '{}');
        socket.on('pong', () => {
          resolve(pages > 0 ? 'let in' : 'waits');
          socket.close();
        });
        socket.ping();
      });
      socket.on('close', (code) => resolve(String(code)));
    });
  }

  it('listens on loopback alone, and leaves a port that is taken to its owner', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).filter(({ internal }) => !internal));
    for (const { address } of others.filter(({ family }) => family === 'IPv4')) {
      const socket = connect(server.port, address);
      assert.equal(
        (await new Promise((resolve) => socket.once('error', resolve).once('connect', resolve))) instanceof Error,
        true,
      );
      socket.destroy();
    }
    const other = await startPageServer({ port: server.port, onPage: () => {} });
    await other.close();
    assert.notEqual(other.port, server.port);
    assert.match(server.newAddress(), /^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/);
  });

  it('lets a page in that brings cookie, origin and key', async () => {
    const { cookie, key } = await enter();
    const hello = JSON.stringify({ type: 'hello', key });
    assert.equal(await knock({ cookie, origin: origin() }, hello), 'let in');
    // Jupyter on another port of this machine has cookies there, too
    const others = `_xsrf=2|a|b; ${cookie}; kubelab-1=other`;
    assert.equal(await knock({ cookie: others, origin: origin() }, hello), 'let in');
  });

  it('gives a cookie that no script, no other site and no other path gets', async () => {
    const { headers } = await change(newToken());
    assert.match(String(headers['set-cookie']), /^kubelab-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
  });

  it('takes a token once', async () => {
    const token = newToken();
    assert.equal((await change(token)).status, 200);
    const again = await change(token);
    assert.equal(again.status, 401);
    assert.equal(again.headers['set-cookie'], undefined);
    assert.match(again.text, /used already\. Press o in the terminal/);
    assert.equal((await change('')).status, 401);
  });

  it('takes the eight latest tokens', async () => {
    const [oldest = '', ...latest] = Array.from({ length: 9 }, () => newToken());
    assert.equal((await change(oldest)).status, 401);
    for (const token of latest) assert.equal((await change(token)).status, 200);
  });

  it('changes no token for another page, nor by GET, and keeps it good then', async () => {
    const token = newToken();
    for (const foreign of ['http://evil.example', 'null', `http://localhost:${server.port}`, `http://127.0.0.1:1`]) {
      assert.equal((await change(token, { origin: foreign })).status, 403, foreign);
    }
    assert.equal((await change(token, { 'sec-fetch-site': 'same-site' })).status, 403);
    assert.equal((await send('/session', { method: 'POST', body: token })).status, 403, 'without an origin');
    assert.equal((await send(`/session?token=${token}`)).status, 401);
    assert.equal((await send(`/?token=${token}`)).headers['set-cookie'], undefined);
    assert.equal((await change(token)).status, 200);
  });

  it('answers under no other name, as a rebound one', async () => {
    for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `0.0.0.0:${server.port}`]) {
      const { status, text } = await send('/', { headers: { host } });
      assert.ok([421, 400].includes(status), `${host}: ${status}`);
      assert.doesNotMatch(text, /<script/);
    }
    const { cookie, key } = await enter();
    const host = `evil.example:${server.port}`;
    const hello = JSON.stringify({ type: 'hello', key });
    assert.equal(await knock({ cookie, host, origin: `http://${host}` }, hello), '403');
  });

  it('opens no WebSocket without cookie or for another page', async () => {
    const { cookie, key } = await enter();
    const hello = JSON.stringify({ type: 'hello', key });
    const refused: Record<string, string>[] = [
      { origin: origin() },
      { cookie },
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: 'http://127.0.0.1:1' },
      { cookie: `kubelab-${server.port}=guess`, origin: origin() },
      { cookie, origin: origin(), 'sec-fetch-site': 'cross-site' },
    ];
    for (const headers of refused) assert.equal(await knock(headers, hello), '403', JSON.stringify(headers));
    assert.equal(pages, 0);
  });

  it('listens to no page without the key, which a server on another port cannot see', async () => {
    const { cookie } = await enter();
    for (const first of ['{"type":"hello","key":"guess"}', '{"type":"run","cells":["a"]}', 'no JSON', '[]']) {
      assert.notEqual(await knock({ cookie, origin: origin() }, first), 'let in', first);
    }
    assert.equal(pages, 0);
  });

  it('gives its files and nothing else, and changes nothing by other methods', async () => {
    assert.equal((await send('/main.js')).status, 200);
    for (const path of ['/../package.json', '/%2e%2e/package.json', '/main.js/..', '/lessons', '/etc/passwd']) {
      assert.equal((await send(path)).status, 404, path);
    }
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'POST']) assert.equal((await send('/', { method })).status, 405);
  });

  it('sends a policy without inline scripts, and is kept nowhere', async () => {
    const { headers, text } = await send('/');
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.doesNotMatch(policy, /script-src[^;]*(unsafe|nonce|\*)|connect-src[^;]*\*|img-src[^;]*http/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.doesNotMatch(text, /<script(?![^>]*src=)/);
    assert.equal((await send('/main.css')).headers['x-content-type-options'], 'nosniff');
  });

  it('ends with its pages, which learn of it', async () => {
    const other = await startPageServer({ port: 0, onPage: () => {} });
    const { cookie, key } = await enter(other);
    const headers = { origin: origin(other), cookie };
    const socket = new WebSocket(`ws://127.0.0.1:${other.port}/lessons`, { headers });
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'hello', key }));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await other.close();
    assert.equal(await closed, 1006);
  });

  it('behind a proxy lets in from the address there, and from no other', async () => {
    const base = 'https://hub.example/user/ada/proxy/{port}/';
    const behind = await startPageServer({ port: 0, baseUrl: base, onPage: () => {} });
    try {
      const path = `/user/ada/proxy/${behind.port}/`;
      const address = behind.newAddress();
      assert.ok(address.startsWith(`https://hub.example${path}#`), address);
      const ask = async (host: string, from: string): Promise<{ status: number; cookie: string }> => {
        const body = newToken(behind);
        const { port } = behind;
        const headers = { host, origin: from };
        const { status, headers: got } = await send(`${path}session`, { method: 'POST', headers, body, port });
        return { status, cookie: String(got['set-cookie']) };
      };
      const entered = await ask('hub.example', 'https://hub.example');
      assert.equal(entered.status, 200);
      assert.match(entered.cookie, new RegExp(`; HttpOnly; SameSite=Strict; Path=${path}; Secure$`));
      assert.equal((await ask(`127.0.0.1:${behind.port}`, 'https://hub.example')).status, 200);
      assert.equal((await ask('hub.example', 'http://hub.example')).status, 403);
      assert.equal((await ask('hub.example', 'https://evil.example')).status, 403);
      assert.equal((await ask('evil.example', 'https://evil.example')).status, 421);
    } finally {
      await behind.close();
    }
  });
});
