import assert from 'node:assert/strict';
import type { AdmissionAttributes } from '../../../src/cluster/admission/admission.js';
import { claimResize, storageProtection } from '../../../src/cluster/admission/storage.js';
import { kindOfResource, type ResourceKind } from '../../../src/kube/kinds.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { admissionReads } from '../../helpers/admission-reads.js';

const row = (resource: string): ResourceKind => kindOfResource('', resource) as ResourceKind;
const claim = (storage: string, more: object = {}, phase = 'Bound', storageClassName = 'grows'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'c', ...more },
  spec: { resources: { requests: { storage } }, storageClassName },
  status: { phase },
});
const write = (object: KubeObject, more: Partial<AdmissionAttributes> = {}): AdmissionAttributes => ({
  ...{ operation: 'CREATE', kind: row('persistentvolumeclaims'), namespace: 'lab', name: 'c', subresource: '', object },
  ...{ user: { username: 'jane', groups: [] }, dryRun: false },
  ...more,
});

describe('the finalizer of volumes and claims', () => {
  const added = async (more: Partial<AdmissionAttributes> = {}, finalizers?: string[]): Promise<unknown> => {
    const object = claim('1Gi', finalizers ? { finalizers } : {});
    await storageProtection(write(object, more));
    return object.metadata.finalizers;
  };

  it('is given to each when it is created, beside its own', async () => {
    assert.deepEqual(await added(), ['kubernetes.io/pvc-protection']);
    assert.deepEqual(await added({ kind: row('persistentvolumes') }), ['kubernetes.io/pv-protection']);
    const kind = kindOfResource('storage.k8s.io', 'volumeattributesclasses') as ResourceKind;
    assert.deepEqual(await added({ kind }), ['kubernetes.io/vac-protection']);
    assert.deepEqual(await added({}, ['example.com/own']), ['example.com/own', 'kubernetes.io/pvc-protection']);
    const held = ['kubernetes.io/pvc-protection'];
    assert.deepEqual(await added({}, held), held);
  });

  it('is given to nothing else', async () => {
    const others = [{ operation: 'UPDATE' as const }, { subresource: 'status' }, { kind: row('pods') }];
    for (const more of others) assert.equal(await added(more), undefined);
  });
});

describe('a claim that is to grow', () => {
  const classOf = (name: string, allowVolumeExpansion: boolean): KubeObject => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    allowVolumeExpansion,
  });
  const storageClasses = () => [classOf('fixed', false), classOf('grows', true)];
  const plugin = claimResize(admissionReads({ storageClasses }));
  const change = async (oldObject: KubeObject, object: KubeObject, more: Partial<AdmissionAttributes> = {}) =>
    plugin(write(object, { operation: 'UPDATE', oldObject, ...more }));
  const forbidden = (why: string) => ({ message: `persistentvolumeclaims "c" is forbidden: ${why}` });

  it('may when it is bound, and its class lets it', async () => {
    await change(claim('1Gi'), claim('2Gi'));
    const unbound = forbidden('only bound persistent volume claims can be expanded');
    await assert.rejects(change(claim('1Gi', {}, 'Pending'), claim('2Gi', {}, 'Pending')), unbound);
    const fixed = forbidden(
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
    for (const name of ['fixed', 'none', '']) {
      await assert.rejects(change(claim('1Gi', {}, 'Bound', name), claim('2Gi', {}, 'Bound', name)), fixed);
    }
  });

  it('is asked nothing when it stays as large, and by no other write', async () => {
    const [small, large] = ['1Gi', '2Gi'].map((size) => claim(size, {}, 'Pending')) as [KubeObject, KubeObject];
    await change(small, claim('1024Mi', {}, 'Pending'));
    await change(large, small);
    for (const more of [{ operation: 'CREATE' as const }, { subresource: 'status' }, { kind: row('pods') }]) {
      await change(small, large, more);
    }
  });
});
