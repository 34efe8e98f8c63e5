import assert from 'node:assert/strict';
import { type Fields, fields } from '../../../../src/kube/fields.js';
import { decoded, definitionOfKind, faultsOf, updateFaultsOf, warningsOf } from '../faults.js';

const claim = (spec: object = {}): object => ({
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
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

describe('PersistentVolumeClaim, beside its size', () => {
  const ref = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 's' };
  const prepared = (spec: object, old?: object): Fields => {
    const object = decoded('PersistentVolumeClaim', claim(spec) as Fields);
    const { prepare } = definitionOfKind('PersistentVolumeClaim');
    if (old) prepare?.update?.(object, decoded('PersistentVolumeClaim', claim(old) as Fields), '');
    else prepare?.create?.(object);
    return fields(object.spec);
  };

  it('names its source in both fields', () => {
    assert.deepEqual(prepared({ dataSource: ref }).dataSourceRef, ref);
    assert.deepEqual(prepared({ dataSourceRef: { ...ref, kind: 'Any' } }).dataSource, { ...ref, kind: 'Any' });
    const volume = { kind: 'PersistentVolumeClaim', name: 'c' };
    assert.deepEqual(prepared({ dataSource: volume }).dataSourceRef, { apiGroup: null, ...volume });
  });

  it('loses a source that is no claim and no snapshot, and one in another namespace', () => {
    const { dataSource, dataSourceRef } = prepared({ dataSource: { ...ref, kind: 'Any' } });
    assert.deepEqual([dataSource, dataSourceRef], [undefined, undefined]);
    assert.equal(prepared({ dataSourceRef: { ...ref, namespace: 'n' } }).dataSourceRef, undefined);
    // what a claim had before stays
    assert.deepEqual(prepared({ dataSource: { ...ref, kind: 'Any' } }, { dataSource: ref }).dataSourceRef, {
      ...ref,
      kind: 'Any',
    });
  });

  const rows: [what: string, spec: object, faults: string[]][] = [
    [
      'sources that differ',
      { dataSource: ref, dataSourceRef: { ...ref, name: 't' } },
      ['spec: Invalid value: {}: must match dataSourceRef'],
    ],
    [
      'a source without a group',
      { dataSource: { kind: 'Any', name: 's' } },
      [
        'spec.dataSource: Invalid value: "Any": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
      ],
    ],
    [
      'a mode that is none',
      { volumeMode: '' },
      ['spec.volumeMode: Unsupported value: "": supported values: "Block", "Filesystem"'],
    ],
  ];
  for (const [what, spec, faults] of rows) {
    it(what, () => assert.deepEqual(faultsOf('PersistentVolumeClaim', claim(spec) as Fields), faults));
  }

  it('gets a class later, or the class of its annotation', () => {
    const annotated = (name: string, spec: object = {}): Fields => ({
      ...claim(spec),
      metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': name } },
    });
    const change = (before: Fields, after: Fields): string[] => updateFaultsOf('PersistentVolumeClaim', before, after);
    const plain = claim() as Fields;
    assert.deepEqual(change(plain, claim({ storageClassName: 'a' }) as Fields), []);
    assert.deepEqual(change(annotated('a'), annotated('a', { storageClassName: 'a' })), []);
    assert.deepEqual(change(annotated('a'), claim({ storageClassName: 'a' }) as Fields), []);
    const [first = ''] = change(annotated('a'), annotated('b'));
    assert.match(first, /^metadata\.annotations\.volume\.beta.*: Invalid value: "b": field is immutable$/);
    assert.equal(change(annotated('a'), annotated('a', { storageClassName: 'b' })).length, 1);
  });

  it('keeps the class of attributes that its volume has', () => {
    const at = (volumeAttributesClassName?: string): Fields => ({
      ...claim({ volumeAttributesClassName }),
      status: { phase: 'Bound', currentVolumeAttributesClassName: 'gold', capacity: { storage: '1Gi' } },
    });
    assert.deepEqual(updateFaultsOf('PersistentVolumeClaim', at('gold'), at('silver')), []);
    const why = 'is forbidden when status.currentVolumeAttributesClassName is not nil';
    for (const [name, to] of [
      [undefined, 'nil'],
      ['', 'empty string'],
    ]) {
      assert.deepEqual(updateFaultsOf('PersistentVolumeClaim', at('gold'), at(name)), [
        `spec.volumeAttributesClassName: Forbidden: update to ${to} ${why}`,
      ]);
    }
  });

  it('has a status in known resources and states', () => {
    const status = {
      capacity: { storage: '-1' },
      allocatedResources: { cpu: '1' },
      allocatedResourceStatuses: { storage: 'Nothing' },
    };
    assert.deepEqual(
      updateFaultsOf('PersistentVolumeClaim', claim() as Fields, { ...claim(), status }, 'status').map((fault) =>
        fault.split(': ', 2).join(': '),
      ),
      [
        'status.capacity[storage]: Invalid value',
        'status.allocatedResourceStatuses: Unsupported value',
        'status.allocatedResources: Unsupported value',
      ],
    );
  });

  it('warns of an old annotation, and of a fraction of a byte', () => {
    const metadata = { annotations: { 'volume.beta.kubernetes.io/storage-class': 'a' } };
    const body = { ...claim({ resources: { requests: { storage: '1500m' } } }), metadata };
    assert.deepEqual(warningsOf(decoded('PersistentVolumeClaim', body)), [
      'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead',
      'spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
    ]);
  });
});
