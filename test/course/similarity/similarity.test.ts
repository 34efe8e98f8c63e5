import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { strFromU8 } from 'fflate';
import type { CodeSource } from '../../../src/course/similarity/coded-work.js';
import { dolosFiles } from '../../../src/course/similarity/dolos.js';
import { findAlike } from '../../../src/course/similarity/find-alike.js';
import { tokensOf } from '../../../src/course/similarity/tokens.js';

const texts = (source: string): string[] => tokensOf(source, 1000).map(({ text }) => text);

/** Code that is the same for a seed and like no other: some statements with texts, numbers and members of their own. */
function codeOf(seed: number, statements = 12): string {
  return Array.from({ length: statements }, (_, at) => {
    const number = (seed * 7919 + at * 104_729) % 9973;
    return at % 2 === 0
      ? `const made${at} = await api.create({ kind: 'K${number}', spec: { size: ${number}, tier: 't${seed}' } });`
      : `if (made${at - 1}.status > ${number}) console.log('at ${number}', made${at - 1}.part${seed}(${at}));`;
  }).join('\n');
}

/** The same code as somebody would write it who wants it to look otherwise. */
function disguised(source: string): string {
  return source
    .replaceAll('made', 'x_')
    .replaceAll('api.', 'client.')
    .replaceAll(';\n', '; // so\n\n')
    .replaceAll("'", '"')
    .replaceAll('{ ', '{\n    ');
}

/** Tokens of which each is like no other. */
const numbers = (from: number, count: number): string => Array.from({ length: count }, (_, at) => from + at).join(' ');

const release = [
  "import { connect } from 'kubelab';\nconst api = await connect();",
  codeOf(999),
  '// TODO: your code here',
];
const work = (learner: string, ...cells: string[]): CodeSource => ({
  learner,
  cells: [...release.slice(0, 2), ...cells],
});

describe('course/similarity/tokens', () => {
  const alike: [string, string, string][] = [
    ['names', 'const a = b + 1;', 'const other = one + 1;'],
    ['names that are keywords elsewhere', 'const namespace = type.of; f(namespace);', 'const a = b.of; f(a);'],
    ['spaces and comments', 'f(1)\n', '/* why */ f (\n  1 // because\n)'],
    ['the kind of quotes', 'f("x", `y`)', "f('x', 'y')"],
    ['parameters with types', '(pod: Pod) => pod.name', '(p: Thing) => p.name'],
    ['quotes around keys', '({ kind: 1 })', "({ 'kind': 1 })"],
  ];
  for (const [what, one, other] of alike) {
    it(`takes out ${what}`, () => assert.deepEqual(texts(one), texts(other)));
  }

  const different: [string, string, string][] = [
    ['members', 'a.create()', 'a.remove()'],
    ['members that are keywords elsewhere', 'a.get()', 'a.set()'],
    ['what is awaited', 'await f()', 'f()'],
    ['keys', '({ kind: 1 })', '({ name: 1 })'],
    ['texts', "f('x')", "f('y')"],
    ['signs', 'a < b', 'a > b'],
  ];
  for (const [what, one, other] of different) {
    it(`keeps ${what} apart`, () => assert.notDeepEqual(texts(one), texts(other)));
  }

  it('reads templates and regular expressions, and divisions for what they are', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the code that is read
    assert.deepEqual(texts('`a${b}c${{ d: 1 }.d}e` / 2'), [
      '`a${',
      'n',
      '}c${',
      '{',
      "'d'",
      ':',
      '1',
      '}',
      '.',
      '.d',
      '}e`',
      '/',
      '2',
    ]);
    assert.deepEqual(texts("x = /a'b/g; y"), ['n', '=', "/a'b/g", ';', 'n']);
  });

  it('reads whatever it is given, in a time that grows with its length', () => {
    const worst = ['`${', '/', '/ /', '"', '}', '{`', '<', '\\u{', '@#', 'a.'].map((piece) =>
      piece.repeat(100_000 / piece.length),
    );
    // where it grew faster, the test would not end in its time
    for (const source of worst) assert.ok(tokensOf(source, 20_000).length <= 20_000);
  });
});

