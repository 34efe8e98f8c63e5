/** A JupyterHub with its proxy, whose users are other users of this machine. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { freePort } from './free-port.js';
import { until } from './until.js';

const PASSWORD = 'sesame';

/** A running hub. */
export interface Hub {
  address: string;
  /** What it and its servers have logged. */
  log(): string;
  /** Ends it with the servers of its users. */
  close(): Promise<void>;
}

/**
 * Starts one in `folder`: a folder `NAME` there is the home of each user, `share/jupyter` has the kernels of all, and the program
 * `lessons-and-server` is what each user's server is started with.
 */
export async function startHub(folder: string, users: Record<string, number>): Promise<Hub> {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  const proxy = createRequire(import.meta.url).resolve('configurable-http-proxy/bin/configurable-http-proxy');
  const told = { folder, users, ports, password: PASSWORD, proxy: [process.execPath, proxy] };
  const { KUBECONFIG: _, ...rest } = process.env;
  const config = resolve('test/fixtures/jupyterhub/jupyterhub_config.py');
  const child = spawn('jupyterhub', ['-f', config], {
    cwd: folder,
    env: { ...rest, KUBELAB_TEST_HUB: JSON.stringify(told) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((done) => child.once('exit', done));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const close = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await until('the hub', () => /JupyterHub is now running/.test(said) || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the hub ended: ${said}`);
    return { address: `http://127.0.0.1:${ports[0]}`, log: () => said, close };
  } catch (error) {
    await close();
    endProxy(folder);
    throw error;
  }
}

/** A hub that ends while it starts leaves its proxy, which would hold this process by the hub's output. */
function endProxy(folder: string): void {
  const file = join(folder, 'proxy.pid');
  if (existsSync(file)) process.kill(Number.parseInt(readFileSync(file, 'utf8'), 10), 'SIGKILL');
}

/** Logs a user in, and resolves when the user's server answers. */
export async function logIn(page: Page, { address }: Hub, name: string): Promise<void> {
  await page.goto(`${address}/hub/login`);
  await page.locator('#username_input').fill(name);
  await page.locator('#password_input').fill(PASSWORD);
  await page.locator('#login_submit').click();
  await page.waitForURL(`${address}/user/${name}/**`);
}

/** Ends a user's server by the page of the hub and starts it again; resolves when it answers. */
export async function restartServer(page: Page, { address }: Hub, name: string): Promise<void> {
  await page.goto(`${address}/hub/home`);
  // the page shows its buttons before they do anything
  await page.waitForFunction("window.jQuery?._data(document.querySelector('#stop'), 'events')?.click");
  await page.locator('#stop').click();
  await page.locator('#stop').waitFor({ state: 'hidden' });
  await page.locator('#start').click();
  await page.waitForURL(`${address}/user/${name}/**`);
}

/** Where a file in the home folder of a user is shown. */
export function notebookAddress({ address }: Hub, name: string, file: string): string {
  return `${address}/user/${name}/${join('notebooks', file)}`;
}
