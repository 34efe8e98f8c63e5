import assert from 'node:assert/strict';
import { join } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { shownValue } from '../../src/kernel/last-value.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';

describe('a promise as the last value of a cell', () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel(kernelCommand({ folder: join(import.meta.dirname, '../fixtures/notebooks') }));
  });
  after(() => kernel.shutdown());
  const text = async (code: string): Promise<string> => outputText((await kernel.execute(code)).outputs);

  it('J14: says that an await is missing, whether it is settled or not', async () => {
    for (const code of ['Promise.resolve(4)', '(async () => 5)()', 'new Promise(() => {})']) {
      assert.equal(await text(code), 'a Promise: put await before it to see its value\n', code);
    }
    assert.equal(await text('await Promise.resolve(4)'), '4\n');
  });

  it('J14: holds nothing of the kernel inside of another value, or when it is printed', async () => {
    assert.equal(
      await text('[Promise.resolve(4), { later: new Promise(() => {}) }]'),
      '[ Promise { 4 }, { later: Promise { <pending> } } ]\n',
    );
    assert.equal(await text('console.log(Promise.resolve("a"));'), "Promise { 'a' }\n");
  });
});

describe('the last value of a cell', () => {
  const display = Symbol.for('Jupyter.display');

  it('is its text: a string as it is, all else as it looks', async () => {
    for (const [value, text] of [
      ['a text', 'a text'],
      [null, 'null'],
      [undefined, 'undefined'],
      [{ a: ['b'] }, "{ a: [ 'b' ] }"],
      [Promise.resolve(1), 'a Promise: put await before it to see its value'],
    ] as const) {
      assert.deepEqual(await shownValue(value), { 'text/plain': text });
    }
    assert.deepEqual(Object.keys(await shownValue({ [display]: 'no function' })), ['text/plain']);
  });

  it('is what it says of itself, beside its text', async () => {
    class Own {
      readonly name = 'own';
      [display]() {
        return { 'text/html': `<b>${this.name}</b>` };
      }
    }
    assert.deepEqual(await shownValue(new Own()), { 'text/plain': "Own { name: 'own' }", 'text/html': '<b>own</b>' });
    for (const nothing of ['text', undefined, null]) {
      assert.deepEqual(Object.keys(await shownValue({ [display]: () => nothing })), ['text/plain']);
    }
  });

  it('is its text alone when it cannot show itself, which is told', async () => {
    const { write } = process.stderr;
    const told: string[] = [];
    process.stderr.write = (text: string | Uint8Array) => told.push(String(text)) > 0;
    try {
      const broken = { [display]: () => Promise.reject(new Error('no picture')) };
      assert.deepEqual(Object.keys(await shownValue(broken)), ['text/plain']);
      await shownValue({ [display]: 'no function' });
    } finally {
      process.stderr.write = write;
    }
    assert.deepEqual(told, ['The value could not show itself: no picture\n']);
  });
});
