import assert from 'node:assert/strict';
import { inFieldOrder } from '../../../src/cluster/wire/field-order.js';
import type { KubeObject } from '../../../src/kube/object.js';

/** The paths of all fields in the order in which they are written. */
function order(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => order(item, `${path}[${i}]`));
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, child]) => order(child, path ? `${path}.${key}` : key));
}

describe('the order of fields', () => {
  it('is that of the type in Go, at every depth', () => {
    const container = { image: 'i', ports: [{ protocol: 'TCP', containerPort: 80 }], name: 'c' };
    const pod = {
      status: {},
      spec: { nodeName: 'n', containers: [container], volumes: [{ configMap: { name: 'm' }, name: 'v' }] },
      metadata: { labels: { b: '2', a: '1' }, uid: 'u', namespace: 'n', name: 'p' },
      apiVersion: 'v1',
      kind: 'Pod',
    };
    assert.deepEqual(order(inFieldOrder(pod as unknown as KubeObject)), [
      'kind',
      'apiVersion',
      'metadata.name',
      'metadata.namespace',
      'metadata.uid',
      'metadata.labels.a',
      'metadata.labels.b',
      'spec.volumes[0].name',
      'spec.volumes[0].configMap.name',
      'spec.containers[0].name',
      'spec.containers[0].image',
      'spec.containers[0].ports[0].containerPort',
      'spec.containers[0].ports[0].protocol',
      'spec.nodeName',
    ]);
  });

  it('copies nothing that is in order, and loses nothing that is not', () => {
    const map = {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: 'm' },
      data: { a: '1', b: '2' },
    } as KubeObject;
    assert.equal(inFieldOrder(map), map);
    const odd = JSON.parse(
      '{"apiVersion":"v1","kind":"ConfigMap","data":{"b":"1","__proto__":"2"},"mine":1,"metadata":{}}',
    );
    const sorted = inFieldOrder(odd);
    assert.deepEqual(Object.keys(sorted), ['kind', 'apiVersion', 'metadata', 'data', 'mine']);
    assert.deepEqual(Object.entries(sorted.data as object), [
      ['__proto__', '2'],
      ['b', '1'],
    ]);
  });

  it('of a custom resource is that of its metadata, and leaves all else alone', () => {
    const custom = { kind: 'Nothing', spec: { b: 1, a: 2 }, apiVersion: 'v9', metadata: { uid: 'u', name: 'm' } };
    const sorted = inFieldOrder(custom as KubeObject);
    assert.deepEqual(Object.keys(sorted), Object.keys(custom));
    assert.deepEqual(Object.keys(sorted.metadata), ['name', 'uid']);
    assert.equal(sorted.spec, custom.spec);
    assert.equal(inFieldOrder(sorted), sorted);
  });
});
