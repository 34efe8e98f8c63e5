import assert from 'node:assert/strict';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import type { CellResult, Kernel } from '../../src/notebook/kernel-client.js';
import type { OutputEvent } from '../../src/notebook/outputs.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { tell, throwsWhenTold } from '../helpers/throws-when-told.js';
import { until } from '../helpers/until.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');

const text = ({ outputs }: CellResult): string => outputText(outputs);

describe('a kernel of the lessons', () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel(kernelCommand({ folder }));
  });
  after(() => kernel.shutdown());

  it('runs a cell and keeps what it declares', async () => {
    const first = await kernel.execute('const kept = 20; kept + 1');
    assert.equal(first.status, 'ok');
    assert.equal(text(first), '21\n');
    const second = await kernel.execute('kept + 2');
    assert.equal(text(second), '22\n');
    assert.equal(second.executionCount, Number(first.executionCount) + 1);
  });

  it('shows HTML, and changes what was shown', async () => {
    const first = await kernel.execute(
      "import { newDisplay } from 'tslab'; const slot = newDisplay(); slot.html('<b>first</b>');",
    );
    assert.deepEqual(first.outputs, [
      { output_type: 'display_data', data: { 'text/html': '<b>first</b>' }, metadata: {} },
    ]);
    const second = await kernel.execute("slot.html('<b>second</b>');");
    assert.deepEqual(second.outputs, []);
    assert.deepEqual(first.outputs[0], {
      output_type: 'display_data',
      data: { 'text/html': '<b>second</b>' },
      metadata: {},
    });
  });

  it('gives outputs as they come', async () => {
    const events: OutputEvent[] = [];
    const running = kernel.execute("console.log('early'); await new Promise(() => {});", {
      onOutput: (event) => events.push(event),
    });
    await until('the first line', () => events.length > 0);
    assert.equal(await kernel.interrupt(), true);
    assert.equal((await running).status, 'error');
  });

  for (const [what, code] of [
    ['a compile error', 'const n: number = "a";'],
    ['a throw', 'throw new Error("x");'],
    ['a throw of undefined', 'throw undefined;'],
    ['an awaited rejection', 'await Promise.reject(new Error("x"));'],
  ] as const) {
    it(`says error for ${what}, and runs the next cell all the same`, async () => {
      const failed = await kernel.execute(code);
      assert.equal(failed.status, 'error');
      const next = await kernel.execute('"next"');
      assert.equal(next.status, 'ok');
      assert.equal(text(next), 'next\n');
    });
  }

  for (const [what, code] of [
    ['a floating rejection', 'Promise.reject(new Error("not awaited")); 0'],
    ['a rejection of a call', '(async () => { await null; throw new Error("not awaited"); })(); 0'],
    ['a throw in a timer', 'setTimeout(() => { throw new Error("in a timer"); }, 50); 0'],
    ['a rejection while the cell goes on', 'Promise.reject(1); await new Promise((r) => setTimeout(r, 20));'],
  ] as const) {
    it(`says error for ${what}`, async () => {
      const result = await kernel.execute(code);
      assert.equal(result.status, 'error');
      assert.equal(result.lateFaults.length, 1);
      const [fault] = result.outputs.filter((output) => output.output_type === 'error');
      assert.ok(fault?.output_type === 'error');
      assert.equal(result.lateFaults[0], `${fault.ename}: ${fault.evalue}`);
    });
  }

  it('completes and explains code at a place, and knows when more has to come', async () => {
    await kernel.execute("const explained = 'text';");
    const completed = await kernel.help('complete', { code: 'expl', at: 4 });
    assert.match(JSON.stringify(completed?.matches), /"explained"/);
    const found = await kernel.help('inspect', { code: 'explained', at: 3 });
    assert.match(JSON.stringify(found?.data), /const explained: /);
    for (const [code, isMore] of [
      ['if (true) {', true],
      ['`text', true],
      ['1 + 1', false],
    ] as const) {
      assert.equal(await kernel.needsMore(code), isMore, code);
    }
  });

  it('takes a warning on stderr for no failure', async () => {
    assert.equal((await kernel.execute('console.warn("UncaughtException is a word, too");')).status, 'ok');
  });

  it('blames the cell that made a timer, however late it throws', async () => {
    const faults: string[] = [];
    const culprit = await kernel.execute(throwsWhenTold, { onLateFault: (fault) => faults.push(fault) });
    assert.equal(culprit.status, 'ok');
    const innocent = await kernel.execute(`await ${tell}; "innocent"`);
    assert.equal(innocent.status, 'ok');
    assert.equal(text(innocent), 'innocent\n');
    await until('the fault', () => faults.length > 0);
    assert.deepEqual(faults, ['Error: late']);
    assert.deepEqual(culprit.lateFaults, faults);
  });

  it('does not wait for a timer that was there before', async () => {
    await kernel.execute('const ticking = setInterval(() => {}, 50);');
    // longer than a test may take
    const result = await kernel.execute('1', { settleMs: 3_600_000 });
    assert.equal(result.status, 'ok');
    await kernel.execute('clearInterval(ticking);');
  });

  it('carries a megabyte, and thousands of lines of one loop', async () => {
    const wide = await kernel.execute('"y".repeat(1_000_000)');
    assert.equal(text(wide), `${'y'.repeat(1_000_000)}\n`);
    const long = await kernel.execute('for (let i = 0; i < 5000; i++) console.log(i);');
    assert.equal(long.status, 'ok');
    assert.equal(text(long), Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(''));
  });

  it('keeps no more output than asked for', async () => {
    const result = await kernel.execute('for (let i = 0; i < 200; i++) console.log("0123456789");', {
      maxOutputSize: 1000,
    });
    assert.equal(result.status, 'ok');
    assert.match(text(result), /left out/);
    assert.ok(text(result).length < 1200);
  });

  for (const [what, code] of [
    ['an endless loop', 'while (true) {}'],
    ['a promise that never settles', 'await new Promise(() => {});'],
  ] as const) {
    it(`ends ${what} when its time is over, and goes on`, async () => {
      const result = await kernel.execute(code, { timeoutMs: 300 });
      assert.equal(result.status, 'timeout');
      assert.equal(text(await kernel.execute('kept')), '20\n');
    });
  }

  it('is interrupted in mid-cell by a signal, and goes on', async () => {
    const controller = new AbortController();
    const running = kernel.execute('console.log("on"); while (true) {}', {
      signal: controller.signal,
      onOutput: () => controller.abort(),
    });
    assert.equal((await running).status, 'interrupted');
    assert.equal((await kernel.execute('kept', { signal: controller.signal })).status, 'interrupted');
    assert.equal(text(await kernel.execute('kept')), '20\n');
  });

  it('interrupts one cell alone, however soon the next one comes', async () => {
    const [cells, next] = [10, "await new Promise((r) => setTimeout(r, 30)); 'ran'"];
    for (let i = 0; i < cells; i++) {
      let over: Promise<boolean> | undefined;
      const running = kernel.execute("console.log('on'); await new Promise((r) => setTimeout(r, 60_000))", {
        onOutput: () => {
          over ??= kernel.interrupt();
        },
      });
      const behind = kernel.execute(next);
      assert.equal((await running).status, 'error');
      assert.equal(await over, true);
      const { status, outputs } = await behind;
      assert.equal(status, 'ok', JSON.stringify(outputs));
    }
  });

  it('runs cells that are sent together one after another', async () => {
    const results = await Promise.all(['1', 'throw 2', '3'].map((code) => kernel.execute(code)));
    assert.deepEqual(
      results.map(({ status }) => status),
      ['ok', 'error', 'ok'],
    );
  });
});

