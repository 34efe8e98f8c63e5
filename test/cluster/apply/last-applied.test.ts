import assert from 'node:assert/strict';
import { lastApplied, renewLastApplied } from '../../../src/cluster/apply/last-applied.js';
import type { KubeObject } from '../../../src/kube/object.js';

const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

const configMap = (annotations?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', ...(annotations ? { annotations } : {}) },
});

describe('the annotation of kubectl apply', () => {
  it('is read as the configuration that it holds', () => {
    assert.deepEqual(lastApplied(configMap({ [annotation]: '{"kind":"ConfigMap"}' })), { kind: 'ConfigMap' });
    for (const text of ['', 'x', '[]', '1']) assert.equal(lastApplied(configMap({ [annotation]: text })), undefined);
    assert.equal(lastApplied(undefined), undefined);
  });

  it('is renewed where it stands, without itself, as Go writes JSON', () => {
    const object = configMap({ [annotation]: '{}', other: '1' });
    renewLastApplied(object, {
      metadata: { name: 'one', annotations: { [annotation]: 'old', note: '<b> & c' } },
      kind: 'ConfigMap',
      apiVersion: 'v1',
    });
    assert.deepEqual(object.metadata.annotations, {
      other: '1',
      [annotation]:
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{"note":"\\u003cb\\u003e \\u0026 c"},"name":"one"}}\n',
    });
  });

  it('is not added to an object that has none, and not renewed when it would be too long', () => {
    const without = configMap({ other: '1' });
    renewLastApplied(without, configMap());
    assert.deepEqual(without, configMap({ other: '1' }));
    const before = configMap({ [annotation]: '{}' });
    renewLastApplied(before, { ...configMap(), data: { long: 'x'.repeat(256 * 1024) } });
    assert.deepEqual(before, configMap({ [annotation]: '{}' }));
  });
});
