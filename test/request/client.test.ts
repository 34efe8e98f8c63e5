import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { KubelabError } from '../../src/errors.js';
import { unverifiedMark } from '../../src/kube/user-agent.js';
import type { Client } from '../../src/request/api.js';
import { connect, createConnect } from '../../src/request/connect.js';
import { type Face, jupyterDisplay, plainFace } from '../../src/request/face.js';
import { rawOf } from '../../src/request/sent-exchange.js';
import { fakeJwt, type Issued, makeCa, serverCertificate, type TestCa } from '../helpers/pki.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

describe('request/client', () => {
  let ca: TestCa;
  let jane: Issued;
  let server: TestServer;
  let client: Client;
  const token = fakeJwt({ sub: 'system:serviceaccount:lab:robot' });
  before(async () => {
    ca = await makeCa();
    jane = await ca.issue({ cn: 'jane', o: ['dev'] });
    server = await startServer(await serverCertificate(ca), ({ method, url }) => {
      if (url.endsWith('?odd=1')) return { status: 201, body: '' };
      if (url.endsWith('?odd=2')) return { status: 201, body: {} };
      if (url.endsWith('?odd=3')) {
        const answer = { allowed: true, reason: 'r', userInfo: { username: 'jane' }, token, expirationTimestamp: 't' };
        return { status: 503, body: { status: answer } };
      }
      if (url.startsWith('/refuse'))
        return status(403, 'Forbidden', 'forbidden: User "jane" cannot get path "/refuse"');
      if (url.includes('/token'))
        return {
          status: 201,
          body: { kind: 'TokenRequest', status: { token, expirationTimestamp: '2026-01-01T00:00:00Z' } },
        };
      if (url.includes('selfsubjectreviews'))
        return {
          status: 201,
          body: { kind: 'SelfSubjectReview', status: { userInfo: { username: 'jane', groups: ['dev'] } } },
        };
      if (url.endsWith('selfsubjectaccessreviews'))
        return {
          status: 201,
          body: { kind: 'SelfSubjectAccessReview', status: { allowed: true, reason: 'RBAC: allowed' } },
        };
      if (url === '/broken') return { status: 502, body: { error: 'bad gateway' } };
      if (url === '/twice') return { headers: { 'x-a': ['1', '2'] } };
      if (url === '/text') return { body: 'plain text', headers: { 'content-type': 'text/plain' } };
      return { body: { kind: 'Answer', method, url } };
    });
    client = await connect({ server: server.url, ca: ca.cert, cert: jane.cert, key: jane.key });
  });
  beforeEach(() => {
    server.requests.length = 0;
  });
  after(async () => {
    await client.close();
    await server.close();
  });
  const connectionsOf = ({ http }: TestServer): Promise<number> =>
    new Promise((resolve, reject) => http.getConnections((error, count) => (error ? reject(error) : resolve(count))));
  const last = (): TestServer['requests'][number] => {
    const request = server.requests.at(-1);
    assert(request);
    return request;
  };

  it('records request, answer, TLS, times and identity', async () => {
    const exchange = await client.get('/api');
    assert.deepEqual([exchange.status, exchange.ok, exchange.body.kind], [200, true, 'Answer']);
    assert.equal(last().clientName, 'jane');
    assert.equal(exchange.identity.user, 'jane');
    assert.equal(exchange.request.headers.host, `127.0.0.1:${server.port}`);
    assert.equal(exchange.tls?.protocol, 'TLSv1.3');
    assert.equal(exchange.tls?.verified, true);
    assert.equal(exchange.tls?.server?.subject.commonName, 'kube-apiserver');
    assert.match(exchange.tls?.verification ?? '', /CN=test-ca/);
    assert.equal(exchange.tls?.client?.subject, 'O=dev, CN=jane');
    assert(exchange.timings.total > 0 && (exchange.timings.firstByte ?? 0) > 0);
    assert.deepEqual(Object.keys(exchange.request).sort(), ['headers', 'method', 'path', 'url'], 'and no body');
    for (const other of [undefined, null, 5, 'text', {}]) assert.equal(rawOf(other), undefined);
  });

  it('tells a new connection from one that was open, each with the right times', async () => {
    const fresh = client.with({ cert: jane.cert, key: jane.key });
    const first = await fresh.get('/a');
    // undici gives a connection back one turn of the event loop after its answer
    await new Promise((resolve) => setImmediate(resolve));
    const second = await fresh.get('/b');
    assert.deepEqual([first.timings.reused, second.timings.reused], [false, true]);
    assert((first.timings.tls ?? 0) > 0 && second.timings.tls === undefined);
    assert.equal(second.tls?.server?.subject.commonName, 'kube-apiserver');
    await fresh.close();
  });

  it('keeps exchanges apart that run at once', async () => {
    const exchanges = await Promise.all(Array.from({ length: 8 }, (_, n) => client.get(`/n/${n}`)));
    for (const [n, exchange] of exchanges.entries()) {
      assert.equal(exchange.body.url, `/n/${n}`);
      assert.equal(exchange.tls?.verified, true);
    }
  });

  it('sends every method with its body, and a text as it is', async () => {
    await client.post('/x', { a: 1 });
    assert.deepEqual(
      [last().method, last().body, last().headers['content-type']],
      ['POST', '{"a":1}', 'application/json'],
    );
    await client.put('/x', '{"b":2}');
    assert.deepEqual([last().method, last().body], ['PUT', '{"b":2}']);
    await client.delete('/x', { query: { dryRun: 'All', gone: undefined } });
    assert.deepEqual([last().method, last().url], ['DELETE', '/x?dryRun=All']);
    await client.request({ method: 'options', path: '/x?a=b', query: { c: 1 } });
    assert.deepEqual([last().method, last().url], ['OPTIONS', '/x?a=b&c=1']);
    assert.equal((await client.get('/text')).body, 'plain text');
    assert.equal((await client.get('/twice')).response?.headers['x-a'], '1, 2');
  });

  it('chooses the content type of a patch', async () => {
    const pod = '/api/v1/namespaces/a/pods/b';
    const type = (): string | undefined => last().headers['content-type'];
    await client.patch(pod, {});
    assert.equal(type(), 'application/strategic-merge-patch+json');
    await client.patch('/apis/example.com/v1/things/b', {});
    assert.equal(type(), 'application/merge-patch+json');
    await client.patch(pod, [], { type: 'json' });
    assert.equal(type(), 'application/json-patch+json');
    await client.patch(pod, {}, { type: 'apply', force: true });
    assert.deepEqual([type(), last().url], ['application/apply-patch+yaml', `${pod}?fieldManager=kubelab&force=true`]);
    await client.patch(pod, {}, { type: 'apply', force: false, fieldManager: 'me' });
    assert.equal(last().url, `${pod}?fieldManager=me`);
    for (const wrong of ['wrong', 'toString']) {
      await assert.rejects(client.patch(pod, {}, { type: wrong as 'json' }), {
        code: 'ARGUMENT_INVALID',
        message: `There is no patch of the type "${wrong}".`,
      });
    }
    // a list of operations is known as such, also as text
    for (const operations of [[], ' [ ]']) {
      await client.patch(pod, operations);
      assert.equal(type(), 'application/json-patch+json');
    }
    await client.patch(pod, '{"a":[]}');
    assert.equal(type(), 'application/strategic-merge-patch+json');
  });

  it('takes a parameter from the query as from an option, which goes before it', async () => {
    const query = { labelSelector: 'a=b', limit: 5, resourceVersion: '7' };
    await client.list('nodes', { query, limit: 2 });
    assert.equal(last().url, '/api/v1/nodes?labelSelector=a%3Db&limit=2&resourceVersion=7');
    const watched = async (options: object): Promise<string> => {
      // the server's answer is no event: what counts is what was asked
      for await (const _event of client.watch('nodes', options)) break;
      return last().url;
    };
    assert.equal(
      await watched({ query: { fieldSelector: 'x=y', timeoutSeconds: 3 } }),
      '/api/v1/nodes?fieldSelector=x%3Dy&watch=true&timeoutSeconds=3',
    );
    assert.equal(await watched({ query: { timeoutSeconds: 3 }, timeoutSeconds: 0 }), '/api/v1/nodes?watch=true');
    assert.equal(await watched({}), '/api/v1/nodes?watch=true&timeoutSeconds=60');
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' } };
    await client.create(node, { query: { fieldManager: 'me' } });
    assert.equal(last().url, '/api/v1/nodes?fieldManager=me');
    await client.apply(node, { query: { fieldManager: 'me', force: true } });
    assert.equal(last().url, '/api/v1/nodes/a?fieldManager=me&force=true');
    await client.apply(node, { fieldManager: 'own', query: { fieldManager: 'me' } });
    assert.equal(last().url, '/api/v1/nodes/a?fieldManager=own');
    await client.patch('/api/v1/nodes/a', {}, { query: { fieldManager: 'me' } });
    assert.equal(last().url, '/api/v1/nodes/a?fieldManager=me');
  });

  it('finds the path of resources and objects', async () => {
    const cases: [() => Promise<unknown>, string][] = [
      [
        () => client.list('po', { namespace: 'lab', labelSelector: 'a=b', limit: 2 }),
        'GET /api/v1/namespaces/lab/pods?labelSelector=a%3Db&limit=2',
      ],
      [() => client.list('deployments.apps'), 'GET /apis/apps/v1/deployments'],
      [() => client.list('/apis/x/v1/y'), 'GET /apis/x/v1/y'],
      [
        () => client.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'lab' } }),
        'POST /api/v1/namespaces/lab/configmaps?fieldManager=kubelab',
      ],
      [
        () => client.create('apiVersion: v1\nkind: Namespace\nmetadata:\n  name: lab\n'),
        'POST /api/v1/namespaces?fieldManager=kubelab',
      ],
      [
        () => client.apply('{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}', { namespace: 'lab' }),
        'PATCH /apis/apps/v1/namespaces/lab/deployments/web?fieldManager=kubelab',
      ],
    ];
    for (const [send, expected] of cases) {
      await send();
      assert.equal(`${last().method} ${last().url}`, expected);
    }
  });

  it('refuses what is no path, resource or object, without sending anything', async () => {
    const cases: [() => Promise<unknown>, RegExp][] = [
      [() => client.get('pods'), /begins with a slash/],
      [() => client.get(undefined as unknown as string), /undefined/],
      [() => client.get('/a b'), /white space/],
      [() => client.list('pod z'), /"pod z" is no name of a resource/],
      [() => client.list('nodes', { namespace: 'a' }), /in no namespace/],
      [() => client.list(undefined as unknown as string), /of the type undefined is no name of a resource/],
      [() => client.create({}), /no apiVersion/],
      [() => client.create('5'), /not an object/],
      [() => client.create(null as unknown as object), /not an object/],
      [() => client.create([]), /not an object/],
      [() => client.create('a: [1'), /not YAML/],
      [() => client.create('a: *b\nc: 1\n'), /not YAML: the alias \*b has no anchor/],
      [() => client.create('a: 1\n---\nb: 2\n'), /several/],
      [() => client.apply({ apiVersion: 'v1', kind: 'Pod', metadata: {} }), /metadata\.name/],
      [() => client.post('/x', 5n), /bigint|JSON/],
      [() => client.request({ method: 'G E T', path: '/' }), /method/],
      [() => client.get('/', { headers: { 'x-a': 'b\nc' } }), /header/],
      [() => client.token(''), /service account/],
      [() => client.token(5 as unknown as string), /service account/],
      [() => client.can('', 'pods'), /verb/],
      [() => client.can('list', undefined as unknown as string), /verb/],
      [() => client.can('list', ''), /verb/],
      [() => client.exec('', []), /pod/],
      [() => client.exec('', 'ls'), /pod/],
      [() => client.exec(5 as unknown as string, 'ls'), /pod/],
      [() => client.exec('p', []), /command/],
      [() => client.exec('p', undefined as unknown as string), /command/],
    ];
    for (const [send, text] of cases) {
      await assert.rejects(send, (error: unknown) => {
        assert(error instanceof KubelabError, String(error));
        assert.equal(error.code, 'ARGUMENT_INVALID');
        assert.match(error.message, text);
        return true;
      });
    }
    // this one sends nothing, and throws at once
    const promise = Promise.resolve('boss') as unknown as string;
    assert.throws(() => client.as(promise), {
      code: 'ARGUMENT_INVALID',
      message: /client\.as\(\).*an await is missing/,
    });
    assert.equal(server.requests.length, 0);
  });

  it('refuses a header that cannot be sent, with what is wrong in it', async () => {
    const character = 'its name or value holds a character that headers do not carry';
    const plain = 'Give names and values as plain text.';
    const cases: [name: string, value: unknown, words: string, hint: string][] = [
      ['x-a', 'b\n', character, 'There is a line break in the value: trim it.'],
      ['x-a', 'b\u{1f511}', character, plain],
      ['x a', 'b', character, plain],
      ['x:a', 'b', character, plain],
      ['x-a', 5, 'its value is not a text', plain],
      ['x-a', undefined, 'its value is not a text', plain],
      ['x-a', ['b\n'], 'its value is not a text', 'There is a line break in the value: trim it.'],
    ];
    for (const [name, value, words, hint] of cases) {
      const headers = { [name]: value as string };
      await assert.rejects(client.get('/api', { headers }), {
        code: 'ARGUMENT_INVALID',
        message: `The header "${name}" cannot be sent: ${words}.`,
        hint,
      });
    }
    assert.equal(server.requests.length, 0);
    await client.get('/api', { headers: { 'x-a': 'b\t\u00e9', "x!#$%&'*+.^`|~": '' } });
    assert.equal(last().headers['x-a'], 'b\t\u00e9');
  });

  it('asks who you are, what you may, and for a token', async () => {
    const who = await client.whoami();
    assert.deepEqual(who.user, { username: 'jane', groups: ['dev'] });
    assert.deepEqual(JSON.parse(last().body), {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
    });
    const can = await client.can('get', 'pods/log', { namespace: 'lab', name: 'x' });
    assert.deepEqual([can.allowed, can.reason], [true, 'RBAC: allowed']);
    const { apiVersion, kind } = JSON.parse(last().body);
    assert.deepEqual([apiVersion, kind], ['authorization.k8s.io/v1', 'SelfSubjectAccessReview']);
    assert.deepEqual(JSON.parse(last().body).spec.resourceAttributes, {
      namespace: 'lab',
      verb: 'get',
      group: '',
      resource: 'pods',
      subresource: 'log',
      name: 'x',
    });
    await client.can('get', '/metrics');
    assert.deepEqual(JSON.parse(last().body).spec.nonResourceAttributes, { path: '/metrics', verb: 'get' });
    await client.can('list', 'things.example.com');
    assert.equal(JSON.parse(last().body).spec.resourceAttributes.group, 'example.com');
    const asked = await client.token('robot', {
      namespace: 'lab',
      audiences: ['a'],
      seconds: 600,
      boundTo: { kind: 'Pod', name: 'p' },
    });
    assert.deepEqual([asked.token, asked.expires], [token, '2026-01-01T00:00:00Z']);
    assert.deepEqual(JSON.parse(last().body).spec, {
      audiences: ['a'],
      expirationSeconds: 600,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'p' },
    });
    const copy = { ...asked };
    for (const shown of [inspect(asked), JSON.stringify(asked), inspect(copy, { getters: true, depth: 9 })])
      assert(!shown.includes(token));
  });

  it('takes an answer to can() that does not say it for a no, and finds nobody and no token in an empty one', async () => {
    for (const odd of [1, 2]) {
      const options = { query: { odd } };
      const answer = await client.can('list', 'pods', options);
      assert.deepEqual([answer.status, answer.allowed, answer.reason], [201, false, '']);
      assert.equal((await client.whoami(options)).user, undefined);
      const asked = await client.token('robot', options);
      assert.deepEqual([asked.token, asked.expires], [undefined, undefined]);
      const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
      assert.deepEqual(JSON.parse(last().body), request);
      assert.deepEqual(asked.request.body, request);
    }
  });

  it('believes no yes, no user and no token in an answer that is no success', async () => {
    const options = { query: { odd: 3 } };
    const { status, allowed, reason } = await client.can('list', 'pods', options);
    assert.deepEqual([status, allowed, reason], [503, false, 'r']);
    assert.equal((await client.whoami(options)).user, undefined);
    const asked = await client.token('robot', options);
    assert.deepEqual([asked.token, asked.expires], [undefined, undefined]);
  });

  it('asks about a resource that nobody may serve as it was written', async () => {
    const asked = async (resource: string): Promise<unknown> => {
      await client.can('list', resource);
      return JSON.parse(last().body).spec.resourceAttributes;
    };
    assert.deepEqual(await asked('gears.example.com'), { verb: 'list', group: 'example.com', resource: 'gears' });
    assert.deepEqual(await asked('*'), { verb: 'list', group: '*', resource: '*' });
    const deployments = { verb: 'list', group: 'apps', resource: 'deployments' };
    for (const name of ['deployments.apps', 'deploy']) assert.deepEqual(await asked(name), deployments, name);
    await assert.rejects(asked('gears.v1beta1.example.com'), { code: 'ARGUMENT_INVALID', message: /does not serve/ });
  });

  it('says of a server that is not checked what the check would have found, and of one that failed it why', async () => {
    const lax = await connect({ server: server.url, insecure: true }, { warn: () => {} });
    const strict = await connect({ server: server.url, ca: (await makeCa('other-ca')).cert });
    const fault = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
    const factsOf = async (one: Client): Promise<unknown> => {
      const { status, tls } = await one.get('/api');
      return [status, tls?.verified, tls?.fault, tls?.verification];
    };
    const words = `not checked, as was asked for; the check would have failed with ${fault}`;
    assert.deepEqual(await factsOf(lax), [200, false, fault, words]);
    // the audit log of a cluster shows the User-Agent, and so who did not look
    const sentBy = last().headers['user-agent'];
    await client.get('/api');
    assert.deepEqual([sentBy, last().headers['user-agent']], [`kubelab ${unverifiedMark}`, 'kubelab']);
    assert.deepEqual(await factsOf(strict), [0, false, fault, `failed: ${fault}`]);
    await lax.close();
    await strict.close();
    // a connection to a server that failed the check does not stay open
    const strange = await startServer(await serverCertificate(ca));
    const failing = await connect({ server: strange.url, ca: (await makeCa('other-ca')).cert });
    assert.equal((await failing.get('/api')).failure?.stage, 'tls');
    await until('the connection is closed', async () => (await connectionsOf(strange)) === 0);
    await failing.close();
    await strange.close();
  });

  it('looks at a refusal, and throws it under must', async () => {
    const exchange = await client.get('/refuse');
    assert.deepEqual([exchange.status, exchange.ok, exchange.body.reason], [403, false, 'Forbidden']);
    await assert.rejects(
      client.must.get('/refuse'),
      (error: KubelabError) => error.code === 'REQUEST_FAILED' && /403: forbidden: User "jane"/.test(error.message),
    );
    assert.equal((await client.must.get('/api')).status, 200);
    await assert.rejects(client.must.get('/broken'), { message: 'GET /broken was answered with 502' });
  });

  it('sends another credential, none, and the headers of impersonation', async () => {
    await client.with({ token: token }).get('/api');
    assert.deepEqual([last().headers.authorization, last().clientName], [`Bearer ${token}`, undefined]);
    await client.with({ anonymous: true }).get('/api');
    assert.deepEqual([last().headers.authorization, last().clientName], [undefined, undefined]);
    const acting = client.as('boss', { groups: ['a, b', 'c'], uid: '7', extra: { 'x/y': ['1', '2'], Scope: ['3'] } });
    const exchange = await acting.get('/api');
    const raw = last().rawHeaders;
    const values = (name: string): string[] =>
      raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name);
    assert.deepEqual(values('impersonate-user'), ['boss']);
    assert.deepEqual(values('impersonate-group'), ['a, b', 'c']);
    assert.deepEqual(values('impersonate-uid'), ['7']);
    assert.deepEqual(values('impersonate-extra-x%2fy'), ['1', '2']);
    assert.equal(raw[raw.indexOf('impersonate-extra-scope') + 1], '3', 'the key stands in small letters');
    assert.equal(last().clientName, 'jane');
    assert.equal(exchange.identity.impersonating?.user, 'boss');
    await client.as('boss').get('/api');
    const names = last().rawHeaders.filter((name) => /^impersonate-/i.test(name));
    assert.deepEqual(names, ['impersonate-user']);
  });

  it('has the identity of the token that stands in its file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-client-'));
    const file = join(folder, 'token');
    writeFileSync(file, `${token}\n`);
    const robot = client.with({ token: file });
    assert.equal(robot.identity.user, 'system:serviceaccount:lab:robot');
    await robot.close();
    rmSync(folder, { recursive: true });
  });

  it('lets a request replace the Authorization header, and says whose identity that is', async () => {
    const plain = client.with({ anonymous: true });
    const shapes: [string, string, string | undefined][] = [
      [`bearer ${token}`, 'bearer token', 'system:serviceaccount:lab:robot'],
      ['Basic YTpi', 'authorization header', undefined],
      [token, 'authorization header', undefined],
    ];
    for (const [header, method, user] of shapes) {
      const { identity } = await plain.get('/api', { headers: { Authorization: header } });
      assert.equal(last().headers.authorization, header);
      assert.deepEqual([identity.method, identity.user], [method, user]);
    }
  });

  it('has the identity of a certificate beside an Authorization header, and of both beside a token', async () => {
    const shapes: [string, string, string | undefined][] = [
      ['Basic YTpi', 'client certificate', 'jane'],
      [`Bearer ${token}`, 'client certificate and bearer token', 'jane'],
    ];
    for (const [authorization, method, user] of shapes) {
      const { identity } = await client.get('/api', { headers: { authorization } });
      assert.deepEqual([identity.method, identity.user, last().clientName], [method, user, 'jane']);
    }
    const robot = client.with({ token });
    const { identity } = await robot.get('/api', { headers: { authorization: '  Bearer abc def' } });
    assert.match(identity.description, /the bearer of a token that is not a JWT/);
    const acting = await robot.as('boss').get('/api', { headers: { authorization: 'Basic YTpi' } });
    assert.deepEqual([acting.identity.method, acting.identity.impersonating?.user], ['authorization header', 'boss']);
    await robot.close();
  });

  it('says whom a request speaks for by its headers, beside whose credential it carries', async () => {
    const { identity } = await client.get('/api', { headers: { 'X-Remote-User': 'alice' } });
    assert.equal(identity.user, 'jane');
    assert.match(identity.description, /^jane by client certificate.*, speaking for alice \(X-Remote-User\)$/);
    const plain = (await client.get('/api')).identity;
    assert.equal(plain.description, 'jane by client certificate, groups dev');
  });

  it('shows an exchange with its secrets when it is asked to, or when the client reveals', async () => {
    const shown: [string, boolean][] = [];
    const show: Face['show'] = ({ request }, reveal) => void shown.push([request.path, reveal]);
    const own = await createConnect({ ...plainFace, show })({ server: server.url, ca: ca.cert });
    const open = own.with({ reveal: true });
    for (const one of [own, open]) {
      (await one.get('/a')).show();
      (await one.get('/b')).show({ reveal: true });
      (await one.get('/c')).show({ reveal: false });
      await one.close();
    }
    const always: [string, boolean][] = [
      ['/b', true],
      ['/c', false],
    ];
    assert.deepEqual(shown, [['/a', false], ...always, ['/a', true], ...always]);
  });

  it('shows itself without a stack', () => {
    assert.match(inspect(client), /^Client of https:\/\/127\.0\.0\.1:\d+ as jane by client certificate/);
    assert.deepEqual(Reflect.get(client, jupyterDisplay)(), { 'text/plain': inspect(client) });
    assert.deepEqual(Object.getOwnPropertySymbols({ ...client }), [], 'a copy of its fields shows these as they are');
  });
});
