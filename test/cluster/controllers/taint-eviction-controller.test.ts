import assert from 'node:assert/strict';
import { formatTime, manualClock } from '../../../src/cluster/clock.js';
import type { Pod, Toleration } from '../../../src/cluster/controllers/pod-objects.js';
import { mayStayFor } from '../../../src/cluster/controllers/taint-eviction-controller.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const pod = (...tolerations: Toleration[]): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', uid: '1' },
  spec: { containers: [], tolerations },
});
const out = { key: 'out', effect: 'NoExecute' };

describe('a pod may stay on a tainted node', () => {
  it('not at all when it tolerates nothing', () => assert.equal(mayStayFor(pod(), [out]), 0));
  it('for ever when the taint drives nobody away', () => {
    assert.equal(mayStayFor(pod(), [{ key: 'out', effect: 'NoSchedule' }]), Number.POSITIVE_INFINITY);
    assert.equal(mayStayFor(pod({ operator: 'Exists' }), [out]), Number.POSITIVE_INFINITY);
  });
  it('as long as the shortest toleration says', () => {
    const some = pod({ key: 'out', operator: 'Exists', tolerationSeconds: 5 });
    assert.equal(mayStayFor(some, [out]), 5000);
    assert.equal(mayStayFor(some, [out, { key: 'other', effect: 'NoExecute' }]), 0);
    const other = { key: 'other', operator: 'Exists', tolerationSeconds: 3 };
    const taints = [out, { key: 'other', effect: 'NoExecute' }];
    assert.equal(mayStayFor(pod(...(some.spec.tolerations ?? []), other), taints), 3000);
    assert.equal(mayStayFor(pod({ key: 'out', operator: 'Exists' }, other), taints), 3000);
    assert.equal(mayStayFor(pod({ key: 'out', operator: 'Exists', tolerationSeconds: -1 }), [out]), 0);
  });
  it('as long as the first of the tolerations of a taint says, whatever those behind it say', () => {
    const short = { key: 'out', operator: 'Exists', tolerationSeconds: 5 };
    assert.equal(mayStayFor(pod({ operator: 'Exists' }, short), [out]), Number.POSITIVE_INFINITY);
    assert.equal(mayStayFor(pod(short, { operator: 'Exists' }), [out]), 5000);
    assert.equal(mayStayFor(pod({ ...short, key: 'other' }, { ...short, tolerationSeconds: 9 }), [out]), 9000);
  });
});

