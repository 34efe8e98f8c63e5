import assert from 'node:assert/strict';
import { volumeFor } from '../../../src/cluster/controllers/volume-controller.js';
import { fields } from '../../../src/kube/fields.js';
import type { StoredObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const volume = (
  name: string,
  storage: string,
  spec: object = {},
  labels: Record<string, string> = {},
): StoredObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name, labels, uid: '1' },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', ...spec },
});
const claim = (spec: object = {}): StoredObject => ({
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
const chosen = (spec: object, ...all: StoredObject[]): string | undefined => volumeFor(claim(spec), all)?.metadata.name;
/** Of a claim that waits for its first pod. */
const meanwhile = (spec: object, ...all: StoredObject[]): string | undefined =>
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

  const claimPath = (name: string): string => `${ns}/persistentvolumeclaims/${name}`;
  const volumePath = (name: string): string => `/api/v1/persistentvolumes/${name}`;
  const make = async (name: string, storageClassName: string, more: object = {}) => {
    const made = volume(name, '2Gi', { storageClassName, hostPath: { path: '/x' }, ...more });
    assert.equal((await api.post('/api/v1/persistentvolumes', made)).code, 201);
  };
  const inPhase = (path: string, phase: string) =>
    until(`${path} ${phase}`, async () => {
      const { body } = await api.get(path);
      return (body.status as { phase?: string } | undefined)?.phase === phase && body;
    });
  const isGone = (path: string) => until(`the end of ${path}`, async () => (await api.get(path)).code === 404);
  const byController = 'pv.kubernetes.io/bound-by-controller';

  it('tells why a claim has no volume, and tells anew when its class is there', async () => {
    assert.equal((await ask('waits', 'slow')).code, 201);
    const missing = { type: 'Warning', message: 'storageclass.storage.k8s.io "slow" not found' };
    assert.deepEqual(await eventOf('waits', 'ProvisioningFailed'), missing);
    const events = (await api.get(`${ns}/events?fieldSelector=involvedObject.name%3Dwaits`)).body.items;
    assert.deepEqual(events[0]?.source, { component: 'persistentvolume-controller' });
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
    // a pod without the claim is none that it waits for
    const beside = { metadata: { name: 'beside' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
    assert.equal((await api.post(`${ns}/pods`, beside)).code, 201);
    await inPhase(`${ns}/pods/beside`, 'Running');
    assert.equal((await ask('later', 'late')).code, 201);
    const message = 'waiting for first consumer to be created before binding';
    assert.deepEqual(await eventOf('later', 'WaitForFirstConsumer'), { type: 'Normal', message });
    const phase = async () =>
      ((await api.get(claimPath('later'))).body.status as { phase?: string } | undefined)?.phase;
    assert.equal(await phase(), 'Pending');
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'later' } }];
    const spec = { containers: [{ name: 'c', image: 'nginx' }], volumes };
    assert.equal((await api.post(`${ns}/pods`, { metadata: { name: 'first' }, spec })).code, 201);
    await until('the volume', async () => (await phase()) === 'Bound');
    assert.equal(((await api.get(claimPath('later'))).body.spec as { volumeName?: string }).volumeName, 'local');
  });

  it('binds a claim to a volume, and releases the volume when the claim has gone', async () => {
    await make('disk', 'plain');
    await inPhase(volumePath('disk'), 'Available');
    await ask('wants', 'plain');
    const claimed = await inPhase(claimPath('wants'), 'Bound');
    const notes = { [byController]: 'yes', 'pv.kubernetes.io/bind-completed': 'yes' };
    assert.deepEqual(claimed.metadata.annotations, notes);
    assert.equal((claimed.spec as { volumeName?: string }).volumeName, 'disk');
    assert.deepEqual(claimed.status, {
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '2Gi' },
    });
    const held = await inPhase(volumePath('disk'), 'Bound');
    assert.deepEqual(held.metadata.annotations, { [byController]: 'yes' });
    const { resourceVersion, ...claimRef } = (held.spec as { claimRef: Record<string, string> }).claimRef;
    const { uid } = claimed.metadata;
    assert.deepEqual(claimRef, {
      kind: 'PersistentVolumeClaim',
      namespace: 'stores',
      name: 'wants',
      uid,
      apiVersion: 'v1',
    });
    assert.ok(resourceVersion);
    assert.equal((await api.delete(claimPath('wants'))).code, 200);
    await isGone(claimPath('wants'));
    const released = await inPhase(volumePath('disk'), 'Released');
    assert.equal((released.spec as { claimRef?: { uid?: string } }).claimRef?.uid, uid);
    // another claim of that name does not get the data of the first
    await ask('wants', 'plain');
    await ask('after', 'slow-plain');
    await eventOf('after', 'ProvisioningFailed');
    assert.equal(((await api.get(claimPath('wants'))).body.status as { phase?: string }).phase, 'Pending');
    assert.equal((await api.patch(volumePath('disk'), { spec: { claimRef: null } })).code, 200);
    await inPhase(claimPath('wants'), 'Bound');
  });

  it('deletes a volume after its claim where that is its policy, and tells why it cannot', async () => {
    const persistentVolumeReclaimPolicy = 'Delete';
    await make('passing', 'passing', { hostPath: { path: '/tmp/passing' }, persistentVolumeReclaimPolicy });
    await make('lasting', 'lasting', { persistentVolumeReclaimPolicy });
    for (const name of ['passing', 'lasting']) {
      await ask(`of-${name}`, name);
      await inPhase(claimPath(`of-${name}`), 'Bound');
      assert.equal((await api.delete(claimPath(`of-${name}`))).code, 200);
    }
    await isGone(volumePath('passing'));
    const message = 'host_path deleter only supports /tmp/.+ but received provided /x';
    const failed = await inPhase(volumePath('lasting'), 'Failed');
    assert.equal((failed.status as { message?: string }).message, message);
    const told = await until('the Event', async () => {
      const { body } = await api.get('/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Dlasting');
      return body.items[0];
    });
    assert.deepEqual([told.type, told.reason, told.message], ['Warning', 'VolumeFailedDelete', message]);
    // it is free again when somebody says so, and then nothing has failed
    assert.equal((await api.patch(volumePath('lasting'), { spec: { claimRef: null } })).code, 200);
    const { status } = await inPhase(volumePath('lasting'), 'Available');
    assert.equal((status as { message?: string }).message, undefined);
  });

  it('notes on neither that it has bound them when both name each other', async () => {
    await make('mine', 'plain', { claimRef: { namespace: 'stores', name: 'named' } });
    const kept = await inPhase(volumePath('mine'), 'Available');
    assert.deepEqual(kept.metadata.annotations, undefined);
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'plain',
      volumeName: 'mine',
    };
    await api.post(`${ns}/persistentvolumeclaims`, { metadata: { name: 'named' }, spec });
    const claimed = await inPhase(claimPath('named'), 'Bound');
    assert.deepEqual(claimed.metadata.annotations, { 'pv.kubernetes.io/bind-completed': 'yes' });
    const held = await inPhase(volumePath('mine'), 'Bound');
    assert.deepEqual(held.metadata.annotations, undefined);
    assert.equal((held.spec as { claimRef?: { uid?: string } }).claimRef?.uid, claimed.metadata.uid);
  });

  it('keeps a volume that is deleted until its claim has gone, and a free one not at all', async () => {
    await make('kept', 'kept');
    await ask('keeper', 'kept');
    await inPhase(claimPath('keeper'), 'Bound');
    assert.equal((await api.delete(volumePath('kept'))).code, 200);
    await make('free', 'free');
    await inPhase(volumePath('free'), 'Available');
    await api.delete(volumePath('free'));
    await isGone(volumePath('free'));
    const { metadata } = (await api.get(volumePath('kept'))).body;
    assert.ok(metadata.deletionTimestamp);
    assert.deepEqual(metadata.finalizers, ['kubernetes.io/pv-protection']);
    await api.delete(claimPath('keeper'));
    await isGone(volumePath('kept'));
  });

  it('keeps a claim that is deleted as long as a pod with a node mounts it, even one that has ended', async () => {
    const mount = (name: string, claimName: string, more: object = {}) => {
      const volumes = [{ name: 'v', persistentVolumeClaim: { claimName } }];
      const containers = [{ name: 'c', image: 'busybox', command: ['true'] }];
      const spec = { restartPolicy: 'Never', containers, volumes, ...more };
      return api.post(`${ns}/pods`, { metadata: { name }, spec });
    };
    for (const name of ['used', 'asked', 'unused']) {
      await make(`${name}-disk`, name);
      await ask(name, name);
      await inPhase(claimPath(name), 'Bound');
    }
    assert.equal((await mount('done', 'used')).code, 201);
    // it never gets a node
    assert.equal((await mount('undone', 'asked', { nodeSelector: { disk: 'none' } })).code, 201);
    await inPhase(`${ns}/pods/done`, 'Succeeded');
    for (const name of ['used', 'asked', 'unused']) assert.equal((await api.delete(claimPath(name))).code, 200);
    await isGone(claimPath('asked'));
    await isGone(claimPath('unused'));
    const { metadata } = (await api.get(claimPath('used'))).body;
    assert.ok(metadata.deletionTimestamp);
    assert.deepEqual(metadata.finalizers, ['kubernetes.io/pvc-protection']);
    await api.delete(`${ns}/pods/done`);
    await isGone(claimPath('used'));
  });

  it('gives a claim up that says it was bound and names no volume, or another’s', async () => {
    const taken = async (name: string, volumeName?: string) => {
      const spec = {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: 'restored',
        volumeName,
      };
      const metadata = { name, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } };
      assert.equal((await api.post(`${ns}/persistentvolumeclaims`, { metadata, spec })).code, 201);
      await inPhase(claimPath(name), 'Lost');
    };
    await taken('nameless');
    const message = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!';
    assert.deepEqual(await eventOf('nameless', 'ClaimLost'), { type: 'Warning', message });
    // what is lost is told of once: not again when somebody changes the claim, which is looked at before the next one
    await api.patch(claimPath('nameless'), { metadata: { labels: { looked: 'at' } } });
    await taken('another');
    await eventOf('another', 'ClaimLost');
    const { body } = await api.get(`${ns}/events?fieldSelector=reason%3DClaimLost`);
    const news = body.items.map(({ involvedObject, count }) => [fields(involvedObject).name, count]);
    assert.deepEqual(news.sort(), [
      ['another', 1],
      ['nameless', 1],
    ]);
    await make('one', 'restored');
    await ask('owner', 'restored');
    await inPhase(claimPath('owner'), 'Bound');
    await taken('thief', 'one');
    const twice = 'Two claims are bound to the same volume, this one is bound incorrectly';
    assert.deepEqual(await eventOf('thief', 'ClaimMisbound'), { type: 'Warning', message: twice });
    await inPhase(claimPath('owner'), 'Bound');
  });

  it('names no provisioner for a claim of a class that has none, or of a volume that it names', async () => {
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: 'slow',
      volumeName: 'nowhere',
    };
    await api.post(`${ns}/persistentvolumeclaims`, { metadata: { name: 'aims' }, spec });
    const none = {
      metadata: { name: 'none' },
      provisioner: 'kubernetes.io/no-provisioner',
    };
    assert.equal((await api.post('/apis/storage.k8s.io/v1/storageclasses', none)).code, 201);
    await ask('vain', 'none');
    const message = 'no volume plugin matched name: kubernetes.io/no-provisioner';
    assert.deepEqual(await eventOf('vain', 'ProvisioningFailed'), { type: 'Warning', message });
    for (const name of ['vain', 'aims']) {
      assert.equal((await api.get(claimPath(name))).body.metadata.annotations, undefined);
      // a claim without a volume goes at once
      await api.delete(claimPath(name));
      await isGone(claimPath(name));
    }
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
