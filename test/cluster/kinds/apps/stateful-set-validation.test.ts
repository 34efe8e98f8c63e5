/** The rules for stateful sets; most texts are recorded answers of a kube-apiserver 1.36. */
import assert from 'node:assert/strict';
import { prepareForCreate } from '../../../../src/cluster/registry/prepare.js';
import { fields, list } from '../../../../src/kube/fields.js';
import { decoded, definitionOfKind, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const spec = { selector: { matchLabels: { app: 'web' } }, template };
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
