import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Api, adminOf, configMap, makeNamespace } from '../helpers/api.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';
import { runLength } from './soak.js';

const idle = runLength(5000);
const streams = runLength(20_000);
const cms = '/api/v1/namespaces/crowd/configmaps';

describe('a cluster among clients that are many, slow or broken', function () {
  this.timeout(300_000);
  let cluster: TestCluster;
  let admin: Api;
  const open = new Set<{ destroy(): unknown }>();
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    await makeNamespace(admin, 'crowd');
    const data = { text: 'x'.repeat(100_000) };
    for (let i = 0; i < 50; i++) assert.equal((await admin.post(cms, configMap(`big-${i}`, data))).code, 201);
  });
  afterEach(async () => {
    for (const connection of open) connection.destroy();
    open.clear();
    await answersPromptly();
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  /** Somebody else is served as if nothing were. */
  const answersPromptly = async (): Promise<void> => {
    const other = adminOf(cluster);
    const answer = await Promise.race([
      other.get(`${cms}/big-0`),
      new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('no answer within 15 s')), 15_000).unref();
      }),
    ]);
    other.close();
    assert.equal(answer.code, 200);
  };
  const tls = async (more: object = {}): Promise<TLSSocket> => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    const { hostname: host, port } = new URL(cluster.server);
    const options = { host, port: Number(port), ca: cluster.caPem, servername: 'localhost', cert, key, ...more };
    const socket = connectTls({ ALPNProtocols: ['http/1.1'], ...options });
    socket.on('error', () => {});
    open.add(socket);
    await once(socket, 'secureConnect');
    return socket;
  };
  const head = (method: string, path: string, more = ''): string =>
    `${method} ${path} HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`;

  it(`serves others beside ${idle} idle connections, and takes requests on each of them`, async () => {
    const sockets: TLSSocket[] = [];
    const ask = async (socket: TLSSocket): Promise<void> => {
      socket.write(head('GET', '/livez'));
      const [data] = (await once(socket, 'data')) as [Buffer];
      assert.match(data.toString(), /^HTTP\/1\.1 200 /);
    };
    for (let at = 0, oldest = 0; at < idle; at += 50) {
      const opened = await Promise.all(Array.from({ length: Math.min(50, idle - at) }, () => tls()));
      sockets.push(...opened);
      // a slow machine takes longer for all of them than the server leaves one idle
      const again = sockets.slice(oldest, oldest + 200);
      await Promise.all([...new Set([...opened, ...again])].map(ask));
      oldest = oldest + 200 < sockets.length ? oldest + 200 : 0;
      if (at % 1000 === 0) await answersPromptly();
    }
    await answersPromptly();
    assert.equal(sockets.filter((socket) => !socket.destroyed).length, idle);
    await Promise.all(sockets.filter((_, i) => i % 100 === 0).map(ask));
    console.log(
      `      ${sockets.length} connections, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB for both ends`,
    );
  });

  it('serves others beside readers that take nothing of a big list, and beside watches that nobody reads', async () => {
    for (let i = 0; i < 20; i++) {
      const socket = await tls();
      socket.write(head('GET', i < 10 ? cms : `${cms}?watch=true`));
      socket.pause();
    }
    for (let i = 0; i < 20; i++) await admin.patch(`${cms}/big-1`, { data: { count: String(i) } });
    await answersPromptly();
  });

  it('survives connections that are half open, and those that end in the middle of all', async () => {
    for (let i = 0; i < 50; i++) {
      const socket = await tls({ allowHalfOpen: true });
      if (i % 2) socket.write(head('GET', `${cms}?watch=true`));
      socket.end(i % 3 ? head('POST', cms, 'content-length: 100\r\n') : '');
    }
    for (let i = 0; i < 50; i++) {
      const { hostname, port } = new URL(cluster.server);
      const socket = connectTcp(Number(port), hostname);
      await once(socket, 'connect');
      // as much as the beginning of a handshake
      socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01].slice(0, i % 7)));
      if (i % 2) socket.resetAndDestroy();
      else open.add(socket);
    }
  });

  it('refuses a body that is longer in its announcement than in fact, and stores nothing', async () => {
    const before = (await admin.get(cms)).body.metadata.resourceVersion;
    const body = JSON.stringify(configMap('cut-off'));
    for (let i = 0; i < 20; i++) {
      const socket = await tls();
      const length = i % 2 ? `content-length: ${body.length + 1}\r\n` : 'transfer-encoding: chunked\r\n';
      socket.write(head('POST', cms, `content-type: application/json\r\n${length}`));
      socket.end(i % 2 ? body : `${body.length.toString(16)}\r\n${body}\r\n`);
      await once(socket.resume(), 'close');
    }
    assert.equal((await admin.get(cms)).body.metadata.resourceVersion, before);
    assert.equal((await admin.get(`${cms}/cut-off`)).code, 404);
  });

  it('answers pipelined requests in their order, and does not drown in those whose answers nobody reads', async () => {
    const socket = await tls();
    const wanted = ['/livez', '/version', `${cms}/none`, '/readyz'];
    socket.write(wanted.map((path) => head('GET', path)).join(''));
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await until('all answers', () => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].length === wanted.length);
    assert.deepEqual(
      [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code),
      ['200', '200', '404', '200'],
    );
    const flood = await tls();
    flood.pause();
    const many = head('GET', cms).repeat(100); // of 5 MB each
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20 && !flood.destroyed; i++) flood.write(many);
    await answersPromptly();
    assert.ok(process.memoryUsage().rss - before < 2 ** 30, 'the answers are all in memory');
  });

  const session = async (): Promise<ClientHttp2Session> => {
    const { certPem: cert, keyPem: key } = cluster.admin;
    const made = connectHttp2(cluster.server, { ca: cluster.caPem, cert, key });
    made.on('error', () => {});
    open.add(made);
    await once(made, 'connect');
    return made;
  };

  it(`survives ${streams} streams of HTTP/2 that are opened and reset at once`, async () => {
    let sent = 0;
    while (sent < streams) {
      const one = await session();
      // the server ends a session that does so too often
      for (let i = 0; i < 500 && !one.destroyed && !one.closed; i++, sent++) {
        const stream = one.request({ ':path': i % 2 ? cms : `${cms}?watch=true` });
        stream.on('error', () => {});
        stream.close(constants.NGHTTP2_CANCEL);
        if (i % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      one.destroy();
    }
    await answersPromptly();
  });

  it('serves many streams of HTTP/2 at once, also when some are never read and some never finish sending', async () => {
    const one = await session();
    for (let i = 0; i < 50; i++) {
      const stuck = one.request({ ':path': cms, ':method': i % 2 ? 'POST' : 'GET' }, { endStream: i % 2 === 0 });
      stuck.on('error', () => {});
      stuck.pause();
    }
    const two = await session();
    const codes = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const stream = two.request({ ':path': '/livez' });
        const [headers] = (await once(stream.resume(), 'response')) as [{ ':status': number }];
        return headers[':status'];
      }),
    );
    assert.deepEqual(new Set(codes), new Set([200]));
  });
});
