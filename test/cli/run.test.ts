import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processExists } from '../../src/home.js';
import { readNotebook } from '../../src/notebook/document.js';
import { kubelab, makeHome, runKubelab } from '../helpers/command.js';
import { until } from '../helpers/until.js';

const fixtures = 'test/fixtures/notebooks';

interface Report {
  status: string;
  notebooks: { file: string; status: string; cells: { cell: number; status: string; outputs: unknown[] }[] }[];
  error?: { code: string; message: string; hint: string };
}

describe('kubelab run', () => {
  const { home, remove } = makeHome();
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-run-'));
  });
  after(() => {
    remove();
    rmSync(folder, { recursive: true });
  });

  function notebook(name: string, ...sources: string[]): string {
    const file = join(folder, name);
    const cells = sources.map((source, index) => ({
      ...{ cell_type: 'code', id: `c${index}`, metadata: {}, source, outputs: [], execution_count: null },
    }));
    writeFileSync(file, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }));
    return file;
  }

  it('shows each cell with its outputs, and a summary', async () => {
    const { code, stdout, stderr } = await runKubelab(home, ['run', `${fixtures}/fine.ipynb`]);
    assert.equal(code, 0);
    assert.equal(stderr, '');
    assert.match(stdout, /\[2\/3\] cell 3: const greeting = 'hello';\n {4}hello\n {4}ok \d/);
    assert.match(stdout, /fine\.ipynb: passed, 3 of 3 cells in /);
    assert.equal(existsSync(home), false, 'it has nothing to write down');
  });

  it('exits with 1 at a failed cell, and says which, where and why', async () => {
    const { code, stdout } = await runKubelab(home, ['run', `${fixtures}/faults.ipynb`]);
    assert.equal(code, 1);
    assert.match(stdout, /cell 3 failed at line 1, column 7: Type 'string' is not assignable to type 'number'/);
    assert.match(stdout, /9 cells not run/);
  });

  it('reports each fault in its own cell with --keep-going, and runs the rest', async () => {
    const args = ['run', '--keep-going', '--timeout-cell', '3', `${fixtures}/faults.ipynb`];
    const { code, stdout } = await runKubelab(home, args);
    assert.equal(code, 1);
    for (const line of [
      /cell 4 failed at line 1, column 7: Error: thrown in the cell/,
      /cell 5 failed at line 1, column 16: Error: rejected and not awaited/,
      /cell 6 failed at line 1, column \d+: Error: thrown by a timer/,
      /cell 8 ran too long and was interrupted/,
      /cell 10 not finished, since the kernel ended/,
      /The kernel is started again; earlier variables are gone/,
      /ok \d+ ms \(without the variables of earlier cells\)/,
    ]) {
      assert.match(stdout, line);
    }
  });

  it('keeps and reports what ran when the kernel ends and cannot be started again, and exits with 3', async () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(resolve('.'), join(folder, 'node_modules', 'kubelab'));
    const gone = `require('node:fs').rmSync(${JSON.stringify(work)}, { recursive: true }); process.exit()`;
    const file = notebook(join('work', 'gone.ipynb'), '"before"', gone, '"after"');
    const save = join(folder, 'kept.ipynb');
    const { code, stdout, stderr } = await runKubelab(home, ['run', '--keep-going', '--json', '--save', save, file]);
    assert.equal(code, 3);
    assert.match(stderr, /^error: the kernel did not start: [\s\S]*\[KERNEL_MISSING\]\n$/);
    const report = JSON.parse(stdout) as Report;
    assert.deepEqual([report.status, report.error?.code], ['no-kernel', 'KERNEL_MISSING']);
    assert.deepEqual(
      report.notebooks[0]?.cells.map(({ status }) => status),
      ['ok', 'died', 'not-run'],
    );
    assert.match(readFileSync(save, 'utf8'), /before/);
  });

  it('prints one JSON document and nothing else with --json', async () => {
    const file = notebook('json.ipynb', 'console.log("out"); console.error("err")', 'throw new Error("x")', '1');
    const { code, stdout } = await runKubelab(home, ['run', '--json', file]);
    const report = JSON.parse(stdout) as Report;
    assert.equal(code, 1);
    assert.equal(report.status, 'failed');
    assert.deepEqual(
      report.notebooks[0]?.cells.map(({ cell, status }) => [cell, status]),
      [
        [1, 'ok'],
        [2, 'error'],
        [3, 'not-run'],
      ],
    );
    assert.deepEqual(report.notebooks[0]?.cells[0]?.outputs.length, 2);
  });

  it('prints a document about what is wrong with --json, too', async () => {
    const { code, stdout, stderr } = await runKubelab(home, ['run', '--json', 'none.ipynb']);
    assert.equal(code, 2);
    assert.equal((JSON.parse(stdout) as Report).error?.code, 'FILE_MISSING');
    assert.match(stderr, /none\.ipynb/);
  });

  it('saves the outputs, and nothing half', async () => {
    const save = join(folder, 'saved.ipynb');
    const { code } = await runKubelab(home, ['run', '--save', save, `${fixtures}/fine.ipynb`]);
    assert.equal(code, 0);
    const saved = readNotebook(save).cells[2];
    assert.ok(saved?.cell_type === 'code');
    assert.deepEqual(saved.outputs, [
      { output_type: 'execute_result', data: { 'text/plain': 'hello' }, metadata: {}, execution_count: 2 },
    ]);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.includes('.part')),
      [],
    );
  });

  it('writes no escape sequence of a notebook to the terminal', async () => {
    const file = notebook('escape.ipynb', 'console.log("\\u001b]0;title\\u0007safe")');
    const { stdout } = await runKubelab(home, ['run', file]);
    assert.match(stdout, /^ {4}safe$/m);
    assert.equal(stdout.includes('\u001b'), false);
  });

  it('ends its kernel and exits with 130 at Ctrl-C, 143 at SIGTERM', async () => {
    const file = notebook('busy.ipynb', 'console.log("kernel", process.pid); while (true) {}', '1');
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const save = join(folder, `${signal}.ipynb`);
      const running = kubelab(home, ['run', '--save', save, file]);
      const pid = Number(/\d+/.exec(await running.sees(/kernel \d+\n/))?.[0]);
      running.child.kill(signal);
      assert.deepEqual(await running.ended, { code, signal: null });
      assert.match(running.stdout(), /The run was interrupted/);
      assert.equal(processExists(pid), false);
      assert.equal(readNotebook(save).cells.length, 2);
    }
  });

  it('takes a Ctrl-C that npm hands on beside the terminal for one', async () => {
    const running = kubelab(home, ['run', notebook('twice.ipynb', 'console.log("busy"); while (true) {}')]);
    await running.sees(/busy\n/);
    running.child.kill('SIGINT');
    await running.sees(/interrupted/);
    running.child.kill('SIGINT');
    assert.deepEqual(await running.ended, { code: 130, signal: null });
    assert.match(running.stdout(), /The run was interrupted/);
  });

  it('leaves no kernel behind when its reader goes away', async () => {
    const file = notebook(
      'gone.ipynb',
      'console.log("kernel", process.pid); await new Promise((r) => setTimeout(r, 500))',
      '"x".repeat(99)',
      '2',
    );
    const running = kubelab(home, ['run', file]);
    const pid = Number(/\d+/.exec(await running.sees(/kernel \d+\n/))?.[0]);
    running.child.stdout?.destroy();
    await running.ended;
    await until('the end of the kernel', () => !processExists(pid));
  });

  const refusals: { name: string; make: () => string[]; code: number; says: RegExp }[] = [
    { name: 'no notebook', make: () => [], code: 2, says: /missing required argument 'notebook'/ },
    {
      name: 'one that is not there',
      make: () => ['none.ipynb'],
      code: 2,
      says: /no such notebook\n {2}at none\.ipynb/,
    },
    { name: 'a folder', make: () => [folder], code: 3, says: /this is a folder/ },
    {
      name: 'one that is no JSON',
      make: () => [write('broken.ipynb', '{"cells": [\n  oops')],
      code: 2,
      says: /not JSON.*\n {2}at .*broken\.ipynb:2:3/,
    },
    {
      name: 'an unknown nbformat',
      make: () => [write('v3.ipynb', '{"nbformat":3,"nbformat_minor":0,"worksheets":[]}')],
      code: 2,
      says: /nbformat 3\.0/,
    },
    {
      name: "another kernel's language",
      make: () => [
        write('py.ipynb', '{"nbformat":4,"nbformat_minor":5,"metadata":{"kernelspec":{"name":"python3"}},"cells":[]}'),
      ],
      code: 2,
      says: /python3/,
    },
    {
      name: 'a kubeconfig that is not there',
      make: () => ['--kubeconfig', '/no/such', `${fixtures}/fine.ipynb`],
      code: 2,
      says: /no kubeconfig/,
    },
    {
      name: 'a time-out that is none',
      make: () => ['--timeout-cell', '0', `${fixtures}/fine.ipynb`],
      code: 2,
      says: /above 0/,
    },
    {
      name: 'a place to save that cannot be written',
      make: () => ['--save', '/no/such/folder/x.ipynb', `${fixtures}/fine.ipynb`],
      code: 3,
      says: /cannot be saved/,
    },
    { name: 'an unknown option', make: () => ['--keepgoing', 'x'], code: 2, says: /Did you mean --keep-going/ },
  ];
  for (const { name, make, code, says } of refusals) {
    it(`refuses ${name} with ${code}, a paragraph and no stack`, async () => {
      const result = await runKubelab(home, ['run', ...make()]);
      assert.equal(result.code, code, result.stderr);
      assert.match(result.stderr, says);
      assert.doesNotMatch(result.stderr, /^\s+at \S+ \(|node:internal/m);
    });
  }

  function write(name: string, text: string): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    chmodSync(file, 0o644);
    return file;
  }

  it('runs no notebook when one of them is broken', async () => {
    const broken = write('second.ipynb', '{');
    const { code, stdout } = await runKubelab(home, ['run', `${fixtures}/fine.ipynb`, broken]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.equal(readFileSync(broken, 'utf8'), '{');
  });
});
