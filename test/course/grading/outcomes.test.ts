import assert from 'node:assert/strict';
import { missingAmong, outcomeOf, outcomesOf, titleOf } from '../../../src/course/grading/outcomes.js';
import { notGradedResult, type Result } from '../../../src/course/grading/results.js';
import { ofBoth, roster, rubrics } from './hand-made-class.js';

const graded = (learner: string, exercise = 'small'): Result => {
  return { learner, exercise, points: 3, maxPoints: 4, status: 'graded', checks: [] };
};
const names = (results: readonly Result[]): string[] =>
  results.map(({ learner, exercise, maxPoints }) => `${learner} ${exercise} ${maxPoints}`);

describe('course/grading/outcomes', () => {
  it('calls an exercise by its title, by its id without a rubric, and unknown without an id', () => {
    assert.deepEqual(
      ['small', 'other', ''].map((id) => titleOf(id, { rubrics })),
      ['Two ConfigMaps', 'other', 'Unknown exercise'],
    );
  });

  it('calls those of the roster absent, for each exercise with a rubric that somebody handed in', () => {
    const handedIn = [graded('ada'), graded('bob', 'ungraded'), graded('cleo', 'ungraded')];
    assert.deepEqual(names(missingAmong(handedIn, { roster, rubrics: ofBoth })), [
      ...['bob small 4', 'cleo small 4', 'zoe small 4'],
      ...['ada ungraded 1', 'zoe ungraded 1'],
    ]);
    assert.deepEqual(names(missingAmong(handedIn, { roster, rubrics })), [
      'bob small 4',
      'cleo small 4',
      'zoe small 4',
    ]);
    // of which exercise this one is nobody knows
    const unknown = notGradedResult('zoe', '', 0, 'which?');
    assert.deepEqual(names(missingAmong([graded('ada'), unknown], { roster, rubrics })), [
      'bob small 4',
      'cleo small 4',
    ]);
  });

  it('gives rows and absent learners with the marks of a teacher', () => {
    const marks = [
      { learner: 'ada', points: 1 },
      { learner: 'zoe', mark: 2 },
    ];
    const rows = [{ result: graded('ada'), page: 'ada.html' }, { result: graded('bob') }];
    const all = outcomesOf(rows, [graded('ada'), graded('bob'), graded('cleo')], { marks, roster, rubrics });
    assert.deepEqual(
      all.map(({ result, page }) => [result.learner, result.status, result.points, page]),
      [
        ['ada', 'graded', 4, 'ada.html'],
        ['bob', 'graded', 3, undefined],
        ['zoe', 'graded', 2, undefined],
      ],
    );
    assert.deepEqual(Object.keys(outcomeOf({ result: graded('bob') }, [])), ['result']);
  });
});
