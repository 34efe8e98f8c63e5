/** The package as npm would publish it, installed into a folder. */
import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { start } from './command.js';

const root = resolve(import.meta.dirname, '../..');

/** Packs this package, as it is built, and installs it into an empty folder. `options` are those of `npm install`. */
export async function installPackage(folder: string, options: readonly string[] = []): Promise<void> {
  const npm = async (...args: string[]): Promise<string> => {
    const running = start('npm', [...args, '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
    running.child.stdin?.end();
    const { code } = await running.ended;
    assert.equal(code, 0, running.stdout() + running.stderr());
    return running.stdout();
  };
  // as where install scripts are not allowed
  const packed = (await npm('pack', root, '--ignore-scripts')).trim().split('\n').at(-1);
  await npm('init', '-y');
  await npm('install', '--ignore-scripts', ...options, `./${packed}`);
}
