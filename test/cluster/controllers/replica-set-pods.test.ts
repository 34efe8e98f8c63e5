import assert from 'node:assert/strict';
import type { Pod } from '../../../src/cluster/controllers/pod-objects.js';
import { availableIn, deletionOrder, isActive } from '../../../src/cluster/controllers/replica-set-pods.js';

const pod = (
  name: string,
  more: { node?: string; phase?: string; ready?: string; created?: string; restarts?: number; going?: boolean } = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    uid: '1',
    creationTimestamp: more.created ?? '2026-01-01T00:00:00Z',
    ...(more.going ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
  },
  spec: { containers: [], ...(more.node === '' ? {} : { nodeName: more.node ?? 'n' }) },
  status: {
    phase: more.phase ?? 'Running',
    conditions: [{ type: 'Ready', status: more.ready ? 'True' : 'False', lastTransitionTime: more.ready }],
    containerStatuses: [
      { name: 'c', state: {}, lastState: {}, ready: true, restartCount: more.restarts ?? 0, image: '', imageID: '' },
    ],
  },
});
const t = '2026-01-01T00:00:00Z';

describe('the pods of a replica set', () => {
  it('go in this order: without a node, pending, not ready, restarted, young', () => {
    const pods = [
      pod('old', { ready: t }),
      pod('young', { ready: t, created: '2026-01-02T00:00:00Z' }),
      pod('restarted', { ready: t, restarts: 3 }),
      pod('unready'),
      pod('pending', { phase: 'Pending' }),
      pod('unassigned', { node: '', phase: 'Pending' }),
    ];
    assert.deepEqual(
      deletionOrder(pods).map((p) => p.metadata.name),
      ['unassigned', 'pending', 'unready', 'restarted', 'young', 'old'],
    );
  });

  it('go with the lowest cost first, and before those that restart', () => {
    const costly = (name: string, cost: string, restarts: number): Pod => {
      const made = pod(name, { ready: t, restarts });
      const annotations = { 'controller.kubernetes.io/pod-deletion-cost': cost };
      return { ...made, metadata: { ...made.metadata, annotations } };
    };
    const pods = [costly('dear', '10', 9), pod('plain', { ready: t }), costly('cheap', '-5', 0), costly('odd', 'x', 1)];
    assert.deepEqual(
      deletionOrder(pods).map((p) => p.metadata.name),
      ['cheap', 'odd', 'plain', 'dear'],
    );
  });

  it('go first while they have no status', () => {
    const { status: _, ...made } = pod('new');
    const [first] = deletionOrder([pod('running'), made]);
    assert.equal(first?.metadata.name, 'new');
    const unknown = pod('unknown', { phase: 'Unknown' });
    assert.deepEqual(
      deletionOrder([pod('running'), unknown, made]).map((p) => p.metadata.name),
      ['new', 'unknown', 'running'],
    );
    assert.deepEqual([isActive(made), availableIn(made, 0, new Date(t))], [true, undefined]);
    assert.equal(availableIn({ ...made, status: { phase: 'Pending' } }, 0, new Date(t)), undefined);
  });

  it('stay in their order where nothing tells them apart', () => {
    const twins = ['b', 'a', 'c'].map((name) => pod(name, { ready: t }));
    assert.deepEqual(
      deletionOrder(twins).map((p) => p.metadata.name),
      ['b', 'a', 'c'],
    );
  });

  it('count while they have not ended and are not going', () => {
    assert.ok(isActive(pod('a')));
    assert.ok(!isActive(pod('a', { going: true })));
    assert.ok(!isActive(pod('a', { phase: 'Failed' })));
    assert.ok(!isActive(pod('a', { phase: 'Succeeded' })));
  });

  it('are available when they have been ready for long enough', () => {
    const now = new Date('2026-01-01T00:00:04Z');
    assert.equal(availableIn(pod('a'), 0, now), undefined);
    assert.equal(availableIn(pod('a', { ready: t }), 0, now), 0);
    assert.equal(availableIn(pod('a', { ready: '2026-01-01T00:00:09Z' }), 0, now), 0);
    assert.equal(availableIn(pod('a', { ready: t }), 10, now), 6000);
    assert.equal(availableIn(pod('a', { ready: t }), 3, now), 0);
    // one that does not say since when is ready since now
    const timeless = pod('a', { ready: t });
    timeless.status = { ...timeless.status, conditions: [{ type: 'Ready', status: 'True' }] };
    assert.equal(availableIn(timeless, 3, now), 3000);
  });
});
