/**
 * A class with hostile, flooding and hanging submissions, graded three times, once with a disk for temporary files that is too
 * small for it: the same results, but for what could not be graded.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result, Results } from '../../src/course/grading/results.js';
import { formatNotebook } from '../../src/notebook/format.js';
import * as attacks from '../fixtures/hostile/attacks.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { skip } from '../helpers/skip.js';
import { code, smallCourse } from '../helpers/small-course.js';
import { mountSmallDisk } from '../helpers/small-disk.js';
import { runLength } from './soak.js';

const makes = (name: string): string =>
  `await admin.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}', namespace: 'default' } });\n`;
const connecting = "import { connect } from 'kubelab';\nconst admin = await connect();\n";
const points = (id: string, name: string): object => ({
  ...{ id, title: `${name} is created`, task: 'task-1', points: 2, hints: ['Create it.'] },
  request: { verb: 'create', resource: 'configmaps', namespace: 'default', name },
});
const rubric = {
  exercise: 'small',
  title: 'A small lesson',
  checks: [points('first', 'first'), points('last', 'last')],
  deductions: [
    {
      id: 'asked',
      title: 'Secrets were asked for',
      points: 1,
      request: { verb: 'list', resource: 'secrets', status: '2xx' },
    },
  ],
};

/** Before the flood it earns and loses points, and behind it, it earns more: none of the three may be lost. */
const flooding = `${connecting}${makes('first')}await admin.list('secrets', { namespace: 'default' });
const until = Date.now() + 3000;
for (let n = 0; Date.now() < until; ) await Promise.all(Array.from({ length: 50 }, () => admin.get('/api/v1/namespaces/default/configmaps?x=' + 'x'.repeat(2000) + n++).catch(() => {})));
${makes('last')}`;
const hanging = `${connecting}${makes('first')}for (;;);`;
const withSleep = (source: string): string => source.replaceAll('{{SLEEP}}', '600');
const hostile = [
  ...[attacks.outputFlood, attacks.memoryHog, attacks.forkBomb, attacks.daemons, attacks.ignoreSignals],
  ...[attacks.fakeResults, attacks.patches, attacks.markup, attacks.podExhaustion, attacks.watchFlood],
].map(withSleep);

describe('a class graded three times', function () {
  this.timeout(1_800_000);
  const { home, remove } = makeHome();
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-thrice-'));
  const small = mkdtempSync(join(tmpdir(), 'kl-small-'));
  let unmount: (() => void) | undefined;
  before(function () {
    if (!hasBubblewrap()) return skip(this, 'no bubblewrap here');
    unmount = mountSmallDisk(this, small, '2m');
  });
  after(() => {
    unmount?.();
    remove();
    for (const each of [folder, small]) rmSync(each, { recursive: true, force: true });
  });

  it('G3: gives the same results each time, but for what could not be graded', async () => {
    mkdirSync(join(folder, 'course'));
    const course = smallCourse(join(folder, 'course'), [code('task-1', '// TODO', 'task')], rubric);
    const submitted = join(folder, 'in');
    mkdirSync(submitted);
    const count = runLength(30);
    const honest = Array<string>(count).fill(`${connecting}${makes('first')}${makes('last')}`);
    const sources = [flooding, hanging, ...(count < 30 ? [] : hostile), ...honest].slice(0, count);
    for (const [index, source] of sources.entries()) {
      const notebook = {
        nbformat: 4 as const,
        nbformat_minor: 5,
        metadata: {},
        cells: [code('task-1', source, 'task')],
      };
      writeFileSync(
        join(submitted, `learner${String(index).padStart(2, '0')}_00-small.ipynb`),
        formatNotebook(notebook),
      );
    }
    const grade = async (name: string, env: Record<string, string> = {}): Promise<Result[]> => {
      const out = join(folder, name);
      const limits = ['--timeout-cell', '30', '--timeout', '60', '--memory', '700'];
      const args = ['grade', submitted, '--course', course, '--exercise', 'small', '--out', out, ...limits];
      const { code: exit, stderr } = await runKubelab(home, args, { cwd: folder, env });
      assert.ok(exit === 0 || exit === 1, stderr);
      return (JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results).results;
    };
    const [one, two] = [await grade('one'), await grade('two')];
    const three = await grade('three', { TMPDIR: small });
    assert.deepEqual(
      one.slice(0, 3).map(({ status, points: earned }) => [status, earned]),
      [['graded', 3], ['graded', 2], ...[count < 30 ? ['graded', 4] : [one[2]?.status, one[2]?.points]]],
    );
    const graded = (results: readonly Result[], among: readonly Result[]): Result[] =>
      results.filter((result, index) => result.status === 'graded' && among[index]?.status === 'graded');
    assert.deepEqual(graded(two, one), graded(one, two));
    assert.deepEqual(graded(three, one), graded(one, three));
    for (const result of [...one, ...two, ...three].filter(({ status }) => status !== 'graded'))
      assert.ok(result.reason, `${result.learner} is not graded, and nothing says why`);
    console.log(`      graded: ${[one, two, three].map((all) => graded(all, all).length).join(', ')} of ${count}`);
  });
});
