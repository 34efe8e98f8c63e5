import assert from 'node:assert/strict';
import type { MarkEntry } from '../../../src/course/grading/marks.js';
import { mergeMarks, mergeRows, type Party } from '../../../src/course/grading/merge-rows.js';
import { notGradedResult, type Result } from '../../../src/course/grading/results.js';

const graded = (learner: string, points: number, exercise = 'small'): Result => ({
  ...{ learner, exercise, points, maxPoints: 4, status: 'graded' },
  checks: [{ id: 'made', points, maxPoints: 4, seen: `seen by hand ${points}` }],
});
const party = (name: string, rows: Result[], marks: MarkEntry[] = []): Party => ({
  folder: `/${name}`,
  name,
  book: { version: 1, with: {}, marks, rows: rows.map((result) => ({ result })) },
});
const chosen = (parties: Party[], preferred?: string): unknown[] =>
  mergeRows(parties, preferred).map(({ result, party: { name }, insteadOf }) => [
    result.learner,
    result.exercise,
    result.points,
    name,
    insteadOf?.name,
  ]);

describe('course/grading/merge-rows', () => {
  it('takes one row for each learner and exercise, a graded one before any other, and says what it came before', () => {
    const refused = notGradedResult('ada', 'small', 4, 'no notebook in it');
    const missing = notGradedResult('bob', 'small', 4, 'nothing was handed in');
    const rows = chosen([
      party('one', [refused, missing, graded('cleo', 1)]),
      party('two', [graded('ada', 3), graded('bob', 2), graded('cleo', 4, 'other')]),
    ]);
    assert.deepEqual(rows, [
      ['ada', 'small', 3, 'two', 'one'],
      ['bob', 'small', 2, 'two', undefined],
      ['cleo', 'small', 1, 'one', undefined],
      ['cleo', 'other', 4, 'two', undefined],
    ]);
  });

  it('takes the first of two that agree, and names all on which two do not, unless one folder is preferred', () => {
    const [one, two] = [
      party('one', [graded('ada', 3), graded('bob', 1)]),
      party('two', [graded('ada', 3), graded('bob', 2)]),
    ];
    assert.throws(() => mergeRows([one, two]), {
      code: 'ARGUMENT_INVALID',
      message: 'these submissions have two marks, and neither wins:\n  bob small: 1 of 4 in one, 2 of 4 in two',
      hint: /--prefer/,
    });
    assert.deepEqual(chosen([one, two], '/two'), [
      ['ada', 'small', 3, 'one', undefined],
      ['bob', 'small', 2, 'two', undefined],
    ]);
    // a folder that does not hold the submission decides nothing
    assert.throws(() => mergeRows([one, two, party('three', [])], '/three'), { code: 'ARGUMENT_INVALID' });
    // what a check says that it saw may differ; a mark by hand makes another total
    const words = { ...graded('ada', 3), checks: [{ id: 'made', points: 3, maxPoints: 4, seen: 'other words' }] };
    assert.equal(mergeRows([one, party('two', [words])]).length, 2);
    const marked = party('two', [graded('ada', 3)], [{ learner: 'ada', points: -1 }]);
    assert.throws(() => mergeRows([one, marked]), {
      message: /ada small: 3 of 4 in one, 2 of 4 with marks by hand or lateness in two$/,
    });
  });

  it('takes the first of two that could not be graded, whatever was said of them, and calls it no winner', () => {
    const one = party('one', [notGradedResult('ada', 'small', 4, 'it was empty')]);
    const two = party('two', [notGradedResult('ada', 'small', 5, 'it is a link')]);
    assert.deepEqual(chosen([one, two]), [['ada', 'small', 0, 'one', undefined]]);
  });

  it('names twenty disagreements, and how many more there are', () => {
    const all = (count: number, points: number): Result[] =>
      Array.from({ length: count }, (_, index) => graded(`l${index}`, points));
    const lines = (count: number): string[] => {
      try {
        mergeRows([party('one', all(count, 1)), party('two', all(count, 2))]);
      } catch (error) {
        return (error as Error).message.split('\n');
      }
      return [];
    };
    assert.deepEqual([lines(20).length, lines(20).at(-1)], [21, '  l19 small: 1 of 4 in one, 2 of 4 in two']);
    assert.deepEqual([lines(22).length, lines(22).at(-1)], [22, '  and 2 more']);
  });

  it('takes the marks of the folder that a row is taken from, and those for learners of whom there is no row', () => {
    const own: MarkEntry[] = [
      { learner: 'ada', points: 1 },
      { learner: 'ada', exercise: 'other', points: 5 },
      { learner: 'zoe', points: 2 },
    ];
    const parties = [
      party('one', [graded('ada', 3)], own),
      party('two', [graded('bob', 1)], [{ learner: 'ada', points: 9 }]),
    ];
    assert.deepEqual(mergeMarks(mergeRows(parties), parties), [
      { learner: 'ada', points: 1, exercise: 'small' },
      { learner: 'zoe', points: 2 },
    ]);
    const unknown = [party('one', [notGradedResult('ada', '', 0, 'which?')], [{ learner: 'ada', mark: 2 }])];
    assert.deepEqual(mergeMarks(mergeRows(unknown), unknown), [{ learner: 'ada', mark: 2 }]);
  });

  it('joins no pseudonyms', () => {
    const hidden = party('two', []);
    hidden.book.with.anonymous = true;
    assert.throws(() => mergeRows([party('one', []), hidden]), {
      code: 'ARGUMENT_INVALID',
      message: 'two holds pseudonyms, which are others on each machine',
    });
  });
});
