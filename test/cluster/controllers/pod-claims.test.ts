import assert from 'node:assert/strict';
import { claimFault, claimsOf } from '../../../src/cluster/controllers/pod-claims.js';
import type { StoredObject } from '../../../src/kube/object.js';

const pod = (spec?: object): StoredObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid: '1' },
  ...(spec ? { spec } : {}),
});

describe('the volume claims of a pod', () => {
  it('are those that its volumes name, in their order', () => {
    const volumes = [
      { name: 'a', emptyDir: {} },
      { name: 'b', persistentVolumeClaim: { claimName: 'data' } },
      { name: 'c', persistentVolumeClaim: { claimName: '' } },
      { name: 'd', persistentVolumeClaim: { claimName: 'logs', readOnly: true } },
    ];
    assert.deepEqual(claimsOf(pod({ volumes })), ['data', 'logs']);
    assert.deepEqual([claimsOf(pod({ containers: [] })), claimsOf(pod())], [[], []]);
  });

  it('keep it from every node when they are not there, or are going', () => {
    const claim = (metadata: object = {}): StoredObject => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', uid: '1', ...metadata },
    });
    assert.equal(claimFault('data', undefined), 'persistentvolumeclaim "data" not found');
    assert.equal(claimFault('data', claim()), undefined);
    const going = claim({ deletionTimestamp: '2026-01-01T00:00:00Z' });
    assert.equal(claimFault('data', going), 'persistentvolumeclaim "data" is being deleted');
  });
});
