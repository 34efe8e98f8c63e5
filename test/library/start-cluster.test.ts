import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Cluster, isKubelabError, manualClock, startCluster } from '../../src/library/index.js';
import { childrenOf, commandOf } from '../helpers/processes.js';
import { until } from '../helpers/until.js';

const fixtures = resolve(import.meta.dirname, '../fixtures/operator');
const configMap = (name: string, data: Record<string, string> = {}): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'lab' },
  data,
});
const deployment = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'lab' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } },
  },
});
const lab = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: lab\n';

const rejectsWith = (promise: Promise<unknown>, code: string, message: RegExp): Promise<void> =>
  assert.rejects(promise, (error: unknown) => {
    assert.ok(isKubelabError(error), String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });

for (const isolated of [false, true]) {
  describe(`a cluster of the library ${isolated ? 'in a process of its own' : 'in this process'}`, () => {
    let cluster: Cluster;
    before(async () => {
      cluster = await startCluster({
        isolated,
        objects: [lab, configMap('kept', { a: '1' }), deployment('web'), join(fixtures, 'rbac.yaml')],
      });
    });
    afterEach(() => cluster.reset());
    after(() => cluster.stop());

    it('has the objects that were given, as objects, as text and in files', async () => {
      const admin = await cluster.client();
      const { body } = await admin.must.get('/api/v1/namespaces/lab/configmaps/kept');
      assert.deepEqual(body.data, { a: '1' });
      assert.equal((await admin.get('/api/v1/namespaces/default/serviceaccounts/counter')).status, 200);
    });

    it('is asked as a user with a certificate, as a ServiceAccount, and with a token', async () => {
      const admin = await cluster.client();
      const jane = await cluster.client({ user: 'jane', groups: ['developers', 'ops'] });
      assert.deepEqual((await jane.whoami()).user?.groups, ['developers', 'ops', 'system:authenticated']);
      const user = 'system:serviceaccount:lab:default';
      const account = await cluster.client({ user });
      assert.equal((await account.whoami()).user?.username, user);
      const { token = '' } = await admin.must.token('default', { namespace: 'lab' });
      assert.equal((await (await cluster.client({ token })).whoami()).user?.username, user);
      const asked = (await cluster.auditEvents()).filter(({ requestURI }) => requestURI.includes('selfsubjectreviews'));
      assert.deepEqual([...new Set(asked.map((event) => event.user.username))], ['jane', user]);
      assert.ok(asked.every((event) => event.impersonatedUser === undefined));
      await rejectsWith(cluster.client({ user: 'system:serviceaccount:lab:nobody' }), 'REQUEST_FAILED', /nobody/);
    });

    it('comes back to its start: what was changed, made and deleted', async () => {
      const admin = await cluster.client();
      const uids = async (): Promise<unknown[]> => {
        const paths = ['configmaps', 'serviceaccounts'].map((name) => `/api/v1/namespaces/lab/${name}`);
        const lists = await Promise.all(paths.map((path) => admin.must.get(path)));
        return lists.map(({ body }) => body.items.map((item: { metadata: { uid: string } }) => item.metadata.uid));
      };
      const before = await uids();
      await admin.must.patch('/api/v1/namespaces/lab/configmaps/kept', { data: { a: '2' } });
      await admin.must.create(configMap('new'));
      await admin.must.delete('/api/v1/namespaces/lab/serviceaccounts/default');
      await cluster.reset();
      assert.deepEqual(await uids(), before);
      assert.deepEqual((await admin.must.get('/api/v1/namespaces/lab/configmaps/kept')).body.data, { a: '1' });
      const own = (await cluster.auditEvents()).filter(({ user }) => user.username === 'kubelab-admin');
      assert.deepEqual([...new Set(own.map(({ verb }) => verb))], ['list', 'get'], 'the log begins with the reset');
    });

    it('keeps what the server itself has of a kind that was asked for since', async () => {
      const admin = await cluster.client();
      const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';
      const uids = async (): Promise<unknown[]> =>
        (await admin.must.get(classes)).body.items.map((item: { metadata: { uid: string } }) => item.metadata.uid);
      const before = await uids();
      assert.equal(before.length, 2);
      await cluster.reset();
      assert.deepEqual(await uids(), before);
      await admin.must.delete(`${classes}/system-node-critical`);
      await cluster.reset();
      assert.deepEqual(await uids(), before);
    });

    it('runs the pods of a Deployment again that was deleted with them', async () => {
      const admin = await cluster.client();
      const ready = (): Promise<unknown> =>
        admin.until('deployments', (found) => found?.status?.readyReplicas === 2, { namespace: 'lab', name: 'web' });
      await ready();
      await admin.must.delete('/apis/apps/v1/namespaces/lab/deployments/web');
      await admin.until('pods', (pods) => pods.length === 0, { namespace: 'lab' });
      await cluster.reset();
      await ready();
      const { body } = await admin.must.list('replicasets', { namespace: 'lab' });
      assert.equal(body.items.length, 1, 'of the Deployment, and no second one');
    });

    it('holds its controllers still', async () => {
      const admin = await cluster.client();
      await cluster.pauseControllers();
      await admin.must.create(deployment('held'));
      const made = { namespace: 'lab', labelSelector: 'app=held' };
      assert.deepEqual((await admin.must.list('replicasets', made)).body.items, []);
      await cluster.resumeControllers();
      await admin.until('pods', (pods) => pods.length === 2, made);
    });

    it('gives kubeconfigs for others, and one in a file that lasts until the stop', async () => {
      const { connect } = await import('../../src/request/connect.js');
      const kubeconfig = await cluster.kubeconfigFor({ user: 'jane' });
      const jane = await connect({ kubeconfig });
      assert.equal((await jane.whoami()).user?.username, 'jane');
      await jane.close();
      const other = await startCluster({ isolated, nodes: 0 });
      const file = other.kubeconfigFile();
      assert.equal(other.kubeconfigFile(), file);
      assert.equal(readFileSync(file, 'utf8'), other.kubeconfig);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.notEqual(other.server, cluster.server);
      await Promise.all([other.stop(), other.stop()]);
      assert.equal(existsSync(file), false);
      await rejectsWith(other.reset(), 'CLUSTER_NOT_RUNNING', /was stopped/);
    });
  });
}

describe('startCluster of the library', () => {
  it('says what is wrong with its options', async () => {
    const wrong = (options: object): Promise<unknown> => startCluster(options);
    await rejectsWith(wrong({ object: [] }), 'ARGUMENT_INVALID', /knows no option "object"/);
    await rejectsWith(wrong({ nodes: 2 }), 'ARGUMENT_INVALID', /one node, or none/);
    await rejectsWith(startCluster({ objects: ['missing.yaml'] }), 'FILE_MISSING', /missing\.yaml/);
    await rejectsWith(startCluster({ objects: ['a: b\nc: d'] }), 'ARGUMENT_INVALID', /apiVersion, kind/);
    await rejectsWith(startCluster({ objects: ['a: [\nb'] }), 'ARGUMENT_INVALID', /not YAML/);
    await rejectsWith(startCluster({ objects: ['a: *b\nc: d'] }), 'ARGUMENT_INVALID', /alias \*b has no anchor/);
    await rejectsWith(startCluster({ isolated: true, clock: manualClock(new Date()) }), 'ARGUMENT_INVALID', /no clock/);
    await rejectsWith(startCluster({ objects: [configMap('one')] }), 'REQUEST_FAILED', /"lab" not found/);
  });

  it('tells that the port is taken, in either process', async () => {
    const first = await startCluster({ nodes: 0 });
    const port = Number(new URL(first.server).port);
    try {
      for (const isolated of [false, true]) {
        await rejectsWith(startCluster({ port, isolated }), 'PORT_TAKEN', new RegExp(String(port)));
      }
    } finally {
      await first.stop();
    }
  });

  it('goes by a clock that the test moves', async () => {
    const clock = manualClock(new Date());
    const cluster = await startCluster({ clock, objects: [lab] });
    try {
      const admin = await cluster.client();
      const { token = '' } = await admin.must.token('default', { namespace: 'lab', seconds: 600 });
      const account = await cluster.client({ token });
      assert.equal((await account.whoami()).status, 201);
      clock.advance(700_000); // a minute of grace is given
      assert.equal((await account.whoami()).status, 401);
    } finally {
      await cluster.stop();
    }
  });

  it('says why a cluster in a process of its own has ended', async () => {
    const faults: string[] = [];
    const cluster = await startCluster({ isolated: true, onError: (error) => faults.push(String(error)) });
    const pid = childrenOf(process.pid).find((each) => commandOf(each).includes('host.js'));
    process.kill(pid ?? 0, 'SIGKILL');
    await until('the fault', () => faults[0]);
    assert.match(faults[0] ?? '', /was ended by SIGKILL/);
    await rejectsWith(cluster.auditEvents(), 'CLUSTER_NOT_RUNNING', /was ended by SIGKILL/);
    await cluster.stop();
  });
});
