import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Client, JsonBody, WaitTimeout } from '../../src/request/api.js';
import { connect } from '../../src/request/connect.js';
import { makeCa, serverCertificate } from '../helpers/pki.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { startServer, status, type TestServer } from '../helpers/tls-server.js';
import { until } from '../helpers/until.js';

const clientOf = ({ server, caPem, admin }: TestCluster): Promise<Client> =>
  connect({ server, ca: caPem, cert: admin.certPem, key: admin.keyPem });

const pod = (name: string, image = 'nginx'): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'main', image }] },
});

const timedOut = async (wait: Promise<unknown>): Promise<WaitTimeout> => {
  const error = await wait.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.equal((error as WaitTimeout | undefined)?.code, 'WAIT_TIMEOUT', String(error));
  return error as WaitTimeout;
};

describe('request/until, at the practice cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-until-'));
  let cluster: TestCluster;
  let client: Client;
  before(async () => {
    cluster = await practiceCluster({ dataDir: join(folder, 'data') });
    client = await clientOf(cluster);
  });
  after(async () => {
    await client.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const named = (name: string, seconds = 60): { namespace: string; name: string; seconds: number } => ({
    namespace: 'default',
    name,
    seconds,
  });
  const lists = (): number => cluster.events.filter(({ verb }) => verb === 'list').length;

  it('waits for an object to come, to become and to go, and for a list', async () => {
    const running = client.until('pods', (object) => object?.status?.phase === 'Running', named('one'));
    const two = client.until('po', (objects) => objects.length === 2, { namespace: 'default', labelSelector: '!no' });
    await client.must.create(pod('one'));
    await client.must.create(pod('two'));
    assert.equal((await running)?.metadata.name, 'one');
    assert.deepEqual((await two).map(({ metadata }) => metadata.name).sort(), ['one', 'two']);
    const gone = client.until('pods', (object) => object === undefined, named('one'));
    await client.must.delete('/api/v1/namespaces/default/pods/one');
    await client.must.delete('/api/v1/namespaces/default/pods/two');
    assert.equal(await gone, undefined);
    const before = lists();
    const one = await client.until('/api/v1/namespaces', (object) => object?.status?.phase === 'Active', {
      name: 'default',
    });
    assert.deepEqual([one.kind, lists() - before], ['Namespace', 1]);
  });

  it('T1: says why a pod does not run: no node takes it, its image cannot be had', async () => {
    const [node] = await client.until('nodes', (nodes) => nodes.length === 1);
    const path = `/api/v1/nodes/${node?.metadata.name}`;
    await client.must.patch(path, { spec: { unschedulable: true } });
    await client.must.create(pod('homeless'));
    // the event of the scheduler comes before the condition
    await client.until('pods', ({ status }: JsonBody) => status.conditions?.[0]?.status === 'False', named('homeless'));
    const homeless = await timedOut(
      client.until('pods', (object: JsonBody) => object?.status?.phase === 'Running', named('homeless', 1)),
    );
    assert.match(homeless.message, /^Waited 1 s for pods homeless in the namespace default/);
    assert.match(
      homeless.message,
      /Last seen: phase Pending, version \d+\. Why: no node takes it: 0\/1 nodes are avail/,
    );
    assert.match(homeless.reason ?? '', /were unschedulable/);
    assert.equal(homeless.lastSeen.metadata.name, 'homeless');
    await client.must.patch(path, { spec: { unschedulable: null } });
    await client.until('pods', (object) => object?.status?.phase === 'Running', named('homeless'));

    await client.must.create(pod('faceless', 'registry.invalid/nothing:1'));
    const hasNoImage = ({ status }: JsonBody): boolean =>
      /ImagePull/.test(status.containerStatuses?.[0]?.state.waiting?.reason);
    await client.until('pods', hasNoImage, named('faceless'));
    const faceless = await timedOut(
      client.until('pods', (pods: JsonBody[]) => pods.every(({ status }: JsonBody) => status.phase === 'Running'), {
        namespace: 'default',
        seconds: 3,
      }),
    );
    assert.match(faceless.reason ?? '', /^faceless: the container main waits: (ErrImagePull|ImagePullBackOff): /);
    const nobody = await timedOut(client.until('pods', (object) => object !== undefined, named('nobody', 2)));
    assert.match(nobody.message, /Last seen: no such object\.$/);
    const metadata = { name: 'eager', namespace: 'default' };
    const template = {
      metadata: { labels: { app: 'eager' } },
      spec: { serviceAccountName: 'nobody', containers: [{ name: 'main', image: 'nginx' }] },
    };
    const spec = { selector: { matchLabels: { app: 'eager' } }, template };
    await client.must.create({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
    // the controller tells of the pod that it cannot make
    await client.until('events', (events) => events.some(({ reason }) => reason === 'FailedCreate'), {
      namespace: 'default',
    });
    const none = await timedOut(
      client.until('pods', (pods) => pods.length > 0, { namespace: 'default', labelSelector: 'app=eager', seconds: 2 }),
    );
    assert.match(none.reason ?? '', /^last warning \(ReplicaSet eager-\w+\): FailedCreate: .*"nobody" not found/);
    const hasFailed = ({ type }: JsonBody): boolean => type === 'ReplicaFailure';
    await client.until('deploy', ({ status }: JsonBody) => status.conditions?.some(hasFailed), named('eager'));
    const owner = await timedOut(
      client.until('deploy', (one) => one?.status?.readyReplicas === 1, { name: 'eager', seconds: 2 }),
    );
    assert.match(owner.reason ?? '', /ReplicaFailure is True \(FailedCreate: .*"nobody" not found/);
    assert.doesNotMatch(inspect(owner), /lastSeen/);
  });

  it('tells at once what no waiting mends', async () => {
    const stranger = client.with({ anonymous: true });
    await assert.rejects(
      stranger.until('pods', () => true, named('one')),
      { code: 'REQUEST_FAILED', message: /403/, hint: /verbs list and watch on pods/ },
    );
    const nowhere = client.with({ server: 'https://127.0.0.1:1' });
    await assert.rejects(
      nowhere.until('pods', () => true, named('one')),
      { code: 'REQUEST_FAILED', message: /refused/ },
    );
    const never = async (): Promise<boolean> => false;
    const wrong: [unknown, object, RegExp][] = [
      [undefined, { name: 'a' }, /a condition/],
      [never, { name: 'kube-system' }, /a promise/],
      [() => true, { name: undefined }, /undefined/],
      [() => true, { name: 'a', seconds: 0 }, /seconds/],
    ];
    for (const [condition, options, message] of wrong) {
      await assert.rejects(client.until('namespaces', condition as () => boolean, options), {
        code: 'ARGUMENT_INVALID',
        message,
      });
    }
    const fault = new Error('own');
    await assert.rejects(
      client.until(
        'namespaces',
        () => {
          throw fault;
        },
        { name: 'default' },
      ),
      fault,
    );
  });

  it('T1: lists again after ERROR 410, after 410, and after a watch that the server ended', async () => {
    const ca = await makeCa();
    let watches = 0;
    // in between: the first watch asks for a version that the cluster, whose history begins at its start, does not have
    const relay: TestServer = await startServer(await serverCertificate(ca), ({ url }, response) => {
      const { searchParams } = new URL(url, 'https://x');
      if (searchParams.has('watch')) watches += 1;
      const old = searchParams.has('watch') && watches === 1;
      if (searchParams.has('watch') && watches === 2) return status(410, 'Expired', 'too old');
      if (searchParams.has('watch') && watches === 3) {
        response.end();
        return undefined;
      }
      const path = old ? url.replace(/resourceVersion=\d+/, 'resourceVersion=1') : url;
      const { certPem: cert, keyPem: key } = cluster.admin;
      const onward = request(`${cluster.server}${path}`, { ca: cluster.caPem, cert, key }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.on('data', (chunk: Buffer) => {
          if (old) oldTold += chunk.toString();
          response.write(chunk);
        });
        answer.on('end', () => response.end());
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      onward.end();
      return undefined;
    });
    let oldTold = '';
    await client.close();
    await cluster.stop();
    cluster = await practiceCluster({ dataDir: join(folder, 'data') });
    client = await clientOf(cluster);
    const through = await connect({ server: relay.url, ca: ca.cert });
    try {
      const found = through.until('configmaps', (object) => object?.data?.ready === 'yes', named('late'));
      await client.must.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'late', namespace: 'default' },
      });
      await until('the fourth watch', () => watches >= 4);
      await client.must.patch('/api/v1/namespaces/default/configmaps/late', { data: { ready: 'yes' } });
      assert.equal((await found)?.metadata.name, 'late');
      assert.match(oldTold, /"type":"ERROR".*too old resource version/);
      assert.equal(watches, 4);
    } finally {
      await through.close();
      await relay.close();
    }
  });

  it('T1: goes on over a restart of the cluster', async () => {
    const port = Number(new URL(cluster.server).port);
    const watching = (): number =>
      cluster.events.filter(
        ({ verb, user, stage }) => verb === 'watch' && user.username === 'kubelab-admin' && stage === 'ResponseStarted',
      ).length;
    const earlier = watching();
    const found = client.until('configmaps', (object) => object?.data?.after === 'restart', named('kept', 25));
    await client.must.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kept', namespace: 'default' } });
    await until('the first watch', () => watching() > earlier);
    await cluster.stop();
    cluster = await practiceCluster({ dataDir: join(folder, 'data'), port });
    await client.must.patch('/api/v1/namespaces/default/configmaps/kept', { data: { after: 'restart' } });
    assert.equal((await found)?.metadata.name, 'kept');
    const before = watching();
    const waiting = client.until('configmaps', (object) => object === undefined, named('kept', 6));
    await until('the watch', () => watching() > before);
    await cluster.stop();
    const lost = await timedOut(waiting);
    assert.match(lost.message, /Why: the server stopped answering: .*refused/);
    cluster = await practiceCluster({ dataDir: join(folder, 'data'), port });
  });
});
