import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { filesAt } from '../../../src/course/grading/handed-in-files.js';
import { nbgraderTimes } from '../../../src/course/grading/nbgrader-times.js';
import { courseFile } from '../../fixtures/class/class.js';

describe('course/grading/nbgrader-times', () => {
  const course = readCourse(courseFile);
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'kubelab-nbgrader-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const put = (file: string, hour: number): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `2026-12-01 ${hour}:00:00 UTC\n`);
  };
  /** The hour of each notebook, and the files that nbgrader wrote into the named folder. */
  const told = (path: string): { hours: Record<string, number | undefined>; wrote: string[] } => {
    const place = filesAt(join(root, path));
    const times = nbgraderTimes(place, course);
    const notebooks = place.files.filter(({ kind }) => kind === 'notebook');
    const wrote = place.files.filter((file) => times.wrote(file)).map(({ names }) => names.join('/'));
    return {
      hours: Object.fromEntries(notebooks.map((file) => [file.names.join('/'), times.of(file)?.at.getUTCHours()])),
      wrote,
    };
  };

  it('are those of timestamp.txt in the folder of the exercise, by its id or name, for each learner and exercise', () => {
    const folders = ['ada/small', 'ada/02-ungraded', 'bob/01-small', 's/submitted/cleo/small'];
    for (const [index, folder] of folders.entries()) {
      put(`${folder}/x.ipynb`, 1);
      put(`${folder}/timestamp.txt`, 10 + index);
      put(`${folder}/zeit.txt`, 23);
    }
    put('dan/small/x.ipynb', 1);
    assert.deepEqual(told('.'), {
      hours: {
        'ada/02-ungraded/x.ipynb': 11,
        'ada/small/x.ipynb': 10,
        'bob/01-small/x.ipynb': 12,
        'dan/small/x.ipynb': undefined,
        's/submitted/cleo/small/x.ipynb': 13,
      },
      wrote: [],
    });
  });

  it('are none of a file that lies elsewhere: beside the folders of exercises, or further down', () => {
    for (const folder of ['ada', 'ada/small/small', 'ada/small/01-small', 'ada/small/deep', 'ada/other', '.']) {
      put(`${folder}/x.ipynb`, 1);
      put(`${folder}/timestamp.txt`, 10);
    }
    const of = (path: string): unknown[] => [...new Set(Object.values(told(path).hours))];
    assert.deepEqual(of('.'), [undefined]);
    assert.deepEqual(of('ada'), [undefined]);
    // the first folder of the exercise has one, for all that lies in it
    put('ada/small/timestamp.txt', 12);
    assert.deepEqual(told('ada').hours, {
      'other/x.ipynb': undefined,
      'small/01-small/x.ipynb': 12,
      'small/deep/x.ipynb': 12,
      'small/small/x.ipynb': 12,
      'x.ipynb': undefined,
    });
  });

  it("are found where the folder of the exercise was named itself, and the file is nbgrader's there", () => {
    put('ada/small/x.ipynb', 1);
    put('ada/small/deep/x.ipynb', 1);
    put('ada/small/deep/timestamp.txt', 10);
    put('ada/small/small/timestamp.txt', 10);
    put('ada/small/solution.txt', 10);
    assert.deepEqual(told('ada/small'), { hours: { 'deep/x.ipynb': undefined, 'x.ipynb': undefined }, wrote: [] });
    put('ada/small/timestamp.txt', 12);
    assert.deepEqual(told('ada/small'), { hours: { 'deep/x.ipynb': 12, 'x.ipynb': 12 }, wrote: ['timestamp.txt'] });
    // a learner who handed in nothing else keeps the row
    assert.deepEqual(told('ada').wrote, []);
  });
});
