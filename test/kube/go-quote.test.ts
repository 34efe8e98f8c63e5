import assert from 'node:assert/strict';
import { goQuote, unprintable } from '../../src/kube/go-quote.js';

describe('goQuote', () => {
  it('writes what can be printed as it is, and escapes the rest as Go does', () => {
    assert.equal(goQuote('a "b" \\ é 日 🎉'), '"a \\"b\\" \\\\ é 日 🎉"');
    assert.equal(goQuote('~ !#[]'), '"~ !#[]"');
    assert.equal(goQuote('\x1f\x80\uffff\u{10000}'), '"\\x1f\\u0080\\uffff𐀀"');
    assert.equal(goQuote('\0\x07\n\x7f\u00a0\u200b\u{e0001}'), '"\\x00\\a\\n\\x7f\\u00a0\\u200b\\U000e0001"');
  });

  it('finds what cannot be printed, by bytes', () => {
    assert.deepEqual(unprintable('é\n\u200b'), [
      { name: 'U+000A', position: 2 },
      { name: 'U+200B', position: 3 },
    ]);
  });
});
