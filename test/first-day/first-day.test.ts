/**
 * What a newcomer does on the first day, and the day after, with this checkout and the Node that runs the tests. Grading and the
 * packed package have files of their own, which run beside this one.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Finding } from '../../src/cli/check-up.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { kernelSnapshot } from '../../src/kernel/snapshot.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { inTerminal, makeHome, runKubelab, start } from '../helpers/command.js';
import { makeInstallation } from '../helpers/installation.js';
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
});
