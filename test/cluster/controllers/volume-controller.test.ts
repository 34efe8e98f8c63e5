import assert from 'node:assert/strict';
import { volumeFor } from '../../../src/cluster/controllers/volume-controller.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

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
/** Of a claim that waits for its first pod. */
const meanwhile = (spec: object, ...all: KubeObject[]): string | undefined =>
  volumeFor(claim(spec), all, true)?.metadata.name;

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
    assert.equal(chosen({}, volume('same', '1Gi', kept('c', 'u1'))), 'same');
    const elsewhere = { claimRef: { namespace: 'other', name: 'c' } };
    assert.equal(chosen({}, volume('elsewhere', '1Gi', elsewhere)), undefined);
  });
  it('is one that is kept for it only when that is large enough and has the modes, but of any class', () => {
    const claimRef = { namespace: 'lab', name: 'c' };
    assert.equal(chosen({}, volume('small', '1Mi', { claimRef }), volume('free', '1Gi')), 'free');
    assert.equal(chosen({ volumeMode: 'Block' }, volume('files', '1Gi', { claimRef })), undefined);
    assert.equal(chosen({ accessModes: ['ReadWriteMany'] }, volume('once', '1Gi', { claimRef })), undefined);
    assert.equal(chosen({ storageClassName: 'fast' }, volume('kept', '1Gi', { claimRef })), 'kept');
    const selector = { matchLabels: { disk: 'fast' } };
    assert.equal(chosen({ selector }, volume('kept', '1Gi', { claimRef })), 'kept');
  });
  it('is while it waits for its first pod one that it names or that is kept for it', () => {
    const claimRef = { namespace: 'lab', name: 'c' };
    const all = [volume('free', '1Gi'), volume('kept', '1Gi', { claimRef })];
    assert.deepEqual([meanwhile({}, ...all), meanwhile({}, volume('free', '1Gi'))], ['kept', undefined]);
    assert.equal(meanwhile({ volumeName: 'free' }, ...all), 'free');
  });
  it('is the one that it names, if it is free and fits', () => {
    assert.equal(chosen({ volumeName: 'v' }, volume('small', '1Gi'), volume('v', '9Gi')), 'v');
    assert.equal(chosen({ volumeName: 'v' }, volume('v', '1Mi'), volume('fit', '1Gi')), undefined);
    assert.equal(chosen({ volumeName: 'v' }, volume('v', '1Gi', { claimRef: { name: 'd' } })), undefined);
    const claimRef = { namespace: 'lab', name: 'c' };
    // one that is kept for it, whatever its size, and no other that is kept for it
    assert.equal(chosen({ volumeName: 'v' }, volume('v', '1Mi', { claimRef })), 'v');
    assert.equal(chosen({ volumeName: 'v' }, volume('kept', '1Gi', { claimRef }), volume('v', '1Gi')), 'v');
    assert.equal(chosen({ volumeName: 'v' }, volume('kept', '1Gi', { claimRef })), undefined);
  });
});

describe('the volume controller', () => {
  let cluster: TestCluster;
  let api: Api;
  let ns: string;
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    ns = await makeNamespace(api, 'stores');
  });
  after(async () => {
    api?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const ask = (name: string, storageClassName: string) =>
    api.post(`${ns}/persistentvolumeclaims`, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, storageClassName },
    });
  const eventOf = (name: string, reason: string) =>
    until(`${reason} of ${name}`, async () => {
      const { body } = await api.get(`${ns}/events?fieldSelector=involvedObject.name%3D${name},reason%3D${reason}`);
      return body.items[0] && { type: body.items[0].type, message: body.items[0].message };
    });

  it('tells why a claim has no volume, and tells anew when its class is there', async () => {
    assert.equal((await ask('waits', 'slow')).code, 201);
    const missing = { type: 'Warning', message: 'storageclass.storage.k8s.io "slow" not found' };
    assert.deepEqual(await eventOf('waits', 'ProvisioningFailed'), missing);
    const slow = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'slow' },
      provisioner: 'example.com/nfs',
    };
    assert.equal((await api.post('/apis/storage.k8s.io/v1/storageclasses', slow)).code, 201);
    assert.match(
      String((await eventOf('waits', 'ExternalProvisioning')).message),
      /^Waiting for a volume to be created either by the external provisioner 'example\.com\/nfs' or manually/,
    );
    const { metadata } = (await api.get(`${ns}/persistentvolumeclaims/waits`)).body;
    assert.equal(metadata?.annotations?.['volume.kubernetes.io/storage-provisioner'], 'example.com/nfs');
  });

  it('binds a claim of a class that waits for the first pod when that has its node', async () => {
    const late = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    };
    assert.equal((await api.post('/apis/storage.k8s.io/v1/storageclasses', late)).code, 201);
    const local = volume('local', '1Gi', { storageClassName: 'late', hostPath: { path: '/x' } });
    assert.equal((await api.post('/api/v1/persistentvolumes', local)).code, 201);
    assert.equal((await ask('later', 'late')).code, 201);
    const message = 'waiting for first consumer to be created before binding';
    assert.deepEqual(await eventOf('later', 'WaitForFirstConsumer'), { type: 'Normal', message });
    const claimPath = `${ns}/persistentvolumeclaims/later`;
    const phase = async () => ((await api.get(claimPath)).body.status as { phase?: string } | undefined)?.phase;
    assert.equal(await phase(), 'Pending');
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'later' } }];
    const spec = { containers: [{ name: 'c', image: 'nginx' }], volumes };
    assert.equal((await api.post(`${ns}/pods`, { metadata: { name: 'first' }, spec })).code, 201);
    await until('the volume', async () => (await phase()) === 'Bound');
    assert.equal(((await api.get(claimPath)).body.spec as { volumeName?: string }).volumeName, 'local');
  });

  it('gives a claim up as lost when its volume is gone, and binds it again when the volume is back', async () => {
    const volumes = '/api/v1/persistentvolumes';
    const spec = {
      storageClassName: 'own',
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/x' },
      claimRef: { namespace: 'stores', name: 'loses' },
    };
    const volume = { metadata: { name: 'v' }, spec };
    assert.equal((await api.post(volumes, volume)).code, 201);
    assert.equal((await ask('loses', 'own')).code, 201);
    const status = (phase: string) =>
      until(phase, async () => {
        const found = (await api.get(`${ns}/persistentvolumeclaims/loses`)).body.status as unknown as {
          phase?: string;
        };
        return found.phase === phase && found;
      });
    await status('Bound');
    assert.equal((await api.delete(`${volumes}/v`)).code, 200);
    // the claim protects it
    assert.equal((await api.patch(`${volumes}/v`, { metadata: { finalizers: null } })).code, 200);
    assert.deepEqual(await status('Lost'), { phase: 'Lost' });
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
    assert.deepEqual(await eventOf('loses', 'ClaimLost'), { type: 'Warning', message });
    const { claimRef: _, ...free } = spec;
    assert.equal((await api.post(volumes, { ...volume, spec: free })).code, 201);
    await status('Bound');
  });
});
