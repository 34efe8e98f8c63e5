import assert from 'node:assert/strict';
import { quoted, sentence, shown } from '../../src/grader/show-text.js';

describe('text in a verdict', () => {
  it('is whole up to its longest, and one character more is cut with a sign', () => {
    assert.equal(shown('x y'.repeat(20)), 'x y'.repeat(20));
    assert.equal(shown(`${'x y'.repeat(20)}z`), `${'x y'.repeat(20).slice(0, 59)}…`);
    assert.equal(sentence('é'.repeat(300)), 'é'.repeat(300));
    assert.equal(sentence('😀'.repeat(301)), `${'😀'.repeat(299)}…`);
  });

  it('has a sign in the place of what is another one at the next run', () => {
    assert.equal(quoted('run-1764039105123'), '"run-…"');
    assert.equal(shown('web-7d9f8b6c5d-x7f9z'), 'web-…-…');
  });
});
