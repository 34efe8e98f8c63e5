import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Clock, manualClock } from '../../src/cluster/clock.js';
import { startCluster } from '../../src/cluster/cluster.js';
import { isKubelabError } from '../../src/errors.js';
import { type Api, adminOf, apiOf, configMap, makeNamespace } from '../helpers/api.js';
import { start } from '../helpers/command.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';
import { until } from '../helpers/until.js';

const ns = '/api/v1/namespaces/kept';
const cms = `${ns}/configmaps`;
const expired = (message: string): unknown[] => [410, 'Expired', message];

describe('a cluster with a data folder', () => {
  let dataDir: string;
  let cluster: TestCluster;
  let api: Api;
  before(async () => {
    dataDir = join(await mkdtemp(join(tmpdir(), 'kubelab-cluster-')), 'data');
  });
  after(async () => {
    await rm(join(dataDir, '..'), { recursive: true });
  });
  beforeEach(async () => {
    cluster = await practiceCluster({ dataDir });
    api = adminOf(cluster);
  });
  afterEach(async () => {
    api.close();
    await cluster.stop();
    assert.deepEqual(cluster.faults, []);
  });
  const restart = async (): Promise<void> => {
    api.close();
    await cluster.stop();
    cluster = await practiceCluster({ dataDir });
    api = adminOf(cluster);
  };

  it('goes on after a restart: objects with their versions, keys, tokens, and what was under way', async () => {
    await makeNamespace(api, 'kept');
    await api.post(cms, configMap('one', { a: 'ключ' }, { finalizers: ['example.com/hold'] }));
    await api.delete(`${cms}/one`);
    const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } };
    const running = `${ns}/pods?labelSelector=app&fieldSelector=status.phase%3DRunning`;
    await api.post('/apis/apps/v1/namespaces/kept/deployments', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 2, selector: { matchLabels: { app: 'x' } }, template },
    });
    await until('two pods run', async () => (await api.get(running)).body.items.length === 2);
    const { body } = await api.post(`${ns}/serviceaccounts/default/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    });
    const { token } = body.status as unknown as { token: string };
    const before = { one: (await api.get(`${cms}/one`)).body, caPem: cluster.caPem, admin: cluster.admin };
    const uids = (await api.get(running)).body.items.map((item) => item.metadata.uid);

    await restart();
    assert.deepEqual([cluster.caPem, cluster.admin], [before.caPem, before.admin]);
    assert.deepEqual((await api.get(`${cms}/one`)).body, before.one);
    const robot = apiOf(cluster, { token });
    assert.equal((await robot.get(`${ns}/pods`)).code, 403);
    robot.close();
    const again = await until('the same two pods run', async () => {
      const items = (await api.get(running)).body.items;
      return items.length === 2 && items.map((item) => item.metadata.uid);
    });
    assert.deepEqual(again.sort(), uids.sort());
    // what was ending goes on to its end
    await api.patch(`${cms}/one`, { metadata: { finalizers: null } });
    assert.equal((await api.get(`${cms}/one`)).code, 404);
  });

  it('counts versions on, and has no history of the time before: 410', async () => {
    for (const name of ['a', 'b', 'c']) await api.post(cms, configMap(name, {}, { labels: { page: 'x' } }));
    const first = await api.get(`${cms}?limit=1&labelSelector=page`);
    const { resourceVersion = '', continue: token = '' } = first.body.metadata as object as Record<string, string>;
    // so that the version is not the last one
    await api.patch(`${cms}/b`, { data: { a: '1' } });
    await restart();

    const { body: list } = await api.get(cms);
    assert.ok(Number(list.metadata.resourceVersion) > Number(resourceVersion));
    const watching = await api.watch(`${cms}?resourceVersion=${resourceVersion}`);
    const [event] = await watching.has(1);
    await watching.ended;
    assert.deepEqual([event?.type, event?.object.code, event?.object.reason], ['ERROR', 410, 'Expired']);
    assert.match(event?.object.message ?? '', new RegExp(`^too old resource version: ${resourceVersion} \\(\\d+\\)$`));

    const exact = await api.get(`${cms}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
    assert.deepEqual(
      [exact.code, exact.body.reason, exact.message],
      expired('The resourceVersion for the provided list is too old.'),
    );
    const page = await api.get(`${cms}?limit=1&labelSelector=page&continue=${token}`);
    assert.deepEqual([page.code, page.body.reason], [410, 'Expired']);
    assert.match(page.message, /^The provided continue parameter is too old to display a consistent list result\./);
    const { continue: next = '' } = page.body.metadata as object as Record<string, string>;
    const rest = await api.get(`${cms}?labelSelector=page&continue=${next}`);
    assert.deepEqual(
      rest.body.items.map((item) => [item.metadata.name, item.data]),
      [
        ['b', { a: '1' }],
        ['c', undefined],
      ],
    );
  });

  it('keeps the folder to itself: keys only for the owner, no second cluster on it', async () => {
    assert.equal((await stat(dataDir)).mode & 0o777, 0o700);
    for (const file of await readdir(join(dataDir, 'pki'))) {
      if (file.endsWith('.key')) assert.equal((await stat(join(dataDir, 'pki', file))).mode & 0o777, 0o600, file);
    }
    await assert.rejects(startCluster({ port: 0, dataDir }), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.equal(error.code, 'CLUSTER_RUNNING');
      return true;
    });
    // the refused one has taken nothing with it
    assert.equal((await api.get('/livez')).text, 'ok');
  });

  it('writes nothing more into it once it has stopped, though its key for tokens is still being made', async () => {
    const script = `
      import { rmSync } from 'node:fs';
      import { startCluster } from ${JSON.stringify(join(import.meta.dirname, '../../src/cluster/cluster.ts'))};
      const cluster = await startCluster({ port: 0, dataDir: process.argv[1] });
      await cluster.stop();
      rmSync(process.argv[1], { recursive: true });
    `;
    const folder = join(dataDir, '..', 'short');
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script, '--', folder];
    const { ended, stderr } = start(process.execPath, args);
    // a key that is being made keeps the process
    assert.equal((await ended).code, 0, stderr());
    assert.deepEqual(await readdir(join(folder, '..')), ['data']);
  });

  it('writes the audit log into it', async () => {
    await api.get('/api/v1/nodes');
    await cluster.flush();
    assert.equal(cluster.auditLogPath, join(dataDir, 'audit.log'));
    // others write meanwhile: what comes after the last line break is not whole yet
    const lines = (await readFile(cluster.auditLogPath, 'utf8')).split('\n').slice(0, -1);
    const last = lines.map((line) => JSON.parse(line) as { requestURI: string; apiVersion: string });
    assert.ok(last.some((e) => e.requestURI === '/api/v1/nodes' && e.apiVersion === 'audit.k8s.io/v1'));
  });

  it('does not start on a port that is taken, and leaves the folder free', async () => {
    const other = join(dataDir, '../other');
    const port = Number(new URL(cluster.server).port);
    await assert.rejects(startCluster({ port, dataDir: other }), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.deepEqual([error.code, error.message], ['PORT_TAKEN', `port ${port} on 127.0.0.1 is in use`]);
      assert.match(error.hint, new RegExp(`--port ${port + 1}`));
      return true;
    });
    const free = await startCluster({ port: 0, dataDir: other });
    await free.stop();
  });

  it('when it stops ends watches, frees its port, and answers nobody', async () => {
    const watching = await api.watch('/api/v1/pods?resourceVersion=0');
    const port = Number(new URL(cluster.server).port);
    await cluster.stop();
    await watching.ended;
    await assert.rejects(api.get('/livez'), { code: 'ECONNREFUSED' });
    cluster = await practiceCluster({ dataDir, port });
    assert.equal(new URL(cluster.server).port, String(port));
  });
});

