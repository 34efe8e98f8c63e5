import assert from 'node:assert/strict';
import { coder } from '../../../src/course/similarity/coded-work.js';

/** So many tokens, of which each is like no other of its seed. */
const tokens = (count: number, seed = 0): string => Array.from({ length: count }, (_, at) => seed + at).join(' ');

describe('course/similarity/coded-work', () => {
  it('leaves out a cell of the release, also where its names and spaces are others, and no changed one', () => {
    const code = coder(['const api = connect();', 'f(1);']);
    const { cells, size } = code({ learner: 'ada', cells: ['const  mine = open();', 'f(2);', 'f(1);'] });
    assert.deepEqual(
      cells.map(({ source }) => source),
      ['f(2);'],
    );
    assert.equal(size, 5);
  });

  it('has one key for code that differs in names, spaces and comments alone, however it is split into cells', () => {
    const code = coder([]);
    const key = (...cells: string[]): string => code({ learner: 'ada', cells }).key;
    assert.equal(key('const a = 1;', 'f(a)'), key('const b = 1; // one\nf(b)'));
    assert.notEqual(key('const a = 1;'), key('const a = 2;'));
    assert.notEqual(key('f(1)', 'g.h'), key('f(1)', 'g.k'));
  });

  it('has a fingerprint of each run of fifteen tokens, and none of a shorter one', () => {
    const code = coder([]);
    const prints = (count: number): number => code({ learner: 'ada', cells: [tokens(count)] }).prints.size;
    assert.deepEqual([prints(14), prints(15)], [0, 1]);
    // of four in a row one at least, and not all
    assert.ok(prints(60) >= 12 && prints(60) <= 30, `${prints(60)}`);
    assert.equal(code({ learner: 'ada', cells: [tokens(8), tokens(8, 8)] }).prints.size, 0, 'of two cells');
  });

  it('has common fingerprints for a common run, whatever stands around it', () => {
    const code = coder([]);
    const [one, other] = [
      code({ learner: 'ada', cells: [`1 2 3 ${tokens(15, 100)} 4 5`] }),
      code({ learner: 'bob', cells: ['f(1)', `9 ${tokens(15, 100)}`] }),
    ];
    const common = [...one.prints].filter(([print]) => other.prints.has(print));
    assert.equal(common.length, 1);
    const [[print = 0, places] = []] = common;
    const ids = (work: typeof one, cell = 0): number[] | undefined => work.cells[cell]?.ids;
    const [a, b] = [places?.[0], other.prints.get(print)?.[0]];
    assert.equal(ids(one, a?.cell)?.[a?.token ?? -1], ids(other, b?.cell)?.[b?.token ?? -1]);
  });

  it('has no fingerprint of what was handed out', () => {
    const code = coder([tokens(60)]);
    const { prints } = code({ learner: 'ada', cells: [`${tokens(60)} ${tokens(15, 500)}`] });
    assert.ok(prints.size > 0);
    for (const [place] of prints.values()) assert.ok((place?.token ?? 0) > 60 - 12, `${place?.token}`);
    assert.ok(code({ learner: 'ada', cells: [tokens(60, 500)] }).prints.size > 10);
  });

  it('keeps eight places of a fingerprint', () => {
    const { prints } = coder([])({ learner: 'ada', cells: Array.from({ length: 9 }, () => tokens(15)) });
    assert.deepEqual(
      [...prints.values()].map((places) => places.map(({ cell }) => cell)),
      [[0, 1, 2, 3, 4, 5, 6, 7]],
    );
  });

  it('reads so many tokens and characters, and says that there were more', () => {
    const code = coder([]);
    const { cut, size } = code({ learner: 'ada', cells: [tokens(15_000), tokens(6000)] });
    assert.deepEqual([cut, size], [false, 20_000]);
    const more = code({ learner: 'ada', cells: [tokens(15_000), tokens(6000), 'f(1)'] });
    assert.deepEqual([more.cut, more.size], [true, 20_000]);
    const long = code({ learner: 'ada', cells: ['f(1)', `// ${'x'.repeat(300_000)}`, 'f(2)'] });
    assert.deepEqual([long.cut, long.size], [true, 4]);
    const halves = code({ learner: 'ada', cells: Array.from({ length: 2 }, () => `f(1) // ${'x'.repeat(200_000)}`) });
    assert.deepEqual([halves.cut, halves.size], [true, 4]);
  });
});
