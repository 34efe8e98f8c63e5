/** The rules for autoscalers; the texts are those of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
const spec = (more: object): { spec: object } => ({ spec: { maxReplicas: 3, scaleTargetRef, ...more } });
const of = (more: object): string[] => faultsOf('HorizontalPodAutoscaler', spec(more));
const utilization = { type: 'Utilization', averageUtilization: 50 };
const cpu = { type: 'Resource', resource: { name: 'cpu', target: utilization } };
const value = { type: 'Value', value: '1' };
const average = { type: 'AverageValue', averageValue: '1' };
const at = 'spec.metrics[0]';
const only = 'Forbidden: must populate the given metric source only';
const types = 'supported values: "ContainerResource", "External", "Object", "Pods", "Resource"';

describe('a HorizontalPodAutoscaler', () => {
  it('takes the simplest there is', () => assert.deepEqual(of({}), []));

  const cases: [string, object, string[]][] = [
    [
      'no maximum',
      { maxReplicas: 0 },
      [
        'spec.maxReplicas: Required value: must be set and greater than 0',
        'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
      ],
    ],
    [
      'a negative maximum',
      { maxReplicas: -1 },
      [
        'spec.maxReplicas: Invalid value: -1: must be greater than or equal to 1',
        'spec.maxReplicas: Invalid value: -1: must be greater than or equal to `minReplicas`',
      ],
    ],
    [
      'a target without a group',
      { scaleTargetRef: { ...scaleTargetRef, apiVersion: 'v1' } },
      ['spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group'],
    ],
    [
      'a version that cannot be read',
      { scaleTargetRef: { ...scaleTargetRef, apiVersion: 'a/b/c' } },
      ['spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c'],
    ],
    ['one number of pods', { minReplicas: 3, maxReplicas: 3 }, []],
    ['the one core kind that scales', { scaleTargetRef: { kind: 'ReplicationController', name: 'web' } }, []],
  ];
  for (const [name, more, want] of cases) it(name, () => assert.deepEqual(of(more), want));

  it('keeps a target that older rules allowed', () => {
    const old = spec({ scaleTargetRef: { ...scaleTargetRef, apiVersion: 'v1' } });
    assert.deepEqual(updateFaultsOf('HorizontalPodAutoscaler', old, old), []);
  });

  it('counts what there is in its status', () => {
    const status = { currentReplicas: -1, desiredReplicas: -1 };
    assert.deepEqual(updateFaultsOf('HorizontalPodAutoscaler', spec({}), { ...spec({}), status }, 'status'), [
      'status.currentReplicas: Invalid value: -1: must be greater than or equal to 0',
      'status.desiredReplicas: Invalid value: -1: must be greater than or equal to 0',
    ]);
  });
});

describe('a metric', () => {
  const cases: [string, object, string[]][] = [
    ['of the CPU', cpu, []],
    [
      'of no type',
      {},
      [
        `${at}.type: Required value: must specify a metric source type`,
        `${at}.type: Unsupported value: "": ${types}`,
        `${at}.type: Unsupported value: "": ${types}`,
      ],
    ],
    [
      'of another type than its source, of which only the first is validated',
      { type: 'Pods', pods: {}, external: { metric: { name: 'm' }, target: value } },
      [`${at}.external: ${only}`],
    ],
    [
      'of a source that is not there',
      { type: 'Object' },
      [`${at}.object: Required value: must populate information for the given metric source`],
    ],
    [
      'of an object, with either amount',
      {
        type: 'Object',
        object: { describedObject: { kind: 'Service', name: 's' }, metric: { name: 'm' }, target: { type: 'Value' } },
      },
      [`${at}.object.target.averageValue: Required value: must set either a target value or averageValue`],
    ],
    [
      'from outside, with one amount',
      { type: 'External', external: { metric: { name: 'a/b' }, target: { ...value, averageValue: '1' } } },
      [
        `${at}.external.metric.name: Invalid value: "a/b": may not contain '/'`,
        `${at}.external.target.value: Forbidden: may not set both a target value for metric and a per-pod target`,
      ],
    ],
    [
      'of pods, with an average',
      { type: 'Pods', pods: { target: { ...value, value: '0' } } },
      [
        `${at}.pods.metric.name: Required value: must specify a metric name`,
        `${at}.pods.target.value: Invalid value: "0": must be positive`,
        `${at}.pods.target.averageValue: Required value: must specify a positive target averageValue`,
      ],
    ],
    [
      'of a resource, with one amount',
      { type: 'Resource', resource: { target: { ...average, averageUtilization: 0 } } },
      [
        `${at}.resource.name: Required value: must specify a resource name`,
        `${at}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0`,
        `${at}.resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization`,
      ],
    ],
    [
      'of a container',
      { type: 'ContainerResource', containerResource: { name: 'pods', target: { averageValue: '1' } } },
      [
        `${at}.containerResource.name: Invalid value: "pods": must be a standard resource for containers`,
        `${at}.containerResource.container: Required value: must specify a container`,
        `${at}.containerResource.target.type: Required value: must specify a metric target type`,
        `${at}.containerResource.target.type: Invalid value: "": must be either Utilization, Value, or AverageValue`,
      ],
    ],
  ];
  for (const [name, metric, want] of cases) it(name, () => assert.deepEqual(of({ metrics: [metric] }), want));
});

describe('how an autoscaler behaves', () => {
  const up = (rules: object): string[] => of({ behavior: { scaleUp: rules } });
  const path = 'spec.behavior.scaleUp';
  const policy = { type: 'Pods', value: 1, periodSeconds: 15 };
  const cases: [string, object, string[]][] = [
    ['as it says', { policies: [policy], selectPolicy: 'Disabled' }, []],
    [
      'by a policy, where it names the list of them',
      { policies: [] },
      [`${path}.policies: Required value: must specify at least one Policy`],
    ],
    [
      'over an hour at most',
      { stabilizationWindowSeconds: 3601 },
      [`${path}.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600`],
    ],
    [
      'by a choice that is not empty',
      { selectPolicy: '' },
      [`${path}.selectPolicy: Unsupported value: "": supported values: "Disabled", "Max", "Min"`],
    ],
    [
      'in steps',
      { policies: [{ ...policy, type: 'Some', value: 0, periodSeconds: 1801 }] },
      [
        `${path}.policies[0].type: Unsupported value: "Some": supported values: "Percent", "Pods"`,
        `${path}.policies[0].value: Invalid value: 0: must be greater than zero`,
        `${path}.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800`,
      ],
    ],
    [
      'with a tolerance',
      { tolerance: '-1' },
      [`${path}.tolerance: Invalid value: "-1": must be greater than or equal to 0`],
    ],
  ];
  for (const [name, rules, want] of cases) it(name, () => assert.deepEqual(up(rules), want));
});
