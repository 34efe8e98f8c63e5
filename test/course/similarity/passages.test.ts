import assert from 'node:assert/strict';
import type { CodedWork, Place } from '../../../src/course/similarity/coded-work.js';
import { passagesOf, textOf } from '../../../src/course/similarity/passages.js';

const numbers = (from: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + at);

/** A work of these tokens, whose fingerprint 1 stands at these places. */
function work(cells: number[][], ...places: Place[]): CodedWork {
  return {
    ...{ learner: 'ada', key: '', cut: false, size: cells.flat().length },
    cells: cells.map((ids) => ({ ids, source: '', spans: [] })),
    prints: new Map([[1, places]]),
  };
}

const weighed = new Map([[1, 1]]);
const at = (cell: number, token: number): Place => ({ cell, token });

describe('course/similarity/passages', () => {
  it('grow from a fingerprint to the ends of what is alike, or of the cell', () => {
    const left = work([[70, ...numbers(1, 20), 71]], at(0, 6));
    const right = work([[5], [80, 81, ...numbers(1, 20)]], at(1, 7));
    assert.deepEqual(passagesOf(left, right, weighed), [{ length: 20, left: at(0, 1), right: at(1, 2) }]);
    const whole = work([numbers(1, 20)], at(0, 19));
    assert.deepEqual(passagesOf(whole, right, weighed), [], 'a fingerprint that other tokens have by chance');
    assert.deepEqual(passagesOf(whole, work([numbers(1, 20)], at(0, 19)), weighed), [
      { length: 20, left: at(0, 0), right: at(0, 0) },
    ]);
  });

  it('have fifteen tokens at least', () => {
    const of = (count: number): number =>
      passagesOf(work([[70, ...numbers(1, count)]], at(0, 3)), work([[80, ...numbers(1, count)]], at(0, 3)), weighed)
        .length;
    assert.deepEqual([of(14), of(15)], [0, 1]);
  });

  it('begin at no fingerprint that counts nothing', () => {
    const [left, right] = [work([numbers(1, 20)], at(0, 0)), work([numbers(1, 20)], at(0, 0))];
    assert.deepEqual(passagesOf(left, right, new Map([[1, 0]])), []);
    assert.deepEqual(passagesOf(left, right, new Map()), []);
    assert.equal(passagesOf(left, right, weighed).length, 1);
  });

  it('are each one passage, however many fingerprints lie in it', () => {
    const [left, right] = [work([numbers(1, 40)]), work([[0, ...numbers(1, 40)]])];
    for (let print = 0; print < 5; print++) {
      left.prints.set(print, [at(0, print * 5)]);
      right.prints.set(print, [at(0, print * 5 + 1)]);
    }
    const weights = new Map(numbers(0, 5).map((print) => [print, 1]));
    assert.deepEqual(passagesOf(left, right, weights), [{ length: 40, left: at(0, 0), right: at(0, 1) }]);
  });

  it('are two where something else stands between them, the longer first', () => {
    const left = work([[...numbers(1, 20), 70, ...numbers(30, 25)]], at(0, 2), at(0, 25));
    const right = work([[...numbers(1, 20), 80, ...numbers(30, 25)]], at(0, 2), at(0, 25));
    assert.deepEqual(
      passagesOf(left, right, weighed).map(({ length, left: { token } }) => [length, token]),
      [
        [25, 21],
        [20, 0],
      ],
    );
  });

  it('count what stands twice in one of the two once', () => {
    const twice = work([numbers(1, 20), numbers(1, 20)], at(0, 0), at(1, 0));
    const inOneCell = work([[...numbers(1, 20), 70, ...numbers(1, 20)]], at(0, 0), at(0, 21));
    const once = work([numbers(1, 20)], at(0, 0));
    for (const two of [twice, inOneCell]) {
      assert.equal(passagesOf(two, once, weighed).length, 1);
      assert.equal(passagesOf(once, two, weighed).length, 1);
    }
    assert.equal(passagesOf(twice, inOneCell, weighed).length, 2);
  });

  it('leave the tokens of a longer one to it, at either end', () => {
    const left = work([numbers(1, 36)], at(0, 0), at(0, 35));
    const right = work([numbers(1, 20), numbers(11, 26)], at(0, 0), at(1, 25));
    assert.deepEqual(passagesOf(left, right, weighed), [{ length: 26, left: at(0, 10), right: at(1, 0) }]);
    const later = work([numbers(1, 26), numbers(17, 20)], at(0, 0), at(1, 19));
    assert.deepEqual(passagesOf(left, later, weighed), [{ length: 26, left: at(0, 0), right: at(0, 0) }]);
  });

  it('have the text from the first line’s beginning where only spaces stand before, else from the first token', () => {
    const source = 'a\n  b c\nd e';
    const spans = [...source.matchAll(/\w/g)].map(({ index }): [number, number] => [index, index + 1]);
    const cells = [
      { source: 'other', ids: [], spans: [] },
      { source, ids: [], spans },
    ];
    const texts = [
      textOf(cells, at(1, 0), 5),
      textOf(cells, at(1, 1), 2),
      textOf(cells, at(1, 2), 2),
      textOf(cells, at(1, 3), 1),
    ];
    assert.deepEqual(texts, [source, '  b c', 'c\nd', 'd']);
  });
});
