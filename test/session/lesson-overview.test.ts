import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lesson, readCourse } from '../../src/course/course.js';
import { kubelabHome } from '../../src/home.js';
import { recordSolved } from '../../src/lesson-record.js';
import { lessonOverview } from '../../src/session/lesson-overview.js';
import { lessonProgress, saveLessonProgress } from '../../src/session/progress.js';
import { smallCourse, twoTasks } from '../helpers/small-course.js';

describe('lessonOverview', () => {
  let folder = '';
  let env: Record<string, string> = {};
  /** Has two tasks. */
  let small: Lesson;
  /** Has none. */
  let other: Lesson;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-overview-'));
    env = { KUBELAB_HOME: join(folder, 'home') };
    const { lessons } = readCourse(smallCourse(join(folder, 'course'), twoTasks));
    assert.ok(lessons[0] && lessons[1]);
    [small, other] = [lessons[0], lessons[1]];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const solve = (task: string, cases?: string): void =>
    recordSolved(
      kubelabHome(env).solved,
      { lesson: 'small', cases },
      { task, at: '2026-01-02T00:00:00Z', by: 'a test' },
    );
  const keep = ({ id }: Lesson, place: string | null, finishedAt: string | null = null): void =>
    saveLessonProgress(kubelabHome(env).progress, id, {
      ...lessonProgress({ version: 2, lessons: {} }, id),
      ...{ place, finishedAt },
    });
  const untouched = { done: 0, total: 2, begun: false, underWay: false, ended: false, finished: false };
  const end = '2026-01-02T03:04:05.000Z';

  it('says of a lesson that nobody opened how many tasks it has', () => {
    assert.deepEqual(lessonOverview(small, env), untouched);
    assert.deepEqual(lessonOverview(other, env), { ...untouched, total: 0 });
  });

  it('says that the reader is in the middle of it', () => {
    keep(small, 'task-1');
    assert.deepEqual(lessonOverview(small, env), { ...untouched, begun: true, underWay: true });
  });

  it('counts tasks that were solved in Jupyter, which keeps no place, and no other names', () => {
    solve('task-1');
    solve('of-an-earlier-version');
    assert.deepEqual(lessonOverview(small, env), { ...untouched, done: 1, begun: true });
    solve('task-2');
    assert.deepEqual(lessonOverview(small, env), { ...untouched, done: 2, ended: true, finished: true });
  });

  it('is not finished at its end with open tasks, and is without any', () => {
    keep(small, null, end);
    assert.deepEqual(lessonOverview(small, env), { ...untouched, begun: true, ended: true });
    keep(other, null, end);
    assert.deepEqual(lessonOverview(other, env), { ...untouched, total: 0, ended: true, finished: true });
  });

  it('counts what was solved of the cases that are under way', () => {
    solve('task-1', 'random:7');
    assert.equal(lessonOverview(small, env).done, 0);
    assert.equal(lessonOverview(small, { ...env, KUBELAB_CASES: 'random:7' }).done, 1);
  });

  it('has no tasks where the notebook cannot be read', () => {
    writeFileSync(small.file, '{');
    assert.deepEqual(lessonOverview(small, env), { ...untouched, total: 0 });
  });
});
