/** How much of a shared device's capacity a claim may ask for. */
import assert from 'node:assert/strict';
import { faultsOf } from '../faults.js';

describe('the policy of a capacity', () => {
  const told = (requestPolicy: object, value = '8Gi', allowMultipleAllocations = true): string[] => {
    const devices = [{ name: 'd', allowMultipleAllocations, capacity: { m: { value, requestPolicy } } }];
    const spec = { driver: 'a.b', pool: { name: 'p', resourceSliceCount: 1 }, allNodes: true, devices };
    return faultsOf('ResourceSlice', { spec }).map((one) =>
      one.replace(/^spec\.devices\[0\]\.capacity\[m\]\.requestPolicy\.?/, ''),
    );
  };
  const range = (validRange: object, asked = '1Gi', value = '8Gi'): string[] =>
    told({ default: asked, validRange }, value).map((one) => one.replace('validRange.', ''));

  it('is for devices that several claims share', () => {
    assert.deepEqual(told({ default: '1' }), []);
    assert.deepEqual(told({}, '1', false), [': Forbidden: allowMultipleAllocations must be true']);
  });

  it('is one of two, with a default', () => {
    assert.deepEqual(told({ validValues: ['1'], validRange: {} }), [
      ': Forbidden: exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time',
    ]);
    assert.deepEqual(told({ validValues: ['1'] }), ['default: Required value: required when validValues is defined']);
    assert.deepEqual(told({ validRange: {} }), ['default: Required value: required when validRange is defined']);
  });

  it('lists values from the smallest to the largest, each once', () => {
    assert.deepEqual(told({ default: '2', validValues: ['1', '2', '4'] }), []);
    assert.deepEqual(told({ default: '3', validValues: ['2', '1', '1500m', '9Gi'] }), [
      'validValues[1]: Invalid value: "1": values must be sorted in ascending order',
      'validValues[3]: Invalid value: "9Gi": option is larger than capacity value: 8Gi',
      // Kubernetes compares whole units
      'validValues[2]: Duplicate value: "2"',
      'validValues: Invalid value: "3": default value is not valid according to the requestPolicy',
    ]);
    const validValues = Array.from({ length: 11 }, (_, i) => String(i + 1));
    assert.deepEqual(told({ default: '1', validValues }), [
      'validValues: Too many: 11: must have at most 10 items',
      'validValues: Invalid value: "1": default value is not valid according to the requestPolicy',
    ]);
  });

  it('has a range that the default and the capacity are in', () => {
    assert.deepEqual(range({ min: '1Gi', max: '8Gi', step: '1Gi' }), []);
    assert.deepEqual(range({ max: '1' }), ['min: Required value: required when validRange is defined']);
    assert.deepEqual(range({ min: '10Gi', max: '2Gi', step: '1Gi' }, '3Gi'), [
      'min: Invalid value: "10Gi": min is larger than capacity value: 8Gi',
      'min: Invalid value: "3Gi": default is less than min: 10Gi',
      'max: Invalid value: "10Gi": min is larger than max: 2Gi',
      'max: Invalid value: "3Gi": default is more than max: 2Gi',
      'step: Invalid value: "1Gi": one step 11Gi is larger than capacity value: 8Gi',
    ]);
    assert.deepEqual(range({ min: '1', max: '9Gi' }), [
      'max: Invalid value: "9Gi": max is larger than capacity value: 8Gi',
    ]);
  });

  it('goes from its least amount by whole steps', () => {
    assert.deepEqual(range({ min: '1', max: '8', step: '3' }, '3', '8'), [
      'step: Invalid value: "3": value is not a multiple of a given step (3) from (1)',
      'step: Invalid value: "8": value is not a multiple of a given step (3) from (1)',
    ]);
    assert.deepEqual(range({ min: '1k', step: '10Gi' }, '1k'), [
      'step: Invalid value: "10Gi": one step 10737419240 is larger than capacity value: 8Gi',
    ]);
    assert.deepEqual(range({ min: '0', step: '10Gi' }, '0'), [
      'step: Invalid value: "10Gi": one step 10Gi is larger than capacity value: 8Gi',
    ]);
  });
});
