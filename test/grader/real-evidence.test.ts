/**
 * The lessons' rubrics against real evidence: notebooks run by the kernel on a practice cluster, judged by its audit log and
 * its objects. Untouched they earn nothing, solved they earn everything.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { othersOnPractice } from '../../src/course/grading/learner-events.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { solvedNotebook } from '../../src/course/solution.js';
import { judge } from '../../src/grader/judge.js';
import { parseRubric } from '../../src/grader/parse-rubric.js';
import type { Rubric } from '../../src/grader/rubric.js';
import type { Verdict } from '../../src/grader/verdict.js';
import { kinds, resourcePath } from '../../src/kube/kinds.js';
import type { KubeList, KubeObject } from '../../src/kube/object.js';
import { type Notebook, readNotebook } from '../../src/notebook/document.js';
import { practiceCluster, send, type TestCluster } from '../helpers/practice-cluster.js';

const course = readCourse(resolve('notebooks/course.yaml'));

function rubricOf(lesson: Lesson): Rubric {
  const file = join(course.folder, 'rubrics', `${basename(lesson.file, '.ipynb')}.yaml`);
  return parseRubric(readFileSync(file, 'utf8'), file);
}

/** Every object of every kind, as the administrator lists them. */
async function allObjects(cluster: TestCluster): Promise<KubeObject[]> {
  const { certPem: cert, keyPem: key } = cluster.admin;
  const lists = kinds
    .filter(({ verbs, group }) => verbs.includes('list') && group !== 'events.k8s.io')
    .map(async (kind) => {
      const list = (await send(cluster, resourcePath(kind), { cert, key })).json<KubeList>();
      const apiVersion = kind.group ? `${kind.group}/${kind.version}` : kind.version;
      return list.items.map((item) => ({ ...item, apiVersion, kind: kind.kind }));
    });
  return (await Promise.all(lists)).flat();
}

describe('the rubrics on real evidence', function () {
  this.timeout(120_000);
  this.slow(60_000);
  let cluster: TestCluster;
  let home: string;

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'kubelab-grader-'));
    cluster = await practiceCluster();
    writeFileSync(join(home, 'kubeconfig'), cluster.adminKubeconfig(), { mode: 0o600 });
  });
  afterEach(async () => {
    await cluster?.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function verdictOn(lesson: Lesson, notebook: Notebook): Promise<Verdict> {
    const before = await allObjects(cluster);
    const first = cluster.events.length;
    const env = { ...process.env, KUBELAB_HOME: home, KUBECONFIG: join(home, 'kubeconfig') };
    const run = await runInFolder(notebook, dirname(lesson.file), { env, keepGoing: true });
    const failed = run.cells
      .filter(({ passed }) => !passed)
      .map(({ id, status, outputs }) => ({ id, status, outputs }));
    assert.deepEqual(failed, [], 'cells that failed');
    const audit = cluster.events.slice(first).filter((event) => !othersOnPractice(event));
    const objects = await allObjects(cluster);
    return judge(rubricOf(lesson), { audit, objects, before, source: 'server', cells: [] });
  }

  const short = ({ checks, deductions }: Verdict): string =>
    [...checks, ...deductions].map(({ id, points, seen }) => `${id} ${points}: ${seen}`).join('\n');

  for (const lesson of course.lessons) {
    const name = basename(lesson.file, '.ipynb');

    it(`${name}: nothing for the notebook as it is handed out`, async () => {
      const verdict = await verdictOn(lesson, readNotebook(lesson.file));
      assert.equal(verdict.points, 0, short(verdict));
      const earned = verdict.checks.filter(({ points }) => points > 0);
      assert.deepEqual(earned, []);
      assert.deepEqual(verdict.deductions, []);
    });

    it(`${name}: full marks for the solution`, async () => {
      const solution = solvedNotebook(lesson);
      assert.ok(solution);
      const verdict = await verdictOn(lesson, solution);
      assert.equal(verdict.points, verdict.maxPoints, short(verdict));
      for (const { id, status, seen } of verdict.checks) assert.equal(status, 'passed', `${id}: ${seen}`);
      for (const { seen } of verdict.checks) assert.doesNotMatch(seen, /[0-9a-f]{8}-[0-9a-f]{4}-|\d{4}-\d\d-\d\dT|eyJ/);
    });
  }
});
