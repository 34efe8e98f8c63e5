/** A cluster of one's own: named by KUBECONFIG, told before anything is made there, and the only one that is asked. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { chooseCluster } from '../../src/cli/chosen-cluster.js';
import { kubelabHome, type RunningCluster } from '../../src/home.js';
import type { AuditEvent } from '../../src/kube/audit-event.js';
import { bin, inTerminal, makeHome, type Running, runKubelab } from '../helpers/command.js';
import { smallCourse, twoTasks, twoTasksRubric } from '../helpers/small-course.js';

describe("a cluster of one's own", function () {
  this.timeout(300_000);
  this.slow(20_000);
  let home = '';
  let remove = (): void => {};
  let other: ReturnType<typeof makeHome>;
  let own: RunningCluster;
  let course = '';
  const started: Running[] = [];

  before(async () => {
    other = makeHome();
    assert.equal((await runKubelab(other.home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);
    own = JSON.parse(readFileSync(kubelabHome({ KUBELAB_HOME: other.home }).running, 'utf8')) as RunningCluster;
  });
  after(async () => {
    await runKubelab(other.home, ['cluster', 'down']);
    other.remove();
  });
  beforeEach(() => {
    ({ home, remove } = makeHome());
    course = smallCourse(join(home, '..', 'course'), twoTasks, twoTasksRubric);
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await runKubelab(home, ['cluster', 'down']);
    remove();
  });

  /** Requests of people, not of the control plane, in an audit log. */
  function requestsIn(log: string): string[] {
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    return lines
      .map((line) => JSON.parse(line) as AuditEvent)
      .filter(({ userAgent }) => /^kubelab(\/|$)/.test(userAgent ?? ''))
      .map(({ verb, requestURI }) => `${verb} ${requestURI}`);
  }
  const practiceLog = (): string => join(kubelabHome({ KUBELAB_HOME: home }).data, 'audit.log');
  const env = (): Record<string, string> => ({ KUBECONFIG: own.kubeconfig });

  it('takes the lessons there by "start", says so first, and asks nothing of the practice cluster', async () => {
    assert.equal((await runKubelab(home, ['cluster', 'up', '--port', '0', '--detach'])).code, 0);
    const before = [requestsIn(own.auditLog).length, requestsIn(practiceLog()).length];
    const { code, stdout } = await runKubelab(home, ['start', '00'], { env: env() });
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^KUBECONFIG names a cluster of your own, which is used:\n/);
    assert.match(stdout, new RegExp(`server +${own.server}\\n +user +kubelab-admin \\(system:masters`));
    assert.match(stdout, /\n +will make +stays: in default configmaps\/hello-kubelab\n/);
    assert.match(stdout, /Start here +\d+\/\d+ +passed/);
    const there = requestsIn(own.auditLog).slice(before[0]);
    assert.ok(
      there.some((request) => request.startsWith('list /api/v1/namespaces/kube-system/pods')),
      there.join('\n'),
    );
    assert.deepEqual(requestsIn(practiceLog()).slice(before[1]), []);
  });

  it('takes the practice cluster all the same with --practice, and without a word for its own kubeconfig', async () => {
    const before = requestsIn(own.auditLog).length;
    const named = await runKubelab(home, ['start', '--practice', '--course', course], { env: env() });
    assert.equal(named.code, 0, named.stdout);
    assert.match(named.stdout, /^The practice cluster is up at /);
    const kubeconfig = kubelabHome({ KUBELAB_HOME: home }).kubeconfig;
    const own_ = await runKubelab(home, ['start', '--course', course], { env: { KUBECONFIG: kubeconfig } });
    assert.match(own_.stdout, /^The practice cluster is up at /);
    assert.equal(requestsIn(own.auditLog).length, before);
  });

  it('"run" and "check" go there, too, and a check knows what its kernel sent', async () => {
    const ran = await runKubelab(home, ['run', '00', '--course', course], { env: env() });
    const told =
      /KUBECONFIG names a cluster of your own[\s\S]*will make +whatever its cells make: course\.yaml does not say/;
    assert.match(ran.stdout, told);
    assert.match(ran.stdout, /passed, 5 of 5 cells/);
    assert.match(ran.stdout, new RegExp(own.server));
    const file = ran.stdout.match(/\S+00-small\.ipynb/)?.[0] ?? '';
    const open = await runKubelab(home, ['check', '00', '--course', course], { env: env() });
    assert.equal(open.code, 1, open.stdout + open.stderr);
    assert.match(open.stdout, /Not yet: small, 0 of 2 points/);
    writeFileSync(file, readFileSync(file, 'utf8').replace("wanted1 = ''", "wanted1 = 'first'"));
    const half = await runKubelab(home, ['check', '00', '--course', course], { env: env() });
    assert.equal(half.code, 1, half.stdout + half.stderr);
    assert.match(half.stdout, /Not yet: small, 1 of 2 points[\s\S]*By your own record/);
    const text = join(home, '..', 'notes.ipynb');
    writeFileSync(text, 'notes');
    const unread = await runKubelab(home, ['run', text, '--practice', '--json'], { env: env() });
    assert.deepEqual([unread.code, JSON.parse(unread.stdout).error.code], [2, 'NOTEBOOK_INVALID']);
    assert.equal(existsSync(practiceLog()), false, 'no practice cluster was started');
  });

  it('says on stderr, with --json, where it goes', async () => {
    const file = join(home, '..', 'course', '01-other.ipynb');
    const { code, stdout, stderr } = await runKubelab(home, ['run', file, '--json'], { env: env() });
    assert.equal(code, 0);
    assert.equal((JSON.parse(stdout) as { status: string }).status, 'ok');
    assert.match(stderr, /KUBECONFIG names a cluster of your own[\s\S]*will make +whatever the notebook makes\n/);
  });

  it('asks in a terminal, takes anything but yes for a no, and does not ask with --yes', async () => {
    const start = (...args: string[]): Running => {
      const command = [process.execPath, bin, 'start', '--no-jupyter', '--course', course, ...args];
      const running = inTerminal(home, command, { env: env() });
      started.push(running);
      return running;
    };
    const asked = start();
    await asked.sees(/Go on there\? \[y\/N\] /);
    asked.type('\r');
    await asked.sees(/Nothing was run\./);
    assert.equal((await asked.ended).code, 1);
    const agreed = start();
    await agreed.sees(/Go on there\? \[y\/N\] /);
    agreed.type('y\r');
    await agreed.sees(/Lesson 00 to 01/);
    agreed.type('00\r');
    await agreed.sees(/Enter runs/);
    agreed.type('\r');
    await agreed.sees(new RegExp(`${own.server}\\s+✓`));
    agreed.type('q');
    assert.equal((await agreed.ended).code, 0);
    const yes = start('--yes');
    await yes.sees(/names a cluster of your own[\s\S]*Lesson 00 to 01/);
    yes.type('q');
    assert.equal((await yes.ended).code, 0);
    assert.doesNotMatch(yes.stdout(), /Go on there/);
  });

  it('says what is wrong with it before anything else, and names --practice', async () => {
    const missing = await runKubelab(home, ['start'], { env: { KUBECONFIG: join(home, 'none') } });
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /KUBECONFIG names no file that is there[\s\S]*--practice/);
    const dead = join(home, '..', 'dead');
    writeFileSync(dead, readFileSync(own.kubeconfig, 'utf8').replace(own.server, 'https://127.0.0.1:1'));
    const silent = await runKubelab(home, ['start'], { env: { KUBECONFIG: dead } });
    assert.equal(silent.code, 3);
    assert.match(silent.stderr, /the cluster of KUBECONFIG does not answer: [\s\S]*--practice/);
    const stranger = join(home, '..', 'stranger');
    const user = { name: 'stranger', user: { token: 'nobodys' } };
    const known = parse(readFileSync(own.kubeconfig, 'utf8')) as { contexts: { context: { user: string } }[] };
    for (const { context } of known.contexts) context.user = user.name;
    writeFileSync(stranger, stringify({ ...known, users: [user] }), { mode: 0o600 });
    const lesson = join(home, '..', 'course', '00-small.ipynb');
    for (const command of [['start'], ['check', 'small', '--course', course], ['run', lesson]]) {
      const refused = await runKubelab(home, command, { env: { KUBECONFIG: stranger } });
      assert.equal(refused.code, 3, refused.stdout);
      assert.match(
        refused.stderr.replace(/\s+/g, ' '),
        /the cluster of KUBECONFIG refuses the credential: 401 Unauthorized .*request --explain GET \/api\. Or take/,
      );
    }
  });
});