describe('course/similarity/find-alike', () => {
  it('finds 30 files with 4 contents, however they are disguised', () => {
    const works = Array.from({ length: 30 }, (_, at) => {
      const code = codeOf(at % 4);
      return work(`l${at}`, at < 4 ? code : at % 3 === 0 ? disguised(code) : code.replaceAll('made', `made_${at}_`));
    });
    const { same, pairs, compared } = findAlike(works, release);
    assert.deepEqual(
      same.map(({ learners }) => learners.length),
      [8, 8, 7, 7],
    );
    for (const { learners } of same) assert.equal(new Set(learners.map((name) => Number(name.slice(1)) % 4)).size, 1);
    assert.deepEqual([pairs.length, compared], [0, 30]);
  });

  it('finds shared passages in code that differs otherwise, in whatever order its cells are', () => {
    const [a, b, c] = [codeOf(1), codeOf(2), codeOf(3)];
    const works = [work('ada', a, b), work('bob', disguised(b), codeOf(4, 4), disguised(a)), work('cleo', c)];
    const { same, pairs } = findAlike(works, release);
    assert.deepEqual([same.length, pairs.map(({ left, right }) => [left, right])], [0, [['ada', 'bob']]]);
    const [pair] = pairs;
    assert.ok(pair && pair.leftShare > 0.9 && pair.rightShare > 0.7, JSON.stringify(pair));
    assert.match(pair.passages[0]?.left ?? '', /made0/);
    assert.match(pair.passages[0]?.right ?? '', /x_0/);
  });

  it('takes no notice of what was handed out, of empty work, nor of what all wrote', () => {
    assert.deepEqual(findAlike([work('ada'), work('bob'), work('cleo', 'f(1);')], release).same, []);
    const common = codeOf(50);
    const works = Array.from({ length: 12 }, (_, at) => work(`l${at}`, `${common}\n${codeOf(at, 4)}`));
    const { same, pairs } = findAlike(works, release);
    assert.deepEqual([same, pairs], [[], []]);
  });

  it('compares 180 submissions in a few seconds of this machine', () => {
    const works = Array.from({ length: 180 }, (_, at) =>
      work(`l${at}`, codeOf(at, 40), at < 90 ? codeOf(at + 500, 6) : codeOf(at - 90, 6)),
    );
    const before = process.cpuUsage();
    const { compared, leftOut } = findAlike(works, release);
    const { user, system } = process.cpuUsage(before);
    assert.deepEqual([compared, leftOut], [180, undefined]);
    assert.ok((user + system) / 1e6 < 8, `${(user + system) / 1e6} s`);
  });

  it('has the largest group first, and the code of its first two as they wrote it', () => {
    const [few, many] = [codeOf(1), codeOf(2)];
    const works = [
      work('ada', few),
      work('bob', many),
      work('cleo', few),
      work('dan', disguised(many)),
      work('eve', many),
    ];
    const { same } = findAlike(works, release);
    assert.deepEqual(
      same.map(({ learners }) => learners),
      [
        ['bob', 'dan', 'eve'],
        ['ada', 'cleo'],
      ],
    );
    assert.deepEqual([same[0]?.left, same[0]?.right], [many, disguised(many)]);
  });

  it('compares no code of fewer than forty tokens', () => {
    const of = (statements: number): string => 'f(1);'.repeat(statements);
    const sames = [7, 8].map((statements) => {
      const { same, compared } = findAlike([work('ada', of(statements)), work('bob', of(statements))], release);
      return [same.length, compared];
    });
    assert.deepEqual(sames, [
      [0, 2],
      [1, 2],
    ]);
  });

  it('shows the four longest passages of a pair, and the beginning of one that is very long', () => {
    const parts = Array.from({ length: 5 }, (_, at) => codeOf(at, at === 2 ? 60 : 6 + at));
    const { pairs } = findAlike([work('ada', ...parts), work('bob', ...parts.toReversed())], release);
    const [{ passages } = { passages: [] }] = pairs;
    assert.deepEqual([pairs.length, passages.length], [1, 4]);
    const [long = '', ...others] = passages.map(({ left }) => left);
    assert.equal(
      long,
      `${parts[2]?.slice(0, 3000)}
…`,
    );
    assert.deepEqual(others, [parts[4], parts[3], parts[1]]);
  });

  it('says how many of many pairs it looked at, and nothing when it looked at all', () => {
    // six learners of a family have their first part in common: fifteen pairs
    const families = (count: number): CodeSource[] =>
      Array.from({ length: 6 * count }, (_, at) => work(`l${at}`, codeOf(Math.floor(at / 6), 18), codeOf(100 + at, 4)));
    const few = findAlike(families(6), release);
    assert.deepEqual([few.pairs.length, few.leftOut], [90, undefined]);
    const many = findAlike(families(8), release);
    assert.deepEqual([many.pairs.length, many.leftOut], [100, 'of 120 pairs the nearest 100 were compared']);
  });

  it('tells the share of the passages in the code of each', () => {
    const works = [
      work('ada', numbers(1, 60), numbers(1000, 40)),
      work('bob', numbers(1, 60)),
      ...Array.from({ length: 5 }, (_, at) => work(`l${at}`, codeOf(at))),
    ];
    const [pair] = findAlike(works, release).pairs;
    assert.deepEqual([pair?.left, pair?.leftShare, pair?.right, pair?.rightShare], ['ada', 0.6, 'bob', 1]);
  });

  it('speaks of no pairs left out when all were compared, and few have enough in common', () => {
    const families = Array.from({ length: 48 }, (_, at) =>
      work(`l${at}`, `${numbers(1000 * Math.floor(at / 6), 37)} ${numbers(100_000 + 100 * at, 6)}`),
    );
    const works = [...families, work('ada', codeOf(1)), work('bob', `${codeOf(1)}\n${numbers(500_000, 9)}`)];
    const { pairs, leftOut } = findAlike(works, release);
    assert.deepEqual([pairs.map(({ left, right }) => [left, right]), leftOut], [[['ada', 'bob']], undefined]);
  });

  it('stops when its time is over, and says so', () => {
    let time = 0;
    const works = Array.from({ length: 30 }, (_, at) => work(`l${at}`, codeOf(at)));
    const { compared, leftOut } = findAlike(works, release, () => (time += 1000));
    assert.ok(compared < 30);
    assert.match(leftOut ?? '', /no time to compare all/);
    // all were read, and then it is over
    let calls = 0;
    const pairs = [work('ada', codeOf(1), codeOf(2, 4)), work('bob', codeOf(1), codeOf(3, 4))];
    const late = findAlike(pairs, release, () => (calls++ < 3 ? 0 : 20_000));
    assert.deepEqual([late.compared, late.pairs, late.leftOut], [2, [], 'there was no time to compare all of them']);
    assert.equal(findAlike(pairs, release, () => 0).pairs.length, 1);
  });

  it('reads a part of what is very long, and says so', () => {
    const long = work('ada', ...Array.from({ length: 40 }, (_, at) => codeOf(at, 300)));
    const { leftOut } = findAlike([long, work('bob', codeOf(2))], release);
    assert.match(leftOut ?? '', /read in part/);
  });
});

describe('course/similarity/dolos', () => {
  it('has info.csv at its root, which names each file, and what was handed out as ignored', () => {
    const files = dolosFiles([work('ada', 'f(1)'), work('=Bob/../x', 'g(2)'), work('ADA', 'h(3)')], release);
    const [info, ...others] = files;
    assert.equal(info?.name, 'info.csv');
    const rows: Record<string, string>[] = parse(strFromU8(info.bytes), { columns: true });
    assert.deepEqual(
      rows.map(({ filename }) => filename),
      others.map(({ name }) => name),
    );
    assert.equal(new Set(others.map(({ name }) => name.toLowerCase())).size, 4);
    assert.deepEqual(
      rows.map(({ full_name: name }) => name),
      ['ada', "'=Bob/../x", 'ADA', 'handed out'],
    );
    assert.deepEqual(
      rows.map(({ ignored }) => ignored),
      ['false', 'false', 'false', 'true'],
    );
    for (const { name } of others) assert.doesNotMatch(name, /\.\.|^\//);
    assert.match(strFromU8(others[0]?.bytes ?? new Uint8Array()), /f\(1\)\n$/);
  });
});
