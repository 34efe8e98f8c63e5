import assert from 'node:assert/strict';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';

describe('code that is typed line by line', () => {
  let kernel: KernelHere;
  before(() => {
    kernel = kernelHere();
  });
  after(() => kernel.close());

  for (const code of [
    'const manifest = `',
    'const manifest = `\nkind: Pod\nmetadata:',
    `f(\`a \${b} c`,
    `f(\`a \${b`,
    'if (true) {',
    'f(1,',
    '/* a comment',
  ]) {
    it(`goes on behind ${JSON.stringify(code)}`, () => assert.equal(kernel.isWhole(code), false));
  }

  for (const code of [
    '1 + 1',
    `f(\`a \${b} c\`)`,
    "const quote = '`';",
    '// a ` in a comment',
    "const fault = 'open",
    'f)',
  ]) {
    it(`is at its end behind ${JSON.stringify(code)}`, () => assert.equal(kernel.isWhole(code), true));
  }

  it('ends with two empty lines, whatever is open', () => {
    for (const code of ['const manifest = `\n\n\n', 'if (true) {\n\n']) assert.equal(kernel.isWhole(code), true, code);
  });
});
