/** YAML read as Kubernetes' Go library reads it; the expected values are what kubectl made of the same texts. */
import assert from 'node:assert/strict';
import { fromNode, maxDepth } from '../../../src/cluster/wire/json-nodes.js';
import { parseYaml } from '../../../src/cluster/wire/yaml-nodes.js';

const read = (text: string): unknown => fromNode(parseYaml(text).node);

const scalars: [string, unknown][] = [
  ['y', true],
  ['N', false],
  ['on', true],
  ['Off', false],
  ['yEs', 'yEs'],
  ['', null],
  ['~', null],
  ['Null', null],
  ['0o17', 15],
  ['017', 15],
  ['08', 8],
  ['0b11', 3],
  ['-0b11', -3],
  ['0x1F', 31],
  ['0x', '0x'],
  ['1_000', 1000],
  ['_1', '_1'],
  ['+1', 1],
  ['1.', 1],
  ['.5', 0.5],
  ['+.5', 0.5],
  ['.', '.'],
  ['1e3', 1000],
  ['1e400', '1e400'],
  ['12:30', '12:30'],
  ['2026-01-02', '2026-01-02'],
  ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z'],
  ['99999999999999999999', 100000000000000000000],
  ['"5"', '5'],
  ["'y'", 'y'],
  ['!!str 5', '5'],
  ['!!int "7"', 7],
  ['!!binary aGk=', 'hi'],
  ['=', '='],
];

describe('parseYaml', () => {
  for (const [text, value] of scalars) {
    it(`reads ${text || 'nothing'} as ${JSON.stringify(value)}`, () => {
      assert.deepEqual(read(`k: ${text}`), { k: value });
    });
  }

  it('turns keys into texts', () => {
    assert.deepEqual(read('{y: 1, 0x10: 2, 1.5: 3, 2026-01-01: 4, "y": 5}'), {
      16: 2,
      '1.5': 3,
      '2026-01-01': 4,
      true: 1,
      y: 5,
    });
    assert.throws(() => read('~: 1'), { message: 'unsupported map key of type: %!s(<nil>), key: <nil>, value: 1' });
    assert.throws(() => read('? [a]\n: 1'), { message: 'yaml: invalid map key: []interface {}{"a"}' });
    const map = 'map[interface {}]interface {}{"x":interface {}(nil)}';
    assert.throws(() => read('a: {{ x }}'), { message: `yaml: invalid map key: ${map}` });
  });

  it('keeps numbers of 64 bits whole', () => {
    assert.deepEqual(parseYaml('18446744073709551615').node, { is: 'number', text: '18446744073709551615' });
    assert.deepEqual(parseYaml('-9223372036854775808').node, { is: 'number', text: '-9223372036854775808' });
  });

  it('reads the first document alone', () => {
    assert.deepEqual(read('# a comment\n---\na: 1\n---\nb: {{\n'), { a: 1 });
    assert.equal(read(''), null);
  });

  it('names the keys that stand twice, with their line, and takes the last', () => {
    const { node, duplicates } = parseYaml('a: 1\nb:\n  c: 1\n  c: 2\na: 2\n');
    assert.deepEqual(fromNode(node), { a: 2, b: { c: 2 } });
    assert.deepEqual(duplicates, ['line 4: key "c" already set in map', 'line 5: key "a" already set in map']);
  });

  it('follows anchors and merges', () => {
    assert.deepEqual(read('base: &b {x: 1, y_: 2}\nuse:\n  <<: *b\n  x: 3\nlist: [*b]\n'), {
      base: { x: 1, y_: 2 },
      use: { x: 3, y_: 2 },
      list: [{ x: 1, y_: 2 }],
    });
    assert.throws(() => read('a: {<<: 1}'), {
      message: 'yaml: map merge requires map or sequence of maps as the value',
    });
  });

  it('says in which line the syntax is wrong', () => {
    assert.throws(() => read('a: 1\nb: [1\nc: 2\n'), { message: "yaml: line 2: did not find expected ',' or ']'" });
    assert.throws(() => read('a: *nowhere'), { message: "yaml: unknown anchor 'nowhere' referenced" });
    assert.throws(() => read('a: .nan'), { message: 'json: unsupported value: NaN' });
    assert.throws(() => read('a: -.inf'), { message: 'json: unsupported value: -Inf' });
  });

  it('stops at a text that nests too deep', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    assert.doesNotThrow(() => read(nested(maxDepth)));
    assert.throws(() => read(nested(maxDepth + 1)), { message: 'yaml: exceeded max depth' });
    assert.throws(() => read('- '.repeat(2000)), { message: 'yaml: exceeded max depth' });
    assert.throws(() => read('a: &a [*a]'), { message: "yaml: anchor 'a' value contains itself" });
  });

  const faults: Record<string, string> = {
    '%YAML 1.2\n---\na: b': 'yaml: found incompatible YAML document',
    'a: !!binary "***"': 'yaml: !!binary value contains invalid base64 data',
    'a: !!int x': 'yaml: cannot decode !!str `x` as a !!int',
    'a: !!bool 5': 'yaml: cannot decode !!int `5` as a !!bool',
  };
  for (const [text, message] of Object.entries(faults)) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.throws(() => read(text), { message }));
  }

  it('tells of a key that stands twice where its value begins', () => {
    assert.deepEqual(parseYaml('a:\n  b: 1\na:\n  b: 2\na: 3\n').duplicates, [
      'line 4: key "a" already set in map',
      'line 5: key "a" already set in map',
    ]);
  });

  it('stops at a text of very many tokens, however it is written, and takes a long one of few', () => {
    const manyTokens = { message: 'yaml: document contains too many tokens' };
    const flat = (count: number): string =>
      `data:\n${Array.from({ length: count }, (_, i) => `  k${i}: v\n`).join('')}`;
    for (const text of [flat(150_000), `[${','.repeat(1_500_000)}]`, '\n'.repeat(1_500_000), '---\n'.repeat(400_000)]) {
      assert.throws(() => read(text), manyTokens, text.slice(0, 10));
    }
    assert.equal(Object.keys((read(flat(18_000)) as { data: object }).data).length, 18_000);
    const line = `${'x'.repeat(99)}\n`;
    assert.deepEqual(read(`a: |\n${`  ${line}`.repeat(15_000)}`), { a: line.repeat(15_000) });
    assert.deepEqual(read(`{"a": "${'x'.repeat(1_500_000)}"}`), { a: 'x'.repeat(1_500_000) });
  });

  it('stops at aliases that stand for too much', () => {
    const levels = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe', 'gf']) {
      levels.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(',')}]`);
    }
    assert.throws(() => read(levels.join('\n')), { message: 'yaml: document contains excessive aliasing' });
    const wide = `a: &a [${Array(5000).fill('x').join(',')}]\nb: [${Array(900).fill('*a').join(',')}]`;
    assert.throws(() => read(wide), { message: 'yaml: document contains excessive aliasing' });
  });
});
