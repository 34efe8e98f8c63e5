import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { makeInstallation } from './helpers/installation.js';
import { skip } from './helpers/skip.js';

describe('the code that was compiled before', () => {
  const { root, remove } = makeInstallation();
  const cache = join(root, 'node_modules', '.cache', 'kubelab', 'code');

  before(function () {
    if (!('enableCompileCache' in module)) skip(this, 'this Node keeps no compiled code');
  });
  beforeEach(() => rmSync(cache, { recursive: true, force: true }));
  after(remove);

  const kept = (): string[] =>
    existsSync(cache)
      ? readdirSync(cache, { recursive: true, encoding: 'utf8' })
          .map((name) => join(cache, name))
          .filter((path) => statSync(path).isFile())
      : [];

  /** The command works, and says nothing that it does not say otherwise. */
  function runs(): void {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist/bin.js'), 'cluster', 'status'], {
      env: { PATH: process.env.PATH, KUBELAB_HOME: join(root, 'home') },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [1, '']);
    assert.match(stdout, /no practice cluster/i);
  }

  it('is kept in the package, and used again as it is', () => {
    runs();
    const first = kept().map((path) => [path, statSync(path).mtimeMs]);
    assert.ok(first.length > 5, `${first.length} files`);
    runs();
    assert.deepEqual(
      kept().map((path) => [path, statSync(path).mtimeMs]),
      first,
    );
  });
  it('may be cut off, empty or of something else', () => {
    runs();
    for (const [index, path] of kept().entries()) {
      if (index % 3 === 0) truncateSync(path, 0);
      if (index % 3 === 1) truncateSync(path, Math.floor(statSync(path).size / 2));
      if (index % 3 === 2) writeFileSync(path, Buffer.alloc(statSync(path).size, 7));
    }
    runs();
  });
  it('is done without where it cannot be kept', () => {
    const folder = join(root, 'node_modules', '.cache');
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(folder, 'a file in its place');
    runs();
    rmSync(folder);
  });
});
