/** What a pod asks for as a whole, and what its containers ask for together. */
import assert from 'node:assert/strict';
import { defaultPodResources, together } from '../../../../../src/cluster/kinds/core/pod/default-resources.js';
import { qosClass } from '../../../../../src/cluster/kinds/core/pod/qos-class.js';
import { formatQuantity } from '../../../../../src/kube/quantity.js';

const asking = (requests: object, more: object = {}) => ({ name: 'c', resources: { requests }, ...more });
const sidecar = { restartPolicy: 'Always' };

describe('together', () => {
  const cases: [string, object, Record<string, string>][] = [
    [
      'adds up containers',
      { containers: [asking({ cpu: '1' }), asking({ cpu: '500m', memory: '1Gi' })] },
      { cpu: '1500m', memory: '1Gi' },
    ],
    [
      'takes the greatest init container',
      { containers: [asking({ cpu: '1' })], initContainers: [asking({ cpu: '2' }), asking({ cpu: '3' })] },
      { cpu: '3' },
    ],
    [
      'adds sidecars',
      { containers: [asking({ cpu: '1' })], initContainers: [asking({ cpu: '2' }, sidecar)] },
      { cpu: '3' },
    ],
    [
      'adds the sidecars that run before an init container',
      { containers: [asking({ cpu: '1' })], initContainers: [asking({ cpu: '2' }, sidecar), asking({ cpu: '3' })] },
      { cpu: '5' },
    ],
  ];
  for (const [name, spec, want] of cases) {
    it(name, () => {
      const total = together(spec as Record<string, unknown>, 'requests');
      assert.deepEqual(Object.fromEntries([...total].map(([key, amount]) => [key, formatQuantity(amount)])), want);
    });
  }
});

describe('defaultPodResources', () => {
  const defaulted = (resources: object, container: object = {}) => {
    const spec = { resources, containers: [{ name: 'c', resources: container }] };
    defaultPodResources(spec);
    return spec.resources;
  };

  it('requests what the containers request together, or else as much as the limits', () => {
    const limits = { cpu: '2', memory: '1Gi' };
    assert.deepEqual(defaulted({ limits }, { requests: { cpu: '1' } }), {
      limits,
      requests: { cpu: '1', memory: '1Gi' },
    });
    assert.deepEqual(defaulted({ limits, requests: { cpu: '1500m' } }), {
      limits,
      requests: { cpu: '1500m', memory: '1Gi' },
    });
  });

  it('adds nothing where no limits are given', () => {
    assert.deepEqual(defaulted({ requests: { cpu: '2' } }, { requests: { memory: '1Gi' } }), {
      requests: { cpu: '2' },
    });
    assert.deepEqual(defaulted({}, { limits: { cpu: '1' } }), {});
  });

  it('limits huge pages to those of the containers', () => {
    const pages = { 'hugepages-2Mi': '4Mi' };
    assert.deepEqual(defaulted({ requests: { cpu: '1' } }, { limits: pages, requests: pages }), {
      limits: pages,
      requests: { cpu: '1', ...pages },
    });
  });
});

describe('the class of a pod that asks as a whole', () => {
  const both = { cpu: '1', memory: '1Gi' };
  const cases: [object, string][] = [
    [{ limits: both, requests: both }, 'Guaranteed'],
    [{ requests: both }, 'Burstable'],
    [{ limits: both, requests: { ...both, cpu: '500m' } }, 'Burstable'],
  ];
  for (const [resources, want] of cases) {
    it(`${JSON.stringify(resources)}: ${want}`, () => {
      assert.equal(qosClass({ resources, containers: [{ name: 'c' }] }), want);
    });
  }
});
