import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type ControlGroup, lentGroups, type MakeGroup } from '../../src/sandbox/control-groups.js';
import { until } from '../helpers/until.js';

const MB = 1024 * 1024;

describe('control groups', () => {
  const found = lentGroups();

  describe(`on a machine that lends them${typeof found === 'string' ? ` (skipped: ${found})` : ''}`, () => {
    let make: MakeGroup;
    let group: ControlGroup | undefined;
    let child: ChildProcess | undefined;

    before(function () {
      if (typeof found === 'string')
        this.skip(); // the title says why
      else make = found;
    });
    afterEach(async () => {
      child?.kill('SIGKILL');
      await group?.end();
    });

    function run(script: string): ChildProcess {
      const words = ['-c', 'echo $$ > "$1" && exec "$2" -e "$3"', 'sh', group?.procs ?? '', process.execPath, script];
      child = spawn('sh', words, { stdio: 'ignore' });
      return child;
    }

    it('S7: end what takes more memory, files in memory among it, and say so', async () => {
      group = make({ memory: 128 * MB, processes: 64 });
      const started = run('const kept = []; setInterval(() => kept.push(Buffer.alloc(16e6, 1)), 10)');
      const [, signal] = (await once(started, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL');
      assert.equal(group.excess(), 'more than 128 MB of memory');
    });

    it('S10: hold the number of processes', async () => {
      group = make({ memory: 512 * MB, processes: 32 });
      const failed = "child.on('error', () => process.exit(7))";
      const started = run(
        `for (let i = 0; i < 40; i++) { const child = require('child_process').spawn('sleep', ['100']); ${failed} }`,
      );
      const [code] = (await once(started, 'exit')) as [number | null];
      assert.equal(code, 7);
      assert.equal(group.excess(), undefined);
    });

    it('end with all that is in them', async () => {
      group = make({ memory: 512 * MB, processes: 64 });
      run("require('child_process').spawn('setsid', ['sleep', '100']); setInterval(() => {}, 1000)");
      const { procs } = group;
      await until('both to run', () => readFileSync(procs, 'utf8').trim().split('\n').length >= 2);
      await group.end();
      assert.throws(() => readFileSync(procs), { code: 'ENOENT' });
    });
  });

  describe('on a machine that lends none', () => {
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'kubelab-groups-'));
    });
    after(() => rmSync(folder, { recursive: true }));

    /** A /proc/self whose group is a folder with these files. */
    function machine(files: Record<string, string>): string {
      const proc = mkdtempSync(join(folder, 'proc-'));
      const mount = join(proc, 'mounted');
      mkdirSync(join(mount, 'mine'), { recursive: true });
      writeFileSync(join(proc, 'cgroup'), '4:memory:/old\n0::/mine\n');
      writeFileSync(join(proc, 'mountinfo'), `35 25 0:30 / ${mount} rw,nosuid shared:9 - cgroup2 cgroup2 rw\n`);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(mount, 'mine', name), text);
      return proc;
    }

    it('say why, in words', () => {
      const proc = mkdtempSync(join(folder, 'old-'));
      writeFileSync(join(proc, 'cgroup'), '4:memory:/old\n');
      writeFileSync(join(proc, 'mountinfo'), '35 25 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n');
      assert.equal(lentGroups(proc), 'this system has no cgroup v2');
      assert.equal(lentGroups(join(folder, 'nothing')), 'this system has no cgroup v2');
      assert.equal(lentGroups(machine({ 'cgroup.controllers': 'cpu io\n' })), 'cgroup v2 holds no memory, pids here');
    });

    const divided = { 'cgroup.controllers': 'cpu memory pids io\n', 'cgroup.subtree_control': 'cpu memory pids\n' };
    /** Ends a group of files, which the kernel would remove with it. */
    async function endOf(group: ControlGroup): Promise<void> {
      const of = dirname(group.procs);
      const ended = group.end();
      const kill = join(of, 'cgroup.kill');
      assert.equal(readFileSync(kill, 'utf8'), '1');
      // it is there as long as a process in it is
      rmSync(kill);
      await until('it is ended again', () => existsSync(kill));
      rmSync(of, { recursive: true });
      await ended;
    }
    const made = (proc: string): MakeGroup => {
      const make = lentGroups(proc);
      if (typeof make === 'string') throw new Error(make);
      const mine = join(proc, 'mounted/mine');
      for (const name of readdirSync(mine))
        if (name.startsWith('kubelab-run-')) rmSync(join(mine, name), { recursive: true });
      return make;
    };

    it('are given their limits, and say when the kernel ended them for their memory', async () => {
      const make = made(machine(divided));
      const group = make({ memory: 64 * MB, processes: 7 });
      const of = dirname(group.procs);
      assert.equal(basename(group.procs), 'cgroup.procs');
      const set = (name: string): string => readFileSync(join(of, name), 'utf8');
      assert.deepEqual(['memory.max', 'memory.oom.group', 'memory.swap.max', 'pids.max'].map(set), [
        String(64 * MB),
        '1',
        '0',
        '7',
      ]);
      writeFileSync(join(of, 'memory.events'), 'low 0\noom 3\noom_kill 0\n');
      assert.equal(group.excess(), undefined);
      writeFileSync(join(of, 'memory.events'), 'low 0\noom 3\noom_kill 2\n');
      assert.equal(group.excess(), 'more than 64 MB of memory');
      const other = make({ memory: 64 * MB, processes: 7 });
      assert.notEqual(dirname(other.procs), of);
      await endOf(group);
      await endOf(other);
    });

    it('lie beside a group for this process, where its own is not divided yet', () => {
      const proc = machine({ ...divided, 'cgroup.subtree_control': 'cpu\n' });
      for (let time = 0; time < 2; time++) made(proc);
      const mine = join(proc, 'mounted/mine');
      assert.equal(readFileSync(join(mine, `kubelab-grader-${process.pid}/cgroup.procs`), 'utf8'), String(process.pid));
      assert.equal(readFileSync(join(mine, 'cgroup.subtree_control'), 'utf8'), '+memory +pids +cpu');
      const already = machine(divided);
      made(already);
      assert.equal(
        readFileSync(join(already, 'mounted/mine/cgroup.subtree_control'), 'utf8'),
        divided['cgroup.subtree_control'],
      );
    });

    it('leave this process where it is when the group cannot be divided', () => {
      const proc = machine({ 'cgroup.controllers': 'cpu memory pids\n' });
      const mine = join(proc, 'mounted', 'mine');
      mkdirSync(join(mine, 'cgroup.subtree_control'));
      assert.match(String(lentGroups(proc)), /^its control group is not lent to it \(EISDIR\)$/);
      assert.equal(readFileSync(join(mine, 'cgroup.procs'), 'utf8'), String(process.pid));
    });
  });
});
