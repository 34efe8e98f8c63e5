/** The kernel under the tools that Jupyter's users run notebooks with; all of them are packages in Debian. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { installKernelspec } from '../../src/kernel/kernelspec.js';
import { skip } from '../helpers/skip.js';

const run = promisify(execFile);
const python = '/usr/bin/python3';
const fixtures = resolve(import.meta.dirname, '../fixtures/jupyter');

const cells = [
  'const first = 1; first',
  'function fail(): never {\n  throw new RangeError("as asked");\n}\nfail()',
  'first + 1',
  'const word: number = "text";',
  'Promise.reject(new TypeError("floating")); 3',
  'first + 3',
];
const notebook = {
  cells: cells.map((source, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  })),
  metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 5,
};

interface Outcome {
  ran: number;
  errors: string[];
  texts: string[];
  ename?: string;
  evalue?: string;
}

describe('the kernel, under', function () {
  this.timeout(600_000);
  let folder: string;
  let file: string;
  let env: NodeJS.ProcessEnv;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-tools-'));
    installKernelspec(join(folder, 'jupyter/kernels'), 'tslab');
    env = { ...process.env, JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_RUNTIME_DIR: join(folder, 'run') };
    file = join(folder, 'faults.ipynb');
    writeFileSync(file, JSON.stringify(notebook));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function needs(context: Mocha.Context, module: string): Promise<void> {
    const found = await run(python, ['-c', `import ${module}`]).catch(() => undefined);
    if (!found) skip(context, `not installed: the Python module ${module}`);
  }

  it('jupyter_kernel_test, which skips only what no kernel has to do', async function () {
    await needs(this, 'jupyter_kernel_test');
    const tested = await run(python, [join(fixtures, 'kernel_test.py')], { env, cwd: folder }).catch(
      (error: { stderr?: string }) => error,
    );
    const said = tested.stderr ?? '';
    assert.match(said, /^OK \(skipped=\d+\)$/m, said);
    const skipped = new Set([...said.matchAll(/^ *(test_\w+) .*skipped/gm)].map(([, name]) => name));
    assert.deepEqual([...skipped].sort(), ['test_clear_output', 'test_history', 'test_pager'], said);
  });

  it('nbclient and papermill, which stop at a failing cell with its name and value, or run the rest', async function () {
    await needs(this, 'nbclient, papermill');
    const { stdout } = await run(python, [join(fixtures, 'tools.py'), file, join(folder, 'out.ipynb')], {
      env,
      cwd: folder,
    });
    const said = JSON.parse(stdout) as Record<string, Outcome & { traceback: string }>;
    assert.deepEqual(said.nbclient, {
      ...{ ran: 2, errors: ['RangeError'], texts: ['1', ''] },
      ...{ ename: 'RangeError', evalue: 'as asked' },
    });
    assert.deepEqual(said['nbclient, errors allowed'], {
      ran: 6,
      errors: ['RangeError', 'TypeScriptError', 'TypeError'],
      texts: ['1', '', '2', '', '3', '4'],
    });
    const { ename, evalue, traceback } = said.papermill ?? {};
    assert.deepEqual([ename, evalue], ['RangeError', 'as asked']);
    assert.match(String(traceback), /cell-2\.ts:2:9/);
  });

  it('J13: the restarter of Jupyter servers, which hears that the next kernel starts, and is ready', async function () {
    await needs(this, 'jupyter_client, tornado');
    const { stdout } = await run(python, [join(fixtures, 'restarter.py')], { env, cwd: folder });
    const { states, next } = JSON.parse(stdout) as { states: string[]; next: string };
    assert.deepEqual([...new Set(states)], ['starting', 'idle']);
    assert.equal(next, 'ok');
  });

  it('nbconvert, which does the same', async function () {
    await needs(this, 'nbconvert');
    const convert = (...more: string[]): Promise<unknown> =>
      run(python, ['-m', 'nbconvert', '--execute', '--to', 'notebook', ...more, file], { env, cwd: folder });
    const stopped = (await convert('--output', 'stopped').catch((error: unknown) => error)) as { stderr: string };
    assert.match(stopped.stderr, /RangeError: as asked/);
    await convert('--allow-errors', '--output', 'whole');
    const { cells: done } = JSON.parse(readFileSync(join(folder, 'whole.ipynb'), 'utf8')) as {
      cells: { execution_count: number; outputs: { data?: Record<string, string[]> }[] }[];
    };
    assert.deepEqual(
      done.map(({ execution_count: count }) => count),
      [1, 2, 3, 4, 5, 6],
    );
    assert.deepEqual(done.at(-1)?.outputs[0]?.data, { 'text/plain': ['4'] });
  });
});
