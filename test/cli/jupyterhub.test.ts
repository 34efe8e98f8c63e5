/**
 * Two learners of a JupyterHub take a lesson at once, each as another user of the machine, with a kernel that brings a cluster, and go
 * on after the ends of cluster and server.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { processExists, type RunningCluster } from '../../src/home.js';
import { installKernelspec } from '../../src/kernel/kernelspec.js';
import { launchChromium } from '../helpers/chromium.js';
import { bin } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { type Hub, logIn, notebookAddress, restartServer, startHub } from '../helpers/jupyterhub.js';
import { NotebookLesson } from '../helpers/notebook-lesson.js';
import { kernelAnswers } from '../helpers/notebook-page.js';
import { asUser, needOtherUsers } from '../helpers/other-user.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const LESSON = '00-start-here.ipynb';
const users = { ada: 65_533, bob: 65_534 };
type Name = keyof typeof users;
const names: readonly Name[] = ['ada', 'bob'];

/** By its setting the Notebook mostly goes on without the first answer of a kernel after ten seconds; else the page is loaded again. */
const UNANSWERED_MS = 15_000;

/** Characters of the hub's log, its last, that the error of a test shows. */
const MOST_OF_LOG = 4000;

/** What the administrators' chapter has each server started with. */
const LESSONS_AND_SERVER = `#!/bin/sh
${process.execPath} ${bin} lessons update --folder ~/lessons
exec jupyterhub-singleuser "$@"
`;

describe('two learners of a JupyterHub', function () {
  this.timeout(600_000);
  this.slow(60_000);
  let folder = '';
  let hub: Hub | undefined;
  let browser: Browser | undefined;

  before(async function () {
    needOtherUsers(this);
    const missing = ['jupyterhub', 'jupyter-notebook'].filter((name) => !hasCommand(name));
    if (missing.length > 0) return skip(this, `not installed: ${missing.join(', ')}`);
    browser = await launchChromium();
    if (!browser) return skip(this, 'there is no Chromium');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-hub-'));
    chmodSync(folder, 0o755);
    installKernelspec(join(folder, 'share/jupyter/kernels'), 'tslab', { clusterIdleMinutes: 10 });
    for (const name of names) {
      mkdirSync(join(folder, name), { mode: 0o700 });
      chownSync(join(folder, name), users[name], users[name]);
      // a port of its own: the usual one may be another test's as soon as this cluster has ended
      kubelabAs(name, 'cluster', 'up', '--port', '0', '--detach');
      kubelabAs(name, 'cluster', 'down');
    }
    writeFileSync(join(folder, 'lessons-and-server'), LESSONS_AND_SERVER, { mode: 0o755 });
    hub = await startHub(folder, users);
  });
  after(async () => {
    await browser?.close();
    await hub?.close();
    // the clusters outlive the hub until nobody has used them for a while
    for (const name of folder ? names : []) kubelabAs(name, 'cluster', 'down');
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  function kubelabAs(name: Name, ...args: string[]): void {
    const [setpriv = '', ...words] = [...asUser(users[name]), process.execPath, bin, ...args];
    spawnSync(setpriv, words, { env: { PATH: process.env.PATH, HOME: join(folder, name) } });
  }

  const recordOf = (name: Name): RunningCluster =>
    JSON.parse(readFileSync(join(folder, name, '.kubelab/running.json'), 'utf8')) as RunningCluster;

  async function openLesson(page: Page, name: Name): Promise<NotebookLesson> {
    assert.ok(hub);
    await page.goto(notebookAddress(hub, name, join('lessons', LESSON)));
    await kernelAnswers(page, UNANSWERED_MS);
    return new NotebookLesson(page);
  }

  async function takeLesson(name: Name): Promise<{ page: Page; server: string; record: RunningCluster; uid: number }> {
    assert.ok(hub && browser);
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(90_000);
    await logIn(page, hub, name);
    const lesson = await openLesson(page, name);
    await lesson.runAllAbove('task-1');
    const server = await lesson.output('kubeconfig');
    await lesson.type(
      'task-1',
      "(await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } })).status",
    );
    // executed once more, it finds what it made, unless the first time did not get to the kernel
    await lesson.run('task-1', /201/, /201|409/);
    const record = recordOf(name);
    return { page, server, record, uid: lstatSync(`/proc/${record.pid}`).uid };
  }

  /** The cluster is killed, and then the server stopped and started: the lesson goes on, and what was made is there. */
  async function goOnAfterItsEnd(name: Name, taken: { page: Page; record: RunningCluster } | undefined): Promise<void> {
    assert.ok(hub && taken);
    const { page, record } = taken;
    const { pid } = record;
    const lesson = await openLesson(page, name);
    process.kill(pid, 'SIGKILL');
    await until('the end of the cluster', () => !processExists(pid));
    await lesson.type('task-1', "(await admin.get('/api/v1/namespaces/mine')).status");
    await lesson.run('task-1', /has been started again[\s\S]*200$/, /200$/);
    assert.notEqual(recordOf(name).pid, pid);
    await lesson.save();
    await restartServer(page, hub, name);
    const again = await openLesson(page, name);
    await again.runAllAbove('task-1');
    await again.run('task-1', /^200$/);
  }

  it('run it at once, each on a cluster that the kernel has brought, and as a user that the other is not', async () => {
    try {
      const taken = await Promise.all(names.map(takeLesson));
      for (const [index, { page, server, record, uid }] of taken.entries()) {
        assert.match(server, /the running practice cluster/);
        assert.ok(server.includes(record.server), server);
        assert.equal(uid, Object.values(users)[index]);
        // while the servers of both run
        const answer = await page.goto(`${hub?.address}/user/${names[1 - index]}/tree`);
        assert.equal(answer?.status(), 403, "the other's server");
      }
      assert.notEqual(taken[0]?.record.server, taken[1]?.record.server);
      await Promise.all(names.map((name, index) => goOnAfterItsEnd(name, taken[index])));
    } catch (error) {
      throw new Error(`${String(error)}\nThe hub said:\n${hub?.log().slice(-MOST_OF_LOG)}`, { cause: error });
    }
  });
});
