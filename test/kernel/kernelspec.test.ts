import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { installKernelspec, kernelCommand, uninstallKernelspec } from '../../src/kernel/kernelspec.js';
import { snapshotEnvironment } from '../../src/kernel/snapshot.js';
import { startKernel } from '../../src/notebook/start-kernel.js';

const root = resolve(import.meta.dirname, '../..');

describe('installKernelspec', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('writes a kernel.json of this installation, and again without harm', () => {
    const file = installKernelspec(folder, 'tslab');
    assert.equal(file, join(folder, 'tslab/kernel.json'));
    assert.deepEqual(JSON.parse(readFileSync(file, 'utf8')), {
      argv: [process.execPath, join(root, 'dist/kernel/launch.js'), '{connection_file}'],
      display_name: 'TypeScript (kubelab)',
      language: 'typescript',
      interrupt_mode: 'signal',
      metadata: { debugger: false },
    });
    assert.equal(installKernelspec(folder, 'tslab'), file);
    assert.deepEqual(readdirSync(dirname(file)), ['kernel.json']);
  });

  it('says FILE_UNREADABLE where it cannot write', () => {
    writeFileSync(join(folder, 'tslab'), 'a file in the way');
    assert.throws(() => installKernelspec(folder, 'tslab'), { code: 'FILE_UNREADABLE' });
  });

  it('is taken back by uninstallKernelspec, which leaves a kernel of somebody else', () => {
    assert.equal(uninstallKernelspec(folder, 'kubelab'), false);
    installKernelspec(folder, 'kubelab');
    assert.equal(uninstallKernelspec(folder, 'kubelab'), true);
    assert.deepEqual(readdirSync(folder), []);
    mkdirSync(join(folder, 'tslab'));
    writeFileSync(join(folder, 'tslab/kernel.json'), '{"argv":["tslab","kernel"]}');
    assert.throws(() => uninstallKernelspec(folder, 'tslab'), {
      code: 'ARGUMENT_INVALID',
      hint: /jupyter kernelspec remove tslab/,
    });
    assert.deepEqual(readdirSync(join(folder, 'tslab')), ['kernel.json']);
  });

  it('starts a kernel in any folder, which works where kubelab can be imported', async () => {
    const { argv } = JSON.parse(readFileSync(installKernelspec(folder, 'tslab'), 'utf8'));
    const kernel = await startKernel({ argv, cwd: folder, env: process.env });
    const { outputs } = await kernel.execute('console.log(process.cwd());');
    await kernel.shutdown();
    assert.deepEqual(outputs, [{ output_type: 'stream', name: 'stdout', text: `${join(root, 'notebooks')}\n` }]);
  });
});

describe('kernelCommand', () => {
  it('works in the folder of the notebook, with the environment it is given', () => {
    const folder = join(root, 'test/fixtures/notebooks');
    const { cwd, env, argv } = kernelCommand({ folder, env: { KUBECONFIG: '/k' } });
    assert.equal(cwd, folder);
    const added = argv.includes('--snapshot-blob') ? snapshotEnvironment : {};
    assert.deepEqual(env, { ...added, KUBECONFIG: '/k' });
    assert.ok(argv.includes('{connection_file}'));
  });
});
