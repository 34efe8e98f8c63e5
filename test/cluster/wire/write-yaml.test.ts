/** YAML as the API server writes it: fixed cases, what reads back, and kubectl's own writer beside ours. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { fromNode } from '../../../src/cluster/wire/json-nodes.js';
import { writeYaml } from '../../../src/cluster/wire/write-yaml.js';
import { parseYaml } from '../../../src/cluster/wire/yaml-nodes.js';
import { hasCommand } from '../../helpers/commands.js';
import { skip } from '../../helpers/skip.js';

const read = (text: string): unknown => fromNode(parseYaml(text).node);

describe('writeYaml', () => {
  it('sorts keys and does not indent lists under theirs', () => {
    const role = {
      kind: 'Role',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'] }],
      metadata: { name: 'r', labels: {}, finalizers: [], deletionTimestamp: undefined, creationTimestamp: null },
    };
    assert.equal(
      writeYaml(role),
      [
        'apiVersion: rbac.authorization.k8s.io/v1',
        'kind: Role',
        'metadata:',
        '  creationTimestamp: null',
        '  finalizers: []',
        '  labels: {}',
        '  name: r',
        'rules:',
        '- apiGroups:',
        '  - ""',
        '  resources:',
        '  - pods',
        '  verbs:',
        '  - get',
        '  - list',
        '',
      ].join('\n'),
    );
  });

  it('sorts numbers in keys by their value', () => {
    assert.equal(writeYaml({ a10: 1, a9: 2, _x: 3, a: 4 }), '_x: 3\na: 4\na9: 2\na10: 1\n');
    // a zero within a number counts
    assert.equal(writeYaml({ a105: 1, a17: 2 }), 'a17: 2\na105: 1\n');
    assert.equal(writeYaml({ a17: 2, a105: 1 }), 'a17: 2\na105: 1\n');
  });

  for (const text of [
    '2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05.000006Z',
    '2026-01-02',
    'true',
    'Yes',
    'n',
    'off',
    'null',
    '~',
    '',
    '12',
    '-1',
    '0x1F',
    '0o17',
    '0b11',
    '1_000',
    '1.5',
    '.5',
    '1e3',
    '.inf',
    '12:30:45',
    'a\tb',
    'a \nb',
    'bell\x07',
  ]) {
    it(`puts ${JSON.stringify(text)} in double quotes`, () => {
      assert.match(writeYaml({ k: text }), /^k: ".*"\n$/);
      assert.deepEqual(read(writeYaml({ k: text })), { k: text });
    });
  }

  for (const text of ['a: b', '# note', '- item', ' x', 'x ', "'", '{a}', '[a]', '*', '&a', '!t', '%a', '@a', '---']) {
    it(`puts ${JSON.stringify(text)} in single quotes`, () => {
      assert.match(writeYaml({ k: text }), /^k: '.*'\n$/);
      assert.deepEqual(read(writeYaml({ k: text })), { k: text });
    });
  }

  for (const text of [
    '1.2.3',
    '10.96.0.1',
    'a:b',
    'a#b',
    '-x',
    '1h30m',
    '128Mi',
    'system:masters',
    'it is',
    '<none>',
    '한국어',
    'ＡＢ',
  ]) {
    it(`leaves ${JSON.stringify(text)} plain`, () => assert.equal(writeYaml({ k: text }), `k: ${text}\n`));
  }

  it('writes several lines as a block that says how they end', () => {
    assert.equal(writeYaml({ k: 'a\nb\n' }), 'k: |\n  a\n  b\n');
    assert.equal(writeYaml({ k: 'a\n\nb' }), 'k: |-\n  a\n\n  b\n');
    assert.equal(writeYaml({ k: 'a\n\n', l: 1 }), 'k: |+\n  a\n\nl: 1\n');
    assert.equal(writeYaml({ k: ' a\n' }), 'k: |2\n   a\n');
  });

  it('folds a long line at the first space beyond column 80', () => {
    const long = `${'word '.repeat(20)}end`;
    const [first = '', second] = writeYaml({ m: { note: long } })
      .split('\n')
      .slice(1);
    assert.equal(first.length, 82);
    assert.equal(second, '    word word word word word end');
    assert.deepEqual(read(writeYaml({ m: { note: long } })), { m: { note: long } });
  });

  it('folds a long line in double quotes, and keeps the spaces where it folds', () => {
    const note = `${'word '.repeat(15)}two  spaces\tand a tab`;
    const text = writeYaml({ m: { note } });
    assert.match(text, /^m:\n {2}note: ".*\n {4}\\? ?.*"\n$/);
    assert.deepEqual(read(text), { m: { note } });
  });

  it('folds the long value of a long key', () => {
    const [key, long] = ['x'.repeat(130), `${'word '.repeat(20)}end`];
    const [, first = ''] = writeYaml({ [key]: long }).split('\n');
    assert.equal(first, `: ${'word '.repeat(16).trim()}`);
    assert.deepEqual(read(writeYaml({ [key]: long })), { [key]: long });
  });

  it('writes a key of more than 128 bytes with a question mark', () => {
    const key = `k:{"x":"${'y'.repeat(130)}"}`;
    assert.equal(writeYaml({ [key]: { a: [1] } }), `? ${key}\n: a:\n  - 1\n`);
  });

  it('reads back as the same value, read by the cluster', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: fc.constantFrom(...' \t\n-:#\'"0129.eExyn_+~é') }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: fc.constantFrom(...'ab01:#- .é') }), tie('any'), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
      ),
    })).any;
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, unit: fc.constantFrom(...'abc') }), value), (object) => {
        assert.deepEqual(read(writeYaml(object)), { ...object });
      }),
      // the line separator of Unicode
      { examples: [[{ a: [[{ '': '\u2028!' }], 'x\u2029y\u2028z'] }]] },
    );
  });
});

describe('writeYaml beside kubectl', () => {
  const pieces = [
    ...['word ', 'lorem ipsum dolor sit amet ', 'consectetur', 'yes', 'no', '2026-01-02', 'T10:11:12Z', '0x', '0b1'],
    ...[' ', '  ', '\n', ': ', ':', '# ', '- ', '1', '09', '.', '_', 'e', '"', "'", '\\', 'é', '\u{1F600}', '\t', '\r'],
    ...['~', '{', '[', '%', '+', '<<', '?', '|', '>', '---'],
  ];
  const texts = fc.string({ unit: fc.constantFrom(...pieces), maxLength: 20 });
  // Go's order of keys is none for some that begin with digits, so keys begin with a letter
  const keys = fc.oneof(
    fc.stringMatching(/^[a-z._-]{1,4}[0-9]{0,3}$/),
    texts.map((text) => `k${text.replaceAll(/\d/g, 'd')}`),
  );

  it('is the same, byte for byte', function () {
    if (!hasCommand('kubectl')) return skip(this, 'kubectl is not installed');
    const maps = fc.dictionary(keys, texts, { minKeys: 30, maxKeys: 50 });
    const property = fc.property(maps, fc.array(texts, { minLength: 1 }), (data, finalizers) => {
      const metadata = { name: 'x', annotations: { a: 'b' }, finalizers };
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
      const args = ['annotate', '--local', '-f', '-', 'a=b', '-o', 'yaml'];
      const { stdout, stderr } = spawnSync('kubectl', args, { input: JSON.stringify(object), encoding: 'utf8' });
      // kubectl of this age writes a time that it does not have
      assert.equal(stdout.replace('  creationTimestamp: null\n', ''), writeYaml(object), stderr);
    });
    fc.assert(property, { numRuns: 15, endOnFailure: true });
  });
});
