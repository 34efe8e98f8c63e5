import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { type Notebook, parseNotebook, readNotebook } from '../../src/notebook/document.js';
import { executeNotebook, type NotebookEvent, type NotebookRun } from '../../src/notebook/execute.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { tell, throwsWhenTold } from '../helpers/throws-when-told.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');
const kernels: Kernel[] = [];

async function start(): Promise<Kernel> {
  const kernel = await startKernel(kernelCommand({ folder }));
  kernels.push(kernel);
  return kernel;
}

function notebookOf(...sources: (string | { source: string; tags: string[] })[]): Notebook {
  const cells = sources.map((cell) => {
    const { source, tags } = typeof cell === 'string' ? { source: cell, tags: [] } : cell;
    return { cell_type: 'code', metadata: { tags }, source, outputs: [], execution_count: null };
  });
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }), 'test.ipynb');
}

function statuses({ cells }: NotebookRun): string[] {
  return cells.map(({ status }) => status);
}

function text(run: NotebookRun, cell: number): string {
  return outputText(run.cells[cell]?.outputs ?? []);
}

describe('executeNotebook, with the kernel of the lessons', () => {
  afterEach('no kernel outlives its run', () => {
    assert.deepEqual(
      kernels.filter(({ pid }) => processExists(pid)),
      [],
    );
    kernels.length = 0;
  });

  it('asks the kernel to end, or ends it at once', async () => {
    const place = mkdtempSync(join(tmpdir(), 'kubelab-end-'));
    try {
      for (const killAtEnd of [false, true]) {
        const mark = join(place, String(killAtEnd));
        const atExit = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(mark)}, ''));`;
        const options = { startKernel: start, ...(killAtEnd ? { killAtEnd } : {}) };
        const run = await executeNotebook(notebookOf(atExit), options);
        assert.deepEqual([run.status, existsSync(mark)], ['ok', !killAtEnd]);
      }
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  describe('on a notebook with every kind of fault, told to keep going', () => {
    const events: NotebookEvent[] = [];
    let run: NotebookRun;
    before(async () => {
      run = await executeNotebook(readNotebook(join(folder, 'faults.ipynb')), {
        startKernel: start,
        keepGoing: true,
        timeoutMs: 8000,
        onEvent: (event) => events.push(event),
      });
    });

    it('reports each fault in its own cell and runs the rest', () => {
      assert.equal(run.status, 'failed');
      assert.deepEqual(statuses(run), [
        'ok',
        'error', // a compile error
        'error', // a throw
        'error', // a floating rejection
        'error', // a throw in a timer
        'ok',
        'timeout', // an endless loop
        'ok',
        'died', // process.exit
        'error', // a variable that went with the kernel
        'ok',
      ]);
      assert.match(text(run, 1), /Type 'string' is not assignable/);
      assert.match(text(run, 2), /thrown in the cell/);
      assert.match(String(run.cells[3]?.lateFaults), /rejected and not awaited/);
      assert.match(String(run.cells[4]?.lateFaults), /thrown by a timer/);
      assert.equal(text(run, 8), 'last words\n');
    });

    it('keeps variables as long as the kernel lives, and marks the cells after its death', () => {
      assert.equal(text(run, 5), '43\n');
      assert.equal(text(run, 7), '44\n');
      assert.equal(text(run, 10), '2\n');
      assert.match(text(run, 9), /Cannot find name 'answer'/);
      assert.deepEqual(
        run.cells.map((cell) => cell.withoutEarlierVariables),
        [...Array(9).fill(false), true, true],
      );
    });

    it('tells of each step in order', () => {
      const started = events.filter(({ type }) => type === 'kernel-started');
      assert.deepEqual(started, [
        { type: 'kernel-started', restarted: false },
        { type: 'kernel-started', restarted: true },
      ]);
      const cells = events.filter((event) => event.type === 'cell-finished');
      assert.deepEqual(
        cells.map(({ number, total, run: { index } }) => [number, total, index]),
        run.cells.map((cell, position) => [position + 1, 11, cell.index]),
      );
    });

    it('gives the notebook with outputs, and with the reason where a cell said none', () => {
      const [, first, , , , , , loop] = run.notebook.cells;
      assert.deepEqual(first?.cell_type === 'code' && first.outputs, [
        { output_type: 'stream', name: 'stdout', text: '42\n' },
      ]);
      assert.equal(first?.cell_type === 'code' && first.execution_count, 1);
      const last = loop?.cell_type === 'code' ? loop.outputs.at(-1) : undefined;
      assert.equal(last?.output_type === 'error' && last.ename, 'timeout');
    });
  });

  it('stops at the first failure otherwise', async () => {
    const run = await executeNotebook(readNotebook(join(folder, 'faults.ipynb')), { startKernel: start });
    assert.equal(run.status, 'failed');
    assert.deepEqual(statuses(run), ['ok', 'error', ...Array(9).fill('not-run')]);
  });

  it('finds a fault that comes after its cell, and stops then', async () => {
    const events: NotebookEvent[] = [];
    const run = await executeNotebook(
      notebookOf(throwsWhenTold, `await ${tell}; await new Promise((r) => setTimeout(r, 50));`, '"never"'),
      { startKernel: start, onEvent: (event) => events.push(event) },
    );
    assert.deepEqual(statuses(run), ['error', 'ok', 'not-run']);
    const fault = events.find((event) => event.type === 'cell-fault');
    assert.equal(fault?.run.index, 0);
  });

  it('waits for what the last cell left under way', async () => {
    const run = await executeNotebook(notebookOf('setTimeout(() => { throw 1; }, 250); 0', ''), { startKernel: start });
    assert.deepEqual(statuses(run), ['error', 'not-run']);
  });

  it('lets a cell fail that is tagged raises-exception', async () => {
    const run = await executeNotebook(notebookOf({ source: 'throw 1', tags: ['raises-exception'] }, '2', ' '), {
      startKernel: start,
    });
    assert.equal(run.status, 'ok');
    assert.deepEqual(statuses(run), ['error', 'ok', 'ok']);
    assert.deepEqual(
      run.cells.map(({ passed, executionCount }) => [passed, executionCount]),
      [
        [true, 1],
        [true, 2],
        [true, null],
      ],
      'an empty cell is not sent',
    );
  });

  it('is interrupted in mid-cell', async () => {
    const controller = new AbortController();
    const run = await executeNotebook(notebookOf('1', 'console.log("on"); while (true) {}', '3'), {
      startKernel: start,
      keepGoing: true,
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === 'cell-output' && event.index === 1) controller.abort();
      },
    });
    assert.equal(run.status, 'interrupted');
    assert.deepEqual(statuses(run), ['ok', 'interrupted', 'not-run']);
    assert.equal(text(run, 1).startsWith('on\n'), true);
    const [, interrupted] = run.notebook.cells;
    const last = interrupted?.cell_type === 'code' ? interrupted.outputs.at(-1) : undefined;
    assert.equal(last?.output_type === 'error' && last.evalue, 'the run was interrupted in this cell');
  });
});
