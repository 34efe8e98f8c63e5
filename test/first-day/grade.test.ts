import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Results } from '../../src/course/grading/results.js';
import { writeSubmissions } from '../fixtures/submissions/submissions.js';
import { hasBubblewrap } from '../helpers/bubblewrap.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { skip } from '../helpers/skip.js';

const root = resolve(import.meta.dirname, '../..');
const activity = join(root, 'notebooks/solutions/04-activity.ipynb');

describe(`a teacher's first grading on Node ${process.versions.node}`, function () {
  this.timeout(600_000);
  this.slow(60_000);
  const { home, remove } = makeHome();
  after(remove);

  for (const sandbox of ['bwrap', 'none'] as const) {
    it(`gives the marks that were earned, with ${sandbox === 'none' ? 'no' : 'the'} sandbox`, async function () {
      if (sandbox === 'bwrap' && !hasBubblewrap()) skip(this, 'no bubblewrap here');
      const folder = join(home, '..', `handed in ${sandbox}`);
      const out = join(home, '..', `out ${sandbox}`);
      mkdirSync(folder);
      writeSubmissions(folder, ['with-kubectl', 'with-fetch', 'dry-run']);
      const args = ['grade', activity, folder, '--exercise', '04', '--sandbox', sandbox, '--out', out];
      const { code, stdout, stderr } = await runKubelab(home, args, { cwd: root });
      assert.equal(code, 0, stdout + stderr);
      const { results } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results;
      const full = Object.fromEntries(results.map(({ learner, points, maxPoints }) => [learner, points === maxPoints]));
      const expected = { solutions: true, 'with-kubectl': true, 'with-fetch': true, 'dry-run': false };
      assert.deepEqual(full, expected);
    });
  }
});
