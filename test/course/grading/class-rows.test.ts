import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCourse } from '../../../src/course/course.js';
import { classRows } from '../../../src/course/grading/class-rows.js';
import { knownRubrics } from '../../../src/course/grading/known-rubrics.js';
import { notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { parseRoster } from '../../../src/course/grading/roster.js';
import { courseFile } from '../../fixtures/class/class.js';

const graded = (learner: string, exercise = 'small', points = 3): Result => ({
  ...{ learner, exercise, points, maxPoints: 4, status: 'graded' },
  checks: [{ id: 'made', points, maxPoints: 4, seen: 'it is there' }],
});

describe('course/grading/class-rows', () => {
  const course = readCourse(courseFile);
  const [small, other] = course.lessons;
  let out = '';
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'kubelab-rows-'));
  });
  afterEach(() => rmSync(out, { recursive: true }));

  const rowsOf = (earlier: readonly Result[], learner: string, lesson = small): ReturnType<typeof classRows> =>
    classRows({
      out,
      book: {
        version: 1,
        with: {},
        marks: [],
        rows: earlier.map((result) => ({ result, page: `${result.learner}.html` })),
      },
      tasks: [{ label: learner, submission: { learner, lesson, file: '' } }],
      marks: [],
      roster: parseRoster('id\nada\nbob\nzoe\n', 'r'),
      rubrics: knownRubrics(course, ['small']),
    });

  it('G5: pages that are renamed by a second exercise go along, and nobody of the roster is called absent who has a row', () => {
    assert.ok(small && other);
    mkdirSync(join(out, 'feedback'));
    writeFileSync(join(out, 'feedback/ada.html'), 'of ada');
    const rows = rowsOf([graded('ada'), graded('bob')], 'ada', other);
    rows.set(0, graded('ada', other.id));
    assert.deepEqual(
      rows.all().map(({ result, page }) => [result.learner, result.exercise, page]),
      [
        ['ada', 'small', 'ada.small.html'],
        ['ada', other.id, `ada.${other.id}.html`],
        ['bob', 'small', 'bob.small.html'],
        ['zoe', 'small', undefined],
      ],
    );
    assert.equal(readFileSync(join(out, 'feedback/ada.small.html'), 'utf8'), 'of ada');
    assert.ok(!existsSync(join(out, 'feedback/ada.html')));
  });

  it('keeps what a grading does not touch; an unknown exercise is superseded by a known one', () => {
    const rows = rowsOf([graded('ada'), notGradedResult('ada', '', 0, 'which?'), graded('bob')], 'ada');
    assert.deepEqual(
      rows.kept.map(({ learner, exercise }) => [learner, exercise]),
      [['bob', 'small']],
    );
  });

  it('tells of rows whose marks are others now, and of no others', () => {
    assert.ok(small);
    const rows = classRows({
      out,
      book: {
        version: 1,
        with: {},
        marks: [{ learner: 'bob', points: 1 }],
        rows: [{ result: graded('bob') }, { result: graded('cleo') }, { result: graded('dan') }],
      },
      tasks: [{ label: 'ada', submission: { learner: 'ada', lesson: small, file: '' } }],
      marks: [
        { learner: 'bob', points: 1 },
        { learner: 'cleo', points: -1 },
      ],
      roster: [],
      rubrics: knownRubrics(course, ['small']),
    });
    assert.deepEqual(
      rows.remarked.map(({ unmarked, outcome }) => [unmarked.learner, unmarked.points, outcome.result.points]),
      [['cleo', 3, 2]],
    );
  });

  it('keeps what an earlier grading knew of the time, where this one knows nothing', () => {
    const late = { ...graded('ada'), handedIn: { clock: 'zip' as const, daysLate: 1 } };
    const rows = rowsOf([late], 'ada');
    assert.deepEqual(rows.set(0, graded('ada')).result.handedIn, { clock: 'zip', daysLate: 1 });
  });
});
