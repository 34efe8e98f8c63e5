import assert from 'node:assert/strict';
import { volumeFor } from '../../../src/cluster/controllers/volume-controller.js';
import type { KubeObject } from '../../../src/kube/object.js';

const volume = (name: string, storage: string, spec: object = {}, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, labels },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', ...spec },
});
const claim = (spec: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', namespace: 'lab', uid: 'u1' },
  spec: {
    accessModes: ['ReadWriteOnce'],
    volumeMode: 'Filesystem',
    resources: { requests: { storage: '1Gi' } },
    ...spec,
  },
});
const chosen = (spec: object, ...all: KubeObject[]): string | undefined => volumeFor(claim(spec), all)?.metadata.name;

describe('the volume for a claim', () => {
  it('is the smallest that is large enough', () =>
    assert.equal(chosen({}, volume('big', '5Gi'), volume('small', '500Mi'), volume('fit', '2Gi')), 'fit'));
  it('has the class, the access modes, the mode and the labels that the claim asks for', () => {
    const selector = { matchLabels: { disk: 'fast' } };
    assert.equal(chosen({ storageClassName: 'slow' }, volume('v', '1Gi')), undefined);
    assert.equal(chosen({ accessModes: ['ReadWriteMany'] }, volume('v', '1Gi')), undefined);
    assert.equal(chosen({ volumeMode: 'Block' }, volume('v', '1Gi')), undefined);
    assert.equal(chosen({ selector }, volume('v', '1Gi'), volume('fast', '1Gi', {}, { disk: 'fast' })), 'fast');
  });
  it('is the one that is kept for it, and never that of another claim', () => {
    const kept = (name: string, uid?: string): object => ({ claimRef: { namespace: 'lab', name, uid } });
    assert.equal(chosen({}, volume('free', '1Gi'), volume('kept', '9Gi', kept('c'))), 'kept');
    assert.equal(chosen({}, volume('other', '1Gi', kept('d'))), undefined);
    assert.equal(chosen({}, volume('earlier', '1Gi', kept('c', 'u0'))), undefined);
  });
  it('is the one that it names, whatever it is like', () =>
    assert.equal(chosen({ volumeName: 'v', storageClassName: 'x' }, volume('v', '1Mi')), 'v'));
});
