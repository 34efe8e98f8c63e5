/** How many values of a schema a request can hold, by which the cost of rules is estimated. */
import assert from 'node:assert/strict';
import { maxBytes } from '../../../../src/cluster/cel/expression-types.js';
import type { Schema } from '../../../../src/cluster/custom/definition-spec.js';
import { mostOf, ruleName } from '../../../../src/cluster/custom/rules/rule-types.js';

describe('the most values of a schema', () => {
  const text = (minLength: number): Schema => ({ type: 'string', minLength });
  const bytes: [what: string, schema: Schema, least: number][] = [
    ['a number', { type: 'integer' }, 1],
    ['a text', { type: 'string' }, 2],
    ['a text of a length', text(97), 99],
    ['a bool', { type: 'boolean' }, 4],
    ['a list', { type: 'array' }, 2],
    ['an object', { type: 'object', properties: { a: text(9) } }, 2],
    [
      'an object with a field that it has to have',
      { type: 'object', required: ['ab'], properties: { ab: text(9) } },
      19,
    ],
    [
      'an object with a field that is filled in',
      { type: 'object', required: ['ab'], properties: { ab: { type: 'string', minLength: 9, default: 'x' } } },
      9,
    ],
  ];
  for (const [what, schema, least] of bytes) {
    it(`is what fits of ${what}, ${least} bytes and a comma each`, () => {
      assert.equal(mostOf(schema), Math.ceil(maxBytes / (least + 1)));
      assert.equal(mostOf(schema, 4), Math.ceil(maxBytes / (least + 5)));
    });
  }
});

describe('the name of a property in a rule', () => {
  it('spells out words of the language and characters that no name has', () => {
    const names = ['plain', 'in', 'namespace', 'a.b', 'a-b', 'a/b', 'a__b'];
    const written = ['plain', '__in__', '__namespace__', 'a__dot__b', 'a__dash__b', 'a__slash__b', 'a__underscores__b'];
    assert.deepEqual(names.map(ruleName), written);
  });
});
