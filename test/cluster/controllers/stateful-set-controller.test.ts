/** Stateful sets on a practice cluster. */
import assert from 'node:assert/strict';
import type { ControllerRevision } from '../../../src/cluster/controllers/controller-revisions.js';
import type { StatefulSet } from '../../../src/cluster/controllers/stateful-set-pods.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { until } from '../../helpers/until.js';

describe('a stateful set', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const apps = '/apis/apps/v1/namespaces/sets';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'sets');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const template = (name: string, image = 'nginx:1.25') => ({
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image }] },
  });
  const start = async (name: string, spec: object): Promise<void> => {
    const whole = { serviceName: name, selector: { matchLabels: { app: name } }, template: template(name), ...spec };
    const answer = await admin.post(`${apps}/statefulsets`, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name },
      spec: whole,
    });
    assert.equal(answer.code, 201, answer.text);
  };
  const change = (name: string, spec: object) => admin.patch(`${apps}/statefulsets/${name}`, { spec }, 'strategic');
  const read = async (name: string) => (await admin.get(`${apps}/statefulsets/${name}`)).body as unknown as StatefulSet;
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${core}/pods?labelSelector=app%3D${name}`)).body.items.sort((a, b) =>
      (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
    );
  const names = async (name: string) => (await podsOf(name)).map(({ metadata }) => metadata.name);
  const images = async (name: string) =>
    (await podsOf(name)).map(({ spec }) => (spec as { containers: { image: string }[] }).containers[0]?.image);
  const ready = (name: string, count: number): Promise<StatefulSet> =>
    until(`${count} pods of ${name}`, async () => {
      const set = await read(name);
      const { status = {} } = set;
      return (status.readyReplicas ?? 0) === count && status.replicas === count && set;
    });
  const revisionsOf = async (name: string): Promise<ControllerRevision[]> => {
    const { body } = await admin.get(`${apps}/controllerrevisions?labelSelector=app%3D${name}`);
    return (body.items as unknown as ControllerRevision[]).sort((a, b) => a.revision - b.revision);
  };

  it('makes its pods one after the other, each when the one before is ready', async () => {
    const watching = await admin.watch(`${core}/pods?labelSelector=app%3Dweb`);
    await start('web', { replicas: 3 });
    const { status } = await ready('web', 3);
    assert.deepEqual(await names('web'), ['web-0', 'web-1', 'web-2']);
    assert.equal(status?.currentRevision, status?.updateRevision);
    assert.deepEqual([status?.currentReplicas, status?.updatedReplicas, status?.availableReplicas], [3, 3, 3]);
    const seen: string[] = [];
    for (const { type, object } of watching.events) {
      const conditions = (object.status as { conditions?: { type: string; status: string }[] }).conditions ?? [];
      const isReady = conditions.some((c) => c.type === 'Ready' && c.status === 'True');
      const now = type === 'ADDED' ? `${object.metadata.name} made` : isReady ? `${object.metadata.name} ready` : '';
      if (now && !seen.includes(now)) seen.push(now);
    }
    watching.stop();
    assert.deepEqual(seen.slice(0, 5), ['web-0 made', 'web-0 ready', 'web-1 made', 'web-1 ready', 'web-2 made']);
    const [pod] = await podsOf('web');
    assert.equal(pod?.metadata.labels?.['controller-revision-hash'], status?.currentRevision);
    assert.equal((pod?.spec as { hostname?: string } | undefined)?.hostname, 'web-0');
  });

  it('takes the last of them away first', async () => {
    await start('fewer', { replicas: 3 });
    await ready('fewer', 3);
    const watching = await admin.watch(`${core}/pods?labelSelector=app%3Dfewer`);
    await change('fewer', { replicas: 1 });
    await ready('fewer', 1);
    assert.deepEqual(await names('fewer'), ['fewer-0']);
    await until('the end of both', () => watching.seen().includes('DELETED fewer-1'));
    watching.stop();
    const gone = watching.seen().filter((seen) => seen.startsWith('DELETED'));
    assert.deepEqual(gone, ['DELETED fewer-2', 'DELETED fewer-1']);
  });

  it('replaces them from the last on, down to the partition', async () => {
    await start('part', {
      replicas: 3,
      podManagementPolicy: 'Parallel',
      updateStrategy: { rollingUpdate: { partition: 2 } },
    });
    await ready('part', 3);
    await change('part', { template: template('part', 'nginx:1.27') });
    await until('the last', async () => (await images('part')).at(-1) === 'nginx:1.27');
    const { status } = await ready('part', 3);
    assert.deepEqual(await images('part'), ['nginx:1.25', 'nginx:1.25', 'nginx:1.27']);
    assert.notEqual(status?.currentRevision, status?.updateRevision);
    // one below the partition comes back as it was
    await admin.delete(`${core}/pods/part-0`);
    await until(
      'another',
      async () => (await names('part')).length === 3 && (await read('part')).status?.readyReplicas === 3,
    );
    assert.equal((await images('part'))[0], 'nginx:1.25');
    await change('part', { updateStrategy: { rollingUpdate: { partition: 0 } } });
    await until('all', async () => (await images('part')).every((image) => image === 'nginx:1.27'));
    await until('the revision', async () => {
      const { status: now } = await read('part');
      return now?.currentRevision === now?.updateRevision && now?.currentReplicas === 3;
    });
  });

  it('keeps its templates, of which one that comes back is the latest again', async () => {
    await start('old', { replicas: 0, revisionHistoryLimit: 1 });
    for (const image of ['nginx:1.26', 'nginx:1.27', 'nginx:1.26']) {
      await change('old', { template: template('old', image) });
      await until(image, async () => {
        const { status, metadata } = await read('old');
        return status?.observedGeneration === metadata.generation;
      });
    }
    const kept = await until('two', async () => {
      const now = await revisionsOf('old');
      return now.length === 2 && now;
    });
    assert.deepEqual(
      kept.map(({ revision, data }) => [revision, data.spec.template.spec.containers[0]?.image]),
      [
        [3, 'nginx:1.27'],
        [4, 'nginx:1.26'],
      ],
    );
    assert.equal(kept[1]?.data.spec.template.$patch, 'replace');
  });

  it('makes a pod again that has ended or was deleted, by the same name', async () => {
    await start('back', { replicas: 1 });
    await ready('back', 1);
    const [first] = await podsOf('back');
    await admin.delete(`${core}/pods/back-0`);
    const second = await until('another', async () => {
      const [now] = await podsOf('back');
      return now && now.metadata.uid !== first?.metadata.uid && now;
    });
    assert.equal(second.metadata.name, 'back-0');
  });

  const uidOf = async (pod: string) => (await admin.get(`${core}/pods/${pod}`)).body.metadata?.uid;
  const another = (pod: string, first: string | undefined): Promise<true> =>
    until(`another ${pod}`, async () => {
      const now = await uidOf(pod);
      return now !== undefined && now !== first;
    });
  const toldOf = async (name: string): Promise<string[]> => {
    const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
    return items.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  };

  it('replaces a pod that has failed, of which the Events tell as of any other', async () => {
    await start('fails', { replicas: 1 });
    await ready('fails', 1);
    const first = await uidOf('fails-0');
    await admin.patch(`${core}/pods/fails-0/status`, { status: { phase: 'Failed' } });
    await another('fails-0', first);
    await ready('fails', 1);
    const deleted = 'Normal SuccessfulDelete: Delete Pod fails-0 in StatefulSet fails successful';
    const created = 'Normal SuccessfulCreate: Create Pod fails-0 in StatefulSet fails successful';
    await until('both', async () => (await toldOf('fails')).includes(deleted));
    assert.deepEqual(new Set(await toldOf('fails')), new Set([created, deleted]));
  });

  it('tells of a pod that is refused', async () => {
    await makeQuota(admin, core, 'none', { pods: '0' });
    await start('refused', { replicas: 1 });
    const failed =
      'Warning FailedCreate: Create Pod refused-0 in StatefulSet refused failed error: pods "refused-0" is';
    await until(failed, async () => (await toldOf('refused')).some((told) => told.startsWith(failed)));
    await admin.delete(`${core}/resourcequotas/none`);
    await ready('refused', 1);
  });

  it('takes over a pod of its name that nobody has, and lets one go that loses its labels', async () => {
    const { metadata, spec } = template('taken');
    const orphan = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name }, spec });
    for (const name of ['taken-0', 'taken-x']) assert.equal((await admin.post(`${core}/pods`, orphan(name))).code, 201);
    const first = await uidOf('taken-0');
    await start('taken', { replicas: 1, updateStrategy: { type: 'OnDelete' } });
    await ready('taken', 1);
    const ownerOf = async (pod: string) => (await admin.get(`${core}/pods/${pod}`)).body.metadata.ownerReferences?.[0];
    assert.deepEqual([await uidOf('taken-0'), (await ownerOf('taken-0'))?.name], [first, 'taken']);
    assert.equal(await ownerOf('taken-x'), undefined);
    await admin.patch(`${core}/pods/taken-0`, { metadata: { labels: { app: 'free' } } });
    await until('its freedom', async () => (await ownerOf('taken-0')) === undefined);
    // it comes back when the name is free; of one that is taken no Event tells
    await admin.delete(`${core}/pods/taken-0`);
    await another('taken-0', first);
    assert.equal((await ownerOf('taken-0'))?.name, 'taken');
    const created = 'Normal SuccessfulCreate: Create Pod taken-0 in StatefulSet taken successful';
    await until('its Event', async () => (await toldOf('taken')).includes(created));
    assert.deepEqual(await toldOf('taken'), [created]);
    assert.equal((await names('taken')).length, 2);
  });

  it('with OnDelete makes a pod of the new template when the old one was deleted', async () => {
    const byHand = { podManagementPolicy: 'Parallel', updateStrategy: { type: 'OnDelete' } };
    await start('kept', { replicas: 2, revisionHistoryLimit: 0, ...byHand });
    const { status: before } = await ready('kept', 2);
    for (const image of ['nginx:1.26', 'nginx:1.27']) {
      await change('kept', { template: template('kept', image) });
      await until(image, async () => {
        const { status, metadata } = await read('kept');
        return status?.observedGeneration === metadata.generation;
      });
    }
    await until('no template between', async () => {
      const kept = await revisionsOf('kept');
      return `${kept.map(({ revision }) => revision)}` === '1,3';
    });
    assert.deepEqual(await images('kept'), ['nginx:1.25', 'nginx:1.25']);
    const first = await uidOf('kept-0');
    await admin.delete(`${core}/pods/kept-0`);
    await another('kept-0', first);
    const { status } = await ready('kept', 2);
    assert.deepEqual(await images('kept'), ['nginx:1.27', 'nginx:1.25']);
    assert.deepEqual([status?.currentRevision, status?.updatedReplicas], [before?.currentRevision, 1]);
  });

  it('waits until a pod has been ready for as long as it must before it makes the next', async () => {
    await start('slow', { replicas: 2, minReadySeconds: 1 });
    const { status } = await ready('slow', 2);
    assert.notEqual(status?.availableReplicas, 0);
    await until('both', async () => (await read('slow')).status?.availableReplicas === 2);
  });

  it('keeps its template once more when somebody deletes what it kept', async () => {
    await start('again', { replicas: 0 });
    const first = await until('a revision', async () => (await revisionsOf('again'))[0]);
    await admin.delete(`${apps}/controllerrevisions/${first.metadata.name}`);
    await until('another', async () => {
      const [now] = await revisionsOf('again');
      return now && now.metadata.uid !== first.metadata.uid;
    });
  });

  it('keeps its template under another name where something else has the first', async () => {
    await start('clash', { replicas: 0 });
    const first = await until('a revision', async () => (await revisionsOf('clash'))[0]);
    await admin.delete(`${apps}/statefulsets/clash`);
    const { name = '' } = first.metadata;
    const path = `${apps}/controllerrevisions`;
    await until('its end', async () => (await admin.get(`${path}/${name}`)).code === 404);
    const data = { spec: { template: { ...template('other'), $patch: 'replace' } } };
    const other = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name }, data, revision: 1 };
    assert.equal((await admin.post(path, other)).code, 201);
    await start('clash', { replicas: 0 });
    const second = await until('a revision', async () => (await revisionsOf('clash'))[0]);
    assert.notEqual(second.metadata.name, name);
    assert.deepEqual((await admin.get(`${path}/${name}`)).body.metadata.ownerReferences, undefined);
    const named = async () => (await read('clash')).status?.updateRevision === second.metadata.name;
    await until('its name in the status', named);
  });

  it('makes no pod when it is going', async () => {
    await start('going', { replicas: 2, podManagementPolicy: 'Parallel' });
    await ready('going', 2);
    await admin.patch(`${core}/pods/going-0`, { metadata: { finalizers: ['example.com/hold'] } });
    await admin.delete(`${apps}/statefulsets/going?propagationPolicy=Foreground`);
    await until('one pod, which is not ready', async () => {
      const { status } = await read('going');
      return status?.replicas === 1 && status.readyReplicas === undefined;
    });
    assert.deepEqual(await names('going'), ['going-0']);
    await admin.patch(`${core}/pods/going-0`, { metadata: { finalizers: null } });
    await until('its end', async () => (await admin.get(`${apps}/statefulsets/going`)).code === 404);
    assert.deepEqual(await names('going'), []);
  });

  it('lets the claims of a pod that is scaled away go with it, where it says so, and does not wait for one that is gone', async () => {
    const claims = `${core}/persistentvolumeclaims`;
    const template = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } } },
    };
    await start('stored', {
      replicas: 3,
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: [template],
      persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' },
    });
    await ready('stored', 3);
    // it is held by its pod, until somebody takes that guard away
    await admin.delete(`${claims}/data-stored-2`);
    await admin.patch(`${claims}/data-stored-2`, { metadata: { finalizers: null } });
    await until('its end', async () => (await admin.get(`${claims}/data-stored-2`)).code === 404);
    await change('stored', { replicas: 1 });
    await ready('stored', 1);
    await until('the end of the claim', async () => (await admin.get(`${claims}/data-stored-1`)).code === 404);
    assert.equal((await admin.get(`${claims}/data-stored-0`)).code, 200);
  });
});
