import assert from 'node:assert/strict';
import { volumeMismatch } from '../../../src/cluster/controllers/volume-fit.js';
import type { StoredObject } from '../../../src/kube/object.js';

const spec = { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', storageClassName: 'slow' };
const claim: StoredObject = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', uid: '1' },
  spec: { ...spec, resources: { requests: { storage: '1Gi' } } },
};
const volume = (more: object = {}, metadata: object = {}): StoredObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'v', uid: '1', ...metadata },
  spec: { ...spec, capacity: { storage: '1024Mi' }, ...more },
});

describe('why a volume is not for a claim', () => {
  for (const [fault, of] of [
    [undefined, volume()],
    ['the volume is marked for deletion "v"', volume({}, { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    ['requested PV is too small', volume({ capacity: { storage: '1023Mi' } })],
    ['storageClassName does not match', volume({ storageClassName: '' })],
    ['incompatible volumeMode', volume({ volumeMode: 'Block' })],
    ['incompatible accessMode', volume({ accessModes: ['ReadOnlyMany'] })],
  ] as const) {
    it(fault ?? 'nothing when it is what the claim asks for', () => assert.equal(volumeMismatch(claim, of), fault));
  }

  it('it must have all the access modes that the claim asks for', () => {
    const both = { ...claim, spec: { ...(claim.spec as object), accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] } };
    assert.equal(volumeMismatch(both, volume()), 'incompatible accessMode');
    assert.equal(volumeMismatch(both, volume({ accessModes: ['ReadOnlyMany', 'ReadWriteOnce'] })), undefined);
  });
});