describe('a taint with NoExecute', () => {
  it('drives away what does not tolerate it, and says so', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'driven');
      const make = (name: string, tolerations: Toleration[] = [], more: object = {}) =>
        admin.post(`${path}/pods`, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, finalizers: ['example.com/hold'] },
          spec: { containers: [{ name: 'c', image: 'nginx' }], tolerations, ...more },
        });
      const statusOf = async (name: string) => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      await make('goes');
      await make('stays', [{ key: 'out', operator: 'Exists' }]);
      for (const name of ['goes', 'stays']) {
        await until(`${name} runs`, async () => (await statusOf(name)).status?.phase === 'Running');
      }
      const taints = [{ key: 'more', effect: 'NoSchedule' }, out];
      await admin.patch('/api/v1/nodes/kubelab', { spec: { taints } });
      const gone = await until('the end', async () => {
        const now = await statusOf('goes');
        return now.metadata.deletionTimestamp !== undefined && now;
      });
      const condition = gone.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
      assert.deepEqual([condition?.status, condition?.observedGeneration], ['True', 1]);
      assert.equal(condition?.reason, 'DeletionByTaintManager');
      assert.equal(condition?.message, 'Taint manager: deleting due to NoExecute taint');
      const events = `${path}/events?fieldSelector=reason%3DTaintManagerEviction`;
      const event = await until('the news', async () => (await admin.get(events)).body.items[0]);
      assert.equal(event.message, 'Marking for deletion Pod driven/goes');
      // it is told to go once
      assert.equal((await admin.patch(`${path}/pods/goes`, { metadata: { labels: { a: 'b' } } })).code, 200);
      await make('late', [], { nodeName: 'kubelab' });
      await until('the end of a later one', async () => (await statusOf('late')).metadata.deletionTimestamp);
      const all = (await admin.get(events)).body.items.filter(({ message }) => String(message).endsWith('/goes'));
      assert.deepEqual([all.length, all[0]?.count], [1, 1]);
      assert.equal((await statusOf('stays')).metadata.deletionTimestamp, undefined);
      // the control plane's own tolerate everything
      const { body } = await admin.get('/api/v1/namespaces/kube-system/pods');
      assert.equal(body.items.filter(({ metadata }) => metadata.deletionTimestamp).length, 0);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });

  it('drives away later what tolerates it for a while, counted anew when it comes back', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'waits');
      const make = async (name: string, ...tolerations: Toleration[]) => {
        const metadata = { name, finalizers: ['example.com/hold'] };
        const spec = { containers: [{ name: 'c', image: 'nginx' }], tolerations };
        const answer = await admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata, spec });
        assert.equal(answer.code, 201, answer.text);
      };
      const read = async (name: string) => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      const isGoing = async (name: string) => (await read(name)).metadata.deletionTimestamp !== undefined;
      const runs = (name: string) => until(`${name} runs`, async () => (await read(name)).status?.phase === 'Running');
      const taint = async (...taints: object[]) =>
        assert.equal((await admin.patch('/api/v1/nodes/kubelab', { spec: { taints } })).code, 200);
      const aMinute = { ...out, operator: 'Exists', tolerationSeconds: 60 };
      await make('later', aMinute);
      await make('first');
      for (const name of ['later', 'first']) await runs(name);
      await taint(out);
      await until('the first goes', () => isGoing('first'));
      clock.advance(59_000);
      assert.equal(await isGoing('later'), false);
      await taint();
      await make('between');
      await runs('between');
      clock.advance(120_000);
      await taint(out);
      await until('the next goes', () => isGoing('between'));
      clock.advance(59_000);
      // another change of the node and of the pod do not count anew
      await taint(out, { key: 'more', effect: 'NoSchedule' });
      assert.equal((await admin.patch(`${path}/pods/later`, { metadata: { labels: { a: 'b' } } })).code, 200);
      assert.equal(await isGoing('later'), false);
      clock.advance(1000);
      await until('the end', () => isGoing('later'));
      const { status } = await read('later');
      const types = status?.conditions?.map(({ type }) => type) ?? [];
      assert.equal(types.filter((type) => type === 'DisruptionTarget').length, 1);
      assert.ok(types.includes('PodScheduled') && types.includes('Ready'));
      const target = status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
      assert.deepEqual([target?.status, target?.lastTransitionTime], ['True', formatTime(clock.now())]);
      const events = `${path}/events?fieldSelector=reason%3DTaintManagerEviction,involvedObject.name%3Dlater`;
      const event = await until('the news', async () => (await admin.get(events)).body.items[0]);
      const { component } = event.source as { component?: string };
      const { kind, apiVersion } = event.involvedObject as { kind?: string; apiVersion?: string };
      assert.deepEqual([event.type, component, kind, apiVersion], ['Normal', 'taint-eviction-controller', 'Pod', 'v1']);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });

  it('that others join or that goes, and the end of the pod, cancel what was to come, and tell of it', async () => {
    const clock = manualClock(new Date());
    const cluster = await practiceCluster({ clock });
    const admin = adminOf(cluster);
    try {
      const path = await makeNamespace(admin, 'told');
      const tolerates = (key: string, tolerationSeconds: number) => {
        return { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds };
      };
      const spec = {
        containers: [{ name: 'c', image: 'nginx' }],
        tolerations: [tolerates('out', 60), tolerates('short', 10)],
      };
      const read = async (name: string) => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      const isGoing = async (name: string) => (await read(name)).metadata.deletionTimestamp !== undefined;
      const start = async (name: string): Promise<void> => {
        await admin.post(`${path}/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
        await until(`${name} runs`, async () => (await read(name)).status?.phase === 'Running');
      };
      let signs = 0;
      /** Waits until a pod that tolerates nothing is driven away: those before it were looked at. */
      const isLookedAt = async (): Promise<void> => {
        const name = `sign-${++signs}`;
        const { containers } = spec;
        const made = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers, nodeName: 'kubelab' } };
        assert.equal((await admin.post(`${path}/pods`, made)).code, 201);
        await until(`the end of ${name}`, async () => (await admin.get(`${path}/pods/${name}`)).code === 404);
      };
      const taint = async (...keys: string[]): Promise<void> => {
        const taints = keys.map((key) => ({ key, effect: 'NoExecute' }));
        assert.equal((await admin.patch('/api/v1/nodes/kubelab', { spec: { taints } })).code, 200);
      };
      const news = async (): Promise<string[]> => {
        const { body } = await admin.get(`${path}/events?fieldSelector=reason%3DTaintManagerEviction`);
        const messages = body.items.flatMap(({ message, count }) => Array<string>(Number(count)).fill(String(message)));
        return messages.filter((message) => !message.includes('/sign-')).sort();
      };
      const cancelled = (name: string): string => `Cancelling deletion of Pod told/${name}`;
      const tells = (what: string, ...messages: string[]) =>
        until(what, async () => JSON.stringify(await news()) === JSON.stringify(messages.sort()));

      for (const name of ['stays', 'ends']) await start(name);
      await taint('out');
      await isLookedAt();
      // its own end
      await admin.delete(`${path}/pods/ends?gracePeriodSeconds=0`);
      await tells('the end', cancelled('ends'));
      await taint();
      await tells('no taint any more', cancelled('ends'), cancelled('stays'));
      // nothing was to come: nothing to tell
      await taint('out');
      await isLookedAt();
      clock.advance(30_000);
      await taint('out', 'short');
      await isLookedAt();
      clock.advance(29_000);
      await isLookedAt();
      assert.equal(await isGoing('stays'), false);
      await taint('out', 'unknown');
      await until('the end at once', async () => (await admin.get(`${path}/pods/stays`)).code === 404);
      const both = ['Marking for deletion Pod told/stays', cancelled('stays'), cancelled('stays')];
      await tells('both', cancelled('ends'), ...both);
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
