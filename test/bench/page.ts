/**
 * `npm run bench:page`: what the page costs in Chromium; medians, in turns where two are compared. An empty page is one that comes in
 * by the same gate and gets the same lesson, and shows nothing but a field. A line for each
 * target; exit code 1 when one falls short or could not be measured. Run it on an idle machine.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { WebSocket } from 'ws';
import { readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import { kernelCommand } from '../../src/kernel/kernelspec.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { openDesk } from '../../src/page/desk.js';
import { startPageServer } from '../../src/page/server.js';
import { launchChromium } from '../helpers/chromium.js';
import { startClusterProcess } from './processes.js';
import { benchReport, median } from './report.js';

const ROUNDS = 11;
const KEYS = 80;
const RUNS = 15;

const { row, close } = benchReport((line) => console.log(line), {
  'opening-ms': { most: 1500 },
  'opening-vs-empty-page': { most: 2.5 },
  'script-kb-gzip': { most: 400 },
  'keystroke-ms': { most: 16 },
  'long-task-ms': { most: 200 },
  'page-cell-vs-run': { most: 1.25 },
});

/** Runs in each page before its own script: when an editor is there and the browser has time for the reader. */
const watchOpening = `
  const look = new MutationObserver(() => {
    if (!document.querySelector('.cell .cm-content')) return;
    look.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.interactive = performance.now(); }));
  });
  look.observe(document, { childList: true, subtree: true });`;

/** Milliseconds from the navigation to an editor that can be typed into; the second time, as files are kept. */
async function opening(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  try {
    await page.addInitScript(watchOpening);
    await page.goto(address);
    return await page.evaluate<number>(`new Promise((done) => {
      const look = () => window.interactive === undefined ? setTimeout(look, 10) : done(window.interactive);
      look();
    })`);
  } finally {
    await page.close();
  }
}

/** The script of a page that comes in by the same gate, gets the same lesson, and shows a field. */
const emptyScript = `
const key = () => localStorage.getItem('kubelab-key');
const token = location.hash.slice(1);
if (token) localStorage.setItem('kubelab-key', await (await fetch('/session', { method: 'POST', body: token })).text());
const socket = new WebSocket('ws://' + location.host + '/lessons');
socket.onopen = () => {
  socket.send(JSON.stringify({ type: 'hello', key: key() }));
  socket.send(JSON.stringify({ type: 'open', lesson: '-' }));
};
socket.onmessage = ({ data }) => {
  if (JSON.parse(data).type !== 'lesson') return;
  const [cell, field] = [document.createElement('div'), document.createElement('textarea')];
  cell.className = 'cell';
  field.className = 'cm-content';
  cell.append(field);
  document.body.append(cell);
};`;

/** The folder of a page with nothing on it but a field. */
function emptyPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-empty-page-'));
  writeFileSync(join(folder, 'main.js'), emptyScript);
  writeFileSync(join(folder, 'main.css'), 'body { margin: 0 }');
  return folder;
}

function scriptKilobytes(): number {
  const folder = resolve(import.meta.dirname, '../../dist/page');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0) / 1024;
}

/** Puts code into a cell. */
async function write(page: Page, cell: string, source: string): Promise<void> {
  await page.locator(`#cell-${cell} .cm-content`).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(source);
}

/** The milliseconds from the event of a key until the page is changed and laid out. */
async function keystrokes(page: Page): Promise<number> {
  const lines = Array.from(
    { length: 200 },
    (_, line) => `const value${line} = { line: ${line}, text: 'line ${line}' };`,
  );
  await write(page, 'scratch-first', lines.join('\n'));
  await page.evaluate(`
    window.keys = [];
    let began = 0;
    addEventListener('keydown', () => { began = performance.now(); }, true);
    addEventListener('input', () => setTimeout(() => {
      document.body.getBoundingClientRect();
      window.keys.push(performance.now() - began);
    }), true);`);
  for (let key = 0; key < KEYS; key++) await page.keyboard.press('abcdefgh'[key % 8] ?? 'a');
  const all = await page.evaluate<number[]>('window.keys');
  if (all.length < KEYS / 2) throw new Error(`${all.length} of ${KEYS} keys were seen`);
  return median(all);
}

/** Runs a cell on the page and gives the milliseconds until what it put out is shown and it counts as run. */
function runOnPage(page: Page, cell: string): Promise<number> {
  return page.evaluate<number>(`new Promise((done) => {
    const cell = document.getElementById('cell-${cell}');
    const text = () => cell.querySelector('.outputs')?.textContent ?? '';
    const before = text();
    const began = performance.now();
    const look = new MutationObserver(() => {
      if (!cell.classList.contains('ran') || text() === before || text() === '') return;
      look.disconnect();
      done(performance.now() - began);
    });
    look.observe(cell, { attributes: true, childList: true, characterData: true, subtree: true });
    cell.querySelector('.run').click();
  })`);
}

