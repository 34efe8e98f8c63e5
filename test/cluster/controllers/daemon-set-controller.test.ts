/** Daemon sets on a practice cluster, whose one node the tests label and taint. */
import assert from 'node:assert/strict';
import type { DaemonSet } from '../../../src/cluster/controllers/daemon-set-pods.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { makeQuota } from '../../helpers/quota.js';
import { until } from '../../helpers/until.js';

describe('a daemon set', () => {
  let cluster: TestCluster;
  let admin: Api;
  let core = '';
  const daemons = '/apis/apps/v1/namespaces/agents/daemonsets';
  const node = '/api/v1/nodes/kubelab';
  before(async () => {
    cluster = await practiceCluster();
    admin = adminOf(cluster);
    core = await makeNamespace(admin, 'agents');
  });
  after(async () => {
    admin?.close();
    await cluster?.stop();
    assert.deepEqual(cluster.faults, []);
  });

  const template = (name: string, image: string, pod: object = {}) => ({
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: 'c', image }], ...pod },
  });
  const start = async (name: string, pod: object = {}, more: object = {}): Promise<void> => {
    const spec = { selector: { matchLabels: { app: name } }, template: template(name, 'nginx:1.25', pod), ...more };
    const answer = await admin.post(daemons, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name }, spec });
    assert.equal(answer.code, 201, answer.text);
  };
  const statusOf = async (name: string) =>
    ((await admin.get(`${daemons}/${name}`)).body as unknown as DaemonSet).status;
  const podsOf = async (name: string): Promise<KubeObject[]> =>
    (await admin.get(`${core}/pods?labelSelector=app%3D${name}`)).body.items;
  const ready = (name: string) => until(`${name} is ready`, async () => (await statusOf(name))?.numberAvailable === 1);

  it('runs a pod on the node, whatever keeps others from it', async () => {
    await admin.patch(node, { spec: { unschedulable: true } });
    await start('agent');
    await ready('agent');
    await admin.patch(node, { spec: { unschedulable: null } });
    const [pod] = await podsOf('agent');
    assert.equal(pod?.metadata.labels?.['pod-template-generation'], '1');
    assert.match(pod?.metadata.name ?? '', /^agent-\w{5}$/);
    assert.deepEqual(await statusOf('agent'), {
      currentNumberScheduled: 1,
      numberMisscheduled: 0,
      desiredNumberScheduled: 1,
      numberReady: 1,
      observedGeneration: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
    });
  });

  it('replaces its pod by one of the new template', async () => {
    await admin.patch(`${daemons}/agent`, { spec: { template: template('agent', 'nginx:1.27') } }, 'strategic');
    const [pod] = await until('another pod', async () => {
      const pods = await podsOf('agent');
      const isNew = pods[0]?.metadata.labels?.['pod-template-generation'] === '2';
      return pods.length === 1 && isNew && pods;
    });
    const { containers } = (pod?.spec ?? {}) as { containers?: { image: string }[] };
    assert.equal(containers?.[0]?.image, 'nginx:1.27');
    const { body } = await admin.get('/apis/apps/v1/namespaces/agents/controllerrevisions?labelSelector=app%3Dagent');
    assert.deepEqual(body.items.map(({ revision }) => revision).sort(), [1, 2]);
  });

  it('with a surge has the new pod before the old one goes', async () => {
    await start('surge', {}, { updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    await ready('surge');
    const watching = await admin.watch(`${core}/pods?labelSelector=app%3Dsurge`);
    await admin.patch(`${daemons}/surge`, { spec: { template: template('surge', 'nginx:1.27') } }, 'strategic');
    await until('the end of the old', () => watching.seen().some((event) => event.startsWith('DELETED')));
    const marked = watching.events.findIndex(({ object }) => object.metadata.deletionTimestamp);
    const made = watching.seen().findLastIndex((event) => event.startsWith('ADDED'));
    watching.stop();
    assert.ok(made > 0 && made < marked);
  });

  it('keeps a pod of the old template with OnDelete, and removes a younger one that it took over', async () => {
    await start('kept', {}, { updateStrategy: { type: 'OnDelete' } });
    await ready('kept');
    const [own] = await podsOf('kept');
    await admin.patch(`${daemons}/kept`, { spec: { template: template('kept', 'nginx:1.27') } }, 'strategic');
    const { metadata, spec } = template('kept', 'nginx:1.27');
    const younger = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'later' }, spec };
    assert.equal((await admin.post(`${core}/pods`, younger)).code, 201);
    await until('the younger one is gone', async () => (await admin.get(`${core}/pods/later`)).code === 404);
    assert.deepEqual(
      (await podsOf('kept')).map(({ metadata: { uid } }) => uid),
      [own?.metadata.uid],
    );
    await until('no pod of the new template', async () => !(await statusOf('kept'))?.updatedNumberScheduled);
  });

  it('keeps the pod that runs when an older one comes to it that has ended', async () => {
    const { metadata, spec } = template('older', 'nginx:1.25');
    const older = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'a-older', labels: {} }, spec };
    assert.equal((await admin.post(`${core}/pods`, older)).code, 201);
    await start('older');
    await ready('older');
    const [own] = await podsOf('older');
    const path = `${core}/pods/a-older`;
    assert.equal((await admin.patch(`${path}/status`, { status: { phase: 'Failed' } })).code, 200);
    assert.equal((await admin.patch(path, { metadata: { labels: metadata.labels } })).code, 200);
    await until('the end of the older', async () => (await admin.get(path)).code === 404);
    await ready('older');
    assert.deepEqual(
      (await podsOf('older')).map(({ metadata: { uid } }) => uid),
      [own?.metadata.uid],
    );
  });

  it('makes the next pod when the one before is gone, and with a surge when that is going', async () => {
    for (const [name, rollingUpdate] of [
      ['waits', { maxSurge: 0, maxUnavailable: 1 }],
      ['hastes', { maxSurge: 1, maxUnavailable: 0 }],
    ] as const) {
      await start(name, {}, { updateStrategy: { rollingUpdate } });
      await ready(name);
      const [pod] = await podsOf(name);
      const path = `${core}/pods/${pod?.metadata.name}`;
      await admin.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
      assert.equal((await admin.delete(path)).code, 200);
      if (name === 'hastes') await until('the next', async () => (await podsOf(name)).length === 2);
      else await until('the count', async () => !(await statusOf(name))?.currentNumberScheduled);
      assert.equal((await podsOf(name)).length, name === 'hastes' ? 2 : 1);
      await admin.patch(path, { metadata: { finalizers: null } });
      await until('the next alone', async () => {
        const [next, ...others] = await podsOf(name);
        return others.length === 0 && next && next.metadata.uid !== pod?.metadata.uid;
      });
      // one that was deleted has not ended by itself
      assert.deepEqual(
        (await toldOf(name)).filter((told) => !/SuccessfulCreate/.test(told)),
        [],
      );
    }
  });

  it('runs none where no node is selected, and one as soon as there is', async () => {
    await start('picky', { nodeSelector: { disk: 'fast' } });
    await until('a status', async () => (await statusOf('picky'))?.observedGeneration === 1);
    assert.equal((await statusOf('picky'))?.desiredNumberScheduled, 0);
    await admin.patch(node, { metadata: { labels: { disk: 'fast' } } });
    await ready('picky');
    await admin.patch(node, { metadata: { labels: { disk: null } } });
    await until('no pod', async () => (await podsOf('picky')).length === 0);
  });

  it('makes its pod again when it was deleted', async () => {
    const [first] = await podsOf('agent');
    await admin.delete(`${core}/pods/${first?.metadata.name}`);
    await until('another', async () => {
      const [now] = await podsOf('agent');
      return now && now.metadata.uid !== first?.metadata.uid;
    });
  });

  it('keeps its template once more when somebody deletes what it kept', async () => {
    const path = '/apis/apps/v1/namespaces/agents/controllerrevisions';
    const kept = async (): Promise<KubeObject | undefined> => {
      const { items } = (await admin.get(`${path}?labelSelector=app%3Dsurge`)).body;
      return items.find(({ revision }) => revision === 2);
    };
    const first = await kept();
    assert.ok(first);
    await admin.delete(`${path}/${first.metadata.name}`);
    await until('another', async () => {
      const now = await kept();
      return now && now.metadata.uid !== first.metadata.uid;
    });
  });

  const change = (name: string, spec: object) => admin.patch(`${daemons}/${name}`, { spec }, 'strategic');
  const toldOf = async (name: string): Promise<string[]> => {
    const { items } = (await admin.get(`${core}/events?fieldSelector=involvedObject.name%3D${name}`)).body;
    return items.map(({ type, reason, message }) => `${type} ${reason}: ${message}`);
  };
  const shows = (name: string, wanted: DaemonSet['status']): Promise<true> => {
    let last = '';
    return until(`${JSON.stringify(wanted)} of ${name}`, async () => {
      const { observedGeneration: _, ...status } = (await statusOf(name)) ?? {};
      last = JSON.stringify(status);
      return last === JSON.stringify(wanted);
    }).catch((error) => assert.fail(`${error}; it was ${last}`));
  };
  const one = {
    currentNumberScheduled: 1,
    numberMisscheduled: 0,
    desiredNumberScheduled: 1,
    numberReady: 1,
    updatedNumberScheduled: 1,
    numberAvailable: 1,
  };

  it('replaces a pod that has ended, and tells how', async () => {
    await start('ends');
    await ready('ends');
    for (const [phase, told] of [
      ['Failed', 'Warning FailedDaemonPod: Found failed daemon pod agents/NAME on node kubelab, will try to kill it'],
      [
        'Succeeded',
        'Normal SucceededDaemonPod: Found succeeded daemon pod agents/NAME on node kubelab, will try to delete it',
      ],
    ] as const) {
      const [pod] = await podsOf('ends');
      const { name = '', uid } = pod?.metadata ?? {};
      await admin.patch(`${core}/pods/${name}/status`, { status: { phase } });
      await until('another', async () => {
        const pods = await podsOf('ends');
        return pods.length === 1 && pods[0]?.metadata.uid !== uid;
      });
      for (const sentence of [told.replace('NAME', name), `Normal SuccessfulDelete: Deleted pod: ${name}`]) {
        await until(sentence, async () => (await toldOf('ends')).includes(sentence));
      }
      await ready('ends');
    }
  });

  it('has a pod for each node, and none for a node that is gone', async () => {
    await start('each', { tolerations: [{ operator: 'Exists' }] });
    await shows('each', one);
    const second = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'second' } };
    assert.equal((await admin.post('/api/v1/nodes', second)).code, 201);
    const two = { ...one, currentNumberScheduled: 2, desiredNumberScheduled: 2, updatedNumberScheduled: 2 };
    const { numberReady, updatedNumberScheduled, numberAvailable, ...counts } = two;
    await shows('each', { ...counts, numberReady, updatedNumberScheduled, numberAvailable, numberUnavailable: 1 });
    assert.equal((await podsOf('each')).length, 2);
    await admin.delete('/api/v1/nodes/second');
    await shows('each', one);
    const left = (await podsOf('each')).find(({ spec }) => (spec as { nodeName?: string }).nodeName !== 'kubelab');
    // it was on that node: the collector of such pods ends it
    assert.ok(left && left.metadata.deletionTimestamp === undefined);
    await admin.delete(`${core}/pods/${left.metadata.name}?gracePeriodSeconds=0`);
    await until('its pod alone', async () => (await podsOf('each')).length === 1);
  });

  it('counts a pod as misplaced on a node that takes no more of them, and removes it from one that drives it away', async () => {
    await start('driven');
    await shows('driven', one);
    const taint = (effect: string) => ({ spec: { taints: [{ key: 'k', effect }] } });
    await admin.patch(node, taint('NoSchedule'));
    const none = { currentNumberScheduled: 0, numberMisscheduled: 1, desiredNumberScheduled: 0, numberReady: 0 };
    await shows('driven', none);
    assert.equal((await podsOf('driven')).length, 1);
    await admin.patch(node, taint('NoExecute'));
    await until('no pod', async () => (await podsOf('driven')).length === 0);
    await shows('driven', { ...none, numberMisscheduled: 0 });
    await admin.patch(node, { spec: { taints: null } });
    await shows('driven', one);
  });

  it('tells of a pod that is refused, and tries again', async () => {
    await makeQuota(admin, core, 'none', { 'count/pods': '0' });
    await start('refused');
    const failed = /^Warning FailedCreate: Error creating: pods "refused-\w*" is forbidden: exceeded quota: none/;
    await until('the news', async () => (await toldOf('refused')).some((told) => failed.test(told)));
    assert.equal((await admin.delete(`${core}/resourcequotas/none`)).code, 200);
    await ready('refused');
  });

  it('has its pod available when it was ready for as long as it must', async () => {
    await start('slow', {}, { minReadySeconds: 1 });
    await shows('slow', one);
  });

  it('keeps no more old templates than it may, but for those of pods that are there', async () => {
    await start('short', {}, { revisionHistoryLimit: 0, updateStrategy: { type: 'OnDelete' } });
    await ready('short');
    const revisions = async (): Promise<unknown[]> => {
      const path = '/apis/apps/v1/namespaces/agents/controllerrevisions?labelSelector=app%3Dshort';
      return (await admin.get(path)).body.items.map(({ revision }) => revision).sort();
    };
    for (const image of ['nginx:1.26', 'nginx:1.27']) {
      await change('short', { template: template('short', image) });
      await until(image, async () => {
        const { status, metadata } = (await admin.get(`${daemons}/short`)).body as unknown as DaemonSet;
        return status?.observedGeneration === metadata.generation;
      });
    }
    assert.deepEqual(await revisions(), [1, 3]);
    const [pod] = await podsOf('short');
    await admin.delete(`${core}/pods/${pod?.metadata.name}`);
    await until('the newest alone', async () => `${await revisions()}` === '3');
  });

  it('makes no pod when it is going', async () => {
    await start('going');
    await ready('going');
    const [pod] = await podsOf('going');
    const path = `${core}/pods/${pod?.metadata.name}`;
    await admin.patch(path, { metadata: { finalizers: ['example.com/hold'] } });
    await admin.delete(`${daemons}/going?propagationPolicy=Foreground`);
    await until('the count', async () => (await statusOf('going'))?.currentNumberScheduled === 0);
    assert.equal((await podsOf('going')).length, 1);
    await admin.patch(path, { metadata: { finalizers: null } });
    await until('its end', async () => (await admin.get(`${daemons}/going`)).code === 404);
    assert.deepEqual(await podsOf('going'), []);
  });
});
