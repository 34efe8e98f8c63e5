/** Deployments that carry their pods from one template and one size to the next. */
import assert from 'node:assert/strict';
import { fields } from '../../../src/kube/fields.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';
import { revision, revisionOf, rolloutsIn, template } from '../../helpers/rollouts.js';
import { until } from '../../helpers/until.js';

const apps = '/apis/apps/v1/namespaces/rollouts';
const deployments = `${apps}/deployments`;

describe('the deployment controller', () => {
  const { api } = clusterForTests('rollouts');
  const core = '/api/v1/namespaces/rollouts';
  const { start, change, read, setsOf, sizesOf, sizes, done, seen, podsOf, hold } = rolloutsIn('rollouts', () => api);

  it('shares a new size among its sets in the middle of a rollout', async () => {
    const rollingUpdate = { maxSurge: 3, maxUnavailable: 2 };
    await start('shared', { replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate } });
    await done('shared');
    await change('shared', { template: template('shared', 'registry.invalid/web:2') });
    await sizes('shared', 8, 5);
    await change('shared', { replicas: 15 });
    await sizes('shared', 11, 7);
    const { status } = await until('its counts', async () => {
      const deployment = await seen('shared');
      return deployment.status?.availableReplicas === 11 && deployment;
    });
    assert.deepEqual([status?.replicas, status?.updatedReplicas], [18, 7]);
    for (const { metadata } of await setsOf('shared')) {
      assert.equal(metadata.annotations?.['deployment.kubernetes.io/desired-replicas'], '15');
      assert.equal(metadata.annotations?.['deployment.kubernetes.io/max-replicas'], '18');
    }
    const [, set] = await setsOf('shared');
    const { items } = (await api.get(`${core}/events?fieldSelector=involvedObject.name%3Dshared`)).body;
    const told = items.find(({ message }) => message === `Scaled up replica set ${set?.metadata.name} from 5 to 7`);
    assert.deepEqual([told?.reason, fields(told?.source).component], ['ScalingReplicaSet', 'deployment-controller']);
    // one that keeps its size by that learns of the new one as well
    await change('shared', { replicas: 16 });
    await sizes('shared', 12, 7);
    await until('the annotations', async () =>
      (await setsOf('shared')).every(
        ({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/max-replicas'] === '19',
      ),
    );
  });

  it('keeps its old sets until a rollout has ended', async () => {
    await start('stuck', { replicas: 1, revisionHistoryLimit: 0 });
    await done('stuck');
    for (const image of ['registry.invalid/web:2', 'registry.invalid/web:3']) {
      await change('stuck', { template: template('stuck', image) });
      await until(image, async () => (await seen('stuck')).status?.updatedReplicas === 1);
    }
    await sizes('stuck', 1, 0, 1);
    await change('stuck', { template: template('stuck', 'nginx:4') });
    await sizes('stuck', 1);
    assert.deepEqual((await setsOf('stuck')).map(revisionOf), [4]);
  });

  it('gives a set the size back that somebody took from it', async () => {
    await start('moved', { replicas: 2 });
    await done('moved');
    const [set] = await setsOf('moved');
    for (const replicas of [4, 1]) {
      const path = `${apps}/replicasets/${set?.metadata.name}`;
      const { metadata } = (await api.patch(path, { spec: { replicas } })).body;
      await until('its size', async () => {
        const { spec, metadata: now } = (await api.get(path)).body;
        return now.generation === (metadata.generation ?? 0) + 1 && fields(spec).replicas === 2;
      });
    }
    await done('moved');
  });

  it('that recreates its pods makes none before the old ones are gone', async () => {
    // a pod that is to go lasts as long as its hook
    const lasting = (image: string) => {
      const { metadata, spec } = template('again', image);
      const [container] = spec.containers;
      return { metadata, spec: { containers: [{ ...container, lifecycle: { preStop: { sleep: { seconds: 30 } } } }] } };
    };
    await start('again', { replicas: 1, strategy: { type: 'Recreate' }, template: lasting('nginx:1') });
    await done('again');
    // nobody waits for pods that have ended, nor for those of somebody else
    const ended = new Set<string | undefined>();
    const isOn = ({ metadata }: KubeObject): boolean => !ended.has(metadata.uid);
    for (const phase of ['Failed', 'Succeeded']) {
      const [pod] = (await podsOf('again')).filter(isOn);
      await api.patch(`${core}/pods/${pod?.metadata.name}/status`, { status: { phase } });
      ended.add(pod?.metadata.uid);
      await until('another pod', async () => (await podsOf('again')).some(isOn));
      await done('again');
    }
    const { spec } = template('other');
    const other = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'other' }, spec };
    assert.equal((await api.post(`${core}/pods`, other)).code, 201);
    const goes = async (): Promise<KubeObject | undefined> =>
      until('a pod that goes', async () => {
        const { status } = await seen('again');
        const [pod, ...others] = (await podsOf('again')).filter(isOn);
        return others.length === 0 && pod?.metadata.deletionTimestamp !== undefined && !status?.replicas && pod;
      });
    const end = (pod: KubeObject | undefined) => api.delete(`${core}/pods/${pod?.metadata.name}?gracePeriodSeconds=0`);
    await change('again', { template: lasting('nginx:2') });
    const first = await goes();
    assert.deepEqual(await sizesOf('again'), [0]);
    await end(first);
    await sizes('again', 0, 1);
    await done('again');
    // the set of the first template is there by now, and waits as well
    await change('again', { template: lasting('nginx:1') });
    const second = await goes();
    await until('its number', async () => (await read('again')).metadata.annotations?.[revision] === '3');
    assert.deepEqual(await sizesOf('again'), [0, 0]);
    await end(second);
    await sizes('again', 0, 1);
    await done('again');
    // sets of another size that have no pods are in nobody's way
    await change('again', { replicas: 2 });
    await sizes('again', 0, 2);
    await done('again');
    // one without pods is not told of the new size
    const [idle] = await setsOf('again');
    assert.equal(idle?.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'], '1');
    await change('again', { replicas: 0 });
    await sizes('again', 0, 0);
    for (const pod of (await podsOf('again')).filter(isOn)) await end(pod);
    await change('again', { template: lasting('nginx:3') });
    await sizes('again', 0, 0, 0);
  });

  it('counts its pods when it is going, and begins nothing new', async () => {
    await start('going', { replicas: 1 });
    await done('going');
    const [pod] = await podsOf('going');
    await hold(pod, ['example.com/hold']);
    await api.delete(`${deployments}/going?propagationPolicy=Foreground`);
    await until('its end to begin', async () => (await read('going')).metadata.deletionTimestamp);
    await change('going', { replicas: 3, template: template('going', 'nginx:2') });
    const { status } = await until('the count', async () => {
      const deployment = await seen('going');
      return deployment.status?.terminatingReplicas === 1 && deployment;
    });
    assert.deepEqual([status?.replicas, (await setsOf('going')).length], [undefined, 1]);
    await hold(pod, null);
    await until('its end', async () => (await api.get(`${deployments}/going`)).code === 404);
  });
});
