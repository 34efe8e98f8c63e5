import assert from 'node:assert/strict';
import { integer, isInteger } from '../../src/kube/integer.js';

describe('whole numbers', () => {
  it('are those that Go keeps in 64 bits', () => {
    for (const text of ['0', '-1', '+7', '007', '9223372036854775807', '-9223372036854775808'])
      assert.ok(isInteger(text), text);
    for (const text of ['', '-', '1.0', '1e3', ' 1', '0x1', '1_000', '9223372036854775808', '-9223372036854775809'])
      assert.ok(!isInteger(text), text);
  });

  it('of a parameter are read, or refused in the words of strconv', () => {
    assert.equal(integer(null), undefined);
    assert.equal(integer('+7'), 7);
    const refused: [text: string, why: string][] = [
      ['', 'invalid syntax'],
      ['x', 'invalid syntax'],
      ['99999999999999999999', 'value out of range'],
    ];
    for (const [text, why] of refused) {
      assert.throws(() => integer(text), { code: 400, message: `strconv.ParseInt: parsing "${text}": ${why}` });
    }
  });
});
