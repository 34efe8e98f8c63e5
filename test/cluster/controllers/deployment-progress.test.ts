/** How far a deployment is: its steps, its deadline, and pauses. */
import assert from 'node:assert/strict';
import type { Deployment } from '../../../src/cluster/controllers/objects.js';
import { fields, list } from '../../../src/kube/fields.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { conditionOf, rolloutsIn, template } from '../../helpers/rollouts.js';
import { until } from '../../helpers/until.js';

const apps = '/apis/apps/v1/namespaces/rollouts';
const deployments = `${apps}/deployments`;

describe('the progress of a deployment', () => {
  const { api } = clusterForTests('rollouts');
  const { start, change, read, setsOf, sizesOf, sizes, done, seen } = rolloutsIn('rollouts', () => api);

  it('tells in the condition Progressing of each step, of a pause and of going on', async () => {
    const labels = { app: 'web' };
    const container = { name: 'c', image: 'nginx:1.27' };
    const spec = {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    };
    const watching = await api.watch(`${deployments}?fieldSelector=metadata.name%3Dweb`);
    await api.post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec });
    const reasons = (): unknown[] => {
      const all = watching.events.map(({ object }) => {
        const progressing = list(fields(object.status).conditions).find(({ type }) => type === 'Progressing');
        return progressing && `${progressing.status} ${progressing.reason}`;
      });
      return all.filter((reason, at) => reason !== undefined && reason !== all[at - 1]);
    };
    const last = (reason: string): Promise<true> => until(reason, () => reasons().at(-1) === reason);
    await last('True NewReplicaSetAvailable');
    await api.patch(`${deployments}/web`, { spec: { paused: true } });
    await last('Unknown DeploymentPaused');
    await api.patch(`${deployments}/web`, { spec: { paused: false } });
    // nothing is left to be done, so it goes on from what it had reached
    await until('it goes on', () => reasons().length >= 5);
    const template = { spec: { containers: [{ ...container, image: 'nginx:1.28' }] } };
    await api.patch(`${deployments}/web`, { spec: { template } }, 'strategic');
    await until(
      'a second set',
      () => reasons().filter((reason) => reason === 'True NewReplicaSetCreated').length === 2,
    );
    await last('True NewReplicaSetAvailable');
    watching.stop();
    const rollout = ['True NewReplicaSetCreated', 'True ReplicaSetUpdated', 'True NewReplicaSetAvailable'];
    const pause = ['Unknown DeploymentPaused', 'Unknown DeploymentResumed', 'True NewReplicaSetAvailable'];
    assert.deepEqual(reasons(), [...rollout, ...pause, ...rollout]);
  });

  it('says so when its deadline has passed, which a pause does not change, and goes on when it can', async () => {
    const image = 'registry.invalid/web:1';
    await start('late', { replicas: 1, progressDeadlineSeconds: 1, template: template('late', image) });
    const [set] = await until('a set', async () => {
      const sets = await setsOf('late');
      return sets.length > 0 && sets;
    });
    const reason = async () => conditionOf(await seen('late'), 'Progressing')?.reason;
    await until('the end of its time', async () => (await reason()) === 'ProgressDeadlineExceeded');
    const { status, message } = conditionOf(await read('late'), 'Progressing') ?? {};
    assert.deepEqual([status, message], ['False', `ReplicaSet "${set?.metadata.name}" has timed out progressing.`]);
    await change('late', { paused: true });
    assert.equal(await reason(), 'ProgressDeadlineExceeded');
    await change('late', { paused: false, template: template('late', 'nginx:1') });
    await done('late');
    await until('its end', async () => (await reason()) === 'NewReplicaSetAvailable');
  });

  it('while it is paused has its size changed and its template not, and cleans up its history', async () => {
    await start('paused', { replicas: 1 });
    await done('paused');
    await change('paused', { template: template('paused', 'nginx:2') });
    await done('paused');
    await sizes('paused', 0, 1);
    await change('paused', { paused: true, replicas: 2, template: template('paused', 'nginx:3') });
    await sizes('paused', 0, 2);
    assert.equal(conditionOf(await seen('paused'), 'Progressing')?.message, 'Deployment is paused');
    // a set without pods is not told of the new size
    const desired = (await setsOf('paused')).map(
      ({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/desired-replicas'],
    );
    assert.deepEqual(desired, ['1', '2']);
    await change('paused', { revisionHistoryLimit: 1 });
    await sizes('paused', 2);
    const watching = await api.watch(`${deployments}?fieldSelector=metadata.name%3Dpaused`);
    await change('paused', { paused: false });
    await done('paused');
    await sizes('paused', 0, 2);
    watching.stop();
    const resumed = watching.events.find(
      ({ object }) => conditionOf(object as unknown as Deployment, 'Progressing')?.reason === 'DeploymentResumed',
    );
    const told = conditionOf(resumed?.object as unknown as Deployment, 'Progressing');
    assert.deepEqual([told?.status, told?.message], ['Unknown', 'Deployment is resumed']);
  });

  it('while it is paused gives its size to one of its sets where none has pods', async () => {
    await start('empty', { replicas: 0 });
    await done('empty');
    await change('empty', { template: template('empty', 'nginx:2') });
    await until('two sets', async () => (await sizesOf('empty')).length === 2);
    await done('empty');
    await change('empty', { paused: true, replicas: 2, template: template('empty', 'nginx:3') });
    // which of the two is the newer is not known where both are of the same second
    await until('one with two', async () => `${(await sizesOf('empty')).sort()}` === '0,2');
  });

  it('while it is paused lets an old set go when the new one has all pods', async () => {
    const made = async (image: string): Promise<void> => {
      const extra = { tier: image };
      const metadata = { name: `taken-${image}`, labels: { app: 'taken' } };
      const annotations = { 'deployment.kubernetes.io/desired-replicas': '1' };
      const spec = {
        replicas: 1,
        selector: { matchLabels: { app: 'taken', ...extra } },
        template: template('taken', image, extra),
      };
      const body = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { ...metadata, annotations }, spec };
      assert.equal((await api.post(`${apps}/replicasets`, body)).code, 201);
      await until(`a pod of ${image}`, async () => {
        const { status } = (await api.get(`${apps}/replicasets/taken-${image}`)).body;
        return fields(status).availableReplicas === 1;
      });
    };
    await made('old');
    await made('new');
    const watching = await api.watch(`${apps}/replicasets?fieldSelector=metadata.name%3Dtaken-new`);
    await start('taken', { paused: true, template: template('taken', 'new', { tier: 'new' }) });
    await until('the end of the old', async () => {
      const { spec } = (await api.get(`${apps}/replicasets/taken-old`)).body;
      return fields(spec).replicas === 0;
    });
    await until('the count', async () => (await seen('taken')).status?.replicas === 1);
    watching.stop();
    assert.deepEqual(new Set(watching.events.map(({ object }) => fields(object.spec).replicas)), new Set([1]));
  });

  it('that may take as long as it likes tells nothing of its progress, paused or not', async () => {
    await start('endless', { replicas: 1, progressDeadlineSeconds: 2 ** 31 - 1 });
    await done('endless');
    await change('endless', { paused: true });
    const { status } = await seen('endless');
    assert.deepEqual(
      status?.conditions?.map(({ type }) => type),
      ['Available'],
    );
  });
});
