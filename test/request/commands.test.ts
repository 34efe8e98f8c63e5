import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { commandLine, quote } from '../../src/request/shell.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { type Received, startServer, type TestServer } from '../helpers/tls-server.js';

describe('request/curl and request/kubectl', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let folder: string;
  const token = fakeJwt({ sub: 'x' });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-commands-'));
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane' });
    server = await startServer(await serverCertificate(ca), ({ url }) => ({
      body: { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'a', namespace: 'lab' }, url },
    }));
    for (const [name, text] of Object.entries({ 'ca.crt': ca.cert, 'client.crt': jane.cert, 'client.key': jane.key }))
      writeFileSync(join(folder, name), text);
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await server.close();
  });
  const run = (command: string): Promise<void> =>
    new Promise((resolve, reject) => {
      execFile(
        '/bin/sh',
        ['-c', command],
        { cwd: folder, env: { ...process.env, TOKEN: token, NO_PROXY: '*' } },
        (error, _out, stderr) => (error ? reject(new Error(stderr)) : resolve()),
      );
    });
  const said = ({ method, url, body, headers, clientName }: Received): unknown => ({
    method,
    url,
    body,
    clientName,
    authorization: headers.authorization,
    type: body ? headers['content-type'] : undefined,
    user: headers['impersonate-user'],
    groups: headers['impersonate-group'],
  });

  it('curl() sends the same request', async () => {
    const byCertificate = await connect({ server: server.url, ca: ca.cert, cert: jane.cert, key: jane.key });
    const byToken = byCertificate.with({ token: token });
    const sends: [Client, (client: Client) => ReturnType<Client['get']>][] = [
      [byCertificate, (c) => c.get("/api/v1/namespaces/lab/pods?labelSelector=a%3Db'c")],
      [byToken, (c) => c.post('/api/v1/namespaces', { kind: 'Namespace', it: "it's $HOME" })],
      [byToken, (c) => c.delete('/api/v1/namespaces/lab')],
      [byCertificate, (c) => c.patch('/api/v1/namespaces/lab/pods/a', { a: 1 }, { type: 'merge' })],
      [byCertificate.as('boss', { groups: ['g', 'h'] }), (c) => c.get('/api')],
      [byToken, (c) => c.get('/api', { headers: { 'x-remote-user': 'me' } })],
    ];
    for (const [client, send] of sends) {
      server.requests.length = 0;
      const command = (await send(client)).curl();
      await run(`${command} -sS -o /dev/null`);
      const [own, curl] = server.requests;
      assert(own && curl, command);
      assert.deepEqual(said(curl), said(own), command);
      await client.close();
    }
  });

  it('curl() says by what the server is checked', async () => {
    const insecure = await connect({ server: server.url, insecure: true }, { warn: () => {} });
    assert.match((await insecure.get('/api')).curl(), /^curl --insecure https:/);
    const named = await connect({ server: server.url, ca: join(folder, 'ca.crt'), tlsServerName: 'kubernetes' });
    const command = (await named.get('/named')).curl();
    assert(command.includes(`--cacert ${join(folder, 'ca.crt')}`));
    await run(`${command} -sS -o /dev/null`);
    assert.equal(server.requests.at(-1)?.url, '/named');
    await insecure.close();
    await named.close();
  });

  it('kubectl() gives the command of the same meaning', async () => {
    const client = await connect({ server: server.url, ca: ca.cert, token: token });
    const pods = '/api/v1/namespaces/lab/pods';
    const cases: [Promise<{ kubectl(): string }>, string][] = [
      [client.get(`${pods}/a`), 'get pods a -n lab -o yaml'],
      [client.get('/api/v1/pods?labelSelector=a%3Db'), 'get pods -A -l a=b'],
      [client.get('/apis/events.k8s.io/v1/events'), 'get events.events.k8s.io -A'],
      [client.get(`${pods}/a/log`), 'logs a -n lab'],
      [client.get('/version'), 'get --raw /version'],
      [client.delete(`${pods}/a`), 'delete pods a -n lab --wait=false'],
      [client.delete(pods), 'delete pods -n lab --all --wait=false'],
      [client.patch(`${pods}/a`, { a: 1 }), `patch pods a -n lab --type strategic -p '{"a":1}'`],
      [client.whoami(), 'auth whoami'],
      [client.can('list', 'deploy', { namespace: 'lab' }), 'auth can-i list deployments.apps -n lab'],
      [
        client.token('robot', { namespace: 'lab', seconds: 600, audiences: ['x'] }),
        'create token robot -n lab --audience=x --duration=600s',
      ],
    ];
    for (const [exchange, expected] of cases) {
      const command = (await exchange).kubectl().replaceAll(' \\\n  ', ' ');
      assert(
        command.startsWith(`kubectl ${expected} --kubeconfig /dev/null --server`),
        `${command}\nis not\n${expected}`,
      );
      assert(command.includes('--token="$TOKEN"') && !command.includes(token));
    }
    const applied = (
      await client.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, { namespace: 'lab', force: true })
    ).kubectl();
    assert.match(applied, /^kubectl apply --server-side --field-manager=kubelab --force-conflicts -n lab/);
    assert.match(applied, /<<'EOF'\napiVersion: v1\nkind: Pod\n/);
    assert.match((await client.request({ method: 'OPTIONS', path: '/x' })).kubectl(), /no command/);
    await client.close();
  });

  it('kubectl() runs when kubectl is there', async function () {
    try {
      execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    const client = await connect({ server: server.url, ca: join(folder, 'ca.crt'), token: token });
    const exchange = await client.get('/some/path');
    server.requests.length = 0;
    await run(exchange.kubectl());
    assert.deepEqual(
      [server.requests[0]?.url, server.requests[0]?.headers.authorization],
      ['/some/path', `Bearer ${token}`],
    );
    await client.close();
  });

  it('quotes words as the shell reads them', () => {
    for (const word of ['plain', "it's", '$HOME', '', 'a b', '"', '\\', 'é', '`x`']) {
      assert.equal(execFileSync('/bin/sh', ['-c', `printf %s ${quote(word)}`], { encoding: 'utf8' }), word);
    }
    assert.equal(commandLine(['aaa', 'bbb', 'ccc'], 8), 'aaa bbb \\\n  ccc');
    assert.equal(commandLine(['curl', '-d', 'body', '--', 'x'], 10), 'curl \\\n  -d body \\\n  -- x');
  });
});
