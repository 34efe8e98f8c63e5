import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { readCourse } from '../../src/course/course.js';
import { rubricFolder } from '../../src/course/rubrics.js';
import { lessonEnvironment } from '../../src/session/environment.js';

const course = readCourse(resolve('test/fixtures/lessons/course.yaml'));

describe('the environment of a lesson\u2019s kernel', () => {
  it('names the rubrics and who keeps the record, whatever stood there', () => {
    const env = { HOME: '/home/ada', KUBELAB_RECORD: 'somebody', KUBELAB_RUBRICS: '/tmp' };
    const expected = { HOME: '/home/ada', KUBELAB_RUBRICS: rubricFolder(course), KUBELAB_RECORD: 'the player' };
    assert.deepEqual(lessonEnvironment({ course, env, by: 'the player' }), expected);
    assert.equal(lessonEnvironment({ course, env }).KUBELAB_RECORD, undefined);
  });

  it('keeps the draw of cases that the reader set, unless another is made', () => {
    const env = { KUBELAB_CASES: 'random:1', KUBELAB_CASES_OF: '07' };
    const casesIn = ({ KUBELAB_CASES, KUBELAB_CASES_OF }: typeof process.env) => [KUBELAB_CASES, KUBELAB_CASES_OF];
    assert.deepEqual(casesIn(lessonEnvironment({ course, env })), ['random:1', '07']);
    assert.deepEqual(casesIn(lessonEnvironment({ course, env, cases: 'random:2' })), ['random:2', undefined]);
    const both = lessonEnvironment({ course, env, cases: 'random:2', casesOf: '08' });
    assert.deepEqual(casesIn(both), ['random:2', '08']);
  });
});
