import assert from 'node:assert/strict';
import { nextUid } from '../../src/sandbox/next-uid.js';

describe('the user of a run', () => {
  it('is another one each time, and none that a system gives away', () => {
    const ids = Array.from({ length: 200 }, nextUid);
    assert.equal(new Set(ids).size, 200);
    assert.ok(ids.every((id) => id >= 0x70000000 && id < 2 ** 31));
    const first = 0x70000000 + (process.pid % 0x10000) * 256;
    assert.ok(
      ids.every((id) => id >= first && id < first + 256),
      'other processes have other ids',
    );
  });
});
