/**
 * Every lesson, run by the real kernel on one practice cluster: as it is, and once more. The cluster's audit log must show
 * the requests that the text speaks of, each time. That its tasks can be solved, and what is said of wrong answers, is shown by
 * test/course/check-course.test.ts.
 */
import assert from 'node:assert/strict';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { missingRequests } from '../../src/course/expected-requests.js';
import { readLessonTests } from '../../src/course/lesson-tests.js';
import { readRubric } from '../../src/course/rubrics.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import { judge } from '../../src/grader/judge.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { type Notebook, readNotebook } from '../../src/notebook/document.js';
import type { CellRun, NotebookRun } from '../../src/notebook/execute.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';

const folder = resolve(import.meta.dirname, '../../notebooks');
const course = readCourse(join(folder, 'course.yaml'));

function failures(run: NotebookRun): string[] {
  return run.cells
    .filter(({ passed }) => !passed)
    .map(({ id, status, outputs, lateFaults }) => `${id}: ${status}\n${outputText(outputs)}${lateFaults.join('\n')}`);
}

/** Tokens and private keys in what a saved notebook would hold, plain or in base64. */
function secretsIn(run: NotebookRun): string[] {
  const secret =
    /eyJ[\w-]{8,}\.eyJ[\w-]+\.[\w-]+|ZXlK[A-Za-z0-9+/]{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\w|LS0tLS1CRUdJTi(?:BQUk|BFQy)/;
  return run.cells.filter(({ outputs }) => secret.test(JSON.stringify(outputs))).map(({ id }) => id);
}

const checksOf = (run: NotebookRun): CellRun[] => run.cells.filter(({ id }) => id.endsWith('-check'));

describe('the lessons', function () {
  this.timeout(300_000);
  this.slow(60_000);
  let stage: LessonCluster;
  const sent = new Map<string, AuditEvent[]>();

  before(async () => {
    stage = await lessonCluster();
  });
  after(() => stage?.stop());

  async function run(lesson: Lesson, notebook: Notebook): Promise<{ result: NotebookRun; events: AuditEvent[] }> {
    const { cluster, env } = stage;
    const first = cluster.events.length;
    const result = await runInFolder(notebook, dirname(lesson.file), { env, keepGoing: true });
    const events = cluster.events.slice(first);
    sent.set(lesson.id, [...(sent.get(lesson.id) ?? []), ...events]);
    return { result, events };
  }

  it('G19: bring the requests that their texts speak of', () => {
    for (const lesson of course.lessons) assert.notDeepEqual(readLessonTests(course, lesson).requests, [], lesson.id);
  });

  for (const lesson of course.lessons) {
    const whole = (lesson.exercise && lesson.solution) || lesson.file;
    for (const time of ['from top to bottom', 'once more, without a reset']) {
      it(`${relative(folder, whole)} runs ${time}, and sends what its text says`, async () => {
        const { result, events } = await run(lesson, readNotebook(whole));
        assert.deepEqual(failures(result), []);
        assert.deepEqual(secretsIn(result), [], 'cells whose outputs hold a secret');
        assert.deepEqual(missingRequests(readLessonTests(course, lesson).requests, events), []);
        for (const check of checksOf(result)) {
          assert.match(outputText(check.outputs), lesson.exercise ? /^Done/ : /^Not yet/, check.id);
        }
      });
    }

    if (lesson.exercise) {
      it(`${basename(lesson.file)} runs unsolved, and each check says what is missing`, async () => {
        const { result } = await run(lesson, readNotebook(lesson.file));
        assert.deepEqual(failures(result), []);
        for (const check of checksOf(result)) assert.match(outputText(check.outputs), /^Not yet/, check.id);
      });
    }
  }

  it('solve no task of another lesson', () => {
    for (const lesson of course.lessons) {
      const audit = course.lessons.flatMap(({ id }) => (id === lesson.id ? [] : (sent.get(id) ?? [])));
      assert.notDeepEqual(audit, []);
      const rubric = readRubric(course, lesson);
      assert.ok(rubric, lesson.id);
      const { checks } = judge(rubric, { audit, objects: [], before: [], source: 'server', cells: [] });
      const done = checks.filter(({ points }) => points > 0).map(({ id, seen }) => `${id}: ${seen}`);
      assert.deepEqual(done, [], lesson.id);
    }
  });

  it('leave no faults in the cluster', () => {
    assert.deepEqual(stage.cluster.faults, []);
  });
});
