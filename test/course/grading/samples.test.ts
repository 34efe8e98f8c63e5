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
import { openWorkProcesses } from '../../../src/course/grading/work-processes.js';
import { releasedNotebook } from '../../../src/course/release.js';
import { readRubric } from '../../../src/course/rubrics.js';
import { judge } from '../../../src/grader/judge.js';
import { sampleNames, writeSubmissions } from '../../fixtures/submissions/submissions.js';
import { hasCommand } from '../../helpers/commands.js';
import { skip } from '../../helpers/skip.js';

const robot = ['token', 'deployment', 'deployment-as-asked', 'pods', 'pods-of-deployment', 'end'];
const everything = ['namespace', 'account', 'binding', ...robot, 'nothing-left'];
const noDeployment = ['deployment', 'deployment-as-asked'];

const afterToken = ['deployment', 'pods', 'pods-of-deployment', 'end'];
/** What cannot be seen where the Deployment is refused. */
const unseen = ['deployment-as-asked', 'nothing-left'];

/** Marks out of 20; the checks that give nothing; those whose points follow from another's fault; the deductions that apply. */
interface Row {
  /** The finding that it is the test of. */
  id?: string;
  points: number;
  lost?: string[];
  follow?: string[];
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
  'replicas-by-scale': { id: 'G11', points: 20 },
  'pods-by-watch': { id: 'G11', points: 20 },
  // nothing done, whatever is printed
  untouched: { points: 0, lost: everything },
  'printed-only': { points: 0, lost: everything },
  // part 1, wrong in one step each: what follows from it costs nothing more, as far as it was shown
  'first-step-empty': {
    id: 'G8',
    points: 16,
    lost: ['namespace', ...unseen],
    follow: ['account', 'binding', 'token', ...afterToken],
  },
  'no-namespace': {
    id: 'G8',
    points: 16,
    lost: ['namespace', ...unseen],
    follow: ['account', 'binding', 'token', ...afterToken],
  },
  'account-in-default': { id: 'G8', points: 16, lost: ['account', ...unseen], follow: ['token', ...afterToken] },
  'bound-cluster-wide': { points: 15, lost: ['binding'], deducted: ['bound-cluster-wide'] },
  'bound-to-edit': { id: 'G8', points: 16, lost: ['binding', 'nothing-left'], follow: ['end'] },
  'subject-elsewhere': { id: 'G8', points: 15, lost: ['binding', ...unseen], follow: afterToken },
  // part 2 by somebody else than the account with its token
  'with-certificate': { id: 'G8', points: 8, lost: robot },
  'with-impersonation': { points: 8, lost: robot },
  'look-alike-certificate': { id: 'G8', points: 8, lost: robot },
  'token-of-another': { id: 'G8', points: 15, lost: ['token', ...unseen], follow: afterToken },
  // part 2, wrong in one step each
  'deployment-elsewhere': { id: 'G8', points: 16, lost: noDeployment },
  'missing-brace': { id: 'G8', points: 16, lost: noDeployment },
  'dry-run': { id: 'G8', points: 16, lost: noDeployment },
  'wrong-image': { points: 19, lost: ['deployment-as-asked'] },
  'pods-by-administrator': { points: 17, lost: ['pods', 'pods-of-deployment'] },
  'not-deleted': { points: 17, lost: ['end', 'nothing-left'] },
  'deleted-by-administrator': { points: 18, lost: ['end'] },
};

describe('the sample submissions of the activity', function () {
  const work = openWorkProcesses({ processes: 1 });
  this.timeout(300_000);
  this.slow(30_000);
  const course = readCourse(resolve('notebooks/course.yaml'));
  const lesson = course.lessons.find(({ exercise }) => exercise);
  assert.ok(lesson);
  const rubric = readRubric(course, lesson);
  assert.ok(rubric);
  const release = releasedNotebook(lesson);
  let folder: string;
  // the next one's cluster and kernel start while this one runs
  let ahead: Promise<Slot> | undefined;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-samples-'));
    writeSubmissions(folder);
  });
  after(async () => {
    await work.close();
    await (await ahead)?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are all in the table', () => {
    assert.deepEqual(Object.keys(table).sort(), sampleNames);
  });

  for (const [name, { id: finding, points, lost = [], follow = [], deducted = [] }] of Object.entries(table)) {
    it(`${finding ? `${finding}: ` : ''}${name}: ${points} of 20`, async function () {
      const program = ['curl', 'kubectl'].find((one) => name === `with-${one}` && !hasCommand(one));
      if (program) skip(this, `${program} is not installed`);
      const slot = await (ahead ?? prepareSlot());
      ahead = prepareSlot();
      const { status, reason, evidence } = await runSubmission({
        work,
        file: join(folder, `${name}.ipynb`),
        release,
        slot,
      });
      assert.equal(status, 'ran', reason);
      const verdict = judge(rubric, evidence);
      const seen = verdict.checks.map((check) => `${check.id} ${check.status}: ${check.seen}`).join('\n');
      assert.deepEqual(
        verdict.checks.filter((check) => check.points === 0).map(({ id }) => id),
        lost,
        seen,
      );
      assert.deepEqual(
        verdict.checks.filter(({ status }) => status === 'follows').map(({ id }) => id),
        follow,
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
