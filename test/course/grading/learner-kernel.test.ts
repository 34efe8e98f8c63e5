/** The kernel of a submission: what it has of this machine, with a sandbox and without one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { delimiter, join } from 'node:path';
import { startLearnerKernel } from '../../../src/course/grading/learner-kernel.js';
import { makeRunFolder, type RunFolder } from '../../../src/course/grading/run-folder.js';
import { kernelSnapshot } from '../../../src/kernel/snapshot.js';
import type { Kernel } from '../../../src/notebook/kernel-client.js';
import { packageRoot } from '../../../src/package-root.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { usualLimits } from '../../../src/sandbox/limits.js';
import { nextUid } from '../../../src/sandbox/next-uid.js';
import { outputText } from '../../helpers/output-text.js';
import { skip } from '../../helpers/skip.js';
import { SMALL_KERNEL, type StandIn, standInNode } from '../../helpers/stand-in-node.js';
import { until } from '../../helpers/until.js';

const MB = 1024 * 1024;
const limits = usualLimits(1024 * MB, 600);
const mark = { name: 'KUBELAB_RUN', value: 'a-mark' };

describe('course/grading/learner-kernel', () => {
  describe('without a sandbox', () => {
    let other: StandIn;
    let folder: RunFolder;
    let kernel: Kernel | undefined;
    const start = async (signal?: AbortSignal): Promise<Kernel> => {
      kernel = await startLearnerKernel(
        { sandbox: findSandbox('none'), limits, folder, port: 1, door: folder.cluster, mark },
        signal,
      );
      return kernel;
    };
    beforeEach(async () => {
      other = await standInNode();
      other.kernel(`printf '%s\\n' "$@" > '${other.place}/words'`, SMALL_KERNEL);
      folder = makeRunFolder(undefined);
    });
    afterEach(async () => {
      kernel?.kill();
      await kernel?.ended;
      kernel = undefined;
      other.remove();
      folder.remove();
    });

    it('has an environment of its own, in which only the path of programs is of this machine', async () => {
      const { pid } = await start();
      const home = join(folder.root, 'home');
      const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
      // what the snapshot and a shell add themselves
      const own = lines.filter((line) => !/^(?:NODE_\w+|PWD|OLDPWD|SHLVL|_|TZ|UV_\w+)=/.test(line));
      assert.deepEqual(own.sort(), [
        `HOME=${home}`,
        `KUBECONFIG=${join(folder.given, 'kubeconfig')}`,
        `KUBELAB_HOME=${join(home, '.kubelab')}`,
        'KUBELAB_RUN=a-mark',
        'LANG=C.UTF-8',
        'NO_COLOR=1',
        `PATH=${[other.place, process.env.PATH].join(delimiter)}`,
        'USER=learner',
      ]);
      assert.equal(statSync(home).mode & 0o777, 0o700);
    });

    it('has its limits, and knows that it lives for a submission alone', async () => {
      const { pid } = await start();
      const held = readFileSync(`/proc/${pid}/limits`, 'utf8');
      assert.match(held, /^Max file size +67108864 /m);
      assert.match(held, /^Max open files +1024 /m);
      assert.doesNotMatch(held, /^Max processes +256 /m, 'the user has other processes, too');
      const words = readFileSync(join(other.place, 'words'), 'utf8').split('\n');
      assert.ok(words.includes('--short-lived'));
      assert.ok(
        words.some((word) => /^--v8=--i/.test(word)),
        words.join(' '),
      );
      // its sockets lie in the folder for them
      assert.equal(readdirSync(folder.kernel).length, 1);
    });

    it('is followed by another in the same home, where it has died', async () => {
      const first = await start();
      first.kill();
      await first.ended;
      assert.equal((await start()).alive, true);
    });

    it('ends with the signal while it starts', async () => {
      other.kernel(`echo $$ > '${other.place}/begun'; exec sleep 600`);
      const interruption = new AbortController();
      const reason = new Error('an end');
      const starting = start(interruption.signal);
      await until('it starts', () => readdirSync(other.place).includes('begun'));
      interruption.abort(reason);
      await assert.rejects(starting, reason);
    });
  });

  describe('in a sandbox', () => {
    let folder: RunFolder;
    let kernel: Kernel;
    let cluster: Server;
    before(async function () {
      const sandbox = findSandbox('auto');
      if (sandbox.kind !== 'bwrap') return skip(this, 'no bubblewrap here');
      const uid = process.getuid?.() === 0 ? nextUid() : undefined;
      folder = makeRunFolder(uid);
      folder.give('kubeconfig', 'a kubeconfig');
      const door = join(folder.cluster, 'door');
      // what the cluster answers at its socket
      cluster = createServer((_, response) => response.end('the cluster')).listen(join(door, 'api.sock'));
      await once(cluster, 'listening');
      chmodSync(join(door, 'api.sock'), 0o777);
      kernel = await startLearnerKernel({ sandbox, limits, folder, port: 6443, door, mark });
    });
    after(async () => {
      kernel?.kill();
      await kernel?.ended;
      cluster?.close();
      folder?.remove();
    });
    /** What an expression gives inside. */
    const inside = async (expression: string): Promise<unknown> => {
      const { status, outputs } = await kernel.execute(
        `const said${++count} = JSON.stringify(await (async () => { const fs = await import('node:fs'); return ${expression}; })()); console.log(said${count});`,
        { timeoutMs: 60_000 },
      );
      assert.equal(status, 'ok', JSON.stringify(outputs));
      return JSON.parse(outputText(outputs));
    };
    let count = 0;

    it('has a user, a home and an environment of its own', async () => {
      const env = (await inside('process.env')) as Record<string, string>;
      const { HOME, KUBECONFIG, KUBELAB_HOME, KUBELAB_RUN, LANG, NO_COLOR, PATH, USER } = env;
      assert.deepEqual([HOME, KUBECONFIG], ['/home/learner', '/home/learner/.kube/config']);
      assert.deepEqual(
        [KUBELAB_HOME, KUBELAB_RUN, LANG, NO_COLOR],
        ['/home/learner/.kubelab', 'a-mark', 'C.UTF-8', '1'],
      );
      assert.equal(PATH, `${join(process.execPath, '..')}:/usr/local/bin:/usr/bin:/bin`);
      assert.equal(USER, 'learner');
      const known = /^(?:HOME|KUBECONFIG|KUBELAB_HOME|KUBELAB_RUN|LANG|NO_COLOR|PATH|USER|PWD|NODE_\w+|TZ|UV_\w+)$/;
      assert.deepEqual(
        Object.keys(env).filter((name) => !known.test(name)),
        [],
      );
      const id = String(folder.uid ?? process.getuid?.());
      assert.equal(await inside("process.getuid?.() + ''"), id);
      const files = await inside(
        "['/etc/passwd', '/etc/group', '/etc/hosts', '/home/learner/.kube/config'].map((file) => fs.readFileSync(file, 'utf8'))",
      );
      const given = ['passwd', 'group', 'hosts', 'kubeconfig'].map((name) =>
        readFileSync(join(folder.given, name), 'utf8'),
      );
      assert.deepEqual(files, given);
    });

    it('starts from the snapshot where there is one', async () => {
      const words = String(await inside("fs.readFileSync('/proc/self/cmdline', 'utf8')"));
      assert.equal(words.includes('--snapshot-blob'), kernelSnapshot({}) !== undefined);
      assert.match(words, /\0--short-lived\0/);
    });

    it('reaches its cluster at the port of its kubeconfig', async () => {
      assert.equal(await inside("await (await fetch('http://127.0.0.1:6443/')).text()"), 'the cluster');
    });

    it('sees no notebook and no file of the grader, and has so much room', async () => {
      const notebooks = join(packageRoot(), 'notebooks');
      assert.equal(await inside('process.cwd()'), notebooks);
      assert.deepEqual(await inside(`fs.readdirSync('.')`), []);
      assert.deepEqual(
        await inside(`['src', 'test'].map((name) => fs.existsSync(${JSON.stringify(`${packageRoot()}/`)} + name))`),
        [false, false],
      );
      assert.equal(await inside(`fs.existsSync(${JSON.stringify(folder.own)})`), false);
      const room = await inside(
        `['/home/learner', '/tmp', '.'].map((place) => { const { blocks, bsize } = fs.statfsSync(place); return blocks * bsize / 1024 / 1024; })`,
      );
      assert.deepEqual(room, [64, 64, 8]);
    });

    it('has its limits, and cannot write where its sockets lie', async () => {
      const held = String(await inside(`fs.readFileSync('/proc/self/limits', 'utf8')`));
      assert.match(held, /^Max processes +256 /m);
      assert.match(held, /^Max file size +67108864 /m);
      const [name = ''] = readdirSync(folder.kernel);
      const place = join(folder.kernel, name, 'mine');
      if (folder.uid === undefined) return;
      const written = `(() => { try { fs.writeFileSync(${JSON.stringify(place)}, ''); return 'written'; } catch (error) { return (error as { code?: string }).code; } })()`;
      assert.equal(await inside(written), 'EACCES');
    });
  });
});
