import assert from 'node:assert/strict';
import { join } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import type { CellResult, Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { protocolKernel } from '../helpers/protocol-kernel.js';
import { until } from '../helpers/until.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');

const waits = 'await new Promise(() => {});';
const computes = 'for (;;) {}';

function faultOf({ outputs }: CellResult): string | undefined {
  const [fault] = outputs.filter((output) => output.output_type === 'error');
  return fault?.ename;
}

function interrupt({ pid }: Kernel): void {
  process.kill(pid, 'SIGINT');
}

/** Runs code and sends one signal at its first output. */
function interrupted(kernel: Kernel, code: string): Promise<CellResult> {
  let sent = false;
  return kernel.execute(code, {
    onOutput: () => {
      if (!sent) interrupt(kernel);
      sent = true;
    },
  });
}

describe('a kernel that gets SIGINT', () => {
  let kernel: Kernel;
  before(async () => {
    kernel = await startKernel(kernelCommand({ folder }));
    await kernel.execute("const kept = 'kept';");
  });
  after(() => kernel.shutdown());

  it('at any moment lives, keeps its variables and runs cells', async () => {
    let shooting = true;
    const shoot = (): void => {
      if (!shooting || !kernel.alive) return;
      interrupt(kernel);
      setTimeout(shoot, Math.random() * 8);
    };
    shoot();
    for (let cell = 0; cell < 120 && kernel.alive; cell++) {
      await kernel.execute('for (const end = performance.now() + 2; performance.now() < end; );');
    }
    shooting = false;
    assert.deepEqual([kernel.alive ? 'alive' : await kernel.ended], ['alive']);
    const text = await until('a cell that no signal meets', async () => {
      const { status, outputs } = await kernel.execute('kept');
      return status === 'ok' && outputText(outputs);
    });
    assert.equal(text, 'kept\n');
  });

  it('once in the first part of a cell ends this cell and never the next', async () => {
    for (let round = 0; round < 25; round++) {
      for (const code of [waits, computes]) {
        const running = interrupted(kernel, `console.log('on'); ${code}`);
        const next = kernel.execute("'ran'");
        assert.equal(faultOf(await running), 'Interrupted');
        const { status, outputs } = await next;
        assert.equal(status, 'ok', JSON.stringify(outputs));
      }
    }
  });

  it('while a cell waits or begins to wait ends it', async () => {
    for (const code of [`await null; console.log('on'); ${waits}`, `process.kill(process.pid, 'SIGINT'); ${waits}`]) {
      assert.equal(faultOf(await interrupted(kernel, code)), 'Interrupted', code);
    }
  });

  it('while it compiles a cell ends it as it begins', async () => {
    const client = await protocolKernel();
    try {
      for (const code of [computes, waits]) {
        const reply = await client.ask('shell', 'execute_request', { code }, (type) => {
          if (type === 'execute_input') client.child.signal('SIGINT');
        });
        assert.equal(reply?.ename, 'Interrupted', code);
      }
    } finally {
      await client.close();
    }
  });

  it('calls the listeners of cells, while one runs and while none does', async () => {
    const listening = await kernel.execute("const hear = () => console.log('heard'); void process.on('SIGINT', hear);");
    interrupt(kernel);
    await until('the listener', () => outputText(listening.outputs) === 'heard\n');
    const waiting = await interrupted(kernel, `await null; console.log('on'); ${waits}`);
    assert.equal(outputText(waiting.outputs), 'on\nheard\nInterrupted: the cell was interrupted\n');
    const removed = await kernel.execute("await null; process.off('SIGINT', hear); process.listenerCount('SIGINT')");
    assert.equal(outputText(removed.outputs), '0\n');
    assert.equal(faultOf(await interrupted(kernel, `console.log('on'); ${computes}`)), 'Interrupted');
    assert.equal(outputText((await kernel.execute('kept')).outputs), 'kept\n');
  });
  it('is interrupted on a Node without the watchdog as well', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--import data:text/javascript,process.binding=undefined' };
    const other = await startKernel(kernelCommand({ folder, env }));
    try {
      for (const code of [`await null; console.log('on'); ${waits}`, `console.log('on'); ${computes}`]) {
        assert.equal(faultOf(await interrupted(other, code)), 'Interrupted', code);
        assert.equal(
          outputText((await other.execute("typeof Reflect.get(process, 'binding')")).outputs),
          'undefined\n',
        );
      }
    } finally {
      await other.shutdown();
    }
  });
});
