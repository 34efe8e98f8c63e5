/** Where the objects of a kind are kept, and parts of objects that are written. */
import assert from 'node:assert/strict';
import { keyOf, partOf, prefixOf } from '../../../src/cluster/registry/deps.js';
import { kindOfObject } from '../../../src/kube/kinds.js';

describe('the key of an object', () => {
  const keys: [group: string, kind: string, key: string, ofNamespace: string, ofAll: string][] = [
    ['', 'ConfigMap', 'configmaps/a/x', 'configmaps/a/', 'configmaps/'],
    ['apps', 'Deployment', 'deployments.apps/a/x', 'deployments.apps/a/', 'deployments.apps/'],
    ['', 'Node', 'nodes//x', 'nodes/', 'nodes/'],
    // events of both groups are one
    ['events.k8s.io', 'Event', 'events/a/x', 'events/a/', 'events/'],
  ];
  for (const [group, name, key, ofNamespace, ofAll] of keys) {
    it(`of ${group || 'core'} ${name} is ${key}`, () => {
      const kind = kindOfObject(group, name) ?? assert.fail(name);
      assert.deepEqual([keyOf(kind, 'a', 'x'), prefixOf(kind, 'a'), prefixOf(kind, '')], [key, ofNamespace, ofAll]);
    });
  }
});

describe('a part of an object', () => {
  it('is made where there is none, and what is written to it is in the object', () => {
    const object: { spec?: { replicas: number }; status: object } = { status: { a: 1 } };
    partOf(object, 'spec').replicas = 2;
    partOf(object, 'status').b = 3;
    assert.deepEqual(object, { spec: { replicas: 2 }, status: { a: 1, b: 3 } });
  });
});
