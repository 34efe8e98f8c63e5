import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { gradeOne } from '../../../src/course/grading/grade-one.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import { openWorkProcesses, type WorkProcesses } from '../../../src/course/grading/work-processes.js';

describe('course/grading/grade-one', () => {
  let folder = '';
  let work: WorkProcesses;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-grade-one-'));
    work = openWorkProcesses({ processes: 1 });
  });
  after(async () => {
    await work.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuses a file of a terabyte without reading it', async () => {
    const course = readCourse('notebooks/course.yaml');
    const lesson = course.lessons.find(({ id }) => id === 'activity');
    assert.ok(lesson);
    const file = join(folder, 'ada_04-activity.ipynb');
    writeFileSync(file, '{}');
    // of holes alone: it takes no room, and would be read for the better part of an hour
    truncateSync(file, 2 ** 40);
    const graded = await gradeOne(
      { submission: { learner: 'ada', lesson, file }, label: 'ada' },
      {
        ...{ out: folder, resume: false, version: '1', machineKey: Buffer.alloc(32), work },
        rubrics: knownRubrics(course, [lesson.id]),
        run: () => assert.fail('it was run'),
      },
    );
    assert.equal(graded?.result.status, 'not graded');
    assert.equal(graded.result.reason, 'the notebook has 1048576 MB; at most 20 are read');
    assert.equal(graded.fault, undefined);
  });
});
