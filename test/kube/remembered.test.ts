import assert from 'node:assert/strict';
import { remembered } from '../../src/kube/remembered.js';

describe('kube/remembered', () => {
  it('makes a value once for each text, also while another is made of it', () => {
    const made: string[] = [];
    const pathOf = remembered((text): { parts: string[] } => {
      made.push(text);
      return { parts: text === '' ? [] : [...pathOf(text.slice(1)).parts, text] };
    });
    assert.deepEqual(pathOf('ab').parts, ['b', 'ab']);
    assert.equal(pathOf('b'), pathOf('b'));
    assert.deepEqual(made, ['ab', 'b', '']);
  });

  it('asks again after an error', () => {
    let isBroken = true;
    const lengthOf = remembered((text) => {
      if (isBroken) throw new Error('broken');
      return { length: text.length };
    });
    assert.throws(() => lengthOf('abc'), /broken/);
    isBroken = false;
    assert.deepEqual(lengthOf('abc'), { length: 3 });
  });
});