describe('a data folder that is none', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubelab-folder-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const refuses = (dataDir: string, message: RegExp): Promise<void> =>
    assert.rejects(startCluster({ port: 0, dataDir }), (error) => {
      assert.ok(isKubelabError(error), String(error));
      assert.equal(error.code, 'DATA_DIR_UNUSABLE');
      assert.match(error.message, message);
      assert.equal(error.place?.file, dataDir);
      return true;
    });

  it('of another version is refused', async () => {
    await writeFile(join(folder, 'kubelab.json'), '{"version": 7}\n');
    await refuses(folder, /is a data folder of version 7, and this kubelab reads version 1$/);
    assert.deepEqual(await readdir(folder), ['kubelab.json']);
  });
  it('with a broken marker is refused', async () => {
    await writeFile(join(folder, 'kubelab.json'), 'not JSON');
    await refuses(folder, /holds a kubelab\.json that is no JSON$/);
  });
  it('with other things in it is refused, and nothing is added', async () => {
    await writeFile(join(folder, 'thesis.txt'), 'mine');
    await refuses(folder, /is not empty and no data folder of kubelab$/);
    assert.deepEqual(await readdir(folder), ['thesis.txt']);
  });
  it('that is a file is refused', async () => {
    await writeFile(join(folder, 'file'), '');
    await refuses(join(folder, 'file'), /cannot be used: /);
  });
  it('that cannot be written is refused', async function () {
    if (process.getuid?.() === 0) return skip(this, 'root may write everywhere');
    await mkdir(join(folder, 'locked'), { mode: 0o500 });
    await refuses(join(folder, 'locked', 'data'), /permission denied/);
    await chmod(join(folder, 'locked'), 0o700);
  });
});

describe('a cluster that runs for a year', () => {
  const hour = 60 * 60 * 1000;
  const sleep = 340 * 24 * hour;

  it('shows a new certificate before its own ends, without a restart, and drops no connection', async () => {
    // so that the renewed one is valid by the time of the test, too
    const timers = manualClock(new Date(Date.now() - sleep - hour));
    let slept = 0;
    const clock: Clock = { now: () => new Date(timers.now().getTime() + slept), after: timers.after };
    const cluster = await practiceCluster({ clock });
    const connected = async (): Promise<TLSSocket> => {
      const { port } = new URL(cluster.server);
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca: cluster.caPem });
      await once(socket, 'secureConnect');
      assert.ok(socket.authorized);
      return socket;
    };
    try {
      const early = await connected();
      slept = sleep;
      timers.advance(hour);
      const late = await connected();
      const [first, second] = [early, late].map((socket) => socket.getPeerCertificate());
      assert.notEqual(second?.serialNumber, first?.serialNumber);
      assert.ok(Date.parse(second?.valid_to ?? '') - clock.now().getTime() > 364 * 24 * hour);
      for (const socket of [early, late]) {
        socket.write('GET /version HTTP/1.1\r\nhost: localhost\r\n\r\n');
        assert.match(String(await once(socket, 'data')), /^HTTP\/1\.1 200 OK/);
        socket.destroy();
      }
      assert.deepEqual(cluster.faults, []);
    } finally {
      await cluster.stop();
    }
  });
});
