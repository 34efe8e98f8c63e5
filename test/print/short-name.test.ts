import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shortNames } from '../../src/print/short-name.js';

describe('print/short-name', () => {
  it('cuts a long name in the middle, and leaves a short one', () => {
    const short = shortNames(['robot', `${'a'.repeat(40)}-${'b'.repeat(40)}`]);
    assert.equal(short('robot'), 'robot');
    assert.equal(short(`${'a'.repeat(40)}-${'b'.repeat(40)}`), `${'a'.repeat(20)}…${'b'.repeat(19)}`);
  });

  it('J5: shows the place where two long names differ, so that they do not become the same', () => {
    const names = ['dev', 'prod', 'stage'].map(
      (place) => `continuous-integration-pipeline-of-the-team-${place}-may-edit-all-in-the-laboratory`,
    );
    const short = shortNames(names);
    assert.deepEqual(names.map(short), [
      'continuous-int…team-dev-m…the-laboratory',
      'continuous-int…team-prod-…the-laboratory',
      'continuous-int…team-stage…the-laboratory',
    ]);
  });

  it('keeps any names apart', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '…'), maxLength: 60 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), fc.integer({ min: 16, max: 40 }), (names, most) => {
        const short = names.map(shortNames(names, most));
        assert.equal(new Set(short).size, names.length);
      }),
      { numRuns: 2000 },
    );
  });
});
