/** The rules for workloads that go on; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { prepareForCreate } from '../../../../src/cluster/registry/prepare.js';
import { fields, list } from '../../../../src/kube/fields.js';
import { decoded, definitionOfKind, faultsOf, updateCausesOf, updateFaultsOf, warningsOf } from '../faults.js';

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

const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const mounting = (name: string, volumes: object[]): object => ({
  containers: [{ name: 'c', image: 'i', volumeMounts: [{ name, mountPath: '/data' }] }],
  volumes,
});

describe('a stateful set', () => {
  const set = (more: object): string[] => faultsOf('StatefulSet', { spec: { ...spec, ...more } });
  const cases: [string, object, string[]][] = [
    ['is right without any more', {}, []],
    [
      'selects something',
      { selector: {} },
      ['spec.selector: Invalid value: {}: empty selector is invalid for statefulset'],
    ],
    [
      'has pods that go on',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 } } },
      [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
        'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in StatefulSet is not Supported',
      ],
    ],
    [
      'has a partition only where it rolls',
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      [
        `spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":1,"MaxUnavailable":null}: only allowed for updateStrategy 'RollingUpdate'`,
      ],
    ],
    [
      'has pods that can be',
      { template: { ...template, spec: { containers: [] } } },
      ['spec.template.spec.containers: Required value'],
    ],
    [
      'has a service with the name of a label',
      { serviceName: 'a.b' },
      ['spec.serviceName: Invalid value: "a.b": must not contain dots'],
    ],
    [
      'has claims that ask for storage',
      { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }] },
      ['spec.volumeClaimTemplates[0].spec.resources[storage]: Required value'],
    ],
    [
      'mounts its claims, which take the place of volumes of their names',
      {
        volumeClaimTemplates: [claim],
        template: { ...template, spec: mounting('data', [{ name: 'data', emptyDir: {} }]) },
      },
      [],
    ],
    [
      'gives its pods their names, whatever their template says',
      { template: { ...template, spec: { ...template.spec, hostname: 'A_', subdomain: 'B_' } } },
      [],
    ],
    [
      'compares no labels with a selector that has faults',
      { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
      [
        "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"In"}]}',
      ],
    ],
    [
      'keeps claims or deletes them',
      { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Archive' } },
      [
        'spec.persistentVolumeClaimRetentionPolicy.whenScaled: Unsupported value: "Archive": supported values: "Retain", "Delete"',
      ],
    ],
  ];
  for (const [name, more, want] of cases) it(name, () => assert.deepEqual(set(more), want));

  it('tells of labels in its template twice', () => {
    const metadata = { labels: { app: 'web', k: '-' } };
    const paths = set({ template: { ...template, metadata } }).map((fault) => fault.split(':')[0]);
    assert.deepEqual(paths, ['spec.template.labels', 'spec.template.labels']);
  });

  it('has a name without dots', () => {
    assert.deepEqual(faultsOf('StatefulSet', { metadata: { name: 'a.b' }, spec }), [
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ]);
  });

  it('has a partition only where it names no strategy, or rolls', () => {
    const strategyOf = (updateStrategy?: object): unknown =>
      fields(decoded('StatefulSet', { spec: { ...spec, updateStrategy } }).spec).updateStrategy;
    assert.deepEqual(strategyOf(), { type: 'RollingUpdate', rollingUpdate: { partition: 0 } });
    assert.deepEqual(strategyOf({ type: 'RollingUpdate' }), { type: 'RollingUpdate' });
    assert.deepEqual(strategyOf({ type: 'RollingUpdate', rollingUpdate: {} }), {
      type: 'RollingUpdate',
      rollingUpdate: { partition: 0 },
    });
  });

  it('loses maxUnavailable, and has claims of one kind', () => {
    const updateStrategy = { rollingUpdate: { maxUnavailable: 'x' } };
    const volumeClaimTemplates = [{ ...claim, apiVersion: 'v2', kind: 'Claim' }];
    const made = decoded('StatefulSet', { spec: { ...spec, updateStrategy, volumeClaimTemplates } });
    prepareForCreate(made, definitionOfKind('StatefulSet'), new Date(0));
    const { updateStrategy: strategy, volumeClaimTemplates: claims } = fields(made.spec);
    assert.deepEqual(strategy, { type: 'RollingUpdate', rollingUpdate: { partition: 0 } });
    const [{ apiVersion, kind } = {}] = list(claims);
    assert.deepEqual([apiVersion, kind], ['v1', 'PersistentVolumeClaim']);
  });

  it('warns of a history without end', () => {
    const warned = warningsOf(decoded('StatefulSet', { spec: { ...spec, revisionHistoryLimit: -1 } }));
    assert.match(warned.join(), /^spec\.revisionHistoryLimit: a negative value retains all historical revisions/);
  });

  it('may be changed where its old template breaks a rule, and a new template is then not looked at', () => {
    const broken = { ...spec, template: { ...template, spec: { containers: [] } } };
    assert.deepEqual(updateFaultsOf('StatefulSet', { spec: broken }, { spec: { ...broken, replicas: 2 } }), []);
    assert.deepEqual(updateFaultsOf('StatefulSet', { spec }, { spec: broken }), [
      'spec.template.spec.containers: Required value',
    ]);
  });

  it('may change in its size, and not in its claims', () => {
    const claims = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'] } }];
    const change = (more: object) => updateFaultsOf('StatefulSet', { spec }, { spec: { ...spec, ...more } });
    assert.deepEqual(change({ replicas: 5, minReadySeconds: 1 }), []);
    assert.match(change({ volumeClaimTemplates: claims }).join(), /^spec: Forbidden: updates to statefulset spec/);
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
