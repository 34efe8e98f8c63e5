/** The activity from its first cell to its end on the page, by typing, through all that may come in between. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { readCourse } from '../../src/course/course.js';
import { parseNotebook, readNotebook } from '../../src/notebook/document.js';
import { launchChromium } from '../helpers/chromium.js';
import { bin, inTerminal, kubelab, type Running } from '../helpers/command.js';
import { freePort } from '../helpers/free-port.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/;
const LONG = 90_000;

describe('the activity on the page, by typing', function () {
  this.timeout(300_000);
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let cluster: LessonCluster;
  let server: Running;
  let port = 0;
  const started: Running[] = [];
  const solution = new Map<string, string>();

  before(async function () {
    browser = await launchChromium();
    if (!browser) return skip(this, 'there is no Chromium');
    cluster = await lessonCluster();
    port = await freePort();
    const lesson = readCourse('notebooks/course.yaml').lessons.find(({ id }) => id === 'activity');
    for (const { id, source } of readNotebook(lesson?.solution ?? '').cells) solution.set(id, source);
    context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await serve();
  });
  after(async () => {
    await browser?.close();
    for (const { child, ended } of started) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    }
    await cluster?.stop();
  });

  const home = (): string => String(cluster.env.KUBELAB_HOME);
  const copy = (): string => join(home(), 'lessons', '04-activity.ipynb');
  const env = () => ({ KUBECONFIG: cluster.env.KUBECONFIG });

  /** Starts kubelab as one does in a terminal, and opens its address. */
  async function serve(): Promise<void> {
    server = kubelab(home(), ['start', '04', '--page', '--no-open', '--port', String(port)], { env: env() });
    started.push(server);
    await page?.close();
    page = await context.newPage();
    page.setDefaultTimeout(LONG);
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => countEnds(String(payload))));
    await page.goto(await server.sees(ADDRESS));
    await cell('connect').waitFor();
  }

  const cell = (id: string) => page.locator(`#cell-${id}`);
  const task = (name: string) => page.getByRole('region', { name: `Task ${name}` });

  /** What the server said of each cell last, and how often it has come to an end. */
  const states = new Map<string, string>();
  const ends = new Map<string, number>();

  function countEnds(message: string): void {
    const said = JSON.parse(message) as { type: string; cell?: { id: string; state?: string } };
    if (said.type !== 'cell' || said.cell?.state === undefined) return;
    const { id, state } = said.cell;
    if (states.get(id) === 'running' && ['ran', 'failed'].includes(state)) ends.set(id, (ends.get(id) ?? 0) + 1);
    states.set(id, state);
  }

  /** Runs a cell by its key, to its end. */
  async function run(id: string): Promise<void> {
    await cell(id).focus();
    const before = ends.get(id) ?? 0;
    await page.keyboard.press('Control+Enter');
    await until(`${id} runs`, () => (ends.get(id) ?? 0) > before, LONG);
    const label = async (): Promise<string> => (await cell(id).getAttribute('aria-label')) ?? '';
    await until(`${id} shows its end`, async () => /, (ran|failed)$/.test(await label()));
    assert.match(await label(), /, ran$/, `${id}: ${await cell(id).textContent()}`);
  }

  async function type(id: string, source: string): Promise<void> {
    await cell(id).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(source);
    await page.keyboard.press('Escape');
  }

  /** Types the answer to a task, runs it and its check. */
  async function solve(name: string): Promise<void> {
    await type(name, withoutMarks(solution.get(name) ?? ''));
    await run(name);
    await run(`${name}-check`);
    await task(name).getByText('✓ Solved').waitFor();
  }

  it('goes from a wrong answer by a hint to the right one', async () => {
    await run('connect');
    await run('empty-room');
    await cell('create-namespace').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ControlOrMeta+a');
    const wrong = "await admin.get('/api/v1/namespaces')";
    await page.keyboard.type(wrong);
    await until('the file', () => readNotebook(copy()).cells.some(({ source }) => source === wrong));
    await run('create-namespace');
    await run('create-namespace-check');
    const panel = task('create-namespace');
    await panel.getByText('Not yet').waitFor();
    await panel.getByRole('button', { name: 'A hint' }).click();
    await panel.getByText('Which kind of object is it').waitFor();
    await solve('create-namespace');
    await solve('create-service-account');
  });

  it('keeps all in a reload', async () => {
    await page.reload();
    await task('create-service-account').getByText('✓ Solved').waitFor();
    assert.match(await cell('create-service-account').textContent().then(String), /activity-sa/);
    await page.getByRole('button', { name: /Activity.*2 of 7 tasks solved/ }).waitFor();
  });

  it('goes on with another kernel, which runs the earlier cells first', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
    await page.keyboard.insertText('Restart the kernel');
    await page.keyboard.press('Enter');
    await page.getByText('The kernel begins anew.').waitFor();
    // it stands there until the next run, which is that of the check
    const told = page.getByText(/The kernel is fresh: \d earlier cells run again first/).waitFor();
    await Promise.all([told, solve('create-role-binding')]);
  });

  it('stands at the same place in the player, when its server was killed', async () => {
    server.child.kill('SIGKILL');
    await server.ended;
    await page.getByRole('alert').getByText('kubelab does not answer.').waitFor();
    const player = inTerminal(home(), [process.execPath, bin, 'start', '04', '--terminal'], { env: env(), rows: 60 });
    started.push(player);
    await player.sees(/let robot = admin\.with\(\{ anonymous: true \}\)/, LONG);
    await player.sees(/Enter runs .*help /, LONG);
    player.type('q');
    await player.sees(/Your place is kept/, LONG);
    assert.equal((await player.ended).code, 0);
  });

  it('goes on with the next server to the end', async () => {
    await serve();
    assert.match(await cell('create-role-binding').textContent().then(String), /activity-sa-clusteradmin/);
    await run('robot');
    for (const name of ['use-token', 'create-deployment', 'list-pods']) await solve(name);
    await page.getByRole('button', { name: 'b) 200, and the phase is Terminating' }).click();
    await solve('delete-namespace');
    await page.getByText('Right.').waitFor();
    await run('watch-the-end');
    await run('edit-would-do');
    await page.getByText('✓ Every task of the lesson is solved.').waitFor();
    await page.getByRole('button', { name: /Activity.*7 of 7 tasks solved/ }).waitFor();
  });

  it('gives the finished notebook as a file', async () => {
    const download = page.waitForEvent('download');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).waitFor();
    await page.keyboard.insertText('Download');
    await page.keyboard.press('Enter');
    const file = await (await download).path();
    const { cells } = parseNotebook(readFileSync(file, 'utf8'), file);
    assert.deepEqual(cells, readNotebook(copy()).cells);
    assert.match(JSON.stringify(cells), /activity-sa-clusteradmin/);
    assert.doesNotMatch(JSON.stringify(cells), /eyJhbGciOi/);
  });
});

/** An answer without the lines that say where it begins and ends. */
function withoutMarks(source: string): string {
  return source.replace(/^\/\/ (BEGIN|END) SOLUTION\n?/gm, '').trimEnd();
}
