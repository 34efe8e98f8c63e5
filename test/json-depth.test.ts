import assert from 'node:assert/strict';
import { tooDeepInJson } from '../src/json-depth.js';

describe('tooDeepInJson', () => {
  const rows: [string, number, number | undefined][] = [
    ['1', 0, undefined],
    ['[]', 0, 0],
    ['[]', 1, undefined],
    ['[[],{"a":[[]]},[]]', 4, undefined],
    ['[[],{"a":[[]]},[]]', 3, 10],
    ['["[[[", "{", []]', 1, 13],
    [String.raw`["\"[[", "\\", [[]]]`, 2, 16],
    ['["ü[", []]', 2, undefined],
    ['[[[[', 3, 3],
  ];
  for (const [text, most, offset] of rows) {
    it(`finds ${offset === undefined ? 'nothing' : `offset ${offset}`} in ${text}, of which ${most} may be open`, () => {
      assert.equal(tooDeepInJson(text, most), offset);
      assert.equal(tooDeepInJson(Buffer.from(text), most), offset);
    });
  }

  it('counts characters of a text, and bytes of its bytes', () => {
    const text = '["ü", [[';
    assert.equal(tooDeepInJson(text, 1), 6);
    assert.equal(tooDeepInJson(Buffer.from(text), 1), 7);
  });
});
