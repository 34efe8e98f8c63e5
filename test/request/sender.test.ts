import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { CertificatePair } from '../../src/auth/connection.js';
import { connect } from '../../src/request/connect.js';
import type { ExchangeResponse } from '../../src/request/exchange.js';
import { createSender, flatHeaders, type Sender, type Trace } from '../../src/request/sender.js';
import { MaterialError, openSocket, secureContext, tlsFacts, VerificationError } from '../../src/request/tls-socket.js';
import { makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

describe('request/sender and request/tls-socket', () => {
  let ca: TestCa;
  let server: TestServer;
  before(async () => {
    ca = await makeCa();
    server = await startServer(await serverCertificate(ca), ({ url }) => ({
      body: url,
      headers: { 'x-two': ['1', '2'], 'x-empty': '' },
    }));
  });
  after(() => server.close());
  const senderOf = (path = ''): Sender =>
    createSender({ server: server.url + path, trust: { ca: ca.cert, insecure: false }, timeout: 5000, env: {} });
  interface Got {
    response?: ExchangeResponse;
    text: string;
    error?: unknown;
    trace: Trace;
  }
  const get = (
    sender: Sender,
    certificate?: CertificatePair,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Got> =>
    new Promise((resolve) => {
      let response: ExchangeResponse | undefined;
      let text = '';
      const end = (error?: unknown): void =>
        resolve({ ...(response ? { response } : {}), text, ...(error === undefined ? {} : { error }), trace });
      const trace = sender.send(
        { method: 'GET', path: '/api', headers: { 'X-A': ['1', '2'], accept: 'a: b' } },
        certificate,
        signal,
        {
          head(head) {
            response = head;
          },
          data(chunk) {
            text += chunk.toString();
            return true;
          },
          end: () => end(),
          error: end,
        },
      );
    });
  const connectionsOf = ({ http }: TestServer): Promise<number> =>
    new Promise((resolve, reject) => http.getConnections((error, count) => (error ? reject(error) : resolve(count))));

  it('tells the answer and what was sent, header by header', async () => {
    const sender = senderOf();
    const { signal } = new AbortController();
    const begun = performance.now();
    const { response, text, trace, error } = await get(sender, undefined, signal);
    const { total } = trace.timings;
    assert(total > 0 && total <= performance.now() - begun, `${total} ms`);
    assert.equal(getEventListeners(signal, 'abort').length, 0, 'nobody waits for the signal any more');
    assert.deepEqual([trace.tls?.serverName, trace.timings.dns], ['127.0.0.1', undefined]);
    assert.deepEqual([response?.status, response?.reason, text, error], [200, 'OK', '/api', undefined]);
    assert.deepEqual([response?.headers['x-two'], response?.headers['x-empty']], ['1, 2', '']);
    assert.deepEqual(trace.headers, {
      host: `127.0.0.1:${server.port}`,
      connection: 'keep-alive',
      'x-a': '1, 2',
      accept: 'a: b',
    });
    assert.deepEqual(flatHeaders({ a: ['1', '2'], b: '', c: undefined }), { a: '1, 2', b: '', c: '' });
    await sender.close();
  });

  it('goes below the path of the server', async () => {
    for (const path of ['/k8s/', '/k8s']) {
      const sender = senderOf(path);
      assert.equal((await get(sender)).text, '/k8s/api');
      await sender.close();
    }
  });

  it('never sends a request over the connection of another certificate', async () => {
    const [jane, bob] = [await ca.issue({ cn: 'jane' }), await ca.issue({ cn: 'bob' })];
    const sender = senderOf();
    const names: unknown[] = [];
    const begun = server.connections;
    for (const certificate of [jane, bob, undefined, jane]) {
      const { trace } = await get(sender, certificate);
      names.push(server.requests.at(-1)?.clientName, trace.tls?.client?.subject);
      // undici gives a connection back one turn of the event loop after its answer
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(names, ['jane', 'CN=jane', 'bob', 'CN=bob', undefined, undefined, 'jane', 'CN=jane']);
    assert.equal(server.connections - begun, 3);
    await sender.close();
    // without the end of the sender they would be open for some seconds more
    await until('its connections are closed', async () => (await connectionsOf(server)) === 0, 3000);
  });

  it('ends with the reason of the signal, also one that was given before', async () => {
    const sender = senderOf();
    const reason = new Error('enough');
    const sent = server.requests.length;
    assert.equal((await get(sender, undefined, AbortSignal.abort(reason))).error, reason);
    const abort = new AbortController();
    const waiting = get(sender, undefined, abort.signal);
    abort.abort('enough');
    const { error, trace } = await waiting;
    assert.equal(error, 'enough');
    assert.ok((trace.timings.total ?? -1) >= 0, 'its time is told');
    assert.equal(trace.tls, undefined);
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0, 'nobody waits for the signal any more');
    assert.equal(server.requests.length, sent);
    assert.equal((await get(sender)).text, '/api', 'the next one is sent');
    // which waits for what is under way
    await sender.close();
    assert.equal(server.requests.length, sent + 1, 'the one that ended before its connection was open is not');
  });

  describe('an answer that is longer than one piece', () => {
    const LENGTH = 3_000_000;
    let long: TestServer;
    let sender: Sender;
    before(async () => {
      long = await startServer(undefined, () => ({ body: 'x'.repeat(LENGTH) }));
      sender = createSender({ server: long.url, trust: { insecure: false }, timeout: 5000, env: {} });
    });
    after(async () => {
      await sender.close();
      await long.close();
    });
    const message = { method: 'GET', path: '/', headers: {} };

    it('waits wherever its reader asks for that', async () => {
      let [length, pieces] = [0, 0];
      let isHeld = false;
      await new Promise<void>((resolve, reject) => {
        const data = (chunk: Buffer, resume: () => void): boolean => {
          if (isHeld) reject(new Error('a piece came that nobody was ready for'));
          [length, pieces, isHeld] = [length + chunk.length, pieces + 1, true];
          setImmediate(() => {
            isHeld = false;
            resume();
          });
          return false;
        };
        sender.send(message, undefined, new AbortController().signal, {
          head() {},
          data,
          end: resolve,
          error: reject,
        });
      });
      assert.equal(length, LENGTH);
      assert(pieces > 1, `${pieces} pieces`);
    });

    it('ends once when it is ended in the middle, and the connection with it', async () => {
      const stopped = new AbortController();
      const seen: string[] = [];
      sender.send(message, undefined, stopped.signal, {
        head: ({ status }) => seen.push(`head ${status}`),
        data() {
          seen.push('data');
          stopped.abort(new Error('enough'));
          return true;
        },
        end: () => seen.push('end'),
        error: (error) => seen.push(String(error)),
      });
      await until('the connection is closed', async () => seen.length > 2 && (await connectionsOf(long)) === 0);
      assert.deepEqual(seen, ['head 200', 'data', 'Error: enough']);
    });

    it('has no second end when the signal comes behind it', async () => {
      const stopped = new AbortController();
      const seen: string[] = [];
      await new Promise<void>((resolve) => {
        sender.send(message, undefined, stopped.signal, {
          head() {},
          data: () => true,
          end() {
            seen.push('end');
            stopped.abort();
            setImmediate(resolve);
          },
          error: () => seen.push('error'),
        });
      });
      assert.deepEqual(seen, ['end']);
    });
  });

  it('tells what it has seen of a server that it refuses, with the certificate that it would have shown', async () => {
    const jane = await ca.issue({ cn: 'jane' });
    const trust = { ca: ca.cert, insecure: false, serverName: 'wrong.test' };
    const sender = createSender({ server: server.url, trust, timeout: 5000, env: {} });
    const { trace, error } = await get(sender, jane);
    assert(error instanceof VerificationError);
    assert.deepEqual(
      [trace.tls?.serverName, trace.tls?.client?.subject, trace.timings.reused],
      ['wrong.test', 'CN=jane', false],
    );
    await sender.close();
  });

  it('ends at once with an error for a message that cannot be written', async () => {
    const sender = senderOf();
    const sent = server.requests.length;
    const error = await new Promise((resolve) => {
      const message = { method: 'GET', path: '/api', headers: { 'x-a': 'b\n' } };
      const sink = { head: resolve, data: () => true, end: () => resolve('no error'), error: resolve };
      sender.send(message, undefined, new AbortController().signal, sink);
    });
    assert.match(String(error), /invalid x-a header/);
    assert.equal(server.requests.length, sent);
    await sender.close();
  });

  it('tells which part of what TLS needs cannot be used', async () => {
    const [jane, bob] = [await ca.issue({ cn: 'jane' }), await ca.issue({ cn: 'bob' })];
    const junk = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const rows: [Parameters<typeof secureContext>[0], MaterialError['part']][] = [
      [{ ca: ca.cert, cert: junk, key: jane.key }, 'cert'],
      [{ ca: ca.cert, cert: jane.cert, key: junk }, 'key'],
      [{ ca: ca.cert, cert: jane.cert, key: bob.key }, 'pair'],
    ];
    for (const [material, part] of rows) {
      assert.throws(
        () => secureContext(material),
        (error: unknown) =>
          error instanceof MaterialError && error.part === part && /^ERR_/.test(error.code) && error.message !== '',
        part,
      );
    }
    for (const ca of [junk, 'no certificate']) assert.ok(secureContext({ ca, cert: jane.cert, key: jane.key }));
  });

  describe('opening a connection', () => {
    const open = (port: number, options: Partial<Parameters<typeof openSocket>[1]> = {}): Promise<Socket> =>
      new Promise((resolve, reject) =>
        openSocket(
          { hostname: '127.0.0.1', port, secure: true },
          {
            trust: { ca: ca.cert, insecure: false },
            context: secureContext({ ca: ca.cert }),
            timeout: 5000,
            ...options,
          },
          (error, socket) => (socket ? resolve(socket) : reject(error)),
        ),
      );
    /** A port where every connection is handed to `meet`. */
    const portFor = async (meet: (socket: Socket) => void): Promise<{ port: number; close(): void }> => {
      const silent = createServer(meet).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      return { port: (silent.address() as AddressInfo).port, close: () => void silent.close() };
    };

    it('refuses a certificate for another name, and one of another CA, with what it has seen', async () => {
      const other = await makeCa('other-ca');
      const rows: [Parameters<typeof open>[1], string][] = [
        [{ trust: { ca: ca.cert, insecure: false, serverName: 'wrong.test' } }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
        [{ context: secureContext({ ca: other.cert }) }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      ];
      for (const [options, code] of rows) {
        await assert.rejects(open(server.port, options), (error: unknown) => {
          assert(error instanceof VerificationError);
          assert.equal(error.name, 'VerificationError');
          assert.deepEqual([error.code, error.facts.fault, error.facts.verified], [code, code, false]);
          assert.equal(error.facts.server?.subject.commonName, 'kube-apiserver');
          return true;
        });
      }
      await until('the connections are closed', async () => (await connectionsOf(server)) === 0);
      const lax = await open(server.port, { trust: { insecure: true, serverName: 'wrong.test' } });
      lax.destroy();
    });

    it('asks for the name that the certificate must carry, and for none where that is an address', async () => {
      const asked: unknown[] = [];
      for (const serverName of ['kubernetes', undefined]) {
        const trust = { ca: ca.cert, insecure: false, ...(serverName ? { serverName } : {}) };
        const handshake = once(server.http, 'secureConnection');
        const socket = await open(server.port, { trust });
        const [accepted] = await handshake;
        asked.push(accepted.servername);
        socket.destroy();
      }
      assert.deepEqual(asked, ['kubernetes', false]);
    });

    it('never calls a server verified that it was told not to check, though the check would have passed', async () => {
      const trust = { insecure: true };
      const socket = await open(server.port, { trust });
      assert(socket instanceof TLSSocket);
      const { verified, verification, fault } = tlsFacts(socket, trust, '127.0.0.1');
      assert.deepEqual([verified, verification, fault], [false, 'not checked, as was asked for', undefined]);
      socket.destroy();
    });

    it('gives up on one that says nothing, and tells of one that is closed before TLS has begun', async () => {
      let closed: Promise<unknown> = Promise.reject(new Error('nobody came'));
      closed.catch(() => {});
      const silent = await portFor((socket) => {
        closed = once(socket.resume(), 'close');
      });
      await assert.rejects(open(silent.port, { timeout: 50 }), {
        code: 'ETIMEDOUT',
        message: `no connection to 127.0.0.1:${silent.port} within 50 ms`,
      });
      await closed;
      silent.close();
      const closing = await portFor((one) => one.on('error', () => {}).end());
      await assert.rejects(open(closing.port), { code: 'ECONNRESET' });
      closing.close();
    });
  });

  it('names the CA that was given, or says that another one stands between it and the server', async () => {
    const middle = await ca.issueCa('middle-ca');
    const { cert, key } = await serverCertificate(middle);
    const behind = await startServer({ cert: cert + middle.cert, key });
    const words = async (given?: string): Promise<string | undefined> => {
      const trust = { ...(given ? { ca: given } : {}), insecure: false };
      const sender = createSender({ server: behind.url, trust, timeout: 5000, env: {} });
      const { trace } = await get(sender);
      await sender.close();
      return trace.tls?.verification;
    };
    assert.equal(await words(ca.cert), 'signed by the CA that was given, by way of an intermediate');
    assert.equal(await words(ca.cert + middle.cert), 'signed by the CA that was given (CN=middle-ca)');
    assert.match((await words((await makeCa()).cert)) ?? '', /^failed: /);
    await behind.close();
  });

  it('takes neither a certificate nor its port for one of TLS where the server speaks plain HTTP', async () => {
    const plain = await startServer(undefined);
    const open = await connect({ server: plain.url, cert: 'junk\n', key: 'junk\n', unchecked: true });
    assert.equal((await open.get('/api')).status, 200);
    for (const [scheme, port] of [
      ['https', 443],
      ['http', 80],
    ] as const) {
      const { failure, response, tls } = await open
        .with({ server: `${scheme}://127.0.0.77`, anonymous: true })
        .get('/api');
      if (response || tls) continue; // another program of this machine listens there
      assert.equal(failure?.dialects.node, `connect ECONNREFUSED 127.0.0.77:${port}`);
    }
    await open.close();
    await plain.close();
  });

  it('shows the name that the certificate had to carry, and each part of the time once', async () => {
    const client = await connect({
      server: `https://localhost:${server.port}`,
      ca: ca.cert,
      tlsServerName: 'kubernetes',
    });
    const { tls, timings } = await client.get('/api');
    assert.deepEqual([tls?.serverName, tls?.verified, tls?.cipher], ['kubernetes', true, 'TLS_AES_256_GCM_SHA384']);
    const { dns = -1, connect: tcp = -1, tls: handshake = -1, firstByte = -1, total } = timings;
    for (const part of [dns, tcp, handshake, firstByte]) assert(part >= 0 && part <= total, JSON.stringify(timings));
    assert(dns + tcp + handshake + firstByte <= total, JSON.stringify(timings));
    await client.close();
    const plain = await startServer(undefined);
    const open = await connect({ server: plain.url });
    const exchange = await open.get('/api');
    assert.deepEqual(
      [exchange.tls, Object.keys(exchange.timings).sort()],
      [undefined, ['connect', 'firstByte', 'reused', 'total']],
    );
    await open.close();
    await plain.close();
  });
});
