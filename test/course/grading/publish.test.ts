import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishReport } from '../../../src/course/grading/publish.js';
import type { Result } from '../../../src/course/grading/results.js';

describe('the class report', () => {
  let out: string;
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-publish-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  it('G7: says at which submission somebody should look', () => {
    const result = (learner: string): Result => {
      return { learner, exercise: 'small', points: 0, maxPoints: 2, status: 'graded', checks: [] };
    };
    const looked = { ...result('dora'), look: ['the expression of made failed: field not found: data'] };
    publishReport(out, [{ result: looked }, { result: result('emil') }], {
      marks: [],
      roster: [],
      rubrics: new Map(),
    });
    const report = readFileSync(join(out, 'report.html'), 'utf8');
    assert.match(
      report,
      /dora<\/th>.*<td>Look at this one: the expression of made failed: field not found: data<\/td>/,
    );
    assert.match(report, /emil<\/th>.*<td><\/td>/);
  });
});
