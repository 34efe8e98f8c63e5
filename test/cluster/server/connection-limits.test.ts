import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Handler } from '../../../src/cluster/chain/handler.js';
import type { Patience } from '../../../src/cluster/server/connection-limits.js';
import { type ApiServer, startServer } from '../../../src/cluster/server/server.js';
import { clientOptions, newPki, serverOptions } from '../../helpers/own-server.js';
import { until } from '../../helpers/until.js';

describe('a server whose patience is short', () => {
  const pki = newPki();
  const patience: Patience = { handshake: 1000, headers: 200, request: 400, idle: 300 };
  const big = 'x'.repeat(32 << 20);
  let server: ApiServer;
  before(async () => {
    const handle: Handler = async (request) => {
      const { path } = request.info;
      if (path === '/body') await request.body();
      if (path === '/watch') return { status: 200, headers: {}, stream: watch(request.signal) };
      return { status: 200, headers: {}, body: path === '/big' ? big : 'ok' };
    };
    server = await startServer(serverOptions(pki, { patience, handle }));
  });
  after(() => server.stop());
  async function* watch(signal: AbortSignal): AsyncGenerator<string> {
    yield 'begun\n';
    await once(signal, 'abort');
  }
  const tls = async (): Promise<TLSSocket> => {
    const socket = connectTls({ ...clientOptions(pki), port: server.port });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    return socket;
  };
  const closes = (socket: NodeJS.EventEmitter): Promise<unknown> =>
    Promise.race([
      once(socket, 'close'),
      new Promise((_resolve, reject) => {
        setTimeout(() => reject(new Error('the connection is not closed')), 60_000).unref();
      }),
    ]);

  it('closes a connection without a word, without a handshake, or without a request', async () => {
    const silent = connectTcp(server.port, '127.0.0.1');
    const half = connectTcp(server.port, '127.0.0.1');
    half.write(Buffer.from([0x16, 0x03, 0x01]));
    const mute = await tls();
    await Promise.all([silent, half, mute].map((socket) => closes(socket.on('error', () => {}).resume())));
  });

  it('closes a connection whose headers or body do not come to an end', async () => {
    const slow = await tls();
    slow.write('GET / HTTP/1.1\r\nx-');
    const body = await tls();
    body.write('POST /body HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\nabc');
    await Promise.all([slow, body].map((socket) => closes(socket.resume())));
  });

  it('closes a kept connection when no further request comes', async () => {
    const socket = await tls();
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    const [data] = (await once(socket, 'data')) as [Buffer];
    assert.match(data.toString(), /200 OK/);
    await closes(socket.resume());
  });

  it('closes a connection of which nobody takes the answer', async () => {
    const socket = await tls();
    // what is lost with the connection may be told as a reset
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', (error: NodeJS.ErrnoException) => assert.equal(error.code, 'ECONNRESET'));
    socket.pause();
    socket.write('GET /big HTTP/1.1\r\nhost: localhost\r\n\r\n');
    // others come and go for as long as it has time; on a busy machine one goes before its handshake is over
    const comesAndGoes = async (): Promise<unknown> => closes((await tls()).resume());
    for (let i = 0; i < 5; i++) await comesAndGoes().catch((error) => assert.equal(error.code, 'ECONNRESET'));
    let taken = 0;
    socket.on('data', (chunk: Buffer) => {
      taken += chunk.length;
    });
    // the end of the connection is seen by who reads
    socket.resume();
    await closed;
    assert.ok(taken < big.length, `${taken} bytes came`);
  });

  it('keeps a watch on which nothing happens', async () => {
    const socket = await tls();
    socket.write('GET /watch HTTP/1.1\r\nhost: localhost\r\n\r\n');
    let closed = false;
    socket.resume().on('close', () => {
      closed = true;
    });
    const other = await tls();
    await closes(other.resume());
    const another = await tls();
    await closes(another.resume());
    assert.equal(closed, false);
    socket.destroy();
  });

  /** A session on which a request has its answer. On a busy machine a handshake may take longer than this server waits. */
  async function sessionWith(path: string): Promise<ClientHttp2Session> {
    for (;;) {
      const session = connectHttp2(`https://127.0.0.1:${server.port}`, clientOptions(pki));
      session.on('error', () => {});
      const request = session.request({ ':path': path }).on('error', () => {});
      const answered = new Promise<boolean>((done) => {
        request.once('response', () => done(true)).once('close', () => done(false));
      });
      request.resume();
      if (await answered) return session;
    }
  }

  it('closes an idle session of HTTP/2, and keeps one with a watch', async () => {
    const watching = await sessionWith('/watch');
    let closed = false;
    watching.on('close', () => {
      closed = true;
    });
    for (let i = 0; i < 3; i++) await closes(await sessionWith('/'));
    assert.equal(closed, false);
    watching.destroy();
  });
});

