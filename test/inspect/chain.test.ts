import assert from 'node:assert/strict';
import { issuerChain, keyFits } from '../../src/inspect/chain.js';
import { makeCa } from '../helpers/pki.js';

describe('inspect/chain', () => {
  it('finds issuers by name and signature, a namesake not', async () => {
    const [ca, namesake] = [await makeCa('one'), await makeCa('one')];
    const { cert } = await ca.issue({ cn: 'jane' });
    const names = (others: string): string[] => issuerChain(cert, others).issuers.map(({ pem }) => pem);
    assert.deepEqual(names(`${namesake.cert}${ca.cert}`), [ca.cert]);
    assert.deepEqual(issuerChain(cert, namesake.cert), { issuers: [], complete: false });
    assert.equal(issuerChain(cert, ca.cert).complete, true);
    assert.deepEqual(issuerChain(ca.cert, ''), { issuers: [], complete: true });
    assert.throws(() => issuerChain('x', ''), { code: 'PEM_INVALID' });
  });

  it('tells whether a key is that of a certificate', async () => {
    const ca = await makeCa();
    const [jane, joe] = [await ca.issue({ cn: 'jane' }), await ca.issue({ cn: 'joe' })];
    assert.equal(keyFits(jane.cert, jane.key), true);
    assert.equal(keyFits(jane.cert, joe.key), false);
    assert.throws(() => keyFits(jane.cert, jane.cert), { code: 'PEM_INVALID' });
  });
});
