/**
 * The record of a practice cluster. Whether that runs: who answers there has to show a certificate of its authority. And who may
 * start one.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createPlain, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { type Home, kubelabHome, type RunningCluster } from '../../src/home.js';
import {
  claimStart,
  findCluster,
  isBeingStarted,
  lastUse,
  noteUse,
  removeRecord,
  writeRecord,
} from '../../src/running-cluster/record.js';
import { type Authority, issue, type Wanted } from '../helpers/issue-certificate.js';

const CA = 'CN=kubernetes';
/** No process has this id: it is above the highest of Linux. */
const GONE = 2 ** 22 + 1;

describe('the cluster of a record', () => {
  let folder: string;
  let server: Server | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kubelab-record-'));
    mkdirSync(join(folder, 'data', 'pki'), { recursive: true });
  });
  afterEach(async () => {
    await new Promise((done) => (server ? server.close(done) : done(undefined)));
    server = undefined;
    rmSync(folder, { recursive: true });
  });

  async function stateOf(listening: Server, pid = process.pid): Promise<string> {
    server = listening;
    await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
    const home = kubelabHome({ KUBELAB_HOME: folder });
    const { port } = listening.address() as AddressInfo;
    const own = { server: `https://127.0.0.1:${port}`, dataDir: join(folder, 'data'), kubeconfig: 'a', auditLog: 'b' };
    writeFileSync(home.running, JSON.stringify({ version: 1, pid, startedAt: new Date().toISOString(), ...own }));
    return (await findCluster(home)).state;
  }
  /** A server with a certificate of `authority`; the authority of the data folder is made as `ca` says. */
  async function serverOf(ca: Partial<Wanted>, leaf: Partial<Wanted>, authority?: Authority): Promise<Server> {
    const own = await issue(undefined, { subject: CA, ca: true, ...ca });
    writeFileSync(join(folder, 'data', 'pki', 'ca.crt'), own.pem);
    const { pem, key } = await issue(authority ?? own.own, { subject: 'CN=kube-apiserver', ...leaf });
    return createServer({ cert: pem, key });
  }

  it('runs where a certificate of its authority is shown', async () => {
    assert.equal(await stateOf(await serverOf({}, {})), 'running');
  });

  for (const [clock, dates] of [
    ['behind', { from: 1, to: 3 }],
    ['ahead', { from: -3, to: -1 }],
  ] as const) {
    it(`runs though the clock of this machine is ${clock}`, async () => {
      assert.equal(await stateOf(await serverOf(dates, dates)), 'running');
    });
  }

  it('is gone where another server has its port, whatever names its certificate has', async () => {
    const other = await issue(undefined, { subject: CA, ca: true });
    assert.equal(await stateOf(await serverOf({}, {}, other.own)), 'stale');
  });

  it('is gone where its port speaks no TLS', async () => {
    assert.equal(await stateOf(createPlain((socket) => void socket.resume().end('hello'))), 'stale');
  });

  it('is gone with its process', async () => {
    assert.equal(await stateOf(await serverOf({}, {}), GONE), 'stale');
  });

  it('is believed where its authority was taken away or is broken', async () => {
    const listening = await serverOf({}, {});
    writeFileSync(join(folder, 'data', 'pki', 'ca.crt'), 'no certificate');
    assert.equal(await stateOf(listening), 'running');
  });

  it('hangs where nothing answers', async () => {
    assert.equal(await stateOf(createPlain((socket) => void socket.resume())), 'hung');
  });
});

