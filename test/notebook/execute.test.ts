import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { type Notebook, parseNotebook } from '../../src/notebook/document.js';
import {
  type ExecuteNotebookOptions,
  executeNotebook,
  type NotebookEvent,
  type NotebookRun,
} from '../../src/notebook/execute.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { outputText } from '../helpers/output-text.js';
import { tell, throwsWhenTold } from '../helpers/throws-when-told.js';

const cwd = join(import.meta.dirname, '../fixtures/notebooks');
const argv = [process.execPath, join(cwd, 'small-kernel.cjs'), '{connection_file}'];
const kernels: Kernel[] = [];

/** Starts the small kernel, which runs JavaScript; a cell's last promise is awaited. */
async function start(): Promise<Kernel> {
  const kernel = await startKernel({ argv, cwd, env: process.env });
  kernels.push(kernel);
  return kernel;
}

type Source = string | { source: string; tags?: string[]; type?: string };

function notebookOf(...sources: Source[]): Notebook {
  const cells = sources.map((cell) => {
    const { source, tags, type = 'code' } = typeof cell === 'string' ? { source: cell } : cell;
    const metadata = tags === undefined ? {} : { tags };
    return { cell_type: type, metadata, source, ...(type === 'code' ? { outputs: [], execution_count: null } : {}) };
  });
  return parseNotebook(JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }), 'test.ipynb');
}

/** Runs cells with the small kernel, and keeps what was told. */
async function runOf(
  sources: Source[],
  options: Partial<ExecuteNotebookOptions> = {},
): Promise<{ run: NotebookRun; events: NotebookEvent[] }> {
  const events: NotebookEvent[] = [];
  const onEvent = (event: NotebookEvent): void => {
    events.push(event);
    options.onEvent?.(event);
  };
  return { run: await executeNotebook(notebookOf(...sources), { startKernel: start, ...options, onEvent }), events };
}

function statuses({ cells }: NotebookRun): string[] {
  return cells.map(({ status }) => status);
}

function text(run: NotebookRun, cell: number): string {
  return outputText(run.cells[cell]?.outputs ?? []);
}

function outputsIn({ notebook }: NotebookRun, index: number): object[] | undefined {
  const cell = notebook.cells[index];
  return cell?.cell_type === 'code' ? cell.outputs : undefined;
}

/** An event in a few words. */
function words(event: NotebookEvent): string {
  if (event.type === 'kernel-started') return `${event.type} ${event.restarted ? 'again' : 'first'}`;
  if (event.type === 'cell-started')
    return `${event.type} ${event.index}: ${event.number} of ${event.total}, ${event.cell.source}`;
  if (event.type === 'cell-output') return `${event.type} ${event.index}`;
  const { index, status, passed } = event.run;
  const rest = event.type === 'cell-fault' ? event.fault : `${event.number} of ${event.total}`;
  return `${event.type} ${index}: ${rest}, ${status}, ${passed ? 'passed' : 'not passed'}`;
}

