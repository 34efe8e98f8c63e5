/** Kernels that bring the practice cluster of their user: how Jupyter starts them, and what becomes of their cluster. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { kubelabHome, processExists, readRunning } from '../../src/home.js';
import { clusterOfKernel } from '../../src/kernel/own-cluster.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { makeHome, runKubelab } from '../helpers/command.js';
import { outputText } from '../helpers/output-text.js';
import { until } from '../helpers/until.js';

/** After how many minutes without a client the cluster ends: the time from a kernel's start to its first requests is shorter. */
const IDLE = '0.1';

describe('a kernel that brings its cluster', function () {
  this.slow(10_000);
  let home = '';
  let remove = (): void => {};
  let spec: { argv: string[]; env: Record<string, string> };
  const kernels: Kernel[] = [];

  before(async () => {
    const made = makeHome();
    const words = ['kernel', 'install', '--prefix', made.home, '--with-cluster', '--idle', IDLE, '--name', 'tslab'];
    const { code, stdout } = await runKubelab(made.home, words);
    assert.equal(code, 0);
    assert.match(stdout, /It brings the practice cluster of whoever runs it\.\nThat ends after 0\.1 minutes without/);
    spec = JSON.parse(readFileSync(join(made.home, 'share/jupyter/kernels/tslab/kernel.json'), 'utf8'));
    made.remove();
  });
  beforeEach(() => {
    ({ home, remove } = makeHome());
  });
  afterEach(async () => {
    await Promise.all(kernels.splice(0).map((kernel) => kernel.shutdown()));
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  /** Started as Jupyter starts it. */
  async function start(): Promise<Kernel> {
    const { KUBECONFIG: _, ...env } = process.env;
    const cwd = resolve('notebooks');
    const kernel = await startKernel({ argv: spec.argv, cwd, env: { ...env, ...spec.env, KUBELAB_HOME: home } });
    kernels.push(kernel);
    return kernel;
  }

  /** Gives the cluster a port that no other takes: the usual one may be another cluster's as soon as this one has ended. */
  async function takeOwnPort(): Promise<void> {
    await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach']);
    await runKubelab(home, ['cluster', 'down']);
  }

  /** The text that a cell shows; fails when the cell does. */
  async function run(kernel: Kernel, code: string): Promise<string> {
    const result = await kernel.execute(code, { timeoutMs: 60_000 });
    assert.equal(result.status, 'ok', outputText(result.outputs));
    return outputText(result.outputs).trim();
  }

  const running = (): { pid: number; server: string } => {
    const found = readRunning(kubelabHome({ KUBELAB_HOME: home }));
    assert.ok(found?.alive, 'a cluster runs');
    return found.record;
  };
  const gone = (pid: number): Promise<unknown> => until('the end of the cluster', () => !processExists(pid));

  const connects = "import { connect } from 'kubelab'; const admin = await connect(); admin.server";
  const make = (name: string): string =>
    `(await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: '${name}' } })).status`;
  const get = (name: string): string => `(await admin.get('/api/v1/namespaces/${name}')).status`;

  it('has one cluster with another that starts at once, and each its answers', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const servers = await Promise.all([run(one, connects), run(two, connects)]);
    assert.equal(servers[0], servers[1]);
    assert.equal(servers[0], running().server);
    assert.equal(await run(one, make('shared')), '201');
    assert.equal(await run(two, get('shared')), '200');
  });

  it('is killed, and its cluster ends after a while; the next cell of any kernel has it again, with its state', async () => {
    await takeOwnPort();
    const [killed, other] = await Promise.all([start(), start()]);
    await run(killed, connects);
    await run(killed, make('kept'));
    const first = running();
    process.kill(killed.pid, 'SIGKILL');
    await gone(first.pid);
    assert.equal(existsSync(join(home, 'running.json')), false);
    await run(other, connects);
    assert.equal(await run(other, get('kept')), '200');
    assert.equal(running().server, first.server, 'at its address');
  });

  it('starts the cluster again that was killed, for the client that it has', async () => {
    await takeOwnPort();
    const kernel = await start();
    await run(kernel, connects);
    await run(kernel, make('kept'));
    const { pid } = running();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const told = /^The practice cluster had ended, and has been started again\. [^\n]*\n\s*200$/;
    assert.match(await run(kernel, get('kept')), told);
    assert.notEqual(running().pid, pid);
    assert.equal(await run(kernel, get('kept')), '200', 'told once');
  });

  it('says that cells have to connect again when another process has taken the port meanwhile', async () => {
    await takeOwnPort();
    const kernel = await start();
    await run(kernel, connects);
    const { pid, server } = running();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const neighbour = createServer().listen(Number(new URL(server).port), '127.0.0.1');
    try {
      await once(neighbour, 'listening');
      assert.match(
        await run(kernel, '6 * 7'),
        /started again at another address[^\n]*run those cells again[^\n]*\n\s*42$/,
      );
      assert.notEqual(await run(kernel, '(await connect()).server'), server);
    } finally {
      neighbour.close();
    }
  });

  it('says in each cell why there is none, and runs the cell', async () => {
    mkdirSync(join(home, 'data'), { recursive: true });
    writeFileSync(join(home, 'data', 'kubelab.json'), '{"version":99}');
    const kernel = await start();
    assert.match(await run(kernel, '6 * 7'), /version 99[\s\S]*next: [\s\S]*\[DATA_DIR_UNUSABLE\][\s\S]*42/);
  });
});

describe('the cluster of a kernel', () => {
  const asked = { KUBELAB_CLUSTER_IDLE: '30', KUBELAB_HOME: '/home/ada/.kubelab' };

  it('is there for a kernel that was installed with it, and has not been told of another one', () => {
    assert.notEqual(clusterOfKernel(asked), undefined);
    assert.notEqual(clusterOfKernel({ ...asked, KUBECONFIG: '/home/ada/.kubelab/kubeconfig' }), undefined);
    assert.equal(clusterOfKernel({ ...asked, KUBECONFIG: '/home/ada/.kube/config' }), undefined);
    assert.equal(clusterOfKernel({ KUBELAB_HOME: '/home/ada/.kubelab' }), undefined);
  });
});
