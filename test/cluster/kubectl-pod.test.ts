/** Pods and their node under the real kubectl: logs, exec, attach, run, cp, and taking a node out of service. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kubectl, kubectlOf, needs } from '../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { until } from '../helpers/until.js';

describe('kubectl and pods', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;
  let ok: Kubectl['ok'];

  before(async function () {
    needs(this, 'kubectl', 'tar');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    ({ ok } = kubectl);
    const script =
      'for n in 1 2 3; do echo line $n; done; echo wrong >&2; while true; do sleep 0.1; [ -f /tmp/go ] && break; done; echo after; sleep infinity';
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'two', labels: { app: 'two' } },
      spec: {
        containers: [
          { name: 'talker', image: 'busybox', command: ['sh', '-c', script] },
          { name: 'shell', image: 'ubuntu', command: ['sleep', 'infinity'] },
        ],
      },
    };
    await ok('create -f -', { stdin: JSON.stringify(pod) });
    await ok('wait pod/two --for=condition=Ready --timeout=60s');
    await until('three lines', async () => (await ok('logs two -c talker')).includes('wrong'));
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  describe('logs', () => {
    it('show what a container printed, whole or its end', async () => {
      assert.equal(await ok('logs two -c talker'), 'line 1\nline 2\nline 3\nwrong\n');
      assert.equal(await ok('logs two -c talker --tail=2'), 'line 3\nwrong\n');
      assert.equal(await ok('logs two -c talker --limit-bytes=6'), 'line 1');
      assert.equal(await ok('logs two -c talker --since=1h'), 'line 1\nline 2\nline 3\nwrong\n');
      assert.equal(await ok('logs two -c talker --since-time=2999-01-01T00:00:00Z'), '');
      assert.equal(await ok('logs two -c shell'), '');
    });

    it('have times of nine digits when asked', async () => {
      const first = (await ok('logs two -c talker --timestamps')).split('\n')[0];
      assert.match(first ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z line 1$/);
    });

    it('of a pod with two containers are those of the first, of all, or of a label', async () => {
      const { out, err } = await kubectl.run('logs two');
      assert.equal(out, 'line 1\nline 2\nline 3\nwrong\n');
      assert.equal(err, 'Defaulted container "talker" out of: talker, shell\n');
      assert.equal(await kubectl.fails('logs two -c nobody'), 'error: container nobody is not valid for pod two\n');
      assert.match(await ok('logs -l app=two --all-containers --prefix'), /^\[pod\/two\/talker\] line 3$/m);
    });

    it('go on with -f', async () => {
      const follow = kubectl.start('logs -f two -c talker --tail=1');
      await follow.sees(/^wrong\n/);
      await ok('exec two -c talker -- touch /tmp/go');
      await follow.sees(/^after\n/m);
    });

    it('of a deployment are those of one of its pods', async () => {
      await ok('create deployment chat --image=busybox -- sh -c "echo hello; sleep infinity"');
      await ok('rollout status deployment/chat --timeout=60s');
      await until('the line', async () => (await ok('logs deployment/chat')) === 'hello\n');
      await ok('delete deployment chat');
    });

    it('of the container before are there after a restart', async () => {
      assert.match(
        await kubectl.fails('logs two -c talker -p'),
        /\(BadRequest\): previous terminated container "talker" in pod "two" not found\n$/,
      );
      await ok('run crash --image=busybox -- sh -c "echo dying; exit 3"');
      await until(
        'a restart',
        async () => Number(await ok("get pod crash -o jsonpath='{.status.containerStatuses[0].restartCount}'")) > 0,
      );
      assert.equal(await ok('logs crash -p'), 'dying\n');
      assert.match(await ok('describe pod crash'), /Last State: +Terminated\n +Reason: +Error\n +Exit Code: +3\n/);
      await ok('delete pod crash --now');
    });

    it('of a pod that no node has taken are empty', async () => {
      await ok('cordon kubelab');
      await ok('run waiting --image=nginx');
      assert.equal(await ok('logs waiting'), '');
      await ok('uncordon kubelab');
      await ok('wait pod/waiting --for=condition=Ready --timeout=60s');
      await ok('delete pod waiting --now');
    });
  });

  describe('exec', () => {
    it('ends with the exit code of the command', async () => {
      for (const code of [0, 1, 42, 255]) {
        const ended = await kubectl.run(`exec two -c shell -- sh -c 'exit ${code}'`);
        assert.equal(ended.code, code);
        assert.equal(ended.err, code ? `command terminated with exit code ${code}\n` : '');
      }
    });

    it('keeps output and error output apart', async () => {
      const { out, err } = await kubectl.run("exec two -c shell -- sh -c 'echo out; echo err >&2'");
      assert.equal(out, 'out\n');
      assert.equal(err, 'err\n');
    });

    it('shows output while the command runs', async () => {
      const slow = kubectl.start("exec two -c shell -- sh -c 'echo first; sleep 30; echo never'");
      await slow.sees(/first\n/);
      slow.child.kill();
      await slow.ended;
      assert.equal(slow.stdout(), 'first\n');
    });

    it('passes standard input with -i alone', async () => {
      assert.equal(await ok('exec -i two -c shell -- cat', { stdin: 'x\n' }), 'x\n');
      assert.equal(await ok('exec two -c shell -- cat', { stdin: 'x\n' }), '');
      const script = `exec -i two -c shell -- sh -c 'read a; read b; echo $b $a'`;
      assert.equal(await ok(script, { stdin: 'one\ntwo\n' }), 'two one\n');
      const shell = await kubectl.run('exec -i two -c shell -- bash', {
        stdin: 'X=5\necho $((X + 1))\nexit 7\necho no\n',
      });
      assert.deepEqual(shell, { code: 7, out: '6\n', err: 'command terminated with exit code 7\n' });
    });

    it('runs two at once, each with its own variables, in the same files', async () => {
      const [one, two] = [1, 2].map(() => kubectl.start('exec -i two -c shell -- bash'));
      assert.ok(one && two);
      one.type('WHO=one; echo from-one > /tmp/shared; echo ready\n');
      await one.sees(/ready\n/);
      two.type('echo "[$WHO]" $(cat /tmp/shared); WHO=two; echo $WHO\n');
      await two.sees(/^\[\] from-one\ntwo\n/);
      one.type('echo $WHO; exit 3\n');
      await one.sees(/^one\n/m);
      assert.equal((await one.ended).code, 3);
      two.type('echo still here; exit\n');
      await two.sees(/still here\n/);
      assert.equal((await two.ended).code, 0);
    });

    it('says what is not there: pod, container, program', async () => {
      assert.equal(await kubectl.fails('exec nobody -- ls'), 'Error from server (NotFound): pods "nobody" not found\n');
      assert.match(await kubectl.fails('exec two -c nobody -- ls'), /container nobody is not valid for pod two\n$/);
      assert.match(
        await kubectl.fails('exec two -c shell -- nosuch'),
        /exec: "nosuch": executable file not found in \$PATH/,
      );
    });

    it('is asked for as `create pods/exec`', async () => {
      await ok('create role enter --verb=get --resource=pods');
      await ok('create rolebinding enter --role=enter --user=eve');
      await until('her rights', async () => (await kubectl.run('auth can-i get pods --as=eve')).code === 0);
      assert.match(
        await kubectl.fails('exec two -c shell --as=eve -- id'),
        /User "eve" cannot (create|get) resource "pods\/exec" in API group "" in the namespace "default"/,
      );
    });
  });

  describe('attach and run', () => {
    it('attach shows what the container prints from now on, and passes what is typed', async () => {
      await ok('run echoer --image=busybox --stdin --command -- sh');
      await ok('wait pod/echoer --for=condition=Ready --timeout=60s');
      const attached = kubectl.start('attach -i echoer');
      attached.type('echo $((20 + 1))\n');
      await attached.sees(/21\n/);
      attached.child.kill();
      await until('the log', async () => (await ok('logs echoer')) === '21\n');
      await ok('delete pod echoer --now');
    });

    it('run -i --rm runs a pod to its end, with its exit code, and takes it away', async () => {
      const ended = await kubectl.run('run once -i --rm --quiet --image=busybox --restart=Never -- sh', {
        stdin: 'echo hi\nexit 3\n',
      });
      assert.equal(ended.out.replace(/pod .*\n/, ''), 'hi\n');
      assert.equal(ended.code, 3, ended.err);
      assert.doesNotMatch(ended.err, /couldn't attach/);
      assert.match(await kubectl.fails('get pod once'), /pods "once" not found/);
    });

    it('run says what it would make', async () => {
      const pod = JSON.parse(
        await ok('run dry --image=nginx --env=A=b --labels=x=y --port=80 --dry-run=server -o json'),
      ) as { spec: { containers: { env: unknown; ports: unknown }[] }; metadata: { labels: unknown } };
      assert.deepEqual(pod.spec.containers[0]?.env, [{ name: 'A', value: 'b' }]);
      assert.deepEqual(pod.spec.containers[0]?.ports, [{ containerPort: 80, protocol: 'TCP' }]);
      assert.deepEqual(pod.metadata.labels, { x: 'y' });
      assert.match(await kubectl.fails('get pod dry'), /not found/);
    });
  });

  describe('cp', () => {
    it('brings files in and out as they are', async () => {
      const bytes = randomBytes(100_000);
      await writeFile(join(kubectl.folder, 'bytes'), bytes);
      await ok('cp bytes two:/tmp/bytes -c shell');
      // kubectl ends with 0 whatever became of its exec (kubectl's issue 980)
      const { err } = await kubectl.run('cp two:/tmp/bytes back -c shell');
      const back = await readFile(join(kubectl.folder, 'back')).catch(() => assert.fail(err));
      assert.ok(bytes.equals(back));
      const { out } = await kubectl.run("exec two -c shell -- sh -c 'wc -c < /tmp/bytes'");
      assert.equal(out.trim(), '100000');
    });

    it('brings folders in and out', async () => {
      await mkdir(join(kubectl.folder, 'tree/deep'), { recursive: true });
      await writeFile(join(kubectl.folder, 'tree/one'), '1\n');
      await writeFile(join(kubectl.folder, 'tree/deep/two'), 'zwölf\n');
      await ok('cp tree two:/tmp/tree -c shell');
      assert.equal(await ok('exec two -c shell -- cat /tmp/tree/one /tmp/tree/deep/two'), '1\nzwölf\n');
      await ok('cp two:/tmp/tree out -c shell');
      assert.equal(await readFile(join(kubectl.folder, 'out/deep/two'), 'utf8'), 'zwölf\n');
    });

    it('says when there is nothing to bring', async () => {
      const { code, out, err } = await kubectl.run('cp two:/tmp/nothing gone -c shell');
      const said = [
        "tar: Removing leading `/' from member names",
        'tar: /tmp/nothing: Cannot stat: No such file or directory',
        'tar: Exiting with failure status due to previous errors',
        'command terminated with exit code 2',
      ];
      assert.equal(out + err, said.map((line) => `${line}\n`).join(''));
      assert.equal(code, 2);
    });
  });

  describe('a node', () => {
    const phase = (name: string): Promise<string> => ok(`get pod ${name} -o jsonpath='{.status.phase}'`);

    it('that is cordoned or tainted takes no pods, until it is not any more', async () => {
      assert.equal(await ok('cordon kubelab'), 'node/kubelab cordoned\n');
      assert.match(await ok('get nodes'), /^kubelab +Ready,SchedulingDisabled /m);
      await ok('run late --image=nginx');
      await until('the reason', async () =>
        (await ok('events --for pod/late')).includes('0/1 nodes are available: 1 node(s) were unschedulable'),
      );
      assert.equal(await phase('late'), 'Pending');
      assert.equal(await ok('uncordon kubelab'), 'node/kubelab uncordoned\n');
      await ok('wait pod/late --for=condition=Ready --timeout=60s');

      assert.equal(await ok('taint nodes kubelab team=red:NoSchedule'), 'node/kubelab tainted\n');
      await ok('run later --image=nginx');
      await until('the reason', async () => (await ok('events --for pod/later')).includes('had untolerated taint'));
      assert.match(
        await kubectl.fails('taint nodes kubelab team=red:NoSchedule'),
        /already has team taint\(s\) with same effect\(s\) and --overwrite is false/,
      );
      assert.equal(await ok('taint nodes kubelab team-'), 'node/kubelab untainted\n');
      await ok('wait pod/later --for=condition=Ready --timeout=60s');
    });

    it('is drained of all but what nothing would bring back, unless forced', async () => {
      await ok('create deployment web --image=nginx');
      await ok('rollout status deployment/web --timeout=60s');
      const err = await kubectl.fails('drain kubelab --ignore-daemonsets --timeout=10s');
      assert.match(
        err,
        /cannot delete Pods that declare no controller \(use --force to override\): default\/late, default\/later/,
      );
      assert.match(
        await ok('drain kubelab --ignore-daemonsets --force --timeout=60s --grace-period=0'),
        /^pod\/late evicted$[\s\S]*^node\/kubelab drained$/m,
      );
      assert.equal(await ok('get pods --field-selector=status.phase=Running -o name'), '');
      assert.equal(await ok('get pods -l app=web --no-headers').then((rows) => rows.split(/\s+/)[2]), 'Pending');
      await ok('uncordon kubelab');
      await ok('rollout status deployment/web --timeout=60s');
      assert.deepEqual(cluster.faults, []);
    });
  });
});
