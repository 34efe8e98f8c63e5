import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Results } from '../../../src/course/grading/results.js';
import { readNotebook } from '../../../src/notebook/document.js';
import { writeNotebook } from '../../../src/notebook/format.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { excessOf, removeFolder } from '../../../src/sandbox/folder-size.js';
import { kubelab, makeHome, type Running, runKubelab } from '../../helpers/command.js';
import { namesBelow } from '../../helpers/names-below.js';
import { skip } from '../../helpers/skip.js';
import { mountSmallDisk } from '../../helpers/small-disk.js';
import { until } from '../../helpers/until.js';

const root = resolve(import.meta.dirname, '../../..');

describe('a disk that a submission fills', function () {
  this.timeout(300_000);
  const small = mkdtempSync(join(tmpdir(), 'kubelab-small-'));
  let unmount: (() => void) | undefined;
  before(function () {
    unmount = mountSmallDisk(this, small, '12m');
  });
  after(() => {
    unmount?.();
    rmSync(small, { recursive: true, force: true });
  });

  /** The folder of submissions of these learners, each with the solution; `change` may change its first task. */
  const handIn = (
    home: string,
    learners: readonly string[],
    change: (source: string) => string = (same) => same,
  ): string => {
    const folder = join(home, '..', 'in');
    mkdirSync(folder);
    for (const learner of learners) {
      const solution = readNotebook(join(root, 'notebooks/solutions/04-activity.ipynb'));
      const [task] = solution.cells.filter(({ metadata }) => metadata.tags?.includes('task'));
      assert.ok(task);
      if (learner === 'mallory') task.source = change(task.source);
      writeNotebook(join(folder, `${learner}_04-activity.ipynb`), solution);
    }
    return folder;
  };
  const resultsIn = (out: string): Results['results'] =>
    (JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results).results;
  const leftIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('kubelab-grade'));

  it('S3: cannot be filled from inside the sandbox, so that all get what they earn', async function () {
    if (findSandbox('auto').kind !== 'bwrap') return skip(this, 'no bubblewrap here');
    const { home, remove } = makeHome();
    try {
      const fill = `import { appendFileSync } from 'node:fs';
import { dirname } from 'node:path';
const kernelFolder = dirname(process.argv.find((word) => word.endsWith('connection.json')) ?? '');
for (const folder of [kernelFolder, '/tmp', '.']) {
  try { for (let n = 0; n < 1000; n++) appendFileSync(folder + '/fill' + (n % 100), Buffer.alloc(64 * 1024)); } catch (error) { console.log((error as NodeJS.ErrnoException).code); }
}
`;
      const handedIn = handIn(home, ['bob', 'mallory'], (source) => fill + source);
      const out = join(home, '..', 'out');
      const args = ['grade', handedIn, '--out', out, '--jobs', '1'];
      const { code, stdout } = await runKubelab(home, args, { cwd: root, env: { TMPDIR: small } });
      assert.equal(code, 0, stdout);
      const marks = resultsIn(out).map(({ learner, points, maxPoints }) => [learner, points === maxPoints]);
      assert.deepEqual(marks, [
        ['bob', true],
        ['mallory', true],
      ]);
      assert.deepEqual(leftIn(small), [], 'nothing is left');
    } finally {
      remove();
    }
  });

  it('S3: gives no mark where an audit event could not be written, with the reason', async () => {
    const { home, remove } = makeHome();
    const filler = join(small, 'filler');
    let running: Running | undefined;
    try {
      const handedIn = handIn(home, ['bob']);
      const out = join(home, '..', 'out');
      const args = ['grade', handedIn, '--out', out, '--jobs', '1'];
      running = kubelab(home, args, { cwd: root, env: { TMPDIR: small } });
      const begun = (): boolean =>
        namesBelow(small)
          .filter((name) => name.endsWith('audit.log'))
          .some((name) => readFileSync(join(small, name), 'utf8').includes('activity-example'));
      await until('the first requests in the audit log', begun);
      for (const size of [1024 * 1024, 4096]) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(size));
        } catch (error) {
          assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
        }
      }
      assert.equal((await running.ended).code, 1, running.stdout());
      const [bob] = resultsIn(out);
      assert.deepEqual([bob?.status, bob?.points], ['not graded', 0]);
      assert.match(bob?.reason ?? '', /its audit log could not be written \(ENOSPC\)/);
      assert.deepEqual(leftIn(small), [], 'nothing is left');
    } finally {
      running?.child.kill('SIGKILL');
      rmSync(filler, { force: true });
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
