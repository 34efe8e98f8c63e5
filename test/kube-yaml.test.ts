import assert from 'node:assert/strict';
import { yamlDocuments } from '../src/kube-yaml.js';

const values = (text: string): unknown[] => yamlDocuments(text).map(({ value }) => value);

describe('YAML as Kubernetes reads it', () => {
  it('is one value a document, and none where nothing is written', () => {
    assert.deepEqual(values('a: 1\n---\n- b\n---\n'), [{ a: 1 }, ['b'], null]);
    for (const nothing of ['', ' \n', '# only a comment\n']) assert.deepEqual(values(nothing), []);
  });

  it('has what an anchor names in the place of each alias, and the fields that << brings in below its own', () => {
    assert.deepEqual(values('a: &x {b: 1, c: 2}\nd: *x\ne:\n  <<: *x\n  c: 3\n'), [
      { a: { b: 1, c: 2 }, d: { b: 1, c: 2 }, e: { b: 1, c: 3 } },
    ]);
  });

  it('says where a value stands, through an alias and where it is missing', () => {
    const [document, second] = yamlDocuments('# words\na: &x\n  b: 1\nc: *x\n---\nd: 1\n');
    assert.deepEqual(
      [document?.begin, second?.begin],
      [
        { line: 2, column: 1 },
        { line: 5, column: 1 },
      ],
    );
    assert.deepEqual(document?.positionOf([]), { line: 2, column: 1 });
    assert.deepEqual(document?.positionOf(['c', 'b']), { line: 3, column: 6 });
    assert.deepEqual(document?.positionOf(['a', 'none', 'deeper']), { line: 3, column: 3 });
    assert.deepEqual(document?.positionOf(['a', 'b', 'deeper']), { line: 3, column: 6 });
  });

  it('says what is wrong, and where the parser knows it', () => {
    const many = (name: string, of: string): string => `${name}: &${name} [${`*${of}, `.repeat(10)}]\n`;
    const cases: [string, string, object | undefined][] = [
      ['a: 1\na: 2\n', 'Map keys must be unique', { line: 2, column: 1 }],
      ['a: 1\nb: *c\n', 'the alias *c has no anchor before it', { line: 2, column: 4 }],
      ['a: &b\n  - *b\n', 'the alias *b stands inside of its own anchor', { line: 2, column: 5 }],
      ['a:\n  <<: 5\n', 'Merge sources must be maps or map aliases', undefined],
      [
        `a: &a [1, 1]\n${many('b', 'a')}${many('c', 'b')}${many('d', 'c')}`,
        'Excessive alias count indicates a resource exhaustion attack',
        undefined,
      ],
    ];
    for (const [text, message, at] of cases) {
      const [document] = yamlDocuments(text);
      assert.deepEqual([document?.value, document?.fault?.message, document?.fault?.at], [undefined, message, at]);
    }
    assert.ok(yamlDocuments('a: [')[0]?.fault?.cause instanceof Error);
  });

  const deep: [string, string][] = [
    ['lists in brackets', '['],
    ['mappings in braces', '{a: '],
    ['lists in one line', '- '],
    ['mappings in one line', 'a: '],
    ['keys of keys', '? '],
  ];
  for (const [what, begin] of deep) {
    it(`refuses ${what} that nest too deeply before they are composed, with the place`, () => {
      const [document, second] = yamlDocuments(`# words\n${begin.repeat(100_000)}`);
      assert.equal(second, undefined);
      assert.match(document?.fault?.message ?? '', /^lists and mappings nest more than 200 deep$/);
      const at = { line: 2, column: document?.begin.column ?? 0 };
      assert.deepEqual([document?.fault?.at, document?.begin, document?.positionOf(['a'])], [at, at, at]);
      assert.ok(Math.abs(at.column - 201 * begin.length) <= 2 * begin.length, `${at.column}`);
    });
  }

  it('reads what nests 200 deep, a bracket in a text beside it', () => {
    const [value] = values(`${'['.repeat(199)}"${'['.repeat(1000)}"${']'.repeat(199)}`);
    assert.equal((value as unknown[]).flat(Number.POSITIVE_INFINITY)[0], '['.repeat(1000));
  });
});
