import assert from 'node:assert/strict';
import { type ClaimSurroundings, newsOfWaiting, waitsForPod } from '../../../src/cluster/controllers/waiting-claim.js';
import type { StoredObject } from '../../../src/kube/object.js';

const object = (kind: string, name: string, more: object = {}): StoredObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, uid: '1' },
  ...more,
});
const modes = { accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem' };
const told = (spec: object, around: Partial<ClaimSurroundings> = {}): string | undefined => {
  const asked = { ...modes, resources: { requests: { storage: '1Gi' } }, ...spec };
  const news = newsOfWaiting(object('PersistentVolumeClaim', 'c', { spec: asked }), { pods: [], ...around });
  return news && `${news.type} ${news.reason}: ${news.message}`;
};
const storageClass = (provisioner: string, volumeBindingMode: string): StoredObject =>
  object('StorageClass', 'slow', { provisioner, volumeBindingMode });
const pod = (name: string, nodeName?: string): StoredObject => object('Pod', name, { spec: { nodeName } });
const volume = (spec: object): StoredObject =>
  object('PersistentVolume', 'v', { spec: { ...modes, capacity: { storage: '1Gi' }, ...spec } });

describe('the news of a claim that waits for a volume', () => {
  const slow = { storageClassName: 'slow' };
  const delayed = storageClass('example.com/nfs', 'WaitForFirstConsumer');
  const first = 'Normal WaitForFirstConsumer: waiting for first consumer to be created before binding';
  const external =
    /^Normal ExternalProvisioning: Waiting for .* provisioner 'example\.com\/nfs' or manually by .* registered\.$/;

  it('says without a class that nobody makes one', () => {
    const none = 'Normal FailedBinding: no persistent volumes available for this claim and no storage class is set';
    assert.deepEqual([told({}), told({ storageClassName: '' })], [none, none]);
  });
  it('names a class that is not there', () =>
    assert.equal(told(slow), 'Warning ProvisioningFailed: storageclass.storage.k8s.io "slow" not found'));
  it('names a provisioner that makes none', () =>
    assert.equal(
      told(slow, { storageClass: storageClass('kubernetes.io/no-provisioner', 'Immediate') }),
      'Warning ProvisioningFailed: no volume plugin matched name: kubernetes.io/no-provisioner',
    ));
  it('names the provisioner that is asked', () =>
    assert.match(told(slow, { storageClass: storageClass('example.com/nfs', 'Immediate') }) ?? '', external));
  it('says in a class that binds late for which pods it waits', () => {
    const waits = (...pods: StoredObject[]) => told(slow, { storageClass: delayed, pods });
    assert.equal(waits(), first);
    assert.equal(waits(pod('a')), 'Normal WaitForPodScheduled: waiting for pod a to be scheduled');
    assert.equal(waits(pod('a'), pod('b')), 'Normal WaitForPodScheduled: waiting for pods a,b to be scheduled');
    assert.match(waits(pod('a', 'n')) ?? '', external);
  });
  it('waits for a pod with a node in such a class alone', () => {
    const immediate = storageClass('example.com/nfs', 'Immediate');
    assert.deepEqual(
      [waitsForPod(undefined, []), waitsForPod(immediate, []), waitsForPod(delayed, [pod('a')])],
      [false, false, true],
    );
    assert.equal(waitsForPod(delayed, [pod('a'), pod('b', 'n')]), false);
  });
  it('says why it cannot have the volume that it names', () => {
    const named = (spec: object) => told({ volumeName: 'v' }, { named: volume(spec) });
    assert.equal(
      named({ capacity: { storage: '1Mi' } }),
      'Warning VolumeMismatch: Cannot bind to requested volume "v": requested PV is too small',
    );
    assert.equal(
      named({ claimRef: { name: 'd' } }),
      'Warning FailedBinding: volume "v" already bound to a different claim.',
    );
    assert.deepEqual([told({ volumeName: 'v' }), named({})], [undefined, undefined]);
  });
});
