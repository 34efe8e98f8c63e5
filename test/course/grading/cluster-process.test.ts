/** The process of a submission's cluster: a real one, and programs in its place that say what they like. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import {
  type ClusterProcess,
  type HostRequest,
  startClusterProcess,
} from '../../../src/course/grading/cluster-process.js';
import { makeRunFolder, type RunFolder } from '../../../src/course/grading/run-folder.js';
import { processExists } from '../../../src/home.js';
import { connect } from '../../../src/request/connect.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { nextUid } from '../../../src/sandbox/next-uid.js';
import { childrenOf, commandOf, descendantsOf } from '../../helpers/processes.js';
import { skip } from '../../helpers/skip.js';
import { type Ready, readyMessage, type StandIn, standInNode } from '../../helpers/stand-in-node.js';
import { until } from '../../helpers/until.js';

const none = findSandbox('none');
const found = findSandbox('auto');

/** The address in a kubeconfig. */
const serverOf = (kubeconfig: string): string =>
  (parse(kubeconfig) as { clusters: [{ cluster: { server: string } }] }).clusters[0].cluster.server;

/** The namespaces that are found by this kubeconfig. */
async function namespacesBy(kubeconfig: string): Promise<unknown[]> {
  const client = await connect({ kubeconfig });
  try {
    return (await client.must.list('namespaces')).body.items.map(({ metadata }) => metadata.name);
  } finally {
    await client.close();
  }
}

