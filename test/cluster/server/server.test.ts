import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { type ServerOptions, startServer } from '../../../src/cluster/server/server.js';
import { isKubelabError } from '../../../src/errors.js';
import { type Api, adminOf, apiOf, configMap } from '../../helpers/api.js';
import { newPki, serverOptions } from '../../helpers/own-server.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const cms = '/api/v1/namespaces/default/configmaps';

describe('the server', () => {
  let cluster: TestCluster;
  let admin: Api;
  let port: number;
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    port = Number(new URL(cluster.server).port);
  });
  after(async () => {
    admin.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const tls = async (options: object = {}): Promise<TLSSocket> => {
    const socket = connectTls({ host: '127.0.0.1', port, ca: cluster.caPem, servername: 'localhost', ...options });
    await once(socket, 'secureConnect');
    return socket;
  };
  /** All that the other side says until it ends. */
  const readAll = async (socket: NodeJS.ReadableStream): Promise<string> => {
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  };

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`speaks ${version}`, async () => {
      const socket = await tls({ minVersion: version, maxVersion: version });
      assert.equal(socket.getProtocol(), version);
      socket.destroy();
    });
  }

  it('refuses TLS 1.1', async () => {
    // a client of today needs to be talked into it
    const old = tls({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await assert.rejects(old, { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  for (const servername of ['localhost', 'kubernetes', 'kubernetes.default.svc']) {
    it(`is ${servername} by its certificate`, async () => {
      const socket = await tls({ servername });
      assert.equal(socket.authorized, true);
      socket.destroy();
    });
  }

  it('does not need a client certificate, and says which it would take', async () => {
    const anonymous = apiOf(cluster);
    assert.equal((await anonymous.get('/version')).code, 200);
    const refused = await anonymous.get('/api/v1/pods');
    assert.deepEqual([refused.code, refused.headers['x-content-type-options']], [403, 'nosniff']);
    anonymous.close();
    // one of another CA gets through the handshake too, and is refused with an answer
    const pki = newPki();
    const stranger = apiOf(cluster, pki.admin);
    assert.equal((await stranger.get('/version')).code, 401);
    stranger.close();
  });

  it('answers plain HTTP as Go does', async () => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    assert.equal(
      await readAll(socket),
      'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n',
    );
  });

  it('takes many requests on one connection of HTTP/1.1', async () => {
    const socket = await tls();
    socket.write('GET /version HTTP/1.1\r\nhost: localhost\r\n\r\n');
    await once(socket, 'data');
    socket.write('GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    assert.match(await readAll(socket), /^HTTP\/1\.1 200 OK[\s\S]*\r\n\r\nok$/);
  });

  it('refuses a path with half an escape as Go does, and knows no such thing in a query', async () => {
    const { code, text, headers } = await admin.get('/api/v1/namespaces/%2');
    assert.deepEqual([code, text, headers['content-type']], [400, '400 Bad Request', 'text/plain; charset=utf-8']);
    assert.equal((await admin.get('/api?x=%')).code, 200);
  });

  it('answers CONNECT, which is a method like others', async () => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    const socket = await tls({ cert, key });
    socket.write('CONNECT /api/v1/pods HTTP/1.1\r\nhost: localhost\r\n\r\n');
    assert.match(await readAll(socket), /^HTTP\/1\.1 405 Method Not Allowed\r\n[\s\S]*"reason":"MethodNotAllowed"/);
  });

  it('answers HEAD with the head alone', async () => {
    const { code, text, headers } = await admin.call('HEAD', '/');
    assert.deepEqual([code, text], [200, '']);
    assert.equal(headers['content-type'], 'application/json');
    assert.ok(Number(headers['content-length']) > 100);
  });

  it('compresses a long answer for a client that takes it so', async () => {
    const long = `${cms}/long`;
    await admin.post(cms, configMap('long', { a: 'x'.repeat(200_000) }));
    const plain = await admin.get(long);
    assert.deepEqual([plain.headers['content-encoding'], plain.headers.vary], [undefined, undefined]);
    const bytes = (path: string, encoding: string): Promise<{ headers: object; body: Buffer }> =>
      new Promise((resolve, reject) => {
        const { certPem: cert, keyPem: key } = cluster.admin;
        const headers = { 'accept-encoding': encoding };
        const outgoing = request(
          `${cluster.server}${path}`,
          { ca: cluster.caPem, cert, key, headers, agent: false },
          (incoming) => {
            const chunks: Buffer[] = [];
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
            incoming.on('end', () => resolve({ headers: incoming.headers, body: Buffer.concat(chunks) }));
          },
        );
        outgoing.on('error', reject).end();
      });
    for (const path of [long, cms]) {
      const { headers, body } = await bytes(path, 'deflate, gzip');
      const { 'content-encoding': encoding, vary } = headers as Record<string, string>;
      assert.deepEqual([encoding, vary], ['gzip', 'Accept-Encoding']);
      assert.ok(body.length < 10_000);
      assert.equal(gunzipSync(body).toString(), (await admin.get(path)).text);
    }
    for (const [path, encoding] of [
      [long, 'deflate'],
      ['/api/v1', 'gzip'],
    ] as const) {
      assert.equal((await bytes(path, encoding)).body.toString(), (await admin.get(path)).text);
    }
    await admin.delete(long);
  });

  it('refuses a body without an end, and lives', async () => {
    const socket = await tls({ cert: cluster.admin.certPem, key: cluster.admin.keyPem });
    socket.write(
      `POST ${cms} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    const chunk = `${(1 << 20).toString(16)}\r\n${' '.repeat(1 << 20)}\r\n`;
    for (let mebibyte = 0; mebibyte < 5; mebibyte++) socket.write(chunk);
    const [head] = (await once(socket, 'data')) as [Buffer];
    assert.match(head.toString(), /^HTTP\/1\.1 413 /);
    socket.destroy();
    // one that breaks off is the client's own matter
    const broken = await tls({ cert: cluster.admin.certPem, key: cluster.admin.keyPem });
    broken.write(`POST ${cms} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{"api`);
    broken.destroy();
    assert.equal((await admin.get('/livez')).text, 'ok');
  });

  it('ignores the offer of h2c, whose request keeps its body, and goes on with the connection', async () => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    for (const framing of ['content-length', 'chunked'] as const) {
      const socket = await tls({ cert, key, servername: 'localhost' });
      const body = JSON.stringify(configMap(`h2c-${framing}`));
      const framed = framing === 'chunked' ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
      const length = framing === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
      const offer = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA';
      const head = `POST ${cms} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${offer}\r\n${length}\r\n\r\n`;
      // the body comes in two parts, the first with the headers
      socket.write(`${head}${framed.slice(0, 10)}`);
      socket.write(framed.slice(10));
      socket.write(`GET ${cms}/h2c-${framing} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      const answers = await readAll(socket);
      assert.match(answers, /^HTTP\/1\.1 201 Created/);
      // from Node 26 on the connection ends with the answer, and says so
      if (!/^connection: close\r\n/im.test(answers)) assert.match(answers, /HTTP\/1\.1 200 OK/);
      else assert.equal((await admin.get(`${cms}/h2c-${framing}`)).code, 200);
    }
  });

  it('asks a client that waits for it for a body only when somebody reads it', async () => {
    const head = 'host: localhost\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n';
    const refused = await tls();
    refused.write(`POST ${cms} HTTP/1.1\r\n${head}content-length: 100\r\n\r\n`);
    const refusal = await readAll(refused);
    assert.match(refusal, /^HTTP\/1\.1 40[13] /);
    assert.match(refusal, /\r\nconnection: close\r\n/i);
    const socket = await tls({ cert: cluster.admin.certPem, key: cluster.admin.keyPem });
    const body = JSON.stringify(configMap('waited'));
    socket.write(`POST ${cms} HTTP/1.1\r\n${head}content-length: ${body.length}\r\n\r\n`);
    const [asked] = (await once(socket, 'data')) as [Buffer];
    assert.equal(asked.toString(), 'HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 201 /);
    // the connection goes on, and a request without a body is not asked for one
    socket.write(`GET ${cms}/waited HTTP/1.1\r\n${head}\r\n`);
    const [kept] = (await once(socket, 'data')) as [Buffer];
    assert.match(kept.toString(), /^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  describe('over HTTP/2', () => {
    let session: ClientHttp2Session;
    before(async () => {
      const { certPem: cert, keyPem: key } = cluster.admin;
      session = connectHttp2(cluster.server, { ca: cluster.caPem, cert, key });
      await once(session, 'connect');
    });
    after(() => session.close());
    const ask = async (method: string, path: string, body?: object): Promise<{ code: number; text: string }> => {
      const stream = session.request({ ':method': method, ':path': path, 'content-type': 'application/json' });
      stream.end(body && JSON.stringify(body));
      const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
      return { code: headers[':status'], text: await readAll(stream) };
    };

    it('is chosen by ALPN, with the client certificate as the user', async () => {
      assert.equal(session.alpnProtocol, 'h2');
      const { code, text } = await ask('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      });
      assert.equal(code, 201);
      assert.match(text, /"groups":\["system:masters","system:authenticated"\]/);
    });

    it('carries many requests at once, and refusals', async () => {
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, i) => ask('POST', cms, configMap(`h2-${i % 25}`))),
      );
      const codes = answers.map(({ code }) => code).sort();
      assert.deepEqual(codes, [...Array(25).fill(201), ...Array(25).fill(409)]);
      assert.equal((await ask('DELETE', `${cms}/none`)).code, 404);
      assert.equal((await ask('POST', cms, configMap('big', { a: 'x'.repeat(4 << 20) }))).code, 413);
    });

    it('answers CONNECT too, which names no path', async () => {
      const stream = session.request({ ':method': 'CONNECT', ':authority': 'localhost' });
      const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
      assert.equal(headers[':status'], 200);
      stream.resume().close();
    });

    it('asks for a body as well, and takes a refusal for an answer', async () => {
      for (const [path, asks] of [
        [cms, true],
        ['/version', false],
      ] as const) {
        const stream = session.request({
          ':method': 'POST',
          ':path': path,
          'content-type': 'application/json',
          expect: '100-continue',
        });
        let asked = false;
        stream.on('continue', () => {
          asked = true;
          stream.end(JSON.stringify(configMap('waited-too')));
        });
        const [headers] = (await once(stream, 'response')) as [{ ':status': number }];
        assert.deepEqual([headers[':status'], asked], [asks ? 201 : 405, asks]);
        stream.resume().close();
      }
    });

    it('carries a watch beside them, until the client resets its stream', async () => {
      const before = cluster.events.length;
      const stream = session.request({ ':path': `${cms}?watch=true&labelSelector=h2` });
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      await once(stream, 'response');
      await ask('POST', cms, configMap('seen', {}, { labels: { h2: 'yes' } }));
      await until('the event', () => text.includes('"type":"ADDED"'));
      stream.close();
      await until('the end in the audit log', () =>
        cluster.events.slice(before).some((e) => e.verb === 'watch' && e.stage === 'ResponseComplete'),
      );
    });
  });
});

describe('a server of its own', () => {
  const pki = newPki();
  const options = (more?: Partial<ServerOptions>): ServerOptions => serverOptions(pki, more);
  const refuses = (more: Partial<ServerOptions>, code: string, message: string): Promise<void> =>
    assert.rejects(startServer(options(more)), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.deepEqual([error.code, error.message], [code, message]);
      assert.ok(error.hint);
      return true;
    });

  it('takes any free port, which nobody else gets until it stops', async () => {
    const { port, stop } = await startServer(options());
    await refuses({ port }, 'PORT_TAKEN', `port ${port} on 127.0.0.1 is in use`);
    await stop();
    const again = await startServer(options({ port }));
    await again.stop();
  });

  it('cannot listen on an address that is not this machine’s', async () => {
    await refuses(
      { host: '192.0.2.1' },
      'ARGUMENT_INVALID',
      'cannot listen on 192.0.2.1:0: listen EADDRNOTAVAIL: address not available 192.0.2.1',
    );
  });

  it('gives the whole answer, and no reset, to a client whose body nobody wanted', async () => {
    const big = 'x'.repeat(2_000_000);
    const server = await startServer(options({ handle: async () => ({ status: 200, headers: {}, body: big }) }));
    try {
      for (let round = 0; round < 5; round++) {
        const socket = connectTls({
          host: '127.0.0.1',
          port: server.port,
          ca: pki.ca.certPem,
          servername: 'localhost',
        });
        await once(socket, 'secureConnect');
        socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${big.length}\r\n\r\n`);
        socket.write(big);
        let size = 0;
        for await (const chunk of socket) size += (chunk as Buffer).length;
        assert.ok(size > big.length, `${size} bytes`);
      }
    } finally {
      await server.stop();
    }
  });

  it('gives it also when its process stood still while the client sent', async () => {
    const big = 'x'.repeat(2_000_000);
    const called = new EventEmitter();
    const handle = async () => {
      called.emit('handled');
      return { status: 200, headers: {}, body: big };
    };
    const server = await startServer(options({ handle }));
    try {
      const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: pki.ca.certPem, servername: 'localhost' });
      await once(socket, 'secureConnect');
      const handled = once(called, 'handled');
      socket.write(`GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${big.length}\r\n\r\n`);
      await handled;
      await new Promise((resolve) => setImmediate(resolve));
      socket.write(big);
      // longer than the half second that it waits for the rest of a body
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
      let size = 0;
      for await (const chunk of socket) size += (chunk as Buffer).length;
      assert.ok(size > big.length, `${size} bytes`);
    } finally {
      await server.stop();
    }
  });

  it('ends what it is answering when it stops', async () => {
    let aborted = false;
    async function* forever(signal: AbortSignal): AsyncGenerator<string> {
      yield 'begun\n';
      await once(signal, 'abort');
      aborted = true;
    }
    const server = await startServer(
      options({ handle: async ({ signal }) => ({ status: 200, headers: {}, stream: forever(signal) }) }),
    );
    const socket = connectTls({ host: '127.0.0.1', port: server.port, ca: pki.ca.certPem, servername: 'localhost' });
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    await until('the answer begins', () => text.includes('begun'));
    const closed = once(socket, 'close');
    // one that holds a connection and says nothing
    const idle = connectTcp(server.port, '127.0.0.1');
    await once(idle, 'connect');
    const idleClosed = once(idle.resume(), 'close');
    await server.stop();
    await Promise.all([closed, idleClosed]);
    assert.equal(aborted, true);
  });
});
