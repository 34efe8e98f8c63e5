import assert from 'node:assert/strict';
import { taintsFor } from '../../../src/cluster/controllers/node-lifecycle-controller.js';
import type { Node, Taint } from '../../../src/cluster/controllers/objects.js';
import { adminOf } from '../../helpers/api.js';
import { practiceCluster } from '../../helpers/practice-cluster.js';
import { until } from '../../helpers/until.js';

describe('the taints of a node', () => {
  const time = '2026-01-01T00:00:00Z';
  const of = (conditions: Record<string, string>, taints: Taint[] = [], unschedulable = false): Node =>
    ({
      spec: { taints, unschedulable },
      status: { conditions: Object.entries(conditions).map(([type, status]) => ({ type, status })) },
    }) as Node;
  const taint = (name: string, effect = 'NoSchedule'): Taint => ({ key: `node.kubernetes.io/${name}`, effect });
  const rows: [what: string, node: Node, taints: Taint[] | undefined][] = [
    ['none while nothing is known', of({}), undefined],
    ['not that of a new node any more', of({}, [taint('not-ready')]), []],
    [
      'one for each ill condition, behind a cordon of another effect',
      of({ Ready: 'Unknown', DiskPressure: 'True', MemoryPressure: 'False' }, [taint('unschedulable', 'NoExecute')]),
      [
        taint('unschedulable', 'NoExecute'),
        ...['unreachable', 'disk-pressure'].map((n) => ({ ...taint(n), timeAdded: time })),
      ],
    ],
    [
      'those that are right already',
      of({ Ready: 'False' }, [taint('not-ready'), taint('unschedulable')], true),
      undefined,
    ],
    ['none that are somebody’s own', of({ Ready: 'True' }, [{ key: 'own', effect: 'NoSchedule' }]), undefined],
  ];
  for (const [what, node, taints] of rows) it(what, () => assert.deepEqual(taintsFor(node, time), taints));
});

describe('a node that is cordoned', () => {
  it('has a taint that says so, beside its others, until it is not any more', async () => {
    const cluster = await practiceCluster();
    const admin = adminOf(cluster);
    const path = '/api/v1/nodes/kubelab';
    const taints = async () => ((await admin.get(path)).body as unknown as Node).spec?.taints;
    const patch = (spec: object) => admin.patch(path, { spec }, 'strategic');
    try {
      await patch({ unschedulable: true, taints: [{ key: 'team', value: 'red', effect: 'PreferNoSchedule' }] });
      const both = await until('the taint', async () => {
        const now = await taints();
        return now?.length === 2 && now;
      });
      const { timeAdded, ...cordon } = both[1] ?? {};
      assert.deepEqual(cordon, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' });
      assert.match(timeAdded ?? '', /^\d{4}-.*Z$/);
      await patch({ unschedulable: null });
      await until('its end', async () => (await taints())?.length === 1);
      // the taint alone, and beside another of its key
      const own = (effect: string) => ({ key: 'node.kubernetes.io/unschedulable', effect });
      const effects = async () => ((await taints()) ?? []).map(({ effect }) => effect).join();
      const put = (spec: object) => admin.patch(path, { spec });
      await put({ unschedulable: true, taints: [own('NoSchedule')] });
      await put({ unschedulable: null });
      await until('no taint', async () => (await taints()) === undefined);
      await put({ unschedulable: true, taints: [own('PreferNoSchedule')] });
      await until('both', async () => (await effects()) === 'PreferNoSchedule,NoSchedule');
      await put({ unschedulable: null });
      await until('the other', async () => (await effects()) === 'PreferNoSchedule');
      assert.deepEqual(cluster.faults, []);
    } finally {
      admin.close();
      await cluster.stop();
    }
  });
});