describe('course/grading/cluster-process', () => {
  const folders: RunFolder[] = [];
  const started: ClusterProcess[] = [];
  const newFolder = (...uids: Parameters<typeof makeRunFolder>): RunFolder => {
    const folder = makeRunFolder(...uids);
    folders.push(folder);
    return folder;
  };
  const start = async (place: Partial<Parameters<typeof startClusterProcess>[0]> = {}): Promise<ClusterProcess> => {
    const own = await startClusterProcess({ folder: newFolder(undefined), sandbox: none, pass: 'a pass', ...place });
    started.push(own);
    return own;
  };
  afterEach(async () => {
    for (const own of started.splice(0)) await own.stop();
    for (const folder of folders.splice(0)) folder.remove();
  });

  it('is a cluster that its kubeconfigs lead to, in a group and an environment of its own, until it is stopped', async () => {
    const listeners = process.listenerCount('exit');
    const folder = newFolder(undefined);
    const own = await start({ folder });
    assert.equal(process.listenerCount('exit'), listeners + 1, 'it ends with the grader');
    assert.equal(own.kubeconfig, own.graderKubeconfig);
    assert.equal(serverOf(own.kubeconfig), `https://127.0.0.1:${own.port}`);
    assert.ok((await namespacesBy(own.kubeconfig)).includes('kube-system'));
    assert.equal(own.auditLog, join(folder.cluster, 'audit.log'));
    assert.match(readFileSync(own.auditLog, 'utf8'), /"resource":"namespaces"/);
    assert.deepEqual([own.fault, own.slowed, own.died.aborted], [undefined, false, false]);
    assert.match(commandOf(own.pid), /--max-old-space-size=256\0/);
    const [, , group] = readFileSync(`/proc/${own.pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    assert.deepEqual([Number(group), readlinkSync(`/proc/${own.pid}/cwd`)], [own.pid, '/']);
    assert.deepEqual(readFileSync(`/proc/${own.pid}/environ`, 'utf8').split('\0').filter(Boolean), [
      `PATH=${process.env.PATH}`,
    ]);
    const held = readFileSync(`/proc/${own.pid}/limits`, 'utf8');
    assert.match(held, /^Max cpu time +3600 +3605 /m);
    assert.doesNotMatch(held, /^Max processes +256 /m, 'the user has other processes, too');
    await own.stop();
    assert.equal(processExists(own.pid), false);
    assert.deepEqual([own.fault, own.died.aborted], [undefined, false], 'an end that was asked for is no fault');
    assert.equal(process.listenerCount('exit'), listeners);
  });

  it('is reached by sockets alone in a sandbox: the learner by that in the door, the grader by a port of its own', async function () {
    if (found.kind !== 'bwrap') return skip(this, 'no bubblewrap here');
    const uids: [number?, number?] = process.getuid?.() === 0 ? [nextUid(), nextUid()] : [];
    const folder = newFolder(uids[0], uids[1]);
    const own = await start({ folder, sandbox: found });
    assert.equal(serverOf(own.kubeconfig), 'https://127.0.0.1:6443');
    assert.notEqual(own.graderKubeconfig, own.kubeconfig);
    assert.ok((await namespacesBy(own.graderKubeconfig)).includes('kube-system'));
    assert.ok(existsSync(join(folder.cluster, 'door', 'api.sock')));
    const inside = descendantsOf(own.pid).find((pid) => commandOf(pid).startsWith(`${process.execPath}\0`)) ?? 0;
    const network = (pid: number | string): string => readlinkSync(`/proc/${pid}/ns/net`);
    assert.notEqual(network(inside), network('self'));
    assert.match(readFileSync(`/proc/${inside}/limits`, 'utf8'), /^Max processes +256 /m);
    const env = readFileSync(`/proc/${inside}/environ`, 'utf8')
      .split('\0')
      .filter((line) => /^(?:PATH|LANG)=/.test(line));
    assert.deepEqual(env.sort(), ['LANG=C.UTF-8', 'PATH=/usr/local/bin:/usr/bin:/bin']);
    // from here on the process of the cluster can make no file beside its audit log
    if (uids.length > 0) assert.equal(statSync(folder.cluster).uid, 0);
    const { port } = new URL(serverOf(own.graderKubeconfig));
    const isRefused = (host: string): Promise<void> =>
      assert.rejects(
        fetch(`https://${host}:${port}`),
        ({ cause }: Error) => (cause as { code?: string }).code === 'ECONNREFUSED',
      );
    await isRefused('127.0.0.2');
    await own.stop();
    await isRefused('127.0.0.1');
  });

  it('says so when the audit log cannot be written', async () => {
    const folder = newFolder(undefined);
    // a folder in its place
    mkdirSync(join(folder.cluster, 'audit.log'));
    await assert.rejects(start({ folder }), {
      code: 'CLUSTER_START_FAILED',
      message: /^the practice cluster did not come up: cannot write the audit log .*: EISDIR: /,
    });
  });

  it('tells of an end that nobody asked for', async () => {
    const own = await start();
    process.kill(own.pid, 'SIGKILL');
    await until('its end is told', () => own.died.aborted);
    assert.equal(own.fault, 'it was ended by SIGKILL');
    await own.stop();
    assert.equal(own.fault, 'it was ended by SIGKILL');
  });

  describe('with another program in its place', () => {
    let other: StandIn;
    let ready: Ready;
    before(async () => {
      ready = await readyMessage();
    });
    beforeEach(async () => {
      other = await standInNode();
    });
    afterEach(() => other.remove());
    const runs = (...lines: string[]): void => other.host(...lines);
    const says = (message: unknown): string => other.says(message);
    const pid = (): number => other.pid();
    const requested = (): HostRequest => JSON.parse(readFileSync(join(other.place, 'request'), 'utf8')) as HostRequest;
    const failure = async (): Promise<string> => {
      const error = await start().then(
        () => assert.fail('it started'),
        (error: Error & { code?: string; hint?: string }) => error,
      );
      assert.equal(error.code, 'CLUSTER_START_FAILED', String(error));
      assert.equal(error.hint, 'try it by hand: kubelab cluster up');
      assert.equal(processExists(pid()), false);
      return error.message.replace('the practice cluster did not come up: ', '');
    };

    it('is asked by one line, and known by the ready one it says', async () => {
      runs(says(ready), 'exec sleep 60');
      const folder = newFolder(undefined);
      const own = await start({ folder });
      const { signingKey, ...request } = requested();
      assert.match(signingKey, /^-----BEGIN PRIVATE KEY-----\n/);
      assert.deepEqual(request, { auditLog: own.auditLog, port: 0, pass: 'a pass', sockets: [] });
      assert.deepEqual([own.pid, own.port, serverOf(own.kubeconfig)], [pid(), 1234, 'https://127.0.0.1:1234']);
      const again = await start();
      const second = requested();
      assert.equal(second.signingKey, signingKey, 'one key for all clusters of a grading');
      await own.stop();
      assert.deepEqual([processExists(own.pid), processExists(again.pid)], [false, true]);
    });

    it('is slowed from the moment that it says so, and ended when it ends', async () => {
      runs(says(ready), 'while [ ! -e go ]; do sleep 0.05; done', says({ type: 'slowed' }), 'exit 7');
      const own = await start();
      assert.equal(own.slowed, false);
      writeFileSync(join(other.place, 'go'), '');
      await until('it is slowed', () => own.slowed);
      await until('its end is told', () => own.died.aborted);
      assert.equal(own.fault, 'it ended with exit code 7');
    });

    it('is slowed also when it says so before it is ready', async () => {
      runs(says({ type: 'slowed' }), says(ready), 'exec sleep 60');
      assert.equal((await start()).slowed, true);
    });

    it('is not believed what is no message: other lines, other ports, and keys that would be more of a kubeconfig', async () => {
      const { certPem, keyPem } = ready.admin;
      const others = [
        'a line',
        '{"type":',
        'null',
        { type: 'other' },
        { ...ready, port: 0 },
        { ...ready, port: 65_536 },
        { ...ready, port: 1.5 },
        { ...ready, port: '443' },
        { ...ready, more: 1 },
        { ...ready, caPem: `${ready.caPem}    exec: { command: sh }\n` },
        { ...ready, admin: { certPem, keyPem: 'exec: { command: sh }' } },
        { ...ready, admin: { certPem, keyPem, more: 1 } },
      ];
      runs(...others.map(says), says({ type: 'failed', message: 'no room' }), 'exec sleep 60');
      assert.equal(await failure(), 'no room');
      // a message may come in pieces, and several at once
      const text = JSON.stringify({ type: 'failed', message: 'in two' });
      runs(
        says('a line'),
        `printf '%s' '${text.slice(0, 9)}'`,
        'sleep 0.1',
        `echo '${text.slice(9)}'`,
        'exec sleep 60',
      );
      assert.equal(await failure(), 'in two');
    });

    it('is read no further than a cluster has to say', async () => {
      const failed = says({ type: 'failed', message: 'heard' });
      runs(says('x'.repeat(64 * 1024 - 200)), failed, 'exec sleep 60');
      assert.equal(await failure(), 'heard');
      runs(says('x'.repeat(64 * 1024)), failed, 'exit 5');
      assert.equal(await failure(), 'it ended with exit code 5');
    });

    it('says why it did not come up, by its last words or its end', async () => {
      const cases = [
        ['exit 3', 'it ended with exit code 3'],
        ['kill -TERM $$; sleep 60', 'it was ended by SIGTERM'],
        ['echo "FATAL ERROR: JavaScript heap out of memory" >&2; exit 134', 'it ran out of memory'],
        ['echo "Allocation failed - process out of memory" >&2; exit 134', 'it ran out of memory'],
        ['echo "the audit log is longer than 9 bytes" >&2; exit 1', 'more requests came in than its audit log takes'],
        [
          'echo "the audit log cannot be written: ENOSPC" >&2; exit 1',
          'its audit log could not be written (ENOSPC), so there is no evidence to judge by',
        ],
        ['echo "heap out of memory" >&2; head -c 5000 /dev/zero >&2; exit 4', 'it ended with exit code 4'],
      ] as const;
      for (const [script, why] of cases) {
        runs(script);
        assert.equal(await failure(), why);
      }
    });

    it('says so when its first program is not there', async () => {
      runs('exit 3');
      const { PATH } = process.env;
      process.env.PATH = other.place;
      try {
        await assert.rejects(start(), {
          code: 'CLUSTER_START_FAILED',
          message: 'the practice cluster did not come up: spawn prlimit ENOENT',
        });
      } finally {
        process.env.PATH = PATH;
      }
    });

    it('ends with the signal while nothing is heard of it', async () => {
      runs('exec sleep 60');
      const interruption = new AbortController();
      const reason = new Error('an end');
      const before = childrenOf(process.pid);
      const starting = start({ signal: interruption.signal });
      await until(
        'it runs',
        () => existsSync(join(other.place, 'request')) && readFileSync(join(other.place, 'request')).length > 0,
      );
      interruption.abort(reason);
      await assert.rejects(starting, reason);
      assert.deepEqual(childrenOf(process.pid), before);
    });

    it('ends at once where the signal came before', async () => {
      runs(says(ready), 'exec sleep 60');
      const reason = new Error('an end');
      await assert.rejects(start({ signal: AbortSignal.abort(reason) }), reason);
      assert.equal(processExists(pid()), false);
    });

    it('goes on when the signal comes after its start', async () => {
      runs(says(ready), 'exec sleep 60');
      const interruption = new AbortController();
      const own = await start({ signal: interruption.signal });
      interruption.abort();
      assert.deepEqual([processExists(own.pid), own.fault], [true, undefined]);
    });
  });
});
