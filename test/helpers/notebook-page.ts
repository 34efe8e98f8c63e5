/** The classic Notebook of this machine with kubelab's kernel, and a notebook open in Chromium. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from '../../src/find-program.js';
import { installKernelspec } from '../../src/kernel/kernelspec.js';
import { PAGE_PATIENCE_MS } from './chromium.js';
import { freePort } from './free-port.js';
import { skip } from './skip.js';
import { until } from './until.js';

const TOKEN = 'sesame';
/**
 * Debian's Notebook loses a browser's connection now and then, on a busy machine; its log then shows this line of tornado's. Three
 * times in a row were seen.
 */
const LOST_CONNECTION = /self\._write_buffer\.advance/;
const TRIES_OF_CONNECTION = 8;
const TRIES_OF_KERNEL = 8;
/** Characters of the Notebook's log, its last, that the error of a test shows. */
const MOST_OF_LOG = 2000;
/**
 * Debian's Notebook sleeps at times when it has something to do, such as to answer a WebSocket whose kernel has told what it is (its
 * log says so, and goes on at the next request). A page that asks every second wakes it.
 */
const WAKING = "globalThis.waking ??= setInterval(() => fetch((document.body?.dataset.baseUrl ?? '/') + 'api'), 1000)";

/** A running Notebook, and the page of it that shows the notebook. */
interface Opened {
  page: Page;
  /** What the Notebook has logged. */
  log(): string;
  /** Rejects when the Notebook loses the page's connection. */
  lost: Promise<never>;
  close(): Promise<void>;
}

/**
 * Opens a notebook with the given code cells, and gives its page to `use` when its kernel answers. Skips the test where
 * Notebook or Chromium is not installed. Begins anew when the Notebook has lost its connection.
 */
export async function inNotebook(
  context: Mocha.Context,
  sources: readonly string[],
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const program = findProgram('jupyter-notebook', process.env);
  const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  if (!program || !chromiumPath) return void skip(context, 'not installed: jupyter-notebook, chromium');
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-browser-'));
  try {
    installKernelspec(join(folder, 'jupyter/kernels'), 'tslab');
    const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
    const cells = sources.map((source) => ({
      cell_type: 'code',
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    }));
    const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 4 };
    writeFileSync(join(folder, 'cells.ipynb'), JSON.stringify(notebook));
    for (let tries = 1; ; tries++) {
      const { page, log, lost, close } = await open(folder, program, chromiumPath);
      try {
        const used = kernelAnswers(page).then(() => use(page));
        // when the connection is lost first, it ends with its page
        used.catch(() => {});
        return await Promise.race([used, lost]);
      } catch (error) {
        if (tries < TRIES_OF_CONNECTION && LOST_CONNECTION.test(log())) continue;
        throw new Error(`${String(error)}\nThe Notebook said:\n${log().slice(-MOST_OF_LOG)}`, { cause: error });
      } finally {
        await close();
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** On a busy machine that Notebook may leave a WebSocket unanswered, whatever the kernel; the page is loaded again after `ms`. */
export async function kernelAnswers(page: Page, ms = 45_000): Promise<void> {
  await page.addInitScript(WAKING);
  await page.evaluate(WAKING);
  for (let tries = 1; ; tries++) {
    const answers = 'window.Jupyter?.notebook?.kernel?.info_reply?.implementation === "kubelab"';
    const answered = page.waitForFunction(answers, undefined, { timeout: ms });
    const error = await answered.then(() => undefined).catch((late: Error) => late);
    if (!error) return;
    if (tries === TRIES_OF_KERNEL)
      throw new Error(`the kernel has not said what it is, ${tries} times`, { cause: error });
    await page.reload();
  }
}

async function open(folder: string, program: string, chromiumPath: string): Promise<Opened> {
  const env = {
    ...process.env,
    ...{ JUPYTER_PATH: join(folder, 'jupyter'), JUPYTER_CONFIG_DIR: join(folder, 'config') },
    ...{ JUPYTER_DATA_DIR: join(folder, 'data'), JUPYTER_RUNTIME_DIR: join(folder, 'run'), IPYTHONDIR: folder },
  };
  const options = [
    '--no-browser',
    '--ip=127.0.0.1',
    `--port=${await freePort()}`,
    `--NotebookApp.token=${TOKEN}`,
    '--allow-root',
  ];
  const server = spawn(program, options, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  let said = '';
  let lose = (_error: Error): void => {};
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => {});
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (LOST_CONNECTION.test(said)) lose(new Error('the Notebook lost the connection'));
  });
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    if (server.exitCode !== null) return;
    server.kill('SIGTERM');
    server.kill('SIGTERM');
    await ended;
  };
  try {
    await until('the server', () => /http:\/\/127\.0\.0\.1:\d+/.test(said));
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    const page = await browser.newPage();
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    await page.goto(`${address}/notebooks/cells.ipynb?token=${TOKEN}`);
    return { page, log: () => said, lost, close };
  } catch (error) {
    await close();
    throw error;
  }
}