describe('chooseCluster', () => {
  const { home, remove } = makeHome();
  after(remove);

  it('takes the practice cluster when nothing is named, and the files of KUBECONFIG by whole paths', () => {
    assert.deepEqual(chooseCluster({ KUBELAB_HOME: home }), { kind: 'practice' });
    assert.deepEqual(chooseCluster({ KUBELAB_HOME: home, KUBECONFIG: 'package.json:none' }), {
      ...{ kind: 'own', source: 'KUBECONFIG' },
      kubeconfig: `${join(process.cwd(), 'package.json')}:${join(process.cwd(), 'none')}`,
    });
  });

  it('takes ~/.kube/config as connect() does, where a command does not start the practice cluster', () => {
    const folder = join(home, '..', 'user');
    mkdirSync(join(folder, '.kube'), { recursive: true });
    writeFileSync(join(folder, '.kube', 'config'), '');
    const env = { KUBELAB_HOME: home, HOME: folder };
    assert.equal(chooseCluster(env).kind, 'practice');
    assert.deepEqual(chooseCluster(env, { elsewhere: true }), {
      ...{ kind: 'own', source: '~/.kube/config', kubeconfig: join(folder, '.kube', 'config') },
    });
    assert.equal(chooseCluster(env, { elsewhere: true, practice: true }).kind, 'practice');
  });
});
