import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { openLearnerCopy } from '../../src/course/learner-copy.js';
import { kubelabHome } from '../../src/home.js';
import { nextHint } from '../../src/session/hints.js';
import { LessonSession } from '../../src/session/session.js';
import type { TaskState } from '../../src/session/steps.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { smallCourse, twoTasks } from '../helpers/small-course.js';

const made = (id: string, title: string, more: object) => ({
  ...{ id, title, points: 1 },
  request: { verb: 'create', resource: 'configmaps', namespace: 'default', name: id },
  ...more,
});
const rubric = {
  ...{ exercise: 'small', title: 'A small lesson' },
  checks: [
    made('first', 'The first one', { task: 'task-1', hints: ['A ConfigMap.', 'Its name is first.'] }),
    made('later', 'The later one', { task: 'task-2', requires: 'first', hints: ['Later.'] }),
    made('free', 'The free one', { task: 'task-2', hints: ['Free.'] }),
  ],
};

describe('the hints of a task', () => {
  let lessons: LessonCluster;
  let session: LessonSession;
  before(async () => {
    lessons = await lessonCluster();
    const home = kubelabHome(lessons.env);
    const folder = join(lessons.env.KUBELAB_HOME ?? '', 'copy');
    const given = readCourse(smallCourse(join(lessons.env.KUBELAB_HOME ?? '', 'given'), twoTasks, rubric));
    const { course } = openLearnerCopy(given, folder);
    const [lesson] = course.lessons;
    assert.ok(lesson);
    const files = { progressFile: home.progress, solvedFile: home.solved };
    session = new LessonSession({ course, lesson, folder, ...files, env: lessons.env, by: 'a test' });
  });
  after(async () => {
    await session?.close();
    await lessons?.stop();
  });
  const task = (name: string): TaskState =>
    session.tasks.find((one) => one.name === name) ?? assert.fail(`no task ${name}`);
  const create = (name: string) =>
    session.evaluate(
      `await (await (await import('kubelab')).connect()).create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}', namespace: 'default' } })`,
    );

  const hint = (criterion: string, text: string, level = 1, levels = 1, last = false) => {
    return { type: 'hint', criterion, text, level, levels, last };
  };

  it('come one at a time, and the last one again', async () => {
    assert.deepEqual(await nextHint(session, task('task-1')), hint('The first one', 'A ConfigMap.', 1, 2));
    assert.deepEqual(await nextHint(session, task('task-1')), hint('The first one', 'Its name is first.', 2, 2));
    assert.deepEqual(await nextHint(session, task('task-1')), hint('The first one', 'Its name is first.', 2, 2, true));
  });

  it('are of a criterion that can be met now, before one that waits for another task', async () => {
    assert.deepEqual(await nextHint(session, task('task-2')), hint('The free one', 'Free.'));
    await create('free');
    const found = await nextHint(session, task('task-2'));
    assert.ok(found.type === 'none', found.type);
    assert.equal(found.criterion, 'The later one');
    assert.match(found.seen, /The first one/);
  });

  it('go on with the next criterion, and end when all are met', async () => {
    await create('first');
    assert.deepEqual(await nextHint(session, task('task-1')), { type: 'done' });
    assert.deepEqual(await nextHint(session, task('task-2')), hint('The later one', 'Later.'));
    await create('later');
    assert.deepEqual(await nextHint(session, task('task-2')), { type: 'done' });
  });

  it('are unknown where the check cannot be asked', async () => {
    assert.deepEqual(await nextHint(session, { ...task('task-1'), name: 'nowhere' }), {
      ...{ type: 'unknown', why: 'the check could not be asked (error)' },
    });
  });
});
