import assert from 'node:assert/strict';
import type { Pod, Toleration } from '../../../src/cluster/controllers/pod-objects.js';
import { mayStayFor } from '../../../src/cluster/controllers/taint-eviction-controller.js';
import { adminOf, makeNamespace } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

const pod = (...tolerations: Toleration[]): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
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
      const make = (name: string, tolerations: Toleration[] = []) =>
        admin.post(`${path}/pods`, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, finalizers: ['example.com/hold'] },
          spec: { containers: [{ name: 'c', image: 'nginx' }], tolerations },
        });
      const statusOf = async (name: string) => (await admin.get(`${path}/pods/${name}`)).body as unknown as Pod;
      await make('goes');
      await make('stays', [{ key: 'out', operator: 'Exists' }]);
      for (const name of ['goes', 'stays']) {
        await until(`${name} runs`, async () => (await statusOf(name)).status?.phase === 'Running');
      }
      await admin.patch('/api/v1/nodes/kubelab', { spec: { taints: [out] } });
      const gone = await until('the end', async () => {
        const now = await statusOf('goes');
        return now.metadata.deletionTimestamp !== undefined && now;
      });
      const condition = gone.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
      assert.equal(condition?.reason, 'DeletionByTaintManager');
      assert.equal(condition?.message, 'Taint manager: deleting due to NoExecute taint');
      const events = `${path}/events?fieldSelector=reason%3DTaintManagerEviction`;
      const event = await until('the news', async () => (await admin.get(events)).body.items[0]);
      assert.equal(event.message, 'Marking for deletion Pod driven/goes');
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
});
