/** The official JavaScript client on the practice cluster: objects, patches, an informer, exec. */
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  type V1Status,
} from '@kubernetes/client-node';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

describe('@kubernetes/client-node on the practice cluster', () => {
  const namespace = 'default';
  const config = new KubeConfig();
  let cluster: TestCluster;
  let core: CoreV1Api;

  before(async () => {
    cluster = await practiceCluster();
    config.loadFromString(cluster.adminKubeconfig());
    core = config.makeApiClient(CoreV1Api);
  });
  after(() => cluster.stop());

  it('creates, reads, patches and deletes', async () => {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'one' }, data: { a: '1' } } });
    const body = { data: { b: '2' } };
    const patched = await core.patchNamespacedConfigMap(
      { name: 'one', namespace, body },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    assert.deepEqual(patched.data, { a: '1', b: '2' });
    await core.deleteNamespacedConfigMap({ name: 'one', namespace });
    await assert.rejects(
      core.readNamespacedConfigMap({ name: 'one', namespace }),
      (error: unknown) => error instanceof ApiException && error.code === 404,
    );
  });

  it('follows objects with an informer', async () => {
    const seen: string[] = [];
    const informer = makeInformer<V1ConfigMap>(
      config,
      `/api/v1/namespaces/${namespace}/configmaps`,
      () => core.listNamespacedConfigMap({ namespace, labelSelector: 'watched=yes' }),
      'watched=yes',
    );
    for (const verb of ['add', 'update', 'delete'] as const) {
      informer.on(verb, (object) => seen.push(`${verb} ${object.metadata?.name} ${object.data?.n}`));
    }
    const metadata = (name: string): V1ConfigMap['metadata'] => ({ name, labels: { watched: 'yes' } });
    await core.createNamespacedConfigMap({ namespace, body: { metadata: metadata('before'), data: { n: '0' } } });
    await informer.start();
    try {
      await until('the watch', () =>
        cluster.events.some(
          (e) => e.verb === 'watch' && e.requestURI.includes('watched') && e.stage === 'ResponseStarted',
        ),
      );
      const made = await core.createNamespacedConfigMap({
        namespace,
        body: { metadata: metadata('two'), data: { n: '1' } },
      });
      await core.replaceNamespacedConfigMap({ name: 'two', namespace, body: { ...made, data: { n: '2' } } });
      await core.deleteNamespacedConfigMap({ name: 'two', namespace });
      await until('four events', () => seen.length >= 4);
      assert.deepEqual(seen, ['add before 0', 'add two 1', 'update two 2', 'delete two 2']);
    } finally {
      await informer.stop();
    }
  });

  it('scales a deployment and runs a command in its pod', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const labels = { app: 'web' };
    await apps.createNamespacedDeployment({
      namespace,
      body: {
        metadata: { name: 'web' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'nginx' }] } },
        },
      },
    });
    await apps.replaceNamespacedDeploymentScale({
      name: 'web',
      namespace,
      body: { metadata: { name: 'web', namespace }, spec: { replicas: 2 } },
    });
    const pods = await until('two running pods', async () => {
      const { items } = await core.listNamespacedPod({ namespace, labelSelector: 'app=web' });
      return items.length === 2 && items.every((pod) => pod.status?.phase === 'Running') && items;
    });
    const [out, err] = [new PassThrough(), new PassThrough()];
    const ended = new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec(
          namespace,
          pods[0]?.metadata?.name ?? '',
          'main',
          ['sh', '-c', 'echo out; echo err >&2; exit 3'],
          out,
          err,
          null,
          false,
          resolve,
        )
        .catch(reject);
    });
    const status = await ended;
    out.end();
    err.end();
    assert.equal(await text(out), 'out\n');
    assert.equal(await text(err), 'err\n');
    assert.equal(status.status, 'Failure');
    assert.deepEqual(status.details?.causes, [{ reason: 'ExitCode', message: '3' }]);
    assert.deepEqual(cluster.faults, []);
  });
});
