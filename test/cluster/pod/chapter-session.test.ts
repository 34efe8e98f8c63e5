/** The chapter's session in a pod, typed as it is printed into the real kubectl in a pseudo-terminal. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Running } from '../../helpers/command.js';
import { type Kubectl, kubectlOf, needs } from '../../helpers/kubectl.js';
import { practiceCluster, type TestCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const execute = promisify(execFile);
const account = '/run/secrets/kubernetes.io/serviceaccount';

describe('a terminal in a pod', () => {
  let cluster: TestCluster;
  let kubectl: Kubectl;

  before(async function () {
    needs(this, 'kubectl', 'script', 'tmux');
    cluster = await practiceCluster();
    kubectl = await kubectlOf(cluster);
    await kubectl.ok('run my-shell --image=ubuntu --command -- sleep infinity');
    await kubectl.ok('wait pod/my-shell --for=condition=Ready --timeout=60s');
  });
  after(async () => {
    await kubectl?.close();
    await cluster?.stop();
  });

  /** A person at a prompt: types a line, and reads what stands between it and the next prompt. */
  async function person(
    line: string,
    host: string,
  ): Promise<{ terminal: Running; enter(line: string): Promise<string> }> {
    // wide enough that no line that is typed goes on in the next row
    const terminal = kubectl.inTerminal(line, { columns: 2000 });
    const prompt = new RegExp(`root@${host}:[^\\n]*# $`);
    await terminal.sees(prompt);
    return {
      terminal,
      enter: async (typed) => {
        const start = terminal.stdout().length;
        terminal.type(`${typed}\r`);
        await terminal.sees(prompt);
        const shown = terminal.stdout().slice(start).replaceAll('\r', '');
        assert.ok(shown.startsWith(`${typed}\n`), `the line is echoed: ${shown}`);
        return shown.slice(typed.length + 1).replace(prompt, '');
      },
    };
  }
  const bash = (): ReturnType<typeof person> => person('exec -it my-shell -- /bin/bash', 'my-shell');

  it('shows the mount of the account, and what is in it', async () => {
    const { enter, terminal } = await bash();
    const disks = await enter('df -h');
    assert.match(disks, /^Filesystem +Size +Used +Avail +Use% +Mounted on\n/);
    assert.match(disks, /^tmpfs +\S+ +\S+ +\S+ +\d+% \/run\/secrets\/kubernetes\.io\/serviceaccount$/m);
    assert.equal(await enter('ls /var/run/secrets/kubernetes.io/serviceaccount'), 'ca.crt  namespace  token\n');
    assert.equal(await enter(`cat ${account}/namespace`), 'default');
    assert.match(await enter(`cat ${account}/ca.crt | head -1`), /^-----BEGIN CERTIFICATE-----\n$/);
    assert.match(await enter('env'), /^KUBERNETES_SERVICE_HOST=10\.96\.0\.1$/m);
    assert.match(await enter('env | grep TERM'), /^TERM=xterm\n$/);
    assert.equal(await enter('echo "ZGVmYXVsdA==" | base64 --decode'), 'default');
    const claims = await enter(`cut -d. -f2 ${account}/token | base64 --decode 2>/dev/null`);
    assert.match(claims, /"sub":"system:serviceaccount:default:default"/);
    terminal.type('exit\r');
    assert.deepEqual(await terminal.ended, { code: 0, signal: null });
  });

  it('follows the chapter: a pod of its own, curl, and what the account may before and after it is bound', async () => {
    const { enter, terminal } = await person('run my-bash --rm --restart=Never -it --image=ubuntu -- bash', 'my-bash');
    const url = 'https://kubernetes/api/v1/namespaces/$NAMESPACE/pods';
    const asAccount = `curl --cacert $CACERT -H "Authorization: Bearer $TOKEN" ${url}`;
    assert.equal(await enter(`curl ${url}`), 'bash: curl: command not found\n');
    assert.match(await enter('apt update && apt -y install curl'), /^Setting up curl .*\n$/m);

    assert.match(
      await enter(`curl ${url}`),
      /^curl: \(60\) SSL certificate problem: unable to get local issuer certificate\n/,
    );
    const anonymous = JSON.parse(await enter(`curl --insecure ${url}`)) as { code: number; message: string };
    assert.equal(anonymous.code, 403);
    assert.match(anonymous.message, /User "system:anonymous" cannot/);

    assert.equal(await enter(`CACERT=${account}/ca.crt`), '');
    assert.equal(await enter(`TOKEN=$(cat ${account}/token)`), '');
    assert.equal(await enter(`NAMESPACE=$(cat ${account}/namespace)`), '');
    const text = await enter(asAccount);
    const keys = [...text.matchAll(/^ {2}"(\w+)"/gm)].map((match) => match[1]);
    assert.deepEqual(keys, ['kind', 'apiVersion', 'metadata', 'status', 'message', 'reason', 'details', 'code']);
    assert.equal(
      (JSON.parse(text) as { message: string }).message,
      'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"',
    );

    const bound = await kubectl.ok(`create rolebinding defaultSA-view \\
      --clusterrole=view \\
      --serviceaccount=default:default \\
      --namespace=default`);
    assert.equal(bound, 'rolebinding.rbac.authorization.k8s.io/defaultSA-view created\n');
    const list = await until('the right', async () => {
      const answer = JSON.parse(await enter(asAccount)) as { kind: string; items: { metadata: { name: string } }[] };
      return answer.kind === 'PodList' && answer;
    });
    assert.deepEqual(list.items.map(({ metadata }) => metadata.name).sort(), ['my-bash', 'my-shell']);

    terminal.type('exit\r');
    assert.deepEqual(await terminal.ended, { code: 0, signal: null });
    assert.match(terminal.stdout(), /pod "my-bash" deleted/);
    assert.match(await kubectl.fails('get pod my-bash'), /pods "my-bash" not found/);
  });

  it('makes, reads and deletes with -X and -d, as the activity asks for', async () => {
    await kubectl.ok('create namespace activity-example');
    await kubectl.ok('-n activity-example create serviceaccount activity-sa');
    await kubectl.ok(
      '-n activity-example create rolebinding activity-sa-clusteradmin --clusterrole=cluster-admin --serviceaccount=activity-example:activity-sa',
    );
    const token = (await kubectl.ok('-n activity-example create token activity-sa')).trim();
    const { enter, terminal } = await bash();
    await enter('apt update && apt -y install curl');
    await enter(`TOKEN=${token}`);
    const call = `curl --silent --cacert ${account}/ca.crt -H "Authorization: Bearer $TOKEN"`;
    const deployments = 'https://kubernetes/apis/apps/v1/namespaces/activity-example/deployments';
    const labels = { run: 'nginx' };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'nginx' },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx' }] } },
      },
    };
    const made = await enter(
      `${call} -X POST -H 'Content-Type: application/json' -d '${JSON.stringify(deployment)}' ${deployments}`,
    );
    assert.equal((JSON.parse(made) as { kind: string }).kind, 'Deployment');
    const pods = await until('the pod', async () => {
      const { items } = JSON.parse(
        await enter(`${call} https://kubernetes/api/v1/namespaces/activity-example/pods`),
      ) as { items: { metadata: { name: string }; status: { phase: string } }[] };
      return items[0]?.status.phase === 'Running' && items;
    });
    assert.match(pods[0]?.metadata.name ?? '', /^nginx-/);
    const deleted = await enter(`${call} -X DELETE https://kubernetes/api/v1/namespaces/activity-example`);
    assert.match(deleted, /"status": \{\n {4}"phase": "Terminating"/);
    terminal.type('exit\r');
    await terminal.ended;
    await kubectl.ok('wait --for=delete namespace/activity-example --timeout=60s');
  });

  it('knows the size of the window, also when it changes', async () => {
    const { enter, terminal } = await bash();
    await until('the first size', async () => (await enter('stty size')) === '40 2000\n');
    const device = (await readFile(join(kubectl.folder, 'terminal'), 'utf8')).trim();
    await execute('stty', ['-F', device, 'cols', '90', 'rows', '33']);
    await until('the new size', async () => (await enter('stty size')) === '33 90\n');
    assert.equal(await enter('echo $COLUMNS'), '90\n');
    terminal.type('exit\r');
    await terminal.ended;
  });

  it('is interrupted by Ctrl-C, at work and at the prompt', async () => {
    const { enter, terminal } = await bash();
    terminal.type('sleep 1000\r');
    await terminal.sees(/sleep 1000\s+$/);
    terminal.type('\x03');
    await terminal.sees(/\^C\s+root@my-shell:\/# $/);
    assert.equal(await enter('echo $?'), '130\n');
    terminal.type('rm -rf ever');
    await terminal.sees(/rm -rf ever$/);
    terminal.type('\x03');
    await terminal.sees(/\^C\s+root@my-shell:\/# $/);
    assert.equal(await enter('echo fine'), 'fine\n');
    terminal.type('exit\r');
    await terminal.ended;
  });

  it('ends on Ctrl-D with the code of the last command, and on `exit` with its own', async () => {
    const first = await bash();
    await first.enter('ls /nowhere');
    first.terminal.type('\x04');
    assert.equal((await first.terminal.ended).code, 2);
    assert.match(first.terminal.stdout(), /exit\s+command terminated with exit code 2\s+$/);
    const second = await bash();
    second.terminal.type('exit 7\r');
    assert.equal((await second.terminal.ended).code, 7);
  });

  it('reads from a pipe where there is no terminal', async () => {
    assert.equal(await kubectl.ok('exec -i my-shell -- cat', { stdin: 'x\n' }), 'x\n');
    assert.equal(await kubectl.ok('exec -i my-shell -- bash', { stdin: `cat ${account}/namespace\n` }), 'default');
  });

  it('is one of two: each has its variables and its folder, both have the files', async () => {
    const one = await bash();
    const two = await bash();
    await one.enter('NAME=one; cd /tmp; echo shared > file');
    assert.equal(await two.enter('echo "[$NAME]" $(pwd)'), '[] /\n');
    assert.equal(await two.enter('cat /tmp/file'), 'shared\n');
    two.terminal.type('exit\r');
    await two.terminal.ended;
    assert.equal(await one.enter('echo $NAME $(pwd)'), 'one /tmp\n');
    one.terminal.type('exit\r');
    await one.terminal.ended;
  });

  it('shows a long line whole, over two rows, also when it comes back from the history and is edited', async () => {
    const socket = join(kubectl.folder, 'tmux');
    const tmux = async (...args: string[]): Promise<string> =>
      (await execute('tmux', ['-S', socket, '-f', '/dev/null', ...args])).stdout;
    const env = `KUBECONFIG=${join(kubectl.folder, 'kubeconfig')}`;
    await tmux('new-session', '-d', '-x', '50', '-y', '20', `${env} exec kubectl exec -it my-shell -- bash`);
    const screen = async (): Promise<string> => (await tmux('capture-pane', '-p')).replace(/\n/g, '').trimEnd();
    const shows = (text: string): Promise<boolean> =>
      until(`the screen shows ${text}`, async () => (await screen()).endsWith(text)).catch(async (error) => {
        throw new Error(`${error}\n${await tmux('capture-pane', '-p')}`);
      });
    try {
      const prompt = 'root@my-shell:/#';
      await shows(prompt);
      const words = `echo ${Array.from({ length: 12 }, (_, i) => `word${i}`).join(' ')}`;
      await tmux('send-keys', '-l', words);
      await shows(`${prompt} ${words}`);
      await tmux('send-keys', 'Enter');
      await shows(prompt);
      await tmux('send-keys', 'Up');
      await shows(`${prompt} ${words}`);
      await tmux('send-keys', 'C-a', 'C-k');
      await shows(prompt);
      await tmux('send-keys', 'C-c');
      await shows(`^C${prompt}`);
      await tmux('send-keys', 'Up', 'C-a');
      await tmux('send-keys', '-l', 'true; ');
      await shows(`${prompt} true; ${words}`);
      await tmux('send-keys', 'C-e', 'BSpace', 'BSpace', 'Enter');
      await shows(`${words.slice('echo '.length, -2)}${prompt}`);
    } finally {
      await tmux('kill-server');
    }
    assert.deepEqual(cluster.faults, []);
  });
});
