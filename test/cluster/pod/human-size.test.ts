import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { humanSize } from '../../../src/cluster/pod/human-size.js';
import { skip } from '../../helpers/skip.js';

describe('a size for people', () => {
  for (const [bytes, wanted] of [
    [0, '0'],
    [1023, '1023'],
    [1024, '1.0K'],
    [1025, '1.1K'],
    [10_138, '10K'],
    [10_241, '11K'],
    [2 ** 20 - 1, '1.0M'],
    [2 ** 30, '1.0G'],
    [2 ** 50 * 3, '3.0P'],
  ] as const) {
    it(`${bytes} bytes are ${wanted}`, () => assert.equal(humanSize(bytes), wanted));
  }

  it('is written as coreutils write it', function () {
    const sizes = fc.sample(fc.oneof(fc.nat(20_000), fc.maxSafeNat()), 2000);
    const args = ['--to=iec', '--round=up', ...sizes.map(String)];
    const { stdout, error } = spawnSync('numfmt', args, { encoding: 'utf8', env: { PATH: process.env.PATH } });
    if (error) skip(this, 'no numfmt here');
    assert.deepEqual(sizes.map(humanSize), stdout.trim().split('\n'));
  });
});
