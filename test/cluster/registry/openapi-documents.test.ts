import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openapiV3Index } from '../../../src/cluster/openapi/documents.js';
import { kinds } from '../../../src/kube/kinds.js';
import { type Api, apiOf } from '../../helpers/api.js';
import { hasCommand } from '../../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { skip } from '../../helpers/skip.js';

const index = JSON.parse(openapiV3Index().toString()) as { paths: Record<string, { serverRelativeURL: string }> };

describe('cluster/registry/openapi-documents', () => {
  let cluster: TestCluster;
  let api: Api;
  let folder = '';
  const swagger = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
  const oldSwagger = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubelab-openapi-'));
    cluster = await practiceCluster();
    api = apiOf(cluster, cluster.admin);
    await writeFile(join(folder, 'kubeconfig'), cluster.adminKubeconfig(), { mode: 0o600 });
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
    await rm(folder, { recursive: true });
  });

  const accepts: { accept?: string; path: string; type?: string; code?: number }[] = [
    { path: '/openapi/v2', type: 'application/json' },
    { path: '/openapi/v2', accept: '*/*', type: 'application/json' },
    { path: '/openapi/v2', accept: swagger, type: swagger },
    { path: '/openapi/v2', accept: oldSwagger, type: swagger },
    { path: '/openapi/v2', accept: `text/html, ${swagger};q=0.5, application/json;q=0.4`, type: swagger },
    { path: '/openapi/v2', accept: 'text/html', code: 406 },
    { path: '/openapi/v3/api/v1', type: 'application/json' },
    { path: '/openapi/v3/api/v1', accept: 'application/*', type: 'application/json' },
    { path: '/openapi/v3/api/v1', accept: 'application/yaml', code: 406 },
    { path: '/openapi/v3', accept: 'application/json', type: 'text/plain; charset=utf-8' },
    { path: '/openapi/v3/apis/nope/v1', code: 404 },
    { path: '/openapi/v4', code: 404 },
  ];
  for (const { path, accept, type, code = 200 } of accepts) {
    it(`${path} for ${accept ?? 'any type'}: ${code} ${type ?? ''}`, async () => {
      const { code: got, headers } = await api.get(path, { headers: accept ? { accept } : {} });
      assert.equal(got, code);
      if (type) assert.equal(headers['content-type'], type);
    });
  }

  it('answers 304 to who has the document already', async () => {
    for (const path of [
      '/openapi/v2',
      '/openapi/v3/apis/apps/v1',
      index.paths['apis/apps/v1']?.serverRelativeURL ?? '',
    ]) {
      const first = await api.get(path);
      const etag = String(first.headers.etag);
      const modified = String(first.headers['last-modified']);
      assert.match(etag, /^"[0-9A-F]{128}"$/);
      const code = async (headers: Record<string, string>): Promise<number> => (await api.get(path, { headers })).code;
      const again = await api.get(path, { headers: { 'if-none-match': `"x", ${etag}` } });
      assert.deepEqual([again.code, again.text, again.headers.etag], [304, '', etag]);
      assert.equal(again.headers['content-length'], undefined);
      assert.equal(await code({ 'if-none-match': `W/${etag}` }), 304);
      assert.equal(await code({ 'if-none-match': '"x"' }), 200);
      assert.equal(await code({ 'if-modified-since': modified }), 304);
      assert.equal(await code({ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }), 200);
      assert.equal(await code({ 'if-none-match': '"x"', 'if-modified-since': modified }), 200, 'the ETag counts first');
    }
  });

  it('lets a document be kept for ever under its hash, and leads from an old hash to the new one', async () => {
    const url = index.paths['apis/apps/v1']?.serverRelativeURL ?? '';
    const { code, headers } = await api.get(url);
    assert.deepEqual([code, headers['cache-control'], headers.vary], [200, 'public, immutable', 'Accept']);
    assert.ok(Date.parse(String(headers.expires)) > Date.parse(String(headers['last-modified'])));
    const plain = await api.get('/openapi/v3/apis/apps/v1');
    assert.equal(plain.headers['cache-control'], 'no-cache, private');
    const old = await api.get('/openapi/v3/apis/apps/v1?hash=0123');
    assert.deepEqual([old.code, old.headers.location], [301, url]);
  });

  it('answers HEAD without the body, and any other method as GET', async () => {
    const { code, text: body, headers } = await api.call('HEAD', '/openapi/v2');
    assert.deepEqual([code, body, headers['content-type'], headers.vary], [200, '', 'application/json', 'Accept']);
    const { headers: got } = await api.get('/openapi/v2');
    const posted = await api.post('/openapi/v2', {});
    assert.deepEqual([posted.code, posted.headers.etag], [200, got.etag]);
    assert.equal((await api.call('DELETE', '/openapi/v3')).code, 200);
  });

  describe('with kubectl', () => {
    before(function () {
      if (!hasCommand('kubectl')) skip(this, 'kubectl is not installed');
    });

    async function kubectl(
      line: string,
      stdin = '',
      options: readonly string[] = [],
    ): Promise<{ code: number | null; out: string; err: string }> {
      const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: join(folder, 'kubeconfig') };
      const child = spawn('kubectl', [...line.split(' '), ...options], { cwd: folder, env, stdio: 'pipe' });
      child.stdin.end(stdin);
      const ended = new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, out, err };
    }

    const explained: { of: string; sees: RegExp[] }[] = [
      { of: 'pod', sees: [/^KIND: +Pod$/m, /one node/, /^ {2}spec\t<PodSpec>$/m] },
      { of: 'deployment.spec.replicas', sees: [/^GROUP: +apps$/m, /^FIELD: replicas <integer>$/m] },
      { of: 'role.rules.verbs', sees: [/^KIND: +Role$/m, /^FIELD: verbs <\[\]string>$/m, /list, watch/] },
      { of: 'csr.spec', sees: [/^ {2}request\t<string> -required-$/m, /^ {2}extra\t<map\[string\]\[\]string>$/m] },
      { of: 'pod.spec.restartPolicy', sees: [/ENUM:\n {4}Always\n {4}Never\n {4}OnFailure/] },
      { of: 'service.spec.ports.targetPort', sees: [/^FIELD: targetPort <IntOrString>$/m] },
      { of: 'events --api-version=events.k8s.io/v1', sees: [/^GROUP: +events.k8s.io$/m, /^ {2}note\t<string>$/m] },
      { of: 'rolebinding --recursive', sees: [/^ {2}subjects\t<\[\]Subject>\n {4}apiGroup\t<string>$/m] },
      // only this form reads Swagger 2.0, which kubectl takes as protobuf
      {
        of: 'secret --output=plaintext-openapiv2',
        sees: [/^KIND: +Secret$/m, /^ {3}stringData\t<map\[string\]string>$/m],
      },
    ];
    for (const { of, sees } of explained) {
      it(`explain ${of}`, async () => {
        const { code, out, err } = await kubectl(`explain ${of}`);
        assert.equal(code, 0, err);
        for (const pattern of sees) assert.match(out, pattern);
      });
    }

    it('explain names a field that does not exist', async () => {
      const { code, err } = await kubectl('explain pod.spec.nope');
      assert.deepEqual([code, err], [1, 'error: field "nope" does not exist\n']);
    });

    it('explain knows every kind that has a list', async () => {
      const unknown: string[] = [];
      for (const row of kinds.filter((one) => one.verbs.includes('list'))) {
        const apiVersion = row.group ? `${row.group}/${row.version}` : row.version;
        const { code, err } = await kubectl(`explain ${row.resource} --api-version=${apiVersion}`);
        if (code !== 0) unknown.push(`${row.resource}: ${err}`);
      }
      assert.deepEqual(unknown, []);
    });

    const configMap = (name: string, data: object): string =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...data });

    it('apply and create ask whether fields are checked and can be tried', async () => {
      const map = (key: string): string => configMap('a', { data: { key } });
      assert.equal((await kubectl('apply -f -', map('1'))).out, 'configmap/a created\n');
      assert.equal((await kubectl('apply -f -', map('2'))).out, 'configmap/a configured\n');
      const tried = await kubectl('apply --dry-run=server -f -', map('3'));
      assert.equal(tried.out, 'configmap/a configured (server dry run)\n');
      const server = await kubectl('apply --server-side --force-conflicts -f -', map('4'));
      assert.equal(server.out, 'configmap/a serverside-applied\n');
      const refused = await kubectl('create --validate=strict -f -', configMap('b', { dta: {} }));
      assert.equal(refused.code, 1);
      assert.match(refused.err, /strict decoding error: unknown field "dta"/);
    });

    it('diff shows what apply would change', async function () {
      if (!hasCommand('diff')) return skip(this, 'diff is not installed');
      await kubectl('apply -f -', configMap('c', { data: { key: 'before' } }));
      const { code, out } = await kubectl('diff -f -', configMap('c', { data: { key: 'after' } }));
      assert.equal(code, 1);
      assert.match(out, /^- {2}key: before\n\+ {2}key: after$/m);
    });

    it('finds the same in Swagger 2.0 where there is no OpenAPI 3.0', async () => {
      const asked: string[] = [];
      const old = await withoutV3(cluster, asked);
      try {
        const through = ['--server', old.url];
        const map = (key: string): string => configMap('d', { data: { key } });
        const created = await kubectl('apply -f -', map('1'), through);
        assert.equal(created.out, 'configmap/d created\n', created.err);
        const tried = await kubectl('apply --dry-run=server -f -', map('2'), through);
        assert.equal(tried.out, 'configmap/d configured (server dry run)\n', tried.err);
        const refused = await kubectl('create --validate=strict -f -', configMap('e', { dta: {} }), through);
        assert.match(refused.err, /strict decoding error: unknown field "dta"/);
        assert.deepEqual([...new Set(asked)], [oldSwagger]);
      } finally {
        await old.close();
      }
    });
  });
});

/** The cluster as a server of old times shows it, without TLS; notes in which form Swagger 2.0 is asked for. */
async function withoutV3(cluster: TestCluster, asked: string[]): Promise<{ url: string; close(): Promise<void> }> {
  const { certPem: cert, keyPem: key } = cluster.admin;
  const server = createServer((incoming, outgoing) => {
    const { url = '', method, headers } = incoming;
    if (url.startsWith('/openapi/v3')) return void outgoing.writeHead(404).end('404 page not found\n');
    if (url.startsWith('/openapi/v2')) asked.push(headers.accept ?? '');
    const forward = request(cluster.server + url, { method, headers, cert, key, ca: cluster.caPem }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forward.on('error', () => outgoing.destroy());
    incoming.pipe(forward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
