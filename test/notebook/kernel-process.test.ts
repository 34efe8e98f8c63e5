import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { spawnKernel } from '../../src/notebook/kernel-process.js';
import { until } from '../helpers/until.js';

const holder = join(import.meta.dirname, '../fixtures/notebooks/hold-kernel.ts');

describe('the kernel of a program that is ended', () => {
  let folder: string;
  let program: ChildProcess;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-test-'));
    const env = { ...process.env, TMPDIR: folder };
    program = spawn(process.execPath, ['--import', 'tsx', holder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  });
  afterEach(() => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
    it(`by ${signal} ends with it, in the middle of an endless loop, with all that it started`, async () => {
      assert.ok(program.stdout);
      const [line] = await once(program.stdout.setEncoding('utf8'), 'data');
      const { kernel, child } = JSON.parse(line);
      assert.ok(processExists(kernel) && processExists(child));
      program.kill(signal);
      await until('the end of the kernel', () => !processExists(kernel));
      await until('the end of its child', () => !processExists(child));
      const left = readdirSync(folder).filter((name) => name.startsWith('kubelab-kernel-'));
      assert.deepEqual(left, []);
    });
  }
});

describe('spawnKernel', () => {
  it('gives a process that has ended for a working folder that is not there', async () => {
    const child = spawnKernel([process.execPath], { cwd: '/nowhere', env: process.env });
    const end = await child.ended;
    assert.match(String(end.error), /ENOENT/);
    assert.equal(existsSync('/nowhere'), false);
  });

  it('keeps the end of what the process wrote', async () => {
    const code = 'process.stdout.write("a".repeat(20000)); process.stderr.write("the end")';
    const child = spawnKernel([process.execPath, '-e', code], { cwd: tmpdir(), env: process.env });
    await child.ended;
    await until('the words', () => child.log().includes('the end'));
    assert.ok(child.log().length <= 8192);
  });
});
