/**
 * Every lesson, run by the real kernel on one practice cluster: as it is, and once more. The cluster's audit log must show
 * the requests that the text speaks of, each time. That its tasks can be solved is shown by test/course/check-course.test.ts.
 */
import assert from 'node:assert/strict';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { adminUsername } from '../../src/cluster/pki.js';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { runInFolder } from '../../src/course/run-notebooks.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { type Notebook, readNotebook } from '../../src/notebook/document.js';
import type { CellRun, NotebookRun } from '../../src/notebook/execute.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { outputText } from '../helpers/output-text.js';
import { type ExpectedRequest, lessonRequests } from './lesson-requests.js';

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

/** The stage that tells of it: a 401 is never completed in the audit log, and a watch only when it ends. */
function stageOf({ verb, code }: ExpectedRequest): AuditEvent['stage'] {
  return code === 401 || verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete';
}

function matches(event: AuditEvent, expected: ExpectedRequest): boolean {
  const { resource, subresource, namespace, name } = event.objectRef ?? {};
  const user = event.user.username ?? 'nobody';
  const wanted = { user: adminUsername, ...expected };
  return (
    event.stage === stageOf(expected) &&
    event.verb === wanted.verb &&
    event.responseStatus?.code === wanted.code &&
    user === wanted.user &&
    event.impersonatedUser?.username === wanted.as &&
    (subresource ? `${resource}/${subresource}` : resource) === wanted.resource &&
    (wanted.path === undefined || event.requestURI.split('?')[0] === wanted.path) &&
    (wanted.namespace === undefined || (namespace ?? '') === wanted.namespace) &&
    (wanted.name === undefined || name === wanted.name)
  );
}

describe('the lessons', function () {
  this.timeout(300_000);
  this.slow(60_000);
  let stage: LessonCluster;

  before(async () => {
    stage = await lessonCluster();
  });
  after(() => stage?.stop());

  async function run(lesson: Lesson, notebook: Notebook): Promise<{ result: NotebookRun; events: AuditEvent[] }> {
    const { cluster, env } = stage;
    const first = cluster.events.length;
    const result = await runInFolder(notebook, dirname(lesson.file), { env, keepGoing: true });
    return { result, events: cluster.events.slice(first) };
  }

  /** The requests of the table, each after the one before it: a lesson is a story, so the order counts. */
  function assertRequests(lesson: Lesson, events: readonly AuditEvent[]): void {
    let from = 0;
    for (const expected of lessonRequests[lesson.id] ?? []) {
      if (expected.times !== undefined) {
        const times = events.filter((event) => matches(event, expected)).length;
        assert.equal(times, expected.times, `how often the audit log shows ${JSON.stringify(expected)}`);
        if (times === 0) continue;
      }
      const found = events.findIndex((event, index) => index >= from && matches(event, expected));
      assert.notEqual(found, -1, `the audit log shows no ${JSON.stringify(expected)} where the text speaks of it`);
      from = found + 1;
    }
  }

  it('are all in the table of requests', () => {
    assert.deepEqual(Object.keys(lessonRequests).sort(), course.lessons.map(({ id }) => id).sort());
  });

  for (const lesson of course.lessons) {
    const whole = (lesson.exercise && lesson.solution) || lesson.file;
    for (const time of ['from top to bottom', 'once more, without a reset']) {
      it(`${relative(folder, whole)} runs ${time}, and sends what its text says`, async () => {
        const { result, events } = await run(lesson, readNotebook(whole));
        assert.deepEqual(failures(result), []);
        assert.deepEqual(secretsIn(result), [], 'cells whose outputs hold a secret');
        assertRequests(lesson, events);
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

  it('leave no faults in the cluster', () => {
    assert.deepEqual(stage.cluster.faults, []);
  });
});
