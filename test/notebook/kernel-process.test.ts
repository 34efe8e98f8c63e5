import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processExists } from '../../src/home.js';
import { isCrash, spawnKernel } from '../../src/notebook/kernel-process.js';
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

  it('ends what the process has started, when the process itself has ended', async () => {
    const code = "console.log(require('node:child_process').spawn('sleep', ['600']).pid); process.exit(3)";
    const child = spawnKernel([process.execPath, '-e', code], { cwd: tmpdir(), env: process.env });
    assert.equal(child.end, undefined);
    assert.deepEqual(await child.ended, { code: 3, signal: null });
    assert.deepEqual(child.end, { code: 3, signal: null });
    await until('its word', () => /^\d+\n$/.test(child.log()));
    await until('the end of what it started', () => !processExists(Number(child.log())));
  });
});

describe('isCrash', () => {
  it('is true for signals by which a program gives up, and for no other end', () => {
    for (const signal of ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGFPE', 'SIGTRAP'] as const) {
      assert.equal(isCrash(signal), true, signal);
    }
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT', null] as const) assert.equal(isCrash(signal), false);
  });
});
