import assert from 'node:assert/strict';
import { join } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';

describe('await at the top of a cell', () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel(kernelCommand({ folder: join(import.meta.dirname, '../fixtures/notebooks') }));
    await kernel.execute('async function* some() {\n  yield 1;\n  yield 2;\n}');
  });
  after(() => kernel.shutdown());

  const loops = {
    'is all of the cell': ['for await (const n of some()) console.log(n);', '1\n2\n'],
    'stands in blocks': ['if (true) {\n  { for await (const n of some()) { console.log(n); } }\n}', '1\n2\n'],
    'has a label': ['out: for await (const n of some()) { console.log(n); break out; }', '1\n'],
    'goes over what is awaited': ['for await (const n of await (async () => some())()) console.log(n);', '1\n2\n'],
    'comes before a value': [
      'const all: number[] = [];\nfor await (const n of some()) all.push(n);\nall',
      '[ 1, 2 ]\n',
    ],
    'is followed by a use of its outcome': ['all.length', '2\n'],
  } as const;
  for (const [name, [code, shown]] of Object.entries(loops)) {
    it(`J4: a loop "for await" runs that ${name}`, async () => {
      const { status, outputs } = await kernel.execute(code);
      assert.equal(outputText(outputs), shown);
      assert.equal(status, 'ok');
    });
  }

  it('J4: a fault in such a loop has its own line', async () => {
    const { executionCount, outputs } = await kernel.execute(
      "for await (const n of some()) {\n  if (n === 2)\n    throw new Error('two');\n}",
    );
    assert.equal(outputText(outputs), `Error: two\n    at cell-${executionCount}.ts:3:11\n`);
  });

  const refused = {
    'a loop in a function': [
      'function f() { for await (const n of some()); }',
      /^1:20 - 'for await' loops are only allowed/,
    ],
    'in a method': ['const o = { m() { await 1; } }', /^1:19 - 'await' expressions are only allowed/],
    'in a method of a class': [
      'const C = class {\n  m() { await 1; }\n}',
      /^2:9 - 'await' expressions are only allowed/,
    ],
  } as const;
  for (const [name, [code, words]] of Object.entries(refused)) {
    it(`is refused before the cell runs, with its place, when it stands ${name}`, async () => {
      const { status, outputs } = await kernel.execute(code);
      assert.match(outputText(outputs), words);
      assert.equal(status, 'error');
    });
  }
});
