import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '../../src/inspect/base64.js';

describe('inspect/base64', () => {
  it('takes back what it made, in lines and in the form of URLs too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(fromBase64(toBase64(text)), text);
        assert.equal(fromBase64(`${toBase64(text)}\n`), text);
        assert.equal(fromBase64(Buffer.from(text).toString('base64url')), text);
      }),
    );
  });

  it('refuses what is no base64', () => {
    for (const text of ['a b!', '{"a":1}', 'é']) assert.throws(() => fromBase64(text), { code: 'ARGUMENT_INVALID' });
  });
});
