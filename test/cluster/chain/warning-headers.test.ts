import assert from 'node:assert/strict';
import { warningHeaders } from '../../../src/cluster/chain/warning-headers.js';

describe('warningHeaders', () => {
  it('quotes each warning, and leaves out what no header can hold', () => {
    assert.deepEqual(warningHeaders(['a "b"', 'two\nlines']), ['299 - "a \\"b\\""']);
  });

  it('cuts them when they are more than 4096 characters together', () => {
    assert.equal(warningHeaders(['x'.repeat(4096)])[0]?.length, 4096 + '299 - ""'.length);
    const many = warningHeaders(Array.from({ length: 30 }, (_, i) => `${i} ${'x'.repeat(400)}`));
    assert.equal(many.length, 16);
    assert.ok(many.every((header) => header.length === 256 + '299 - ""'.length));
  });
});
