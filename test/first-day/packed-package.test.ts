import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeHome, start } from '../helpers/command.js';
import { installPackage } from '../helpers/installed-package.js';

const root = resolve(import.meta.dirname, '../..');

describe(`the packed package on Node ${process.versions.node}`, function () {
  this.timeout(600_000);
  this.slow(60_000);
  const { home, remove } = makeHome();
  after(remove);

  it('works in an empty folder, where no install script ran', async () => {
    const folder = join(home, '..', 'an empty folder');
    mkdirSync(folder);
    await installPackage(folder);
    const program = join(folder, 'node_modules/.bin/kubelab');
    const env = { ...process.env, KUBELAB_HOME: join(folder, 'home'), KUBECONFIG: undefined };
    const runs = async (command: string, ...args: string[]): Promise<string> => {
      const running = start(command, args, { cwd: folder, env });
      running.child.stdin?.end();
      const { code } = await running.ended;
      assert.equal(code, 0, `${args.join(' ')}: ${running.stdout()}${running.stderr()}`);
      return running.stdout();
    };
    await runs(program, 'doctor');
    await runs(program, 'start', 'start-here');
    await runs(program, 'start', 'start-here');
    await runs(program, 'cluster', 'up', '--detach');
    await runs(program, 'request', 'GET', '/readyz');
    await runs(program, 'cluster', 'down');
    // the library, as a program in TypeScript with the compiler of today
    copyFileSync(join(root, 'test/fixtures/library/program.ts'), join(folder, 'program.mts'));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const strict = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
    await runs(process.execPath, compiler, ...strict, 'program.mts');
    assert.equal(await runs(process.execPath, 'program.mjs'), '403 Role in lab\n');
  });
});
