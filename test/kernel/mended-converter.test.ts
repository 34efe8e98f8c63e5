import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import type { Cell } from '../../src/kernel/cell.js';
import { inOwnLines } from '../../src/kernel/own-lines.js';
import { type KernelHere, kernelHere } from '../helpers/kernel-here.js';

describe('a cell that the mended converter has made', () => {
  let kernel: KernelHere;
  before(async () => {
    kernel = kernelHere();
    await kernel.run("let name = 'kept'; let count = 1; async function* some() { yield 1; yield 2; }");
  });
  after(() => kernel.close());

  const value = async (code: string): Promise<unknown> => {
    const { result, fault, diagnostics } = await kernel.run(code);
    assert.deepEqual([fault, diagnostics], [undefined, []], code);
    return result[0];
  };
  /** The first line of a cell's fault, and its places in cells. */
  const told = ({ fault }: Cell): string[] => {
    const lines = stripVTControlCharacters(fault?.traceback.join('\n') ?? '').split('\n');
    return [lines[0] ?? '', ...lines.slice(1).flatMap((line) => /cell-\d+\.ts:\d+:\d+/.exec(line) ?? [])];
  };

  it('reads variables of earlier cells by shorthand, in whatever they stand', async () => {
    assert.deepEqual(await value('({ name, count })'), { name: 'kept', count: 1 });
    assert.deepEqual(await value('[{ inner: { name } }, (() => ({ name }))()]'), [
      { inner: { name: 'kept' } },
      { name: 'kept' },
    ]);
    assert.deepEqual(await value("const own = 'own'; ({ own, name })"), { own: 'own', name: 'kept' });
    assert.deepEqual(
      await value("((name: string) => ({ name }))('given')"),
      { name: 'given' },
      'a parameter is no such variable',
    );
  });

  it('assigns to variables of earlier cells by shorthand', async () => {
    assert.deepEqual(
      await value("({ count, name = 'default' } = { count: 2 } as { count: number; name?: string }); [count, name]"),
      [2, 'default'],
    );
    assert.deepEqual(await value("({ name = 'default' } = { name: 'new' }); name"), 'new');
    assert.deepEqual(await value('[name, count]'), ['new', 2]);
  });

  it('names the variable of its last value, and none without one', async () => {
    assert.equal((await kernel.run('1 + 1')).resultVariable, 'tsLastExpr');
    assert.equal((await kernel.run('const last = 1;')).resultVariable, undefined);
  });

  it('has its own lines in the fault of its own code, and of a function of an earlier cell', async () => {
    const first = await kernel.run("function fail(): never {\n\n  throw new RangeError('too far');\n}");
    const second = await kernel.run('\n  fail();');
    assert.deepEqual(told(second), [
      'RangeError: too far',
      `cell-${first.count}.ts:3:9`,
      `cell-${second.count}.ts:2:3`,
    ]);
    const third = await kernel.run("await null;\nif (count) throw new Error('later');");
    assert.deepEqual(told(third), ['Error: later', `cell-${third.count}.ts:2:18`]);
    const { count } = await kernel.run("await null; throw new Error('first line');");
    assert.equal(inOwnLines('the cell-0'), 'the cell-0');
    assert.equal(inOwnLines('    at cell-99999.ts:4:5'), '    at cell-99999.ts:4:5');
    assert.equal(
      inOwnLines(`at cell-${count + 100_000}.ts:4:5`),
      `at cell-${count + 100_000}.ts:4:5`,
      'of a cell that was not run',
    );
  });

  it('says with its first line alone where it failed in its first line', async () => {
    const cell = await kernel.run("throw new Error('at once');");
    assert.deepEqual(told(cell), ['Error: at once', `cell-${cell.count}.ts:1:7`]);
    const waiting = await kernel.run("await null; throw new Error('a bit later');");
    assert.deepEqual(told(waiting), ['Error: a bit later', `cell-${waiting.count}.ts:1:19`]);
    const short = await kernel.run("((n: () => void) => [n(), 1])(() => { throw new Error('short'); });");
    const places = [45, 22, 30].map((column) => `cell-${short.count}.ts:1:${column}`);
    assert.deepEqual(told(short), ['Error: short', ...places], 'names of one character');
  });

  it('awaits at its top, in loops and before a parenthesis', async () => {
    assert.deepEqual(await value('const all: number[] = [];\nfor await (const n of some()) all.push(n);\nall'), [1, 2]);
    assert.equal(await value('(await (await (async () => ({ get: async () => 5 }))()).get())'), 5);
    assert.equal(await value('await (async () => 6)()'), 6);
    await value("import { parseDocument } from 'yaml';");
    const ofModule = "const parsed = await (async () => parseDocument('a: 1'))(); parsed.errors.length";
    assert.equal(await value(ofModule), 0, 'its type is that of a module');
    assert.equal(await value('parsed.errors.length'), 0);
    assert.equal(await value('7'), 7, 'the next one does not wait');
    assert.equal(await value('(() => 1)(); await Promise.resolve(8)'), 8, 'behind a function');
  });

  for (const [what, code, place] of [
    ['a method', 'const o = { m() { await 1; } };', [1, 19]],
    ['a function', 'function f() {\n  for await (const n of some()); }', [2, 7]],
  ] as const) {
    it(`is not run when it awaits in ${what}, and says where`, async () => {
      const { diagnostics, result } = await kernel.run(code);
      assert.deepEqual(
        diagnostics.map(({ line, column }) => [line, column]),
        [place],
      );
      assert.match(diagnostics[0]?.message ?? '', /await/);
      assert.deepEqual(result, []);
    });
  }

  it('knows the types of Node and of packages, and misses what is not there', async () => {
    const { diagnostics } = await kernel.run("import { nothing } from 'no-such-package'; nothing");
    assert.match(diagnostics[0]?.message ?? '', /^Cannot find module 'no-such-package'/);
    assert.equal(await value("import { join } from 'node:path'; const path: string = join('a', 'b'); path"), 'a/b');
    const wrong = await kernel.run("import { parse } from 'yaml'; parse(7)");
    assert.match(wrong.diagnostics[0]?.message ?? '', /'number' is not assignable to parameter of type 'string'/);
  });
});
