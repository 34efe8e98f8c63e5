import assert from 'node:assert/strict';
import { applyMarks, parseMarks, strayMarks } from '../../../src/course/grading/marks.js';
import { notGradedResult, type Result } from '../../../src/course/grading/results.js';

const result: Result = {
  learner: 'ada',
  exercise: 'small',
  points: 8,
  maxPoints: 10,
  status: 'graded',
  checks: [{ id: 'made', points: 8, maxPoints: 10, seen: 'it is there' }],
};

describe('course/grading/marks', () => {
  const cases: [string, string, number, object[]][] = [
    [
      'extra points',
      '- { learner: ada, points: 1.5, comment: asked well }',
      9.5,
      [{ kind: 'points', points: 1.5, comment: 'asked well' }],
    ],
    ['extra points beyond the most', '- { learner: ada, points: 5 }', 13, [{ kind: 'points', points: 5 }]],
    ['points taken off, never below zero', '- { learner: ada, points: -20 }', 0, [{ kind: 'points', points: -8 }]],
    [
      'a late penalty as a share',
      '- { learner: ada, late: 25%, comment: a day late }',
      6,
      [{ kind: 'late', points: -2, comment: 'a day late' }],
    ],
    ['a late penalty in points', '- { learner: ada, late: 3 }', 5, [{ kind: 'late', points: -3 }]],
    [
      'a mark by hand',
      '- { learner: ada, mark: 2, comment: by talk }',
      2,
      [{ kind: 'mark', points: -6, comment: 'by talk' }],
    ],
    [
      'all three, in this order: the mark, points, the penalty on what there is',
      '- { learner: ada, late: 50% }\n- { learner: ada, points: 2 }\n- { learner: ada, mark: 4 }',
      3,
      [
        { kind: 'mark', points: -4 },
        { kind: 'points', points: 2 },
        { kind: 'late', points: -3 },
      ],
    ],
    ['a comment alone', '- { learner: ada, comment: see me }', 8, [{ kind: 'points', points: 0, comment: 'see me' }]],
    [
      'an entry for this exercise',
      '- { learner: ada, exercise: small, points: 1 }',
      9,
      [{ kind: 'points', points: 1 }],
    ],
  ];
  for (const [what, text, points, marks] of cases) {
    it(`merges ${what}`, () => {
      const merged = applyMarks(result, parseMarks(text, 'marks.yaml'));
      assert.equal(merged.points, points);
      assert.deepEqual(merged.marks, marks);
      assert.deepEqual(merged.checks, result.checks);
    });
  }

  it('leaves other learners and other exercises alone', () => {
    const entries = parseMarks('- { learner: bob, points: 1 }\n- { learner: ada, exercise: other, points: 1 }', 'm');
    assert.equal(applyMarks(result, entries), result);
  });

  it('takes an id that YAML reads as a number', () => {
    assert.equal(applyMarks({ ...result, learner: '17' }, parseMarks('- { learner: 17, points: 1 }', 'm')).points, 9);
  });

  it('grades by hand what could not be graded; points alone do not', () => {
    const broken = notGradedResult('ada', 'small', 10, 'the notebook is empty');
    const byHand = applyMarks(broken, parseMarks('- { learner: ada, mark: 7 }', 'm'));
    assert.deepEqual([byHand.status, byHand.points, byHand.reason], ['graded', 7, undefined]);
    const points = applyMarks(broken, parseMarks('- { learner: ada, points: 7, comment: on paper }', 'm'));
    assert.deepEqual([points.status, points.points, points.reason], ['not graded', 0, 'the notebook is empty']);
    assert.deepEqual(points.marks, [{ kind: 'points', points: 0, comment: 'on paper' }]);
  });

  const wrong: [string, string, RegExp][] = [
    ['an unknown entry, with the nearest known one', '- { learner: ada, pionts: 1 }', /pionts is no known entry/],
    ['an entry that changes nothing', '- { learner: ada }', /changes nothing/],
    ['a penalty that is none', '- { learner: ada, late: soon }', /late is wrong/],
    ['a mark below zero', '- { learner: ada, mark: -1 }', /mark is wrong/],
    ['what is no YAML', '- { learner: ada', /is not YAML/],
  ];
  for (const [what, text, message] of wrong) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => parseMarks(text, 'marks.yaml'),
        (error: { code: string; message: string; place: { line: number } }) =>
          error.code === 'MARKS_INVALID' && message.test(error.message) && error.place.line === 1,
      );
    });
  }

  it('takes an empty file for no marks', () => {
    assert.deepEqual(parseMarks('', 'm'), []);
    assert.deepEqual(parseMarks('# none yet\n', 'm'), []);
  });

  it('warns of a learner of whom there is nothing, and names the nearest', () => {
    assert.deepEqual(strayMarks(parseMarks('- { learner: aad, points: 1 }', 'm'), [result]), [
      'marks.yaml: nothing of aad is graded here; did you mean ada?',
    ]);
  });
});
