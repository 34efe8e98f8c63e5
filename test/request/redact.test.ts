import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { newKey } from '../../src/auth/make-credentials.js';
import { connect } from '../../src/print/connect.js';
import { redactText } from '../../src/redact-text.js';
import { redactBody, redactHeaders } from '../../src/request/redact.js';
import { fakeJwt, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, type TestServer } from '../helpers/tls-server.js';

describe('request/redact', () => {
  const key = newKey().pem;
  const inner = key.split('\n')[1] ?? '';
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  it('cuts tokens and keys out of any text, wherever they stand', () => {
    const around = fc.string().filter((text) => !/[\w-]$/.test(text));
    fc.assert(
      fc.property(
        around,
        fc.string({ minLength: 1 }),
        fc.constantFrom(' ', '\n', '"', ',', ')'),
        (before, claim, after) => {
          const token = fakeJwt({ sub: claim });
          for (const secret of [token, base64(token)]) {
            const shown = redactText(`${before}${secret}${after}`);
            assert(!shown.includes(secret.slice(-20)), shown);
          }
          for (const secret of [key, base64(key)])
            assert(!redactText(`${before}\n${secret}${after}`).includes(secret.slice(60, 100)));
        },
      ),
    );
    assert(!redactText(`key: ${JSON.stringify(key)}`).includes(inner));
  });

  it('leaves certificates and public keys alone', async () => {
    const { cert } = await makeCa();
    assert.equal(redactText(cert), cert);
    assert.equal(redactText(base64(cert)), base64(cert));
    const { publicKey } = newKey();
    assert.equal(redactText(publicKey), publicKey);
  });

  it('tells a credential from a sentence about credentials', () => {
    for (const text of ['HTTP basic auth (removed in 1.19)', 'the bearer token was refused', 'Authorise: Bearer TOKEN'])
      assert.equal(redactText(text), text);
    const secrets = ['Bearer s3cret-token', 'authorization: bearer abc', '"authorization":"Basic abc"', 'Basic YTpi'];
    for (const text of secrets) assert.match(redactText(text), /(bearer|basic) <redacted, \d+ bytes>/i, text);
  });

  it('hides headers that prove an identity and keeps their scheme', () => {
    const shown = redactHeaders({ authorization: 'Bearer  s3cret-token', cookie: 'a=s3cret', accept: '*/*' });
    assert.match(shown.authorization ?? '', /^Bearer {2}<redacted, 12 bytes>$/);
    assert.deepEqual([/s3cret/.test(JSON.stringify(shown)), shown.accept], [false, '*/*']);
    assert.match(redactHeaders({ authorization: 'Basic YTpi' }).authorization ?? '', /^Basic <redacted/);
    assert.match(redactHeaders({ authorization: 's3cret' }).authorization ?? '', /^<redacted/);
  });

  it('hides such headers however they are written, and shows one that is empty as it is', () => {
    const shown = redactHeaders({ Authorization: 's3cret', Cookie: 'a=s3cret', 'Set-Cookie': 's3cret' });
    assert.ok(!JSON.stringify(shown).includes('s3cret'), JSON.stringify(shown));
    assert.deepEqual(redactHeaders({ authorization: 'Bearer ', cookie: '' }), { authorization: 'Bearer ', cookie: '' });
  });

  it('hides in a JSON patch of a Secret what is secret at its place, and nothing else', () => {
    const applied = 'kubectl.kubernetes.io/last-applied-configuration';
    const hidden = '<redacted, 6 bytes>';
    const rows: [path: unknown, value: unknown, shown: unknown][] = [
      ['/data', { a: 's3cret', b: ['s3cret', 7] }, { a: hidden, b: [hidden, 7] }],
      ['/stringData/a', 's3cret', hidden],
      ['/database', 's3cret', 's3cret'],
      ['', { data: { a: 's3cret' }, type: 'Opaque' }, { data: { a: hidden }, type: 'Opaque' }],
      ['/metadata', { annotations: { [applied]: 's3cret', a: 'b' } }, { annotations: { [applied]: hidden, a: 'b' } }],
      ['/metadata/annotations', { [applied]: 's3cret', a: 'b' }, { [applied]: hidden, a: 'b' }],
      [`/metadata/annotations/${applied.replace('/', '~1')}`, 's3cret', hidden],
      ['/metadata/annotations/a~0b', 's3cret', 's3cret'],
      ['/da~0ta', 's3cret', 's3cret'],
      [7, 's3cret', 's3cret'],
    ];
    for (const [path, value, shown] of rows) {
      const step = { op: 'add', path, value };
      assert.deepEqual(redactBody([step], 'secrets'), [{ op: 'add', path, value: shown }], String(path));
      assert.deepEqual(redactBody([step], 'configmaps'), [step], 'another kind has its data');
    }
    assert.deepEqual(redactBody([{ op: 'remove', path: '/data/a' }, 'odd', null], 'secrets'), [
      { op: 'remove', path: '/data/a' },
      'odd',
      null,
    ]);
    assert.equal(redactBody(null, 'secrets'), null);
  });

  it('hides what is secret in a text by its fields, too, and writes the rest as it was', () => {
    const data = { password: base64('hunter2') };
    const hidden = { password: '<redacted, 12 bytes>' };
    const secret = { kind: 'Secret', metadata: { name: 'a' }, data };
    const shown = { ...secret, data: hidden };
    const json = (value: unknown): string => JSON.stringify(value);
    assert.equal(redactBody(json(secret)), json(shown));
    assert.equal(redactBody(json({ data }), 'secrets'), json({ data: hidden }));
    assert.equal(redactBody(JSON.stringify(secret, null, 4)), JSON.stringify(shown, null, 2));
    const step = (value: string): object => ({ op: 'add', path: '/data/password', value });
    assert.equal(redactBody(json([step('hunter2')]), 'secrets'), json([step('<redacted, 7 bytes>')]));
    // what a watch sends, line by line
    const event = (object: object): string => `${json({ type: 'ADDED', object })}\n`;
    assert.equal(redactBody(event(secret) + event(secret), 'secrets'), event(shown) + event(shown));
    assert.equal(redactBody(`${event(secret)} \r\n${event(secret)}`), event(shown) + event(shown));
    const yaml = 'kind: Secret\nmetadata:\n  name: a\ndata:\n  password: ';
    assert.equal(redactBody(`${yaml}aHVudGVyMg==\n`), `${yaml}<redacted, 12 bytes>\n`);
    assert.equal(redactBody(`${yaml}aHVudGVyMg==\n---\nkind: Pod\n`), `${yaml}<redacted, 12 bytes>\n---\nkind: Pod\n`);
  });

  it('hides all of a text about Secrets that cannot be read, and shows one that holds nothing secret as it is', () => {
    for (const broken of [
      '{"data":{"password":"hunter2"',
      'data:\n password: hunter2\n  a: b\n',
      'data:\n  password: hunter2\n---\na: [1\n',
    ])
      assert.equal(redactBody(broken, 'secrets'), `<redacted, ${broken.length} bytes>`);
    const deep = `{"kind":"Secret","data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    assert.equal(redactBody(deep, 'secrets'), `<redacted, ${deep.length} bytes>`);
    const long = `data:\n  password: hunter2\n${'#'.repeat(200_000)}`;
    assert.equal(redactBody(long, 'secrets'), `<redacted, ${long.length} bytes>`);
    const longest = long.slice(0, 200_000);
    assert.equal(redactBody(longest, 'secrets'), 'data:\n  password: <redacted, 7 bytes>\n');
    const harmless = ['{ "kind": "Secret",  "type": "Opaque" }', 'kind:   Secret\ntype: Opaque\n', 'not found', ''];
    for (const text of harmless) assert.equal(redactBody(text, 'secrets'), text);
    for (const text of [
      '{"kind":"ConfigMap","data":{"a":"b"}}',
      'kind: ConfigMap\ndata: {a: b}\n',
      'kind: Secret: no YAML',
    ])
      assert.equal(redactBody(text), text);
    const token = fakeJwt({ sub: 'x' });
    for (const [text, resource] of [
      [`"${token}"`, 'secrets'],
      [`a log with ${token}`, 'pods'],
    ] as const)
      assert.ok(!String(redactBody(text, resource)).includes(token));
    const value = { a: ['Bearer s3cret-token', { b: token }, 5, null], c: 'plain' };
    const cut = redactBody(value) as typeof value;
    assert.deepEqual([cut.a[0], cut.a[2], cut.a[3], cut.c], ['Bearer <redacted, 12 bytes>', 5, null, 'plain']);
    assert.ok(!JSON.stringify(cut).includes(token));
  });

  it('hides a field of a Secret that is written twice, though its last value alone counts', () => {
    const twice = '{"kind":"Secret","data":{"a":"aHVudGVyMg=="},"data":{}}';
    const shown = '{"kind":"Secret","data":{}}';
    assert.equal(redactBody(twice), shown);
    assert.equal(redactBody(twice, 'secrets'), shown);
    assert.equal(redactBody(`${twice}\n${twice}\n`), `${shown}\n${shown}\n`);
    const merged = 'kind: Secret\n<<: { data: { a: aHVudGVyMg== } }\ndata: {}\n';
    assert.ok(!String(redactBody(merged)).includes('aHVudGVyMg=='));
    const spaced = '{ "kind":\t"Secret",\n "metadata": { "name": "a \\" b  c" } }';
    assert.equal(redactBody(spaced), spaced, 'and one that says all once stays as it is');
    const large = `{ "kind": "Secret", "type": ${JSON.stringify('a "\\n'.repeat(500_000))} }`;
    assert.equal(redactBody(large), large);
  });

  it('shows of reviews and credentials all but the secret', () => {
    const hidden = '<redacted, 6 bytes>';
    const review = (token: string) => ({ kind: 'TokenReview', metadata: {}, spec: { token, audiences: ['a'] } });
    assert.deepEqual(redactBody(review('s3cret')), review(hidden));
    const request = (token: string) => ({ kind: 'TokenRequest', status: { token, expirationTimestamp: 't' } });
    assert.deepEqual(redactBody(request('s3cret')), request(hidden));
    const exec = (secret: string) => ({
      kind: 'ExecCredential',
      status: { token: secret, clientKeyData: secret, clientCertificateData: 'c' },
    });
    assert.deepEqual(redactBody(exec('s3cret')), exec(hidden));
    const list = (secret: string) => ({ items: [{ metadata: { name: 'a' }, data: { a: secret } }] });
    assert.deepEqual(redactBody({ kind: 'SecretList', ...list('s3cret') }), { kind: 'SecretList', ...list(hidden) });
    const config = { kind: 'ConfigMap', data: { a: 's3cret' } };
    assert.deepEqual(redactBody(config), config);
    assert.deepEqual(redactBody({ data: { a: 's3cret' } }, 'configmaps'), { data: { a: 's3cret' } });
  });

  it('hides the data of Secrets in every shape that they come in', () => {
    const data = { password: base64('s3cret-value') };
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'a',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ data }) },
      },
      data,
      stringData: { p: 's3cret-value' },
    };
    const shapes: [unknown, string][] = [
      [secret, ''],
      [
        {
          kind: 'SecretList',
          items: [
            { metadata: {}, data },
            { metadata: {}, stringData: { p: 's3cret-value' } },
          ],
        },
        '',
      ],
      [{ kind: 'List', items: [secret] }, ''],
      [{ type: 'ADDED', object: secret }, ''],
      [{ data }, 'secrets'],
      [{ data, items: [] }, 'secrets'],
      [{ kind: 'secret', data, stringData: { p: 's3cret-value' } }, 'secrets'],
      [{ items: [{ data }] }, 'secrets'],
      [
        [
          { op: 'add', path: '/data/password', value: data.password },
          { op: 'replace', path: '/data', value: data },
        ],
        'secrets',
      ],
      [{ kind: 'TokenRequest', status: { token: 's3cret-value' } }, ''],
      [{ kind: 'TokenReview', spec: { token: 's3cret-value' } }, ''],
      [
        {
          kind: 'Config',
          users: [
            { name: 'u', user: { token: 's3cret-value', password: 's3cret-value', 'client-key-data': data.password } },
          ],
        },
        '',
      ],
    ];
    for (const [body, resource] of shapes) {
      const shown = JSON.stringify(redactBody(body, resource));
      assert(!shown.includes('s3cret-value') && !shown.includes(data.password), shown);
    }
    // and nothing of what is no secret
    const config = { kind: 'ConfigMap', data: { a: 'b' }, metadata: { name: 'n' } };
    assert.deepEqual(redactBody(config), config);
    assert.deepEqual(redactBody({ kind: 'Status', message: 'm', details: { name: 'x' } }, 'secrets'), {
      kind: 'Status',
      message: 'm',
      details: { name: 'x' },
    });
    assert.equal((redactBody(secret) as typeof secret).metadata.name, 'a');
    assert.equal((secret.data as { password: string }).password, base64('s3cret-value'));
  });

  describe('in an exchange', () => {
    let ca: TestCa;
    let server: TestServer;
    const token = fakeJwt({ sub: 'x' });
    before(async () => {
      ca = await makeCa();
      server = await startServer(await serverCertificate(ca), ({ body }) => ({
        body: body || '{}',
        headers: { 'set-cookie': 'session=s3cret-cookie' },
      }));
    });
    after(() => server.close());

    it('no rendering holds a secret, unless it is asked for', async () => {
      const values = fc.string({
        minLength: 12,
        maxLength: 40,
        unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789'),
      });
      const client = await connect({ server: server.url, ca: ca.cert, token: token });
      const open = await connect({ server: server.url, ca: ca.cert, token: token, reveal: true });
      await fc.assert(
        fc.asyncProperty(values, values, async (secret, name) => {
          const body = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'n' }, data: { [name]: base64(secret) } };
          const exchange = await client.post('/api/v1/namespaces/a/secrets', body);
          assert.equal(exchange.body.data[name], base64(secret));
          const shown = [
            inspect(exchange),
            inspect(exchange, { depth: 9, showHidden: true }),
            JSON.stringify(exchange),
            `${exchange}`,
            inspect(exchange.request),
            inspect(exchange.response),
            exchange.curl(),
            exchange.kubectl(),
            JSON.stringify(await exchange.explain()),
            inspect([exchange]),
          ];
          for (const text of shown) {
            for (const word of [base64(secret), token, 's3cret-cookie'])
              assert(!text.includes(word), `${word} in ${text}`);
          }
          const revealed = await open.post('/api/v1/namespaces/a/secrets', body);
          assert(inspect(revealed).includes(base64(secret)));
          assert(revealed.curl().includes(token));
        }),
        { numRuns: 15 },
      );
      await client.close();
      await open.close();
    });

    it('no rendering holds a secret of a text: JSON, YAML, or an answer that is neither', async () => {
      const client = await connect({ server: server.url, ca: ca.cert, token });
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'n' }, data: { a: base64('s3cret-value') } };
      for (const text of [JSON.stringify(secret), stringify(secret), `${JSON.stringify(secret).slice(0, -1)}\n`]) {
        const sent = await client.post('/api/v1/namespaces/a/secrets', text);
        const unknown = await client.post('/apis/example.com/v1/namespaces/a/secrets', text);
        assert.equal(server.requests.at(-1)?.body, text);
        for (const exchange of [sent, unknown]) {
          const shown = [inspect(exchange), JSON.stringify(exchange), exchange.curl(), exchange.kubectl()];
          for (const rendering of [...shown, inspect(exchange.request)])
            assert.ok(!rendering.includes(base64('s3cret-value')), rendering);
        }
      }
      await client.close();
    });
  });
});
