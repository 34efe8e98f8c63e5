/** Daemon sets on a practice cluster, whose one node the tests label and taint. */
import assert from 'node:assert/strict';
import type { DaemonSet } from '../../../src/cluster/controllers/daemon-set-pods.js';
import type { KubeObject } from '../../../src/kube/object.js';
import { type Api, adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
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

  it('made none of the controllers fail', () => assert.deepEqual(cluster.faults, []));
});
