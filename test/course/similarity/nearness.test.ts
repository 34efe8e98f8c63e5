import assert from 'node:assert/strict';
import type { CodedWork } from '../../../src/course/similarity/coded-work.js';
import { nearestPairs, weightsOf } from '../../../src/course/similarity/nearness.js';

/** A work with these fingerprints. */
function work(learner: string, ...prints: number[]): CodedWork {
  const places = new Map(prints.map((print) => [print, [{ cell: 0, token: 0 }]]));
  return { learner, cells: [], size: 0, key: learner, prints: places, cut: false };
}

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);
const pairsOf = (...works: CodedWork[]): string[] =>
  nearestPairs(works, weightsOf(works)).map(([left, right]) => `${left.learner}-${right.learner}`);

describe('course/similarity/nearness', () => {
  it('weighs a fingerprint less the more have it, and not at all where most do', () => {
    const works = Array.from({ length: 12 }, (_, at) =>
      work(`l${at}`, ...[2, 7, 9, 10, 12].filter((holders) => at < holders), 100 + at),
    );
    const weights = weightsOf(works);
    assert.deepEqual(
      [2, 7, 9, 10, 12].map((holders) => weights.get(holders)?.toFixed(1)),
      ['1.0', '0.5', '0.3', '0.0', '0.0'],
    );
    assert.equal(weights.get(100), undefined, 'that of one work');
    assert.equal(weightsOf([work('ada', 1), work('bob', 1)]).get(1), 1, 'two works alone');
  });

  it('takes a pair for near that shares enough, and most of the smaller work', () => {
    const others = numbers(1, 8).map((at) => work(`other${at}`, at * 1000));
    const sharing = (common: number, left: number, right: number): string[] =>
      pairsOf(
        work('ada', ...numbers(1, common), ...numbers(100, left)),
        work('bob', ...numbers(1, common), ...numbers(200, right)),
        ...others,
      );
    assert.deepEqual(sharing(4, 0, 0), [], 'too little');
    assert.deepEqual(sharing(5, 0, 0), ['ada-bob']);
    assert.deepEqual(sharing(6, 4, 90), ['ada-bob'], 'most of the first');
    assert.deepEqual(sharing(6, 90, 4), ['ada-bob'], 'most of the second');
    assert.deepEqual(sharing(6, 5, 5), [], 'half of both');
  });

  it('has the nearest first', () => {
    const works = [
      work('ada', ...numbers(1, 8), ...numbers(100, 4)),
      work('bob', ...numbers(1, 8), ...numbers(200, 4)),
      work('cleo', ...numbers(300, 8)),
      work('dan', ...numbers(300, 8), 400),
    ];
    assert.deepEqual(pairsOf(...works), ['cleo-dan', 'ada-bob']);
  });

  it('counts for a pair only what is left when most have the rest', () => {
    const common = numbers(1, 50);
    const works = numbers(1, 10).map((at) => work(`l${at}`, ...common, ...numbers(at * 100, 6)));
    assert.deepEqual(pairsOf(...works), []);
    assert.deepEqual(pairsOf(...works, work('copy', ...common, ...numbers(100, 6))), ['l1-copy']);
  });
});
