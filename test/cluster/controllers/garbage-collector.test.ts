import assert from 'node:assert/strict';
import { ownershipGraph } from '../../../src/cluster/controllers/garbage-collector.js';
import { kindRow } from '../../../src/cluster/controllers/objects.js';

const row = kindRow('configmaps');
const object = (uid: string, owners: string[] = []) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    uid,
    name: uid,
    namespace: 'n',
    ownerReferences: owners.map((owner) => ({ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid: owner })),
  },
});

describe('the ownership graph', () => {
  it('knows who depends on whom, also before the owner is seen', () => {
    const graph = ownershipGraph();
    graph.observe(row, object('child', ['parent']), false);
    assert.deepEqual(graph.dependents('parent'), ['child']);
    assert.equal(graph.node('parent'), undefined);
    graph.observe(row, object('parent'), false);
    assert.equal(graph.node('parent')?.name, 'parent');
  });

  it('forgets an owner that is named no longer, and an object that is gone', () => {
    const graph = ownershipGraph();
    graph.observe(row, object('child', ['a', 'b']), false);
    graph.observe(row, object('child', ['b']), false);
    assert.deepEqual(graph.dependents('a'), []);
    assert.deepEqual(graph.dependents('b'), ['child']);
    graph.observe(row, object('child', ['b']), true);
    assert.deepEqual(graph.dependents('b'), []);
    assert.equal(graph.node('child'), undefined);
  });
});
