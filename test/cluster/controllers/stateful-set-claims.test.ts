/** The claims of the pods of stateful sets: who makes them, to whom they belong, and what is told of them. */
import assert from 'node:assert/strict';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { claimOwners, isOfPod } from '../../../src/cluster/controllers/stateful-set-claims.js';
import type { StatefulSet } from '../../../src/cluster/controllers/stateful-set-pods.js';
import type { KubeObject, OwnerReference } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { until } from '../../helpers/until.js';

describe('the owners of a claim', () => {
  const reference = (kind: string, name: string, uid: string): OwnerReference => ({
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  });
  const ofSet = reference('StatefulSet', 'web', 's');
  const ofPod = (ordinal: number): OwnerReference => reference('Pod', `web-${ordinal}`, `p${ordinal}`);
  const other = { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: 'c' };
  const owners = (
    policy: { whenDeleted?: string; whenScaled?: string } | undefined,
    ordinal: number,
    ...ownerReferences: OwnerReference[]
  ): OwnerReference[] => {
    const set: StatefulSet = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'web', uid: 's' },
      spec: {
        replicas: 2,
        selector: {},
        template: { spec: { containers: [] } },
        ...(policy ? { persistentVolumeClaimRetentionPolicy: policy } : {}),
      },
    };
    // as lists have them: without their kind
    const pod = {
      metadata: { name: `web-${ordinal}`, uid: `p${ordinal}` },
      spec: { containers: [] },
    } as unknown as Pod;
    const metadata = { name: 'data', uid: '1', ...(ownerReferences.length > 0 ? { ownerReferences } : {}) };
    return claimOwners(set, pod, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata });
  };
  const [scaled, deleted] = [{ whenScaled: 'Delete' }, { whenDeleted: 'Delete' }];

  it('are the set, where claims go with it, and a pod that is scaled away, where they go with that', () => {
    for (const policy of [undefined, {}, { whenScaled: 'Retain', whenDeleted: 'Retain' }]) {
      assert.deepEqual([owners(policy, 0), owners(policy, 2)], [[], []]);
    }
    assert.deepEqual([owners(deleted, 1), owners(deleted, 2)], [[ofSet], [ofSet]]);
    assert.deepEqual([owners(scaled, 1), owners(scaled, 2)], [[], [ofPod(2)]]);
    const both = { ...scaled, ...deleted };
    assert.deepEqual([owners(both, 1), owners(both, 2)], [[ofSet], [ofPod(2)]]);
  });

  it('change with the policy and with the size, and those of others stay', () => {
    assert.deepEqual(owners({}, 1, ofSet, other), [other]);
    assert.deepEqual(owners({}, 2, other, ofPod(2)), [other]);
    assert.deepEqual(owners(scaled, 1, ofPod(1), other), [other]);
    assert.deepEqual(owners({ ...scaled, ...deleted }, 2, ofSet, other), [other, ofPod(2)]);
    assert.deepEqual(owners({ ...scaled, ...deleted }, 1, ofPod(1), other), [other, ofSet]);
  });

  it('have the pod of a name among them, or not', () => {
    const owned = (...ownerReferences: OwnerReference[]): boolean =>
      isOfPod(
        { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', uid: '1', ownerReferences } },
        'web-1',
      );
    assert.deepEqual([owned(other, ofPod(1)), owned(ofPod(2)), owned()], [true, false, false]);
    assert.equal(owned({ ...other, name: 'web-1' }), false);
    assert.equal(
      isOfPod({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', uid: '1' } }, 'web-1'),
      false,
    );
  });

  it('are left as they stand where they are right', () => {
    assert.deepEqual(owners(deleted, 1, ofSet, other), [ofSet, other]);
    assert.deepEqual(owners(scaled, 2, ofPod(2), other), [ofPod(2), other]);
  });
});

describe('the claims of a stateful set', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  let claims = '';
  const sets = '/apis/apps/v1/namespaces/stored/statefulsets';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'stored');
    claims = `${core}/persistentvolumeclaims`;
    // the first claim of all, with which the controller begins to watch them
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...template('first') };
    const elsewhere = await makeNamespace(admin, 'elsewhere');
    assert.equal((await admin.post(`${elsewhere}/persistentvolumeclaims`, body)).code, 201);
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const template = (name: string) => ({
    metadata: { name, labels: { part: name } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
  });
  const start = async (name: string, spec: object = {}, ...parts: string[]): Promise<void> => {
    const whole = {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      volumeClaimTemplates: (parts.length > 0 ? parts : ['data']).map(template),
      ...spec,
    };
    const body = { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name }, spec: whole };
    const { code, text } = await admin.post(sets, body);
    assert.equal(code, 201, text);
  };
  const ready = (name: string, count: number): Promise<StatefulSet> =>
    until(`${count} pods of ${name}`, async () => {
      const set = (await admin.get(`${sets}/${name}`)).body as unknown as StatefulSet;
      const { replicas, readyReplicas = 0 } = set.status ?? {};
      return replicas === count && readyReplicas === count && set;
    });
  const claimOf = async (name: string): Promise<KubeObject | undefined> => {
    const { code, body } = await admin.get(`${claims}/${name}`);
    return code === 200 ? body : undefined;
  };
  const ownersOf = async (name: string) =>
    ((await claimOf(name))?.metadata.ownerReferences ?? []).map((owner) => `${owner.kind} ${owner.name}`);
  const toldOf = async (name: string): Promise<string[]> => {
    const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
    return items.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  };
  const tells = (name: string, what: string): Promise<true> =>
    until(what, async () => (await toldOf(name)).includes(what));
  const isGone = (name: string): Promise<true> => until(`the end of ${name}`, async () => !(await claimOf(name)));
  const hold = (name: string, finalizers: string[] | null) =>
    admin.patch(`${claims}/${name}`, { metadata: { finalizers } });

  it('have the labels of their template and of the set, and Events tell of them', async () => {
    await start('told');
    await ready('told', 1);
    const claim = await claimOf('data-told-0');
    assert.deepEqual(
      [claim?.metadata.labels, claim?.metadata.ownerReferences],
      [{ part: 'data', app: 'told' }, undefined],
    );
    const created = 'Normal SuccessfulCreate: Create';
    await tells('told', `${created} Claim data-told-0 Pod told-0 in StatefulSet told success`);
    await tells('told', `${created} Pod told-0 in StatefulSet told successful`);
  });

  it('that are refused are told of, each, and their pod as well, which comes when they can be had', async () => {
    await makeQuota(admin, core, 'few', { persistentvolumeclaims: '1' });
    await start('refused', {}, 'a', 'b');
    const why = (name: string): string =>
      `persistentvolumeclaims "${name}" is forbidden: exceeded quota: few, requested: persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited: persistentvolumeclaims=1`;
    const failed = 'Warning FailedCreate: Create';
    const [a, b] = ['a-refused-0', 'b-refused-0'];
    for (const name of [a, b]) {
      const sentence = `Claim ${name} for Pod refused-0 in StatefulSet refused failed error: ${why(name)}`;
      await tells('refused', `${failed} ${sentence}`);
    }
    const both = `[failed to create PVC ${a}: ${why(a)}, failed to create PVC ${b}: ${why(b)}]`;
    await tells('refused', `${failed} Pod refused-0 in StatefulSet refused failed error: ${both}`);
    // one of them is not enough
    await admin.patch(`${core}/resourcequotas/few`, { spec: { hard: { persistentvolumeclaims: '2' } } });
    await until('the first', async () => (await claimOf(a)) ?? (await claimOf(b)));
    const [only] = (await claimOf(a)) ? [b] : [a];
    const alone = `${failed} Pod refused-0 in StatefulSet refused failed error: failed to create PVC ${only}: `;
    await until(alone, async () => (await toldOf('refused')).some((told) => told.startsWith(alone)));
    assert.equal((await admin.get(`${core}/pods/refused-0`)).code, 404);
    await admin.delete(`${core}/resourcequotas/few`);
    await ready('refused', 1);
  });

  it('that somebody made before are used, whatever becomes of them when the set shrinks', async () => {
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...template('data-mine-0') };
    const { uid } = (await admin.post(claims, body)).body.metadata;
    await start('mine', { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } });
    await ready('mine', 1);
    assert.equal((await claimOf('data-mine-0'))?.metadata.uid, uid);
  });

  it('that are being deleted keep their pod from being made', async () => {
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...template('data-held-0') };
    assert.equal((await admin.post(claims, body)).code, 201);
    await hold('data-held-0', ['example.com/hold']);
    await admin.delete(`${claims}/data-held-0`);
    await start('held');
    const sentence = 'Create Pod held-0 in StatefulSet held failed error: pvc data-held-0 is being deleted';
    await tells('held', `Warning FailedCreate: ${sentence}`);
    assert.equal((await admin.get(`${core}/pods/held-0`)).code, 404);
    await hold('data-held-0', null);
    await ready('held', 1);
    assert.equal((await claimOf('data-held-0'))?.metadata.labels?.app, 'held');
  });

  it('are made again for a pod that waits for one', async () => {
    const unready = { nodeSelector: { disk: 'none' }, containers: [{ name: 'c', image: 'nginx' }] };
    await start('waits', { template: { metadata: { labels: { app: 'waits' } }, spec: unready } });
    const first = await until('a pod', async () => {
      const { code } = await admin.get(`${core}/pods/waits-0`);
      return code === 200 && claimOf('data-waits-0');
    });
    await hold('data-waits-0', null);
    await admin.delete(`${claims}/data-waits-0`);
    await hold('data-waits-0', null);
    let looks = 0;
    await until('another claim', async () => {
      // any change of the set has it looked at again
      await admin.patch(`${sets}/waits`, { metadata: { annotations: { looks: `${++looks}` } } });
      const now = await claimOf('data-waits-0');
      return now && now.metadata.uid !== first.metadata.uid;
    });
  });

  it('go with a set that says so, from its beginning or later', async () => {
    const policy = (whenDeleted: string) => ({ persistentVolumeClaimRetentionPolicy: { whenDeleted } });
    const watching = await admin.watch(`${claims}?fieldSelector=metadata.name%3Ddata-ends-0`);
    await start('ends', policy('Delete'), 'data', 'log');
    await ready('ends', 1);
    assert.deepEqual(await ownersOf('data-ends-0'), ['StatefulSet ends']);
    const [made] = await watching.has(1);
    watching.stop();
    assert.equal(made?.object.metadata.ownerReferences?.[0]?.name, 'ends');
    const owned = async (...wanted: string[]): Promise<true> =>
      until(`owners ${wanted}`, async () => `${await ownersOf('data-ends-0')}` === `${wanted}`);
    await admin.patch(`${sets}/ends`, { spec: policy('Retain') });
    await owned();
    await admin.patch(`${sets}/ends`, { spec: policy('Delete') });
    await owned('StatefulSet ends');
    // one of two that somebody took from it
    await admin.patch(`${claims}/log-ends-0`, { metadata: { ownerReferences: null } });
    await admin.patch(`${sets}/ends`, { metadata: { labels: { looked: 'at' } } });
    await until('its owner', async () => `${await ownersOf('log-ends-0')}` === 'StatefulSet ends');
    await admin.delete(`${sets}/ends`);
    await isGone('data-ends-0');
    await isGone('log-ends-0');
  });

  it('that are to go with a pod that was scaled away are not given to the next of its name', async () => {
    await start('scaled', { replicas: 2, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } });
    await ready('scaled', 2);
    const first = await claimOf('data-scaled-1');
    await hold('data-scaled-1', ['example.com/hold']);
    await admin.patch(`${sets}/scaled`, { spec: { replicas: 1 } });
    await ready('scaled', 1);
    assert.deepEqual(await ownersOf('data-scaled-1'), ['Pod scaled-1']);
    await admin.patch(`${sets}/scaled`, { spec: { replicas: 2 } });
    await until('a look', async () => {
      const { metadata, status } = (await admin.get(`${sets}/scaled`)).body as unknown as StatefulSet;
      return status?.observedGeneration === metadata.generation;
    });
    assert.equal((await admin.get(`${core}/pods/scaled-1`)).code, 404);
    await hold('data-scaled-1', null);
    await ready('scaled', 2);
    const second = await claimOf('data-scaled-1');
    assert.notEqual(second?.metadata.uid, first?.metadata.uid);
    assert.ok(!(await toldOf('scaled')).some((told) => told.startsWith('Warning')));
  });

  it('make no trouble in a namespace that is going', async () => {
    await start('last', { replicas: 2 });
    await ready('last', 2);
    await admin.delete('/api/v1/namespaces/stored');
    await until('its end', async () => (await admin.get('/api/v1/namespaces/stored')).code === 404);
  });
});
