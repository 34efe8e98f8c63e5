import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMarks } from '../../../src/course/grading/apply-marks.js';
import type { KnownWork } from '../../../src/course/grading/known-work.js';
import { parseMarks, readMarks } from '../../../src/course/grading/marks.js';
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
    ['what is no YAML', '- { learner: ada', /^marks\.yaml is not YAML/],
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

  it('reads a file, and says that there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubelab-marks-'));
    const file = join(folder, 'marks.yaml');
    try {
      writeFileSync(file, '- { learner: ada, points: 1 }\n');
      assert.deepEqual(readMarks(file), [{ learner: 'ada', points: 1 }]);
      assert.throws(() => readMarks(join(folder, 'none.yaml')), { code: 'FILE_MISSING' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('takes an empty file for no marks', () => {
    assert.deepEqual(parseMarks('', 'm'), []);
    assert.deepEqual(parseMarks('# none yet\n', 'm'), []);
  });

  const two: Result = {
    ...result,
    points: 3,
    maxPoints: 6,
    checks: [
      { id: 'made', points: 3, maxPoints: 4, seen: 'it is there' },
      { id: 'read', points: 0, maxPoints: 2, seen: 'nobody read it' },
    ],
  };
  const parts: [string, string, number, number[], object[]][] = [
    [
      'points for a check, to its most',
      '- { learner: ada, check: made, points: 5, comment: by another way }',
      4,
      [4, 0],
      [{ kind: 'points', points: 1, check: 'made', comment: 'by another way' }],
    ],
    [
      'a mark for a check, in place of its judgement',
      '- { learner: ada, check: made, mark: 1 }\n- { learner: ada, check: read, mark: 1.5 }',
      2.5,
      [1, 1.5],
      [
        { kind: 'mark', points: -2, check: 'made' },
        { kind: 'mark', points: 1.5, check: 'read' },
      ],
    ],
    [
      'a comment on a check alone',
      '- { learner: ada, check: read, comment: see page 3 }',
      3,
      [3, 0],
      [{ kind: 'points', points: 0, check: 'read', comment: 'see page 3' }],
    ],
    [
      'points and a comment for a cell',
      '- { learner: ada, cell: create, points: 0.5, comment: well named }',
      3.5,
      [3, 0],
      [{ kind: 'points', points: 0.5, comment: 'well named', cell: 'create' }],
    ],
    [
      'checks first, then the whole, then lateness',
      '- { learner: ada, late: 50% }\n- { learner: ada, points: 1 }\n- { learner: ada, check: read, points: 2 }',
      3,
      [3, 2],
      [
        { kind: 'points', points: 2, check: 'read' },
        { kind: 'points', points: 1 },
        { kind: 'late', points: -3 },
      ],
    ],
  ];
  for (const [what, text, points, checks, marks] of parts) {
    it(`merges ${what}`, () => {
      const merged = applyMarks(two, parseMarks(text, 'marks.yaml'));
      assert.equal(merged.points, points);
      assert.deepEqual(
        merged.checks.map((check) => check.points),
        checks,
      );
      assert.deepEqual(merged.marks, marks);
      assert.deepEqual(
        two.checks.map((check) => check.points),
        [3, 0],
      );
    });
  }

  it('lets deductions eat what a check gained, as they would have at once', () => {
    const deducted = { ...two, points: 0, deductions: [{ id: 'bound', points: 4, seen: 'it was bound' }] };
    const merged = applyMarks(deducted, parseMarks('- { learner: ada, check: read, points: 2 }', 'm'));
    assert.deepEqual([merged.points, merged.checks[1]?.points, merged.marks?.[0]?.points], [1, 2, 1]);
  });

  it('replaces a judgement before it adds points to it, in whatever order the entries stand', () => {
    const marks = '- { learner: ada, check: made, points: 1 }\n- { learner: ada, check: made, mark: 2 }';
    const merged = applyMarks(two, parseMarks(marks, 'm'));
    assert.deepEqual([merged.points, merged.checks[0]?.points], [3, 3]);
    assert.deepEqual(
      merged.marks?.map(({ kind, points }) => [kind, points]),
      [
        ['mark', -1],
        ['points', 1],
      ],
    );
  });

  it('takes the last of several marks by hand, of the whole as of a check: a teacher writes corrections below', () => {
    const whole = '- { learner: ada, mark: 2 }\n- { learner: ada, exercise: small, mark: 5, comment: after all }';
    const merged = applyMarks(two, parseMarks(whole, 'm'));
    assert.deepEqual([merged.points, merged.marks], [5, [{ kind: 'mark', points: 2, comment: 'after all' }]]);
    const ofCheck = '- { learner: ada, check: made, mark: 1 }\n- { learner: ada, check: made, mark: 4 }';
    const checked = applyMarks(two, parseMarks(ofCheck, 'm'));
    assert.deepEqual([checked.points, checked.checks[0]?.points], [4, 4]);
  });

  it('lets deductions eat what the last checks gained first', () => {
    const deducted = { ...two, points: 0, deductions: [{ id: 'bound', points: 4, seen: 'it was bound' }] };
    const both = '- { learner: ada, check: made, points: 1 }\n- { learner: ada, check: read, points: 2 }';
    const gained = (cost: number): unknown[] => {
      const of = { ...deducted, deductions: [{ id: 'bound', points: cost, seen: 'it was bound' }] };
      const merged = applyMarks(of, parseMarks(both, 'm'));
      return [merged.points, merged.marks?.map(({ points }) => points)];
    };
    assert.deepEqual(gained(4), [2, [1, 1]]);
    assert.deepEqual(gained(5.5), [0.5, [0.5, 0]]);
    assert.deepEqual(gained(9), [0, [0, 0]]);
  });

  it('gives no mark for a check that the rubric no longer has', () => {
    const merged = applyMarks(two, parseMarks('- { learner: ada, check: gone, points: 1 }', 'm'));
    assert.deepEqual(merged, two);
  });

  it('says nothing of lateness or points beside what could not be graded', () => {
    const broken: Result = {
      ...notGradedResult('ada', 'small', 10, 'the notebook is empty'),
      handedIn: { clock: 'zip', due: '2026-12-01T17:00:00Z', daysLate: 1, cost: 2 },
    };
    assert.equal(applyMarks(broken, []), broken);
    assert.equal(applyMarks(broken, parseMarks('- { learner: ada, points: 7 }', 'm')), broken);
    const cell = applyMarks(broken, parseMarks('- { learner: ada, cell: create, comment: on paper }', 'm'));
    assert.deepEqual(cell.marks, [{ kind: 'points', points: 0, comment: 'on paper', cell: 'create' }]);
  });

  it('keeps the comment on a check of what could not be graded', () => {
    const broken = notGradedResult('ada', 'small', 10, 'the notebook is empty');
    const merged = applyMarks(broken, parseMarks('- { learner: ada, check: read, points: 1, comment: shown }', 'm'));
    assert.deepEqual(merged.marks, [{ kind: 'points', points: 0, comment: 'shown', check: 'read' }]);
    assert.equal(merged.points, 0);
  });

  const known: KnownWork = {
    learners: ['ada', 'bob'],
    exercises: ['small', 'other', 'third'],
    handedIn: ['small', 'other'],
    checksOf: (exercise) =>
      exercise === 'small'
        ? [
            { id: 'made', maxPoints: 4 },
            { id: 'read', maxPoints: 2 },
          ]
        : [{ id: 'read', maxPoints: 1 }],
    cellsOf: (exercise) => (exercise === 'small' ? ['create', 'title'] : ['title']),
  };
  const unknown: [string, string, RegExp, RegExp, number][] = [
    [
      'a learner',
      '- { learner: bob, points: 1 }\n- { learner: aad, points: 1 }',
      /names aad/,
      /did you mean ada\?/,
      14,
    ],
    [
      'an exercise',
      '- { learner: ada, exercise: smal, points: 1 }',
      /is no exercise of the course/,
      /mean small\?/,
      29,
    ],
    ['a check', '- { learner: ada, check: mad, points: 1 }', /is no check of small or other/, /mean made\?/, 26],
    [
      'a cell',
      '- { learner: ada, exercise: small, cell: craete, points: 1 }',
      /is no cell of small/,
      /mean create\?/,
      42,
    ],
    [
      'a check of another exercise',
      '- { learner: ada, exercise: third, check: made, mark: 1 }',
      /no check of third/,
      /read/,
      43,
    ],
    [
      'a check of two exercises',
      '- { learner: ada, check: read, points: 1 }',
      /of small and of other/,
      /exercise: small/,
      26,
    ],
    [
      'a mark above what the check is worth',
      '- { learner: ada, check: made, mark: 5 }',
      /more than the check is worth, 4/,
      /4 at most/,
      38,
    ],
    [
      'a check and a cell at once',
      '- { learner: ada, check: made, cell: create, points: 1 }',
      /beside a check/,
      /two entries/,
      38,
    ],
    ['a mark of a cell', '- { learner: ada, cell: create, mark: 1 }', /no points to replace/, /points/, 39],
    ['a late cell', '- { learner: ada, cell: create, late: 1 }', /of a part alone/, /whole/, 39],
    ['a late check', '- { learner: ada, check: made, late: 1 }', /of a part alone/, /whole/, 38],
  ];
  for (const [what, text, message, hint, column] of unknown) {
    it(`refuses ${what} that there is not, or cannot be, with its place`, () => {
      assert.throws(
        () => parseMarks(text, 'marks.yaml', known),
        (error: { code: string; message: string; hint: string; place: { line: number; column: number } }) => {
          assert.equal(error.code, 'MARKS_INVALID');
          assert.match(error.message, message);
          assert.match(error.hint, hint);
          assert.deepEqual([error.place.line, error.place.column], [text.split('\n').length, column]);
          return true;
        },
      );
    });
  }

  it('takes an entry for somebody else of an exercise that is not graded here', () => {
    assert.equal(parseMarks('- { learner: kemal, exercise: third, points: 1 }', 'm', known).length, 1);
    assert.throws(() => parseMarks('- { learner: kemal, exercise: other, points: 1 }', 'm', known), /names kemal/);
  });

  it('finds the exercise that a check or cell is of', () => {
    const entries = parseMarks(
      '- { learner: ada, check: made, points: 1 }\n- { learner: bob, cell: create, points: 1 }',
      'm',
      known,
    );
    assert.deepEqual(
      entries.map(({ exercise }) => exercise),
      ['small', 'small'],
    );
    // a mark of all that the check is worth
    assert.equal(parseMarks('- { learner: ada, check: made, mark: 4 }', 'm', known)[0]?.mark, 4);
    const whole = '- { learner: bob, exercise: other, comment: fine }\n- { learner: ada, points: 1 }';
    assert.deepEqual(parseMarks(whole, 'm', known), [
      { learner: 'bob', exercise: 'other', comment: 'fine' },
      { learner: 'ada', points: 1 },
    ]);
  });

  it('names twelve of many that could be meant, and none where there is none', () => {
    const hintOf = (learners: string[]): string => {
      try {
        parseMarks('- { learner: somebody-else, points: 1 }', 'm', { ...known, learners });
      } catch (error) {
        return (error as { hint: string }).hint;
      }
      return '';
    };
    const ids = Array.from({ length: 13 }, (_, index) => `l${index}`);
    assert.equal(hintOf([]), 'remove the entry');
    assert.equal(hintOf(ids.slice(0, 12)), `there are ${ids.slice(0, 12).join(', ')}`);
    assert.equal(hintOf(ids), `there are ${ids.slice(0, 12).join(', ')}, …`);
  });
});