describe('requests that come one behind the other', () => {
  const pki = newPki();
  let server: ApiServer;
  let log: string[] = [];
  let release = (): void => {};
  beforeEach(async () => {
    log = [];
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const handle: Handler = async ({ info: { path }, signal }) => {
      log.push(`${path} begins`);
      signal.addEventListener('abort', () => log.push(`the client of ${path} is gone`));
      if (path === '/slow') await released;
      log.push(`${path} ends`);
      return { status: 200, headers: {}, body: path };
    };
    server = await startServer(serverOptions(pki, { handle }));
  });
  afterEach(() => server.stop());
  const begun = (path: string): Promise<true> => until(`${path} begins`, () => log.includes(`${path} begins`));

  it('on a connection of HTTP/1.1 are begun when those before them have their answers', async () => {
    const socket = connectTls({ ...clientOptions(pki), port: server.port });
    const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
    socket.write(`${get('/slow')}${get('/second')}${get('/last', 'Connection: close\r\n')}`);
    await begun('/slow');
    release();
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
    assert.deepEqual(
      text.match(/\r\n\r\n\/[a-z]+/g),
      ['/slow', '/second', '/last'].map((path) => `\r\n\r\n${path}`),
    );
    assert.deepEqual(
      log.filter((line) => line.startsWith('/')),
      ['/slow', '/second', '/last'].flatMap((path) => [`${path} begins`, `${path} ends`]),
    );
  });

  it('are not begun when the client has gone before', async () => {
    const socket = connectTls({ ...clientOptions(pki), port: server.port });
    socket.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\nGET /second HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await begun('/slow');
    socket.destroy();
    await until('the server sees it', () => log.includes('the client of /slow is gone'));
    release();
    await until('the first request ends', () => log.includes('/slow ends'));
    // an answer to somebody else comes after all that was under way
    const other = connectHttp2(`https://127.0.0.1:${server.port}`, clientOptions(pki));
    await once(other.request({ ':path': '/other' }).resume(), 'close');
    other.close();
    assert.equal(log.includes('/second begins'), false);
  });

  it('in a session of HTTP/2 are begun at once', async () => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, clientOptions(pki));
    const slow = session.request({ ':path': '/slow' }).resume();
    await begun('/slow');
    const second = session.request({ ':path': '/second' });
    let text = '';
    for await (const chunk of second.setEncoding('utf8')) text += String(chunk);
    assert.equal(text, '/second');
    assert.equal(log.includes('/slow ends'), false);
    release();
    await once(slow, 'close');
    session.close();
  });

  it('in a session of HTTP/2 have a path that can be read, or are refused', async () => {
    const session = connectHttp2(`https://127.0.0.1:${server.port}`, clientOptions(pki));
    for (const [path, status] of [
      ['/api/%2', 400],
      ['/api?x=%2', 200],
    ] as const) {
      const stream = session.request({ ':path': path });
      const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
      stream.resume();
      assert.equal(headers[':status'], status);
    }
    session.close();
    assert.deepEqual(log.slice(0, 2), ['/api begins', '/api ends']);
  });
});
