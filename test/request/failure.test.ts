import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectOptions } from '../../src/auth/options.js';
import { connect } from '../../src/request/connect.js';
import type { Failure } from '../../src/request/exchange.js';
import { type IssueOptions, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

/** Standard error of a program, or undefined when it is not installed. */
function words(program: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const env = { ...process.env, KUBECONFIG: '/dev/null', NO_PROXY: '*', no_proxy: '*' };
    execFile(program, args, { timeout: 60_000, env }, (error, _out, stderr) =>
      resolve((error as NodeJS.ErrnoException | null)?.code === 'ENOENT' ? undefined : stderr),
    );
  });
}

describe('request/failure', () => {
  let ca: TestCa;
  let folder: string;
  const servers: TestServer[] = [];
  const failureAt = async (options: ConnectOptions): Promise<Failure> => {
    const client = await connect(options);
    const exchange = await client.get('/api');
    assert.equal(exchange.status, 0);
    assert.equal(exchange.response, undefined);
    assert(exchange.failure, 'there must be a failure');
    return exchange.failure;
  };
  const serve = async (by: TestCa, options: IssueOptions = {}): Promise<TestServer> => {
    const server = await startServer(await serverCertificate(by, options));
    servers.push(server);
    return server;
  };
  /** What curl and kubectl really say must begin with, and end as, what we say they do. */
  const compare = async ({ dialects }: Failure, server: string, caText: string | undefined): Promise<void> => {
    const file = join(folder, 'ca.crt');
    if (caText) writeFileSync(file, caText);
    const plain = (text: string): string =>
      text
        .replace(/\s+/g, ' ')
        .replace(/ after \d+ ms/, '')
        .replace(/current time \S+/, 'current time');
    if (dialects.curl) {
      const real = await words('curl', ['-sS', ...(caText ? ['--cacert', file] : []), `${server}/api`]);
      if (real !== undefined)
        assert(plain(real).includes(plain(dialects.curl)), `curl says\n${real}\nand not\n${dialects.curl}`);
    }
    if (dialects.kubectl) {
      const real = await words('kubectl', [
        '--server',
        server,
        ...(caText ? ['--certificate-authority', file] : []),
        '--token=x',
        'get',
        '--raw',
        '/api',
      ]);
      if (real !== undefined)
        assert(plain(real).includes(plain(dialects.kubectl)), `kubectl says\n${real}\nand not\n${dialects.kubectl}`);
    }
  };
  before(async () => {
    ca = await makeCa('kubernetes');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-failure-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await Promise.all(servers.map((server) => server.close()));
  });

  it('an unknown CA: names the certificate and its signer', async () => {
    const server = await serve(ca);
    const without = await failureAt({ server: server.url });
    assert.deepEqual([without.stage, without.code], ['tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
    assert.match(without.message, /CN=kube-apiserver, signed by CN=kubernetes.*none of the CAs that Node knows/);
    await compare(without, server.url, undefined);
    const other = await makeCa('other');
    const wrong = await failureAt({ server: server.url, ca: other.cert });
    assert.match(wrong.message, /not signed by the CA that was given \(CN=other\)/);
    await compare(wrong, server.url, other.cert);
    assert.equal(server.requests.length, 0);
  });

  it('a cluster that was made anew: same name of the CA, another key', async () => {
    const server = await serve(ca);
    const old = await makeCa('kubernetes');
    const failure = await failureAt({ server: server.url, ca: old.cert });
    assert.match(failure.message, /two CAs of one name/);
    assert.match(failure.hint, /made anew/);
    await compare(failure, server.url, old.cert);
  });

  it('another name than asked for: lists the names, and tlsServerName helps', async () => {
    const server = await serve(ca, { names: ['kubernetes', '10.0.0.1'] });
    const failure = await failureAt({ server: server.url, ca: ca.cert });
    assert.equal(failure.code, 'ERR_TLS_CERT_ALTNAME_INVALID');
    assert.match(failure.message, /not for 127\.0\.0\.1: it names DNS:kubernetes, IP Address:10\.0\.0\.1/);
    await compare(failure, server.url, ca.cert);
    const named = await failureAt({ server: server.url.replace('127.0.0.1', 'localhost'), ca: ca.cert });
    await compare(named, server.url.replace('127.0.0.1', 'localhost'), ca.cert);
    for (const tlsServerName of ['kubernetes', '10.0.0.1']) {
      const client = await connect({ server: server.url, ca: ca.cert, tlsServerName: tlsServerName });
      assert.equal((await client.get('/api')).status, 200);
      await client.close();
    }
  });

  it('out of date: gives the date and the clock', async () => {
    const day = 24 * 3_600_000;
    const expired = await serve(ca, {
      notBefore: new Date(Date.now() - 20 * day),
      notAfter: new Date(Date.now() - 10 * day),
    });
    const past = await failureAt({ server: expired.url, ca: ca.cert });
    assert.deepEqual([past.code, /was good until/.test(past.message)], ['CERT_HAS_EXPIRED', true]);
    await compare(past, expired.url, ca.cert);
    const early = await serve(ca, { notBefore: new Date(Date.now() + day), notAfter: new Date(Date.now() + 2 * day) });
    const future = await failureAt({ server: early.url, ca: ca.cert });
    assert.deepEqual([future.code, /only from/.test(future.message)], ['CERT_NOT_YET_VALID', true]);
    await compare(future, early.url, ca.cert);
  });

  it('nobody there, no such name, nothing that speaks TLS', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const refused = await failureAt({ server: `https://127.0.0.1:${port}`, ca: ca.cert });
    assert.deepEqual([refused.stage, refused.code], ['connect', 'ECONNREFUSED']);
    await compare(refused, `https://127.0.0.1:${port}`, ca.cert);
    const nowhere = await failureAt({ server: 'https://kubelab-test.invalid', ca: ca.cert });
    assert.equal(nowhere.stage, 'dns');
    const plain = await startServer(undefined);
    servers.push(plain);
    const wrong = await failureAt({ server: plain.url.replace('http:', 'https:'), ca: ca.cert });
    assert.match(wrong.message, /does not speak TLS/);
    await compare(wrong, plain.url.replace('http:', 'https:'), ca.cert);
  });

  it('no answer in time, an answer cut off, a request called off', async () => {
    const silent = await startServer(await serverCertificate(ca), (_request, response, message) => {
      if (message.url === '/cut') {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        setImmediate(() => message.socket.destroy());
      }
      return undefined;
    });
    servers.push(silent);
    const client = await connect({ server: silent.url, ca: ca.cert });
    const late = await client.get('/never', { timeout: 100 });
    assert.deepEqual([late.failure?.stage, late.status], ['timeout', 0]);
    assert.match(late.failure?.message ?? '', /within 100 ms/);
    const cut = await client.get('/cut');
    assert.deepEqual([cut.failure?.stage, cut.status, cut.text], ['answer', 0, '{']);
    assert.match(cut.failure?.message ?? '', /closed the connection in the middle of its answer \(200\): 1 byte of/);
    const abort = new AbortController();
    const waiting = client.get('/never', { signal: abort.signal });
    abort.abort();
    assert.equal((await waiting).failure?.stage, 'aborted');
    assert.equal((await client.get('/never', { signal: AbortSignal.abort() })).failure?.stage, 'aborted');
    await client.close();
  });

  it('a credential that cannot be had', async () => {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: '/no/such/plugin',
      interactiveMode: 'Never',
    };
    const kubeconfig = JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server: 'https://127.0.0.1:1' } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });
    const { failure, timings } = await (await connect({ kubeconfig })).get('/api');
    assert.deepEqual([failure?.stage, failure?.code], ['credential', 'EXEC_PLUGIN_FAILED']);
    assert.deepEqual(timings, { total: 0, reused: false });
  });
});
