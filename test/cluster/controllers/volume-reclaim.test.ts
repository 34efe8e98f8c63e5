import assert from 'node:assert/strict';
import { reclaimOf } from '../../../src/cluster/controllers/volume-reclaim.js';

describe('a volume that its claim has left', () => {
  const volume = (spec: object, annotations?: Record<string, string>) => ({
    ...{ apiVersion: 'v1', kind: 'PersistentVolume' },
    metadata: { name: 'v', uid: '1', ...(annotations && { annotations }) },
    spec: { persistentVolumeReclaimPolicy: 'Delete', ...spec },
  });
  const below = (path: string) => reclaimOf(volume({ hostPath: { path } }));
  const only = (path: string) => ({ fault: `host_path deleter only supports /tmp/.+ but received provided ${path}` });
  const none = { fault: 'error getting deleter volume plugin for volume "v": no deletable volume plugin matched' };

  it('is deleted below /tmp of its node, and nowhere else', () => {
    assert.equal(below('/tmp/data'), 'delete');
    for (const path of ['/tmp', '/tmp/', '/data', '/srv/tmp/x']) assert.deepEqual(below(path), only(path));
  });

  it('cannot be deleted of a type that Kubernetes deletes no volumes of', () => {
    for (const spec of [{ nfs: { server: 's', path: '/' } }, { local: { path: '/tmp/data' } }]) {
      assert.deepEqual(reclaimOf(volume(spec)), none);
    }
    const nfs = { nfs: { server: 's', path: '/' } };
    for (const provisioner of ['', 'kubernetes.io/nfs']) {
      assert.deepEqual(reclaimOf(volume(nfs, { 'pv.kubernetes.io/provisioned-by': provisioner })), none);
    }
  });

  it('is a matter of its driver, where it has one', () => {
    const hostPath = { path: '/data' };
    assert.equal(reclaimOf(volume({ csi: { driver: 'd', volumeHandle: 'h' } })), undefined);
    for (const key of ['pv.kubernetes.io/provisioned-by', 'pv.kubernetes.io/migrated-to']) {
      assert.equal(reclaimOf(volume({ hostPath }, { [key]: 'd.example.com' })), undefined);
    }
  });

  it('stays where its policy does not say that it is deleted', () => {
    assert.equal(
      reclaimOf(volume({ hostPath: { path: '/tmp/x' }, persistentVolumeReclaimPolicy: 'Retain' })),
      undefined,
    );
  });
});
