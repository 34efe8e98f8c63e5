import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { inspect } from 'node:util';
import { type Impostor, impostor } from '../../src/auth/impostor.js';
import { decodeCertificate } from '../../src/inspect/x509.js';
import { connect } from '../../src/request/connect.js';
import { fakeJwt, makeCa } from '../helpers/pki.js';

describe('auth/impostor', () => {
  const token = fakeJwt({ sub: 'system:serviceaccount:a:b' });
  let man: Impostor;
  beforeEach(async () => {
    man = await impostor();
  });
  afterEach(() => man.close());

  it('gets the token of a client that does not check, and shows it redacted', async () => {
    const client = await connect({ server: man.server, token, insecure: true }, { warn: () => {} });
    const exchange = await client.get('/api/v1/secrets');
    assert.equal(exchange.status, 401);
    assert.equal(man.seen[0]?.authorization, `Bearer ${token}`);
    for (const shown of [inspect(man.seen), JSON.stringify(man.seen), inspect(man, { depth: 5 })])
      assert(!shown.includes(token));
  });

  it('shows a certificate for the names of an API server, and answers as one that knows nobody', async () => {
    const { subject, alternativeNames, extendedKeyUsages } = decodeCertificate(man.certificate);
    assert.deepEqual(
      [subject.commonName, extendedKeyUsages, alternativeNames],
      [
        'kube-apiserver',
        ['serverAuth'],
        ['DNS:localhost', 'IP Address:127.0.0.1', 'DNS:kubernetes', 'DNS:kubernetes.default.svc'],
      ],
    );
    const client = await connect({ server: man.server, insecure: true }, { warn: () => {} });
    const { response, body } = await client.post('/api/v1/namespaces?dryRun=All', {});
    assert.equal(response?.headers['content-type'], 'application/json');
    assert.deepEqual(body, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
    await client.with({ token }).get('/api');
    const shown = `Bearer <redacted, ${token.length + 7} characters>`;
    assert.deepEqual(JSON.parse(JSON.stringify(man.seen)), [
      { method: 'POST', path: '/api/v1/namespaces?dryRun=All' },
      { method: 'GET', path: '/api', authorization: shown },
    ]);
    assert.deepEqual(
      man.seen.map((request) => inspect(request)),
      ['POST /api/v1/namespaces?dryRun=All with no Authorization header', `GET /api with authorization: ${shown}`],
    );
    assert.deepEqual(
      man.seen.flatMap((request) => Reflect.ownKeys({ ...request })),
      ['method', 'path', 'method', 'path'],
    );
  });

  it('is there for this machine alone, keeps no program running, and ends what was begun', async () => {
    const { port } = new URL(man.server);
    await assert.rejects(once(connectTcp(Number(port), '127.0.0.2'), 'connect'), { code: 'ECONNREFUSED' });
    const held = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const before = held();
    const other = await impostor();
    assert.equal(held(), before);
    const socket = connectTcp(Number(new URL(other.server).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    const ended = once(socket, 'close');
    await other.close();
    await ended;
  });

  it('gets nothing from a client that checks, though the handshake was begun', async () => {
    const ca = (await makeCa()).cert;
    const client = await connect({ server: man.server, token, ca });
    const exchange = await client.get('/api/v1/secrets');
    assert.equal(exchange.status, 0);
    assert.equal(exchange.failure?.stage, 'tls');
    assert.equal(man.connections, 1);
    assert.deepEqual(man.seen, []);
  });
});