describe('a kernel of the lessons that ends', () => {
  it('by process.exit gives the last words and died, for every later request, too', async () => {
    const kernel = await startKernel(kernelCommand({ folder }));
    const result = await kernel.execute('console.log("last words"); process.exit(7);');
    assert.equal(result.status, 'died');
    assert.equal(text(result), 'last words\n');
    assert.equal(kernel.alive, false);
    assert.deepEqual(await kernel.ended, { code: 7, signal: null });
    assert.equal((await kernel.execute('1')).status, 'died');
    assert.equal(await kernel.help('complete', { code: 'a', at: 1 }), undefined);
    assert.equal(await kernel.needsMore('('), false);
    assert.equal(await kernel.interrupt(), true);
    await kernel.shutdown();
  });

  it('is killed when a loop outside of any cell holds it', async () => {
    const kernel = await startKernel(kernelCommand({ folder }));
    const controller = new AbortController();
    const code = "await new Promise((r) => setTimeout(r, 1)); console.log('loops'); while (true) {}";
    const result = await kernel.execute(code, { signal: controller.signal, onOutput: () => controller.abort() });
    assert.equal(result.status, 'interrupted');
    assert.equal(kernel.alive, false);
    assert.equal(processExists(kernel.pid), false);
  });

  it('by shutdown, though cells left timers and programs running', async () => {
    const kernel = await startKernel(kernelCommand({ folder }));
    const result = await kernel.execute(
      "import { spawn } from 'node:child_process'; setInterval(() => {}, 1000); console.log(spawn('sleep', ['600']).pid);",
    );
    const child = Number(text(result));
    assert.ok(processExists(child), text(result));
    await kernel.shutdown();
    assert.equal(processExists(kernel.pid), false);
    await until('the end of what the cell had started', () => !processExists(child));
  });
});
