/** The rules for limit ranges. */
import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

describe('LimitRange', () => {
  const of = (...limits: object[]): string[] => faultsOf('LimitRange', { spec: { limits } });

  it('has no defaults for pods as a whole', () => {
    assert.deepEqual(of({ type: 'Pod', max: { cpu: '1' }, default: {} }), []);
    assert.deepEqual(of({ type: 'Pod', default: { cpu: '1' }, defaultRequest: { cpu: '1' } }), [
      "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
      "spec.limits[0].defaultRequest: Forbidden: may not be specified when `type` is 'Pod'",
    ]);
  });

  it('says of each type once what it limits', () => {
    const container = { type: 'Container', max: { cpu: '1' } };
    assert.deepEqual(of(container, { ...container, type: 'Pod' }), []);
    assert.deepEqual(of(container, container), ['spec.limits[1].type: Duplicate value: "Container"']);
  });
});

describe('the amounts of a limit range', () => {
  const of = (limit: object): string[] =>
    faultsOf('LimitRange', { spec: { limits: [{ type: 'Container', ...limit }] } }).map((fault) =>
      fault.replace('spec.limits[0].', ''),
    );
  const cpu = (amounts: Record<string, string>): string[] =>
    of(Object.fromEntries(Object.entries(amounts).map(([field, amount]) => [field, { cpu: amount }])));

  it('rise from the least over the usual to the most', () => {
    assert.deepEqual(cpu({ min: '1', defaultRequest: '2', default: '3', max: '4' }), []);
    assert.deepEqual(cpu({ min: '2', defaultRequest: '2', default: '2', max: '2' }), []);
    assert.deepEqual(cpu({ min: '5', defaultRequest: '5', default: '5', max: '4' }), [
      'min[cpu]: Invalid value: "5": min value 5 is greater than max value 4',
      'defaultRequest[cpu]: Invalid value: "5": default request value 5 is greater than max value 4',
      'default[cpu]: Invalid value: "4": default value 5 is greater than max value 4',
    ]);
    assert.deepEqual(cpu({ min: '3', defaultRequest: '2', default: '1' }), [
      'defaultRequest[cpu]: Invalid value: "2": min value 3 is greater than default request value 2',
      'defaultRequest[cpu]: Invalid value: "2": default request value 2 is greater than default limit value 1',
      'default[cpu]: Invalid value: "3": min value 3 is greater than default value 1',
    ]);
  });

  it('have a ratio of 1 at least, and no more than there can be', () => {
    assert.deepEqual(cpu({ min: '500m', max: '1', default: '1', maxLimitRequestRatio: '2' }), []);
    assert.deepEqual(cpu({ min: '500m', max: '1', default: '1', maxLimitRequestRatio: '2100m' }), [
      'maxLimitRequestRatio[cpu]: Invalid value: "2100m": ratio 2100m is greater than max/min = 2.000000',
    ]);
    assert.deepEqual(cpu({ maxLimitRequestRatio: '900m' }), [
      'maxLimitRequestRatio[cpu]: Invalid value: "900m": ratio 900m is less than 1',
    ]);
    assert.deepEqual(cpu({ max: '1', default: '1', maxLimitRequestRatio: '9' }), []);
  });

  it('are the same twice for what cannot be shared', () => {
    const name = 'example.com/gpu';
    assert.deepEqual(of({ default: { [name]: '1' }, defaultRequest: { [name]: '1' } }), []);
    assert.deepEqual(of({ default: { [name]: '2' }, defaultRequest: { [name]: '1' } }), [
      `defaultRequest[${name}]: Invalid value: "1": default value 2 must equal to defaultRequest value 1 in ${name}`,
    ]);
  });

  it('limit the storage of a claim, at the top or at the bottom', () => {
    const type = 'PersistentVolumeClaim';
    for (const field of ['min', 'max']) assert.deepEqual(of({ type, [field]: { storage: '1Gi' } }), []);
    assert.deepEqual(of({ type, default: { storage: '1Gi' } }), [
      'limits: Required value: either minimum or maximum storage value is required, but neither was provided',
    ]);
  });
});
