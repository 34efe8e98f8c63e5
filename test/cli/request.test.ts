import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubelab, makeHome, runKubelab } from '../helpers/command.js';
import { type LessonCluster, lessonCluster } from '../helpers/lesson-cluster.js';
import { send } from '../helpers/practice-cluster.js';

describe('kubelab request', () => {
  let practice: LessonCluster;
  let home = '';
  before(async () => {
    practice = await lessonCluster();
    home = String(practice.env.KUBELAB_HOME);
  });
  after(() => practice?.stop());

  const request = (...args: string[]) => runKubelab(home, ['request', ...args]);

  it('shows the exchange, and ends by the class of its status', async () => {
    const { code, stdout } = await request('get', '/api/v1/namespaces/default');
    assert.equal(code, 0);
    assert.match(stdout, /GET \/api\/v1\/namespaces\/default .*200 OK/);
    assert.equal((await request('GET', '/api/v1/namespaces/nowhere')).code, 4);
  });

  it('acts as another user, and explains the refusal', async () => {
    const { code, stdout } = await request('GET', '/api/v1/pods', '--as', 'jane', '--explain');
    assert.equal(code, 4);
    assert.match(stdout, /403 Forbidden[\s\S]*refused at the stage of authorization/);
    assert.equal(stdout.match(/✓ TLS/g)?.length, 1, stdout);
    const passed = await request('GET', '/api/v1/namespaces/default', '--explain');
    assert.equal(passed.stdout.match(/✓ TLS/g)?.length, 1, passed.stdout);
  });

  it('sends a body, and prints one JSON document without the secrets', async () => {
    const body = join(home, 'secret.yaml');
    const token = join(home, 'token');
    writeFileSync(body, 'apiVersion: v1\nkind: Secret\nmetadata: { name: mine }\nstringData: { word: open-sesame }\n');
    writeFileSync(token, 'junk-token-of-somebody\n');
    const path = '/api/v1/namespaces/default/secrets';
    const created = await request('POST', path, '--body', body, '--json');
    assert.equal(created.code, 0, created.stderr);
    assert.equal((JSON.parse(created.stdout) as { status: number }).status, 201);
    assert.doesNotMatch(created.stdout, /open-sesame|b3Blbi1zZXNhbWU/);
    const refused = await request('GET', path, '--token', token, '--json');
    assert.equal(refused.code, 4);
    assert.equal((JSON.parse(refused.stdout) as { status: number }).status, 401);
    assert.doesNotMatch(refused.stdout, /junk-token/);
  });

  it('takes a body from a pipe', async () => {
    const piped = async (text: string): Promise<{ code: number | null; text: string }> => {
      const running = kubelab(home, ['request', 'POST', '/api/v1/namespaces/default/configmaps', '--body', '-']);
      running.child.stdin?.end(text);
      const { code } = await running.ended;
      return { code, text: running.stdout() + running.stderr() };
    };
    const created = await piped('{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "piped" } }');
    assert.equal(created.code, 0, created.text);
    assert.match(created.text, /201 Created[\s\S]*name: piped/);
    const broken = await piped('kind: [\n');
    assert.equal(broken.code, 2);
    assert.match(broken.text, /the body is not YAML[\s\S]*at the standard input:/);
  });

  it('goes to the cluster of KUBECONFIG', async () => {
    const other = await lessonCluster();
    try {
      const { server, caPem } = other.cluster;
      assert.equal((await send({ server, caPem }, '/readyz')).status, 200);
      const env = { KUBECONFIG: other.env.KUBECONFIG };
      const { stdout } = await runKubelab(home, ['request', 'GET', '/version', '--json'], { env });
      assert.match(stdout, new RegExp(`"${server}/version"`));
    } finally {
      await other.stop();
    }
  });

  it('says how to start a cluster where none runs', async () => {
    const { home: empty, remove } = makeHome();
    try {
      const env = { HOME: empty };
      const none = await runKubelab(empty, ['request', 'GET', '/version'], { env });
      assert.equal(none.code, 3);
      assert.match(
        none.stderr,
        /There is no cluster[\s\S]*next: start the practice cluster and ask again: .*cluster up --detach/,
      );
      mkdirSync(empty);
      const gone = { version: 1, pid: 2 ** 22, server: 'https://127.0.0.1:1', kubeconfig: 'none', startedAt: 'then' };
      writeFileSync(join(empty, 'running.json'), JSON.stringify(gone));
      const stale = await runKubelab(empty, ['request', 'GET', '/version'], { env });
      assert.equal(stale.code, 3);
      assert.match(stale.stderr, /no longer runs[\s\S]*cluster up --detach/);
      assert.doesNotMatch(none.stderr + stale.stderr, /cell/);
    } finally {
      remove();
    }
  });

  it('says what is wrong with a command line, and when there is no answer', async () => {
    const wrong = await request('GET', 'pods');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /next: node dist\/bin\.js request GET \/api\/v1/);
    assert.equal((await request('POST', '/api', '--body', join(home, 'none'))).code, 2);
    const kubeconfig = join(home, 'gone');
    writeFileSync(kubeconfig, practice.cluster.adminKubeconfig().replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:1'));
    const gone = await runKubelab(home, ['request', 'GET', '/version'], { env: { KUBECONFIG: kubeconfig } });
    assert.equal(gone.code, 3, gone.stdout + gone.stderr);
  });
});
