import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { WebSocketServer } from 'ws';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';
import { fakeJwt, makeCa, serverCertificate } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

describe('request/exec', () => {
  let server: TestServer;
  let client: Client;
  const asked: { url: string; authorization: string | undefined; stdin: string }[] = [];
  const token = fakeJwt({ sub: 'x' });
  before(async () => {
    const ca = await makeCa();
    server = await startServer(await serverCertificate(ca));
    const sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: (protocols) => (protocols.has('v5.channel.k8s.io') ? 'v5.channel.k8s.io' : false),
    });
    server.http.on('upgrade', (request, socket, head) => {
      const url = request.url ?? '';
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
        socket.end(
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
        if (!url.includes('stdin=true')) return finish();
        ws.on('message', (data: Buffer) => {
          if (data[0] === 0) entry.stdin += data.subarray(1).toString();
          if (data[0] === 255 && data[1] === 0) finish();
        });
      });
    });
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
});
