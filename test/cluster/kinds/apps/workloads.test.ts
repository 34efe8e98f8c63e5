/** The rules for workloads that go on, but stateful sets; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { fields } from '../../../../src/kube/fields.js';
import { decoded, faultsOf, updateCausesOf, updateFaultsOf, warningsOf } from '../faults.js';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const spec = { selector: { matchLabels: { app: 'web' } }, template };
const of = (more: object): string[] => faultsOf('Deployment', { spec: { ...spec, ...more } });

describe('validateDeployment', () => {
  it('takes the simplest there is', () => assert.deepEqual(of({}), []));

  const cases: [string, object, string[]][] = [
    ['replicas', { replicas: -1 }, ['spec.replicas: Invalid value: -1: must be greater than or equal to 0']],
    [
      'a selector that does not match',
      { selector: { matchLabels: { app: 'other' } } },
      ['spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`'],
    ],
    [
      'no selector',
      { selector: null },
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'an empty selector',
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'an operator without values',
      { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
      [
        "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"In"}]}: invalid label selector',
      ],
    ],
    [
      'a key that is no label key, whatever the template holds',
      { selector: { matchLabels: { 'a b': 'web' } }, template: { spec: { containers: [] } } },
      [
        `spec.selector.matchLabels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
        'spec.selector: Invalid value: {"matchLabels":{"a b":"web"}}: invalid label selector',
      ],
    ],
    [
      'ephemeral containers in the template',
      { template: { ...template, spec: { ...template.spec, ephemeralContainers: [{ name: 'e', image: 'i' }] } } },
      ['spec.template.spec.ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template'],
    ],
    [
      'an unknown restart policy, unsupported twice over',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Foo' } } },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Foo": supported values: "Always", "OnFailure", "Never"',
        'spec.template.spec.restartPolicy: Unsupported value: "Foo": supported values: "Always"',
      ],
    ],
    [
      'faults of the template',
      { template: { ...template, spec: { containers: [] } } },
      ['spec.template.spec.containers: Required value'],
    ],
    [
      'a template whose pods end',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'a template with a policy that nobody knows',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Sometimes' } } },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
        'spec.template.spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always"',
      ],
    ],
    [
      'a template with a deadline',
      { template: { ...template, spec: { ...template.spec, activeDeadlineSeconds: 5 } } },
      ['spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported'],
    ],
    [
      'a strategy',
      { strategy: { type: 'Slowly' } },
      [
        'spec.strategy: Unsupported value: {"Type":"Slowly","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
      ],
    ],
    [
      'Recreate with a rolling update',
      { strategy: { type: 'Recreate', rollingUpdate: {} } },
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'a rolling update that cannot move',
      { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      'more than all',
      { strategy: { rollingUpdate: { maxUnavailable: '101%' } } },
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%'],
    ],
    [
      'a deadline that is over before a pod is available',
      { minReadySeconds: 10, progressDeadlineSeconds: 10 },
      ['spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds'],
    ],
  ];
  for (const [name, more, want] of cases) it(name, () => assert.deepEqual(of(more), want));

  it('a share that is no percentage', () => {
    const [fault] = of({ strategy: { rollingUpdate: { maxSurge: 'half' } } });
    assert.match(
      fault ?? '',
      /^spec\.strategy\.rollingUpdate\.maxSurge: Invalid value: "half": a valid percent string/,
    );
  });

  it('the selector cannot change', () => {
    const selector = { matchLabels: { app: 'new' } };
    const after = { selector, template: { ...template, metadata: { labels: { app: 'new' } } } };
    assert.deepEqual(updateFaultsOf('Deployment', { spec }, { spec: after }), [
      'spec.selector: Invalid value: {"matchLabels":{"app":"new"}}: field is immutable',
    ]);
    assert.deepEqual(updateFaultsOf('Deployment', { spec }, { spec: { ...spec, replicas: 0 } }), []);
  });
});

describe('validateReplicaSet', () => {
  it('has the same rules for replicas, selector and template', () => {
    assert.deepEqual(faultsOf('ReplicaSet', { spec }), []);
    assert.deepEqual(
      faultsOf('ReplicaSet', { spec: { ...spec, replicas: -1, selector: { matchLabels: { a: 'b' } } } }),
      [
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
      ],
    );
  });
});

describe('a daemon set', () => {
  const set = (more: object): string[] => faultsOf('DaemonSet', { spec: { ...spec, ...more } });
  const rolling = (rollingUpdate: object) => set({ updateStrategy: { rollingUpdate } });
  it('has one of the two ways to roll', () => {
    const path = 'spec.updateStrategy.rollingUpdate';
    assert.deepEqual(set({}), []);
    assert.deepEqual(rolling({ maxSurge: '10%', maxUnavailable: 0 }), []);
    assert.deepEqual(rolling({ maxSurge: 1 }), [
      `${path}.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero`,
    ]);
    assert.deepEqual(rolling({ maxUnavailable: '101%' }), [
      `${path}.maxUnavailable: Invalid value: "101%": must not be greater than 100%`,
    ]);
    assert.deepEqual(set({ updateStrategy: { type: 'Chaos' } }), [
      'spec.updateStrategy: Unsupported value: {"Type":"Chaos","RollingUpdate":null}: supported values: "RollingUpdate", "OnDelete"',
    ]);
  });
  it('takes a negative number and an empty text for something', () => {
    const path = 'spec.updateStrategy.rollingUpdate';
    assert.deepEqual(rolling({ maxUnavailable: -1 }), [
      `${path}.maxUnavailable: Invalid value: -1: must be greater than or equal to 0`,
    ]);
    const [percent = '', ...rest] = rolling({ maxUnavailable: '' });
    assert.match(percent, /^spec\.updateStrategy\.rollingUpdate\.maxUnavailable: Invalid value: "": a valid percent/);
    assert.deepEqual(rest, [`${path}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0`]);
  });
  it('has both numbers, where it has one without rolling', () => {
    const made = decoded('DaemonSet', { spec: { ...spec, updateStrategy: { type: 'OnDelete', rollingUpdate: {} } } });
    const rollingUpdate = { maxUnavailable: 0, maxSurge: 0 };
    assert.deepEqual(fields(made.spec).updateStrategy, { type: 'OnDelete', rollingUpdate });
  });
  it('says first that its selector may not change', () => {
    const after = { spec: { ...spec, selector: { matchLabels: { app: 'new' } }, minReadySeconds: -1 } };
    const paths = updateCausesOf('DaemonSet', { spec }, after).map((cause) => cause.split(':')[0]);
    assert.deepEqual(paths, ['spec.selector', 'spec.template.metadata.labels', 'spec.minReadySeconds']);
  });
  it('warns of its template when that is new, and never of its name', () => {
    const pod = { ...template.spec, nodeSelector: { 'beta.kubernetes.io/os': 'linux' } };
    const metadata = { name: 'a.b' };
    const warned = decoded('DaemonSet', { metadata, spec: { ...spec, template: { ...template, spec: pod } } });
    assert.equal(warningsOf(warned).length, 1);
    assert.equal(warningsOf(warned, decoded('DaemonSet', { metadata, spec })).length, 1);
    assert.deepEqual(warningsOf(warned, warned), []);
  });
});

describe('a replication controller', () => {
  it('has the labels of its pods, where it has none', () => {
    assert.deepEqual(faultsOf('ReplicationController', { spec: { template } }), []);
    assert.deepEqual(faultsOf('ReplicationController', { spec: { selector: { app: 'other' }, template } }), [
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ]);
    assert.deepEqual(faultsOf('ReplicationController', { spec: { replicas: -1 } }), [
      'spec.selector: Required value',
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.template: Required value',
    ]);
  });
});

describe('a controller revision', () => {
  it('has an object for its data', () => {
    const of = (data?: unknown): string[] => faultsOf('ControllerRevision', { data, revision: 1 });
    assert.deepEqual(of({}), []);
    assert.deepEqual(of(), ['data: Required value: data is mandatory']);
    assert.deepEqual(of('x'), ['data: Required value: data must be a valid JSON object']);
  });
});

describe('the status of a workload', () => {
  const causes = (kind: string, status: object): string[] => updateCausesOf(kind, { spec }, { spec, status }, 'status');
  const negative = (name: string): string => `status.${name}: Invalid value: -1: must be greater than or equal to 0`;
  it('has no negative count', () => {
    for (const kind of ['Deployment', 'ReplicaSet']) {
      assert.deepEqual(causes(kind, { terminatingReplicas: -1 }), [negative('terminatingReplicas')]);
    }
    assert.deepEqual(causes('DaemonSet', { collisionCount: -1 }), [negative('collisionCount')]);
  });
  it('has no more available pods than ready ones', () => {
    const status = { replicas: 1, availableReplicas: 1 };
    const cause = 'status.availableReplicas: Invalid value: 1: cannot be greater than';
    assert.deepEqual(causes('Deployment', status), [`${cause} readyReplicas`]);
    assert.deepEqual(causes('StatefulSet', status), [`${cause} status.readyReplicas`]);
  });
});
