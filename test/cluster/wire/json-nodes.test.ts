/** JSON read with the order of its fields, and Go's words for faults of syntax. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { duplicateFields, fromNode, maxDepth, parseJson, toNode } from '../../../src/cluster/wire/json-nodes.js';

const faults: [string, string][] = [
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a"', 'unexpected end of JSON input'],
  ['"a', 'unexpected end of JSON input'],
  ['{a: 1}', "invalid character 'a' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a": 1 "b"}', `invalid character '"' after object key:value pair`],
  ['{"a": 1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['nul', 'unexpected end of JSON input'],
  ['trie', "invalid character 'i' in literal true (expecting 'u')"],
  ['01', "invalid character '1' after top-level value"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1ex', "invalid character 'x' in exponent of numeric literal"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
  ['{} {}', "invalid character '{' after top-level value"],
];

describe('parseJson', () => {
  for (const [text, message] of faults) {
    it(`says of ${JSON.stringify(text)}: ${message}`, () => assert.throws(() => parseJson(text), { message }));
  }

  it('keeps the order of fields, fields given twice, and numbers as written', () => {
    assert.deepEqual(parseJson('{"b": 1e3, "a": 12345678901234567890, "b": null, "c": 2E-3}'), {
      is: 'object',
      entries: [
        ['b', { is: 'number', text: '1e3' }],
        ['a', { is: 'number', text: '12345678901234567890' }],
        ['b', { is: 'null' }],
        ['c', { is: 'number', text: '2E-3' }],
      ],
    });
  });

  it('names fields that stand twice, in lists as well', () => {
    const text = '{"a": [{"b": 1}, {"b": 1, "c": {"d": 1, "d": 2}, "b": 2}], "e": 1, "e": 2}';
    const twice = ['a[1].c.d', 'a[1].b', 'e'].map((path) => `duplicate field "${path}"`);
    assert.deepEqual(duplicateFields(parseJson(text)), twice);
  });

  it('reads what JSON.stringify writes, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        assert.deepEqual(fromNode(parseJson(JSON.stringify(value))), JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('makes the same nodes of a value as of its text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) =>
        assert.deepEqual(fromNode(toNode(value)), JSON.parse(JSON.stringify(value))),
      ),
    );
  });

  it('gives a field called __proto__ no power', () => {
    const value = fromNode(parseJson('{"__proto__": {"admin": true}}')) as { admin?: boolean };
    assert.equal(value.admin, undefined);
    assert.equal(Object.keys(value)[0], '__proto__');
  });

  it('stops at a body that nests too deep', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.doesNotThrow(() => parseJson(nested(maxDepth)));
    assert.throws(() => parseJson(nested(maxDepth + 1)), { message: 'exceeded max depth' });
    assert.throws(() => parseJson('{"a":'.repeat(1_000_000)), { message: 'exceeded max depth' });
  });
});