describe('the record of a cluster', () => {
  let home: Home;
  beforeEach(() => {
    home = kubelabHome({ KUBELAB_HOME: join(mkdtempSync(join(tmpdir(), 'kubelab-record-')), 'new') });
  });
  afterEach(() => rmSync(join(home.root, '..'), { recursive: true }));

  function record(pid: number): RunningCluster {
    const files = { kubeconfig: 'a', auditLog: 'b', dataDir: null };
    return { version: 1, pid, server: 'https://127.0.0.1:1', startedAt: new Date().toISOString(), ...files };
  }
  const write = (pid: number): void => {
    mkdirSync(home.root, { recursive: true });
    writeRecord(home, record(pid));
  };

  it('is for this user alone, and removed by its own process', () => {
    write(process.pid);
    assert.equal(statSync(home.running).mode & 0o777, 0o600);
    removeRecord(home, GONE);
    assert.ok(existsSync(home.running), 'another process');
    removeRecord(home, process.pid);
    assert.ok(!existsSync(home.running));
    removeRecord(home, process.pid);
  });

  it('says that there is none, and of one that cannot be read that it is broken', async () => {
    assert.deepEqual(await findCluster(home), { state: 'none' });
    write(process.pid);
    writeFileSync(home.running, '{"version": 1');
    assert.deepEqual(await findCluster(home), { state: 'broken' });
  });

  it('notes when the cluster was used last', () => {
    noteUse(home);
    assert.deepEqual([lastUse(home), existsSync(home.running)], [0, false]);
    write(process.pid);
    utimesSync(home.running, 1, 1);
    assert.equal(lastUse(home), 1000);
    noteUse(home);
    assert.ok(lastUse(home) > 1_700_000_000_000);
  });

  describe('claimed for a start', () => {
    const claimed = (): boolean => existsSync(home.starting);

    it('is one process’s until that gives it back', async () => {
      const release = await claimStart(home);
      assert.equal(isBeingStarted(home), true);
      await assert.rejects(claimStart(home), { code: 'CLUSTER_RUNNING', message: /just being started/ });
      assert.ok(claimed(), 'the other one’s claim stays');
      release();
      assert.deepEqual([isBeingStarted(home), claimed()], [false, false]);
    });

    it('is not given back a second time, when it may be another’s', async () => {
      const first = await claimStart(home);
      first();
      const second = await claimStart(home);
      first();
      assert.ok(claimed());
      second();
      assert.ok(!claimed());
    });

    it('is taken over from a process that is gone, and from one that has had it for minutes', async () => {
      mkdirSync(home.root);
      writeFileSync(home.starting, String(GONE));
      assert.equal(isBeingStarted(home), false);
      (await claimStart(home))();
      writeFileSync(home.starting, String(process.pid));
      const [young, old] = [Date.now() / 1000 - 60, Date.now() / 1000 - 180];
      utimesSync(home.starting, young, young);
      await assert.rejects(claimStart(home), { code: 'CLUSTER_RUNNING' });
      utimesSync(home.starting, old, old);
      const release = await claimStart(home);
      assert.equal(readFileSync(home.starting, 'utf8'), String(process.pid));
      release();
    });

    it('is taken over from a process that was killed before it had written its number', async () => {
      mkdirSync(home.root);
      writeFileSync(home.starting, '');
      assert.equal(isBeingStarted(home), false);
      const release = await claimStart(home);
      assert.equal(readFileSync(home.starting, 'utf8'), String(process.pid));
      release();
    });

    it('tells of a record that was left behind, and removes it', async () => {
      write(GONE);
      const left: number[] = [];
      const release = await claimStart(home, ({ pid }) => left.push(pid));
      assert.deepEqual([left, existsSync(home.running), claimed()], [[GONE], false, true]);
      release();
    });

    it('is refused where a cluster runs or hangs, and given back at once', async () => {
      const silent = createPlain((socket) => void socket.resume());
      try {
        await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
        const server = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
        mkdirSync(home.root);
        writeRecord(home, { ...record(process.pid), server });
        const left: number[] = [];
        await assert.rejects(
          claimStart(home, ({ pid }) => left.push(pid)),
          { code: 'CLUSTER_RUNNING', message: `a practice cluster runs already, at ${server}` },
        );
        assert.deepEqual([left, claimed(), existsSync(home.running)], [[], false, true]);
      } finally {
        await new Promise((done) => silent.close(done));
      }
    });
  });
});
