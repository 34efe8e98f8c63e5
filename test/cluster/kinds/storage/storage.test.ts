import assert from 'node:assert/strict';
import { faultsOf, updateFaultsOf } from '../faults.js';

const claim = (spec: object = {}): object => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});
const volume = (spec: object = {}): object => ({
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' }, ...spec },
});

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

describe('PersistentVolume', () => {
  const rows: [what: string, body: object, faults: string[]][] = [
    ['is right', volume(), []],
    ['of no kind', volume({ hostPath: undefined }), ['spec: Required value: must specify a volume type']],
    [
      'of two kinds',
      volume({ nfs: { server: 's', path: '/' } }),
      ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'a way up',
      volume({ hostPath: { path: '/../x' } }),
      [`spec.hostPath.path: Invalid value: "/../x": must not contain '..'`],
    ],
    [
      'of no size',
      volume({ capacity: { storage: '0' } }),
      ['spec.capacity[storage]: Invalid value: "0": must be greater than zero'],
    ],
  ];
  for (const [what, body, faults] of rows)
    it(what, () => assert.deepEqual(faultsOf('PersistentVolume', { ...body }), faults));
});

describe('PersistentVolumeClaim', () => {
  it('asks for something', () => {
    assert.deepEqual(faultsOf('PersistentVolumeClaim', { ...claim({ resources: {} }) }), [
      'spec.resources[storage]: Required value',
    ]);
    assert.deepEqual(
      faultsOf('PersistentVolumeClaim', { ...claim({ accessModes: ['ReadWriteOncePod', 'ReadOnlyMany'] }) }),
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    );
  });
  const bound = (spec: object): object => ({
    ...claim({ volumeName: 'v', ...spec }),
    status: { phase: 'Bound', capacity: { storage: '2Gi' } },
  });
  const size = (storage: string): object => ({ resources: { requests: { storage } } });
  it('gets a volume, and may grow when it has one', () => {
    const change = (before: object, after: object): string =>
      updateFaultsOf('PersistentVolumeClaim', { ...before }, { ...after }).join();
    assert.equal(change(claim(), claim({ volumeName: 'v' })), '');
    assert.match(change(claim({ volumeName: 'v' }), claim({ volumeName: 'w' })), /^spec: Forbidden: spec is immutable/);
    assert.match(change(claim(), claim(size('2Gi'))), /^spec: Forbidden: spec is immutable/);
    assert.equal(change(bound({}), bound(size('3Gi'))), '');
    assert.match(change(bound(size('3Gi')), bound(size('1Gi'))), /field can not be less than status\.capacity$/);
  });
});

describe('VolumeAttachment', () => {
  it('has one source', () => {
    const spec = { attacher: 'a.io', nodeName: 'n', source: {} };
    assert.deepEqual(faultsOf('VolumeAttachment', { spec }), [
      'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
    ]);
  });
});

describe('CSIDriver', () => {
  it('asks for tokens that live ten minutes, each for another audience', () => {
    const tokenRequests = [{ audience: 'a' }, { audience: 'a', expirationSeconds: 5 }];
    assert.deepEqual(faultsOf('CSIDriver', { spec: { tokenRequests } }), [
      'spec.tokenRequests[1].audience: Duplicate value: "a"',
      'spec.tokenRequests[1].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    ]);
  });
});
