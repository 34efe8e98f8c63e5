/** When npm prepares a clone: the real npm and npx, in a folder with this package's `prepare` and a build that only counts. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { start } from './helpers/command.js';

const root = resolve(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { prepare: string } };

/** A program that prints how often it was built. */
const build = `
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
let times = 0;
try {
  times = Number(/\\d+/.exec(readFileSync('dist/bin.js', 'utf8').split('\\n')[1])[0]);
} catch {}
mkdirSync('dist', { recursive: true });
writeFileSync('dist/bin.js', \`#!/usr/bin/env node\\nconsole.log('built \${times + 1}');\\n\`);
chmodSync('dist/bin.js', 0o755);
`;

describe('prepare', () => {
  let folder = '';
  let clone = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-prepare-'));
    clone = join(folder, 'a clone');
    mkdirSync(clone);
    const bin = { kubelab: 'dist/bin.js' };
    const manifest = {
      name: 'kubelab',
      version: '1.0.0',
      bin,
      scripts: { prepare: scripts.prepare, build: 'node build.mjs' },
    };
    writeFileSync(join(clone, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(clone, 'build.mjs'), build);
    copyFileSync(join(root, '.prepare.mjs'), join(clone, '.prepare.mjs'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (program: string, ...args: string[]): Promise<string> => {
    const env = { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_offline: 'true' };
    const running = start(program, args, { cwd: clone, env });
    running.child.stdin?.end();
    const { code } = await running.ended;
    assert.equal(code, 0, running.stdout() + running.stderr());
    return running.stdout();
  };

  it('builds with each npm install', async () => {
    await run('npm', 'install');
    await run('npm', 'install');
    assert.match(await run('node', 'dist/bin.js'), /^built 2$/m);
  });

  it('leaves a build as it is when the first npx kubelab makes npm prepare the clone, since programs may run from it', async () => {
    await run('npm', 'install');
    assert.match(await run('npx', '--yes', 'kubelab'), /^built 1$/m);
  });

  it('builds for npx kubelab in a clone that has no build', async () => {
    assert.match(await run('npx', '--yes', 'kubelab'), /^built 1$/m);
  });
});
