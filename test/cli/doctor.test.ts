import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
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
import { join } from 'node:path';
import { checkNode, type Finding } from '../../src/cli/check-up.js';
import { holdFile } from '../../src/held-file.js';
import { kubelabHome, processExists } from '../../src/home.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { bin, inTerminal, makeHome, runKubelab } from '../helpers/command.js';
import { skip } from '../helpers/skip.js';

interface Report {
  ok: boolean;
  findings: Finding[];
  written: { name: string }[];
}

describe('kubelab doctor and clean', () => {
  let home = '';
  let path = '';
  let remove = (): void => {};

  beforeEach(() => {
    ({ home, remove } = makeHome());
    // A PATH on which there is node and what a test puts there, whatever this machine has.
    path = mkdtempSync(join(tmpdir(), 'kubelab-path-'));
    symlinkSync(process.execPath, join(path, 'node'));
  });
  afterEach(async () => {
    await runKubelab(home, ['cluster', 'down']);
    rmSync(path, { recursive: true });
    remove();
  });

  function program(name: string, script: string): void {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }

  async function report(): Promise<Report & { code: number | null; of(what: string): Finding | undefined }> {
    const { code, stdout } = await runKubelab(home, ['doctor', '--json'], { env: { PATH: path } });
    const found = JSON.parse(stdout) as Report;
    return { ...found, code, of: (what) => found.findings.find((finding) => finding.what === what) };
  }

  it('finds all well with Node alone, and says what more there could be', async () => {
    const { code, ok, findings, written } = await report();
    assert.deepEqual([code, ok, written], [0, true, []]);
    assert.deepEqual(
      findings.map(({ what, state, fix }) => [what, state, fix !== undefined]),
      [
        ['Node', 'ok', false],
        ['kubelab', 'ok', false],
        ['its folder', 'ok', false],
        ['kernel', 'ok', false],
        ['Jupyter', 'note', true],
        ['kubectl', 'note', true],
        ['bubblewrap', 'note', true],
        ['practice cluster', 'ok', false],
      ],
    );
    assert.equal(existsSync(home), false, 'looking writes nothing');
  });

  it('names the programs that there are, and those that do not run', async () => {
    for (const name of ['jupyter', 'jupyter-lab']) program(name, 'exit 0');
    program('bwrap', 'echo bubblewrap 1.2.3');
    program('kubectl', 'exit 1');
    const { of, code } = await report();
    assert.equal(code, 0);
    assert.equal(of('Jupyter')?.finding, join(path, 'jupyter-lab'));
    assert.equal(of('bubblewrap')?.finding, `${join(path, 'bwrap')} (bubblewrap 1.2.3)`);
    assert.deepEqual([of('kubectl')?.state, of('kubectl')?.fix], ['note', 'reinstall kubectl']);
    rmSync(join(path, 'jupyter-lab'));
    assert.match((await report()).of('Jupyter')?.finding ?? '', /neither JupyterLab nor the Notebook/);
  });

  const faults: { name: string; make: () => void; what: string; finding: RegExp; fix: RegExp }[] = [
    {
      name: 'a home that is no folder',
      make: () => writeFileSync(home, ''),
      what: 'its folder',
      finding: /cannot be written: ENOTDIR/,
      fix: /KUBELAB_HOME/,
    },
    {
      name: 'a record that is broken',
      make: () => {
        mkdirSync(home);
        writeFileSync(join(home, 'running.json'), '{');
      },
      what: 'practice cluster',
      finding: /its record cannot be read/,
      fix: /^node dist\/bin\.js cluster down$/,
    },
    {
      name: 'a cluster that is gone',
      make: () => {
        mkdirSync(home);
        const record = { version: 1, pid: 2 ** 22 + 1, server: 'https://127.0.0.1:1', kubeconfig: 'x', dataDir: null };
        writeFileSync(join(home, 'running.json'), JSON.stringify(record));
      },
      what: 'practice cluster',
      finding: /is gone \(process 4194305\)/,
      fix: /^node dist\/bin\.js cluster down$/,
    },
  ];
  for (const { name, make, what, finding, fix } of faults) {
    it(`finds ${name}, says how to mend it, and exits with 1`, async () => {
      make();
      const { code, ok, of } = await report();
      assert.deepEqual([code, ok, of(what)?.state], [1, false, 'fault']);
      assert.match(of(what)?.finding ?? '', finding);
      assert.match(of(what)?.fix ?? '', fix);
    });
  }

  it('finds a disk that is nearly full', function () {
    if (!hasBubblewrap()) return skip(this, 'bubblewrap makes the small disk');
    const disk = join(home, '..', 'disk');
    mkdirSync(disk);
    const words = ['--dev-bind', '/', '/', '--size', String(1024 * 1024), '--tmpfs', disk, '--setenv', 'PATH', path];
    const { status, stdout } = spawnSync('bwrap', [...words, process.execPath, bin, 'doctor', '--json'], {
      env: { ...process.env, KUBELAB_HOME: join(disk, 'home') },
      encoding: 'utf8',
    });
    const found = (JSON.parse(stdout) as Report).findings.find(({ what }) => what === 'its folder');
    assert.deepEqual([status, found?.state], [1, 'fault']);
    assert.match(found?.finding ?? '', /is on a disk that is nearly full: 1\.0 MiB left$/);
    assert.match(found?.fix ?? '', /another disk/);
  });

  it('knows of the kernel that brings the cluster, and of the end of the one that it brought', async () => {
    const env = { PATH: path, JUPYTER_DATA_DIR: join(home, '..', 'jupyter') };
    const clusters = async (): Promise<string> => {
      const { stdout } = await runKubelab(home, ['doctor', '--json'], { env });
      return (JSON.parse(stdout) as Report).findings.find(({ what }) => what === 'practice cluster')?.finding ?? '';
    };
    assert.equal((await runKubelab(home, ['kernel', 'install', '--with-cluster'], { env })).code, 0);
    assert.match(
      await clusters(),
      /"node dist\/bin\.js start" starts it, and so does the kernel of .*jupyter\/kernels\/tslab\/kernel\.json$/,
    );
    await runKubelab(home, ['cluster', 'up', '--port', '0', '--idle', '20', '--detach']);
    assert.match(await clusters(), /^runs at .*; it ends after 20 minutes without a client$/);
    assert.match((await runKubelab(home, ['cluster', 'status'])).stdout, /ends +after 20 minutes without a client/);
  });

  it('refuses a Node that cannot load what the kernel loads', () => {
    for (const version of ['18.20.0', '20.18.9']) assert.equal(checkNode(version).state, 'fault', version);
    for (const version of ['20.19.0', '22.0.0']) assert.equal(checkNode(version).state, 'ok', version);
  });

  it('shows what was written, and clean stops the cluster and removes that, and nothing else', async () => {
    assert.equal((await runKubelab(home, ['clean'])).stdout, `kubelab has written nothing to ${home}\n`);
    assert.equal((await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);
    const doctor = await runKubelab(home, ['doctor']);
    assert.equal(doctor.code, 0);
    for (const name of ['running.json', 'kubeconfig', 'data', 'cluster.log']) {
      assert.match(doctor.stdout, new RegExp(`^ {2}${name} +\\d`, 'm'));
    }
    const pid = Number(/process (\d+)/.exec(doctor.stdout)?.[1]);
    assert.equal(processExists(pid), true);
    const unasked = await runKubelab(home, ['clean']);
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /nobody can be asked[\s\S]*next: node dist\/bin\.js clean --yes/);
    assert.equal(processExists(pid), true);
    writeFileSync(join(home, 'mine.txt'), '');
    const cleaned = await runKubelab(home, ['clean', '--yes']);
    assert.equal(cleaned.code, 0);
    assert.match(cleaned.stdout, /runs and is stopped first[\s\S]*kubelab did not write: mine\.txt/);
    assert.equal(processExists(pid), false);
    assert.deepEqual(readdirSync(home), ['mine.txt']);
  });

  it('clean removes what was typed at the prompt, too, and nothing below a page that is open', async () => {
    const files = kubelabHome({ KUBELAB_HOME: home });
    mkdirSync(home);
    writeFileSync(files.promptHistory, 'const typed = 1;\n');
    writeFileSync(files.lessonsFolder, `${path}\n`);
    mkdirSync(files.cache);
    const release = holdFile(files.page, () => new Error('it is held'));
    const open = await runKubelab(home, ['clean', '--yes']);
    assert.notEqual(open.code, 0);
    assert.match(open.stderr, new RegExp(`process ${process.pid} serves[\\s\\S]*with q[\\s\\S]*\\[PAGE_RUNNING\\]`));
    assert.ok(existsSync(files.promptHistory));
    const page = readFileSync(files.page);
    release();
    // of a process that was killed
    writeFileSync(files.page, JSON.stringify({ ...JSON.parse(String(page)), pid: 2 ** 22 + 1 }));
    const cleaned = await runKubelab(home, ['clean', '--yes']);
    assert.deepEqual([cleaned.code, cleaned.stderr], [0, '']);
    assert.match(cleaned.stdout, /prompt-history +\d[\s\S]*\nAll of it is removed\.\n/);
    assert.ok(cleaned.stdout.endsWith(`\nLeft as it is: ${path}\n`), cleaned.stdout);
    assert.equal(existsSync(home), false);
  });

  it('says what it may not remove, and leaves a folder that is mounted empty', function () {
    if (!hasBubblewrap()) return skip(this, 'bubblewrap cannot make mounts here');
    mkdirSync(home);
    writeFileSync(join(home, 'kubeconfig'), '');
    const under = (mount: '--ro-bind' | '--bind', ...words: string[]) => {
      const mounts = ['--dev-bind', '/', '/', mount, home, home];
      const command = [process.execPath, bin, ...words];
      const env = { ...process.env, KUBELAB_HOME: home, NO_COLOR: '1' };
      return spawnSync('bwrap', [...mounts, ...command], { env, encoding: 'utf8' });
    };
    const refused = under('--ro-bind', 'clean', '--yes');
    assert.equal(refused.status, 3, refused.stderr);
    assert.match(refused.stderr, /EROFS: read-only file system, [\s\S]*kubeconfig\n {2}next: .*\[FILE_UNREADABLE\]/);
    assert.deepEqual(readdirSync(home), ['kubeconfig']);
    const mounted = under('--bind', 'clean', '--yes');
    assert.deepEqual([mounted.status, mounted.stderr], [0, '']);
    assert.match(mounted.stdout, /All of it is removed\.\n$/);
    assert.deepEqual(readdirSync(home), []);
    // nor the record of a cluster, which could not be read
    writeFileSync(join(home, 'running.json'), 'x');
    const kept = under('--ro-bind', 'cluster', 'down');
    assert.equal(kept.status, 3, kept.stderr);
    assert.match(kept.stderr, /EROFS: read-only file system, [\s\S]*running\.json\n {2}next: .*\[FILE_UNREADABLE\]/);
  });

  it('asks in a terminal, and takes anything but yes for a no', async () => {
    mkdirSync(home);
    writeFileSync(join(home, 'progress.json'), '{}');
    const command = [process.execPath, 'dist/bin.js', 'clean'];
    for (const { answer, code, left } of [
      { answer: '\r', code: 1, left: true },
      { answer: '\u0003', code: 130, left: true },
      { answer: '\u0004', code: 1, left: true },
      { answer: 'yes\r', code: 0, left: false },
    ]) {
      const asked = inTerminal(home, command);
      await asked.sees(/Remove this\? \[y\/N\] /);
      asked.type(answer);
      assert.equal((await asked.ended).code, code, JSON.stringify(answer));
      assert.equal(existsSync(home), left);
    }
  });
});
