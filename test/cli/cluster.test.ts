import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { resolveConnection } from '../../src/auth/resolve.js';
import { kubelabHome, processExists, type RunningCluster } from '../../src/home.js';
import { connect } from '../../src/index.js';
import { kubelab, makeHome, type Running, runKubelab, start } from '../helpers/command.js';
import { until } from '../helpers/until.js';

const UP = /The practice cluster is up/;

describe('kubelab cluster', () => {
  let home = '';
  let remove = (): void => {};
  const started: Running[] = [];

  beforeEach(() => {
    ({ home, remove } = makeHome());
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  /** `cluster up` on a free port, when it answers. */
  async function up(args: string[] = [], ofHome = home): Promise<Running> {
    const running = kubelab(ofHome, ['cluster', 'up', '--port', '0', ...args]);
    started.push(running);
    await running.sees(UP);
    await running.sees(/Ctrl-C stops it/);
    return running;
  }

  const record = (): RunningCluster => JSON.parse(readFileSync(kubelabHome({ KUBELAB_HOME: home }).running, 'utf8'));

  /** A process that is no cluster, with a number for the record to name by mistake. */
  function bystander(): number {
    const running = start('sleep', ['600']);
    started.push(running);
    assert.ok(running.child.pid);
    return running.child.pid;
  }

  async function cluster(...args: string[]): Promise<{ code: number | null; said: string }> {
    const { code, stdout, stderr } = await runKubelab(home, ['cluster', ...args]);
    return { code, said: stdout + stderr };
  }

  describe('up', () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      it(`answers until ${signal}, and leaves its state alone behind`, async () => {
        const kubeconfig = join(home, '..', 'admin.conf');
        const running = await up(['--kubeconfig', kubeconfig]);
        assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
        const admin = await connect({ kubeconfig });
        const who = await admin.whoami();
        assert.equal(who.body?.status?.userInfo?.groups?.includes('system:masters'), true);
        running.child.kill(signal);
        assert.deepEqual(await running.ended, { code: 0, signal: null });
        assert.equal(running.stderr(), '');
        assert.deepEqual(readdirSync(home), ['data']);
        assert.deepEqual(await cluster('status'), {
          code: 1,
          said: 'No practice cluster runs. To start one: node dist/bin.js cluster up\n',
        });
      });
    }

    it('goes on with the state and the keys of the last time', async () => {
      const first = await up();
      const admin = await connect({ kubeconfig: record().kubeconfig });
      await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kept' } });
      first.child.kill('SIGTERM');
      await first.ended;
      await up();
      const again = await connect({ kubeconfig: record().kubeconfig });
      assert.equal((await again.get('/api/v1/namespaces/kept')).status, 200);
      assert.equal(again.ca, admin.ca);
    });

    it('takes a free port when the usual one is taken, and refuses one that was asked for', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as { port: number };
      const { code, said } = await cluster('up', '--port', String(port));
      other.close();
      assert.equal(code, 3);
      assert.match(
        said,
        new RegExp(`^error: port ${port} on 127\\.0\\.0\\.1 is in use\\n {2}next: .*\\[PORT_TAKEN\\]\\n$`),
      );
      assert.deepEqual(readdirSync(home), ['data']);
    });

    it('runs once in a home, and once on a data folder', async () => {
      await up();
      const second = await cluster('up', '--port', '0');
      assert.equal(second.code, 3);
      assert.match(second.said, /^error: a practice cluster runs already, at https.*\n {2}next: .*cluster down/);
      const other = makeHome();
      const { dataDir } = record();
      assert.ok(dataDir);
      for (const command of [['up', '--port', '0'], ['reset']]) {
        const { code, stderr } = await runKubelab(other.home, ['cluster', ...command, '--data-dir', dataDir]);
        assert.equal(code, 3);
        assert.match(stderr, /^error: another practice cluster has its state in .*\[CLUSTER_RUNNING\]\n$/s);
      }
      other.remove();
      assert.match((await cluster('status')).said, /runs at/);
    });

    it('starts again after it was killed, even when its process number is somebody else’s by now', async () => {
      const killed = await up();
      killed.child.kill('SIGKILL');
      await killed.ended;
      writeFileSync(join(home, 'running.json'), JSON.stringify({ ...record(), pid: bystander() }));
      const again = await up();
      assert.match(again.stderr(), /The record of an earlier practice cluster .* is removed/);
    });

    for (const sign of ['starting', 'data/store/CURRENT', 'data/pki/sa.key', 'data/audit.log']) {
      it(`ends within its start, when ${sign} is there, and the next one comes up on what that left`, async () => {
        const cut = kubelab(home, ['cluster', 'up', '--port', '0']);
        started.push(cut);
        await until(sign, () => existsSync(join(home, sign)));
        cut.child.kill('SIGINT');
        const { code } = await cut.ended;
        assert.ok(code === 130 || code === 0 || code === null, `${code}: ${cut.stderr()}`);
        assert.match(cut.stderr(), /^(interrupted\n)?$/);
        assert.equal(existsSync(join(home, 'running.json')) || existsSync(join(home, 'starting')), false);
        await up();
      });
    }

    const refusals: { name: string; args: (at: string) => string[]; code: number; says: RegExp }[] = [
      {
        name: 'a data folder of another version',
        args: (at) => {
          mkdirSync(join(at, 'old'));
          writeFileSync(join(at, 'old', 'kubelab.json'), '{"version":99}');
          return ['--data-dir', join(at, 'old')];
        },
        code: 3,
        says: /version 99.*reads version 1[\s\S]*DATA_DIR_UNUSABLE/,
      },
      {
        // Root may write anywhere, so a file stands where the folder should be.
        name: 'a data folder that cannot be made',
        args: (at) => {
          writeFileSync(join(at, 'file'), '');
          return ['--data-dir', join(at, 'file', 'data')];
        },
        code: 3,
        says: /ENOTDIR[\s\S]*DATA_DIR_UNUSABLE/,
      },
      {
        name: 'a data folder of something else',
        args: (at) => {
          mkdirSync(join(at, 'other'));
          writeFileSync(join(at, 'other', 'mine.txt'), '');
          return ['--data-dir', join(at, 'other')];
        },
        code: 3,
        says: /no data folder of kubelab/,
      },
      {
        name: 'to write over a kubeconfig of another cluster',
        args: (at) => {
          writeFileSync(join(at, 'config'), 'apiVersion: v1\nkind: Config\n');
          return ['--kubeconfig', join(at, 'config')];
        },
        code: 2,
        says: /was not written by kubelab/,
      },
      {
        name: 'a kubeconfig in a place that is no folder',
        args: (at) => {
          writeFileSync(join(at, 'file'), '');
          return ['--kubeconfig', join(at, 'file', 'config')];
        },
        code: 3,
        says: /the kubeconfig cannot be written/,
      },
      {
        name: 'an audit log in a place that is no folder',
        args: (at) => {
          writeFileSync(join(at, 'file'), '');
          return ['--audit-log', join(at, 'file', 'audit.log')];
        },
        code: 3,
        says: /cannot write the audit log/,
      },
    ];
    for (const { name, args, code, says } of refusals) {
      it(`refuses ${name} with ${code} and a paragraph, in the foreground and in the background`, async () => {
        const given = args(join(home, '..'));
        for (const mode of [[], ['--detach']]) {
          const result = await cluster('up', '--port', '0', ...mode, ...given);
          assert.equal(result.code, code, result.said);
          assert.match(result.said, says);
          assert.match(
            result.said,
            /^(starting the practice cluster …\n)?error: [^\n]+\n( {2}at [^\n]+\n)? {2}next: [^\n]+\n$/,
          );
          assert.equal(existsSync(join(home, 'running.json')) || existsSync(join(home, 'starting')), false);
        }
      });
    }

    it('refuses a home that is no folder', async () => {
      writeFileSync(home, '');
      const { code, said } = await cluster('up');
      assert.equal(code, 3);
      assert.match(said, /kubelab cannot write to its folder[\s\S]*KUBELAB_HOME[\s\S]*FILE_UNREADABLE/);
      rmSync(home);
    });
  });

  describe('status, down and reset', () => {
    it('know a cluster in the background', async () => {
      assert.equal((await cluster('up', '--port', '0', '--detach')).code, 0);
      const status = await runKubelab(home, ['cluster', 'status', '--json']);
      assert.equal(status.code, 0);
      const said = JSON.parse(status.stdout) as RunningCluster & { state: string };
      assert.deepEqual([said.state, said.background, said.server], ['running', true, record().server]);
      const before = record();
      const ca = resolveConnection({ kubeconfig: before.kubeconfig }).trust.ca;
      const reset = await cluster('reset');
      assert.equal(reset.code, 0, reset.said);
      assert.match(reset.said, /is stopped[\s\S]*is thrown away[\s\S]*is up again, as new/);
      assert.equal(processExists(before.pid), false);
      assert.equal(record().server, before.server);
      assert.notEqual(resolveConnection({ kubeconfig: record().kubeconfig }).trust.ca, ca);
      const { pid } = record();
      assert.equal((await cluster('down')).code, 0);
      assert.equal(processExists(pid), false);
      assert.match((await cluster('down')).said, /^No practice cluster runs\.\n$/);
      assert.match((await cluster('reset')).said, /is thrown away/);
      assert.match((await cluster('reset')).said, /There was no state/);
    });

    it('stop one that runs in a terminal, and say how to go on after a reset', async () => {
      const dataDir = join(home, '..', "reader's data");
      const running = await up(['--data-dir', dataDir]);
      const again = `node dist/bin.js cluster up --port ${new URL(record().server).port} --data-dir '${dataDir.replace("'", "'\\''")}'`;
      const { said } = await cluster('reset');
      assert.ok(said.endsWith(`To start it again: ${again}\n`), said);
      assert.equal((await running.ended).code, 0);
    });

    it('keep at a reset what the cluster was started with, and throw nothing away when that cannot be', async () => {
      const policy = join(home, '..', 'policy.yaml');
      const rules = 'rules: [{ level: Metadata, resources: [{ group: "", resources: [configmaps] }] }]\n';
      writeFileSync(policy, `apiVersion: audit.k8s.io/v1\nkind: Policy\n${rules}`);
      const folder = join(home, '..', 'mine');
      // in the folder that is emptied, too
      const files = [
        '--data-dir',
        folder,
        '--kubeconfig',
        join(folder, 'my.conf'),
        '--audit-log',
        join(folder, 'my.log'),
      ];
      assert.equal((await cluster('up', '--port', '0', '--detach', '--audit-policy', policy, ...files)).code, 0);
      const { pid, startedAt, ...before } = record();
      const reset = await cluster('reset');
      assert.equal(reset.code, 0, reset.said);
      const { pid: newPid, startedAt: newStart, ...after } = record();
      assert.notDeepEqual([newPid, newStart], [pid, startedAt]);
      assert.deepEqual(after, before);
      assert.equal(after.auditPolicy, policy);

      rmSync(policy);
      const failed = await cluster('reset');
      assert.equal(failed.code, 2);
      assert.match(failed.said, /the audit policy[\s\S]*FILE_MISSING/);
      assert.equal(record().pid, newPid);
      assert.equal((await cluster('status')).code, 0);
    });

    it('know that one was killed', async () => {
      const running = await up();
      running.child.kill('SIGKILL');
      await running.ended;
      const status = await cluster('status');
      assert.equal(status.code, 1);
      assert.match(status.said, /the record of an earlier one was left behind/);
      assert.deepEqual(await cluster('down'), {
        code: 0,
        said: 'No practice cluster runs; the record of an earlier one was left behind and is removed.\n',
      });
      assert.equal(existsSync(join(home, 'running.json')), false);
      assert.equal((await cluster('reset')).code, 0);
    });

    it('leave a process alone that has the number of one that was killed, whoever answers at its port', async () => {
      const killed = await up();
      const old = record();
      killed.child.kill('SIGKILL');
      await killed.ended;
      const other = makeHome();
      const neighbour = await up(['--port', new URL(old.server).port], other.home);
      const pid = bystander();
      writeFileSync(join(home, 'running.json'), JSON.stringify({ ...old, pid }));
      assert.match((await cluster('status')).said, /left behind/);
      assert.match((await cluster('down')).said, /left behind and is removed/);
      assert.equal(processExists(pid), true);
      assert.equal(neighbour.child.exitCode, null);
      other.remove();
    });

    it('end one that hangs', async () => {
      const running = await up();
      running.child.kill('SIGSTOP');
      const status = await cluster('status');
      assert.equal(status.code, 1);
      assert.match(status.said, /does not answer/);
      assert.match((await cluster('down')).said, /is stopped/);
      assert.equal((await running.ended).signal, 'SIGKILL');
    });

    const broken = [
      '',
      '{',
      'null',
      '{"version":2,"pid":1}',
      '{"version":1,"pid":-1,"server":"https://127.0.0.1:1","kubeconfig":"x"}',
      '{"version":1,"pid":4000,"server":"nowhere","kubeconfig":"x"}',
    ];
    it('say that a record is broken, act on nothing in it, and remove it', async () => {
      for (const text of broken) {
        mkdirSync(home, { recursive: true });
        writeFileSync(join(home, 'running.json'), text);
        const status = await cluster('status');
        assert.equal(status.code, 1, text);
        assert.match(status.said, /The record of the practice cluster cannot be read/);
        assert.deepEqual(await cluster('down'), {
          code: 0,
          said: 'No practice cluster is known here; the record of one could not be read and is removed.\n',
        });
        assert.deepEqual(readdirSync(home), []);
      }
    });

    it('empty no folder but a data folder', async () => {
      const { code, said } = await cluster('reset', '--data-dir', 'src');
      assert.equal(code, 3);
      assert.match(said, /left alone[\s\S]*DATA_DIR_UNUSABLE/);
      assert.equal(existsSync('src/bin.ts'), true);
    });
  });
});
