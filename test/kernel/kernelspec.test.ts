import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  clusterBringingKernel,
  installKernelspec,
  kernelCommand,
  uninstallKernelspec,
} from '../../src/kernel/kernelspec.js';
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
      argv: [process.execPath, join(root, 'dist', 'kernel', 'launch.js'), '{connection_file}'],
      display_name: 'TypeScript (kubelab)',
      language: 'typescript',
      interrupt_mode: 'signal',
      metadata: { debugger: false },
    });
    assert.equal(installKernelspec(folder, 'tslab'), file);
    assert.deepEqual(readdirSync(dirname(file)), ['kernel.json']);
  });

  it('gives a kernel that brings a cluster less room for new objects, since many share the memory of a hub', () => {
    const file = installKernelspec(folder, 'tslab', { clusterIdleMinutes: 5 });
    const { argv, env } = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[]; env: Record<string, string> };
    assert.deepEqual(argv.slice(0, 2), [process.execPath, '--max-semi-space-size=8']);
    assert.deepEqual(env, { KUBELAB_CLUSTER_IDLE: '5' });
    const { status } = spawnSync(argv[0] ?? '', [argv[1] ?? '', '-e', '0']);
    assert.equal(status, 0, 'this Node knows the option');
  });

  it('G20: can be read by everybody, whose prefix it is in', () => {
    const before = process.umask(0o022);
    try {
      const file = installKernelspec(join(folder, 'share/jupyter/kernels'), 'tslab');
      for (const path of [join(folder, 'share'), dirname(file)]) assert.equal(statSync(path).mode & 0o777, 0o755, path);
    } finally {
      process.umask(before);
    }
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

  it('says FILE_UNREADABLE for one that it cannot read before it is removed', () => {
    mkdirSync(join(folder, 'tslab/kernel.json'), { recursive: true });
    assert.throws(() => uninstallKernelspec(folder, 'tslab'), { code: 'FILE_UNREADABLE', hint: /writable/ });
  });

  it("is found among folders when its kernels bring a cluster, by either name, and no one else's is", () => {
    const [one, other] = ['one', 'other'].map((name) => join(folder, name)) as [string, string];
    assert.equal(clusterBringingKernel([one, other]), undefined);
    installKernelspec(one, 'tslab');
    mkdirSync(join(other, 'tslab'), { recursive: true });
    writeFileSync(join(other, 'tslab/kernel.json'), '{"argv":["tslab"],"env":{"KUBELAB_CLUSTER_IDLE":"5"}}');
    assert.equal(clusterBringingKernel([one, other]), undefined);
    for (const name of ['kubelab', 'tslab'] as const) {
      const file = installKernelspec(other, name, { clusterIdleMinutes: 5 });
      assert.equal(clusterBringingKernel([one, other]), file);
      rmSync(dirname(file), { recursive: true });
    }
  });

  it('starts a kernel in any folder, which imports kubelab and finds the files of that folder', async () => {
    writeFileSync(join(folder, 'beside.txt'), 'beside the notebook');
    const { argv } = JSON.parse(readFileSync(installKernelspec(folder, 'tslab'), 'utf8'));
    const kernel = await startKernel({ argv, cwd: folder, env: process.env });
    try {
      const { status, outputs } = await kernel.execute(
        "import { readFileSync } from 'node:fs'; import { connect } from 'kubelab';\n" +
          "console.log(readFileSync('beside.txt', 'utf8'), typeof connect, typeof (await import('kubelab')).connect);",
      );
      const text = 'beside the notebook function function\n';
      assert.deepEqual([status, outputs], ['ok', [{ output_type: 'stream', name: 'stdout', text }]]);
      const typed = await kernel.execute("connect({ server: 1 }); const s: string = readFileSync('beside.txt');");
      assert.match(JSON.stringify(typed.outputs), /Type 'number' is not assignable to type 'string'/);
    } finally {
      await kernel.shutdown();
    }
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
