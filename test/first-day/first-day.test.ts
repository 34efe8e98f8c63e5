/** What a newcomer does on the first day, and the day after, with this checkout and the Node that runs the tests. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Finding } from '../../src/cli/check-up.js';
import type { Results } from '../../src/course/grading/results.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { kernelSnapshot } from '../../src/kernel/snapshot.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { writeSubmissions } from '../fixtures/submissions/submissions.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { inTerminal, makeHome, runKubelab, start } from '../helpers/command.js';
import { makeInstallation } from '../helpers/installation.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const root = resolve(import.meta.dirname, '../..');
const activity = 'notebooks/solutions/04-activity.ipynb';

/** Where a program is that the tests are run with. */
function onPath(program: string): string {
  if (program === 'node') return process.execPath;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find(existsSync) ?? program;
}

describe(`on Node ${process.versions.node}`, function () {
  this.timeout(600_000);
  this.slow(60_000);
  let home: string;
  let remove: () => void;
  before(() => {
    ({ home, remove } = makeHome());
  });
  after(async () => {
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  async function npmStart(): Promise<void> {
    const env = { ...process.env, KUBELAB_HOME: home, KUBECONFIG: undefined };
    const running = start('npm', ['start'], { cwd: root, env });
    running.child.stdin?.end();
    const { code } = await running.ended;
    assert.equal(code, 0, running.stdout() + running.stderr());
    for (const lesson of ['Start here', 'RBAC', 'Debugging access']) {
      assert.match(running.stdout(), new RegExp(`${lesson} +(\\d+)/\\1 +passed`));
    }
  }

  it('npm start runs all lessons', npmStart);

  it('a kernel that lives for a while leaves later ones in order', async () => {
    const { root: installed, remove: removeInstalled } = makeInstallation();
    try {
      const launch = join(installed, 'dist/kernel/launch.js');
      const own = { cwd: join(installed, 'notebooks'), env: { PATH: process.env.PATH, KUBELAB_HOME: home } };
      const argv = [process.execPath, launch, '{connection_file}', '--parent-fd=3', '--own-folder'];
      const snapshots = (await import(join(installed, 'src/kernel/snapshot.ts'))) as {
        kernelSnapshot: typeof kernelSnapshot;
      };
      const first = await startKernel({ ...own, argv });
      await until('its snapshot', () => snapshots.kernelSnapshot(own.env) !== undefined);
      await first.shutdown();
      // as Jupyter starts one: it hands itself over to a process from the snapshot
      const second = await startKernel({ ...own, argv: argv.slice(0, 3) });
      const cells = [
        "import { connect } from 'kubelab'; const kind = typeof connect;",
        'if (kind !== "function") throw kind;',
      ];
      for (const code of cells) assert.equal((await second.execute(code)).status, 'ok', code);
      await second.shutdown();
    } finally {
      removeInstalled();
    }
  });

  it('npm start runs all lessons again, from the snapshot', async () => {
    assert.ok(kernelSnapshot(), 'the lessons left one');
    assert.ok(kernelCommand({ folder: join(root, 'notebooks') }).argv.includes('--snapshot-blob'));
    await npmStart();
  });

  it('npm start in a terminal ends on the page, where there is a browser and no Jupyter', async () => {
    const path = join(home, '..', 'programs');
    mkdirSync(path);
    // no other programs than npm needs, so that there is no Jupyter wherever the test runs
    for (const program of ['node', 'npm', 'sh']) symlinkSync(onPath(program), join(path, program));
    const opened = join(path, 'opened');
    writeFileSync(join(path, 'a-browser'), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, { mode: 0o755 });
    const env = { PATH: path, BROWSER: 'a-browser', KUBELAB_HOME: home };
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const running = inTerminal(home, ['/usr/bin/env', ...words, 'npm', '--prefix', root, 'start'], { columns: 120 });
    const address = (await running.sees(/http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/)).split('#')[0] ?? '';
    const file = await until('the browser', () => existsSync(opened) && (readFileSync(opened, 'utf8') || undefined));
    assert.match(readFileSync(file, 'utf8'), /http:\/\/127\.0\.0\.1:\d+/);
    const page = await (await fetch(address)).text();
    assert.match(page, /<script type="module"/);
    await running.sees(/q ends it/);
    running.type('q');
    await running.sees(/Your place is kept/);
    assert.equal((await running.ended).code, 0);
  });

  it('run and check work on a cluster in the background', async () => {
    assert.equal((await runKubelab(home, ['cluster', 'up', '--detach'])).code, 0);
    const ran = await runKubelab(home, ['run', 'notebooks/01-client-certificates.ipynb', activity], { cwd: root });
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const checked = await runKubelab(home, ['check', activity], { cwd: root });
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.equal((await runKubelab(home, ['cluster', 'down'])).code, 0);
  });

  for (const sandbox of ['bwrap', 'none'] as const) {
    it(`grade gives the marks that were earned, with ${sandbox === 'none' ? 'no' : 'the'} sandbox`, async function () {
      if (sandbox === 'bwrap' && !hasBubblewrap()) skip(this, 'no bubblewrap here');
      const folder = join(home, '..', `handed in ${sandbox}`);
      const out = join(home, '..', `out ${sandbox}`);
      mkdirSync(folder);
      writeSubmissions(folder, ['with-kubectl', 'with-fetch', 'dry-run']);
      const args = ['grade', join(root, activity), folder, '--exercise', '04', '--sandbox', sandbox, '--out', out];
      const { code, stdout, stderr } = await runKubelab(home, args, { cwd: root });
      assert.equal(code, 0, stdout + stderr);
      const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
      const full = Object.fromEntries(results.map(({ learner, points, maxPoints }) => [learner, points === maxPoints]));
      const expected = { solutions: true, 'with-kubectl': true, 'with-fetch': true, 'dry-run': false };
      assert.deepEqual(full, expected);
    });
  }

  it('doctor finds nothing, and says how kernels start', async () => {
    const { code, stdout } = await runKubelab(home, ['doctor', '--json'], { cwd: root });
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    assert.equal(code, 0, stdout);
    assert.deepEqual(
      findings.filter(({ state }) => state === 'fault'),
      [],
    );
    const kernel = findings.find(({ what }) => what === 'kernel');
    assert.match(kernel?.finding ?? '', /from its start-up snapshot/);
  });

  it('the packed package works in an empty folder, where no install script ran', async () => {
    const folder = join(home, '..', 'an empty folder');
    mkdirSync(folder);
    const npm = async (cwd: string, ...args: string[]): Promise<string> => {
      const running = start('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], { cwd });
      running.child.stdin?.end();
      const { code } = await running.ended;
      assert.equal(code, 0, running.stdout() + running.stderr());
      return running.stdout();
    };
    const tarball = (await npm(root, 'pack', '--ignore-scripts', '--pack-destination', folder))
      .trim()
      .split('\n')
      .at(-1);
    await npm(folder, 'init', '-y');
    await npm(folder, 'install', '--ignore-scripts', `./${tarball}`);
    const program = join(folder, 'node_modules/.bin/kubelab');
    const env = { ...process.env, KUBELAB_HOME: join(folder, 'home'), KUBECONFIG: undefined };
    const runs = async (command: string, ...args: string[]): Promise<string> => {
      const running = start(command, args, { cwd: folder, env });
      running.child.stdin?.end();
      const { code } = await running.ended;
      assert.equal(code, 0, `${args.join(' ')}: ${running.stdout()}${running.stderr()}`);
      return running.stdout();
    };
    await runs(program, 'doctor');
    await runs(program, 'start', 'start-here');
    await runs(program, 'start', 'start-here');
    await runs(program, 'cluster', 'up', '--detach');
    await runs(program, 'request', 'GET', '/readyz');
    await runs(program, 'cluster', 'down');
    // the library, as a program in TypeScript with the compiler of today
    copyFileSync(join(root, 'test/fixtures/library/program.ts'), join(folder, 'program.mts'));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
    await runs(process.execPath, compiler, ...strict, 'program.mts');
    assert.equal(await runs(process.execPath, 'program.mjs'), '403 Role in lab\n');
  });
});
