/** A place for one submission, with other programs in the place of its cluster and its kernel, so that each is there in an instant. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { prepareSlot, type Slot, type SlotOptions } from '../../../src/course/grading/slot.js';
import { processExists } from '../../../src/home.js';
import { findSandbox } from '../../../src/sandbox/find-sandbox.js';
import { outputText } from '../../helpers/output-text.js';
import { makeCa, serverCertificate } from '../../helpers/pki.js';
import { childrenOf } from '../../helpers/processes.js';
import { skip } from '../../helpers/skip.js';
import { type Ready, readyMessage, SMALL_KERNEL, type StandIn, standInNode } from '../../helpers/stand-in-node.js';
import { startServer } from '../../helpers/tls-server.js';
import { until } from '../../helpers/until.js';

const MB = 1024 * 1024;
const sandbox = findSandbox('none');

describe('course/grading/slot', () => {
  let other: StandIn;
  let ready: Ready;
  let earlier: number[];
  let there: string[] = [];
  const slots: Slot[] = [];
  const signal = new AbortController().signal;
  const prepare = async (options: SlotOptions = {}): Promise<Slot> => {
    const slot = await prepareSlot({ sandbox, ...options });
    slots.push(slot);
    return slot;
  };
  /** The folders of the slots of this test. */
  const folders = (): string[] =>
    readdirSync(tmpdir()).filter((name) => name.startsWith(`kubelab-grade-${process.pid}-`) && !there.includes(name));
  const started = (): number[] => childrenOf(process.pid).filter((pid) => !earlier.includes(pid));
  const reasonOf = (over: AbortSignal): Promise<string> =>
    until('the end', () => over.aborted && String((over.reason as Error).message));

  before(async () => {
    ready = await readyMessage();
  });
  beforeEach(async () => {
    other = await standInNode();
    other.host(other.says(ready), 'exec sleep 600');
    other.kernel(SMALL_KERNEL);
    earlier = childrenOf(process.pid);
    there = [];
    there = folders();
  });
  afterEach('a slot that is closed leaves nothing', async () => {
    for (const slot of slots.splice(0)) {
      await slot.close();
      await slot.close();
    }
    other.remove();
    await until('the end of all processes', () => started().length === 0);
    assert.deepEqual(folders(), []);
  });

  it('has a cluster and a kernel that run, and the usual limits', async () => {
    const slot = await prepare();
    assert.deepEqual([slot.timeoutMs, slot.sandbox, slot.over.aborted], [600_000, sandbox, false]);
    assert.equal(slot.folder.uid, undefined, 'without a sandbox its processes are of this user');
    const { practice, pid, auditLog, fault, slowed } = slot.cluster;
    assert.deepEqual(
      [practice, pid, auditLog, fault, slowed],
      [true, other.pid(), join(slot.folder.cluster, 'audit.log'), undefined, false],
    );
    assert.match(readFileSync(join(slot.folder.given, 'kubeconfig'), 'utf8'), /server: https:\/\/127\.0\.0\.1:1234\n/);
    const kernel = await slot.kernel(signal);
    assert.deepEqual([pid, kernel.pid].sort(), started().sort());
    assert.equal((await kernel.execute('process.env.KUBECONFIG')).status, 'ok');
    assert.match(readFileSync(`/proc/${kernel.pid}/environ`, 'utf8'), /(?:^|\0)KUBELAB_RUN=[0-9a-f]{32}\0/);
    const limits = readFileSync(`/proc/${kernel.pid}/limits`, 'utf8');
    assert.match(limits, /^Max cpu time +1200 +1205 /m);
    const { pass } = JSON.parse(readFileSync(join(other.place, 'request'), 'utf8')) as { pass: string };
    assert.match(pass, /^[0-9a-f]{24}$/);
    await kernel.shutdown();
  });

  it('has the limits that are asked for, and other passes and marks each time', async () => {
    const own = async (options: SlotOptions): Promise<{ slot: Slot; pass: string; data: number; mark: string }> => {
      const slot = await prepare(options);
      const { pid } = await slot.kernel(signal);
      const { pass } = JSON.parse(readFileSync(join(other.place, 'request'), 'utf8')) as { pass: string };
      const [, data] = /^Max data size +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? [];
      const [mark = ''] = /KUBELAB_RUN=[0-9a-f]+/.exec(readFileSync(`/proc/${pid}/environ`, 'utf8')) ?? [];
      return { slot, pass, data: Number(data), mark };
    };
    const usual = await own({});
    const large = await own({ memoryMb: 2024, timeoutMs: 5000, sandbox: 'none' });
    assert.deepEqual(large.slot.sandbox, sandbox, 'it is found by its name');
    assert.equal(large.slot.timeoutMs, 5000);
    assert.equal(large.data - usual.data, 1000 * MB);
    assert.notEqual(large.pass, usual.pass);
    assert.notEqual(large.mark, usual.mark);
  });

  it('gives the kernel that waits once, another where that has died, and no more than six', async () => {
    const slot = await prepare();
    const [waiting] = started().filter((pid) => pid !== slot.cluster.pid);
    const first = await slot.kernel(signal);
    assert.equal(first.pid, waiting);
    const pids = new Set([first.pid]);
    for (let i = 2; i <= 6; i++) {
      const kernel = await slot.kernel(signal);
      assert.equal(kernel.alive, true);
      pids.add(kernel.pid);
    }
    assert.equal(pids.size, 6);
    await assert.rejects(slot.kernel(signal), { message: 'its kernel ended 6 times' });
  });

  it('gives no kernel that died while it waited, and ends one that nobody took', async () => {
    const slot = await prepare();
    const [waiting = 0] = started().filter((pid) => pid !== slot.cluster.pid);
    process.kill(waiting, 'SIGKILL');
    await until('its end', () => !processExists(waiting));
    const kernel = await slot.kernel(signal);
    assert.equal(kernel.alive, true);
    await prepare();
  });

  it('is over when its cluster ends, and knows when it is slowed', async () => {
    other.host(other.says(ready), other.says({ type: 'slowed' }), `while [ ! -e go ]; do sleep 0.05; done; exit 7`);
    const slot = await prepare();
    await until('it is slowed', () => slot.cluster.slowed);
    writeFileSync(join(other.place, 'go'), '');
    assert.equal(await reasonOf(slot.over), 'its cluster ended: it ended with exit code 7');
    assert.equal(slot.cluster.fault, 'it ended with exit code 7');
  });

  it('is over when the learner, or the cluster, writes too much', async () => {
    for (const [name, what] of [
      ['kernel', /^it used more than 16 MB/],
      ['cluster', /^its cluster used more than 16 MB/],
    ] as const) {
      const slot = await prepare();
      writeFileSync(join(slot.folder[name], 'much'), Buffer.alloc(17 * MB));
      assert.match(await reasonOf(slot.over), what);
    }
  });

  it('is refused where the kernel, with all that it starts, takes more memory than it may', async () => {
    const up = (n: number): string =>
      `const kept = Buffer.alloc(40 * 1024 * 1024, 1); require('fs').writeFileSync('${other.place}/up-${n}', ''); setInterval(() => kept, 1000)`;
    const beside = [1, 2, 3, 4].map((n) => `'${process.argv[0]}' -e "${up(n)}" &`);
    const areUp = [1, 2, 3, 4].map((n) => `until [ -e '${other.place}/up-${n}' ]; do sleep 0.05; done`);
    other.kernel(...beside, ...areUp, SMALL_KERNEL);
    await assert.rejects(prepare({ memoryMb: 160 }), (error: Error & { code?: string; hint?: string }) => {
      const [, mb] = /^the kernel alone takes (\d+) MB of memory, and may take 160 MB$/.exec(error.message) ?? [];
      assert.ok(Number(mb) > 160 && Number(mb) < 1000, error.message);
      assert.deepEqual(
        [error.code, error.hint],
        ['ENVIRONMENT', 'give it more, as --memory 1024, or leave --memory out'],
      );
      return true;
    });
  });

  it('counts the memory of the cluster and of the kernel', async () => {
    const room = (mb: number): string => `Buffer.alloc(${mb} * 1024 * 1024, 1)`;
    other.host(
      other.says(ready),
      `exec ${process.argv[0]} -e 'const kept = ${room(150)}; setInterval(() => kept, 1000)'`,
    );
    const slot = await prepare();
    const kernel = await slot.kernel(signal);
    await kernel.execute(`globalThis.kept = ${room(50)}; 0`);
    await until('both are counted', () => slot.memory() > 200 * MB);
    assert.ok(slot.memory() < 600 * MB, String(slot.memory()));
  });

  it('leaves nothing when the cluster or the kernel does not start, or it is interrupted', async () => {
    other.kernel('echo "no room" >&2; exit 4');
    await assert.rejects(prepare(), { code: 'KERNEL_MISSING' });
    other.host('exit 3');
    await assert.rejects(prepare(), { code: 'CLUSTER_START_FAILED' });
    const reason = new Error('an end');
    await assert.rejects(prepare({ signal: AbortSignal.abort(reason) }), reason);
    assert.equal(folders().length, 0);
    const interruption = new AbortController();
    other.host(other.says(ready), 'exec sleep 600');
    other.kernel(`touch '${join(other.place, 'begun')}'; exec sleep 600`);
    const preparing = prepare({ signal: interruption.signal });
    await until('its kernel starts', () => existsSync(join(other.place, 'begun')));
    interruption.abort(reason);
    await assert.rejects(preparing, reason);
    await until('the end of all processes', () => started().length === 0);
    assert.deepEqual(folders(), []);
  });

  describe('on a cluster that is there', () => {
    const kubeconfig = (server: string): string =>
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
        clusters: [
          { name: 'c', cluster: { server, 'certificate-authority-data': Buffer.from(ready.caPem).toString('base64') } },
        ],
        users: [{ name: 'u', user: { token: 'a-token' } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      });
    /** The options for a cluster at this address, with paths from the working folder. */
    const clusterAt = (server: string): NonNullable<SlotOptions['cluster']> => {
      writeFileSync(join(other.place, 'config'), kubeconfig(server));
      const at = (name: string): string => relative(process.cwd(), join(other.place, name));
      return { kubeconfig: at('config'), auditLog: at('audit.log') };
    };

    it('starts none, and hands the learner a kubeconfig of that one', async () => {
      other.host('exit 3');
      const slot = await prepare({ cluster: clusterAt('https://127.0.0.1:1') });
      assert.deepEqual(slot.cluster, {
        ...{
          practice: false,
          pid: undefined,
          auditLog: join(other.place, 'audit.log'),
          fault: undefined,
          slowed: false,
        },
      });
      const given = readFileSync(join(slot.folder.given, 'kubeconfig'), 'utf8');
      assert.match(given, /"server": "https:\/\/127\.0\.0\.1:1"/);
      assert.match(given, /"token": "a-token"/);
      assert.equal(started().length, 1, 'a kernel alone');
    });

    it('leads to it without a relay, which only a sandbox needs', async () => {
      const door = (slot: Slot): string[] => readdirSync(join(slot.folder.cluster, 'door'));
      const slot = await prepare({ cluster: clusterAt('https://127.0.0.1:1') });
      assert.deepEqual(door(slot), []);
    });

    it('is refused without TLS', async () => {
      await assert.rejects(prepare({ cluster: clusterAt('http://127.0.0.1:1') }), { code: 'ARGUMENT_INVALID' });
    });
  });
});

