import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Results } from '../../../src/course/grading/results.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { writeNotebook } from '../../../src/notebook/format.js';
import { excessOf, removeFolder } from '../../../src/sandbox/folder-size.js';
import { makeHome, runKubelab } from '../../helpers/command.js';
import { mountSmallDisk } from '../../helpers/small-disk.js';

const root = resolve(import.meta.dirname, '../../..');

describe('a disk that a submission fills', function () {
  this.timeout(120_000);
  const small = mkdtempSync(join(tmpdir(), 'kubelab-small-'));
  let unmount: (() => void) | undefined;
  before(function () {
    unmount = mountSmallDisk(this, small, '12m');
  });
  after(() => {
    unmount?.();
    rmSync(small, { recursive: true, force: true });
  });

  it('S3: gives no mark where an audit event could not be written, with the reason', async () => {
    const { home, remove } = makeHome();
    try {
      const handedIn = join(home, '..', 'in');
      const out = join(home, '..', 'out');
      mkdirSync(handedIn);
      const solution = readNotebook(join(root, 'notebooks/solutions/04-activity.ipynb'));
      writeNotebook(join(handedIn, 'bob_04-activity.ipynb'), solution);
      const [task] = solution.cells.filter(({ metadata }) => metadata.tags?.includes('task'));
      assert.ok(task);
      task.source = `import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
const kernelFolder = dirname(process.argv.find((word) => word.endsWith('connection.json')) ?? '');
try { for (let n = 0; ; n++) appendFileSync(kernelFolder + '/fill' + (n % 100), Buffer.alloc(64 * 1024)); } catch (error) { console.log((error as NodeJS.ErrnoException).code); }
${task.source}`;
      writeNotebook(join(handedIn, 'mallory_04-activity.ipynb'), solution);
      const args = ['grade', handedIn, '--out', out, '--jobs', '1'];
      const { code, stdout } = await runKubelab(home, args, { cwd: root, env: { TMPDIR: small } });
      assert.equal(code, 1, stdout);
      const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
      const [bob, mallory] = results;
      assert.deepEqual([bob?.learner, bob?.status, bob?.points], ['bob', 'graded', bob?.maxPoints]);
      assert.deepEqual([mallory?.learner, mallory?.status], ['mallory', 'not graded']);
      assert.match(mallory?.reason ?? '', /its audit log could not be written \(ENOSPC\)/);
      assert.deepEqual(
        readdirSync(small).filter((name) => name.startsWith('kubelab-grade')),
        [],
        'nothing is left',
      );
    } finally {
      remove();
    }
  });
});

describe('a folder that a submission fills', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-deep-'));
  const run = (script: string): void => void execFileSync('sh', ['-c', script], { cwd: folder });
  after(() => removeFolder(folder));

  it('S3: is too deep, whatever its files have together', () => {
    assert.equal(excessOf(folder, 1024), undefined);
    const name = 'd'.repeat(200);
    run(`for i in $(seq 30); do mkdir ${name} && cd -P ${name} || exit 1; done; head -c 5000 /dev/zero > file`);
    assert.equal(excessOf(folder, 1024), 'folders more than 16 deep');
  });

  it('S8: is removed although its path is too long for the system', () => {
    assert.ok(readdirSync(folder).length > 0);
    removeFolder(folder);
    assert.throws(() => readdirSync(folder), { code: 'ENOENT' });
    mkdirSync(folder);
  });

  it('S9: has a limit of files, and of their sizes together', () => {
    run('for i in $(seq 2100); do : > "f$i"; done');
    assert.equal(excessOf(folder, 1024), 'more than 2000 files');
    run('rm -f f*; head -c 3000000 /dev/zero > big');
    assert.equal(excessOf(folder, 2 * 1024 * 1024), 'more than 2 MB of files');
  });
});
