/** A notebook opened in a real front end of Jupyter, in Chromium, as a reader who did not run it gets it: not trusted. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { PAGE_PATIENCE_MS } from './chromium.js';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** A front end: its program, and how its page is reached. */
export interface FrontEnd {
  program: string;
  options: string[];
  path: string;
  /** What every output is in. */
  output: string;
}

const token = 'sesame';

/** Notebook 6 and JupyterLab 4. */
export const frontEnds: Record<'notebook' | 'lab', FrontEnd> = {
  notebook: {
    program: 'jupyter-notebook',
    options: [`--NotebookApp.token=${token}`],
    path: 'notebooks',
    output: '.output_subarea',
  },
  lab: {
    program: 'jupyter-lab',
    options: [`--IdentityProvider.token=${token}`],
    path: 'lab/tree',
    output: '.jp-OutputArea-output',
  },
};

/** Opens a notebook whose cells have these outputs; `close` ends the server. */
export async function openUntrusted(
  { program, options, path, output }: FrontEnd,
  browser: Browser,
  folder: string,
  outputs: readonly Record<string, string>[],
): Promise<{ page: Page; close(): Promise<void> }> {
  const cells = outputs.map((data, index) => ({
    cell_type: 'code',
    id: `cell-${index}`,
    metadata: {},
    execution_count: index + 1,
    source: '',
    outputs: [{ output_type: 'display_data', metadata: {}, data }],
  }));
  const kernelspec = { name: 'none', display_name: 'none', language: 'typescript' };
  writeFileSync(
    join(folder, 'untrusted.ipynb'),
    JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
  const env = {
    ...process.env,
    ...{ JUPYTER_CONFIG_DIR: join(folder, 'config'), JUPYTER_DATA_DIR: join(folder, 'data') },
    ...{ JUPYTER_RUNTIME_DIR: join(folder, 'run'), IPYTHONDIR: folder },
  };
  const common = ['--no-browser', '--ip=127.0.0.1', `--port=${await freePort()}`, '--allow-root'];
  const server = spawn(program, [...common, ...options], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  let said = '';
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let page: Page | undefined;
  const close = async (): Promise<void> => {
    await page?.close();
    if (server.exitCode !== null) return;
    // it runs no kernel and has nothing to save; at SIGTERM it would ask whether to end
    server.kill('SIGKILL');
    await ended;
  };
  try {
    await until('the server', () => /http:\/\/127\.0\.0\.1:\d+/.test(said));
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    // JupyterLab draws cells when they come into view
    page = await browser.newPage({ viewport: { width: 1300, height: 20_000 } });
    page.setDefaultTimeout(PAGE_PATIENCE_MS);
    await page.goto(`${address}/${path}/untrusted.ipynb?token=${token}`);
    await page.waitForFunction(`document.querySelectorAll(${JSON.stringify(output)}).length >= ${outputs.length}`);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
