import assert from 'node:assert/strict';
import { durationFault, readDuration } from '../../src/kube/duration.js';

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
    '1constructor': 'time: unknown unit "constructor" in duration "1constructor"',
    '+': 'time: invalid duration "+"',
    '1..5s': 'time: missing unit in duration "1..5s"',
    '1é': 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"',
    'a"b\\\n': 'time: invalid duration "a\\"b\\\\\\x0a"',
    '2562048h': 'time: invalid duration "2562048h"',
    '-2562048h': 'time: invalid duration "-2562048h"',
  };
  for (const [text, fault] of Object.entries(faults)) {
    it(`says what is wrong with ${text}`, () => assert.equal(durationFault(text), fault));
  }
});

describe('readDuration', () => {
  const durations: Record<string, bigint> = {
    0: 0n,
    '-0': 0n,
    '1h1m1s1ms1us1ns': 3_661_001_001_001n,
    '1.5h': 5_400_000_000_000n,
    '-.5s': -500_000_000n,
    '+1.s': 1_000_000_000n,
    '1.9999999999s': 1_999_999_999n,
    '3µs': 3000n,
    '3μs': 3000n,
    '9223372036854775807ns': 9_223_372_036_854_775_807n,
    '-9223372036854775808ns': -9_223_372_036_854_775_808n,
  };
  for (const [text, nanos] of Object.entries(durations)) {
    it(`gives the nanoseconds of ${text}`, () => assert.equal(readDuration(text), nanos));
  }

  it('takes no text for no duration', () => assert.equal(readDuration(''), 'time: invalid duration ""'));
});
