import assert from 'node:assert/strict';
import { changesSince, markChange } from '../../../src/course/grading/changes.js';
import type { MarkEntry } from '../../../src/course/grading/marks.js';
import { gradedResult, notGradedResult, type Result } from '../../../src/course/grading/results.js';
import type { CheckVerdict } from '../../../src/grader/verdict.js';
import { check } from '../../report/hand-made.js';

function result(checks: CheckVerdict[], deducted = 0): Result {
  const earned = checks.reduce((total, { points }) => total + points, 0);
  const loud = { id: 'loud', title: '', visibility: 'shown' as const, points: deducted, seen: '' };
  return gradedResult('ada', {
    exercise: 'small',
    points: earned - deducted,
    maxPoints: checks.reduce((total, one) => total + one.maxPoints, 0),
    checks,
    deductions: deducted ? [loud] : [],
    byOwnRecord: false,
  });
}

describe('course/grading/changes', () => {
  it('says what a corrected rubric changed, check by check', () => {
    const change = markChange(
      result([check('made', 0), check('gone', 1), check('same', 2)]),
      result([check('made', 2), check('same', 2), check('new', 1)]),
      ['another rubric'],
    );
    assert.deepEqual(change, {
      learner: 'ada',
      exercise: 'small',
      before: { points: 3, maxPoints: 6 },
      after: { points: 5, maxPoints: 6 },
      why: ['another rubric'],
      checks: [
        'made: 0 of 2 → 2 of 2: what was seen of made',
        'new: new, 1 of 2: what was seen of new',
        'gone: gone, was 1 of 2',
      ],
    });
  });

  it('tells of another maximum of a check, and of a total that alone is another', () => {
    const old = result([check('a', 1)]);
    const [a] = old.checks;
    assert.ok(a);
    const dearer = markChange(old, { ...old, checks: [{ ...a, maxPoints: 3 }] }, []);
    assert.deepEqual(dearer?.checks, ['a: 1 of 2 → 1 of 3: what was seen of a']);
    for (const other of [{ points: 0.5 }, { maxPoints: 9 }]) {
      assert.deepEqual(markChange(old, { ...old, ...other }, [])?.checks, []);
    }
  });

  it('adds up parts of points as hundredths', () => {
    const now = result([check('a', 2)]);
    const given = (...points: number[]): Result => ({
      ...now,
      marks: points.map((one) => ({ kind: 'points', points: one })),
    });
    assert.deepEqual(markChange(given(0.1, 0.2), given(0.3), [])?.checks ?? [], []);
    assert.deepEqual(markChange(now, given(0.1, 0.2), [])?.checks, ['points of the teacher: 0 → 0.3']);
  });

  it('tells of marks by hand, of points of the teacher and of lateness, each by itself', () => {
    const now = result([check('a', 2)]);
    const marks = [
      { kind: 'mark' as const, points: 2 },
      { kind: 'points' as const, points: 1 },
      { kind: 'late' as const, points: -0.5 },
    ];
    assert.deepEqual(markChange(now, { ...now, marks }, [])?.checks, [
      'mark by hand: 0 → 2',
      'points of the teacher: 0 → 1',
      'lateness: 0 → -0.5',
    ]);
  });

  it('says nothing when no number changed, though the rubric did', () => {
    assert.equal(markChange(result([check('made', 2)]), result([check('made', 2)]), ['another rubric']), undefined);
  });

  it('tells of points that went to another check while the total stayed', () => {
    const change = markChange(result([check('a', 2), check('b', 0)]), result([check('a', 0), check('b', 2)]), []);
    assert.equal(change?.checks.length, 2);
  });

  it('tells of deductions', () => {
    const change = markChange(result([check('a', 2)], 1), result([check('a', 2)]), []);
    assert.deepEqual(change?.checks, ['loud: 1 → 0 taken off']);
    const both = (loud: number): Result => ({
      ...result([check('a', 2)]),
      deductions: [
        { id: 'same', points: 1, seen: '' },
        { id: 'loud', points: loud, seen: '' },
      ],
    });
    assert.deepEqual(markChange(both(1), both(2), [])?.checks, ['loud: 1 → 2 taken off']);
  });

  describe('G18: marks.yaml', () => {
    const late: MarkEntry = { learner: 'ada', late: { share: 0.5 } };
    it('is the reason for the points that a teacher gave to a check, and what was seen is not', () => {
      const now = result([check('a', 2)]);
      const marks = [{ kind: 'points' as const, check: 'a', points: 2, comment: 'by another way' }];
      const change = markChange(result([check('a', 0)]), { ...now, marks }, ['marks.yaml']);
      assert.equal(change?.checks[0], 'a: 0 of 2 → 2 of 2: by the teacher: by another way');
      const reason = (more: Partial<(typeof marks)[number]>): string | undefined =>
        markChange(result([check('a', 0)]), { ...now, marks: marks.map((mark) => ({ ...mark, ...more })) }, [])
          ?.checks[0];
      const { comment: _, ...silent } = { ...marks[0], kind: 'points' as const, points: 2 };
      const withoutWords = markChange(result([check('a', 0)]), { ...now, marks: [silent] }, []);
      assert.equal(withoutWords?.checks[0], 'a: 0 of 2 → 2 of 2: by the teacher');
      // a comment gives no points, nor do those of another check
      assert.equal(reason({ points: 0 }), 'a: 0 of 2 → 2 of 2: what was seen of a');
      assert.equal(reason({ check: 'b' }), 'a: 0 of 2 → 2 of 2: what was seen of a');
    });

    const bookOf = (old: Result, marks: MarkEntry[]): Parameters<typeof changesSince>[0] => {
      return { version: 1, with: {}, marks, rows: [{ page: 'ada.html', result: old }] };
    };

    it('is a reason, with the points before and after', () => {
      const same = result([check('a', 2), check('b', 0)]);
      assert.deepEqual(changesSince(bookOf(same, []), [late])(same, []), {
        learner: 'ada',
        exercise: 'small',
        before: { points: 2, maxPoints: 4 },
        after: { points: 1, maxPoints: 4 },
        why: ['marks.yaml'],
        checks: ['lateness: 0 → -1'],
      });
    });

    it('is none where its entries stayed, though what a share makes is another', () => {
      const change = changesSince(bookOf(result([check('a', 1)]), [late]), [late])(result([check('a', 2)]), ['x']);
      assert.deepEqual(change?.why, ['x']);
      assert.deepEqual([change?.before.points, change?.after.points], [0.5, 1]);
    });

    it('changes nothing for others, and nothing where there were no results', () => {
      const same = result([check('a', 2)]);
      const others: MarkEntry[] = [{ learner: 'bob', points: 1 }];
      assert.equal(changesSince(bookOf(same, []), others)(same, []), undefined);
      assert.equal(changesSince(undefined, [late])(same, []), undefined);
      const refused = notGradedResult('ada', 'small', 2, 'it was empty');
      const more: MarkEntry[] = [{ learner: 'ada', points: 1 }];
      assert.equal(changesSince(bookOf(same, []), more)(refused, ['another notebook']), undefined);
      assert.equal(changesSince(bookOf(refused, []), [])(same, ['another notebook']), undefined);
    });

    it('tells of a mark by hand for what could not be graded', () => {
      const refused = notGradedResult('ada', 'small', 2, 'it was empty');
      const change = changesSince(bookOf(refused, []), [{ learner: 'ada', mark: 1.5 }])(refused, []);
      assert.deepEqual([change?.before.points, change?.after.points, change?.why], [0, 1.5, ['marks.yaml']]);
    });
  });
});
