import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readResults } from '../../../src/course/grading/read-results.js';
import { formatResults, notGradedResult, type Result } from '../../../src/course/grading/results.js';

describe('course/grading/read-results', () => {
  let folder = '';
  let file = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-results-'));
    file = join(folder, 'results.json');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const results: Result[] = [
    {
      ...{ learner: 'ada', exercise: 'small', points: 3, maxPoints: 4, status: 'graded' },
      checks: [{ id: 'made', points: 3, maxPoints: 4, seen: 'it is there' }],
      marks: [{ kind: 'points', points: 1, comment: 'well done' }],
    },
    notGradedResult('bob', 'small', 4, 'it was empty'),
  ];

  it('reads results as they were written, with all their fields', () => {
    writeFileSync(file, formatResults(results));
    assert.deepEqual(readResults(folder), results);
  });

  it('says that there are none', () => {
    assert.throws(() => readResults(join(folder, 'none')), {
      code: 'FILE_MISSING',
      hint: 'name the folder that a grading wrote, such as grading',
    });
  });

  for (const [what, text] of [
    ['half a file', formatResults(results).slice(0, 100)],
    ['another version', formatResults(results).replace('"version": 1', '"version": 2')],
    ['an unknown status', formatResults(results).replace('not graded', 'lost')],
    ['points that are words', formatResults(results).replace('"points": 3', '"points": "three"')],
  ] as const) {
    it(`refuses ${what}`, () => {
      writeFileSync(file, text);
      assert.throws(() => readResults(folder), { code: 'ARGUMENT_INVALID', place: { file } });
    });
  }
});
