import assert from 'node:assert/strict';
import { renderSimilar } from '../../src/report/similar-page.js';
import { alike } from './hand-made.js';

describe('report/similar-page', () => {
  // rendered by each test, so that a fault in it is that test's
  const page = (): string => renderSimilar({ exercises: [{ title: 'Two ConfigMaps', alike }] });

  it('shows passages side by side, under the names of both', () => {
    assert.match(page(), /<summary>ada \(97 %\) and Emil .* \(50 %\)<\/summary>/);
    assert.match(page(), /<td><pre><code>f\(1\);\ng\(2\);<\/code><\/pre><\/td><td><pre>/);
    assert.match(page(), /5 submissions were compared; very long submissions were read in part/);
  });

  it('accuses nobody, and escapes what learners wrote', () => {
    assert.doesNotMatch(page(), /<script|<img|cheat|plagia|copied/i);
    assert.match(page(), /says nothing of why/);
  });

  it('says when nothing stood out', () => {
    const none = { same: [], pairs: [], compared: 3 };
    assert.match(renderSimilar({ exercises: [{ title: 'x', alike: none }] }), /Nothing stood out/);
  });
});
