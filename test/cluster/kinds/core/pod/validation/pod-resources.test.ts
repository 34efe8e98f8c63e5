/** The rules for what a pod asks for as a whole. */
import assert from 'node:assert/strict';
import { validatePodResources } from '../../../../../../src/cluster/kinds/core/pod/validation/pod-resources.js';

const path = 'spec.resources';
const cases: [string, object, object, string[]][] = [
  ['what covers the containers', { requests: { cpu: '2' }, limits: { cpu: '2' } }, { requests: { cpu: '1' } }, []],
  [
    'another resource',
    { requests: { 'ephemeral-storage': '1Gi' } },
    {},
    [
      'requests[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
    ],
  ],
  [
    'requests above the limit',
    { requests: { cpu: '2' }, limits: { cpu: '1' } },
    {},
    ['requests: Invalid value: "2": must be less than or equal to cpu limit of 1'],
  ],
  [
    'less than the containers request',
    { requests: { cpu: '500m' } },
    { requests: { cpu: '1' } },
    ['requests[cpu]: Invalid value: "500m": must be greater than or equal to aggregate container requests of 1'],
  ],
  ['as much as a container is limited to', { limits: { cpu: '1' } }, { limits: { cpu: '1' } }, []],
  [
    'less than a container is limited to',
    { limits: { cpu: '1' } },
    { limits: { cpu: '2' } },
    ['containers[0][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1'],
  ],
];

describe('validatePodResources', () => {
  for (const [name, resources, container, want] of cases) {
    it(name, () => {
      const spec = { resources, containers: [{ name: 'c', resources: container }] };
      const faults = validatePodResources(spec, [], path).map(({ field, message }) => `${field}: ${message}`);
      assert.deepEqual(
        faults,
        want.map((fault) => `${path}.${fault}`),
      );
    });
  }

  it('a pod for Windows asks for nothing as a whole', () => {
    const spec = { os: { name: 'windows' }, resources: { requests: { cpu: '1' } }, containers: [] };
    assert.deepEqual(
      validatePodResources(spec, [], path).map(({ message }) => message),
      ['Forbidden: may not be set for a windows pod'],
    );
  });
});
