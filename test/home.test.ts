/** Which processes count as running, and where kubelab keeps its files. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { homeFolder, kubelabHome, processExists } from '../src/home.js';
import { bin } from './helpers/command.js';
import { asUser, needOtherUsers } from './helpers/other-user.js';
import { skip } from './helpers/skip.js';
import { until } from './helpers/until.js';

describe('processExists', () => {
  it("knows the process of the test, and init, which may be another user's", () => {
    assert.equal(processExists(process.pid), true);
    assert.equal(processExists(1), true);
  });

  it('knows no process that has ended', async () => {
    const child = spawn('true');
    await once(child, 'exit');
    assert.equal(processExists(Number(child.pid)), false);
  });

  it('takes a process for ended that its parent has not asked for its end', async function () {
    if (!existsSync('/proc/self/stat')) return skip(this, 'there is no /proc');
    // the shell becomes a program that asks for no child
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      await until('the parent to be sleep', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
      assert.equal(processExists(pid), true);
      process.kill(pid, 'SIGKILL');
      await until('the zombie', () => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
      assert.equal(processExists(pid), false);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

describe('the home folder', () => {
  it('is that of HOME, and that of the system where HOME is not set or empty', () => {
    assert.equal(homeFolder({ HOME: '/home/ann' }), '/home/ann');
    assert.equal(kubelabHome({ HOME: '/home/ann' }).root, '/home/ann/.kubelab');
    const code = "import { homeFolder } from './src/home.ts'; console.log(homeFolder());";
    const seen = ['', undefined].map((HOME) => {
      const env = { PATH: process.env.PATH, HOME };
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
        env,
      });
      assert.equal(String(stderr), '');
      return String(stdout).trim();
    });
    assert.deepEqual(seen, [userInfo().homedir, userInfo().homedir]);
  });

  it('that nobody knows is told, and is not needed where KUBELAB_HOME is set', function () {
    needOtherUsers(this);
    const [program = '', ...words] = [...asUser(54_321), process.execPath, bin, 'doctor'];
    const doctor = (env: NodeJS.ProcessEnv) =>
      spawnSync(program, words, { env: { PATH: process.env.PATH, ...env }, encoding: 'utf8', cwd: '/' });
    const { status, stderr } = doctor({});
    assert.equal(status, 3);
    assert.match(
      stderr,
      /This user has no home folder: HOME is not set, and the system has no entry for the user\.\n +next: .*export HOME=FOLDER/,
    );
    const own = mkdtempSync(join(tmpdir(), 'kubelab-home-'));
    try {
      chownSync(own, 54_321, 54_321);
      assert.match(doctor({ KUBELAB_HOME: own }).stdout, /✓ kernel/);
    } finally {
      rmSync(own, { recursive: true });
    }
  });
});
