import assert from 'node:assert/strict';
import { mostlyWrong, type Scored, statisticsOf } from '../../src/report/statistics.js';

const scored = (points: number, maxPoints = 10): Scored => ({ status: 'graded', points, maxPoints, checks: [] });

describe('report/statistics', () => {
  it('takes the mean and the median of what was graded', () => {
    const all = [scored(1), scored(10), scored(4), { ...scored(0), status: 'not graded' as const }];
    const { mean, median, graded, notGraded } = statisticsOf(all);
    assert.deepEqual({ mean, median, graded, notGraded }, { mean: 5, median: 4, graded: 3, notGraded: 1 });
    assert.equal(statisticsOf([scored(1), scored(2), scored(5), scored(9)]).median, 3.5);
  });

  it('sorts points into tenths: the full mark is in the last, extra points too', () => {
    const { tenths } = statisticsOf([scored(0), scored(0.99), scored(1), scored(9), scored(10), scored(12)]);
    assert.deepEqual(tenths, [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
  });

  it('has numbers for a class of none, and for an exercise without points', () => {
    const { mean, median } = statisticsOf([]);
    assert.deepEqual({ mean, median }, { mean: 0, median: 0 });
    assert.equal(statisticsOf([scored(0, 0)]).tenths[0], 1);
  });

  it('names the checks that fewer than half passed, worst first', () => {
    const rates = [
      { id: 'half', passed: 2, of: 4 },
      { id: 'few', passed: 1, of: 4 },
      { id: 'none', passed: 0, of: 4 },
    ];
    assert.deepEqual(
      mostlyWrong(rates).map(({ id }) => id),
      ['none', 'few'],
    );
  });
});
