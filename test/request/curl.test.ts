import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

// the words of the commands; test/request/commands.test.ts runs them
describe('request/curl', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let client: Client;
  let folder: string;
  const token = fakeJwt({ sub: 'x' });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-curl-'));
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane' });
    server = await startServer(await serverCertificate(ca));
    client = await connect({ server: server.url, ca: ca.cert, token });
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await client.close();
    await server.close();
  });
  /** The command in one line, without the comment before it. */
  const line = (command: string): string => command.replace(/^#.*\n/, '').replaceAll(' \\\n  ', ' ');
  const curlOf = async (one: Client, headers: Record<string, string> = {}): Promise<string> =>
    line((await one.get('/api', { headers })).curl());

  it('names a CA and a certificate for a connection with TLS alone', async () => {
    const start = `curl --cacert ca.crt --cert client.crt --key client.key ${server.url}/api`;
    const byCertificate = client.with({ cert: jane.cert, key: jane.key });
    assert.equal(await curlOf(byCertificate), start);
    const plainServer = await startServer(undefined);
    const plain = byCertificate.with({ server: plainServer.url });
    assert.equal(await curlOf(plain), `curl ${plainServer.url}/api`);
    await byCertificate.close();
    await plain.close();
    await plainServer.close();
  });

  it('leaves out the headers that curl sends itself, and no other of the same value', async () => {
    assert.equal(
      await curlOf(client, { 'x-wanted': 'application/json, */*' }),
      `curl --cacert ca.crt -H "Authorization: Bearer $TOKEN" -H 'x-wanted: application/json, */*' ${server.url}/api`,
    );
  });

  it('hides what proves an identity in each header, and shows it when the client reveals', async () => {
    const hidden = await curlOf(client, { cookie: 'a=s3cret', authorization: 'Basic czNjcmV0' });
    assert.match(hidden, / -H 'authorization: Basic <redacted, 8 bytes>' -H 'cookie: <redacted, 8 bytes>' /);
    assert.doesNotMatch(hidden, /s3cret|czNjcmV0|\$TOKEN/);
    assert.match(await curlOf(client, { authorization: 'bearer s3cret' }), / -H "Authorization: bearer \$TOKEN" /);
    const open = client.with({ reveal: true });
    const shown = await curlOf(open, { cookie: 'a=s3cret' });
    assert.match(shown, / -H 'cookie: a=s3cret' /);
    assert.ok(shown.includes(` -H 'authorization: Bearer ${token}' `), shown);
    await open.close();
  });

  it('says once whom the client acts as, whether the client or a header says it', async () => {
    const acting = client.as('boss', { uid: '7', groups: ['g', 'h'], extra: { 'x/y': ['1', '2'] } });
    const said = (command: string): string[] => command.match(/(?:Impersonate|x-own)-[^']*/gi) ?? [];
    assert.deepEqual(said(await curlOf(acting, { 'x-own-header': 'me' })), [
      'x-own-header: me',
      'Impersonate-User: boss',
      'Impersonate-Uid: 7',
      'Impersonate-Group: g',
      'Impersonate-Group: h',
      'Impersonate-Extra-x%2Fy: 1',
      'Impersonate-Extra-x%2Fy: 2',
    ]);
    const bare = client.as('boss');
    assert.deepEqual(said(await curlOf(bare)), ['Impersonate-User: boss']);
    assert.deepEqual(said(await curlOf(client, { 'impersonate-user': 'boss' })), ['impersonate-user: boss']);
    await acting.close();
    await bare.close();
  });

  it('sends a body as it is, also one that would name a file', async () => {
    const bodyOf = async (body: unknown): Promise<string | undefined> =>
      / (-d|--data-raw) \S+(?= )/.exec(line((await client.post('/api', body)).curl()))?.[0];
    assert.equal(await bodyOf('@ca.crt'), ' --data-raw @ca.crt');
    assert.equal(await bodyOf('user@ca.crt'), ' -d user@ca.crt');
    assert.equal(await bodyOf({ a: 1 }), ` -d '{"a":1}'`);
  });

  it('goes by the proxy of the client, and by the name that the certificate must carry', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:1' };
    const behind = await connect({ server: 'https://k8s.test', token, tlsServerName: 'kubernetes' }, { env });
    assert.equal(
      await curlOf(behind),
      'curl -H "Authorization: Bearer $TOKEN" --proxy http://127.0.0.1:1 --connect-to kubernetes:443:k8s.test:443 https://kubernetes/api',
    );
    const kubeconfig = JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server: 'https://k8s.test', 'proxy-url': 'http://me:s3cret@127.0.0.1:1' } }],
      users: [{ name: 'u', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });
    const byFile = await connect({ kubeconfig }, { env: {} });
    assert.equal(await curlOf(byFile), 'curl --proxy http://127.0.0.1:1 https://k8s.test/api');
    const { port } = server;
    const named = client.with({ tlsServerName: 'kubernetes' });
    assert.ok(
      (await curlOf(named)).endsWith(
        ` --connect-to kubernetes:${port}:127.0.0.1:${port} https://kubernetes:${port}/api`,
      ),
    );
    const same = client.with({ server: `https://localhost:${port}`, tlsServerName: 'localhost' });
    assert.doesNotMatch(await curlOf(same), /--connect-to/);
    for (const one of [behind, byFile, named, same]) await one.close();
  });

  it('says how to get the files that it names, when it names any', async () => {
    const lead = "# exchange.curl({ files: '.' }) writes ";
    const commentOf = async (one: Client): Promise<string> => {
      const command = (await one.get('/api')).curl();
      await one.close();
      return command.startsWith('#') ? command.slice(0, command.indexOf('\n')).replace(lead, '') : '';
    };
    const end = ' into files, and names them here';
    assert.equal(await commentOf(client.with({ anonymous: true })), `ca.crt${end}`);
    assert.equal(await commentOf(client.with({ ca: 'system' })), `the token${end}`);
    assert.equal(await commentOf(client.with({ token })), `ca.crt and the token${end}`);
    assert.equal(
      await commentOf(client.with({ cert: jane.cert, key: jane.key })),
      `ca.crt, client.crt and client.key${end}`,
    );
    const system = await connect({ server: server.url });
    assert.equal(await commentOf(system), '');
  });

  it('writes no file for a CA or a credential that there is not, and nothing without a folder', async () => {
    const written = (name: string): string[] => readdirSync(join(folder, name)).sort();
    const system = client.with({ ca: 'system' });
    const exchange = await system.get('/api');
    exchange.curl({ files: join(folder, 'token') });
    assert.deepEqual(written('token'), ['token']);
    assert.equal(readFileSync(join(folder, 'token', 'token'), 'utf8'), token);
    const nobody = client.with({ anonymous: true });
    (await nobody.get('/api')).curl({ files: join(folder, 'nobody') });
    assert.deepEqual(written('nobody'), ['ca.crt']);
    assert.throws(() => exchange.curl({ files: '' }), { code: 'ARGUMENT_INVALID', message: /path of a folder/ });
    await system.close();
    await nobody.close();
  });
});
