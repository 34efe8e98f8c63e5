/**
 * The course for nbgrader, held against nbgrader's rules as its documentation has them, and run by the real kernel: what its
 * grade cells show is what `kubelab grade` gives.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { restoreCells } from '../../src/course/grading/restore-cells.js';
import { runSubmission } from '../../src/course/grading/run-submission.js';
import { prepareSlot } from '../../src/course/grading/slot.js';
import { openWorkProcesses } from '../../src/course/grading/work-processes.js';
import { releaseForNbgrader } from '../../src/course/nbgrader-course.js';
import { releasedNotebook } from '../../src/course/release.js';
import { readRubric } from '../../src/course/rubrics.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { judge } from '../../src/grader/judge.js';
import type { Verdict } from '../../src/grader/verdict.js';
import { type Notebook, readNotebook } from '../../src/notebook/document.js';
import { writeNotebook } from '../../src/notebook/format.js';
import { writeSubmissions } from '../fixtures/submissions/submissions.js';
import { kubelab, makeHome } from '../helpers/command.js';
import { lessonCluster } from '../helpers/lesson-cluster.js';
import { cleared, gradeOf, metadataFaults, nbgraderOf } from '../helpers/nbgrader-rules.js';
import { smallCourse, twoTasks, twoTasksRubric } from '../helpers/small-course.js';

const course = readCourse(resolve('notebooks/course.yaml'));
const activity = course.lessons.find(({ exercise }) => exercise);
assert.ok(activity);
const rubric = readRubric(course, activity);
assert.ok(rubric);

describe('a course for nbgrader', () => {
  const work = openWorkProcesses({ processes: 1 });
  let folder: string;
  let target: string;
  let source: Notebook;
  let config: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-nbgrader-'));
    target = join(folder, 'course');
    assert.deepEqual(releaseForNbgrader(course, target), { folder: target, assignments: ['activity'] });
    source = readNotebook(join(target, 'source/activity/04-activity.ipynb'));
    config = readFileSync(join(target, 'nbgrader_config.py'), 'utf8');
  });
  after(async () => {
    await work.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A setting of nbgrader_config.py, which is Python and, for these, JSON as well. */
  const setting = (name: string): unknown => {
    const [, value] = new RegExp(`^c\\.${name} = (.*)$`, 'm').exec(config) ?? [];
    assert.ok(value, name);
    return JSON.parse(value);
  };

  function handedOut(): Notebook {
    const stubs = setting('ClearSolutions.code_stub') as Record<string, string>;
    return cleared(source, {
      begin: String(setting('ClearSolutions.begin_solution_delimeter')),
      end: String(setting('ClearSolutions.end_solution_delimeter')),
      stub: stubs[source.metadata.kernelspec?.language ?? ''] ?? '',
    });
  }

  it('G2: holds the configuration, the assignments and, for the teacher alone, hidden checks', () => {
    assert.deepEqual(readdirSync(target).sort(), ['nbgrader_config.py', 'rubrics', 'source']);
    assert.deepEqual(readdirSync(join(target, 'source')), ['activity']);
    assert.ok(readFileSync(join(target, 'rubrics/04-activity.yaml'), 'utf8').includes('nothing-left'));
    assert.ok(!readFileSync(join(target, 'source/activity/rubrics/04-activity.yaml'), 'utf8').includes('nothing-left'));
    assert.equal(setting('Execute.kernel_name'), source.metadata.kernelspec?.name);
  });

  it("G2: keeps nbgrader's rules: ids, points, locks, marks", () => {
    assert.deepEqual(metadataFaults(source), []);
    for (const cell of source.cells) {
      const { solution, locked, grade, grade_id: id } = nbgraderOf(cell) ?? {};
      assert.deepEqual([solution, locked, id], [cell.metadata.tags?.includes('task') === true, !solution, cell.id]);
      assert.equal(cell.metadata.editable, locked ? false : undefined);
      if (grade) assert.match(cell.source, /^import .*\nawait points\('activity\/.*', \{ nbgrader: true \}\)$/);
    }
    const points = source.cells.map((cell) => nbgraderOf(cell)?.points ?? 0);
    assert.equal(
      points.reduce((sum, one) => sum + one, 0),
      rubric.checks.reduce((sum, check) => sum + check.points, 0),
    );
  });

  it("G2: becomes by nbgrader's own stub what kubelab hands out", () => {
    const sources = ({ cells }: Notebook): string[] => cells.map(({ id, source: text }) => `${id}: ${text}`);
    const release = releasedNotebook(activity);
    assert.deepEqual(sources(handedOut()).slice(0, release.cells.length), sources(release));
    // and handed in, kubelab grades it as its own
    const { cells } = restoreCells(handedOut(), release, 'a.ipynb');
    const added = cells.filter(({ id }) => !release.cells.some((cell) => cell.id === id));
    assert.deepEqual(
      added.map(({ id }) => id),
      ['points'],
    );
  });

  it('is refused for a course without an exercise', () => {
    const file = smallCourse(join(folder, 'small'), twoTasks, twoTasksRubric);
    const make = (): unknown => releaseForNbgrader(readCourse(file), join(folder, 'none'));
    assert.throws(make, { code: 'ARGUMENT_INVALID', message: /no exercise/ });
    assert.ok(!existsSync(join(folder, 'none')));
  });

  it('is written by `kubelab release --nbgrader`, which says what comes next', async () => {
    const { home, remove } = makeHome();
    try {
      const running = kubelab(home, ['release', join(folder, 'by-command'), '--nbgrader']);
      assert.deepEqual(await running.ended, { code: 0, signal: null });
      assert.match(running.stdout(), /1 assignment for nbgrader[\s\S]*nbgrader generate_assignment activity/);
      assert.ok(existsSync(join(folder, 'by-command', 'nbgrader_config.py')));
    } finally {
      remove();
    }
  });

  describe('run as nbgrader runs it', function () {
    this.timeout(300_000);
    this.slow(30_000);

    async function byNbgrader(submission: Notebook): Promise<number> {
      const { cluster, env, stop } = await lessonCluster();
      try {
        const { notebook } = await runInFolder(submission, join(target, 'source/activity'), {
          env: { ...env, KUBELAB_RUBRICS: join(target, 'rubrics') },
          keepGoing: true,
        });
        assert.deepEqual(cluster.faults, []);
        const graded = notebook.cells.filter((cell) => nbgraderOf(cell)?.grade);
        return graded.map(gradeOf).reduce((sum, one) => sum + one, 0);
      } finally {
        await stop();
      }
    }

    const byKubelab = async (file: string): Promise<Verdict> => {
      const slot = await prepareSlot();
      const { status, reason, evidence } = await runSubmission({
        work,
        file,
        release: releasedNotebook(activity),
        slot,
      });
      assert.equal(status, 'ran', reason);
      return judge(rubric, evidence);
    };

    it('G1: gives nothing for an empty notebook', async () => {
      assert.equal(await byNbgrader(handedOut()), 0);
    });

    for (const name of ['with-helper', 'bound-cluster-wide', 'dry-run', 'not-deleted']) {
      it(`G1: gives ${name} what kubelab grade gives`, async () => {
        writeSubmissions(folder, [name]);
        const written = new Map(readNotebook(join(folder, `${name}.ipynb`)).cells.map((cell) => [cell.id, cell]));
        const notebook = handedOut();
        const cells = notebook.cells.map((cell) =>
          nbgraderOf(cell)?.solution ? { ...cell, source: written.get(cell.id)?.source ?? '' } : cell,
        );
        const file = join(folder, 'handed-in.ipynb');
        writeNotebook(file, { ...notebook, cells });
        const { points } = await byKubelab(file);
        assert.equal(await byNbgrader({ ...notebook, cells }), points);
      });
    }

    it('G1: does not ask a function of the learner, and gives nothing where it cannot judge', async () => {
      const notebook = handedOut();
      const forged = notebook.cells.map((cell) =>
        cell.id === 'list-pods' ? { ...cell, source: 'const check = () => 20;\nconst points = () => 20;' } : cell,
      );
      assert.equal(await byNbgrader({ ...notebook, cells: forged }), 0);
    });
  });
});
