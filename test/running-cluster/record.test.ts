/** Whether the practice cluster of a record runs: who answers there has to show a certificate of its authority. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer as createPlain, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { kubelabHome } from '../../src/home.js';
import { findCluster } from '../../src/running-cluster/record.js';
import { type Authority, issue, type Wanted } from '../helpers/issue-certificate.js';

const CA = 'CN=kubernetes';

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
    const gone = 2 ** 22 - 1;
    assert.equal(await stateOf(await serverOf({}, {}), gone), 'stale');
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
