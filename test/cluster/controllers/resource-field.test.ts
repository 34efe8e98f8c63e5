import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import type { Container } from '../../../src/cluster/controllers/pod-objects.js';
import { resourceField } from '../../../src/cluster/controllers/resource-field.js';

const container: Container = {
  name: 'c',
  resources: {
    requests: { cpu: '250m', memory: '100Mi', 'ephemeral-storage': '2e9' },
    limits: { memory: '128Mi' },
  },
};

describe('a reference to the resources of a container', () => {
  for (const [resource, divisor, expected] of [
    ['requests.cpu', undefined, '1'],
    ['requests.cpu', '0', '1'],
    ['requests.cpu', '1m', '250'],
    ['requests.cpu', '100m', '3'],
    ['requests.memory', undefined, '104857600'],
    ['requests.memory', '1Mi', '100'],
    ['requests.memory', '64Mi', '2'],
    ['requests.ephemeral-storage', '1M', '2000'],
    ['limits.memory', '1Ki', '131072'],
    ['requests.hugepages-2Mi', undefined, '0'],
  ] as const) {
    it(`${resource} in ${divisor ?? 'whole units'} is ${expected}`, () =>
      assert.equal(resourceField(container, { resource, divisor }), expected));
  }

  it('to a limit that is not set gives what the node has', () => {
    assert.equal(resourceField(container, { resource: 'limits.cpu' }), String(availableParallelism()));
    assert.equal(resourceField({ name: 'c' }, { resource: 'limits.ephemeral-storage', divisor: '1Gi' }), '10');
  });
});