/** The longest task of the page while a cell puts out 10,000 lines. */
async function longTask(page: Page): Promise<number> {
  await write(
    page,
    'scratch-first',
    "for (let line = 0; line < 10_000; line++) console.log('line ' + line, Date.now())",
  );
  await page.evaluate(`
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ entryTypes: ['longtask'] });`);
  await runOnPage(page, 'scratch-first');
  await page.getByText('line 9999').waitFor();
  await page.waitForTimeout(300); // an observer is told later
  return page.evaluate<number>('window.longest');
}

const CELL = `import { connect } from 'kubelab';
const admin = await connect();
console.log((await admin.list('serviceaccounts', { namespace: 'default' })).status, Date.now());`;

/** The same cell through the page and through the kernel client alone, in turns. */
async function cells(page: Page, kubeconfig: string): Promise<{ page: number; client: number }> {
  await write(page, 'scratch-first', CELL);
  const folder = resolve(import.meta.dirname, '../../notebooks');
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const kernel = await startKernel(kernelCommand({ folder, env }));
  try {
    const times: Record<'page' | 'client', number[]> = { page: [], client: [] };
    for (let run = 0; run < RUNS + 3; run++) {
      const byPage = await runOnPage(page, 'scratch-first');
      const began = performance.now();
      const { status } = await kernel.execute(CELL);
      if (status !== 'ok') throw new Error(`the cell ended with ${status}`);
      if (run < 3) continue; // both warm up
      times.client.push(performance.now() - began);
      times.page.push(byPage);
    }
    return { page: median(times.page), client: median(times.client) };
  } finally {
    await kernel.shutdown();
  }
}

async function measure(browser: Browser): Promise<void> {
  const cluster = await startClusterProcess();
  const { kubeconfig } = cluster;
  const env = { ...process.env, KUBECONFIG: kubeconfig, KUBELAB_HOME: dirname(kubeconfig) };
  const given = readCourse(resolve(import.meta.dirname, '../../notebooks/course.yaml'));
  const copy = openLearnerCopy(given, join(dirname(kubeconfig), 'lessons'));
  const desk = openDesk({
    ...{ course: copy.course, folder: copy.folder, given, env, clusterName: 'practice cluster' },
    ...{
      cluster: () => undefined,
      revive: async () => false,
      startAgain: () => 'kubelab start --page',
      putBack: () => '',
    },
  });
  const files = emptyPage();
  const onPage = (socket: WebSocket): void => desk.welcome(socket);
  const server = await startPageServer({ port: 0, onPage });
  const empty = await startPageServer({ port: 0, onPage, files });
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    await page.goto(server.newAddress());
    await page.getByText('kernel idle').waitFor();
    await opening(context, empty.newAddress());
    const times: Record<'own' | 'empty', number[]> = { own: [], empty: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.own.push(await opening(context, `http://127.0.0.1:${server.port}/`));
      times.empty.push(await opening(context, `http://127.0.0.1:${empty.port}/`));
    }
    console.log(
      `opening: the page ${median(times.own).toFixed(0)} ms, an empty one ${median(times.empty).toFixed(0)} ms`,
    );
    row('opening-ms', median(times.own));
    row('opening-vs-empty-page', median(times.own) / median(times.empty));
    row('script-kb-gzip', scriptKilobytes());
    await page.bringToFront();
    await page.getByRole('button', { name: 'Scratch' }).click();
    await page.locator('#cell-scratch-first').waitFor();
    await page.getByText('kernel idle').waitFor();
    row('keystroke-ms', await keystrokes(page));
    row('long-task-ms', await longTask(page));
    const { page: byPage, client } = await cells(page, kubeconfig);
    console.log(`a cell: by the page ${byPage.toFixed(0)} ms, by the kernel client ${client.toFixed(0)} ms`);
    row('page-cell-vs-run', byPage / client);
  } finally {
    await Promise.all([server.close(), empty.close(), desk.close()]);
    rmSync(files, { recursive: true, force: true });
    cluster.admin.close();
    await cluster.stop();
  }
}

const browser = await launchChromium();
try {
  if (!browser) throw new Error('there is no Chromium');
  await measure(browser);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
} finally {
  await browser?.close();
}
process.exitCode = close() === 0 ? 0 : 1;
