import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Result, Results } from '../../src/course/grading/results.js';
import { courseFile, learners, notebookOf } from '../fixtures/class/class.js';
import { kubelab, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { until } from '../helpers/until.js';

describe('kubelab grade --watch', function () {
  this.timeout(300_000);
  this.slow(60_000);
  const { home, remove } = makeHome();
  const root = mkdtempSync(join(tmpdir(), 'kubelab-watch-'));
  const submitted = join(root, 'submitted');
  const out = join(root, 'out');
  let watching: Running | undefined;
  after(async () => {
    watching?.child.kill('SIGKILL');
    await watching?.ended;
    rmSync(root, { recursive: true, force: true });
    remove();
  });
  const handIn = (learner: string, work: keyof typeof learners): void => {
    const file = join(submitted, learner, 'small/01-small.ipynb');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, notebookOf(learners[work] ?? {}));
  };
  const rows = (): Record<string, Result> => {
    const file = join(out, 'results.json');
    if (!existsSync(file)) return {};
    return Object.fromEntries(
      (JSON.parse(readFileSync(file, 'utf8')) as Results).results.map((row) => [row.learner, row]),
    );
  };
  const args = ['--course', courseFile, '--out', out];

  it('grades what is there and what comes, by its learner alone, until a signal ends it', async () => {
    mkdirSync(submitted);
    const running = kubelab(home, ['grade', submitted, '--watch', ...args]);
    watching = running;
    await until('the word on the empty folder', () => /Nothing is handed in yet in /.test(running.stdout()));
    handIn('ada', 'bob');
    handIn('bob', 'bob');
    await until('the first two', () => rows().bob?.points === 3 && rows().ada?.points === 3);
    await until('the line of state', () => /2 submissions\. Waiting for what comes next/.test(running.stdout()));
    assert.ok(existsSync(join(out, 'feedback/ada.html')));

    handIn('ada', 'ada');
    handIn('cleo', 'cleo');
    await until('the next two', () => rows().ada?.points === 4 && rows().cleo !== undefined);
    await until('the line of state', () => /3 submissions\. Waiting/.test(running.stdout()));
    const said = running.stdout().slice(running.stdout().indexOf('2 submissions.'));
    assert.doesNotMatch(said.replace(/.*Waiting.*/g, ''), /bob/, 'his work is as it was, and nothing is said of it');

    running.child.kill('SIGINT');
    const { code } = await running.ended;
    assert.equal(code, 130, running.stderr());
  });

  it('leaves results as those of a grading of all at once, and goes on with them', async () => {
    const other = join(root, 'at-once');
    const { code, stderr } = await runKubelab(home, ['grade', submitted, '--course', courseFile, '--out', other]);
    assert.equal(code, 0, stderr);
    for (const name of ['results.json', 'results.csv', 'report.html'])
      assert.equal(readFileSync(join(out, name), 'utf8'), readFileSync(join(other, name), 'utf8'), name);
    const again = kubelab(home, ['grade', submitted, '--watch', ...args]);
    watching = again;
    await until('the line of state', () => /3 submissions\. Waiting/.test(again.stdout()));
    assert.match(again.stdout(), /ada .*as before/);
  });

  it('tells once what keeps it from grading, and goes on when that is mended', async () => {
    const running = watching as Running;
    const marks = join(out, 'marks.yaml');
    writeFileSync(marks, 'marks:\n  - { learner: nobody, exercise: small, points: 1 }\n');
    handIn('dan', 'dan');
    await until('the fault', () => /marks\.yaml/.test(running.stderr()));
    assert.equal(rows().dan, undefined);
    rmSync(marks);
    await until('the next', () => rows().dan?.points === 2);
    assert.equal(running.stderr().match(/\[MARKS_INVALID\]/g)?.length, 1, running.stderr());
  });

  it('goes on when somebody hands in a link that leads round in a circle', async () => {
    const running = watching as Running;
    const link = join(submitted, 'eve/small/01-small.ipynb');
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(link, link);
    await until('its row', () => rows().eve?.status === 'not graded' || running.child.exitCode !== null);
    handIn('fay', 'ada');
    await until('the next', () => rows().fay?.points === 4 || running.child.exitCode !== null);
    assert.deepEqual([rows().eve?.status, rows().fay?.points], ['not graded', 4], running.stderr());
    running.child.kill('SIGTERM');
    assert.equal((await running.ended).code, 143);
  });

  it('refuses a folder that is not there', async () => {
    const { code, stderr } = await runKubelab(home, ['grade', join(root, 'none'), '--watch', ...args]);
    assert.deepEqual([code, /there is no such notebook, zip or folder/.test(stderr)], [2, true]);
  });
});
