/** Small checks of fields, whose texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import {
  fieldNotFound,
  intOrPercent,
  nonNegative,
  numberOrPortName,
  portNameFaults,
  portRange,
  tokenLifetime,
  validateLabelSelector,
  validateRequirement,
} from '../../../src/cluster/validation/field-checks.js';
import type { FieldError } from '../../../src/kube/status.js';

const told = (errors: readonly FieldError[]): string[] => errors.map(({ field, message }) => `${field}: ${message}`);

describe('a number', () => {
  it('is not negative', () => {
    for (const value of [0, 1, undefined, null, '-1']) assert.deepEqual(nonNegative(value, 'p'), []);
    assert.deepEqual(told(nonNegative(-1, 'p')), ['p: Invalid value: -1: must be greater than or equal to 0']);
  });

  it('of a port lies between the first and the last', () => {
    for (const value of [1, 80, 65535]) assert.deepEqual(portRange(value, 'p'), []);
    for (const value of [0, -1, 65536, '80', undefined, null])
      assert.deepEqual(told(portRange(value, 'p')), [
        `p: Invalid value: ${JSON.stringify(value ?? null)}: must be between 1 and 65535, inclusive`,
      ]);
  });

  it('may be a percentage', () => {
    for (const value of [0, 5, '0%', '93%', '1000%', undefined]) assert.deepEqual(intOrPercent(value, 'p'), []);
    assert.deepEqual(told(intOrPercent(-1, 'p')), ['p: Invalid value: -1: must be greater than or equal to 0']);
    for (const value of ['', '5', '-5%', '5%%', '1.5%', ' 5%', '5%\n'])
      assert.match(
        told(intOrPercent(value, 'p')).join(),
        /^p: Invalid value: ".*": a valid percent string must be a numeric/,
        value,
      );
  });

  it('of seconds is a lifetime of a token', () => {
    for (const seconds of [undefined, 600, 3600, 2 ** 32]) assert.deepEqual(tokenLifetime(seconds, 'p'), []);
    assert.deepEqual(told(tokenLifetime(599, 'p')), [
      'p: Invalid value: 599: may not specify a duration less than 10 minutes',
    ]);
    assert.deepEqual(told(tokenLifetime(2 ** 32 + 1, 'p')), [
      'p: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    ]);
  });
});

describe('the name of a port', () => {
  const [chars, letter] = [
    'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
    'must contain at least one letter (a-z)',
  ];
  const [twice, ends] = ['must not contain consecutive hyphens', 'must not begin or end with a hyphen'];
  const cases: [name: string, ...faults: string[]][] = [
    ['http'],
    ['a-1-b'],
    ['x'.repeat(15)],
    ['x'.repeat(16), 'must be no more than 15 characters'],
    ['Http', chars],
    ['a_b', chars],
    ['80', letter],
    ['', chars, letter],
    ['a--b', twice],
    ['-a', ends],
    ['a-', ends],
    ['--', letter, twice, ends],
  ];
  for (const [name, ...faults] of cases) {
    it(`${JSON.stringify(name)} has ${faults.length} faults`, () => assert.deepEqual(portNameFaults(name), faults));
  }

  it('stands in the place of a number', () => {
    assert.deepEqual(numberOrPortName('http', 'p'), []);
    assert.deepEqual(numberOrPortName(80, 'p'), []);
    assert.deepEqual(told(numberOrPortName('80', 'p')), [`p: Invalid value: "80": ${letter}`]);
    assert.deepEqual(told(numberOrPortName(0, 'p')), ['p: Invalid value: 0: must be between 1 and 65535, inclusive']);
  });
});

describe('a label selector', () => {
  const faults = (...matchExpressions: object[]): string[] => told(validateLabelSelector({ matchExpressions }, 's'));
  const at = (i: number): string => `s.matchExpressions[${i}]`;

  it('has labels and terms, or is none at all', () => {
    for (const selector of [undefined, null, {}, { matchLabels: { a: 'b' } }])
      assert.deepEqual(validateLabelSelector(selector, 's'), []);
    const terms = [
      { key: 'a', operator: 'In', values: ['x'] },
      { key: 'a', operator: 'NotIn', values: ['x', ''] },
    ];
    assert.deepEqual(
      faults(...terms, { key: 'a', operator: 'Exists' }, { key: 'a.b/c', operator: 'DoesNotExist', values: [] }),
      [],
    );
    assert.match(
      told(validateLabelSelector({ matchLabels: { '-': 'b', a: '-' } }, 's')).join('\n'),
      /^s\.matchLabels: .*"-": name part.*\ns\.matchLabels: .*"-": a valid label/,
    );
  });

  it('has values where its operator wants some, and none where not', () => {
    const wanted = "Required value: must be specified when `operator` is 'In' or 'NotIn'";
    const unwanted = "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    const of = (operator: string, ...values: string[]) => ({ key: 'a', operator, values });
    assert.deepEqual(faults(of('In'), of('NotIn'), of('Exists', 'x'), of('DoesNotExist', 'x')), [
      ...[`${at(0)}.values: ${wanted}`, `${at(1)}.values: ${wanted}`],
      ...[`${at(2)}.values: ${unwanted}`, `${at(3)}.values: ${unwanted}`],
    ]);
  });

  it('has an operator that is known, unless new ones are taken', () => {
    const term = { key: 'a', operator: 'Gt', values: ['1'] };
    const fault = 'operator: Invalid value: "Gt": not a valid selector operator';
    assert.deepEqual(faults(term), [`${at(0)}.${fault}`]);
    assert.deepEqual(told(validateRequirement(term, 't')), [`t.${fault}`]);
    assert.deepEqual(validateRequirement(term, 't', true), []);
  });

  it('has keys and values of the form of labels', () => {
    const lines = faults({ key: '', operator: 'Exists' }, { key: 'a', operator: 'In', values: ['x', '-', '-y'] });
    assert.deepEqual(
      lines.map((line) => line.split(':')[0]),
      [...[`${at(0)}.key`, `${at(0)}.key`, `${at(1)}.values[1]`, `${at(1)}.values[2]`]],
    );
  });
});

describe('an object that is not there', () => {
  it('is told by its name', () =>
    assert.deepEqual(fieldNotFound('f', 'x'), { reason: 'FieldValueNotFound', field: 'f', message: 'Not found: "x"' }));
});
