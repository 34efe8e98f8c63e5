import assert from 'node:assert/strict';
import type { Output } from '../../src/notebook/document.js';
import { plainText, valueText } from '../../src/notebook/plain-text.js';

describe('an output as plain text', () => {
  const value = (data: Record<string, unknown>): Output => ({ output_type: 'execute_result', data, metadata: {} });
  const shown: Output = { output_type: 'display_data', data: { 'text/plain': 'a table' }, metadata: {} };
  const printed: Output = { output_type: 'stream', name: 'stdout', text: 'one\n' };
  const thrown: Output = { output_type: 'error', ename: 'Error', evalue: 'no', traceback: ['\u001b[31mError: no'] };

  it('is what was printed, shown or thrown', () => {
    const outputs = [printed, shown, value({ 'text/plain': '2' }), value({ 'image/png': 'x' }), thrown];
    assert.deepEqual(outputs.map(plainText), ['one\n', 'a table', '2', '', 'Error: no']);
  });

  it('is the value of a cell, and of no other output', () => {
    assert.equal(valueText(value({ 'text/plain': '2' })), '2');
    for (const other of [printed, shown, thrown, value({ 'text/plain': ['2'] }), undefined]) {
      assert.equal(valueText(other), undefined);
    }
  });
});
