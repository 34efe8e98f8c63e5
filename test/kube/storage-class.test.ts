import assert from 'node:assert/strict';
import { betaClass, storageClassOf } from '../../src/kube/storage-class.js';

describe('the storage class of a claim', () => {
  const of = (annotations: Record<string, string> | undefined, spec: object): string =>
    storageClassOf({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { annotations }, spec });

  it('is that of the annotation, even an empty one, before that of its field', () => {
    assert.equal(of({ [betaClass]: 'old' }, { storageClassName: 'new' }), 'old');
    assert.equal(of({ [betaClass]: '' }, { storageClassName: 'new' }), '');
    assert.equal(of({ other: 'old' }, { storageClassName: 'new' }), 'new');
    assert.equal(of(undefined, {}), '');
  });
});
