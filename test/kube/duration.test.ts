import assert from 'node:assert/strict';
import { durationFault } from '../../src/kube/duration.js';

describe('durationFault', () => {
  it('has nothing against durations', () => {
    for (const text of ['', '0', '1s', '-1.5h', '1h30m', '.5ms', '1.s', '3µs'])
      assert.equal(durationFault(text), undefined);
  });
  const faults: Record<string, string> = {
    abc: 'time: invalid duration "abc"',
    '-': 'time: invalid duration "-"',
    '10': 'time: missing unit in duration "10"',
    '1h5': 'time: missing unit in duration "1h5"',
    '1x': 'time: unknown unit "x" in duration "1x"',
    '1d': 'time: unknown unit "d" in duration "1d"',
    '.s': 'time: invalid duration ".s"',
  };
  for (const [text, fault] of Object.entries(faults)) {
    it(`says what is wrong with ${text}`, () => assert.equal(durationFault(text), fault));
  }
});
