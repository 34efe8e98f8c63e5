import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import { WebSocketServer } from 'ws';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';
import { jupyterDisplay } from '../../src/request/face.js';
import { ownRequests } from '../../src/request/own-record.js';
import { fakeJwt, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

describe('request/exec', () => {
  let server: TestServer;
  let client: Client;
  const asked: { url: string; authorization: string | undefined; stdin: string }[] = [];
  const token = fakeJwt({ sub: 'x' });
  let ca: TestCa;
  /** The socket that came last, and what to do when the client has read an outcome that the server stays open after. */
  let lastSocket: Duplex;
  let onceRead = (): void => {};
  let upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  before(async () => {
    ca = await makeCa();
    server = await startServer(await serverCertificate(ca));
    const sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: (protocols) => (protocols.has('v5.channel.k8s.io') ? 'v5.channel.k8s.io' : false),
    });
    upgrade = (request, socket, head) => {
      const url = request.url ?? '';
      lastSocket = socket;
      const entry = { url, authorization: request.headers.authorization, stdin: '' };
      asked.push(entry);
      if (url.includes('/forbidden/')) {
        const body = JSON.stringify({
          kind: 'Status',
          status: 'Failure',
          reason: 'Forbidden',
          message:
            'pods "x" is forbidden: User "x" cannot get resource "pods/exec" in API group "" in the namespace "forbidden"',
          code: 403,
        });
        // the server leaves the connection open
        socket.write(
          `HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, (ws) => {
        const send = (channel: number, text: string): void =>
          ws.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)]));
        const finish = (): void => {
          send(1, `out:${entry.stdin}`);
          send(1, ' more');
          send(2, 'err');
          const failed = url.includes('command=false');
          send(
            3,
            JSON.stringify(
              failed
                ? {
                    status: 'Failure',
                    reason: 'NonZeroExitCode',
                    details: { causes: [{ reason: 'ExitCode', message: '3' }] },
                  }
                : { status: 'Success' },
            ),
          );
          ws.close();
        };
        if (url.includes('command=hang')) return;
        if (url.includes('command=stay')) {
          send(1, 'some');
          send(3, '{"status":"Success"}');
          ws.on('pong', () => onceRead());
          return ws.ping();
        }
        if (url.includes('command=lost')) {
          ws.send('');
          send(0, 'odd');
          send(3, '{"kind":"Status","status":"Failure","reason":"InternalError","message":"no such container"}');
          return ws.close();
        }
        if (!url.includes('stdin=true')) return finish();
        ws.on('message', (data: Buffer) => {
          if (data[0] === 0) entry.stdin += data.subarray(1).toString();
          if (data[0] === 255 && data[1] === 0) finish();
        });
      });
    };
    server.http.on('upgrade', upgrade);
    client = await connect({ server: server.url, ca: ca.cert, token: token });
  });
  after(() => server.close());

  it('gives output, error output and exit code', async () => {
    const result = await client.exec('p', ['ls', '-l'], { namespace: 'lab', container: 'c' });
    assert.deepEqual(
      [result.ok, result.stdout, result.stderr, result.exitCode, result.exchange.status],
      [true, 'out: more', 'err', 0, 101],
    );
    assert.deepEqual(asked.at(-1), {
      url: '/api/v1/namespaces/lab/pods/p/exec?command=ls&command=-l&container=c&stdout=true&stderr=true',
      authorization: `Bearer ${token}`,
      stdin: '',
    });
    assert.equal(result.exchange.tls?.verified, true);
    assert.match(result.exchange.kubectl().replaceAll(' \\\n  ', ' '), /^kubectl exec p -n lab -c c .* -- ls -l$/);
    const failed = await client.exec('p', ['false']);
    assert.deepEqual([failed.ok, failed.exitCode], [false, 3]);
    assert.match(asked.at(-1)?.url ?? '', /^\/api\/v1\/namespaces\/default\/pods\/p\/exec\?/);
    assert.match(inspect(failed), /exit code 3/);
  });

  it('gives a text to a shell, and standard input', async () => {
    await client.exec('p', 'ls | wc -l');
    assert.doesNotMatch(asked.at(-1)?.url ?? '', /container|stdin/);
    assert.match(asked.at(-1)?.url ?? '', /command=%2Fbin%2Fsh&command=-c&command=ls\+%7C\+wc\+-l/);
    assert.equal((await client.exec('p', ['cat'], { stdin: 'hello' })).stdout, 'out:hello more');
  });

  it('shows a refusal as an exchange', async () => {
    const result = await client.exec('x', ['ls'], { namespace: 'forbidden' });
    assert.deepEqual(
      [result.ok, result.exitCode, result.exchange.status, result.exchange.body.reason],
      [false, undefined, 403, 'Forbidden'],
    );
    assert.match(inspect(result), /403 Forbidden/);
    assert.match(String(await result.exchange.explain()), /pods\/exec: a sub-resource is named by itself/);
  });

  it('says of a certificate that cannot be sent, as a failure of the exchange', async () => {
    const junk = client.with({ cert: 'junk\n', key: 'junk\n', unchecked: true });
    const { ok, exitCode, stdout, exchange } = await junk.exec('p', ['ls']);
    assert.deepEqual([ok, exitCode, stdout, exchange.status], [false, undefined, '', 0]);
    assert.equal(exchange.failure?.stage, 'tls');
  });

  it('checks the server, and ends after its time', async () => {
    const strange = client.with({ ca: (await makeCa()).cert });
    const result = await strange.exec('p', ['ls']);
    assert.equal(result.exchange.failure?.stage, 'tls');
    assert.deepEqual(
      [result.exchange.tls?.verified, result.exchange.tls?.fault],
      [false, result.exchange.failure?.code],
    );
    const late = await client.exec('p', ['hang'], { timeout: 100 });
    assert.equal(late.exchange.failure?.stage, 'timeout');
    const abort = new AbortController();
    const waiting = client.exec('p', ['hang'], { signal: abort.signal });
    abort.abort();
    assert.equal((await waiting).exchange.failure?.stage, 'aborted');
  });

  it('shows the certificate of both sides, how long it took, and no text beside an exit code', async () => {
    const jane = await ca.issue({ cn: 'jane' });
    const byCertificate = client.with({ cert: jane.cert, key: jane.key });
    const begun = performance.now();
    const { exchange } = await byCertificate.exec('p', ['ls']);
    const took = performance.now() - begun;
    assert.deepEqual(
      [exchange.tls?.client?.subject, exchange.tls?.serverName, exchange.text],
      ['CN=jane', '127.0.0.1', ''],
    );
    assert(exchange.timings.total > 0 && exchange.timings.total <= took);
    const strange = byCertificate.with({ ca: (await makeCa()).cert });
    const refused = (await strange.exec('p', ['ls'])).exchange;
    assert.deepEqual([refused.tls?.client?.subject, refused.tls?.verified], ['CN=jane', false]);
    const junk = client.with({ cert: 'junk\n', key: 'junk\n', unchecked: true });
    const again = performance.now();
    const { timings } = (await junk.exec('p', ['ls'])).exchange;
    assert(timings.total <= performance.now() - again);
  });

  it('runs a command over plain HTTP, where no certificate is sent', async () => {
    const plainServer = await startServer(undefined);
    plainServer.http.on('upgrade', upgrade);
    const plain = client.with({ server: plainServer.url, cert: 'junk\n', key: 'junk\n', unchecked: true });
    const { ok, exchange } = await plain.exec('p', ['ls']);
    assert.deepEqual([ok, exchange.status, exchange.tls], [true, 101, undefined]);
    await plain.close();
    await plainServer.close();
  });

  it('takes the port of its protocol where the address of the server names none', async () => {
    for (const [server, port] of [
      ['https://127.0.0.77', 443],
      ['http://127.0.0.77', 80],
    ] as const) {
      const { failure, response, tls } = (await client.with({ server }).exec('p', ['ls'])).exchange;
      if (response || tls) continue; // another program of this machine listens there
      assert.equal(failure?.stage, 'connect');
      assert.ok(failure.dialects.node.includes(`127.0.0.77:${port}`), failure.dialects.node);
    }
  });

  it('gives the words of an outcome without an exit code as the body', async () => {
    const { ok, exitCode, stdout, stderr, exchange } = await client.exec('p', ['lost']);
    assert.deepEqual([ok, exitCode, stdout, stderr, exchange.status], [false, undefined, '', '', 101]);
    assert.deepEqual([exchange.body.reason, exchange.body.message], ['InternalError', 'no such container']);
  });

  it('ended by its caller it has what came, and no exit code; nothing of it stays', async () => {
    const abort = new AbortController();
    onceRead = () => abort.abort();
    const result = await client.exec('p', ['stay'], { signal: abort.signal });
    assert.deepEqual([result.ok, result.exitCode, result.stdout], [false, undefined, 'some']);
    assert.equal(result.exchange.failure?.stage, 'aborted');
    assert.equal(getEventListeners(abort.signal, 'abort').length, 0);
    await until('the connection is closed', () => lastSocket.destroyed);
    const other = new AbortController();
    await client.exec('p', ['ls'], { signal: other.signal });
    assert.equal(getEventListeners(other.signal, 'abort').length, 0);
  });

  it('leaves no timer that would keep a program from its end', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    // the test has a timer of its own
    await client.exec('p', ['ls']);
    const before = timers();
    await client.exec('p', ['ls']);
    await until('no timer is left', () => timers() <= before, 5000);
  });

  it('closes the connection of a refusal, and records it once', async () => {
    const records = (): number => ownRequests(server.url).filter(({ path }) => path.includes('/pods/once/')).length;
    await client.exec('once', ['ls'], { namespace: 'forbidden' });
    await until('the connection is closed', () => lastSocket.destroyed);
    await client.exec('p', ['ls']);
    assert.equal(records(), 1);
  });

  it('shows itself by its text alone', async () => {
    const result = await client.exec('p', ['ls']);
    assert.deepEqual(Reflect.get(result, jupyterDisplay)()['text/plain'], inspect(result));
    assert.deepEqual(Object.getOwnPropertySymbols({ ...result }), [], 'a copy of its fields shows these as they are');
  });
});
