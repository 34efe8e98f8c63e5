/** A lesson taken in Notebook, as `kubelab start` opens it: to the same end whatever ends on the way. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';
import { processExists } from '../../src/home.js';
import { type CodeCell, readNotebook } from '../../src/notebook/document.js';
import { launchChromium } from '../helpers/chromium.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { freePort } from '../helpers/free-port.js';
import { jupyterSettings } from '../helpers/jupyter-settings.js';
import { LessonPage, type LessonToOpen, notebookAlone } from '../helpers/lesson-page.js';
import { commandOf, descendantsOf } from '../helpers/processes.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const file = '00-start-here.ipynb';
const tasks = ['task-1', 'task-2', 'task-3'];

/** The answer to a task, as it is typed into its cell. */
function answerTo(task: string): string {
  const { cells } = readNotebook(`notebooks/solutions/${file}`);
  const cell = cells.find((one): one is CodeCell => one.id === task && one.cell_type === 'code');
  return cell?.source ?? assert.fail(`no solution of ${task}`);
}

describe('a lesson in Notebook', function () {
  this.timeout(600_000);
  this.slow(120_000);
  let browser: Browser | undefined;
  let folder = '';
  let home = '';
  let remove = (): void => {};
  let port = 0;
  let lesson: LessonToOpen;
  const opened: LessonPage[] = [];

  before(async function () {
    browser = findProgram('jupyter-notebook', process.env) ? await launchChromium() : undefined;
    if (!browser) return void skip(this, 'not installed: jupyter-notebook, chromium');
  });
  after(() => browser?.close());

  beforeEach(async () => {
    ({ home, remove } = makeHome());
    folder = mkdtempSync(join(tmpdir(), 'kubelab-jupyter-'));
    const settings = jupyterSettings(join(folder, 'config'), await freePort());
    lesson = { home, file, settings, path: notebookAlone(join(folder, 'bin')) };
    port = await freePort();
    await up();
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.kill();
    await down();
    remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const up = async (): Promise<void> => {
    const { code, stderr } = await runKubelab(home, ['cluster', 'up', '--port', String(port), '--detach']);
    assert.equal(code, 0, stderr);
  };
  const down = (): Promise<unknown> => runKubelab(home, ['cluster', 'down']);
  const lessonsList = async (): Promise<string> => (await runKubelab(home, ['lessons'])).stdout;

  async function open(): Promise<LessonPage> {
    assert.ok(browser);
    const page = await LessonPage.open(lesson, browser);
    opened.push(page);
    return page;
  }

  /** Solves a task: types the answer, runs it, and has it checked. */
  async function solve(page: LessonPage, task: string): Promise<void> {
    await page.type(task, answerTo(task));
    await page.run(task, /^/);
    await page.run(`${task}-check`, new RegExp(`^Done: start-here/${task}`));
  }

  /** What kubelab knows of the lesson when it was solved in Jupyter, however that came about. */
  async function assertSolved(): Promise<void> {
    assert.match(await lessonsList(), /00 +Start here +3 of 3 +edited/);
    const lines = readFileSync(join(home, 'solved.jsonl'), 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Record<string, string>);
    assert.deepEqual(
      entries.map(({ lesson: of, task, by }) => [of, task, by]),
      [['start-here', undefined, undefined], ...tasks.map((task) => ['start-here', task, 'Jupyter'])],
    );
    const { code, stdout } = await runKubelab(home, ['check', '00']);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Done: start-here, 6 of 6 points/);
  }

  it("T2, J13: comes to the same end over a quit, a kernel's death and a cluster's restart", async () => {
    const first = await open();
    await first.runAllAbove('task-1');
    await first.run('task-1-check', /^Not yet: start-here\/task-1/);
    await solve(first, 'task-1');
    await first.save();
    await first.quit();

    const page = await open();
    assert.equal(await page.source('task-1'), answerTo('task-1'));
    assert.match(await page.output('task-1-check'), /^Done: start-here\/task-1/);
    assert.match(await lessonsList(), /00 +Start here +1 of 3 +edited/);
    await page.run('directly', /Cannot find name 'connect'/);
    await page.run('list-pods', /200 OK/);
    await page.run('task-1-check', /^Done: start-here\/task-1/); // though this kernel has sent nothing
    await page.runAllAbove('task-2');

    await killKernel(page);
    await page.kernelIdles();
    await page.run('list-pods', /200 OK/);
    await page.run('task-1-check', /^Done: start-here\/task-1/);
    await page.runAllAbove('task-2');
    assert.match(await page.output('directly'), /403/);

    await down();
    await page.run('directly', /the connection was refused[\s\S]*kubelab cluster status/);
    await up();
    await page.run('directly', /403/); // by the client that was there before
    await page.run('task-1-check', /^Done: start-here\/task-1/);
    await solve(page, 'task-2');
    await solve(page, 'task-3');
    await page.save();
    await page.quit();
    await assertSolved();
  });

  /** Ends the kernel as the system does when memory runs out, and reads what Notebook says of it. */
  async function killKernel({ page, terminal }: LessonPage): Promise<void> {
    const kernels = descendantsOf(terminal.child.pid ?? 0).filter((pid) => commandOf(pid).includes('launch.js'));
    const kernel = kernels.at(-1) ?? assert.fail('no kernel runs');
    process.kill(kernel, 'SIGKILL');
    await until('its end', () => !processExists(kernel));
    const dialog = page.locator('.modal-dialog', { hasText: 'The kernel appears to have died. It will restart' });
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
});
