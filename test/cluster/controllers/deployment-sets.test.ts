/** The replica sets of a deployment: which it takes over, how they are called and numbered. */
import assert from 'node:assert/strict';
import type { Deployment } from '../../../src/cluster/controllers/objects.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { conditionOf, revision, revisionOf, rolloutsIn, template } from '../../helpers/rollouts.js';
import { until } from '../../helpers/until.js';

const apps = '/apis/apps/v1/namespaces/rollouts';
const deployments = `${apps}/deployments`;

describe('the sets of a deployment', () => {
  const { api } = clusterForTests('rollouts');
  const { start, change, read, setsOf, done, seen } = rolloutsIn('rollouts', () => api);

  it('takes over sets that another left behind, and does not make them again', async () => {
    await start('left', { replicas: 1, progressDeadlineSeconds: 60 });
    await done('left');
    const [before] = await setsOf('left');
    await api.delete(`${deployments}/left?propagationPolicy=Orphan`);
    await until('its end', async () => (await api.get(`${deployments}/left`)).code === 404);
    const watching = await api.watch(`${deployments}?fieldSelector=metadata.name%3Dleft`);
    await start('left', { replicas: 1, progressDeadlineSeconds: 60 });
    const { metadata } = await done('left');
    await until('its revision', async () => (await read('left')).metadata.annotations?.[revision] === '1');
    watching.stop();
    const [after, ...others] = await setsOf('left');
    assert.deepEqual([after?.metadata.uid, others.length], [before?.metadata.uid, 0]);
    assert.equal(after?.metadata.ownerReferences?.[0]?.uid, metadata.uid);
    const news = watching.events.map(({ object }) => {
      const { status, reason, message } = conditionOf(object as unknown as Deployment, 'Progressing') ?? {};
      return `${status} ${reason}: ${message}`;
    });
    assert.ok(news.includes(`True FoundNewReplicaSet: Found new replica set "${before?.metadata.name}"`), news.join());
    // and one that comes later
    const spec = {
      ...before?.spec,
      replicas: 0,
      selector: { matchLabels: { app: 'left' } },
      template: template('left', 'x'),
    };
    const stray = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'stray', labels: { app: 'left' } },
      spec,
    };
    assert.equal((await api.post(`${apps}/replicasets`, stray)).code, 201);
    await until('its owner', async () => {
      const { ownerReferences } = (await api.get(`${apps}/replicasets/stray`)).body.metadata;
      return ownerReferences?.[0]?.uid === metadata.uid;
    });
  });

  it('gives its set another name where a set of somebody else has it', async () => {
    await start('named', { replicas: 0 });
    await done('named');
    const [other] = await setsOf('named');
    await api.delete(`${deployments}/named?propagationPolicy=Orphan`);
    await until('its end', async () => (await api.get(`${deployments}/named`)).code === 404);
    await api.patch(`${apps}/replicasets/${other?.metadata.name}`, { metadata: { labels: { app: 'other' } } });
    await start('named', { replicas: 0 });
    const [set] = await until('a set', async () => {
      const sets = await setsOf('named');
      return sets.length > 0 && sets;
    });
    assert.notEqual(set?.metadata.name, other?.metadata.name);
    assert.equal((await seen('named')).status?.collisionCount, 1);
  });

  it('hands annotations and the seconds before a pod is available on to its set, which makes no new revision', async () => {
    await start('handed', { replicas: 0 }, { annotations: { note: 'one' } });
    await done('handed');
    await api.patch(`${deployments}/handed`, { metadata: { annotations: { note: 'two' } } });
    const noted = async () => (await setsOf('handed'))[0]?.metadata.annotations?.note;
    await until('the annotation', async () => (await noted()) === 'two');
    await change('handed', { minReadySeconds: 7 });
    const seconds = async () => (await setsOf('handed'))[0]?.spec.minReadySeconds;
    await until('the seconds', async () => (await seconds()) === 7);
    await change('handed', { minReadySeconds: 0 });
    await until('no seconds', async () => (await seconds()) === undefined);
    assert.deepEqual((await setsOf('handed')).map(revisionOf), [1]);
    const { metadata } = await read('handed');
    assert.deepEqual([metadata.generation, metadata.annotations?.[revision]], [4, '1']);
  });

  it('has the number of a template that comes back as its newest, and no more old sets than its history allows', async () => {
    await start('numbered', { replicas: 0, revisionHistoryLimit: 1 });
    await done('numbered');
    for (const image of ['nginx:2', 'nginx:1']) {
      await change('numbered', { template: template('numbered', image) });
      await done('numbered');
    }
    const [second, first] = await until('two numbers', async () => {
      const sets = await setsOf('numbered');
      return `${sets.map(revisionOf)}` === '2,3' && sets;
    });
    assert.equal(first?.metadata.annotations?.['deployment.kubernetes.io/revision-history'], '1');
    assert.equal((await read('numbered')).metadata.annotations?.[revision], '3');
    await change('numbered', { template: template('numbered', 'nginx:3') });
    const revisions = async () => (await setsOf('numbered')).map(revisionOf).join();
    await until('the end of the older', async () => (await revisions()) === '3,4');
    assert.equal((await api.get(`${apps}/replicasets/${second?.metadata.name}`)).code, 404);
  });
});
