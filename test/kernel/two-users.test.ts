/** Two learners on one machine, each with a kernel that brings a cluster: what each has, and what each sees of the other. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { kubelabHome, type RunningCluster } from '../../src/home.js';
import { IDLE_VARIABLE } from '../../src/kernel-cluster.js';
import type { Kernel } from '../../src/notebook/kernel-client.js';
import { startKernel } from '../../src/notebook/start-kernel.js';
import { bin } from '../helpers/command.js';
import { asUser, needOtherUsers } from '../helpers/other-user.js';
import { outputText } from '../helpers/output-text.js';

interface Learner {
  uid: number;
  /** The home folder, which others may enter and list, as on many machines. */
  folder: string;
  kernel: Kernel;
}

describe('two learners on one machine', function () {
  this.slow(10_000);
  let folder = '';
  let learners: Learner[] = [];

  const environment = (home: string): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: home });

  async function login(name: string, uid: number): Promise<Learner> {
    const home = join(folder, name);
    mkdirSync(home, { mode: 0o755 });
    chownSync(home, uid, uid);
    // as the kernelspec says it
    const argv = [...asUser(uid), process.execPath, resolve('dist/kernel/launch.js'), '{connection_file}'];
    const env = { ...environment(home), [IDLE_VARIABLE]: '10' };
    return { uid, folder: home, kernel: await startKernel({ argv, cwd: home, env }, { owner: uid }) };
  }

  /** Runs kubelab's command, or another program, as the learner. */
  function command({ uid, folder: home }: Learner, ...words: string[]): { status: number | null; stdout: string } {
    const [program = '', ...rest] = [...asUser(uid), ...words];
    return spawnSync(program, rest, { env: environment(home), cwd: home, encoding: 'utf8' });
  }

  async function run({ kernel }: Learner, code: string): Promise<string> {
    const result = await kernel.execute(code, { timeoutMs: 60_000 });
    assert.equal(result.status, 'ok', outputText(result.outputs));
    return outputText(result.outputs).trim();
  }

  const record = ({ folder: home }: Learner): RunningCluster =>
    JSON.parse(readFileSync(kubelabHome({ KUBELAB_HOME: join(home, '.kubelab') }).running, 'utf8')) as RunningCluster;

  before(async function () {
    needOtherUsers(this);
    folder = mkdtempSync(join(tmpdir(), 'kubelab-users-'));
    chmodSync(folder, 0o755);
    learners = await Promise.all([login('ada', 65_533), login('bob', 65_534)]);
    await Promise.all(
      learners.map(async (learner) => {
        await run(learner, "import { connect } from 'kubelab'; const admin = await connect();");
        const name = learner.folder.endsWith('ada') ? 'of-ada' : 'of-bob';
        await run(
          learner,
          `await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: '${name}' } })`,
        );
      }),
    );
  });
  after(async () => {
    for (const learner of learners) {
      await learner.kernel.shutdown();
      command(learner, process.execPath, bin, 'cluster', 'down');
    }
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** The pairs of one learner and the other. */
  const pairs = (): [Learner, Learner][] => {
    const [ada, bob] = learners;
    assert.ok(ada && bob);
    return [
      [ada, bob],
      [bob, ada],
    ];
  };

  it('have a cluster each, with its own port, processes and objects', async () => {
    const [ada, bob] = learners.map(record);
    assert.ok(ada && bob);
    assert.notEqual(new URL(ada.server).port, new URL(bob.server).port);
    const owners = [ada, bob].map(({ pid }) => lstatSync(`/proc/${pid}`).uid);
    assert.deepEqual(owners, [65_533, 65_534]);
    for (const [one, other] of pairs()) {
      assert.equal(await run(one, 'admin.server'), record(one).server);
      const names = await run(
        one,
        "(await admin.get('/api/v1/namespaces')).body.items.map((one) => one.metadata.name).join()",
      );
      assert.match(names, one.folder.endsWith('ada') ? /of-ada/ : /of-bob/);
      assert.doesNotMatch(names, other.folder.endsWith('ada') ? /of-ada/ : /of-bob/);
    }
  });

  it('read nothing of what kubelab keeps for the other', () => {
    for (const [one, other] of pairs()) {
      const kept = join(other.folder, '.kubelab');
      assert.notEqual(command(one, 'ls', kept).status, 0);
      assert.notEqual(command(one, 'cat', join(kept, 'kubeconfig')).status, 0);
      assert.equal(command(other, 'cat', join(kept, 'kubeconfig')).status, 0, 'its owner does');
    }
  });

  it('would read no key and no credential either in a folder that somebody opened to all', () => {
    for (const { folder: home } of learners) {
      const kept = join(home, '.kubelab');
      const secret = ['kubeconfig', 'running.json', 'cluster.log', 'data/audit.log'];
      secret.push(...readdirSync(join(kept, 'data/pki')).map((name) => join('data/pki', name)));
      const open = secret.filter((name) => (lstatSync(join(kept, name)).mode & 0o077) !== 0);
      assert.deepEqual(open, []);
      assert.equal(lstatSync(join(kept, 'data/store')).mode & 0o077, 0);
    }
  });

  it('reach the cluster of the other as everybody does, and have no rights there', async () => {
    for (const [one, other] of pairs()) {
      const { server } = record(other);
      const anonymous = `(await connect({ server: '${server}', insecure: true })).get('/api/v1/namespaces')`;
      assert.match(await run(one, `(await ${anonymous}).status`), /^403$/m);
      // the own administrator's certificate is one of another authority there
      const own = `admin.with({ server: '${server}', insecure: true }).get('/api/v1/namespaces')`;
      assert.match(await run(one, `(await ${own}).status`), /^401$/m);
    }
  });
});
