import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { plainView } from '../../src/print/any-view.js';
import { fakeJwt } from '../helpers/pki.js';

const textOf = (value: unknown, reveal = false): string => JSON.stringify(plainView(value, reveal));

describe('print/any-view', () => {
  it('shows a value with a text of its own by that text, and a plain one as YAML', () => {
    assert.deepEqual(plainView(new Map([['a', 1]]), false), [{ type: 'code', text: "Map(1) { 'a' => 1 }" }]);
    const own = { a: 1, [inspect.custom]: () => 'my own words' };
    assert.deepEqual(plainView(own, false), [{ type: 'code', text: 'my own words' }]);
    assert.deepEqual(plainView({ a: 1 }, false), [{ type: 'code', text: 'a: 1' }]);
  });

  it('shows rows as a table, and a list with something else in it as YAML', () => {
    assert.deepEqual(plainView([{ a: 1, b: null }, { a: 2 }], false), [
      {
        type: 'table',
        caption: '',
        columns: ['a', 'b'],
        rows: [
          ['1', ''],
          ['2', ''],
        ],
      },
    ]);
    assert.deepEqual(plainView([{ a: 1 }, null], false), [{ type: 'code', text: '- a: 1\n- null' }]);
  });

  it('cuts a token out of whatever holds it, unless it is to be revealed', () => {
    const token = fakeJwt({ sub: 'x' });
    class Box {
      token = token;
    }
    // of a table nothing is revealed
    assert.ok(!textOf([{ token }]).includes(token));
    const values = [token, { token }, [token], new Map([['t', token]]), new Box(), new Error(token)];
    for (const value of [...values, Object.assign(() => 1, { toString: () => token })]) {
      assert.ok(!textOf(value).includes(token), textOf(value));
      assert.ok(textOf(value, true).includes(token), textOf(value, true));
    }
  });
});