describe('course/grading/slot, in a sandbox', () => {
  const found = findSandbox('auto');
  let slot: Slot | undefined;
  before(function () {
    if (found.kind !== 'bwrap') skip(this, 'no bubblewrap here');
  });
  afterEach(async () => {
    await slot?.close();
    slot = undefined;
  });
  /** What code gives in the slot's kernel. */
  const said = async (code: string): Promise<string> => {
    const kernel = await slot?.kernel(new AbortController().signal);
    const { outputs } = (await kernel?.execute(code, { timeoutMs: 60_000 })) ?? {};
    kernel?.kill();
    return outputText(outputs ?? []);
  };

  it('has users of its own, and a kernel that reaches its practice cluster', async () => {
    slot = await prepareSlot({ sandbox: found });
    if (process.getuid?.() === 0) assert.ok(slot.folder.uid && slot.folder.clusterUid !== slot.folder.uid);
    const code =
      "const { connect } = await import('kubelab'); console.log((await (await connect()).list('namespaces')).status)";
    assert.equal(await said(code), '200\n');
  });

  it('has a kernel that reaches a cluster that is there through a relay', async () => {
    const ca = await makeCa();
    const server = await startServer(await serverCertificate(ca));
    const place = mkdtempSync(join(tmpdir(), 'kubelab-slot-'));
    try {
      const kubeconfig = join(place, 'config');
      const cluster = { server: server.url, 'certificate-authority-data': Buffer.from(ca.cert).toString('base64') };
      writeFileSync(
        kubeconfig,
        JSON.stringify({
          ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c', clusters: [{ name: 'c', cluster }] },
          users: [{ name: 'u', user: { token: 'a-token' } }],
          contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
        }),
      );
      slot = await prepareSlot({ sandbox: found, cluster: { kubeconfig, auditLog: join(place, 'audit.log') } });
      const code =
        "const { connect } = await import('kubelab'); console.log((await (await connect()).get('/api')).body.kind)";
      assert.equal(await said(code), 'Answer\n');
      assert.equal(server.requests.at(-1)?.headers.authorization, 'Bearer a-token');
      const door = join(slot.folder.cluster, 'door', 'api.sock');
      assert.ok(existsSync(door));
      await slot.close();
      assert.equal(existsSync(door), false);
    } finally {
      await server.close();
      rmSync(place, { recursive: true });
    }
  });
});