describe('executeNotebook', () => {
  afterEach('no kernel outlives its run', () => {
    const left = kernels.splice(0).filter(({ pid }) => processExists(pid));
    for (const kernel of left) kernel.kill();
    assert.deepEqual(left, []);
  });

  it('tells of each step in its order, and numbers the cells of code alone', async () => {
    const { run, events } = await runOf([{ source: '# Title', type: 'markdown' }, 'console.log("said")', ' ', '1 + 1']);
    assert.deepEqual(events.map(words), [
      'kernel-started first',
      'cell-started 1: 1 of 3, console.log("said")',
      'cell-output 1',
      'cell-finished 1: 1 of 3, ok, passed',
      'cell-started 2: 2 of 3,  ',
      'cell-finished 2: 2 of 3, ok, passed',
      'cell-started 3: 3 of 3, 1 + 1',
      'cell-output 3',
      'cell-finished 3: 3 of 3, ok, passed',
    ]);
    assert.deepEqual(
      run.cells.map(({ index, executionCount, withoutEarlierVariables }) => [
        index,
        executionCount,
        withoutEarlierVariables,
      ]),
      [
        [1, 1, false],
        [2, null, false],
        [3, 2, false],
      ],
    );
    assert.equal(run.status, 'ok');
    const [title] = run.notebook.cells;
    assert.deepEqual([title?.cell_type, title?.source], ['markdown', '# Title']);
  });

  it('stops at the first failure, and goes on when it is told to', async () => {
    const sources = ['const kept = 1; kept', 'throw new Error("wrong")', 'kept + 1'];
    const { run: stopped, events } = await runOf(sources);
    assert.deepEqual([stopped.status, statuses(stopped)], ['failed', ['ok', 'error', 'not-run']]);
    assert.equal(events.map(words).at(-1), 'cell-finished 1: 2 of 3, error, not passed');
    assert.deepEqual(
      stopped.cells.map(({ passed }) => passed),
      [true, false, false],
    );
    const { run } = await runOf(sources, { keepGoing: true });
    assert.deepEqual([run.status, statuses(run), text(run, 2)], ['failed', ['ok', 'error', 'ok'], '2\n']);
  });

  it('starts another kernel for the cell behind the one that ended it, and for no other', async () => {
    const { run, events } = await runOf(['1', 'process.exit()', '3', '4'], { keepGoing: true });
    assert.deepEqual(
      run.cells.map(({ status, withoutEarlierVariables }) => [status, withoutEarlierVariables]),
      [
        ['ok', false],
        ['died', false],
        ['ok', true],
        ['ok', true],
      ],
    );
    const started = events.map(words).filter((told) => /^(?:kernel|cell)-started/.test(told));
    assert.deepEqual(started, [
      'kernel-started first',
      'cell-started 0: 1 of 4, 1',
      'cell-started 1: 2 of 4, process.exit()',
      'kernel-started again',
      'cell-started 2: 3 of 4, 3',
      'cell-started 3: 4 of 4, 4',
    ]);
    const { run: once } = await runOf(['process.exit()', '2']);
    assert.deepEqual([once.status, statuses(once)], ['failed', ['died', 'not-run']]);
  });

  it('lets a cell fail that is tagged raises-exception, and no cell with another tag', async () => {
    const { run } = await runOf([{ source: 'throw new Error()', tags: ['hard', 'raises-exception'] }, '2']);
    assert.deepEqual([run.status, statuses(run)], ['ok', ['error', 'ok']]);
    const { run: other } = await runOf([{ source: 'throw new Error()', tags: ['hard'] }, '2']);
    assert.deepEqual([other.status, statuses(other)], ['failed', ['error', 'not-run']]);
    const tagged = { source: 'new Promise(() => {})', tags: ['raises-exception'] };
    const { run: late } = await runOf([tagged], { timeoutMs: 50 });
    assert.deepEqual([late.status, statuses(late)], ['failed', ['timeout']], 'a cell that never ends raised nothing');
    const why = 'the cell ran longer than it may and was interrupted';
    assert.deepEqual(outputsIn(late, 0)?.at(-1), {
      output_type: 'error',
      ename: 'timeout',
      evalue: why,
      traceback: [`timeout: ${why}`],
    });
  });

  // an interval, as work under way, is waited for a moment; it throws when the next cell asks for it
  it('finds a fault that comes while a later cell runs, and stops behind that', async () => {
    const { run, events } = await runOf([throwsWhenTold, tell, '"never"']);
    assert.deepEqual([run.status, statuses(run)], ['failed', ['error', 'ok', 'not-run']]);
    assert.deepEqual(run.cells[0]?.lateFaults, ['Error: late']);
    const told = events.map(words);
    assert.deepEqual(told.slice(told.indexOf(`cell-started 1: 2 of 3, ${tell}`) + 1), [
      'cell-output 0',
      'cell-fault 0: Error: late, error, not passed',
      'cell-finished 1: 2 of 3, ok, passed',
    ]);
    assert.deepEqual(
      run.cells.map(({ passed, withoutEarlierVariables }) => [passed, withoutEarlierVariables]),
      [
        [false, false],
        [true, false],
        [false, false],
      ],
    );
  });

  it('goes on after a late fault of a cell that may raise one, and leaves a timeout a timeout', async () => {
    const { run, events } = await runOf([{ source: throwsWhenTold, tags: ['raises-exception'] }, tell, '"on"']);
    assert.deepEqual([run.status, statuses(run)], ['ok', ['error', 'ok', 'ok']]);
    assert.ok(events.map(words).includes('cell-fault 0: Error: late, error, passed'));
    const endless = `${throwsWhenTold} new Promise(() => {})`;
    const { run: late } = await runOf([endless, tell], { keepGoing: true, timeoutMs: 300 });
    assert.deepEqual([late.cells[0]?.status, late.cells[0]?.lateFaults], ['timeout', ['Error: late']]);
  });

  it('waits longer for what the last cell with code left under way', async () => {
    const { run } = await runOf(['setTimeout(() => { throw new Error("late"); }, 200); 0', ' ']);
    assert.deepEqual(statuses(run), ['error', 'not-run']);
  });

  it('asks the kernel to end, or ends it at once', async () => {
    const place = mkdtempSync(join(tmpdir(), 'kubelab-end-'));
    try {
      for (const killAtEnd of [undefined, false, true]) {
        const mark = join(place, String(killAtEnd));
        const atExit = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')); 0`;
        const { run } = await runOf([atExit], killAtEnd === undefined ? {} : { killAtEnd });
        assert.deepEqual([run.status, existsSync(mark)], ['ok', !killAtEnd]);
      }
    } finally {
      rmSync(place, { recursive: true });
    }
  });

  it('is interrupted in mid-cell, between two cells, and before the first', async () => {
    const during = new AbortController();
    const { run } = await runOf(['1', 'console.log("on"); new Promise(() => {})', '3'], {
      keepGoing: true,
      signal: during.signal,
      onEvent: (event) => {
        if (event.type === 'cell-output' && event.index === 1) during.abort();
      },
    });
    assert.deepEqual([run.status, statuses(run)], ['interrupted', ['ok', 'interrupted', 'not-run']]);
    assert.match(JSON.stringify(outputsIn(run, 1)?.at(-1)), /"the run was interrupted in this cell"/);
    const between = new AbortController();
    const { run: second } = await runOf(['1', '2'], {
      signal: between.signal,
      onEvent: ({ type }) => {
        if (type === 'cell-finished') between.abort();
      },
    });
    assert.deepEqual([second.status, statuses(second)], ['interrupted', ['ok', 'not-run']]);
    const startKernel = (): Promise<Kernel> => assert.fail('a kernel was started');
    const { run: none } = await runOf(['1'], { startKernel, signal: between.signal });
    assert.deepEqual([none.status, statuses(none)], ['interrupted', ['not-run']]);
  });

  it('says how long each cell took, and clears what an earlier run had left in a cell that was not run', async () => {
    const notebook = notebookOf('new Promise((resolve) => setTimeout(resolve, 30, 1))', 'throw new Error()', '3');
    const last = notebook.cells[2];
    assert.ok(last?.cell_type === 'code');
    last.outputs.push({ output_type: 'stream', name: 'stdout', text: 'from before' });
    const began = performance.now();
    const run = await executeNotebook(notebook, { startKernel: start });
    const took = performance.now() - began;
    const [first] = run.cells;
    assert.ok(first && first.ms >= 29 && run.ms >= first.ms && run.ms <= Math.ceil(took), `${first?.ms} of ${run.ms}`);
    assert.deepEqual(outputsIn(run, 2), []);
  });

  it('runs the cells whose ids it is given, and leaves the others as they were', async () => {
    const notebook = notebookOf("throw new Error('not asked for')", ' ', "'asked for'");
    const [first, , last] = notebook.cells;
    assert.ok(first?.cell_type === 'code' && last);
    first.outputs.push({ output_type: 'stream', name: 'stdout', text: 'from before' });
    const events: NotebookEvent[] = [];
    const only = new Set([last.id]);
    const run = await executeNotebook(notebook, {
      startKernel: start,
      only,
      onEvent: (event) => events.push(event),
    });
    assert.deepEqual([run.status, run.cells.map(({ id, index }) => [id, index])], ['ok', [[last.id, 2]]]);
    assert.deepEqual(run.notebook.cells[0], first);
    const [shown] = run.notebook.cells.flatMap((cell) =>
      cell.id === last.id && 'outputs' in cell ? cell.outputs : [],
    );
    assert.ok(shown?.output_type === 'execute_result');
    assert.deepEqual([shown.data, shown.execution_count], [{ 'text/plain': 'asked for' }, 1]);
    const begun = events.filter((event) => event.type === 'cell-started');
    assert.deepEqual(
      begun.map(({ number, total }) => [number, total]),
      [[1, 1]],
    );
  });

  it('runs nothing and says why when no kernel starts', async () => {
    const fault = new Error('no kernel here');
    const run = await executeNotebook(notebookOf('1'), { startKernel: () => Promise.reject(fault) });
    assert.deepEqual([run.status, run.error, statuses(run)], ['no-kernel', fault, ['not-run']]);
  });

  it('keeps what ran before when the kernel ends and none starts again', async () => {
    const fault = new Error('no kernel any more');
    const starts = [start, () => Promise.reject(fault)];
    const exit = { source: 'process.exit()', tags: ['raises-exception'] };
    const run = await executeNotebook(notebookOf('"before"', exit, '"after"'), {
      startKernel: () => (starts.shift() ?? assert.fail('started a third time'))(),
      keepGoing: true,
    });
    assert.deepEqual([run.status, run.error, statuses(run)], ['no-kernel', fault, ['ok', 'died', 'not-run']]);
    assert.equal(text(run, 0), 'before\n');
    const [saved, ended] = run.notebook.cells;
    assert.deepEqual(saved?.cell_type === 'code' && saved.outputs, run.cells[0]?.outputs);
    const why = 'the kernel ended before the cell had finished';
    assert.deepEqual(ended?.cell_type === 'code' && ended.outputs, [
      { output_type: 'error', ename: 'died', evalue: why, traceback: [`died: ${why}`] },
    ]);
    assert.deepEqual(
      run.cells.map(({ passed }) => passed),
      [true, false, false],
      'the end of the kernel is no exception that a cell may raise',
    );
  });

  it('needs no kernel for a notebook without code', async () => {
    for (const killAtEnd of [false, true]) {
      const startKernel = (): Promise<Kernel> => assert.fail('a kernel was started');
      const run = await executeNotebook(notebookOf(), { startKernel, killAtEnd });
      assert.equal(run.status, 'ok');
      assert.ok(run.ms >= 0 && run.ms < 60_000, String(run.ms));
    }
  });

  it('is interrupted, and lacks no kernel, when the signal comes while one starts', async () => {
    const controller = new AbortController();
    const run = await executeNotebook(notebookOf('1'), {
      signal: controller.signal,
      startKernel: () => {
        controller.abort();
        return Promise.reject(new Error('interrupted'));
      },
    });
    assert.deepEqual([run.status, 'error' in run, statuses(run)], ['interrupted', false, ['not-run']]);
  });
});
