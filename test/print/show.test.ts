import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { newKey } from '../../src/auth/make-credentials.js';
import { connect } from '../../src/print/connect.js';
import { show } from '../../src/print/show.js';
import type { Client } from '../../src/request/api.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';
import { written } from '../helpers/written.js';

describe('print/show, outside a notebook', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let client: Client;
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'tok', namespace: 'lab' },
    type: 'kubernetes.io/service-account-token',
    data: { token: Buffer.from('s3cret-token').toString('base64'), namespace: Buffer.from('lab').toString('base64') },
  };
  const rbac = 'rbac.authorization.k8s.io';
  const bodies: Record<string, object> = {
    '/secret': secret,
    '/roles': {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleList',
      metadata: {},
      items: [{ metadata: { name: 'view' }, rules: [{ verbs: ['list'], apiGroups: [''], resources: ['pods'] }] }],
    },
    '/bindings': {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBindingList',
      metadata: {},
      items: [
        {
          metadata: { name: 'b', namespace: 'lab' },
          roleRef: { kind: 'ClusterRole', name: 'view' },
          subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'lab' }],
        },
      ],
    },
    '/list': {
      apiVersion: 'v1',
      kind: 'NamespaceList',
      metadata: {},
      items: [{ metadata: { name: 'lab' }, status: { phase: 'Active' } }],
    },
  };
  before(async () => {
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane', o: ['dev'] });
    server = await startServer(await serverCertificate(ca), ({ url }) => ({ body: bodies[url] ?? {} }));
    client = await connect({ server: server.url, ca: ca.cert, cert: jane.cert, key: jane.key });
  });
  after(() => server.close());

  it('a certificate, with what Kubernetes makes of it', async () => {
    const text = await written(() => show.certificate(jane.cert));
    assert.match(text, /user name \(CN\) +jane/);
    assert.match(text, /groups \(O\) +dev/);
    assert.match(await written(() => show.certificate(jane.cert + ca.cert)), /Certificate of a CA/);
    const old = await ca.issue({ cn: 'x', notBefore: new Date(0), notAfter: new Date(1) });
    assert.match(await written(() => show.certificate(old.cert)), /Valid: expired \d+ years ago/);
    const soon = await ca.issue({
      cn: 'x',
      notBefore: new Date(Date.now() + 3 * 86_400_000),
      notAfter: new Date(1e13),
    });
    assert.match(await written(() => show.certificate(soon.cert)), /Valid: not yet valid: it begins in 3 days/);
    assert.throws(() => show.certificate('x'), { code: 'PEM_INVALID' });
  });

  it('whether a key and a CA fit a certificate, which is signed by whom', async () => {
    const fits = await written(() => show.certificate(jane.cert, { key: jane.key, ca: ca.cert }));
    assert.match(fits, /signed by +CN=test-ca \(itself\)/);
    assert.match(fits, /CA +fits[\s\S]*private key +fits/);
    const namesake = await makeCa();
    const other = await written(() => show.certificate(jane.cert, { key: newKey(), ca: namesake.cert }));
    assert.match(other, /signed by +CN=test-ca\n/);
    assert.match(other, /CA +does not fit[\s\S]*private key +does not fit/);
    assert.match(await written(() => show.certificate(ca.cert, { ca: ca.cert })), /CA +fits/);
    assert(!fits.includes('PRIVATE KEY'));
    assert.throws(() => show.certificate(jane.cert, { key: 'x' }), { code: 'PEM_INVALID' });
  });

  it('a token, never its signature', async () => {
    const token = fakeJwt({ sub: 'system:serviceaccount:lab:robot', aud: ['a'], exp: 1 });
    const text = await written(() => show.jwt(token));
    assert.match(text, /signature +not checked/);
    assert.match(text, /expiry +expired \d+ years ago \(1970-01-01/);
    assert.match(text, /aud +a\n +audience: for whom it is meant/);
    assert.match(text, /exp +1: 1970-01-01T00:00:01.000Z, \d+ years ago/);
    assert(!text.includes(token.split('.')[2] ?? ''));
    assert.match(await written(() => show.jwt(token, { jwks: { keys: [] } })), /not good: the JWKS has no key k1/);
  });

  it('a kubeconfig, with what is wrong in a context beside the others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-show-'));
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const path = join(folder, 'config');
    writeFileSync(
      path,
      stringify({
        'current-context': 'good',
        clusters: [{ name: 'k', cluster: { server: 'https://h:1', 'certificate-authority-data': base64(ca.cert) } }],
        users: [
          { name: 'jane', user: { 'client-certificate-data': base64(jane.cert), 'client-key-data': base64(jane.key) } },
          { name: 'old', user: { username: 'a', password: 's3cret' } },
        ],
        contexts: [
          { name: 'good', context: { cluster: 'k', user: 'jane' } },
          { name: 'bad', context: { cluster: 'k', user: 'old' } },
        ],
      }),
    );
    const text = await written(() => show.kubeconfig(path));
    assert.match(text, /\* current: context good -> cluster k, user jane, namespace default/);
    assert.match(text, /\* +good +k +jane +default\n +bad +k +old/);
    assert.match(text, /\* +k +https:\/\/h:1 +CN=test-ca/);
    assert.match(text, /\* +jane +jane by client certificate, groups dev\n +old +[\s\S]*1\.19/);
    assert.doesNotMatch(text, /s3cret|PRIVATE KEY/);
    assert.match(await written(() => show.kubeconfig(path, { reveal: true })), /BEGIN PRIVATE KEY/);
    rmSync(folder, { recursive: true });
  });

  it('a Secret, decoded, its secrets hidden unless revealed', async () => {
    for (const given of [secret, await client.get('/secret')]) {
      const text = await written(() => show.secret(given));
      assert.match(text, /token +12 +<redacted, 12 bytes>/);
      assert.match(text, /namespace +3 +lab/);
    }
    assert.match(await written(() => show.secret(secret, { reveal: true })), /s3cret-token/);
    assert.throws(() => show.secret({ kind: 'Pod', metadata: {} }), { code: 'ARGUMENT_INVALID' });
  });

  it('rows as a table', async () => {
    assert.equal(
      await written(() =>
        show.table([
          { a: 1, b: { c: 2 } },
          { a: null, d: true },
        ]),
      ),
      'A   B         D\n1   {"c":2}   \n              true'.replace(/ +$/gm, ''),
    );
    assert.match(await written(() => show.table([{ a: 1, b: 2 }], ['b'], { caption: 'title' })), /^title\nB\n2$/);
    assert.throws(() => show.table('x' as unknown as object[]), { code: 'ARGUMENT_INVALID' });
  });

  it('who may do what', async () => {
    const from = [await client.get('/roles'), await client.get('/bindings')];
    const text = await written(() => show.access({ from: from, verb: 'list', resource: 'pods' }));
    assert.match(text, /Who may list pods/);
    assert.match(text, /ServiceAccount lab\/robot +RoleBinding b in lab +ClusterRole view +list: pods \(core\)/);
    assert.match(await written(() => show.access({ from: from, verb: 'delete' })), /none\nNo binding says so/);
    await assert.rejects(() => show.access({ from: 'x' } as unknown as { from: [] }), { code: 'ARGUMENT_INVALID' });
  });

  it('what differs between two objects, secrets compared and not shown', async () => {
    const after = { ...secret, metadata: { ...secret.metadata, labels: { a: 'b' } }, data: { token: btoa('other') } };
    const text = await written(() => show.diff(secret, after));
    assert.match(text, /^Secret tok: 3 fields differ/);
    assert.match(text, /\+ +metadata\.labels\.a +b/);
    assert.match(text, /~ +data\.token +<redacted, 16 bytes> +<redacted, 8 bytes>/);
    assert.match(text, /- +data\.namespace/);
    assert(!text.includes(btoa('other')));
    assert.match(await written(() => show.diff(secret, after, { reveal: true })), new RegExp(btoa('other')));
    const exchange = await client.get('/secret');
    assert.equal(await written(() => show.diff(exchange, secret)), 'No field differs.');
    const items = (...names: string[]): object => ({ spec: { list: names.map((name) => ({ name, value: name })) } });
    assert.match(
      await written(() => show.diff(items('a', 'b'), items('new', 'a', 'b'))),
      /2 fields differ[\s\S]*spec\.list\[new\]\.name/,
      'an item put before others moves none of them',
    );
  });

  it('anything else: exchanges, clients, explanations, lists, values', async () => {
    const exchange = await client.get('/list');
    assert.match(
      await written(() => show(exchange)),
      /GET \/list -> 200 OK, \d+ ms, as jane by client certificate.*\n(✓ TLS.*\n)?NamespaceList, 1 item\nNAME +STATUS +AGE\nlab +Active/,
    );
    assert.match(await written(() => exchange.show()), /NamespaceList/);
    assert.match(await written(() => show(client)), /Client of https/);
    const elsewhere = client.with({ tlsServerName: 'lesson.example' }).with({ tlsServerName: 'other.example' });
    const shown = await written(() => show(elsewhere));
    assert.match(shown, /for the name +other\.example/);
    assert.equal(shown.match(/changed by with\(\)/g)?.length, 1);
    assert.match(await written(async () => show(await exchange.explain())), /routing +passed/);
    assert.match(await written(() => show(exchange.body)), /NamespaceList, 1 item/);
    assert.match(await written(() => show([{ a: 1 }])), /^A\n1$/);
    assert.equal(await written(() => show('text')), 'text');
    assert.equal(await written(() => show(undefined)), 'undefined');
    assert.match(await written(() => show(secret)), /redacted/);
    const key = newKey();
    for (const value of [key, { key: key }, { pem: key.pem }, key.pem])
      assert.doesNotMatch(
        await written(() => show(value)),
        new RegExp(key.pem.split('\n')[1]?.replace(/[+/]/g, '.') ?? 'x'),
      );
  });
});
