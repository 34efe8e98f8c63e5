import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Course, readCourse } from '../../../src/course/course.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import { courseFile } from '../../fixtures/class/class.js';

describe('course/grading/known-rubrics', () => {
  let folder = '';
  let course: Course;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-rubrics-'));
    cpSync(dirname(courseFile), folder, { recursive: true });
    course = readCourse(join(folder, 'course.yaml'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const hashOf = (...path: string[]): string =>
    createHash('sha256')
      .update(readFileSync(join(folder, ...path)))
      .digest('hex');

  it('has the rubrics that are wanted, with their points and the hashes of rubric and lesson', () => {
    const known = knownRubrics(course, ['small', 'ungraded', 'gone']);
    assert.deepEqual([...known.keys()], ['small']);
    const { rubric, ...rest } = known.get('small') ?? assert.fail();
    assert.equal(rubric.title, 'Two ConfigMaps');
    const hashes = { hash: hashOf('rubrics', '01-small.yaml'), lessonHash: hashOf('01-small.ipynb') };
    assert.deepEqual(rest, { maxPoints: 4, ...hashes });
    assert.equal(knownRubrics(course, ['ungraded']).size, 0);
  });

  it('adds up parts of points as hundredths', () => {
    const file = join(folder, 'rubrics', '01-small.yaml');
    const parts = ['0.1', '0.1', '0.1'].values();
    const text = readFileSync(file, 'utf8').replace(/points: .*/g, () => `points: ${parts.next().value ?? 1}`);
    writeFileSync(file, text);
    assert.equal(knownRubrics(course, ['small']).get('small')?.maxPoints, 0.3);
  });

  it('does without the notebook of a lesson, and says that a rubric cannot be read', () => {
    rmSync(join(folder, '01-small.ipynb'));
    assert.equal(knownRubrics(course, ['small']).get('small')?.lessonHash, createHash('sha256').digest('hex'));
    const file = join(folder, 'rubrics', '01-small.yaml');
    writeFileSync(file, 'checks: 7');
    assert.throws(() => knownRubrics(course, ['small']), { code: 'RUBRIC_INVALID' });
    rmSync(file);
    mkdirSync(file);
    assert.throws(() => knownRubrics(course, ['small']), {
      code: 'FILE_UNREADABLE',
      message: /^it cannot be read: EISDIR/,
    });
  });
});
