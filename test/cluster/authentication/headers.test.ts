import assert from 'node:assert/strict';
import { extraOf, headerValue, headerValues } from '../../../src/cluster/authentication/headers.js';

describe('headers', () => {
  it('may be there once, several times or not at all', () => {
    const headers = { once: 'a', twice: ['a', 'b'], never: undefined, none: [] };
    const first = Object.keys(headers).map((name) => headerValue(headers, name));
    assert.deepEqual(first, ['a', 'a', undefined, undefined]);
    const all = Object.keys(headers).map((name) => headerValues(headers, name));
    assert.deepEqual(all, [['a'], ['a', 'b'], [], []]);
  });

  it('are bytes of UTF-8, which Node gives each as a letter', () => {
    const headers = { one: 'J\u00c3\u00b6rg', list: ['J\u00c3\u00b6rg', 'Ann'] };
    assert.equal(headerValue(headers, 'one'), 'Jörg');
    assert.equal(headerValue(headers, 'list'), 'Jörg');
    assert.deepEqual(headerValues(headers, 'list'), ['Jörg', 'Ann']);
  });

  it('give the extra of a user, in the order of their names, with escapes undone where they are some', () => {
    const headers = { 'x-b': '1', 'x-a%2fb': ['2', '3'], 'x-%61%2fb': '4', 'x-50%': '5', other: '6', 'not-x-a': '7' };
    const extra = extraOf(headers, 'x-');
    assert.deepEqual(Object.entries(extra), [
      ['a/b', ['4', '2', '3']],
      ['50%', ['5']],
      ['b', ['1']],
    ]);
    assert.deepEqual(extraOf({ other: 'a' }, 'x-'), {});
    assert.deepEqual(Object.entries(extraOf({ 'x-__proto__': '1' }, 'x-')), [['__proto__', ['1']]]);
  });
});
