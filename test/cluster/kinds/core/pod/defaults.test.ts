/** The defaults of a pod, and the fields that are dropped with them. */
import assert from 'node:assert/strict';
import { defaultPod, defaultPodSpec } from '../../../../../src/cluster/kinds/core/pod/defaults.js';
import { fields, list } from '../../../../../src/kube/fields.js';

const volume = (source: object): unknown => {
  const spec = { volumes: [{ name: 'v', ...source }] };
  defaultPodSpec(spec);
  const { name: _, ...rest } = spec.volumes[0] ?? { name: '' };
  return rest;
};
const container = (own: object): Record<string, unknown> => {
  const spec = { containers: [{ name: 'c', image: 'i', ...own }] };
  defaultPodSpec(spec);
  return fields(spec.containers[0]);
};

describe('defaultPodSpec', () => {
  it('fills in the sources of volumes', () => {
    assert.deepEqual(volume({ iscsi: {} }), { iscsi: { iscsiInterface: 'default' } });
    assert.deepEqual(volume({ rbd: { pool: 'p', user: '' } }), {
      rbd: { pool: 'p', user: 'admin', keyring: '/etc/ceph/keyring' },
    });
    assert.deepEqual(volume({ azureDisk: { kind: '', readOnly: true } }), {
      azureDisk: { kind: '', readOnly: true, cachingMode: 'ReadWrite', fsType: 'ext4' },
    });
  });

  it('pulls an image whose name is too long only once', () => {
    const policy = (image: string): unknown => container({ image }).imagePullPolicy;
    assert.equal(policy('a'.repeat(247)), 'Always');
    assert.equal(policy('a'.repeat(248)), 'IfNotPresent');
    assert.equal(policy(`registry.example/${'a'.repeat(255)}`), 'Always');
    assert.equal(policy(`registry.example/${'a'.repeat(256)}`), 'IfNotPresent');
    assert.equal(policy(`user/${'a'.repeat(251)}`), 'IfNotPresent');
  });

  it('drops fields of features that are off', () => {
    assert.deepEqual(container({ lifecycle: { stopSignal: 'SIGTERM' } }).lifecycle, undefined);
    const preStop = { sleep: { seconds: 1 } };
    assert.deepEqual(container({ lifecycle: { stopSignal: 'SIGTERM', preStop } }).lifecycle, { preStop });
    assert.deepEqual(container({ lifecycle: {} }).lifecycle, {});
    const spec = { schedulingGroup: { podGroupName: 'g' } };
    defaultPodSpec(spec);
    assert.equal(spec.schedulingGroup, undefined);
    const sources = [{ podCertificate: {} }, { clusterTrustBundle: {} }, { secret: { name: 's' } }];
    assert.deepEqual(list(fields(fields(volume({ projected: { sources } })).projected).sources), [
      {},
      {},
      { secret: { name: 's' } },
    ]);
  });
});

describe('defaultPod', () => {
  it('ends a pod after one second when its time is below zero', () => {
    for (const [asked, want] of [
      [-5, 1],
      [0, 0],
      [5, 5],
    ]) {
      const spec = { terminationGracePeriodSeconds: asked };
      defaultPod(spec);
      assert.equal(spec.terminationGracePeriodSeconds, want);
    }
  });
});
