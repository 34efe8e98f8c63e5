import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quote } from '../../src/kube/shell-word.js';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { commandLine } from '../../src/request/shell.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { skip } from '../helpers/skip.js';
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
    accept: headers.accept === '*/*' ? 'application/json, */*' : headers.accept,
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
      [byToken, (c) => c.post('/api/v1/namespaces', '@ca.crt')],
      [byCertificate, (c) => c.patch('/api/v1/namespaces/lab/pods/a', { a: 1 }, { type: 'merge' })],
      [byCertificate.as('boss', { groups: ['g', 'h'] }), (c) => c.get('/api')],
      [byToken, (c) => c.get('/api', { headers: { 'x-remote-user': 'me' } })],
      [byToken, (c) => c.get('/api', { headers: { accept: 'application/yaml' } })],
      [byToken, (c) => c.request({ method: 'HEAD', path: '/api' })],
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
      [client.get(`${pods}/a/log?container=c&follow=true&tailLines=5`), 'logs a -n lab -c c -f --tail=5'],
      [client.get('/version'), 'get --raw /version'],
      [client.delete(`${pods}/a`), 'delete pods a -n lab --wait=false'],
      [client.delete(pods), 'delete pods -n lab --all --wait=false'],
      [client.patch(`${pods}/a`, { a: 1 }), `patch pods a -n lab --type strategic -p '{"a":1}'`],
      [client.get(`${pods}/a/log?follow=false&previous=true&timestamps=true`), 'logs a -n lab --previous --timestamps'],
      [client.get('/api/v1/watch/namespaces/lab/pods'), 'get pods -n lab --watch'],
      [client.get(`${pods}?watch=true&fieldSelector=a%3Db`), 'get pods -n lab --field-selector a=b --watch'],
      [client.get('/api/v1/nodes'), 'get nodes'],
      [
        client.get('/apis/apps/v1/namespaces/lab/deployments/a/scale'),
        'get deployments a -n lab --subresource=scale -o yaml',
      ],
      [client.get(`${pods}/a/status`), 'get pods a -n lab --subresource=status -o yaml'],
      [client.delete(`${pods}?labelSelector=a%3Db`), 'delete pods -n lab -l a=b --wait=false'],
      [
        client.patch(`${pods}/a/status`, [], { type: 'json' }),
        "patch pods a -n lab --subresource=status --type json -p '[]'",
      ],
      [client.patch(`${pods}/a`, 'a: 1', { type: 'merge' }), "patch pods a -n lab --type merge -p 'a: 1'"],
      [
        client.can('get', 'pods/log', { namespace: 'lab', name: 'a' }),
        'auth can-i get pods/a --subresource=log -n lab',
      ],
      [client.can('list', 'nodes'), 'auth can-i list nodes -A'],
      [client.can('get', '/healthz'), 'auth can-i get /healthz'],
      [
        client.token('robot', { namespace: 'lab', boundTo: { kind: 'Pod', name: 'a' } }),
        'create token robot -n lab --bound-object-kind=Pod --bound-object-name=a',
      ],
      [client.whoami(), 'auth whoami'],
      [client.get('/apis/authentication.k8s.io/v1/selfsubjectreviews'), 'get selfsubjectreviews'],
      [client.post('/api/v1/namespaces/lab/serviceaccounts', { spec: { audiences: ['x'] } }), 'create -n lab -f -'],
      [
        client.get('/apis/example.com/v1/namespaces/lab/gears/a/exec?command=ls'),
        "get --raw '/apis/example.com/v1/namespaces/lab/gears/a/exec?command=ls'",
      ],
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
    const exec = await client.get(`${pods}/a/exec?command=sh&stdin=true&tty=true&container=c`);
    assert.match(exec.kubectl().replaceAll(' \\\n  ', ' '), /^kubectl exec a -n lab -c c -i -t --kubeconfig .* -- sh$/);
    const plain = await client.get(`${pods}/a/exec?command=ls&command=-l&tty=false`);
    assert.match(plain.kubectl().replaceAll(' \\\n  ', ' '), /^kubectl exec a -n lab --kubeconfig .* -- ls -l$/);
    const replaced = await client.put('/apis/example.com/v1/widgets/a', { a: 1 });
    assert.match(replaced.kubectl(), /<<'EOF'\n\{\n {2}"a": 1\n\}\nEOF$/);
    const text = await client.post('/apis/example.com/v1/widgets', '{"a":1}');
    assert.match(text.kubectl(), /\n\{"a":1\}\nEOF$/);
    const acting = await client.as('boss', { uid: '7', groups: ['g'] }).get('/api');
    assert.match(acting.kubectl().replaceAll(' \\\n  ', ' '), /--as=boss --as-group=g --as-uid=7$/);
    assert.doesNotMatch((await client.as('boss').get('/api')).kubectl(), /--as-uid/);
    const headers = { 'impersonate-user': 'boss', 'impersonate-group': 'g', 'impersonate-uid': '7' };
    const byHeaders = (await client.get('/api', { headers })).kubectl();
    assert.match(byHeaders.replaceAll(' \\\n  ', ' '), /--as=boss --as-group=g --as-uid=7$/);
    const trusting = await connect({ server: server.url, token });
    assert.doesNotMatch((await trusting.get('/api')).kubectl(), /--certificate-authority/);
    const named = client.with({ tlsServerName: 'localhost' });
    assert.match((await named.get('/api')).kubectl(), /--tls-server-name localhost/);
    await named.close();
    const applied = (
      await client.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }, { namespace: 'lab', force: true })
    ).kubectl();
    assert.match(applied, /^kubectl apply --server-side --field-manager=kubelab --force-conflicts -n lab/);
    assert.match(applied.replaceAll(' \\\n  ', ' '), / -n lab -f - --kubeconfig /);
    const asText = await client.patch(`${pods}/a`, 'kind: Pod\n', { type: 'apply' });
    assert.match(asText.kubectl(), /<<'EOF'\nkind: Pod\nEOF$/);
    assert.match(applied, /<<'EOF'\napiVersion: v1\nkind: Pod\n/);
    assert.match((await client.request({ method: 'OPTIONS', path: '/x' })).kubectl(), /no command/);
    await client.close();
  });

  it('kubectl() has the flags of what a request says beside its object', async () => {
    const client = await connect({ server: server.url, ca: ca.cert, token });
    const pods = '/api/v1/namespaces/lab/pods';
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } };
    const tried = { dryRun: 'All', fieldManager: 'me', fieldValidation: 'Warn' };
    const options = { propagationPolicy: 'Orphan', gracePeriodSeconds: 0, dryRun: ['All'] };
    const cases: [Promise<{ kubectl(): string }>, string][] = [
      [
        client.create(pod, { namespace: 'lab', query: { dryRun: 'All' } }),
        'create -n lab --dry-run=server --field-manager=kubelab -f -',
      ],
      [
        client.post(pods, pod, { query: tried }),
        'create -n lab --dry-run=server --field-manager=me --validate=warn -f -',
      ],
      [
        client.put(`${pods}/a/status`, pod, { query: tried }),
        'replace -n lab --subresource=status --dry-run=server --field-manager=me --validate=warn -f -',
      ],
      [
        client.patch(`${pods}/a`, {}, { type: 'merge', query: tried }),
        "patch pods a -n lab --dry-run=server --field-manager=me --type merge -p '{}'",
      ],
      [
        client.patch(`${pods}/a/status`, pod, { type: 'apply', query: { dryRun: 'All' } }),
        'apply --server-side --dry-run=server --field-manager=kubelab -n lab --subresource=status -f -',
      ],
      [
        client.delete(`${pods}/a?propagationPolicy=Foreground&gracePeriodSeconds=5&dryRun=All`),
        'delete pods a -n lab --dry-run=server --cascade=foreground --grace-period=5 --wait=false',
      ],
      [
        client.request({ method: 'DELETE', path: `${pods}?gracePeriodSeconds=5`, body: options }),
        'delete pods -n lab --all --dry-run=server --cascade=orphan --grace-period=0 --force --wait=false',
      ],
      [client.get(`${pods}/a/log?sinceSeconds=60&limitBytes=9`), 'logs a -n lab --since=60s --limit-bytes=9'],
      [client.get(`${pods}/a/log?sinceTime=2026-01-01T00:00:00Z`), 'logs a -n lab --since-time=2026-01-01T00:00:00Z'],
    ];
    for (const [exchange, expected] of cases) {
      const command = (await exchange).kubectl().replaceAll(' \\\n  ', ' ');
      assert.equal(command.slice(0, command.indexOf(' --kubeconfig')).replace(/^kubectl /, ''), expected);
    }
    await client.close();
  });

  it('J2: kubectl() says what it cannot send, and why', async () => {
    const client = await connect({ server: server.url, ca: ca.cert, cert: jane.cert, key: jane.key });
    const cannot = async (headers: Record<string, string>, words: RegExp): Promise<void> => {
      const command = (await client.get('/api/v1/pods', { headers })).kubectl();
      assert.match(command, /^(# .*\n?)+$/);
      assert.match(command, words);
    };
    const remote =
      /no flag for the headers X-Remote-User, X-Remote-Group\.\n# Only an authenticating proxy.* Without them the server .*curl\(\)\.$/;
    await cannot({ 'x-remote-user': 'alice', 'x-remote-group': 'dev' }, remote);
    await cannot({ authorization: 'Basic YTpi' }, /the header Authorization\.\n# Without it the server/);
    await cannot({ 'impersonate-user': 'a', 'impersonate-extra-x': 'b' }, /header Impersonate-Extra-X\./);
    const acting = (await client.get('/api/v1/pods', { headers: { 'impersonate-user': 'boss' } })).kubectl();
    assert.match(acting, /--as=boss/);
    const extra = await client.as('boss', { extra: { scopes: ['a'] } }).get('/api/v1/pods');
    assert.match(extra.kubectl(), /no flag for the header Impersonate-Extra-…\./);
    const table = await client.get('/api/v1/pods', { headers: { accept: 'application/yaml' } });
    assert.match(table.kubectl(), /^kubectl get pods -A/);
    await client.close();
  });

  it('J2: kubectl() names the token that a request brings along, beside a kubeconfig', async () => {
    const kubeconfig = join(folder, 'kubeconfig');
    const text = JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server: server.url, 'certificate-authority': 'ca.crt' } }],
      users: [{ name: 'u', user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' } }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });
    writeFileSync(kubeconfig, text);
    const client = await connect({ kubeconfig });
    assert.match((await client.get('/api')).kubectl(), /--kubeconfig \S*kubeconfig --context c/);
    const own = await client.get('/api', { headers: { authorization: `Bearer ${token}` } });
    assert.match(own.kubectl(), /--kubeconfig \/dev\/null[\s\S]*--token="\$TOKEN"/);
    // several files are for the variable KUBECONFIG of whoever pastes the command
    const second = join(folder, 'second');
    writeFileSync(second, '{}');
    const several = await connect({}, { env: { KUBECONFIG: `${kubeconfig}:${second}` } });
    assert.equal((await several.get('/api')).kubectl(), 'kubectl get --raw /api --context c');
    await client.close();
  });

  it('J21: curl({ files }) writes what the command names, the key and the token for the owner alone', async () => {
    const client = await connect({ server: server.url, ca: ca.cert, cert: jane.cert, key: jane.key });
    const robot = client.with({ token: token });
    const target = join(folder, 'new', 'it is');
    const exchange = await client.get('/with/files');
    const lacking = "# exchange.curl({ files: '.' }) writes";
    assert(
      exchange.curl().startsWith(`${lacking} ca.crt, client.crt and client.key into files, and names them here\ncurl`),
    );
    assert((await robot.get('/api')).curl().startsWith(`${lacking} ca.crt and the token into files`));
    const command = exchange.curl({ files: target });
    assert.match(command, /^curl --cacert '\S*\/new\/it is\/ca\.crt'/);
    const modes = (): string[] =>
      readdirSync(target).map((name) => `${name} ${(statSync(join(target, name)).mode & 0o777).toString(8)}`);
    assert.deepEqual(modes(), ['ca.crt 644', 'client.crt 644', 'client.key 600']);
    server.requests.length = 0;
    await run(`${command} -sS -o /dev/null`);
    assert.deepEqual([server.requests[0]?.url, server.requests[0]?.clientName], ['/with/files', 'jane']);
    chmodSync(join(target, 'client.key'), 0o644);
    symlinkSync(join(folder, 'ca.crt'), join(target, 'token'));
    exchange.curl({ files: target });
    const byToken = (await robot.get('/api')).curl({ files: target });
    assert.match(byToken, /"Authorization: Bearer \$\(cat '\S*\/it is\/token'\)"/);
    assert.deepEqual(modes(), ['ca.crt 644', 'client.crt 644', 'client.key 600', 'token 600']);
    assert.equal(readFileSync(join(folder, 'ca.crt'), 'utf8'), ca.cert);
    await run(`${byToken} -sS -o /dev/null`);
    assert.equal(server.requests.at(-1)?.headers.authorization, `Bearer ${token}`);
    assert.match(exchange.kubectl({ files: target }), /--client-key '\S*\/it is\/client\.key'/);
    assert.throws(() => exchange.curl({ files: join(folder, 'ca.crt') }), {
      code: 'FILE_UNREADABLE',
      message: /EEXIST|ENOTDIR/,
    });
    assert.throws(() => exchange.curl({ files: 5 as unknown as string }), { code: 'ARGUMENT_INVALID' });
    await client.close();
    await robot.close();
  });

  it('kubectl() runs when kubectl is there', async function () {
    try {
      execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
    } catch {
      skip(this, 'kubectl is not installed');
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
    assert.equal(commandLine(['aaa', 'bbb'], 7), 'aaa bbb');
    assert.equal(commandLine(['aaa', 'bbb'], 6), 'aaa \\\n  bbb');
    assert.equal(commandLine(['curl', '-d', 'body', '--', 'x'], 10), 'curl \\\n  -d body \\\n  -- x');
    // an option takes no other option for its value, and nothing belongs to the two dashes alone
    assert.equal(commandLine(['curl', '-k', '-d', 'body'], 10), 'curl -k \\\n  -d body');
    assert.equal(commandLine(['sh', '--', 'word'], 6), 'sh -- \\\n  word');
  });
});
