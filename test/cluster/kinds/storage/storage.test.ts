import assert from 'node:assert/strict';
import { type Fields, fields } from '../../../../src/kube/fields.js';
import { qualifiedNameFaults } from '../../../../src/kube/names.js';
import type { KubeObject } from '../../../../src/kube/object.js';
import { decoded, definitionOfKind, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

describe('StorageClass', () => {
  it('names a provisioner, and stays as it is', () => {
    assert.deepEqual(faultsOf('StorageClass', { provisioner: '', reclaimPolicy: 'Burn' }), [
      'provisioner: Required value',
      'reclaimPolicy: Unsupported value: "Burn": supported values: "Delete", "Retain"',
    ]);
    assert.deepEqual(updateFaultsOf('StorageClass', { provisioner: 'a' }, { provisioner: 'b' }), [
      'provisioner: Invalid value: "b": field is immutable',
    ]);
  });
});

describe('StorageClass.allowedTopologies', () => {
  const term = (...expressions: object[]): object => ({ matchLabelExpressions: expressions });
  const faults = (...allowedTopologies: object[]): string[] =>
    faultsOf('StorageClass', { provisioner: 'p', allowedTopologies });
  const zone = { key: 'zone', values: ['a', 'b'] };
  it('are terms that differ', () => {
    assert.deepEqual(faults(term(zone), term({ ...zone, values: ['a'] })), []);
    const again = (i: number): string => `allowedTopologies[${i}].matchLabelExpressions: Duplicate value: ""`;
    assert.deepEqual(faults(term(zone), term({ ...zone, values: ['b', 'a'] })), [again(1)]);
    // as many times as there are terms
    assert.deepEqual(faults(term(zone), term()), [again(1), again(1)]);
  });

  it('name each label and each value once', () => {
    assert.deepEqual(faults(term({ key: 'zone', values: ['a', 'a'] }, { key: 'zone' })), [
      'allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "a"',
      'allowedTopologies[0].matchLabelExpressions[1].values: Required value',
      'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "zone"',
    ]);
  });
});

describe('VolumeAttachment', () => {
  const attachment = (source: object, more: object = {}): Fields => ({
    spec: { attacher: 'a.io', nodeName: 'n', source, ...more },
  });
  const why = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  const inline = { accessModes: ['ReadWriteOnce'], csi: { driver: 'a', volumeHandle: 'h' } };
  const where = 'in the context of inline volumes';
  const rows: [what: string, body: Fields, faults: string[]][] = [
    ['no source', attachment({}), [`spec.source: Required value: ${why}`]],
    [
      'two sources',
      attachment({ persistentVolumeName: 'v', inlineVolumeSpec: inline }),
      [`spec.source: Forbidden: ${why}`],
    ],
    ['an inline volume', attachment({ inlineVolumeSpec: inline }), []],
    [
      'an inline volume with a class, and of another kind',
      attachment({
        inlineVolumeSpec: { accessModes: ['ReadWriteOnce'], nfs: { server: 's', path: '/' }, storageClassName: 'c' },
      }),
      [
        `spec.source.inlineVolumeSpec.csi: Required value: has to be specified ${where}`,
        `spec.source.inlineVolumeSpec.storageClassName: Forbidden: may not be specified ${where}`,
      ],
    ],
    [
      'a driver with a long name',
      attachment({ persistentVolumeName: 'v' }, { attacher: 'a'.repeat(64) }),
      ['spec.attacher: Too long: may not be more than 63 bytes'],
    ],
  ];
  for (const [what, body, faults] of rows) it(what, () => assert.deepEqual(faultsOf('VolumeAttachment', body), faults));
});

describe('the status of a VolumeAttachment', () => {
  const spec = { attacher: 'a.io', nodeName: 'n', source: { persistentVolumeName: 'v' } };
  it('has errors of some length, with codes', () => {
    const attachError = { message: 'x'.repeat(1025), errorCode: -1 };
    const after = { spec, status: { attached: false, attachError } };
    assert.deepEqual(updateFaultsOf('VolumeAttachment', { spec }, after, 'status'), [
      'status.attachError.message: Too long: may not be more than 262144 bytes',
      'status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ]);
  });

  it('changes no label with it', () => {
    const [before, after] = [{ a: 'b' }, { a: 'c' }].map((labels) =>
      decoded('VolumeAttachment', { metadata: { labels }, spec }),
    ) as [KubeObject, KubeObject];
    definitionOfKind('VolumeAttachment').prepare?.through?.status?.(after, before, new Date());
    assert.deepEqual(after.metadata.labels, { a: 'b' });
  });
});

describe('VolumeAttributesClass', () => {
  it('has parameters, which stay', () => {
    assert.deepEqual(faultsOf('VolumeAttributesClass', { driverName: 'Bad!' }), [
      `driverName: Invalid value: "bad!": ${qualifiedNameFaults('bad!')[0]}`,
      'parameters: Required value: must contain at least one key/value pair',
    ]);
    const many = (count: number): string[] => {
      const parameters = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, '']));
      return faultsOf('VolumeAttributesClass', { driverName: 'a', parameters });
    };
    assert.deepEqual(many(512), []);
    assert.deepEqual(many(513), ['parameters: Too long: may not be more than 512 bytes']);
    const one = { driverName: 'a', parameters: { iops: '1' } };
    assert.deepEqual(updateFaultsOf('VolumeAttributesClass', one, { ...one, parameters: { iops: '2' } }), [
      'parameters: Forbidden: updates to parameters are forbidden.',
    ]);
  });
});

