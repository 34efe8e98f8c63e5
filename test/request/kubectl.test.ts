import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import type { Exchange } from '../../src/request/exchange.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

// test/request/commands.test.ts has the usual commands, and runs one
describe('request/kubectl', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let client: Client;
  let folder: string;
  const token = fakeJwt({ sub: 'x' });
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-kubectl-'));
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
  const line = (command: string): string => command.replaceAll(' \\\n  ', ' ');
  /** The command without the flags of the connection, and without kubectl. */
  const asked = async (exchange: Promise<Exchange>): Promise<string> =>
    line((await exchange).kubectl())
      .replace(/^kubectl /, '')
      .replace(/ --kubeconfig \/dev\/null .*--token="\$TOKEN"/, '');
  /** The flags of the connection. */
  const flags = async (one: Client, headers: Record<string, string> = {}): Promise<string> =>
    line((await one.get('/api', { headers })).kubectl()).replace('kubectl get --raw /api ', '');

  it('sends a path of its own as it is, with the body where kubectl takes one', async () => {
    assert.equal(
      await asked(client.delete('/apis/example.com/v1/gears/a')),
      'delete --raw /apis/example.com/v1/gears/a',
    );
    const create = 'create --raw /apis/example.com/v1/gears -f -';
    assert.equal(await asked(client.post('/apis/example.com/v1/gears', undefined)), `${create} <<'EOF'\n\nEOF`);
    assert.equal(await asked(client.post('/apis/example.com/v1/gears', 'a: 1')), `${create} <<'EOF'\na: 1\nEOF`);
    assert.equal(
      await asked(client.put('/apis/example.com/v1/gears/a', { a: 1 })),
      `replace --raw /apis/example.com/v1/gears/a -f - <<'EOF'\n{\n  "a": 1\n}\nEOF`,
    );
    assert.equal(
      await asked(client.post('/api/v1/namespaces/lab/pods/a/eviction', {})),
      `create --raw /api/v1/namespaces/lab/pods/a/eviction -f - <<'EOF'\n{}\nEOF`,
    );
    const token = '/apis/example.com/v1/namespaces/lab/gears/a/token';
    assert.match(
      await asked(client.post(token, {})),
      /^create --raw \/apis\/example\.com\/v1\/namespaces\/lab\/gears\/a\/token /,
    );
    const patch = await client.patch('/apis/example.com/v1/gears/a', {});
    assert.equal(patch.kubectl(), '# kubectl has no command for PATCH of this path; use curl()');
  });

  it('names a namespace, all of them, or none, as the resource has it', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod' };
    assert.match(await asked(client.post('/api/v1/pods', pod)), /^create -f - <<'EOF'\napiVersion: v1\n/);
    assert.equal(await asked(client.post('/api/v1/namespaces', undefined)), `create -f - <<'EOF'\n{}\nEOF`);
    assert.equal(await asked(client.delete('/api/v1/nodes')), 'delete nodes --all --wait=false');
    assert.equal(await asked(client.get('/api/v1/watch/nodes?labelSelector=a')), 'get nodes -l a --watch');
    assert.equal(
      await asked(client.get('/api/v1/namespaces/lab/pods/a/proxy')),
      'get --raw /api/v1/namespaces/lab/pods/a/proxy',
    );
    // the name alone would mean the events of the core group, and no other
    assert.equal(await asked(client.get('/api/v1/namespaces/lab/events')), 'get events -n lab');
    assert.equal(await asked(client.get('/apis/apps/v1/namespaces/lab/deployments')), 'get deployments -n lab');
  });

  it('patches in each way, and applies with force only where the request did', async () => {
    const path = '/api/v1/namespaces/lab/pods/a';
    for (const type of ['json', 'strategic', 'merge'] as const)
      assert.equal(await asked(client.patch(path, {}, { type })), `patch pods a -n lab --type ${type} -p '{}'`);
    const apply = 'apply --server-side --field-manager=kubelab';
    assert.equal(await asked(client.patch(path, 'a: 1', { type: 'apply' })), `${apply} -n lab -f - <<'EOF'\na: 1\nEOF`);
    assert.equal(
      await asked(client.patch(path, 'a: 1', { type: 'apply', query: { force: false } })),
      `${apply} -n lab -f - <<'EOF'\na: 1\nEOF`,
    );
  });

  it('asks what one may as auth can-i does', async () => {
    const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const review = (spec: object): Promise<string> => asked(client.post(reviews, { spec }));
    assert.equal(await review({ nonResourceAttributes: { verb: 'get', path: '/a b' } }), `auth can-i get '/a b'`);
    assert.equal(
      await review({ resourceAttributes: { verb: 'get', resource: 'pods', name: 'a', namespace: 'lab' } }),
      'auth can-i get pods/a -n lab',
    );
    assert.equal(
      await review({ resourceAttributes: { verb: 'get', resource: 'gears', group: 'example.com', name: 'a b' } }),
      `auth can-i get 'gears.example.com/a b' -A`,
    );
    assert.equal(await asked(client.post(reviews, undefined)), `auth can-i '' ''`);
    assert.equal(await asked(client.token('robot')), 'create token robot -n default');
    const path = '/api/v1/namespaces/lab/serviceaccounts/robot/token';
    assert.equal(await asked(client.get(path)), `get --raw ${path}`, 'there is no such part to get');
    assert.equal(
      await asked(client.get('/api/v1/namespaces/lab/serviceaccounts/robot')),
      'get serviceaccounts robot -n lab -o yaml',
    );
  });

  it('has the flags of what the server is checked by, and of each credential', async () => {
    const start = `--kubeconfig /dev/null --server ${server.url}`;
    assert.equal(await flags(client), `${start} --certificate-authority ca.crt --token="$TOKEN"`);
    const lax = await connect({ server: server.url, token, insecure: true }, { warn: () => {} });
    assert.equal(await flags(lax), `${start} --insecure-skip-tls-verify --token="$TOKEN"`);
    const byCertificate = client.with({ cert: jane.cert, key: jane.key, tlsServerName: 'kubernetes' });
    assert.equal(
      await flags(byCertificate),
      `${start} --certificate-authority ca.crt --tls-server-name kubernetes --client-certificate client.crt --client-key client.key`,
    );
    const nobody = client.with({ anonymous: true, ca: 'system' });
    assert.equal(await flags(nobody), start);
    const open = client.with({ reveal: true });
    assert.equal(await flags(open), `${start} --certificate-authority ca.crt --token=${token}`);
    for (const one of [lax, byCertificate, nobody, open]) await one.close();
  });

  it('names the files that material came from, and those that it writes', async () => {
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const fromFiles = client.with({
      ca: file('own-ca', ca.cert),
      cert: file('c', jane.cert),
      key: file('k', jane.key),
    });
    assert.ok(
      (await flags(fromFiles)).endsWith(
        ` --certificate-authority ${folder}/own-ca --client-certificate ${folder}/c --client-key ${folder}/k`,
      ),
    );
    const command = line((await client.get('/api')).kubectl({ files: folder }));
    assert.ok(command.endsWith(` --certificate-authority ${folder}/ca.crt --token="$(cat ${folder}/token)"`), command);
    assert.equal(readFileSync(join(folder, 'token'), 'utf8'), token);
    await fromFiles.close();
  });

  it('says whom the client acts as, before what a header says, and what it has no flag for', async () => {
    const acting = client.as('boss', { groups: ['g', 'h i'], uid: '7' });
    const end = (command: string): string => command.slice(command.indexOf('--token="$TOKEN"') + 17);
    assert.equal(end(await flags(acting)), `--as=boss --as-group=g --as-group='h i' --as-uid=7`);
    assert.equal(end(await flags(client.as('boss'))), '--as=boss');
    assert.equal(end(await flags(client, { 'impersonate-user': 'boss' })), '--as=boss');
    assert.equal(end(await flags(client)), '');
    assert.equal(end(await flags(client.as('boss', { extra: {} }))), '--as=boss');
    const lacks = async (headers: Record<string, string>, one = client): Promise<string> => flags(one, headers);
    assert.match(await lacks({ 'x-own': 'a' }, acting), /no flag for the header X-Own\./);
    assert.match(
      await lacks({ 'x-own': 'a', 'x-remote-user': 'boss' }),
      /the headers X-Own, X-Remote-User\.\n# Only an authenticating proxy speaks for others like that\. Without them/,
    );
    assert.equal(
      await lacks({ 'x-own': 'a' }),
      '# kubectl cannot send this request: it has no flag for the header X-Own.\n# Without it the server would see another request, so use curl().',
    );
    assert.equal(
      await lacks({ 'x-own': 'a', authorization: 'Basic YTpi' }),
      '# kubectl cannot send this request: it has no flag for the headers X-Own, Authorization.\n# Without them the server would see another request, so use curl().',
    );
  });
});
