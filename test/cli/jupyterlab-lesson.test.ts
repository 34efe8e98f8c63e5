/** The lessons in JupyterLab 4, as `kubelab start` opens them where it is there: trusted when they ran here, and untrusted. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readNotebook } from '../../src/notebook/document.js';
import { launchChromium } from '../helpers/chromium.js';
import { bin, inTerminal, type Running } from '../helpers/command.js';
import { freePort } from '../helpers/free-port.js';
import { type JupyterSettings, jupyterSettings } from '../helpers/jupyter-settings.js';
import { findJupyterLab, labAlone, openInLab, runAllInLab } from '../helpers/jupyterlab.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { skip } from '../helpers/skip.js';

const OUTPUT = '.jp-OutputArea-output';
const file = '00-start-here.ipynb';

describe('the lessons in JupyterLab', function () {
  this.timeout(600_000);
  this.slow(120_000);
  let browser: Browser | undefined;
  let practice: LessonCluster | undefined;
  let terminal: Running | undefined;
  let page: Page;
  let settings: JupyterSettings;
  let folder = '';
  let lessons = '';

  before(async function () {
    const lab = findJupyterLab();
    browser = lab ? await launchChromium() : undefined;
    if (!lab || !browser) return void skip(this, 'not installed: JupyterLab (.ci/jupyterlab unpacks it), chromium');
    folder = mkdtempSync(join(tmpdir(), 'kubelab-jupyterlab-'));
    practice = await lessonCluster();
    settings = jupyterSettings(join(folder, 'config'), await freePort());
    const home = String(practice.env.KUBELAB_HOME);
    const path = labAlone(join(folder, 'bin'), lab);
    const command = ['/usr/bin/env', `PATH=${path}`, process.execPath, bin, 'start', '00'];
    terminal = inTerminal(home, command, { env: settings.env });
    lessons = join(home, 'lessons');
    await terminal.sees(new RegExp(`Jupyter opens with the lessons[\\s\\S]*http://${settings.server}`), 120_000);
    page = await browser.newPage();
    page.setDefaultTimeout(180_000);
  });
  after(async () => {
    await browser?.close();
    if (terminal && terminal.child.exitCode === null) terminal.child.kill('SIGTERM');
    await terminal?.ended;
    await practice?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const open = (name: string): Promise<void> => openInLab(page, settings.server, settings.token, name);
  const count = (selector: string): Promise<number> => page.locator(selector).count();
  const texts = async (): Promise<string> => (await page.locator(OUTPUT).allInnerTexts()).join('\n');

  it('opens each with its cells and its kernel', async () => {
    const names = readdirSync(lessons).filter((name) => name.endsWith('.ipynb'));
    assert.ok(names.length >= 9, names.join());
    for (const name of names) {
      await open(name);
      const { cells } = readNotebook(join(lessons, name));
      const title = /^# (.+)$/m.exec(cells[0]?.source ?? '')?.[1] ?? assert.fail(name);
      await page.locator('.jp-Notebook h1', { hasText: title }).waitFor();
    }
  });

  it('runs one, and draws what its cells show', async () => {
    // so tall that JupyterLab draws every cell
    await page.setViewportSize({ width: 1300, height: 30_000 });
    await open(file);
    await runAllInLab(page);
    const said = await texts();
    assert.match(said, /Not yet: start-here\/task-1/);
    assert.match(said, /403 Forbidden/);
    assert.equal(await count(`${OUTPUT}[data-mime-type="application/vnd.jupyter.error"]`), 0, said);
    assert.equal(await count(`${OUTPUT}[data-mime-type="application/vnd.jupyter.stderr"]`), 0, said);
    assert.ok((await count(`${OUTPUT} .kubelab`)) >= 10, 'views are drawn, not written');
    assert.ok((await count(`${OUTPUT} .kubelab table`)) >= 3, 'tables');
    assert.ok((await count(`${OUTPUT} svg`)) >= 1, 'the bar of a certificate');
  });

  it('draws the same when it is opened again, and when it is not trusted what can be read of it', async () => {
    const drawn = { views: await count(`${OUTPUT} .kubelab`), svg: await count(`${OUTPUT} svg`), text: await texts() };
    assert.ok(drawn.svg > 0, 'it ran before');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    await page.locator('.jp-DocumentSave, .jp-NotebookPanel').first().waitFor();
    await page.waitForFunction(`!document.querySelector('.jp-mod-dirty')`);
    await open(file);
    await page.waitForFunction(`document.querySelectorAll('${OUTPUT} svg').length === ${drawn.svg}`);
    assert.equal(await count(`${OUTPUT} .kubelab`), drawn.views);

    // a change from outside takes the trust
    const changed = readFileSync(join(lessons, file), 'utf8').replace(
      /"cells": \[/,
      '"cells": [{"cell_type":"markdown","id":"from-outside","metadata":{},"source":["new"]},',
    );
    writeFileSync(join(lessons, file), changed);
    await open(file);
    await page.waitForFunction(`document.querySelectorAll('${OUTPUT}').length > 10`);
    assert.equal(await count(`${OUTPUT} svg`), 0, 'it is not trusted');
    const words = (text: string): Set<string> => new Set(text.match(/[\p{L}\p{N}:/.-]{3,}/gu));
    const left = words(await texts());
    const lost = [...words(drawn.text)].filter((word) => !left.has(word));
    assert.deepEqual(lost, [], 'words that are gone');
  });
});
