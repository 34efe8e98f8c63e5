import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { findLesson, lessonNumber } from '../../src/course/find-lesson.js';

describe('findLesson', () => {
  const course = readCourse(resolve('notebooks/course.yaml'));

  it('T6: finds a lesson by the one number that it has, its id or its file', () => {
    for (const [index, lesson] of course.lessons.entries()) {
      const number = lessonNumber(course, lesson);
      assert.equal(number, `0${index}`);
      for (const name of [number, String(index), lesson.id, `${number}-${lesson.id}`]) {
        assert.equal(findLesson(course, name), lesson, name);
      }
    }
  });

  for (const [typed, near] of [
    ['rbca', '03-rbac'],
    ['tokens', '02-service-account-tokens'],
    ['certificats', '01-client-certificates'],
    ['03-rback', '03-rbac'],
  ] as const) {
    it(`T14: says that there is no such lesson as ${typed}, and names ${near}`, () => {
      assert.throws(() => findLesson(course, typed), {
        message: `there is no such lesson: ${JSON.stringify(typed)}`,
        hint: new RegExp(`did you mean ${near}`),
      });
    });
  }

  it('T14: names all lessons where none is near', () => {
    for (const typed of ['99', 'qqqqq', '']) {
      assert.throws(() => findLesson(course, typed), { hint: /^choose from 00-start-here, / }, typed);
    }
  });
});
