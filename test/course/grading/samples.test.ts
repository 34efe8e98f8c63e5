/**
 * The sample submissions of the activity, graded as `kubelab grade` does it: each in a sandbox with a cluster of its own,
 * judged by what the API server saw. The table says which marks each gets, and what it loses them for.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { runSubmission } from '../../../src/course/grading/run-submission.js';
import { prepareSlot, type Slot } from '../../../src/course/grading/slot.js';
import { releasedNotebook } from '../../../src/course/release.js';
import { readRubric } from '../../../src/course/rubrics.js';
import { judge } from '../../../src/grader/judge.js';
import { sampleNames, writeSubmissions } from '../../fixtures/submissions/submissions.js';
import { hasCommand } from '../../helpers/commands.js';
import { skip } from '../../helpers/skip.js';

const robot = ['token', 'deployment', 'deployment-as-asked', 'pods', 'pods-of-deployment', 'end'];
const everything = ['namespace', 'account', 'binding', ...robot, 'nothing-left'];
const noDeployment = ['deployment', 'deployment-as-asked', 'pods', 'pods-of-deployment'];

/** Marks out of 20; the checks that give nothing; the deductions that apply. */
interface Row {
  points: number;
  lost?: string[];
  deducted?: string[];
}

const table: Record<string, Row> = {
  // right, by eight ways
  'with-helper': { points: 20 },
  'with-apply': { points: 20 },
  'with-undici': { points: 20 },
  'with-fetch': { points: 20 },
  'with-node-https': { points: 20 },
  'with-curl': { points: 20 },
  'with-kubectl': { points: 20 },
  'with-token-secret': { points: 20 },
  // nothing done, whatever is printed
  untouched: { points: 0, lost: everything },
  'printed-only': { points: 0, lost: everything },
  // part 1, wrong in one step each
  'no-namespace': { points: 0, lost: everything },
  'account-in-default': { points: 5, lost: ['account', ...robot, 'nothing-left'] },
  'bound-cluster-wide': { points: 15, lost: ['binding'], deducted: ['bound-cluster-wide'] },
  'bound-to-edit': { points: 14, lost: ['binding', 'end', 'nothing-left'] },
  // part 2 by somebody else than the account with its token
  'with-certificate': { points: 6, lost: robot, deducted: ['certificate-for-token'] },
  'with-impersonation': { points: 8, lost: robot },
  'look-alike-certificate': { points: 6, lost: robot, deducted: ['certificate-for-token'] },
  'token-of-another': { points: 7, lost: [...robot, 'nothing-left'] },
  // part 2, wrong in one step each
  'deployment-elsewhere': { points: 13, lost: noDeployment },
  'dry-run': { points: 13, lost: noDeployment },
  'wrong-image': { points: 19, lost: ['deployment-as-asked'] },
  'pods-by-administrator': { points: 17, lost: ['pods', 'pods-of-deployment'] },
  'not-deleted': { points: 17, lost: ['end', 'nothing-left'] },
  'deleted-by-administrator': { points: 18, lost: ['end'] },
};

describe('the sample submissions of the activity', function () {
  this.timeout(120_000);
  this.slow(30_000);
  const course = readCourse(resolve('notebooks/course.yaml'));
  const lesson = course.lessons.find(({ exercise }) => exercise);
  assert.ok(lesson);
  const rubric = readRubric(course, lesson);
  assert.ok(rubric);
  const release = releasedNotebook(lesson, rubric);
  let folder: string;
  // the next one's cluster and kernel start while this one runs
  let ahead: Promise<Slot> | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-samples-'));
    writeSubmissions(folder);
  });
  after(async () => {
    await (await ahead)?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are all in the table', () => {
    assert.deepEqual(Object.keys(table).sort(), sampleNames);
  });

  for (const [name, { points, lost = [], deducted = [] }] of Object.entries(table)) {
    it(`${name}: ${points} of 20`, async function () {
      const program = ['curl', 'kubectl'].find((one) => name === `with-${one}` && !hasCommand(one));
      if (program) skip(this, `${program} is not installed`);
      const slot = await (ahead ?? prepareSlot());
      ahead = prepareSlot();
      const { status, reason, evidence } = await runSubmission({ file: join(folder, `${name}.ipynb`), release, slot });
      assert.equal(status, 'ran', reason);
      const verdict = judge(rubric, evidence);
      const seen = verdict.checks.map((check) => `${check.id} ${check.status}: ${check.seen}`).join('\n');
      assert.deepEqual(
        verdict.checks.filter((check) => check.points === 0).map(({ id }) => id),
        lost,
        seen,
      );
      assert.deepEqual(
        verdict.deductions.map(({ id }) => id),
        deducted,
      );
      assert.deepEqual([verdict.points, verdict.maxPoints], [points, 20], seen);
      // a result is the same, to the byte, whenever it is graded
      assert.doesNotMatch(seen, /[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\dT|eyJ/);
    });
  }
});
