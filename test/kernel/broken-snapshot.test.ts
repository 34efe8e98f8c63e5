import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { makeConnection } from '../../src/notebook/connection.js';
import { openChannels } from '../../src/notebook/kernel-channels.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { makeInstallation } from '../helpers/installation.js';
import { outputText } from '../helpers/output-text.js';
import { kernelAnswers } from '../helpers/protocol-kernel.js';
import { skip } from '../helpers/skip.js';
import { mountSmallDisk } from '../helpers/small-disk.js';
import { until } from '../helpers/until.js';

type Kernelspec = typeof import('../../src/kernel/kernelspec.js');
type Snapshots = typeof import('../../src/kernel/snapshot.js');
type Making = typeof import('../../src/kernel/make-snapshot.js');
type Record = import('../../src/kernel/snapshot.js').SnapshotRecord;

const env = { PATH: process.env.PATH };

describe('a start-up snapshot that is broken', function () {
  this.timeout(300_000);
  const { root, remove } = makeInstallation();
  const notebooks = join(root, 'notebooks');
  const cache = join(root, 'node_modules', '.cache', 'kubelab');
  const good = join(dirname(root), 'good');
  let specs: Kernelspec;
  let snapshots: Snapshots;
  let making: Making;
  let record = '';
  let blob = '';

  before(async () => {
    specs = (await import(join(root, 'src/kernel/kernelspec.ts'))) as Kernelspec;
    snapshots = (await import(join(root, 'src/kernel/snapshot.ts'))) as Snapshots;
    making = (await import(join(root, 'src/kernel/make-snapshot.ts'))) as Making;
    await making.makeKernelSnapshot(env);
    blob = snapshots.kernelSnapshot(env)?.blob ?? '';
    assert.ok(blob.startsWith(cache), JSON.stringify(snapshots.snapshotState(env)));
    record = snapshots.recordFile(cache, env);
    cpSync(cache, good, { recursive: true });
  });
  /** A trial that the test before has left may still take away what is copied. */
  const copyGood = (): boolean => {
    try {
      rmSync(cache, { recursive: true, force: true });
      cpSync(good, cache, { recursive: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return false;
    }
    return existsSync(blob);
  };
  beforeEach(() => until('a whole copy', copyGood));
  after(remove);

  const readRecord = (): Record => JSON.parse(readFileSync(record, 'utf8')) as Record;
  const changeRecord = (change: Partial<Record>): void =>
    writeFileSync(record, JSON.stringify({ ...readRecord(), ...change }));
  /** Another file of the same size, as the record has it. */
  const changeBlob = (change: (bytes: Buffer) => void): void => {
    const bytes = readFileSync(blob);
    change(bytes);
    writeFileSync(blob, bytes);
  };

  /** A kernel as kubelab's own programs start it runs cells; `from` says whether its first try is the snapshot. */
  async function runsCells(from: 'snapshot' | 'nothing', environment: NodeJS.ProcessEnv = env): Promise<void> {
    const command = specs.kernelCommand({ folder: notebooks, env: environment });
    assert.equal(command.argv.includes('--snapshot-blob'), from === 'snapshot');
    const kernel = await startKernel(command);
    try {
      const first = await kernel.execute("import { connect } from 'kubelab'; const kind = typeof connect;");
      assert.equal(first.status, 'ok', outputText(first.outputs));
      assert.equal(outputText((await kernel.execute('kind')).outputs).trim(), 'function');
    } finally {
      await kernel.shutdown();
    }
  }

  const isPutAside = (why: RegExp): Promise<unknown> =>
    until(
      'the snapshot to be put aside',
      () => {
        const found = snapshots.snapshotState(env);
        return found.state === 'aside' && why.test(found.why);
      },
      30_000,
    );

  const version = (bytes: Buffer): number => bytes.indexOf(process.version.slice(1));
  const faults: { [name: string]: () => void } = {
    'of another version of Node': () =>
      changeBlob((bytes) => {
        const at = version(bytes);
        assert.notEqual(at, -1, 'Node writes its version into a snapshot');
        bytes.write('99', at);
      }),
    'without its second half, in a file of the right size': () =>
      changeBlob((bytes) => bytes.fill(0, Math.floor(bytes.length / 2))),
    'a file of something else': () => changeBlob((bytes) => bytes.fill('kubelab ')),
    'with an option that this Node does not know': () =>
      changeRecord({ options: [...(readRecord().options ?? []), '--no-such-option'] }),
  };
  for (const [name, breakIt] of Object.entries(faults)) {
    it(`${name}, is put aside, and the kernel runs cells without it`, async () => {
      breakIt();
      await runsCells('snapshot');
      await isPutAside(/\S/);
      assert.ok(!existsSync(blob), 'what is put aside takes no room');
      await runsCells('nothing');
    });
  }

  it('made with other options than it is started with, leaves a kernel that runs cells', async () => {
    // some versions of V8 refuse it, others do not mind
    changeRecord({ options: ['--stack-size=1500', '--no-opt'] });
    await runsCells('snapshot');
  });

  it('cut off, is not used, and is made anew', async () => {
    truncateSync(blob, statSync(blob).size - 1);
    await runsCells('nothing');
    spawnSync(process.execPath, [join(root, 'dist/kernel/snapshot-program.js')], { env });
    assert.equal(snapshots.snapshotState(env).state, 'ready');
    await runsCells('snapshot');
  });

  it('cut off, is made anew behind a proxy, and with what a debugging option of Node writes', async () => {
    truncateSync(blob, statSync(blob).size - 1);
    const proxies = { HTTP_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' };
    const behind = { ...env, NODE_USE_ENV_PROXY: '1', ...proxies };
    const program = join(root, 'dist/kernel/snapshot-program.js');
    spawnSync(process.execPath, [program], { env: { ...behind, NODE_DEBUG: 'http' } });
    assert.equal(snapshots.snapshotState(env).state, 'ready', JSON.stringify(snapshots.snapshotState(env)));
    await runsCells('snapshot', behind);
  });

  /** While `use` runs, the script of the snapshot has `more` at its end. */
  async function withScript(more: string, use: () => Promise<void>): Promise<void> {
    const script = join(root, 'dist/kernel/snapshot-entry.cjs');
    const kept = join(dirname(root), 'snapshot-entry.cjs');
    renameSync(script, kept); // with its time
    writeFileSync(script, readFileSync(kept, 'utf8') + more);
    try {
      await use();
    } finally {
      renameSync(kept, script);
    }
  }

  it('of files that have changed since, is not used', () => withScript('\n', () => runsCells('nothing')));

  const faulty: { [name: string]: [more: string, why: RegExp] } = {
    'does not start': [
      "\nObject.assign(globalThis, { [Symbol.for('kubelab.kernel.snapshot')]: { typescript: {}, files } });\n",
      /did not start/,
    ],
    'does not run cells': [
      "\nObject.defineProperty(globalThis, 'fetch', { value: undefined });\n",
      /did not run a cell/,
    ],
    'ends with the first worker that opens a socket': [
      "\nprocess.stdout;\nrequire('node:v8');\n",
      /did not (start|run a cell)/,
    ],
  };
  for (const [name, [more, why]] of Object.entries(faulty)) {
    it(`is not put in its place when a kernel from it ${name}`, async function () {
      rmSync(cache, { recursive: true });
      await withScript(more, async () => {
        spawnSync(process.execPath, [join(root, 'dist/kernel/snapshot-program.js')], { env });
        // older Nodes allow such a worker
        if (name.includes('worker') && snapshots.snapshotState(env).state === 'ready')
          skip(this, 'this Node allows it');
        await isPutAside(why);
        await runsCells('nothing');
        const { stdout } = spawnSync(process.execPath, [join(root, 'dist/bin.js'), 'doctor', '--json'], {
          env: { ...env, KUBELAB_HOME: join(dirname(root), 'home') },
          encoding: 'utf8',
        });
        const { findings } = JSON.parse(stdout) as { findings: { what: string; state: string; finding: string }[] };
        const kernel = findings.find(({ what }) => what === 'kernel');
        assert.equal(kernel?.state, 'ok');
        assert.match(kernel?.finding ?? '', /without a start-up snapshot: .*did not (start|run a cell)/);
      });
    });
  }

  it('that fails in the hands of Jupyter, leaves a kernel that runs cells under the same connection file', async () => {
    changeRecord({ options: ['--no-such-option'] });
    assert.ok(snapshots.kernelSnapshot(env));
    const connection = await makeConnection();
    const launch = join(root, 'dist/kernel/launch.js');
    const child = spawn(process.execPath, [launch, connection.file], { cwd: notebooks, env, stdio: 'ignore' });
    const channels = openChannels(connection.info, randomUUID());
    try {
      await kernelAnswers(channels);
      const reply = await channels.request('shell', 'execute_request', { code: "import { connect } from 'kubelab';" });
      assert.equal(reply?.status, 'ok');
    } finally {
      child.kill('SIGKILL');
      channels.close();
      connection.remove();
    }
  });

  it('stays in its place when it was a cell that ended the process', async () => {
    const kernel = await startKernel(specs.kernelCommand({ folder: notebooks, env }));
    assert.equal((await kernel.execute('process.abort()')).status, 'died');
    const snapshot = snapshots.kernelSnapshot(env);
    assert.ok(snapshot);
    await making.doubtKernelSnapshot(snapshot, env);
    assert.deepEqual(snapshots.kernelSnapshot(env), snapshot);
  });

  it('that cannot be read, keeps nobody from a kernel', function () {
    if (process.getuid?.() !== 0) skip(this, 'only root can try it as another user');
    assert.ok(snapshots.kernelSnapshot(env));
    // another user, who can read the package and not the snapshot
    chmodSync(dirname(root), 0o755);
    chmodSync(blob, 0o000);
    const home = join(dirname(root), 'home of nobody');
    mkdirSync(home);
    chownSync(home, 65534, 65534);
    const words = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
    const { status, stdout, stderr } = spawnSync('setpriv', [...words, join(root, 'dist/bin.js'), 'doctor', '--json'], {
      env: { ...env, HOME: home },
      cwd: home,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /starts and imports kubelab in [^"]*without a start-up snapshot/);
  });

  it('of which the disk had no room for all, is left out', async function () {
    rmSync(cache, { recursive: true });
    mkdirSync(cache, { recursive: true });
    const unmount = mountSmallDisk(this, cache, '20m');
    try {
      spawnSync(process.execPath, [join(root, 'dist/kernel/snapshot-program.js')], { env });
      assert.equal(snapshots.kernelSnapshot(env), undefined);
      await runsCells('nothing');
    } finally {
      unmount();
    }
  });

  it('of two Nodes that take turns, is kept for each', () => {
    const other = join(dirname(root), 'node');
    copyFileSync(process.execPath, other);
    spawnSync(other, [join(root, 'dist/kernel/snapshot-program.js')], { env });
    const records = readdirSync(cache).filter((name) => name.endsWith('.json'));
    assert.equal(records.length, 2, records.join(' '));
    assert.equal(snapshots.kernelSnapshot(env)?.blob, blob);
  });
});
