import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeHome, runKubelab } from '../helpers/command.js';
import { hasCommand } from '../helpers/commands.js';
import { practiceCluster, type TestCluster } from '../helpers/practice-cluster.js';
import { skip } from '../helpers/skip.js';

describe('workers on Kubernetes', function () {
  this.timeout(300_000);
  const { home, remove } = makeHome();
  const folder = mkdtempSync(join(tmpdir(), 'kubelab-manifest-test-'));
  let cluster: TestCluster | undefined;
  after(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
    remove();
  });
  const printed = async (...args: string[]): Promise<string> => {
    const env = { KUBELAB_QUEUE_PASSWORD: 'a-word-of-a-test' };
    const { code, stdout, stderr } = await runKubelab(home, ['worker', ...args], { env });
    assert.equal(code, 0, stderr);
    assert.ok(!stdout.includes('a-word-of-a-test'));
    return stdout;
  };

  it('are made of a manifest that an API server takes to the letter', async function () {
    if (!hasCommand('kubectl')) return skip(this, 'no kubectl here');
    cluster = await practiceCluster();
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, cluster.adminKubeconfig());
    const manifest = await printed('manifest', '--image', 'example.org/worker:1', 'rediss://it@redis.example.org:7000');
    assert.match(manifest, /args: \["rediss:\/\/it@redis\.example\.org:7000", "--jobs", "2"/);
    const kubectl = async (words: string[], input = ''): Promise<string> => {
      const child = spawn('kubectl', ['--kubeconfig', kubeconfig, ...words], { stdio: 'pipe' });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += String(text)));
      child.stdin.end(input);
      const code = await new Promise((ended) => child.once('close', ended));
      assert.equal(code, 0, said);
      return said;
    };
    await kubectl(['create', 'namespace', 'kubelab']);
    const taken = await kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], manifest);
    for (const kind of ['secret/kubelab-queue', 'deployment.apps/kubelab-worker', 'networkpolicy.networking.k8s.io/'])
      assert.ok(taken.includes(`${kind}`), taken);
    assert.ok(!/warning/i.test(taken), taken);
  });

  it('run in an image whose steps lead to a worker', async () => {
    const file = await printed('containerfile');
    const context = join(folder, 'context');
    const inside = join(folder, 'inside');
    mkdirSync(context);
    mkdirSync(inside);
    const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', context], { encoding: 'utf8' });
    assert.equal(packed.status, 0, packed.stderr);
    // the packages of the distribution are those of this machine
    const steps = file.split('\n').filter((line) => /^(COPY|RUN npm) /.test(line));
    assert.equal(steps.length, 2);
    for (const step of steps) {
      const command = step.replace(/^RUN /, '').replace(/^COPY (\S+) /, `cp '${context}/$1' `);
      // what this checkout was installed from is taken again
      const env = { ...process.env, npm_config_prefer_offline: 'true' };
      const { status, stderr } = spawnSync('sh', ['-ec', command], { cwd: inside, encoding: 'utf8', env });
      assert.equal(status, 0, `${command}: ${stderr}`);
    }
    const [, entry = ''] = /^ENTRYPOINT (.*)$/m.exec(file) ?? [];
    const [program = '', ...words] = (JSON.parse(entry) as string[]).map((w) => w.replace('/opt/kubelab', inside));
    assert.ok(existsSync(words[0] ?? ''), resolve(words[0] ?? ''));
    const ran = spawnSync(program, [...words, 'redis://127.0.0.1:1'], { encoding: 'utf8' });
    assert.match(ran.stderr, /no Redis answers at the address of the queue/);
    assert.equal(ran.status, 3, ran.stderr);
  });
});
