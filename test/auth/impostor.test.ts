import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { type Impostor, impostor } from '../../src/auth/impostor.js';
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
