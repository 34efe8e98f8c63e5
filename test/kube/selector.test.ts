import assert from 'node:assert/strict';
import { labelSelectorTerms, matchesLabels, type Requirement } from '../../src/kube/selector.js';

const term = (operator: Requirement['operator'], ...values: string[]): Requirement => ({ key: 'a', operator, values });

describe('a term of a selector', () => {
  const cases: { is: Requirement; fits: (string | undefined)[]; fitsNot: (string | undefined)[] }[] = [
    { is: term('in', 'x', 'y'), fits: ['x', 'y'], fitsNot: ['z', '', undefined] },
    { is: term('in', ''), fits: [''], fitsNot: ['x', undefined] },
    { is: term('notin', 'x', 'y'), fits: ['z', '', undefined], fitsNot: ['x', 'y'] },
    { is: term('exists'), fits: ['', 'x'], fitsNot: [undefined] },
    { is: term('!'), fits: [undefined], fitsNot: ['', 'x'] },
    { is: term('gt', '9'), fits: ['10', '9223372036854775807'], fitsNot: ['9', '8', 'x', '', undefined] },
    { is: term('lt', '9'), fits: ['8', '-10'], fitsNot: ['9', '10', 'x', '', undefined] },
    { is: term('gt', '9223372036854775806'), fits: ['9223372036854775807'], fitsNot: ['9223372036854775806'] },
  ];
  for (const { is, fits, fitsNot } of cases) {
    const labels = (value: string | undefined): Record<string, string> =>
      value === undefined ? { b: '99' } : { a: value, b: '99' };
    it(`${is.operator} ${is.values.join(',')} fits ${fits.join(', ')} and no ${fitsNot.join(', ')}`, () => {
      for (const value of fits) assert.ok(matchesLabels([is], labels(value)), value);
      for (const value of fitsNot) assert.ok(!matchesLabels([is], labels(value)), value);
    });
  }

  it('is one of those that labels must all fit; without labels there is none to fit', () => {
    const both = [term('in', 'x'), { key: 'b', operator: 'exists', values: [] } as const satisfies Requirement];
    assert.ok(matchesLabels(both, { a: 'x', b: '' }));
    assert.ok(!matchesLabels(both, { a: 'x' }));
    assert.ok(!matchesLabels(both));
    assert.ok(matchesLabels([]));
  });
});

describe('a LabelSelector', () => {
  it('has a term for each label, and then one for each expression', () => {
    const selector = {
      matchLabels: { a: 'x' },
      matchExpressions: [
        { key: 'b', operator: 'In', values: ['1', '2'] },
        { key: 'c', operator: 'NotIn', values: ['3'] },
        { key: 'd', operator: 'Exists' },
        { key: 'e', operator: 'DoesNotExist' },
      ],
    };
    assert.deepEqual(labelSelectorTerms(selector), [
      { key: 'a', operator: 'in', values: ['x'] },
      { key: 'b', operator: 'in', values: ['1', '2'] },
      { key: 'c', operator: 'notin', values: ['3'] },
      { key: 'd', operator: 'exists', values: [] },
      { key: 'e', operator: '!', values: [] },
    ]);
    assert.deepEqual(labelSelectorTerms({}), []);
  });
});