describe('CSIDriver', () => {
  const request = { audience: 'a', expirationSeconds: 600 };
  const rows: [what: string, spec: object, faults: string[]][] = [
    ['a token for an audience', { tokenRequests: [request] }, []],
    [
      'a token that ends too soon, and another for its audience',
      {
        tokenRequests: [
          { audience: 'a', expirationSeconds: 5 },
          { audience: 'a', expirationSeconds: 5 },
        ],
      },
      [
        'spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
        'spec.tokenRequests[1].audience: Duplicate value: "a"',
      ],
    ],
    [
      'a short period',
      { nodeAllocatableUpdatePeriodSeconds: 9 },
      ['spec.nodeAllocatableUpdatePeriodSeconds: Invalid value: 9: must be greater than or equal to 10 seconds'],
    ],
    [
      'a place for tokens without tokens',
      { serviceAccountTokenInSecrets: false },
      [
        'spec.serviceAccountTokenInSecrets: Invalid value: false: serviceAccountTokenInSecrets is set but no tokenRequests are specified',
      ],
    ],
  ];
  for (const [what, spec, faults] of rows) it(what, () => assert.deepEqual(faultsOf('CSIDriver', { spec }), faults));

  it('warns of tokens that may be logged, when they are new', () => {
    const driver = decoded('CSIDriver', { spec: { tokenRequests: [request] } });
    assert.equal(warningsOf(driver).length, 1);
    assert.equal(warningsOf(driver, decoded('CSIDriver', { spec: {} })).length, 1);
    assert.deepEqual(warningsOf(driver, driver), []);
  });

  it('has a generation from its first change on, and no field that is off', () => {
    const { prepare } = definitionOfKind('CSIDriver');
    const driver = decoded('CSIDriver', { spec: { preventPodSchedulingIfMissing: true } });
    prepare?.create?.(driver);
    assert.equal(fields(driver.spec).preventPodSchedulingIfMissing, undefined);
    const changed = decoded('CSIDriver', { spec: { podInfoOnMount: true } });
    prepare?.update?.(changed, driver, '');
    assert.equal(changed.metadata.generation, 1);
  });
});

describe('CSINode', () => {
  const node = (driver: object): Fields => ({ spec: { drivers: [{ name: 'a.b', nodeID: 'n', ...driver }] } });
  it('has drivers with topology keys, each once', () => {
    assert.deepEqual(faultsOf('CSINode', node({ topologyKeys: ['k', 'k'], allocatable: { count: -1 } })), [
      'spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0',
      'spec.drivers[0]: Duplicate value: "k"',
    ]);
  });

  it('changes what a driver takes, and nothing else of it', () => {
    assert.deepEqual(updateFaultsOf('CSINode', node({}), node({ allocatable: { count: 2 } })), []);
    assert.deepEqual(updateFaultsOf('CSINode', node({ topologyKeys: [] }), node({})), []);
    assert.deepEqual(updateFaultsOf('CSINode', node({}), node({ nodeID: 'm' })), [
      'spec.drivers: Invalid value: {"Name":"a.b","NodeID":"m","TopologyKeys":null,"Allocatable":null}: field is immutable',
    ]);
  });
});

describe('CSIStorageCapacity', () => {
  it('is not negative', () => {
    assert.deepEqual(faultsOf('CSIStorageCapacity', { storageClassName: 'c', capacity: '-1' }), [
      'capacity: Invalid value: "-1": must be greater than or equal to 0',
    ]);
  });
});
