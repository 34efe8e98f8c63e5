import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { jupyterDraw } from '../../src/cli/jupyter-draw.js';
import { readCourse } from '../../src/course/course.js';
import { findLesson } from '../../src/course/find-lesson.js';
import { kubelabHome } from '../../src/home.js';
import { recordSolved } from '../../src/lesson-record.js';
import { lessonOverview } from '../../src/session/lesson-overview.js';
import { forgetProgress } from '../../src/session/progress.js';
import { makeHome } from '../helpers/command.js';

const course = readCourse(resolve('notebooks/course.yaml'));
const workshop = findLesson(course, '07');

describe('the draw of cases in Jupyter', () => {
  const { home, remove } = makeHome();
  after(remove);
  const env = { KUBELAB_HOME: home };

  it('is under way when one comes back, also with another lesson, until it is drawn anew or the lesson is put back', () => {
    assert.deepEqual(jupyterDraw({ course, lesson: workshop }, env), {});
    const drawn = { cases: 'random:1', casesOf: workshop.id };
    assert.deepEqual(jupyterDraw({ course, lesson: workshop, cases: 'random:1' }, env), drawn);
    assert.deepEqual(jupyterDraw({ course, lesson: workshop }, env), drawn);
    assert.deepEqual(jupyterDraw({ course }, env), drawn);
    recordSolved(
      kubelabHome(env).solved,
      { lesson: workshop.id, cases: 'random:1' },
      { task: 'case-01', at: '2026-01-02T03:04:05Z', by: 'Jupyter' },
    );
    assert.equal(lessonOverview(workshop, env).done, 1);
    assert.deepEqual(jupyterDraw({ course, lesson: workshop, cases: 'random:2' }, env), {
      ...drawn,
      cases: 'random:2',
    });
    assert.equal(lessonOverview(workshop, env).done, 0);
    forgetProgress(kubelabHome(env).progress, workshop.id);
    assert.deepEqual(jupyterDraw({ course }, env), {});
  });
});
