import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { newKey } from '../../src/auth/make-credentials.js';
import { connect } from '../../src/print/connect.js';
import type { Client } from '../../src/request/api.js';

import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';

const encode = (text: string): string => Buffer.from(text).toString('base64');

describe('request: what the checks before sending would stop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-unchecked-'));
  let cluster: TestCluster;
  let admin: Client;
  let token: string;
  let server: string;
  let ca: string;
  let cert: string;
  let key: string;
  const path = '/api/v1/namespaces/default/configmaps/kube-root-ca.crt';
  before(async () => {
    cluster = await practiceCluster();
    server = cluster.server;
    ca = cluster.caPem;
    cert = cluster.admin.certPem;
    key = cluster.admin.keyPem;
    admin = await connect({ server, ca, cert, key });
    token = (await admin.must.token('default')).token ?? '';
  });
  after(async () => {
    await admin.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  /** How many requests came from outside; those of controllers come from the address of the node. */
  const seen = (): number => cluster.events.filter(({ sourceIPs }) => sourceIPs?.includes('127.0.0.1')).length;

  it('J18: a certificate without its key is not sent: the server sees nobody', async () => {
    await assert.rejects(connect({ server, ca, cert }), { code: 'CREDENTIAL_INCOMPLETE' });
    const half = await connect({ server, ca, cert, unchecked: true });
    const exchange = await half.get(path);
    assert.equal(exchange.status, 403);
    assert.match(exchange.body.message, /User "system:anonymous" cannot get/);
    assert.match(exchange.identity.description, /the certificate was given without its key, and TLS sends neither/);
    assert.equal(exchange.tls?.client, undefined);
    assert.match(String(await exchange.explain()), /anonymous/);
    assert.doesNotMatch(exchange.curl(), /--cert /);
    await half.close();
  });

  it('J18: a CA in base64 is no CA, and the check of the server fails', async () => {
    const wrong = admin.with({ ca: encode(ca), unchecked: true });
    const { status, failure } = await wrong.get(path);
    assert.deepEqual([status, failure?.stage, failure?.code], [0, 'tls', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
    assert.match(failure?.message ?? '', /found no certificate in the text of the CA/);
    assert.match(failure?.hint ?? '', /still base64/);
    assert.match(failure?.dialects.curl ?? '', /\(77\)/);
    assert.match(inspect(wrong), /no certificate/);
    await wrong.close();
  });

  it('J18: a key of another certificate, and what is no key or certificate, fail in the words of TLS', async () => {
    const garbage = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    const noCertificate = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const cases: [string, string, RegExp, RegExp][] = [
      [
        cert,
        newKey().pem,
        /^TLS could not begin: the key is not that of the certificate \(.*key values mismatch\)/,
        /does not match/,
      ],
      [cert, garbage, /^TLS could not begin: the key is no private key that can be read/, /PEM data in key/],
      [noCertificate, key, /^TLS could not begin: the certificate is none that can be read/, /certificate/],
      [encode(cert), key, /no start line/, /certificate/],
    ];
    const before = seen();
    for (const [cert, key, message, kubectl] of cases) {
      const wrong = await connect({ server, ca, cert, key, unchecked: true });
      const { status, failure, identity } = await wrong.get(path);
      assert.deepEqual([status, failure?.stage, identity.method], [0, 'tls', 'client certificate']);
      assert.match(failure?.message ?? '', message);
      assert.match(failure?.dialects.kubectl ?? '', kubectl);
      assert.match(failure?.dialects.node ?? '', /^(ERR_OSSL_\w+: )?error:[0-9A-F]+:|^ERR_OSSL_/);
      const { exchange } = await wrong.exec('pod', ['ls']);
      assert.equal(exchange.failure?.stage, 'tls');
      await wrong.close();
    }
    assert.equal(seen(), before);
  });

  it('J18: a token with a line break cannot be written, one in base64 is sent and refused', async () => {
    const broken = admin.with({ token: `${token}\n`, unchecked: true });
    assert.equal(broken.identity.user, 'system:serviceaccount:default:default');
    const { status, failure } = await broken.get(path);
    assert.deepEqual([status, failure?.stage, failure?.code], [0, 'credential', 'TOKEN_INVALID']);
    assert.match(failure?.message ?? '', /"authorization" cannot be written.*Nothing was sent\.$/);
    assert.equal(failure?.dialects.node, 'ERR_INVALID_CHAR: Invalid character in header content ["authorization"]');
    assert.match(failure?.dialects.kubectl ?? '', /net\/http: invalid header field value for "Authorization"$/);
    const encoded = await admin.with({ token: encode(token), unchecked: true }).get(path);
    assert.equal(encoded.status, 401);
    for (const shown of [inspect(encoded), inspect(failure), encoded.curl()]) assert(!shown.includes(token.slice(-40)));
  });

  it('J18: one request is sent unchecked: a header of its own, a token that is read from its file', async () => {
    const file = join(folder, 'token');
    writeFileSync(file, token);
    const robot = await connect({ server, ca, token: file });
    writeFileSync(file, encode(token));
    assert.equal((await robot.get(path)).failure?.code, 'TOKEN_INVALID');
    assert.equal((await robot.request({ method: 'GET', path, unchecked: true })).status, 401);
    const headers = { authorization: `Bearer ${token}\n` };
    await assert.rejects(admin.get(path, { headers }), { code: 'ARGUMENT_INVALID' });
    assert.equal((await admin.get(path, { headers, unchecked: true })).failure?.stage, 'credential');
    await robot.close();
  });

  it('J18: a kubeconfig is taken unchecked too, and a client that is derived goes on unchecked', async () => {
    const kubeconfig = JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'k', cluster: { server, 'certificate-authority-data': encode(ca) } }],
      users: [{ name: 'u', user: { 'client-certificate-data': encode(cert) } }],
      contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    });
    await assert.rejects(connect({ kubeconfig }), { code: 'CREDENTIAL_INCOMPLETE' });
    const client = await connect({ kubeconfig, unchecked: true });
    assert.equal((await client.get(path)).status, 403);
    assert.equal((await client.with({ cert }).get(path)).status, 403);
    await assert.rejects(async () => client.with({ cert, unchecked: false }), { code: 'CREDENTIAL_INCOMPLETE' });
    await client.close();
  });

  it('J19: a patch that is a list of operations is a JSON patch', async () => {
    const metadata = { name: 'patched', namespace: 'default' };
    await admin.must.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: '1' } });
    const target = '/api/v1/namespaces/default/configmaps/patched';
    const patched = await admin.patch(target, [{ op: 'add', path: '/data/b', value: '2' }]);
    assert.deepEqual([patched.status, patched.body.data], [200, { a: '1', b: '2' }]);
    assert.equal(patched.request.headers['content-type'], 'application/json-patch+json');
    assert.equal((await admin.patch(target, '[{ "op": "remove", "path": "/data/a" }]')).status, 200);
    assert.equal((await admin.patch(target, [], { type: 'merge' })).status, 400);
  });
});
