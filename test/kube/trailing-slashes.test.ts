import assert from 'node:assert/strict';
import { withoutTrailingSlashes } from '../../src/kube/trailing-slashes.js';

describe('a text without the slashes at its end', () => {
  it('keeps all others', () => {
    const texts = ['', '/', '///', 'a', 'a/', '/a//b//', 'a/b'];
    assert.deepEqual(texts.map(withoutTrailingSlashes), ['', '', '', 'a', 'a', '/a//b', 'a/b']);
  });

  it('is found in one pass, also where a million slashes are not at the end', () => {
    const text = `${'/'.repeat(1_000_000)}a`;
    assert.equal(withoutTrailingSlashes(text), text);
  });
});
