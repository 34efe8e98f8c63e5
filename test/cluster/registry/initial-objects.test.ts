/** Objects that the server itself has of a kind: they are there when somebody first asks. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../../src/cluster/clock.js';
import { priorityClass } from '../../../src/cluster/kinds/scheduling/priority-class.js';
import { initialObjects } from '../../../src/cluster/registry/initial-objects.js';
import { memoryStore } from '../../../src/cluster/storage/memory-store.js';
import { findKind } from '../../../src/kube/kinds.js';
import { clusterForTests } from '../../helpers/cluster-for-tests.js';

const classes = '/apis/scheduling.k8s.io/v1/priorityclasses';

describe('the objects that the server has by itself', () => {
  const { api } = clusterForTests();

  it('are there for two who ask at once, and as old as the cluster', async () => {
    const [one, other] = await Promise.all([api.get(classes), api.get(`${classes}/system-node-critical`)]);
    assert.deepEqual(
      one.body.items.map(({ metadata }) => metadata.name),
      ['system-cluster-critical', 'system-node-critical'],
    );
    assert.equal(other.code, 200);
    const { body } = await api.get('/api/v1/namespaces/kube-system');
    assert.equal(other.body.metadata.creationTimestamp, body.metadata.creationTimestamp);
  });

  it('are made by the next request when the store could not take them', async () => {
    let isFull = true;
    const store = memoryStore({ persist: (_event, done) => done(isFull ? new Error('the disk is full') : undefined) });
    const { ensure, made } = initialObjects({ store, clock: systemClock, randomUUID });
    const kind = findKind('priorityclasses');
    assert(kind);
    const call = { kind, definition: priorityClass };
    await assert.rejects(async () => ensure(call), /the disk is full/);
    assert.deepEqual([store.all(), made()], [[], []]);
    isFull = false;
    await ensure(call);
    assert.deepEqual(
      made().map(({ object }) => object.metadata.name),
      ['system-cluster-critical', 'system-node-critical'],
    );
    await ensure(call);
    assert.equal(store.all().length, 2);
  });

  it('are not made again when they were deleted', async () => {
    const services = '/apis/apiregistration.k8s.io/v1/apiservices';
    assert.equal((await api.delete(`${services}/v1.batch`)).code, 200);
    assert.equal((await api.get(`${services}/v1.batch`)).code, 404);
    assert.equal((await api.get(`${services}/v1.apps`)).code, 200);
  });
});
