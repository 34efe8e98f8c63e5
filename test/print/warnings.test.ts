import assert from 'node:assert/strict';
import { warningsOf } from '../../src/print/warnings.js';

describe('print/warnings', () => {
  const read = (warning: string): string[] => warningsOf({ status: 201, reason: '', headers: { warning } });

  it('J9: reads each warning of the server, quotes and other scripts too', () => {
    assert.deepEqual(read('299 - "unknown field \\"dta\\""'), ['unknown field "dta"']);
    assert.deepEqual(read('299 - "one, 299 - two", 299 kube "three"'), ['one, 299 - two', 'three']);
    const bytes = Buffer.from('unknown field "größe"').toString('latin1').replaceAll('"', '\\"');
    assert.deepEqual(read(`299 - "${bytes}"`), ['unknown field "größe"']);
    assert.deepEqual(read('299 - "größe"'), ['größe'], 'what is UTF-8 no more stays as it is');
  });

  it('passes over other codes and what is none', () => {
    assert.deepEqual(read('199 - "other"'), []);
    assert.deepEqual(read('nonsense'), []);
    assert.deepEqual(warningsOf(undefined), []);
    assert.deepEqual(warningsOf({ status: 200, reason: '', headers: {} }), []);
  });
});
