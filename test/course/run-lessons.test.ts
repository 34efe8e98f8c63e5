import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { chooseLessons, type LessonEvent, runLessons } from '../../src/course/run-lessons.js';
import { outputText } from '../helpers/output-text.js';

const folder = join(import.meta.dirname, '../fixtures/notebooks');
const course = readCourse(join(folder, 'course.yaml'));

describe('runLessons', () => {
  it('runs each lesson in the environment it is given, and an exercise by its solution', async () => {
    const events: LessonEvent[] = [];
    const env = { ...process.env, KUBECONFIG: '/the/kubeconfig' };
    const result = await runLessons({ course, env, onEvent: (event) => events.push(event) });
    assert.equal(result.status, 'ok');
    assert.deepEqual(
      result.lessons.map(({ lesson, file, run }) => [lesson.id, file, run.status]),
      [
        ['fine', join(folder, 'fine.ipynb'), 'ok'],
        ['exercise', join(folder, 'exercise-solved.ipynb'), 'ok'],
      ],
    );
    assert.equal(outputText(result.lessons[0]?.run.cells[2]?.outputs ?? []), '/the/kubeconfig\n');
    const started = events.flatMap((event) =>
      event.type === 'lesson-started' ? [[event.lesson.id, event.cells]] : [],
    );
    assert.deepEqual(started, [
      ['fine', 3],
      ['exercise', 1],
    ]);
  });

  it('goes on to the next lesson after one that failed', async () => {
    const [fine, exercise] = course.lessons;
    assert.ok(fine && exercise);
    const unsolved = { ...course, lessons: [{ ...exercise, exercise: false }, fine] };
    const result = await runLessons({ course: unsolved, env: process.env });
    assert.equal(result.status, 'failed');
    assert.deepEqual(
      result.lessons.map(({ run }) => run.status),
      ['failed', 'ok'],
    );
  });

  it('begins no lesson after an interruption', async () => {
    const controller = new AbortController();
    const result = await runLessons({
      course,
      env: process.env,
      signal: controller.signal,
      onEvent: (event) => event.type === 'cell-output' && controller.abort(),
    });
    assert.equal(result.status, 'interrupted');
    assert.equal(result.lessons.length, 1);
  });
});

describe('chooseLessons', () => {
  it('gives all, or those asked for in the order of the course', () => {
    assert.equal(chooseLessons(course).length, 2);
    assert.deepEqual(
      chooseLessons(course, ['exercise', 'fine']).map(({ id }) => id),
      ['fine', 'exercise'],
    );
  });

  it('names the ids there are for one there is not', () => {
    assert.throws(() => chooseLessons(course, ['none']), {
      code: 'ARGUMENT_INVALID',
      hint: 'choose from fine, exercise',
    });
  });
});
