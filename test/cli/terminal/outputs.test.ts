import assert from 'node:assert/strict';
import { outputText } from '../../../src/cli/terminal/outputs.js';
import { makeStyle } from '../../../src/cli/terminal/style.js';
import type { Output } from '../../../src/notebook/document.js';

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const fault: Output = {
  ...{ output_type: 'error', ename: 'RangeError', evalue: 'too far' },
  traceback: [red('RangeError: too far'), `    at \x1b[32mcell-3.ts:2:7\x1b[39m`],
};

describe('the fault of a cell in a terminal', () => {
  it('J23: is plain without colours, whatever colours the kernel gave it', () => {
    const text = outputText(fault, { style: makeStyle(false), width: 80 });
    assert.equal(text, 'RangeError: too far\n    at cell-3.ts:2:7\n');
  });

  it('J23: has the name and what is wrong in red with them', () => {
    const text = outputText(fault, { style: makeStyle(true), width: 80 });
    assert.equal(text, `${red('RangeError: too far')}\n    at cell-3.ts:2:7\n`);
  });
});
