/** Two learners of a JupyterHub take a lesson at once, each as another user of the machine, with a kernel that brings a cluster. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { RunningCluster } from '../../src/home.js';
import { installKernelspec } from '../../src/kernel/kernelspec.js';
import { launchChromium } from '../helpers/chromium.js';
import { bin } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { type Hub, logIn, notebookAddress, startHub } from '../helpers/jupyterhub.js';
import { NotebookLesson } from '../helpers/notebook-lesson.js';
import { kernelAnswers } from '../helpers/notebook-page.js';
import { asUser, needOtherUsers } from '../helpers/other-user.js';
import { skip } from '../helpers/skip.js';

const LESSON = '00-start-here.ipynb';
const users = { ada: 65_533, bob: 65_534 };
type Name = keyof typeof users;
const names: readonly Name[] = ['ada', 'bob'];

/** The Notebook's first WebSocket to a kernel is often left unanswered; the page is loaded again after this time. */
const UNANSWERED_MS = 8000;

describe('two learners of a JupyterHub', function () {
  this.timeout(300_000);
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
      cpSync(join('notebooks', LESSON), join(folder, name, LESSON));
      for (const file of ['', LESSON]) chownSync(join(folder, name, file), users[name], users[name]);
    }
    hub = await startHub(folder, users);
  });
  after(async () => {
    await browser?.close();
    await hub?.close();
    // the clusters outlive the hub until nobody has used them for a while
    for (const name of folder ? names : []) {
      const [setpriv = '', ...words] = [...asUser(users[name]), process.execPath, bin, 'cluster', 'down'];
      spawnSync(setpriv, words, { env: { PATH: process.env.PATH, HOME: join(folder, name) } });
    }
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function takeLesson(name: Name): Promise<{ server: string; record: RunningCluster }> {
    assert.ok(hub && browser);
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(90_000);
    await logIn(page, hub, name);
    await page.goto(notebookAddress(hub, name, LESSON));
    await kernelAnswers(page, UNANSWERED_MS);
    const lesson = new NotebookLesson(page);
    await lesson.runAllAbove('task-1');
    const server = await lesson.output('kubeconfig');
    await lesson.type(
      'task-1',
      "(await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } })).status",
    );
    await lesson.run('task-1', /201/);
    const record = JSON.parse(readFileSync(join(folder, name, '.kubelab/running.json'), 'utf8')) as RunningCluster;
    const other = names.find((one) => one !== name);
    const answer = await page.goto(`${hub.address}/user/${other}/tree`);
    assert.equal(answer?.status(), 403, "the other's server");
    return { server, record };
  }

  it('run it at once, each on a cluster that the kernel has brought, and as a user that the other is not', async () => {
    const taken = await Promise.all(names.map(takeLesson));
    for (const [index, { server, record }] of taken.entries()) {
      assert.match(server, /the running practice cluster/);
      assert.ok(server.includes(record.server), server);
      assert.equal(lstatSync(`/proc/${record.pid}`).uid, Object.values(users)[index]);
    }
    assert.notEqual(taken[0]?.record.server, taken[1]?.record.server);
  });
});
