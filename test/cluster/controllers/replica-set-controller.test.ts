/** Replica sets on a practice cluster whose clock the test moves. */
import assert from 'node:assert/strict';
import { type ManualClock, manualClock } from '../../../src/cluster/clock.js';
import { fields, list } from '../../../src/kube/fields.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { refusingPolicy } from '../../helpers/refusing-policy.js';
import { until } from '../../helpers/until.js';

describe('a replica set', () => {
  let clock: ManualClock;
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const sets = '/apis/apps/v1/namespaces/sets/replicasets';
  before(async () => {
    clock = manualClock(new Date());
    cluster = await practiceCluster({ clock });
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'sets');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const containers = [{ name: 'c', image: 'nginx' }];
  const make = async (name: string, replicas: number, more: object = {}): Promise<void> => {
    const template = { metadata: { labels: { set: name, extra: 'yes' } }, spec: { containers } };
    const spec = { replicas, selector: { matchLabels: { set: name } }, template, ...more };
    const made = await admin.post(sets, { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name }, spec });
    assert.equal(made.code, 201, made.text);
  };
  const makePod = async (name: string, labels: object, more: object = {}): Promise<void> => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels, ...more }, spec: { containers } };
    const made = await admin.post(`${core}/pods`, pod);
    assert.equal(made.code, 201, made.text);
  };
  const podsOf = async (name: string): Promise<KubeObject[]> => {
    const { items } = (await admin.get(`${core}/pods`)).body;
    return items.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.name === name));
  };
  const statusOf = async (name: string) => fields((await admin.get(`${sets}/${name}`)).body.status);
  /** Waits for the status, without its conditions, and moves the clock a little meanwhile. */
  const shows = async (name: string, step: number, wanted: Record<string, number>): Promise<void> => {
    let last = '';
    const expected = JSON.stringify(Object.entries(wanted).sort());
    await until(`${expected} of ${name}`, async () => {
      const { conditions: _, ...status } = await statusOf(name);
      last = JSON.stringify(Object.entries(status).sort());
      if (last === expected) return true;
      clock.advance(step);
      return undefined;
    }).catch((error) => assert.fail(`${error}; it was ${last}`));
  };
  const counts = (replicas: number, more: Record<string, number> = {}): Record<string, number> => ({
    replicas,
    fullyLabeledReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    terminatingReplicas: 0,
    observedGeneration: 1,
    ...more,
  });

  it('adopts pods that have its labels and no owner, and counts those without all labels of its template', async () => {
    await makePod('orphan', { set: 'adopts' });
    await makePod('other', { set: 'other' });
    await make('adopts', 2);
    await shows('adopts', 10, counts(2, { fullyLabeledReplicas: 1 }));
    const pods = await podsOf('adopts');
    assert.equal(pods.length, 2);
    assert.ok(pods.some(({ metadata }) => metadata.name === 'orphan'));
    const [reference] = pods.find(({ metadata }) => metadata.name === 'orphan')?.metadata.ownerReferences ?? [];
    assert.deepEqual(
      [reference?.kind, reference?.controller, reference?.blockOwnerDeletion],
      ['ReplicaSet', true, true],
    );
    assert.equal((await admin.get(`${core}/pods/other`)).body.metadata.ownerReferences, undefined);
  });

  it('lets a pod go that loses its labels, and makes another', async () => {
    await admin.patch(`${core}/pods/orphan`, { metadata: { labels: { set: 'free' } } });
    await until('another pod', async () => {
      const pods = await podsOf('adopts');
      return pods.length === 2 && pods.every(({ metadata }) => metadata.name !== 'orphan');
    });
    assert.equal((await admin.get(`${core}/pods/orphan`)).body.metadata.ownerReferences, undefined);
    await shows('adopts', 10, counts(2));
  });

  it('replaces pods that are deleted or have failed, and counts those that are going', async () => {
    const [first, second] = await podsOf('adopts');
    const path = `${core}/pods/${first?.metadata.name}`;
    await admin.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
    await admin.delete(path);
    await shows('adopts', 10, counts(2, { terminatingReplicas: 1 }));
    await admin.patch(path, { metadata: { finalizers: null } });
    await shows('adopts', 10, counts(2));
    const failed = { status: { phase: 'Failed' } };
    assert.equal((await admin.patch(`${core}/pods/${second?.metadata.name}/status`, failed)).code, 200);
    await until('a third pod', async () => (await podsOf('adopts')).length === 3);
    await shows('adopts', 10, counts(2));
  });

  it('has pods available when they were ready for as long as it says', async () => {
    await make('slow', 1, { minReadySeconds: 3600 });
    const { availableReplicas: _, ...ready } = counts(1);
    await shows('slow', 10, ready);
    clock.advance(3_000_000);
    assert.equal((await statusOf('slow')).availableReplicas, undefined);
    await shows('slow', 100_000, counts(1));
  });

  it('removes surplus pods, and all when it is asked for none', async () => {
    await admin.patch(`${sets}/slow`, { spec: { replicas: 3 } });
    await shows('slow', 100_000, counts(3, { observedGeneration: 2 }));
    await admin.patch(`${sets}/slow`, { spec: { replicas: 1 } });
    await shows('slow', 10, counts(1, { observedGeneration: 3 }));
    assert.equal((await podsOf('slow')).length, 1);
    await admin.patch(`${sets}/slow`, { spec: { replicas: 0 } });
    await shows('slow', 10, { replicas: 0, terminatingReplicas: 0, observedGeneration: 4 });
    assert.deepEqual(await podsOf('slow'), []);
  });

  it('tells of what keeps it from making pods, until it can', async () => {
    await makeQuota(admin, core, 'few', { pods: '1' });
    await make('refused', 1);
    const condition = async () => list((await statusOf('refused')).conditions)[0];
    const { type, status, reason, message, lastTransitionTime } = await until('the failure', condition);
    assert.deepEqual([type, status, reason], ['ReplicaFailure', 'True', 'FailedCreate']);
    assert.match(String(message), /is forbidden: exceeded quota: few/);
    // another failure does not change what is told
    await admin.patch(`${core}/resourcequotas/few`, { spec: { hard: { pods: '2' } } });
    const path = `${core}/events?fieldSelector=reason%3DFailedCreate,involvedObject.name%3Drefused`;
    await until('news of the other limit', async () => {
      clock.advance(1000);
      return (await admin.get(path)).body.items.some((event) => String(event.message).includes('limited: pods=2'));
    });
    const later = await condition();
    assert.deepEqual([later?.message, later?.lastTransitionTime], [message, lastTransitionTime]);
    await admin.delete(`${core}/resourcequotas/few`);
    await shows('refused', 1000, counts(1));
    assert.equal((await statusOf('refused')).conditions, undefined);
  });

  it('makes no more pods when it is going', async () => {
    await make('going', 1);
    await shows('going', 10, counts(1));
    const [pod] = await podsOf('going');
    const path = `${core}/pods/${pod?.metadata.name}`;
    await admin.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
    await admin.delete(`${sets}/going?propagationPolicy=Foreground`);
    await until('its pod is going', async () => (await admin.get(path)).body.metadata.deletionTimestamp);
    await until('the count', async () => (await statusOf('going')).terminatingReplicas === 1);
    assert.equal((await podsOf('going')).length, 1);
    await admin.patch(path, { metadata: { finalizers: null } });
    await until('its end', async () => (await admin.get(`${sets}/going`)).code === 404);
    assert.deepEqual(await podsOf('going'), []);
  });

  it('has each of its pods available in its own time, beside one that never is', async () => {
    const isReady = async (name: string) =>
      list(fields((await admin.get(`${core}/pods/${name}`)).body.status).conditions).some(
        (condition) => condition.type === 'Ready' && condition.status === 'True',
      );
    await makePod('early', { set: 'each' });
    await until('the first is ready', async () => (await isReady('early')) || clock.advance(10));
    clock.advance(1_000_000);
    await makePod('later', { set: 'each' });
    await until('the second is ready', async () => (await isReady('later')) || clock.advance(10));
    const never = {
      metadata: { name: 'never', labels: { set: 'each' } },
      spec: { containers: [{ name: 'c', image: 'registry.invalid/c' }] },
    };
    assert.equal((await admin.post(`${core}/pods`, { apiVersion: 'v1', kind: 'Pod', ...never })).code, 201);
    await make('each', 3, { minReadySeconds: 3600 });
    const adopted = { replicas: 3, readyReplicas: 2, terminatingReplicas: 0, observedGeneration: 1 };
    await shows('each', 0, adopted);
    clock.advance(2_000_000);
    assert.equal((await statusOf('each')).availableReplicas, undefined);
    // the first has been ready for an hour, the second not yet
    clock.advance(601_000);
    await shows('each', 0, { ...adopted, availableReplicas: 1 });
    clock.advance(1_000_000);
    await shows('each', 0, { ...adopted, availableReplicas: 2 });
    await admin.delete(`${sets}/each`);
  });

  it('writes nothing where nothing has changed', async () => {
    const writes = () =>
      cluster.events.filter(({ verb, objectRef }) => verb === 'update' && objectRef?.name === 'adopts').length;
    const before = writes();
    assert.ok(before > 0);
    await admin.patch(`${sets}/adopts`, { metadata: { labels: { looked: 'at' } } });
    // sets are worked on one after the other
    await make('next', 0);
    await shows('next', 0, { replicas: 0, terminatingReplicas: 0, observedGeneration: 1 });
    assert.equal(writes(), before);
  });

  it('tells of what keeps it from removing pods, until it can', async () => {
    await make('kept', 2);
    await shows('kept', 10, counts(2));
    const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['DELETE'], resources: ['pods'] };
    const lift = await refusingPolicy(admin, { name: 'keep', rule, message: 'pods are kept' });
    await until('the policy', async () => (await admin.delete(`${core}/pods/orphan?dryRun=All`)).code === 422);
    await admin.patch(`${sets}/kept`, { spec: { replicas: 0 } });
    const condition = async () => list((await statusOf('kept')).conditions)[0];
    const { type, status, reason, message } = await until('the failure', condition);
    assert.deepEqual([type, status, reason], ['ReplicaFailure', 'True', 'FailedDelete']);
    assert.match(String(message), /pods are kept$/);
    const path = `${core}/events?fieldSelector=reason%3DFailedDelete,involvedObject.name%3Dkept`;
    const event = await until('the news', async () => (await admin.get(path)).body.items[0]);
    assert.match(`${event.type} ${event.message}`, /^Warning Error deleting: .*pods are kept$/);
    assert.equal((await podsOf('kept')).length, 2);
    await lift();
    await shows('kept', 1000, { replicas: 0, terminatingReplicas: 0, observedGeneration: 2 });
    assert.equal((await statusOf('kept')).conditions, undefined);
  });
});
