import assert from 'node:assert/strict';
import { age, cellsOf, creationTimestamp, meta } from './cells.js';

const going = meta({ deletionTimestamp: creationTimestamp });
const oldClass = meta({ annotations: { 'volume.beta.kubernetes.io/storage-class': 'old' } });

describe('a claim in a table', () => {
  it('has what its volume has, once it is bound', () => {
    const spec = { volumeName: 'pv', storageClassName: 'fast', volumeAttributesClassName: 'gold', volumeMode: 'Block' };
    const accessModes = ['ReadWriteMany', 'ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteOncePod', 'ReadWriteOnce'];
    const status = { phase: 'Bound', capacity: { storage: '2Gi' }, accessModes };
    assert.deepEqual(cellsOf('PersistentVolumeClaim', { spec, status }), [
      ...['x', 'Bound', 'pv', '2Gi', 'RWO,ROX,RWX,RWOP', 'fast', 'gold', age, 'Block'],
    ]);
    assert.deepEqual(cellsOf('PersistentVolumeClaim', { spec: { volumeName: 'pv' } }, 'Capacity', 'Access Modes'), [
      '0',
      '',
    ]);
  });

  it('has nothing of one before', () => {
    const status = { phase: 'Pending', capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'] };
    assert.deepEqual(cellsOf('PersistentVolumeClaim', { spec: {}, status }), [
      ...['x', 'Pending', '', '', '', '', '<unset>', age, '<unset>'],
    ]);
  });

  it('says that it is going, and has the class of its annotation', () => {
    assert.deepEqual(cellsOf('PersistentVolumeClaim', { status: { phase: 'Bound' }, ...going }, 'Status'), [
      'Terminating',
    ]);
    assert.deepEqual(
      cellsOf('PersistentVolumeClaim', { spec: { storageClassName: 'new' }, ...oldClass }, 'StorageClass'),
      ['old'],
    );
  });
});

describe('a volume in a table', () => {
  it('has its capacity, its claim and why it is so', () => {
    const spec = {
      ...{ capacity: { storage: '2Gi' }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain' },
      ...{ claimRef: { namespace: 'lab', name: 'data' }, storageClassName: 'fast', volumeMode: 'Filesystem' },
    };
    assert.deepEqual(cellsOf('PersistentVolume', { spec, status: { phase: 'Failed', reason: 'why' } }), [
      ...['x', '2Gi', 'RWO', 'Retain', 'Failed', 'lab/data', 'fast', '<unset>', 'why', age, 'Filesystem'],
    ]);
    assert.deepEqual(cellsOf('PersistentVolume', { ...going }, 'Capacity', 'Status', 'Claim'), [
      '0',
      'Terminating',
      '',
    ]);
  });
});

describe('a class in a table', () => {
  it('is marked when it is the default', () => {
    const name = (kind: string, annotation: string, value = 'true') =>
      cellsOf(kind, meta({ annotations: { [`${annotation}/is-default-class`]: value } }))[0];
    for (const domain of ['storageclass.kubernetes.io', 'storageclass.beta.kubernetes.io']) {
      assert.equal(name('StorageClass', domain), 'x (default)', domain);
      assert.equal(name('StorageClass', domain, 'false'), 'x', domain);
    }
    assert.equal(name('VolumeAttributesClass', 'volumeattributesclass.alpha.kubernetes.io'), 'x (default)');
    assert.equal(name('VolumeAttributesClass', 'storageclass.kubernetes.io'), 'x');
  });

  it('has what makes its volumes', () => {
    const fields = { provisioner: 'p', reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' };
    assert.deepEqual(cellsOf('StorageClass', fields), ['x', 'p', 'Delete', 'Immediate', false, age]);
    assert.equal(cellsOf('StorageClass', { allowVolumeExpansion: true })[4], true);
    assert.deepEqual(cellsOf('VolumeAttributesClass', { driverName: 'd' }), ['x', 'd', age]);
  });
});

describe('what drivers know, in a table', () => {
  it('a driver says what it wants', () => {
    const spec = {
      ...{ attachRequired: true, podInfoOnMount: true, storageCapacity: true, requiresRepublish: true },
      ...{ tokenRequests: [{ audience: 'a' }, { audience: 'b' }], volumeLifecycleModes: ['Persistent', 'Ephemeral'] },
    };
    assert.deepEqual(cellsOf('CSIDriver', { spec }), ['x', true, true, true, 'a,b', true, 'Persistent,Ephemeral', age]);
    assert.deepEqual(cellsOf('CSIDriver', {}).slice(4), ['<unset>', false, '<none>', age]);
  });

  it('a node counts its drivers', () =>
    assert.deepEqual(cellsOf('CSINode', { spec: { drivers: [{}, {}] } }), ['x', 2, age]));

  it('an attachment says what is where', () => {
    const spec = { attacher: 'd', nodeName: 'n1', source: { persistentVolumeName: 'pv' } };
    assert.deepEqual(cellsOf('VolumeAttachment', { spec, status: { attached: true } }), [
      'x',
      'd',
      'pv',
      'n1',
      true,
      age,
    ]);
    assert.deepEqual(cellsOf('VolumeAttachment', {}).slice(2), ['', undefined, false, age]);
  });
});
