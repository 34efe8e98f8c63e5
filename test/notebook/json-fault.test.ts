import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findJsonFault, positionAt } from '../../src/notebook/json-fault.js';

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  const places: [string, number][] = [
    ['{"a": 1,}', 8],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ["{'a': 1}", 1],
    ['{: 1}', 1],
    ['{"a": 1, : 2}', 9],
    ['[01]', 2],
    ['[1.]', 2],
    ['["a\tb"]', 3],
    ['["\\x"]', 2],
    ['{"a": tru}', 6],
    ['[1]]', 3],
    ['{"a": [1, {"b": 2}', 18],
    ['', 0],
    ['[1,]', 3],
  ];
  for (const [text, offset] of places) {
    it(`points at ${offset} in ${JSON.stringify(text)}`, () => assert.equal(findJsonFault(text), offset));
  }

  it('finds none in what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
        assert.equal(findJsonFault(JSON.stringify(value, null, indent)), undefined);
      }),
    );
  });

  it('agrees with JSON.parse on texts with one character changed', () => {
    const change = fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '0', '-', 'e', '.', ' ', '\n', '\\', 't');
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), change, (value, at, char) => {
        const text = JSON.stringify(value);
        const offset = at % text.length;
        const changed = text.slice(0, offset) + char + text.slice(offset + 1);
        assert.equal(findJsonFault(changed) === undefined, parses(changed), changed);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a string of many megabytes', () => {
    const text = `["${'x\\n'.repeat(3_000_000)}" x]`;
    assert.equal(findJsonFault(text), text.length - 2);
  });
});

describe('positionAt', () => {
  it('counts lines and columns from 1', () => {
    assert.deepEqual(positionAt('ab\ncd', 0), { line: 1, column: 1 });
    assert.deepEqual(positionAt('ab\ncd', 4), { line: 2, column: 2 });
  });
});
