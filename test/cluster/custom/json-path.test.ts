/** The JSONPath of columns. */
import assert from 'node:assert/strict';
import { printerOf } from '../../../src/cluster/custom/columns.js';
import { jsonPath } from '../../../src/cluster/custom/json-path.js';

const object = {
  spec: {
    tags: ['x', 'y'],
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 443 },
    ],
    'odd.key': 1,
    deep: { name: 'c' },
    nothing: null,
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Old', status: 'False' },
    ],
  },
};

describe('jsonPath', () => {
  const cases: [path: string, found: unknown[]][] = [
    ['.spec.tags', [['x', 'y']]],
    ['.spec.tags[*]', ['x', 'y']],
    ['.spec.tags[0]', ['x']],
    ['.spec.tags[-1]', ['y']],
    ['.spec.ports[0:1].name', ['a']],
    ['.spec.odd\\.key', [1]],
    [".spec['odd.key']", [1]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type!='Ready')].status", ['False']],
    ['.spec.ports[?(@.port>100)].name', ['b']],
    ['.spec.ports[?(@.port>80)].name', ['b']],
    ['.spec.ports[?(@.port<443)].name', ['a']],
    ['.spec.ports[?(@.port>=443)].name', ['b']],
    ['.spec.ports[?(@.port<=80)].name', ['a']],
    ['.spec.nothing.name', []],
    ['.spec..name', ['a', 'b', 'c']],
    ['.spec.*.name', ['c']],
    ['.none.at.all', []],
    ['.constructor', []],
  ];
  for (const [path, found] of cases) it(`${path}`, () => assert.deepEqual(jsonPath(path)?.(object), found));
  it('is none for a text that is not one', () => {
    for (const text of ['.a[', '.a[b]', '.a[?(x)]']) assert.equal(jsonPath(text), undefined, text);
  });
});

describe('columns', () => {
  it('say what they show, and are the age where the definition has none', () => {
    const said = (columns: Parameters<typeof printerOf>[0]): unknown[] =>
      printerOf(columns).columns.map(({ name, description, priority }) => [name, description, priority]);
    const size = { name: 'Size', type: 'integer', jsonPath: '.spec.size' };
    assert.deepEqual(said([{ ...size, description: 'How large it is.', priority: 1 }, size]).slice(1), [
      ['Size', 'How large it is.', 1],
      ['Size', 'Custom resource definition column (in JSONPath format): .spec.size', 0],
    ]);
    assert.deepEqual(said([]).slice(1), said(undefined).slice(1));
    assert.deepEqual(
      printerOf().columns.map(({ name }) => name),
      ['Name', 'Age'],
    );
  });

  it('show a value of their type, and nothing of another', () => {
    const types = ['string', 'integer', 'number', 'boolean', 'date'];
    const values = [{ a: 1 }, 2.5, 'text', true, '2026-01-01T00:00:00Z'];
    const printer = printerOf(types.map((type) => ({ name: type, type, jsonPath: `.${type}` })));
    const row = (given: readonly unknown[]) => {
      const own = Object.fromEntries(types.map((type, i) => [type, given[i]]));
      return printer.cells(
        { apiVersion: 'v1', kind: 'X', metadata: { name: 'n' }, ...own },
        new Date('2026-01-01T00:01:05Z'),
      );
    };
    assert.deepEqual(row(values), ['n', '{"a":1}', 2, null, true, '65s']);
    assert.deepEqual(row(['x', 'y', 1.5, 'z', 'never']), ['n', 'x', null, 1.5, null, '<invalid>']);
    assert.deepEqual(row([]), ['n', null, null, null, null, null]);
  });
});
