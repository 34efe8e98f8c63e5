import assert from 'node:assert/strict';
import type { Condition, Deployment, ReplicaSet } from '../../../src/cluster/controllers/objects.js';
import { fields, list } from '../../../src/kube/fields.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const apps = '/apis/apps/v1/namespaces/rollouts';
const deployments = `${apps}/deployments`;
const revision = 'deployment.kubernetes.io/revision';

describe('the deployment controller', () => {
  let cluster: TestCluster;
  let api: Api;
  let core = '';
  before(async () => {
    cluster = await practiceCluster();
    api = adminOf(cluster);
    core = await makeNamespace(api, 'rollouts');
  });
  after(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });

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

  const template = (name: string, image = 'nginx:1', extra: Record<string, string> = {}) => ({
    metadata: { labels: { app: name, ...extra } },
    spec: { containers: [{ name: 'c', image }] },
  });
  const start = async (name: string, spec: object = {}, metadata: object = {}): Promise<void> => {
    const whole = { selector: { matchLabels: { app: name } }, template: template(name), ...spec };
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, ...metadata }, spec: whole };
    const { code, text } = await api.post(deployments, body);
    assert.equal(code, 201, text);
  };
  const change = async (name: string, spec: object): Promise<void> => {
    const { code, text } = await api.patch(`${deployments}/${name}`, { spec }, 'strategic');
    assert.equal(code, 200, text);
  };
  const read = async (name: string) => (await api.get(`${deployments}/${name}`)).body as unknown as Deployment;
  const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[revision]);
  /** The sets, that of the first template in front. */
  const setsOf = async (name: string): Promise<ReplicaSet[]> => {
    const { items } = (await api.get(`${apps}/replicasets?labelSelector=app%3D${name}`)).body;
    return (items as unknown as ReplicaSet[]).sort((a, b) => revisionOf(a) - revisionOf(b));
  };
  const sizesOf = async (name: string) => (await setsOf(name)).map(({ spec }) => spec.replicas);
  const sizes = (name: string, ...wanted: number[]): Promise<true> =>
    until(`sets of ${name} with ${wanted}`, async () => `${await sizesOf(name)}` === `${wanted}`);
  const conditionOf = ({ status }: Deployment, type: string): Condition | undefined =>
    status?.conditions?.find((condition) => condition.type === type);
  /** Waits until the deployment has been seen as it is now, with all its pods of the newest template. */
  const done = (name: string): Promise<Deployment> =>
    until(`the end of the rollout of ${name}`, async () => {
      const deployment = await read(name);
      const { spec, status = {}, metadata } = deployment;
      const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
      const isWhole = counts.every((count = 0) => count === spec.replicas);
      return status.observedGeneration === metadata.generation && isWhole && deployment;
    });
  const seen = (name: string): Promise<Deployment> =>
    until(`a look at ${name}`, async () => {
      const deployment = await read(name);
      return deployment.status?.observedGeneration === deployment.metadata.generation && deployment;
    });
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await api.get(`${core}/pods?labelSelector=app%3D${name}`)).body.items;
  const hold = (pod: KubeObject | undefined, finalizers: string[] | null) =>
    api.patch(`${core}/pods/${pod?.metadata.name}`, { metadata: { finalizers } });

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
    await change('again', { replicas: 0 });
    await sizes('again', 0, 0);
    for (const pod of (await podsOf('again')).filter(isOn)) await end(pod);
    await change('again', { template: lasting('nginx:3') });
    await sizes('again', 0, 0, 0);
  });

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
    const messages = watching.events.map(
      ({ object }) => conditionOf(object as unknown as Deployment, 'Progressing')?.message,
    );
    assert.ok(messages.includes(`Found new replica set "${before?.metadata.name}"`), messages.join());
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
    await until('the end of the older', async () => (await setsOf('numbered')).length === 2);
    assert.equal((await api.get(`${apps}/replicasets/${second?.metadata.name}`)).code, 404);
    assert.deepEqual((await setsOf('numbered')).map(revisionOf), [3, 4]);
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
