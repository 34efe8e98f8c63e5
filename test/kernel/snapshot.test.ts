import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { makeKernelSnapshot } from '../../src/kernel/make-snapshot.js';
import { kernelSnapshot, recordFile } from '../../src/kernel/snapshot.js';
import { IDLE_VARIABLE } from '../../src/kernel-cluster.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { makeInstallation } from '../helpers/installation.js';
import { outputText } from '../helpers/output-text.js';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(root, 'test/fixtures/notebooks');

describe('the start-up snapshot of the kernel', () => {
  before(() => makeKernelSnapshot({}));

  it('is made once, and found by all who start a kernel', async () => {
    const snapshot = kernelSnapshot({});
    assert.ok(snapshot && existsSync(snapshot.blob));
    const made = statSync(snapshot.blob).mtimeMs;
    await makeKernelSnapshot({});
    assert.deepEqual(kernelSnapshot({}), snapshot);
    assert.equal(statSync(snapshot.blob).mtimeMs, made);
    assert.ok(kernelCommand({ folder, env: {} }).argv.includes(snapshot.blob));
  });

  it('is left where it is by a kernel that brings a cluster, for which memory counts more than the start', () => {
    assert.ok(kernelSnapshot({}));
    assert.equal(kernelSnapshot({ [IDLE_VARIABLE]: '30' }), undefined);
  });

  it('gives a kernel that knows the same types and modules, and says the same of what is wrong', async () => {
    const command = kernelCommand({ folder, env: { PATH: process.env.PATH } });
    const kernel = await startKernel({ ...command, fallback: undefined });
    try {
      const text = async (code: string): Promise<string> => outputText((await kernel.execute(code)).outputs).trim();
      assert.equal(
        await text("import { show } from 'kubelab'; import { basename } from 'node:path'; typeof show"),
        'function',
      );
      assert.equal(await text("basename('/a/b') satisfies string"), 'b');
      assert.match(
        await text('basename(1)'),
        /^1:10 - Argument of type 'number' is not assignable to parameter of type 'string'/,
      );
      assert.match(
        await text("import { nothing } from 'kubelab'"),
        /^1:10 - Module '"kubelab"' has no exported member 'nothing'/,
      );
      assert.match(await text("import { x } from 'no-such-package'"), /^1:19 - Cannot find module 'no-such-package'/);
      assert.match(
        await text('describe'),
        /^1:1 - Cannot find name 'describe'/,
        'a global of a test runner is none here',
      );
      assert.equal(
        await text('typeof process.env.GLIBC_TUNABLES'),
        'undefined',
        'how the kernel was started is its own affair',
      );
      assert.match(await text("throw new Error('x')"), /^Error: x\n +at cell-\d+\.ts:1:7$/);
    } finally {
      await kernel.shutdown();
    }
  });

  it('is of one installation, though another one keeps its own in the same folder', async () => {
    const other = makeInstallation();
    try {
      const there = (await import(join(other.root, 'src/kernel/snapshot.ts'))) as { recordFile: typeof recordFile };
      assert.notEqual(there.recordFile(folder, {}), recordFile(folder, {}));
    } finally {
      other.remove();
    }
  });

  it('is not used with other options of Node, which V8 would refuse', () => {
    assert.equal(kernelSnapshot({ NODE_OPTIONS: '--max-old-space-size=300' }), undefined);
    const { argv } = kernelCommand({ folder, env: { NODE_OPTIONS: '--max-old-space-size=300' } });
    assert.ok(!argv.includes('--snapshot-blob'));
  });
});
